"""What is found by words: the texts of originals and finished editions, in their own language each.

A pending edition shows its original, so it is found by what is kept for that: nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, delete, false, select

from feedserver.inline_html import text_of
from feedserver.model import Block
from feedserver.store import fts5
from feedserver.store.columns import read_blocks
from feedserver.store.schema import articles, editions, search_rows
from feedserver.words import Term, folded


def index_edition(
    connection: Connection, article_id: str, language: str, title: str, summary: str, blocks: Sequence[Block]
) -> None:
    """From now on this is the text of *article_id* in *language*, the article's own or that of a finished edition."""
    body = folded(text_to_search(summary, blocks))
    fts5.save_text(connection, article_id, language, title=folded(title), body=body)


def unindex(connection: Connection, article_id: str, language: str | None = None) -> None:
    """There is no text of *article_id* in *language* any more; None: in any."""
    mine = search_rows.c.article_id == article_id
    if language is not None:
        mine = and_(mine, search_rows.c.language == language)
    fts5.delete_texts(connection, select(search_rows.c.id).where(mine))
    connection.execute(delete(search_rows).where(mine))


def index_missing(connection: Connection, *, limit: int) -> int:
    """Index up to *limit* texts that are not in the index, the newest first; how many there were, 0 when all are.

    For a database that was filled before there was an index, or that has lost it.
    """
    rows = _list_missing(connection, limit)
    for article_id, language, title, summary, blocks in rows:
        index_edition(connection, article_id, language, title, summary, read_blocks(blocks))
    return len(rows)


def is_complete(connection: Connection) -> bool:
    """Whether every text is in the index; to find that out takes a second where there are many."""
    return not _list_missing(connection, 1)


def _list_missing(connection: Connection, limit: int) -> list[Row[str, str, str, str, str]]:
    """Article, language, title, lead and blocks of up to *limit* texts that are not in the index."""
    originals = (
        select(articles.c.id, articles.c.language, articles.c.title, articles.c.summary, articles.c.blocks)
        .where(_is_missing(articles.c.id, articles.c.language))
        .order_by(articles.c.published_at.desc())
        .limit(limit)
    )
    rows = list(connection.execute(originals).all())
    translations = (
        select(editions.c.article_id, editions.c.language, editions.c.title, editions.c.summary, editions.c.blocks)
        .where(editions.c.title.is_not(None), _is_missing(editions.c.article_id, editions.c.language))
        .order_by(editions.c.updated_at.desc())
        .limit(limit - len(rows))
    )
    return [*rows, *connection.execute(translations).all()]


def is_found(terms: Sequence[Term]) -> ColumnElement[bool]:
    """Whether an edition shows a text that has what *terms* ask for: a condition of a query of editions and articles.

    Nothing is found by no terms.
    """
    if not terms:
        return false()
    language = case((editions.c.title.is_not(None), editions.c.language), else_=articles.c.language)
    return and_(
        search_rows.c.article_id == editions.c.article_id,
        search_rows.c.language == language,
        fts5.is_found(search_rows.c.id, terms),
    )


def best_first(query: Select[Any], terms: Sequence[Term]) -> Select[Any]:
    """*query*, which has the condition ``is_found(terms)``, in order: the best first, of equals the newest.

    Words in titles count most.
    """
    newest = (articles.c.published_at.desc(), articles.c.id)
    scored = fts5.relevance(terms)
    if scored is None:
        return query.order_by(*newest)
    return query.where(scored.c.id == search_rows.c.id).order_by(scored.c.relevance, *newest)


def text_to_search(summary: str, blocks: Sequence[Block]) -> str:
    """What is searched beside the title, as it is read; for snippets too."""
    return "\n".join([summary, *(text_of(block.html) for block in blocks)])


def _is_missing(article_id: ColumnElement[str], language: ColumnElement[str]) -> ColumnElement[bool]:
    kept = select(search_rows.c.id).where(
        search_rows.c.article_id == article_id,
        search_rows.c.language == language,
        search_rows.c.id.in_(fts5.list_ids()),
    )
    return ~kept.exists()
