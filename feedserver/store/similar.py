"""Similar texts, found by parts of their simhash.

A simhash of 64 bits is kept in five parts. Texts whose simhashes differ in at most four bits have a part in common; of
those that differ in more, many have. One index answers, however many articles there are.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from feedserver.store.schema import articles, simhash_parts

_PART_BITS = 13
_PART = (1 << _PART_BITS) - 1
_NEAR = 12  # bits; nearly all texts with a sentence more or less are, and one in thousands of others


def save_simhash(connection: Connection, article_id: str, simhash: int | None) -> None:
    """Note by which *simhash* (64 bits) the article is found among similar ones; None: by none."""
    written = None if simhash is None else f"{simhash:016x}"
    kept = connection.scalar(select(articles.c.simhash).where(articles.c.id == article_id))
    if kept == written:
        return
    connection.execute(update(articles).where(articles.c.id == article_id).values(simhash=written))
    if kept is not None:  # named one by one: no index begins with the article
        old = simhash_parts.c.part.in_(_parts_of(int(kept, 16)))
        connection.execute(delete(simhash_parts).where(old, simhash_parts.c.article_id == article_id))
    if simhash is not None:
        parts = [{"part": part, "article_id": article_id} for part in _parts_of(simhash)]
        connection.execute(insert(simhash_parts), parts)


def list_similar(
    connection: Connection, simhash: int, *, language: str, after: datetime, before: datetime
) -> list[str]:
    """The ids of the articles in *language*, published between *after* and *before*, that have a part of *simhash* and
    are near it in all; the nearest first.

    Withdrawn ones are not among them.
    """
    with_a_part = select(simhash_parts.c.article_id).where(simhash_parts.c.part.in_(_parts_of(simhash)))
    rows = connection.execute(
        select(articles.c.id, articles.c.simhash).where(
            articles.c.id.in_(with_a_part),
            articles.c.language == language,
            articles.c.withdrawn_at.is_(None),
            articles.c.published_at.between(after, before),
        )
    )
    found = sorted(((simhash ^ int(row.simhash, 16)).bit_count(), row.id) for row in rows)
    return [article_id for distance, article_id in found if distance <= _NEAR]


def _parts_of(simhash: int) -> list[str]:
    return [f"{place}:{simhash >> _PART_BITS * place & _PART:04x}" for place in range(5)]
