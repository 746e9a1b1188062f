"""Similar texts, found by parts of their simhash.

A simhash of 64 bits is kept in five parts. Texts whose simhashes differ in at most four bits have a part in common; of
those that differ in more, many have. The index goes by language and day too: what is asked of it does not grow with the
years.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, literal, select, update

from feedserver.model import Text
from feedserver.store.columns import read_blocks
from feedserver.store.schema import appearances, articles, simhash_parts

_PART_BITS = 13
_PART = (1 << _PART_BITS) - 1
_NEAR = 12  # bits; nearly all texts with a sentence more or less are, and one in thousands of others
_MOST_NEAR = 100  # that are looked at, withdrawn or not
_MOST = 5  # of those near; in the texts of one trade, all in the same words, there are many


def save_simhash(
    connection: Connection, article_id: str, simhash: int | None, *, language: str, published_at: datetime
) -> None:
    """Note by which *simhash* (64 bits) the article is found among similar ones; None: by none.

    language, published_at: as they are from now on; those before still stand with the article.
    """
    written = column_of(simhash)
    row = connection.execute(
        select(articles.c.simhash, articles.c.language, articles.c.published_at).where(articles.c.id == article_id)
    ).one()
    if (row.simhash, row.language, row.published_at) == (written, language, published_at):
        return
    if row.simhash is not None:
        old = simhash_parts.c.part.in_(_parts_of(int(row.simhash, 16), row.language))
        at = simhash_parts.c.published_at == row.published_at
        connection.execute(delete(simhash_parts).where(old, at, simhash_parts.c.article_id == article_id))
    add_simhash(connection, article_id, simhash, language=language, published_at=published_at)
    connection.execute(update(articles).where(articles.c.id == article_id).values(simhash=written))


def add_simhash(
    connection: Connection, article_id: str, simhash: int | None, *, language: str, published_at: datetime
) -> None:
    """The same for an article that is new, with its simhash in its row."""
    if simhash is not None:
        rows = [
            {"part": part, "published_at": published_at, "article_id": article_id, "simhash": column_of(simhash)}
            for part in _parts_of(simhash, language)
        ]
        connection.execute(insert(simhash_parts), rows)


def list_similar(
    connection: Connection, simhash: int, *, language: str, after: datetime, before: datetime, not_in: str
) -> dict[str, Text]:
    """The articles in *language*, published between *after* and *before*, that have a part of *simhash* and are near it
    in all: by id what they tell; the nearest first, at most five.

    Withdrawn ones are not among them, nor any that the source *not_in* has or had.
    """
    with_a_part = select(simhash_parts.c.article_id, simhash_parts.c.simhash).where(
        simhash_parts.c.part.in_(_parts_of(simhash, language)), simhash_parts.c.published_at.between(after, before)
    )
    simhashes = dict(connection.execute(with_a_part).all())
    found = sorted(((simhash ^ int(written, 16)).bit_count(), article_id) for article_id, written in simhashes.items())
    nearest = [article_id for distance, article_id in found[:_MOST_NEAR] if distance <= _NEAR]
    if not nearest:
        return {}
    # By article, not by source: of its articles a source may have thousands.
    having = select(appearances.c.source).where(appearances.c.article_id == articles.c.id)
    eligible = select(articles.c.id).where(
        articles.c.id.in_(nearest), articles.c.withdrawn_at.is_(None), literal(not_in).not_in(having)
    )
    left = set(connection.scalars(eligible))
    shown = [article_id for article_id in nearest if article_id in left][:_MOST]
    columns = select(articles.c.id, articles.c.title, articles.c.summary, articles.c.blocks)
    rows = connection.execute(columns.where(articles.c.id.in_(shown)))
    texts = {row.id: Text(row.title, row.summary, read_blocks(row.blocks)) for row in rows}
    return {article_id: texts[article_id] for article_id in shown}


def column_of(simhash: int | None) -> str | None:
    """How a simhash stands in the row of its article."""
    return None if simhash is None else f"{simhash:016x}"


def _parts_of(simhash: int, language: str) -> list[str]:
    return [f"{language}:{place}:{simhash >> _PART_BITS * place & _PART:04x}" for place in range(5)]
