"""The labels of categories in the language of an edition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from feedserver.model import Category
from feedserver.store.columns import read_labels
from feedserver.store.editions import is_shown
from feedserver.store.schema import article_categories, articles, editions

_NEWEST = 1_000  # articles that are looked at


def list_newest_labels(
    connection: Connection, language: str, slugs: Collection[str], *, now: datetime
) -> Iterator[tuple[Category, str]]:
    """The categories *slugs* as the newest articles shown in *language* call them, each with its label's language.

    A label in *language* goes before one of an article that is not translated yet. Those that the newest articles are
    not in are left out.
    """
    if not slugs:
        return
    newest = (
        select(
            articles.c.id,
            articles.c.language.label("original_language"),
            articles.c.published_at,
            editions.c.title.is_not(None).label("is_translated"),
            editions.c.categories,
        )
        .join(editions, editions.c.article_id == articles.c.id)
        .where(articles.c.withdrawn_at.is_(None), editions.c.language == language, is_shown(now))
        .order_by(articles.c.published_at.desc(), articles.c.id)
        .limit(_NEWEST)
        .subquery()
    )
    rows = connection.execute(
        select(newest, article_categories.c.slug, article_categories.c.label, article_categories.c.position)
        .join(article_categories, article_categories.c.article_id == newest.c.id)
        .where(article_categories.c.slug.in_(list(slugs)))
        .order_by(newest.c.published_at.desc(), newest.c.id)
    ).all()
    found: dict[str, tuple[Category, str]] = {}
    for row in rows:
        label, label_language = row.label, row.original_language
        if row.is_translated:
            labels = read_labels(row.categories)
            label, label_language = labels[row.position] if row.position < len(labels) else row.label, language
        known = found.get(row.slug)
        if known is None or (known[1] != language and label_language == language):
            found[row.slug] = (Category(row.slug, label), label_language)
    yield from found.values()
