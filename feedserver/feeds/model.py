"""What is served, before it has a format: a feed, its entries and their links, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedserver.model import Category, Enclosure


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a feed or an entry (RFC 4287 §4.2.7). href: absolute, ASCII. type, hreflang: if known."""

    href: str
    rel: str = "alternate"
    type: str | None = None
    hreflang: str | None = None


@dataclass(frozen=True, slots=True)
class Upstream:
    """The feed of somebody else that an entry came in (RFC 4287 §4.2.11). url: absolute, ASCII. title: never empty."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition as feeds show it. All strings are fit for XML.

    id: a tag URI (RFC 4151) that never changes. title, summary: plain text, the title never empty.
    content: HTML, never empty. language: the one the text is really in; ``und`` where unknown.
    page_url: the article's web page. external_url: where the article comes from, None if unknown.
    original_url: what was translated: the same, or else the original's page on this site; None if this is it.
    links: all but those to enclosures, in the order Atom wants. origin: ``original``, ``edited``, ``machine`` or
    ``pending``; origin_label: the same for people, None for ``original``. engine, pivot, untranslated: as in an
    edition. image, enclosures, other_urls: as in an edition, their addresses absolute and ASCII, each once, and
    without external_url among the others. upstream: None for an article that came in no feed.
    """

    id: str
    title: str
    summary: str
    content: str
    language: str
    published_at: datetime
    updated_at: datetime
    author: str | None
    categories: tuple[Category, ...]
    page_url: str
    external_url: str | None
    original_url: str | None
    links: tuple[Link, ...]
    origin: str
    origin_label: str | None
    original_language: str
    engine: str | None
    pivot: str | None
    untranslated: int
    image: str | None
    enclosures: tuple[Enclosure, ...]
    other_urls: tuple[str, ...]
    upstream: Upstream | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of editions under one address, in one language or as written. All strings are fit for XML.

    language: of the entries, None where they differ (the articles as written, in several languages).
    wording_language: the one the feed's own subtitle is in. author: whom an entry is by that does not say.
    updated_at: when the newest change of an entry was. origin_scheme: the URI under which origins are
    categories. self_url: this feed; page_url: its web page. links: as in an entry. entries: newest first.
    hubs: addresses of WebSub hubs that are told of news. is_archive: RFC 5005 §4.
    """

    id: str
    title: str
    subtitle: str
    language: str | None
    wording_language: str
    author: str
    updated_at: datetime
    origin_scheme: str
    self_url: str
    page_url: str
    links: tuple[Link, ...]
    entries: tuple[Entry, ...]
    hubs: tuple[str, ...]
    is_archive: bool

    def link(self, rel: str) -> str | None:
        """Where its first link of that relation leads; None if it has none."""
        return next((link.href for link in self.links if link.rel == rel), None)
