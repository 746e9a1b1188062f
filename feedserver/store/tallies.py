"""Counting editions quickly, however many there are.

The rows hold whole texts, so only indexes are read: those that the schema has for the purpose, each of which begins
with the language. Whether an article was withdrawn stands elsewhere; to ask that of each edition costs more than to
count all, then those of the few withdrawn articles, and to subtract.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, true

from feedserver.store.schema import articles, editions


def count(connection: Connection, language: str, *conditions: ColumnElement[bool]) -> int:
    """How many editions in *language* there are, of articles that are not withdrawn."""
    return add_up(connection, language, func.count(), *conditions)


def add_up(connection: Connection, language: str, amount: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    """*amount*, an aggregate, of the editions in *language* whose articles are not withdrawn."""
    query = select(amount).select_from(editions).where(editions.c.language == language)
    total = connection.scalar(query.where(*conditions)) or 0
    return total and total - (connection.scalar(query.where(of_withdrawn(*conditions))) or 0)


def count_by(
    connection: Connection, language: str, column: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> Counter[Any]:
    """How many of them have which value in *column*; a value that none has is not there."""
    query = select(column, func.count()).where(editions.c.language == language).group_by(column)
    counts: Counter[Any] = Counter()
    for value, number in connection.execute(query.where(*conditions)):
        counts[value] += number
    for value, number in connection.execute(query.where(of_withdrawn(*conditions))):
        counts[value] -= number
    return +counts


def of_withdrawn(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether *conditions* are true of an edition of a withdrawn article.

    They stand where SQLite finds no use for an index on them: it would go through many editions, and not through the
    few withdrawn articles.
    """
    withdrawn = select(articles.c.id).where(articles.c.withdrawn_at.is_not(None))
    return and_(editions.c.article_id.in_(withdrawn), case((and_(true(), *conditions), 1), else_=0) == 1)
