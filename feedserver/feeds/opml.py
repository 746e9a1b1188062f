"""OPML 2.0 (opml.org/spec2): the list of a language's feeds, for readers to import at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from feedserver.feeds.addresses import FeedAddress, Format, page_path
from feedserver.feeds.cleaning import name
from feedserver.feeds.wording import SEPARATOR, wording
from feedserver.model import Category, Site

CONTENT_TYPE = "text/x-opml; charset=utf-8"


def render_opml(
    site: Site, language: str, *, categories: Iterable[Category] = (), sources: Iterable[tuple[str, str]] = ()
) -> bytes:
    """The feeds of *language*: the site's, then those of its categories and sources, as Atom.

    categories, sources (slug and title): in the order they are to be shown. Undated, so that equal lists give equal
    bytes.
    """
    words = wording(language)
    title = name(site.title) or words.untitled
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    _outline(body, title, FeedAddress(language, Format.ATOM), site)
    by_category = [
        (name(each.label) or each.slug, FeedAddress(language, Format.ATOM, category=each.slug)) for each in categories
    ]
    by_source = [(name(label) or slug, FeedAddress(language, Format.ATOM, source=slug)) for slug, label in sources]
    for heading, feeds in ((words.categories, by_category), (words.sources, by_source)):
        if feeds:
            group = etree.SubElement(body, "outline", text=heading)
            for label, address in feeds:
                _outline(group, f"{title}{SEPARATOR}{label}", address, site)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _outline(parent: Any, title: str, address: FeedAddress, site: Site) -> None:
    etree.SubElement(
        parent,
        "outline",
        type="rss",  # the word for any feed, Atom too
        text=title,
        title=title,
        xmlUrl=site.base_url + address.path,
        htmlUrl=site.base_url + page_path(address.language),
        language=address.language or "",
    )
