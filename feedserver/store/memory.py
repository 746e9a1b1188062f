"""Translation memory: sentence + language pair + engine → translation, with its origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from feedserver.model import Origin, fingerprint
from feedserver.store.database import chunks
from feedserver.store.schema import memory

EDITORS = ""  # the engine of what a person wrote


@dataclass(frozen=True, slots=True)
class Remembered:
    """A translation that the memory holds. engine: what decided it, EDITORS for an editor's word."""

    sentence: str
    translation: str
    origin: Origin
    engine: str
    updated_at: datetime


def memory_key(source_language: str, target_language: str, sentence: str, engine: str) -> str:
    """The key of a memory entry: a hash of all that decides the result."""
    return fingerprint([source_language, target_language, sentence, engine])


def find_translations(
    connection: Connection, sentences: Iterable[str], source_language: str, target_language: str, engine: str
) -> dict[str, Remembered]:
    """What the memory holds for *sentences*, by sentence; an editor's word before that of *engine*."""
    wanted = list(dict.fromkeys(sentences))
    engines = [engine, EDITORS] if engine != EDITORS else [EDITORS]
    found: dict[str, Remembered] = {}
    for one in engines:  # the editors' last, so that theirs replaces the machine's
        keys = [memory_key(source_language, target_language, sentence, one) for sentence in wanted]
        for chunk in chunks(keys):
            for row in connection.execute(select(memory).where(memory.c.key.in_(chunk))):
                found[row.sentence] = _remembered(row)
    return found


def save_translations(
    connection: Connection,
    translations: Mapping[str, str],
    source_language: str,
    target_language: str,
    *,
    engine: str,
    now: datetime,
) -> list[str]:
    """Remember *translations* (sentence → translation) of *engine*, or of EDITORS.

    Returns the sentences whose translation is new or another one than before.
    """
    keys = {memory_key(source_language, target_language, sentence, engine): sentence for sentence in translations}
    known: dict[str, str] = {}
    for chunk in chunks(list(keys)):
        rows = connection.execute(select(memory.c.key, memory.c.translation).where(memory.c.key.in_(chunk)))
        known |= {row.key: row.translation for row in rows}
    changed = {key: sentence for key, sentence in keys.items() if known.get(key) != translations[sentence]}
    for chunk in chunks(list(changed)):
        connection.execute(delete(memory).where(memory.c.key.in_(chunk)))
    if changed:
        shared = {
            "source_language": source_language,
            "target_language": target_language,
            "origin": Origin.EDITED if engine == EDITORS else Origin.MACHINE,
            "engine": engine,
            "updated_at": now,
        }
        rows_to_be = (
            {"key": key, "sentence_key": sentence_key(each), "sentence": each, "translation": translations[each]}
            for key, each in changed.items()
        )
        connection.execute(insert(memory), [shared | row for row in rows_to_be])
    return list(changed.values())


def find_latest(
    connection: Connection, sentences: Iterable[str], source_language: str, target_language: str
) -> dict[str, Remembered]:
    """What the memory holds for *sentences*, whatever the engine: an editor's word, else the newest."""
    keys = [sentence_key(sentence) for sentence in dict.fromkeys(sentences)]
    found: dict[str, Remembered] = {}
    for chunk in chunks(keys):
        rows = connection.execute(
            select(memory)
            .where(
                memory.c.sentence_key.in_(chunk),
                memory.c.source_language == source_language,
                memory.c.target_language == target_language,
            )
            .order_by(memory.c.origin.desc(), memory.c.updated_at)  # machine, then edited: the last one stays
        )
        found |= {row.sentence: _remembered(row) for row in rows}
    return found


def sentence_key(sentence: str) -> str:
    """A short key of a sentence alone, for the index of which edition shows it."""
    return fingerprint([sentence])[:32]


def _remembered(row: Row[Any]) -> Remembered:
    return Remembered(row.sentence, row.translation, Origin(row.origin), row.engine, row.updated_at)
