"""Articles: saved as they are read, withdrawn when their source drops them.

Saving plans the editions in the same transaction and ends the renderings that show the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from feedserver.errors import NotFoundError
from feedserver.model import Article, Category, Origin, fingerprint, slug_of
from feedserver.store import moments
from feedserver.store.columns import read_blocks, write_blocks
from feedserver.store.feed_states import AS_WRITTEN, end_renderings
from feedserver.store.schema import article_categories, articles, edition_sentences, editions


class Saved(Enum):
    """What saving an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def save_article(
    connection: Connection,
    article: Article,
    *,
    seen_at: datetime,
    languages: Sequence[str],
    held_until: datetime | None,
) -> Saved:
    """Save *article* and plan its editions in *languages*; nothing at all if it is as it was.

    seen_at: now; dates an undated article, and the change of a changed one. held_until: until when a new
    edition that is not translated yet is held back. Its source must have been saved.
    """
    digest = digest_of(article)
    row = connection.execute(select(articles).where(articles.c.id == article.id)).one_or_none()
    if row is not None and row.digest == digest and row.withdrawn_at is None:
        return Saved.UNCHANGED
    values = _columns(article) | {"digest": digest, "withdrawn_at": None}
    if row is None:
        published_at = article.published_at or seen_at.replace(microsecond=0)
        updated_at = moments.free_moment(connection, published_at)
        connection.execute(
            insert(articles).values(id=article.id, published_at=published_at, updated_at=updated_at, **values)
        )
        saved = Saved.ADDED
    else:
        values["published_at"] = article.published_at or row.published_at
        if row.digest != digest:
            values["updated_at"] = moments.free_moment(connection, max(seen_at, row.updated_at))
        connection.execute(update(articles).where(articles.c.id == article.id).values(**values))
        saved = Saved.CHANGED
    _save_categories(connection, article)
    if row is not None and row.language != article.language:
        # Another original language: no edition is what it was.
        for table in (editions, edition_sentences):
            connection.execute(delete(table).where(table.c.article_id == article.id))
    plan_editions(connection, article.id, article.language, languages, held_until=held_until)
    if row is not None and row.digest != digest:
        _redo_translations(connection, article.id)
    end_renderings(connection, _shown_in(connection, article.id), now=seen_at)
    return saved


def withdraw_missing(connection: Connection, source: str, present: set[str], *, now: datetime) -> list[str]:
    """Withdraw the articles of *source* whose external id is not in *present*; return these external ids."""
    rows = connection.execute(
        select(articles.c.id, articles.c.external_id).where(
            articles.c.source == source, articles.c.withdrawn_at.is_(None)
        )
    )
    gone = [row for row in rows if row.external_id not in present]
    for row in gone:
        connection.execute(update(articles).where(articles.c.id == row.id).values(withdrawn_at=now))
        end_renderings(connection, _shown_in(connection, row.id), now=now)
    return [row.external_id for row in gone]


def plan_editions(
    connection: Connection,
    article_id: str,
    original_language: str,
    languages: Sequence[str],
    *,
    held_until: datetime | None,
) -> None:
    """Make the editions that the article lacks: the original's at once, the other languages' to do."""
    there = set(connection.scalars(select(editions.c.language).where(editions.c.article_id == article_id)))
    for language in {original_language, *languages} - there:
        original = language == original_language
        connection.execute(
            insert(editions).values(
                article_id=article_id,
                language=language,
                origin=Origin.ORIGINAL if original else None,
                todo=not original,
                held_until=None if original else held_until,
            )
        )


def plan_all_editions(connection: Connection, languages: Sequence[str], *, held_until: datetime | None) -> None:
    """Make the editions that any article lacks: for the start with a longer list of languages."""
    for language in languages:
        lacking = select(articles.c.id, articles.c.language).where(
            ~select(editions.c.article_id)
            .where(editions.c.article_id == articles.c.id, editions.c.language == language)
            .exists()
        )
        for row in connection.execute(lacking).all():
            plan_editions(connection, row.id, row.language, [language], held_until=held_until)


def get_article(connection: Connection, article_id: str) -> Article:
    """The article as it was last read, withdrawn or not. Raises NotFoundError."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no article {article_id}")
    return article_of(row, list_labels(connection, article_id))


def list_articles(connection: Connection) -> Iterator[Article]:
    """The articles that are not withdrawn, newest first."""
    rows = connection.execute(
        select(articles)
        .where(articles.c.withdrawn_at.is_(None))
        .order_by(articles.c.published_at.desc(), articles.c.id)
    ).all()
    for row in rows:
        yield article_of(row, list_labels(connection, row.id))


def count_articles(connection: Connection) -> int:
    """How many articles are not withdrawn."""
    return connection.scalar(select(func.count()).where(articles.c.withdrawn_at.is_(None))) or 0


def list_languages(connection: Connection) -> list[str]:
    """The languages that articles are written in, sorted."""
    query = select(articles.c.language).where(articles.c.withdrawn_at.is_(None)).distinct()
    return sorted(connection.scalars(query))


def list_categories(connection: Connection) -> Iterator[Category]:
    """The categories of all articles that are not withdrawn, by slug, labelled as in the newest original."""
    rows = connection.execute(
        select(article_categories.c.slug, article_categories.c.label)
        .join(articles, articles.c.id == article_categories.c.article_id)
        .where(articles.c.withdrawn_at.is_(None))
        .order_by(article_categories.c.slug, articles.c.published_at.desc())
    )
    last = None
    for row in rows:
        if row.slug != last:
            yield Category(row.slug, row.label)
        last = row.slug


def list_labels(connection: Connection, article_id: str) -> tuple[str, ...]:
    """The labels of the article's categories, in the order of the page."""
    return tuple(
        connection.scalars(
            select(article_categories.c.label)
            .where(article_categories.c.article_id == article_id)
            .order_by(article_categories.c.position)
        )
    )


def digest_of(article: Article) -> str:
    """The state of an article: two readings with the same digest say the same."""
    published = article.published_at.isoformat() if article.published_at else None
    # A language of its own only where there is one: the digest of all others stays what it was.
    blocks = [[block.kind, block.html, *([block.language] if block.language else [])] for block in article.blocks]
    return fingerprint(
        [
            *(article.language, article.title, article.summary, blocks, published),
            *(list(article.categories), article.author, article.url),
        ]
    )


def article_of(row: Row[Any], labels: tuple[str, ...]) -> Article:
    """The article of a row that has the columns of ``articles``."""
    return Article(
        source=row.source,
        external_id=row.external_id,
        language=row.language,
        title=row.title,
        summary=row.summary,
        blocks=read_blocks(row.blocks),
        published_at=row.published_at,
        categories=labels,
        author=row.author,
        url=row.url,
    )


def _columns(article: Article) -> dict[str, Any]:
    return {
        "source": article.source,
        "external_id": article.external_id,
        "language": article.language,
        "title": article.title,
        "summary": article.summary,
        "blocks": write_blocks(article.blocks),
        "author": article.author,
        "url": article.url,
    }


def _save_categories(connection: Connection, article: Article) -> None:
    connection.execute(delete(article_categories).where(article_categories.c.article_id == article.id))
    seen: set[str] = set()
    for position, label in enumerate(article.categories):
        if (slug := slug_of(label)) not in seen:
            connection.execute(
                insert(article_categories).values(article_id=article.id, slug=slug, label=label, position=position)
            )
        seen.add(slug)


def _redo_translations(connection: Connection, article_id: str) -> None:
    """A changed original: what stands is served until it is redone."""
    connection.execute(
        update(editions)
        .where(
            editions.c.article_id == article_id,
            editions.c.origin.is_distinct_from(Origin.ORIGINAL.value),
        )
        .values(todo=True, claimed_by=None, claimed_until=None, wait_until=None, waits_for=None, attempts=0)
    )


def _shown_in(connection: Connection, article_id: str) -> list[str]:
    languages = connection.scalars(select(editions.c.language).where(editions.c.article_id == article_id))
    return [AS_WRITTEN, *languages]
