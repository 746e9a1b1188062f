"""Translation packages: which are installed, where to get them, and installing them."""
