"""Folders of files: watched, and read by what kind each file is."""
