"""Where feeds and pages stand: the canonical paths of the site, as links and as the keys of renderings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote

_MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


class Format(StrEnum):
    """A format feeds are served in; the value is the extension in the URL."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The media type alone, as links name it."""
        return _MEDIA_TYPES[self.value]

    @property
    def content_type(self) -> str:
        """The media type with its charset, as the HTTP header has it."""
        return f"{self.media_type}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Which feed, in which format: all that decides the bytes, beside the articles.

    language: BCP 47 tag of one of the site's editions; None for the articles as written. category, source:
    slug that narrows the feed; at most one of them. limit: the greatest number of entries asked for; None if
    the client did not say.
    """

    language: str | None
    format: Format
    category: str | None = None
    source: str | None = None
    limit: int | None = None

    @property
    def path(self) -> str:
        """The canonical path and query below the site's base URL, percent-encoded, with a slash in front."""
        query = "" if self.limit is None else f"?limit={self.limit}"
        return f"{self._folder}/feed.{self.format}{query}"

    @property
    def scope(self) -> str:
        """What the feed shows, in whatever format and length: ``kk``, ``all``, ``ru/categories/space``."""
        return f"{_segment(self.language or 'all')}{self._narrowing}"

    def in_format(self, format_: Format) -> FeedAddress:
        """The same feed in another format."""
        return replace(self, format=format_)

    def in_language(self, language: str) -> FeedAddress:
        """The same feed in another language."""
        return replace(self, language=language)

    @property
    def _folder(self) -> str:
        return ("" if self.language is None else f"/{_segment(self.language)}") + self._narrowing

    @property
    def _narrowing(self) -> str:
        if self.category is not None:
            return f"/categories/{_segment(self.category)}"
        return "" if self.source is None else f"/sources/{_segment(self.source)}"


def page_path(language: str | None) -> str:
    """The web page of an edition; for None the front page, which leads to the reader's language."""
    return "/" if language is None else f"/{_segment(language)}/"


def article_path(language: str, article_id: str) -> str:
    """The web page of one article in one language."""
    return f"/{_segment(language)}/articles/{_segment(article_id)}"


def opml_path(language: str) -> str:
    """The list of a language's feeds."""
    return f"/{_segment(language)}/feeds.opml"


def _segment(text: str) -> str:
    """One segment of a path (RFC 3986 §3.3), percent-encoded as UTF-8."""
    return quote(text, safe="")
