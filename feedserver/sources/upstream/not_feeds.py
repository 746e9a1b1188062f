"""What a document is that is no feed, and which feeds a web page links to."""

from __future__ import annotations

import re
from typing import Any

from feedserver.sources.html.links import web_address
from feedserver.sources.upstream.prolog import first_element

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_MAX_HTML_CHARS = 1_000_000  # the links stand in the page's head
_MAX_FEEDS = 20
_MAX_NAMED = 5
_HTML = re.compile(r"<(?:!doctype html|html|head|body|title|div|p|a|br|script)\b", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^<>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)


def find_feeds(html: str, base_url: str | None) -> list[str]:
    """The absolute addresses of the feeds that a web page says are its own, in its order, each once.

    base_url: where the page stands. Those are the links with ``rel=alternate`` and the type of a feed. Never raises.
    """
    root = _parse(html[:_MAX_HTML_CHARS])
    if root is None:
        return []
    base = next((web_address(element.get("href"), base_url) for element in root.iter("base")), None) or base_url
    found = (web_address(link.get("href"), base) for link in root.iter("link") if _is_feed(link))
    return list(dict.fromkeys(address for address in found if address))[:_MAX_FEEDS]


def refusal_of(text: str, url: str) -> str:
    """What *text*, which is no feed, is instead, in words that follow "URL:". url: where it came from."""
    root = first_element(text)
    if root == "opml":
        return "is a list of feeds (OPML), no feed: import it with `feedserver sources import-opml`"
    if root in ("urlset", "sitemapindex"):
        return "is a sitemap, no feed"
    if root == "html" or _HTML.search(text[:2_000]):
        return _refusal_of_page(text, url)
    if root:
        return f"is XML, but no feed: its first element is <{root[:40]}>"
    if text.startswith(("[", '"')):
        return "is JSON, but no JSON Feed"
    return "is no feed but other text"


def _refusal_of_page(text: str, url: str) -> str:
    feeds = find_feeds(text, url)
    if feeds:
        return f"is a web page, no feed; it links to {', '.join(feeds[:_MAX_NAMED])}"
    if _PASSWORD.search(text):
        return "is a web page that asks for a password, no feed"
    return "is a web page, no feed, and links to none"


def _is_feed(link: Any) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    return "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES


def _parse(html: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, recover=True)
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):  # nothing in it
        return None
