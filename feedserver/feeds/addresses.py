"""Where feeds and pages stand: the canonical paths of the site, as links and as the keys of renderings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote

from feedserver.feeds.variants import PLAIN, Variant, query_string

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


_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Archive:
    """A document of past entries (RFC 5005 §4): those of one month (UTC), in parts from 1 on, the oldest first."""

    year: int
    month: int
    part: int = 1

    @property
    def name(self) -> str:
        """The month, as in addresses: ``2026-11``."""
        return f"{self.year:04}-{self.month:02}"


def read_month(name: str) -> Archive | None:
    """The first part of the month *name* (``2026-11``); None if it is none."""
    found = _MONTH.fullmatch(name)
    return None if found is None or found[1] == "0000" else Archive(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Which feed, in which format: all that decides the bytes, beside the articles.

    language: BCP 47 tag of one of the site's editions; None for the articles as written. category, source:
    slugs that narrow the feed. variant: what of it the client asks for. archive: of its past, if it is not the
    subscription document; then category and source are None and the variant is plain.
    """

    language: str | None
    format: Format
    category: str | None = None
    source: str | None = None
    variant: Variant = PLAIN
    archive: Archive | None = None

    @property
    def path(self) -> str:
        """The canonical path and query below the site's base URL, percent-encoded, with a slash in front."""
        folder = "" if self.language is None else f"/{_segment(self.language)}"
        if self.archive is not None:
            part = (("part", str(self.archive.part)),) if self.archive.part > 1 else ()
            return f"{folder}/archive/{self.archive.name}.{self.format}{query_string(part)}"
        return f"{folder}{self._narrowing}/feed.{self.format}{query_string(self._parameters)}"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out or shaped: the feed of an edition, or of the articles as written, or its past."""
        return (self.category, self.source, self.variant) == (None, None, PLAIN)

    @property
    def scope(self) -> str:
        """What the feed shows, in whatever format, length and detail: ``kk``, ``all``, ``ru/categories/space``.

        What stands in the entries' ids is in it too: bilingual entries are others.
        """
        scope = f"{_segment(self.language or 'all')}{self._narrowing}"
        if self.category is not None and self.source is not None:
            scope += f"/sources/{_segment(self.source)}"
        if self.variant.bilingual:
            scope += "/bilingual"
        if self.variant.translated:
            scope += "/translated"
        return scope if self.variant.query is None else f"{scope}/search/{_segment(self.variant.query)}"

    def in_format(self, format_: Format) -> FeedAddress:
        """The same feed in another format."""
        return replace(self, format=format_)

    def in_language(self, language: str) -> FeedAddress:
        """The same feed in another language."""
        return replace(self, language=language)

    @property
    def _narrowing(self) -> str:
        if self.category is not None:
            return f"/categories/{_segment(self.category)}"
        return "" if self.source is None else f"/sources/{_segment(self.source)}"

    @property
    def _parameters(self) -> tuple[tuple[str, str], ...]:
        both = self.category is not None and self.source is not None
        parameters = (*self.variant.parameters, *((("source", self.source or ""),) if both else ()))
        return tuple(sorted(parameters))


def page_path(language: str | None) -> str:
    """The web page of an edition; for None the front page, which leads to the reader's language."""
    return "/" if language is None else f"/{_segment(language)}/"


def article_path(language: str, article_id: str, *, bilingual: bool = False) -> str:
    """The web page of one article in one language; bilingual: beside its original."""
    return f"/{_segment(language)}/articles/{_segment(article_id)}{'?view=bilingual' if bilingual else ''}"


def category_path(language: str, slug: str) -> str:
    """The web page of a category."""
    return f"/{_segment(language)}/categories/{_segment(slug)}/"


def source_path(language: str, slug: str) -> str:
    """The web page of a source."""
    return f"/{_segment(language)}/sources/{_segment(slug)}/"


def search_path(language: str) -> str:
    """The web page on which articles are found by their words (``?q=``)."""
    return f"/{_segment(language)}/search"


def subscribe_path(language: str) -> str:
    """The web page that lists the feeds of a language and says what they are for."""
    return f"/{_segment(language)}/subscribe"


def opml_path(language: str) -> str:
    """The list of a language's feeds."""
    return f"/{_segment(language)}/feeds.opml"


def _segment(text: str) -> str:
    """One segment of a path (RFC 3986 §3.3), percent-encoded as UTF-8."""
    return quote(text, safe="")
