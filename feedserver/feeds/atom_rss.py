"""Atom 1.0 (RFC 4287) and RSS 2.0 by feedgen; the only module that drives it."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feedserver.feeds.cleaning import looks_like_markup
from feedserver.feeds.corrections import (
    DC_NAMESPACE,
    HISTORY_NAMESPACE,
    MEDIA_NAMESPACE,
    EntryCorrections,
    FeedCorrections,
)
from feedserver.feeds.model import Entry, Feed

GENERATOR = "feedserver"


def render_atom(feed: Feed) -> bytes:
    """The feed as an Atom document in UTF-8; the same feed gives the same bytes."""
    generator = _generator(feed, feed.title, feed.subtitle, {})
    generator.id(feed.id)
    generator.updated(feed.updated_at)
    generator.author(name=feed.author)
    generator.language(feed.language or feed.wording_language)
    for link in feed.links:
        fields = {"href": link.href, "rel": link.rel, "type": link.type, "hreflang": link.hreflang}
        generator.link({key: value for key, value in fields.items() if value})
    _add_entries(generator, feed, _atom_entry)
    return bytes(generator.atom_str(pretty=True))


def render_rss(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8; the same feed gives the same bytes.

    The full text is in content:encoded if there is a summary for the description, else in the description.
    Ampersands and less-than signs are written as hexadecimal references, as the RSS Best Practices Profile
    wants them in titles.
    """
    namespaces = {"dc": DC_NAMESPACE}
    generator = _generator(feed, _rss_text(feed.title), _rss_text(feed.subtitle), namespaces)
    generator.link(href=feed.page_url)
    if feed.language is not None:
        generator.language(feed.language)
    _add_entries(generator, feed, _rss_item)
    xml = bytes(generator.rss_str(pretty=True))
    return xml.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _generator(feed: Feed, title: str, subtitle: str, namespaces: dict[str, str]) -> FeedGenerator:
    if any(entry.image or entry.enclosures for entry in feed.entries):
        namespaces = namespaces | {"media": MEDIA_NAMESPACE}
    if feed.is_archive:
        namespaces = namespaces | {"fh": HISTORY_NAMESPACE}
    generator = FeedGenerator()
    # feedgen sets "now" here, and there is no way to unset it; the corrections write the feed's own time.
    generator._FeedGenerator__rss_lastBuildDate = None
    generator.register_extension("corrections", partial(FeedCorrections, feed, namespaces))
    generator.generator(GENERATOR)
    generator.title(title)
    generator.subtitle(subtitle)
    return generator


def _add_entries(generator: FeedGenerator, feed: Feed, made: Callable[[Entry, Feed], FeedEntry]) -> None:
    for entry in feed.entries:
        item = made(entry, feed)
        item.register_extension("corrections", partial(EntryCorrections, entry))
        generator.add_entry(item, order="append")


def _atom_entry(entry: Entry, feed: Feed) -> FeedEntry:
    item = FeedEntry()
    item.id(entry.id)
    item.title(entry.title)
    item.updated(entry.updated_at)
    item.published(entry.published_at)
    item.content(entry.content, type="html")
    if entry.summary:
        item.summary(entry.summary)
    if entry.author:
        item.author(name=entry.author)
    for category in entry.categories:
        item.category(term=category.slug, label=category.label)
    if entry.origin_label:
        item.category(term=entry.origin, label=entry.origin_label, scheme=feed.origin_scheme)
    return item


def _rss_item(entry: Entry, feed: Feed) -> FeedEntry:
    item = FeedEntry()
    item.guid(entry.id, permalink=False)
    item.title(_rss_text(entry.title))
    item.link(href=entry.page_url)
    if entry.summary:
        item.description(html.escape(entry.summary, quote=False))
    item.content(entry.content)
    for category in entry.categories:
        item.category(term=category.label)
    if entry.origin_label:
        item.category(term=entry.origin, scheme=feed.origin_scheme)
    return item


def _rss_text(text: str) -> str:
    """Text for elements of which RSS does not say whether they are HTML: most readers take them for it."""
    return html.escape(text, quote=False) if looks_like_markup(text) else text
