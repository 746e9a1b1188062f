"""What feedgen 1.0.0 drops or gets wrong, written by an extension of its own kind.

It drops rel, type and hreflang of Atom entries' links, knows no xml:lang of entries and no links but ``self``
in RSS, and calls every title plain text, though readers take some for HTML. Its RSS dates call ``setlocale``,
which is not safe with threads, and its lastBuildDate is "now": for RSS it is given no date, all are written here.

Its own media extension has no titles, so that enclosures are written here too: as each format has them, and as Media
RSS (rssboard.org/media-rss), which alone carries durations and, in RSS, more than one file. A ``media:group`` would
call them versions of one thing. ``itunes:duration`` is not written: validators then want the whole of a podcast's
description, with an owner's e-mail address, which a feed of articles does not have.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from email.utils import format_datetime
from typing import Any

from feedgen.ext.base import BaseExtension
from lxml import etree

from feedserver.feeds.cleaning import looks_like_markup
from feedserver.feeds.model import Entry, Feed, Link, Upstream
from feedserver.model import Enclosure

ATOM = "{http://www.w3.org/2005/Atom}"
DC_NAMESPACE = "http://purl.org/dc/elements/1.1/"
DC = f"{{{DC_NAMESPACE}}}"
MEDIA_NAMESPACE = "http://search.yahoo.com/mrss/"
MEDIA = f"{{{MEDIA_NAMESPACE}}}"
HISTORY_NAMESPACE = "http://purl.org/syndication/history/1.0"
HISTORY = f"{{{HISTORY_NAMESPACE}}}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

MEDIUMS = {"audio", "image", "video"}  # of Media RSS those that a media type tells

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
        if self._feed.is_archive:
            _append(root, f"{HISTORY}archive")
        return root

    def extend_rss(self, root: Element) -> Element:
        """*root*: the ``rss`` element, its channel still without items."""
        channel = root.find("channel")
        _append(channel, "lastBuildDate", format_datetime(self._feed.updated_at))
        if self._feed.is_archive:
            _append(channel, f"{HISTORY}archive")
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
        for enclosure in self._entry.enclosures:
            link = _append(element, "link")
            _set(link, rel="enclosure", href=enclosure.url, type=enclosure.type, length=enclosure.length)
            if enclosure.title:
                link.set("title", enclosure.title)
                self._mark_original(link)
        if self._entry.engine:
            _append(_append(element, "contributor"), "name", self._entry.engine)
        if self._entry.upstream:
            self._append_source(element, self._entry.upstream)
        self._append_media(element)
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
        if self._entry.upstream:
            _append(element, "source", self._entry.upstream.title).set("url", self._entry.upstream.url)
        if self._entry.enclosures:
            main = _main(self._entry.enclosures)
            _set(_append(element, "enclosure"), url=main.url, length=main.length or 0, type=main.type)
        self._append_media(element)
        return element

    def _append_source(self, element: Element, upstream: Upstream) -> None:
        """RFC 4287 §4.2.11. Its id and time are not kept: the address names it, and it was as old as the entry."""
        source = _append(element, "source")
        _append(source, "id", upstream.url)
        _append(source, "title", upstream.title)
        _append(source, "updated", self._entry.updated_at.isoformat())
        _set(_append(source, "link"), href=upstream.url, rel="self")

    def _append_media(self, element: Element) -> None:
        """The picture and the enclosures as Media RSS."""
        if self._entry.image:
            _set(_append(element, f"{MEDIA}thumbnail"), url=self._entry.image)
        for enclosure in self._entry.enclosures:
            kind = enclosure.type.partition("/")[0]
            content = _append(element, f"{MEDIA}content")
            _set(content, url=enclosure.url, type=enclosure.type, medium=kind if kind in MEDIUMS else None)
            _set(content, fileSize=enclosure.length, duration=enclosure.duration_s)
            if enclosure.title:
                self._mark_original(_append(content, f"{MEDIA}title", enclosure.title))

    def _mark_original(self, element: Element) -> None:
        """Titles of enclosures are not translated: say so where the entry is."""
        if self._entry.original_language != self._entry.language:
            element.set(XML_LANG, self._entry.original_language)


def _declare_html(element: Element) -> None:
    """Declare texts as HTML that readers would take for it in any case (RFC 4287 §3.1.1), and escape them."""
    for name in ("title", "subtitle", "summary"):
        for child in element.findall(name):
            if looks_like_markup(child.text or ""):
                child.set("type", "html")
                child.text = html.escape(child.text, quote=False)


def _main(enclosures: Sequence[Enclosure]) -> Enclosure:
    """The one enclosure that an RSS item may have (RSS Best Practices Profile): what podcast players can play."""
    playable = (each for each in enclosures if each.type.startswith(("audio/", "video/")))
    return next(playable, enclosures[0])


def _set(element: Element, **attributes: object) -> None:
    """Set the attributes that have a value, in their order."""
    for name, value in attributes.items():
        if value is not None:
            element.set(name, str(value))


def _append(parent: Element, name: str, text: str | None = None) -> Element:
    child = etree.SubElement(parent, name)
    child.text = text
    return child


def _append_link(parent: Element, name: str, link: Link) -> None:
    _set(_append(parent, name), href=link.href, rel=link.rel, type=link.type, hreflang=link.hreflang)
