"""RSS and Atom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedserver.errors import SourceError
from feedserver.sources.context import ReadingContext
from feedserver.sources.upstream.collecting import collect
from feedserver.sources.upstream.document import FeedDocument
from feedserver.sources.upstream.entries import address_of, addresses_of, names_of, read_entry
from feedserver.sources.upstream.texts import MAX_ID_CHARS, language_of, line_of

_FORMATS = {
    "rss090": "RSS 0.90",
    "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92",
    "rss093": "RSS 0.93",
    "rss094": "RSS 0.94",
    "rss10": "RSS 1.0",
    "rss20": "RSS 2.0",
    "atom03": "Atom 0.3",
    "atom10": "Atom 1.0",
}
_PERIODS_S = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_MAX_TTL_S = 31_536_000


def read_xml_feed(markup: str, context: ReadingContext, *, url: str) -> FeedDocument:
    """The feed that *markup*, XML from its root element on, is. url: where it came from.

    Raises SourceError if it is none, or more than any feed needs.
    """
    from feedserver.sources.upstream.parsing import parse

    parser = parse(markup, url)
    feed = dict(parser.feeddata)
    if not feed and not parser.entries:
        raise SourceError("is no feed: it has neither a title nor entries")
    language = language_of(feed.get("language"))
    author = names_of(feed) if parser.version.startswith("atom") else None  # RSS names its editor there
    found = collect(parser.entries, lambda entry: read_entry(entry, context, url=url, language=language, author=author))
    present = {article.external_id for article in found.articles}
    return FeedDocument(
        title=line_of(_string(feed.get("title"))),
        home_url=address_of(feed, "alternate", url),
        language=language,
        self_url=address_of(feed, "self", url),
        hub_urls=tuple(dict.fromkeys(addresses_of(feed, "hub", url))),
        ttl_s=_ttl_s(feed),
        articles=found.articles,
        deleted=tuple(ref for ref in dict.fromkeys(parser.deleted) if ref not in present and len(ref) <= MAX_ID_CHARS),
        refused=found.refused,
        format=_FORMATS.get(parser.version, "Atom" if parser.version.startswith("atom") else "RSS"),
    )


def _ttl_s(feed: Mapping[str, Any]) -> int | None:
    """How long the feed says it stays as it is: minutes in RSS 2.0, a period and a number of times in it in RSS 1.0."""
    minutes = _number(feed.get("ttl"))
    period = _PERIODS_S.get(_string(feed.get("sy_updateperiod")).strip().lower())
    seconds = minutes * 60 if minutes else (period or 0) // (_number(feed.get("sy_updatefrequency")) or 1)
    return min(seconds, _MAX_TTL_S) or None


def _number(value: object) -> int:
    digits = _string(value).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
