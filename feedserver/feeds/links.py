"""The links of feeds and entries (RFC 4287 §4.2.7): to themselves, other languages and formats, hubs, the past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feedserver.feeds.addresses import Archive, FeedAddress, Format, article_path
from feedserver.feeds.model import Link
from feedserver.model import UNDETERMINED, Edition, Site

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Past:
    """The neighbours of a document in its feed's archive (RFC 5005 §4): the next older one, the next newer one."""

    older: Archive | None = None
    newer: Archive | None = None


def feed_links(address: FeedAddress, site: Site, page_url: str, past: Past) -> Iterator[Link]:
    """The feed itself, its page, the same feed in other languages and in other formats, its hubs and its past.

    The page stands first and once more, without its type, last: of the alternates some readers follow the
    first, others the last. RFC 4287 §4.1.1 forbids only two alike in type and language.
    """
    yield Link(site.base_url + address.path, "self", address.format.media_type, address.language)
    yield Link(page_url, type=HTML, hreflang=address.language)
    for language in site.languages:
        if language != address.language:
            other = address.in_language(language)
            yield Link(site.base_url + other.path, type=other.format.media_type, hreflang=language)
    for format_ in Format:
        if format_ is not address.format:
            other = address.in_format(format_)
            yield Link(site.base_url + other.path, type=format_.media_type, hreflang=address.language)
    yield from _past_links(address, site, past)
    if address.archive is None:  # what is past is not told of
        for hub in site.hubs:
            yield Link(hub, "hub")
    yield Link(page_url)


def _past_links(address: FeedAddress, site: Site, past: Past) -> Iterator[Link]:
    """RFC 5005 §4: the subscription document links to the newest archive, archives to their neighbours and to it."""
    if address.archive is not None:
        yield Link(site.base_url + replace(address, archive=None).path, "current", address.format.media_type)
    for rel, archive in (("prev-archive", past.older), ("next-archive", past.newer)):
        if archive is not None:
            yield Link(site.base_url + replace(address, archive=archive).path, rel, address.format.media_type)


def entry_links(
    edition: Edition, site: Site, page_language: str, original_url: str | None, other_urls: Sequence[str]
) -> Iterator[Link]:
    """The article's page first and last, as for the feed; its pages in other languages; the original; other sources."""
    page = Link(site.base_url + article_path(page_language, edition.article_id), type=HTML, hreflang=page_language)
    yield page
    for language in site.languages:
        if language != page_language:
            yield Link(site.base_url + article_path(language, edition.article_id), type=HTML, hreflang=language)
    if original_url is not None:
        known = edition.original_language != UNDETERMINED
        yield Link(original_url, "via", HTML, edition.original_language if known else None)
    for url in other_urls:
        yield Link(url, "via", HTML)
    yield Link(page.href)
