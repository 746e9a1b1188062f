"""The history of editors' words: who wrote what, when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select

from feedserver.model import Origin
from feedserver.store.database import chunks
from feedserver.store.memory import sentence_key
from feedserver.store.schema import edits, memory


@dataclass(frozen=True, slots=True)
class Edit:
    """One translation of one sentence by a person.

    editor: as the catalogue names them, "" if it does not. catalogue: where it stood. won: false if newer words
    stood against it already when it came.
    """

    source_language: str
    target_language: str
    sentence: str
    translation: str
    editor: str
    catalogue: str
    edited_at: datetime
    imported_at: datetime
    won: bool


def save_edits(connection: Connection, new: Sequence[Edit]) -> None:
    """Write *new* into the history, in their order."""
    if new:
        connection.execute(
            insert(edits), [asdict(edit) | {"sentence_key": sentence_key(edit.sentence)} for edit in new]
        )


def list_edits(
    connection: Connection, sentences: Iterable[str], source_language: str, target_language: str
) -> dict[str, list[Edit]]:
    """The history of each of *sentences* that has one, in the order of the imports."""
    found: dict[str, list[Edit]] = {}
    for row in _select(connection, sentences, source_language, target_language):
        found.setdefault(row.sentence, []).append(_edit_of(row))
    return found


def find_standing(
    connection: Connection, sentences: Iterable[str], source_language: str, target_language: str, *, at: datetime
) -> dict[str, Edit]:
    """The editors' words that stood at the time *at*, by sentence."""
    stood = (edits.c.imported_at <= at, edits.c.won)
    rows = _select(connection, sentences, source_language, target_language, *stood)
    return {row.sentence: _edit_of(row) for row in rows}  # the last one stays


def find_said(
    connection: Connection,
    sentences: Iterable[str],
    source_language: str,
    target_language: str,
    catalogue: str,
    *,
    since: datetime | None,
) -> dict[str, Edit]:
    """What *catalogue* itself last said of each sentence, in an import after *since*."""
    conditions = [edits.c.catalogue == catalogue]
    if since is not None:
        conditions.append(edits.c.imported_at > since)
    rows = _select(connection, sentences, source_language, target_language, *conditions)
    return {row.sentence: _edit_of(row) for row in rows}


def find_last_import(connection: Connection, catalogue: str) -> datetime | None:
    """When *catalogue* last had words that were new."""
    query = select(func.max(edits.c.imported_at)).where(edits.c.catalogue == catalogue)
    found: datetime | None = connection.scalar(query)
    return found


def find_machine_words(
    connection: Connection, sentences: Iterable[str], source_language: str, target_language: str
) -> dict[str, set[str]]:
    """All translations of each of *sentences* that the memory has from machines."""
    found: dict[str, set[str]] = {}
    for chunk in chunks([sentence_key(sentence) for sentence in sentences]):
        rows = connection.execute(
            select(memory.c.sentence, memory.c.translation).where(
                memory.c.sentence_key.in_(chunk),
                memory.c.source_language == source_language,
                memory.c.target_language == target_language,
                memory.c.origin == Origin.MACHINE,
            )
        )
        for sentence, translation in rows:
            found.setdefault(sentence, set()).add(translation)
    return found


def _select(
    connection: Connection,
    sentences: Iterable[str],
    source_language: str,
    target_language: str,
    *conditions: ColumnElement[bool],
) -> Iterable[Row[Any]]:
    for chunk in chunks([sentence_key(sentence) for sentence in dict.fromkeys(sentences)]):
        yield from connection.execute(
            select(edits)
            .where(
                edits.c.sentence_key.in_(chunk),
                edits.c.source_language == source_language,
                edits.c.target_language == target_language,
                *conditions,
            )
            .order_by(edits.c.id)
        )


def _edit_of(row: Row[Any]) -> Edit:
    return Edit(
        row.source_language,
        row.target_language,
        row.sentence,
        row.translation,
        row.editor,
        row.catalogue,
        row.edited_at,
        row.imported_at,
        row.won,
    )
