"""What a site map lists: the articles of each month, and when their editions last changed.

No text is read: of a hundred thousand articles only ids, languages and times pass through here, and those by indexes
alone where all articles are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, extract, func, select

from feedserver.store.database import chunks
from feedserver.store.editions import is_shown
from feedserver.store.schema import articles, editions


@dataclass(frozen=True, slots=True)
class MappedArticle:
    """An article and, by language, when its edition there last changed; those held back are not there."""

    article_id: str
    changed: Mapping[str, datetime]


def count_by_month(connection: Connection) -> dict[tuple[int, int], int]:
    """How many articles of each month (year, month; UTC) are not withdrawn, the oldest first; of no month 0."""
    # Whether an article is withdrawn stands behind its text, and to read it of each takes a second. So all are counted,
    # and those withdrawn, few as they are, taken off: there is an index of them for each language.
    counts = _count(connection)
    languages = select(articles.c.language).distinct()
    counts.subtract(_count(connection, articles.c.language.in_(languages), articles.c.withdrawn_at.is_not(None)))
    return {month: count for month, count in sorted(counts.items()) if count}


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> Counter[tuple[int, int]]:
    year, month = (extract(part, articles.c.published_at) for part in ("year", "month"))
    rows = connection.execute(select(year, month, func.count()).where(*conditions).group_by(year, month))
    return Counter({(int(in_year), int(in_month)): count for in_year, in_month, count in rows})


def list_mapped(
    connection: Connection,
    languages: Sequence[str],
    *,
    published: tuple[datetime, datetime] | None,
    now: datetime,
    limit: int,
    offset: int = 0,
) -> Iterator[MappedArticle]:
    """The articles published from the first moment until before the second, the oldest first, *limit* after *offset*.

    published: None for all. Withdrawn ones do not count; one that is shown in none of *languages* at *now* counts, but
    is left out: once it is shown, the others stand where they stood.
    """
    query = select(articles.c.id, articles.c.updated_at).where(articles.c.withdrawn_at.is_(None))
    if published is not None:
        first, end = published
        query = query.where(articles.c.published_at >= first, articles.c.published_at < end)
    query = query.order_by(articles.c.published_at, articles.c.id).limit(limit).offset(offset)
    updated = {row.id: row.updated_at for row in connection.execute(query)}
    for chunk in chunks(list(updated)):
        changed: dict[str, dict[str, datetime]] = {article_id: {} for article_id in chunk}
        rows = connection.execute(
            select(editions.c.article_id, editions.c.language, editions.c.updated_at).where(
                editions.c.article_id.in_(chunk), editions.c.language.in_(languages), is_shown(now)
            )
        )
        for row in rows:
            changed[row.article_id][row.language] = row.updated_at or updated[row.article_id]
        yield from (MappedArticle(article_id, there) for article_id, there in changed.items() if there)
