"""What of the full-text search is SQLite's own: the virtual table ``search_text`` (FTS5) and its language of queries.

Its tokens are what Unicode calls letters and digits (``unicode61``). PostgreSQL's way would stand beside this module,
with the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Float, Integer, Select, Text, column, delete, func, select, table

from feedserver.words import Form, Term

_TITLE_WEIGHT, _BODY_WEIGHT = 10.0, 1.0

# The hidden column that bears the table's name stands for all of the row.
_texts = table(
    "search_text", column("rowid", Integer), column("title", Text), column("body", Text), column("search_text")
)


# Plain SQL, for every article that is read comes here: to be compiled would cost more than to be run.
_SAVE_ROW = "INSERT INTO search_rows (article_id, language) VALUES (?, ?) ON CONFLICT DO NOTHING"
_SAVE_TEXT = (
    "INSERT OR REPLACE INTO search_text (rowid, title, body)"
    " VALUES ((SELECT id FROM search_rows WHERE article_id = ? AND language = ?), ?, ?)"
)


def save_text(connection: Connection, article_id: str, language: str, *, title: str, body: str) -> None:
    """Keep what is searched of *article_id* in *language*, folded already, in the place of what was there."""
    connection.exec_driver_sql(_SAVE_ROW, (article_id, language))
    connection.exec_driver_sql(_SAVE_TEXT, (article_id, language, title, body))


def delete_texts(connection: Connection, row_ids: Select[int]) -> None:
    """Nothing is found under *row_ids* any more."""
    connection.execute(delete(_texts).where(_texts.c.rowid.in_(row_ids)))


def list_ids() -> Select[int]:
    """The ids of all texts."""
    # Of a table that FTS5 keeps beside each of its own (its documentation, §9): the virtual table itself would read
    # every text to say them.
    return select(table("search_text_docsize", column("id", Integer)).c.id)


def is_found(row_id: ColumnElement[int], terms: Sequence[Term]) -> ColumnElement[bool]:
    """Whether the text under *row_id* has what *terms*, one at least, ask for."""
    if not _asks(terms):  # FTS5 has no NOT without something before it
        excluded = [Term(term.forms) for term in terms]
        return row_id.not_in(_matching(" OR ".join(map(_any_form, excluded))))
    return row_id == _once(_matching(_query(terms))).c.id


def relevance(terms: Sequence[Term]) -> CTE | None:
    """The texts that have what *terms* ask for: id and relevance (Okapi BM25), less is better.

    None if nothing is asked for: then no text is better than another.
    """
    if not _asks(terms):
        return None
    score = func.bm25(_texts.c.search_text, _TITLE_WEIGHT, _BODY_WEIGHT, type_=Float)
    return _once(_matching(_query(terms)).add_columns(score.label("relevance")))


def _once(query: Select[Any]) -> CTE:
    """*query*, made once: left to itself, the planner may search the whole index again for every row of a join."""
    return query.cte().prefix_with("MATERIALIZED")


def _asks(terms: Sequence[Term]) -> bool:
    return not all(term.is_excluded for term in terms)


def _matching(query: str) -> Select[Any]:
    found = _texts.c.search_text.op("MATCH", is_comparison=True)(query)
    return select(_texts.c.rowid.label("id")).where(found)


def _query(terms: Sequence[Term]) -> str:
    wanted = " AND ".join(_any_form(term) for term in terms if not term.is_excluded)
    excluded = " OR ".join(_any_form(term) for term in terms if term.is_excluded)
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _any_form(term: Term) -> str:
    return f"({' OR '.join(map(_string, term.forms))})"


def _string(form: Form) -> str:
    """*form* as a string of FTS5's, in which nothing has a meaning but the quote (its documentation, §3.1)."""
    quoted = form.text.replace('"', '""')
    return f'"{quoted}"{"*" if form.is_prefix else ""}'
