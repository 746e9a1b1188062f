"""Where an article appears: one row for each source that has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from feedserver.model import Article
from feedserver.store.database import chunks
from feedserver.store.schema import appearances as table


@dataclass(frozen=True, slots=True)
class Appearance:
    """An article as one source has it.

    url: where its source has it, if known. sent_digest: of what that source sent. page_tries: how often the article's
    page could not be read since; 0 if nothing of the text is missing. seen_at: when it was first there. is_gone: the
    source has dropped it.
    """

    source: str
    external_id: str
    article_id: str
    url: str | None
    sent_digest: str
    page_tries: int
    seen_at: datetime
    is_gone: bool

    def says(self, sent_digest: str, page_tries: int = 0) -> bool:
        """Whether its source still has it and said the same the last time."""
        return (self.sent_digest, self.page_tries, self.is_gone) == (sent_digest, page_tries, False)


def find_appearance(connection: Connection, source: str, external_id: str) -> Appearance | None:
    """What *source* calls *external_id*, gone or not; None if it was never there."""
    row = connection.execute(
        select(table).where(table.c.source == source, table.c.external_id == external_id)
    ).one_or_none()
    return _appearance_of(row) if row else None


def list_appearances(connection: Connection, article_id: str) -> list[Appearance]:
    """Where the article has ever been, the oldest appearance first."""
    rows = connection.execute(select(table).where(table.c.article_id == article_id).order_by(table.c.seen_at)).all()
    return [_appearance_of(row) for row in rows]


def find_leader(connection: Connection, article_id: str) -> tuple[str, str] | None:
    """The source and external id that decide what the article says: the first that are not gone; None if all are."""
    row = connection.execute(
        select(table.c.source, table.c.external_id)
        .where(table.c.article_id == article_id, table.c.gone_at.is_(None))
        .order_by(table.c.seen_at)
        .limit(1)
    ).one_or_none()
    return (row.source, row.external_id) if row else None


def add_appearance(
    connection: Connection, article: Article, article_id: str, sent_digest: str, page_tries: int, seen_at: datetime
) -> None:
    """Note that the source of *article* has it since *seen_at*, as the article *article_id*."""
    connection.execute(
        insert(table).values(
            source=article.source,
            external_id=article.external_id,
            article_id=article_id,
            url=article.url,
            digest=sent_digest,
            page_tries=page_tries,
            seen_at=seen_at,
        )
    )


def join_appearance(
    connection: Connection, article: Article, article_id: str, sent_digest: str, page_tries: int, seen_at: datetime
) -> None:
    """The same for an article that others have already.

    Of two appearances of one article that are seen in one moment, the one saved later counts as a little younger.
    """
    last = connection.scalar(select(func.max(table.c.seen_at)).where(table.c.article_id == article_id))
    seen_at = max(seen_at, last + timedelta(microseconds=1)) if last else seen_at
    add_appearance(connection, article, article_id, sent_digest, page_tries, seen_at)


def renew_appearance(connection: Connection, article: Article, sent_digest: str, page_tries: int) -> None:
    """Its source has *article* still, or again, and says something else."""
    connection.execute(
        update(table)
        .where(table.c.source == article.source, table.c.external_id == article.external_id)
        .values(gone_at=None, url=article.url, digest=sent_digest, page_tries=page_tries)
    )


def forget(connection: Connection, source: str, external_id: str) -> None:
    """What *source* calls *external_id* was never there."""
    connection.execute(delete(table).where(table.c.source == source, table.c.external_id == external_id))


def end_appearance(connection: Connection, source: str, external_id: str, *, now: datetime) -> str | None:
    """*source* has it no more; the id of the article, None if it was not there."""
    where = (table.c.source == source, table.c.external_id == external_id, table.c.gone_at.is_(None))
    article_id = connection.scalar(select(table.c.article_id).where(*where))
    if article_id is not None:
        connection.execute(update(table).where(*where).values(gone_at=now))
    return article_id


def list_external_ids(connection: Connection, source: str) -> list[str]:
    """What *source* has, sorted."""
    return list(
        connection.scalars(
            select(table.c.external_id)
            .where(table.c.source == source, table.c.gone_at.is_(None))
            .order_by(table.c.external_id)
        )
    )


def list_urls(connection: Connection, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The addresses at which the sources have these articles, each once, the oldest appearance first."""
    found: dict[str, dict[str, None]] = {}
    for chunk in chunks(article_ids):
        rows = connection.execute(
            select(table.c.article_id, table.c.url)
            .where(table.c.article_id.in_(chunk), table.c.gone_at.is_(None), table.c.url.is_not(None))
            .order_by(table.c.seen_at)
        )
        for row in rows:
            found.setdefault(row.article_id, {})[row.url] = None
    return {article_id: tuple(urls) for article_id, urls in found.items()}


def _appearance_of(row: Row[Any]) -> Appearance:
    return Appearance(
        source=row.source,
        external_id=row.external_id,
        article_id=row.article_id,
        url=row.url,
        sent_digest=row.digest,
        page_tries=row.page_tries,
        seen_at=row.seen_at,
        is_gone=row.gone_at is not None,
    )
