"""Editions as readers see them: listed for feeds and pages, found one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from feedserver.model import Category, Edition, Origin, Text
from feedserver.store import search
from feedserver.store.appearances import list_urls
from feedserver.store.columns import read_blocks, read_enclosures, read_labels
from feedserver.store.database import chunks
from feedserver.store.schema import appearances, article_categories, articles, editions
from feedserver.store.tallies import count
from feedserver.words import Term

_COLUMNS = (
    articles.c.source,
    articles.c.language.label("original_language"),
    articles.c.title.label("original_title"),
    articles.c.summary.label("original_summary"),
    articles.c.blocks.label("original_blocks"),
    articles.c.author,
    articles.c.url,
    articles.c.image,
    articles.c.enclosures,
    articles.c.published_at,
    articles.c.updated_at.label("original_updated_at"),
    editions,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which editions: of one language (None: every article as it was written), category, source; slugs.

    terms: those in which all of them are found. since: those that have changed then or later. translated: those that
    are in the language. published: those of articles from the first moment until before the second.
    """

    language: str | None
    category: str | None = None
    source: str | None = None
    terms: tuple[Term, ...] | None = None
    since: datetime | None = None
    translated: bool = False
    published: tuple[datetime, datetime] | None = None


def list_editions(
    connection: Connection,
    selection: Selection,
    *,
    now: datetime,
    limit: int,
    offset: int = 0,
    oldest_first: bool = False,
    best_first: bool = False,
    with_originals: bool = False,
) -> list[Edition]:
    """The editions of *selection* that are shown at *now*, newest first, *limit* at most after *offset*.

    oldest_first: they are counted from the other end, and come in that order. best_first: those that have the
    selection's terms most before the newest. with_originals: what the articles
    themselves say comes with translations.
    """
    newest = (articles.c.published_at.desc(), articles.c.id)
    oldest = (articles.c.published_at, articles.c.id.desc())
    query = _select(selection).where(is_shown(now))
    if best_first and selection.terms:
        query = search.best_first(query, selection.terms)
    else:
        query = query.order_by(*(oldest if oldest_first else newest))
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    return _editions_of(connection, rows, with_originals=with_originals)


def count_editions(connection: Connection, selection: Selection, *, now: datetime) -> int:
    """How many editions of *selection* are shown at *now*."""
    query = (
        select(func.count())
        .select_from(articles)
        .join(editions, articles.c.id == editions.c.article_id)
        .where(articles.c.withdrawn_at.is_(None), *_conditions(selection), is_shown(now))
    )
    return connection.scalar(query) or 0


def find_neighbour(
    connection: Connection, selection: Selection, moment: datetime, *, now: datetime, is_older: bool
) -> datetime | None:
    """When the next article of *selection* older than *moment*, or not older than it, was published; None: none was."""
    published = articles.c.published_at
    beyond = published < moment if is_older else published >= moment
    nearest = published.desc() if is_older else published
    query = (
        select(published)
        .join(editions, articles.c.id == editions.c.article_id)
        .where(articles.c.withdrawn_at.is_(None), *_conditions(selection), is_shown(now), beyond)
        .order_by(nearest)
        .limit(1)
    )
    return connection.scalar(query)


def find_releases(
    connection: Connection, selection: Selection, *, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """When an edition of *selection* that was held back was last shown untranslated, and when the next one will be."""
    held = _select(selection).where(editions.c.origin.is_(None), editions.c.held_until.is_not(None)).subquery()
    last = connection.scalar(select(func.max(held.c.held_until)).where(held.c.held_until <= now))
    coming = connection.scalar(select(func.min(held.c.held_until)).where(held.c.held_until > now))
    return last, coming


def find_edition(
    connection: Connection, article_id: str, language: str, *, with_originals: bool = False
) -> Edition | None:
    """One edition, also one that is held back; None if there is none or the article was withdrawn."""
    query = _select(Selection(language)).where(editions.c.article_id == article_id)
    rows = connection.execute(query).all()
    return next(iter(_editions_of(connection, rows, with_originals=with_originals)), None)


def is_withdrawn(connection: Connection, article_id: str) -> bool:
    """Whether there was such an article and its source has dropped it."""
    query = select(articles.c.withdrawn_at).where(articles.c.id == article_id)
    return connection.scalar(query) is not None


def count_pending(connection: Connection) -> dict[str, int]:
    """How many editions are pending, by language."""
    there = sorted(connection.scalars(select(editions.c.language).distinct()))
    counts = {language: count(connection, language, editions.c.origin.is_(None)) for language in there}
    return {language: pending for language, pending in counts.items() if pending}


def _select(selection: Selection) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(articles, articles.c.id == editions.c.article_id)
        .where(articles.c.withdrawn_at.is_(None), *_conditions(selection))
    )


def is_shown(now: datetime) -> ColumnElement[bool]:
    """Whether an edition is not held back at *now*: a condition of queries."""
    return or_(editions.c.origin.is_not(None), editions.c.held_until.is_(None), editions.c.held_until <= now)


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    if selection.language is None:
        conditions = [editions.c.origin == Origin.ORIGINAL]
    else:
        conditions = [editions.c.language == selection.language]
    if selection.terms is not None:
        conditions.append(search.is_found(selection.terms))
    if selection.since is not None:
        conditions.append(func.coalesce(editions.c.updated_at, articles.c.updated_at) >= selection.since)
    if selection.translated:
        conditions.append(editions.c.origin.is_not(None))
    if selection.published is not None:
        first, end = selection.published
        conditions += [articles.c.published_at >= first, articles.c.published_at < end]
    if selection.category is not None:
        in_category = select(article_categories.c.article_id).where(article_categories.c.slug == selection.category)
        conditions.append(articles.c.id.in_(in_category))
    if selection.source is not None:
        of_source = select(appearances.c.article_id).where(
            appearances.c.source == selection.source, appearances.c.gone_at.is_(None)
        )
        conditions.append(articles.c.id.in_(of_source))
    return conditions


def _categories(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Category, ...]]:
    found: dict[str, tuple[Category, ...]] = {}
    for chunk in chunks(ids):
        rows = connection.execute(
            select(article_categories)
            .where(article_categories.c.article_id.in_(chunk))
            .order_by(article_categories.c.article_id, article_categories.c.position)
        )
        for row in rows:
            found[row.article_id] = (*found.get(row.article_id, ()), Category(row.slug, row.label))
    return found


def _editions_of(connection: Connection, rows: Sequence[Row[Any]], *, with_originals: bool) -> list[Edition]:
    ids = [row.article_id for row in rows]
    categories, urls = _categories(connection, ids), list_urls(connection, ids)
    found = [_edition_of(row, categories.get(row.article_id, ()), urls.get(row.article_id, ())) for row in rows]
    if not with_originals:
        return found
    return [replace(edition, original=_original_of(row)) for edition, row in zip(found, rows, strict=True)]


def _original_of(row: Row[Any]) -> Text | None:
    """What the article says, if the edition says something else."""
    if row.title is None:
        return None
    return Text(row.original_title, row.original_summary, read_blocks(row.original_blocks))


def _edition_of(row: Row[Any], categories: tuple[Category, ...], urls: tuple[str, ...]) -> Edition:
    translated = row.title is not None
    if translated and len(labels := read_labels(row.categories)) == len(categories):
        categories = tuple(Category(category.slug, label) for category, label in zip(categories, labels, strict=True))
    url = urls[0] if row.url and urls and row.url not in urls else row.url  # the source that it was of has dropped it
    return Edition(
        article_id=row.article_id,
        language=row.language,
        text_language=row.language if translated else row.original_language,
        origin=Origin(row.origin) if row.origin else None,
        title=row.title if translated else row.original_title,
        summary=row.summary if translated else row.original_summary,
        blocks=read_blocks(row.blocks if translated else row.original_blocks),
        categories=categories,
        author=row.author,
        source=row.source,
        original_language=row.original_language,
        original_url=url,
        published_at=row.published_at,
        updated_at=row.updated_at or row.original_updated_at,
        engine=row.engine,
        pivot=row.pivot,
        untranslated=row.untranslated,
        image=row.image,
        enclosures=read_enclosures(row.enclosures),
        other_urls=tuple(each for each in urls if each != url),
    )
