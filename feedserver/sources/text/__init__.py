"""From bytes to clean text, whatever it is the text of."""
