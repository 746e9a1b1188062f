"""Lists of feeds (OPML) as feed readers export them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedserver.errors import SourceError

MAX_BYTES = 10_000_000
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed on a list. title: empty if it has none. categories: the folders it stands in, outermost first."""

    url: str
    title: str
    categories: tuple[str, ...]


def read_opml(data: bytes, name: str) -> list[Subscription]:
    """The feeds on the list *data*, in its order, each address once. name: for messages.

    Raises SourceError if it is no OPML, has declarations of its own in XML, or is too large.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"{name}: is larger than {MAX_BYTES:,} bytes; no list of feeds is")
    if _DECLARATIONS.search(data):
        raise SourceError(f"{name}: is refused: it has declarations in XML (<!DOCTYPE …>, <!ENTITY …>)")
    import listparser

    found = listparser.parse(data)
    if not found.feeds and (found.bozo or not found.get("version")):
        raise SourceError(
            f"{name}: is no list of feeds (OPML): {found.get('bozo_exception') or 'there are none in it'}"
        )
    subscriptions: dict[str, Subscription] = {}
    for feed in found.feeds:
        folders = tuple(each for path in feed.get("categories") or [] for each in path if each)
        subscriptions.setdefault(feed.url, Subscription(feed.url, feed.get("title") or "", folders))
    return list(subscriptions.values())
