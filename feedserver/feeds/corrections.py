"""What feedgen 1.0.0 drops or gets wrong, written by an extension of its own kind.

It drops rel, type and hreflang of Atom entries' links, knows no xml:lang of entries and no links but ``self``
in RSS, and calls every title plain text, though readers take some for HTML. Its RSS dates call ``setlocale``,
which is not safe with threads, and its lastBuildDate is "now": for RSS it is given no date, all are written here.
"""

from __future__ import annotations

import html
from email.utils import format_datetime
from typing import Any

from feedgen.ext.base import BaseExtension
from lxml import etree

from feedserver.feeds.cleaning import looks_like_markup
from feedserver.feeds.model import Entry, Feed, Link

ATOM = "{http://www.w3.org/2005/Atom}"
DC_NAMESPACE = "http://purl.org/dc/elements/1.1/"
DC = f"{{{DC_NAMESPACE}}}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Element = Any  # lxml has no types of its own


class FeedCorrections(BaseExtension):  # type: ignore[misc]
    """Corrects a feed outside its entries. namespaces: by prefix, those to declare beside feedgen's own."""

    def __init__(self, feed: Feed, namespaces: dict[str, str]) -> None:
        self._feed = feed
        self._namespaces = namespaces

    def extend_ns(self) -> dict[str, str]:
        """The namespaces the root element declares."""
        return self._namespaces

    def extend_atom(self, root: Element) -> Element:
        """*root*: the Atom ``feed`` element, still without entries."""
        _declare_html(root)
        return root

    def extend_rss(self, root: Element) -> Element:
        """*root*: the ``rss`` element, its channel still without items."""
        channel = root.find("channel")
        _append(channel, "lastBuildDate", format_datetime(self._feed.updated_at))
        for link in self._feed.links:
            # The channel has its page in <link>; readers that know Atom in RSS must not find it twice.
            if link.href != self._feed.page_url:
                _append_link(channel, f"{ATOM}link", link)
        return root


class EntryCorrections(BaseExtension):  # type: ignore[misc]
    """Corrects one entry. entry: the one that is rendered."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def extend_atom(self, element: Element) -> Element:
        """*element*: the Atom ``entry``."""
        element.set(XML_LANG, self._entry.language)
        _declare_html(element)
        for link in self._entry.links:
            _append_link(element, "link", link)
        if self._entry.engine:
            _append(_append(element, "contributor"), "name", self._entry.engine)
        return element

    def extend_rss(self, element: Element) -> Element:
        """*element*: the RSS ``item``."""
        element.set(XML_LANG, self._entry.language)
        _append(element, "pubDate", format_datetime(self._entry.published_at))
        _append(element, f"{DC}language", self._entry.language)
        if self._entry.author:
            _append(element, f"{DC}creator", self._entry.author)
        if self._entry.engine:
            _append(element, f"{DC}contributor", self._entry.engine)
        for link in self._entry.links:
            if link.rel == "via":
                _append_link(element, f"{ATOM}link", link)
        return element


def _declare_html(element: Element) -> None:
    """Declare texts as HTML that readers would take for it in any case (RFC 4287 §3.1.1), and escape them."""
    for name in ("title", "subtitle", "summary"):
        for child in element.findall(name):
            if looks_like_markup(child.text or ""):
                child.set("type", "html")
                child.text = html.escape(child.text, quote=False)


def _append(parent: Element, name: str, text: str | None = None) -> Element:
    child = etree.SubElement(parent, name)
    child.text = text
    return child


def _append_link(parent: Element, name: str, link: Link) -> None:
    child = _append(parent, name)
    for attribute in ("href", "rel", "type", "hreflang"):
        if value := getattr(link, attribute):
            child.set(attribute, value)
