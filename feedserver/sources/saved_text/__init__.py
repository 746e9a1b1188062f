"""The text of a saved page, as copied out of a browser: the article is found among the page's furniture."""

from feedserver.sources.saved_text.reader import read_saved_text

__all__ = ["read_saved_text"]
