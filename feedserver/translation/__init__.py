"""Translating: sentences, memory, the Argos engine, checks, and catalogues for people."""
