"""Looking at sources on the web again and again, and when."""
