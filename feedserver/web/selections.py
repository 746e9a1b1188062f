"""From the address of a feed to what stands in it."""

from __future__ import annotations

from datetime import datetime

from feedserver.feeds.addresses import FeedAddress
from feedserver.feeds.assemble import assemble
from feedserver.feeds.model import Feed
from feedserver.feeds.wording import SEPARATOR, wording
from feedserver.model import UNDETERMINED, Edition
from feedserver.store.articles import find_category, list_categories
from feedserver.store.database import Connection
from feedserver.store.editions import Selection
from feedserver.store.sources import get_shown, list_largest_sources, list_sources
from feedserver.web.archives import PART_ENTRIES, past_of, period_of
from feedserver.web.editions import list_editions, list_found
from feedserver.web.refusals import not_found
from feedserver.web.services import services
from feedserver.words import Snippet, Term, terms_of


def read_feed(connection: Connection, address: FeedAddress, *, now: datetime) -> tuple[Feed, list[Edition]]:
    """The feed that stands at *address*, and the editions it is made of, newest first.

    Refuses (404) a category, source or archive that there is not.
    """
    editions = _read_editions(connection, address, now=now)
    feed = assemble(
        editions,
        address,
        services().site,
        scope_label=scope_label(connection, address, editions),
        sources=get_shown(connection, {edition.source for edition in editions}),
        past=past_of(connection, address, now=now),
    )
    return feed, editions


def _read_editions(connection: Connection, address: FeedAddress, *, now: datetime) -> list[Edition]:
    """The editions in the feed at *address*, newest first."""
    selection, bilingual = selection_of(address), address.variant.bilingual
    if address.archive is None:
        limit = address.variant.limit or services().settings.feed_entries
        return list_editions(connection, selection, now=now, limit=limit, with_originals=bilingual)
    offset = (address.archive.part - 1) * PART_ENTRIES
    oldest = list_editions(connection, selection, now=now, limit=PART_ENTRIES, offset=offset, oldest_first=True)
    return oldest[::-1]


def read_page(
    connection: Connection, address: FeedAddress, *, now: datetime, limit: int, offset: int
) -> tuple[list[Edition], dict[str, Snippet]]:
    """The same, *limit* at most after *offset*, for pages that list articles; of a search, the likeliest first.

    With each that was searched for, by the article's id: where its text has what was searched.
    """
    return list_found(connection, selection_of(address), now=now, limit=limit, offset=offset)


def selection_of(address: FeedAddress) -> Selection:
    """Which editions the feed at *address* is of."""
    return Selection(
        language=address.language,
        category=address.category,
        source=address.source,
        terms=_terms_of(address),
        since=address.variant.since,
        translated=address.variant.translated,
        published=None if address.archive is None else period_of(address.archive),
    )


def _terms_of(address: FeedAddress) -> tuple[Term, ...] | None:
    query = address.variant.query
    return None if query is None else terms_of(query, address.language or UNDETERMINED)


def scope_label(connection: Connection, address: FeedAddress, editions: list[Edition]) -> str | None:
    """What the feed is narrowed to, for people, in its language where that is known; None if it is not.

    Refuses (404) a category or source that there is not, and says which there are.
    """
    labels = []
    if address.category is not None:
        labels.append(_category_label(connection, address.category, editions))
    if address.source is not None:
        labels.append(_source_title(connection, address.source))
    if address.variant.query is not None:
        labels.append(wording(address.language).found.format(words=address.variant.query))
    if address.archive is not None:
        labels.append(address.archive.name)
    return SEPARATOR.join(labels) or None


def _category_label(connection: Connection, slug: str, editions: list[Edition]) -> str:
    category = find_category(connection, slug)
    if category is None:
        raise not_found("category", slug, [each.slug for each in list_categories(connection)])
    shown = (each for edition in editions for each in edition.categories if each.slug == slug)
    return next((each.label for each in shown), category.label)


def _source_title(connection: Connection, slug: str) -> str:
    titles = dict(list_sources(connection))
    if slug not in titles:
        raise not_found("source", slug, [slug for slug, _ in list_largest_sources(connection)])
    return titles[slug]
