"""What an upstream feed says, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from feedserver.errors import SourceError
from feedserver.model import Article

MAX_ENTRIES = 2_000  # a feed is news, not an archive; what comes after these is not read


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """An upstream feed as it was read.

    title: plain text, empty if it has none. home_url: the page it belongs to. language: a BCP 47 tag, as declared.
    self_url: where it says it stands. hub_urls: whom to ask for news of it (WebSub). ttl_s: how long it says it stays
    as it is. articles: in the feed's order, no external id twice. deleted: external ids of what it says is deleted
    (RFC 6721). refused: of each entry that could not be read, why. format: for people (``RSS 2.0``).
    All addresses are absolute, http or https.
    """

    title: str
    home_url: str | None
    language: str | None
    self_url: str | None
    hub_urls: tuple[str, ...]
    ttl_s: int | None
    articles: tuple[Article, ...]
    deleted: tuple[str, ...]
    refused: tuple[SourceError, ...]
    format: str
