"""Lists of feeds (OPML) as feed readers export them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedserver.errors import SourceError
from feedserver.sources.text.encodings import decode

MAX_BYTES = 10_000_000
_DECLARATIONS = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed on a list. title: empty if it has none. categories: the folders it stands in, outermost first."""

    url: str
    title: str
    categories: tuple[str, ...]


def read_opml(data: bytes, name: str) -> list[Subscription]:
    """The feeds on the list *data*, in its order, each address once. name: for messages.

    Raises SourceError if it is no OPML, no text, too large, or has declarations of its own in XML.
    """
    text = decode(data, name, is_html=True, max_bytes=MAX_BYTES).text
    if _DECLARATIONS.search(text):
        raise SourceError(f"{name}: is refused: it has declarations in XML (<!DOCTYPE …>, <!ENTITY …>)")
    import listparser

    # The library knows UTF-8 where a declaration says it, and little else.
    declared = '<?xml version="1.0" encoding="UTF-8"?>' + _XML_DECLARATION.sub("", text, count=1)
    found = listparser.parse(declared.encode())
    if not found.feeds and (found.bozo or not found.get("version")):
        raise SourceError(
            f"{name}: is no list of feeds (OPML): {found.get('bozo_exception') or 'there are none in it'}"
        )
    subscriptions: dict[str, Subscription] = {}
    for feed in found.feeds:
        folders = [_line(each) for path in feed.get("categories") or [] for each in path if each]
        title = _line(feed.get("title") or "")
        subscriptions.setdefault(feed.url, Subscription(feed.url, title, tuple(dict.fromkeys(folders))))
    return list(subscriptions.values())


def _line(text: str) -> str:
    return " ".join(text.split())
