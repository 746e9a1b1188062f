"""Translation memory: sentence + language pair + engine → translation, with its origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from feedserver.model import Origin, fingerprint
from feedserver.store.database import chunks
from feedserver.store.schema import failures, memory

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
    connection: Connection, engines: Mapping[str, str], source_language: str, target_language: str
) -> dict[str, Remembered]:
    """What the memory holds, by sentence; an editor's word before that of an engine.

    engines: each wanted sentence with what decides its translation (as given to ``save_translations``).
    """
    found: dict[str, Remembered] = {}
    by_editors = dict.fromkeys(engines, EDITORS)
    for wanted in (engines, by_editors):  # the editors' last, so that theirs replaces the machine's
        keys = [memory_key(source_language, target_language, *each) for each in wanted.items()]
        for chunk in chunks(keys):
            for row in connection.execute(select(memory).where(memory.c.key.in_(chunk))):
                found[row.sentence] = _remembered(row)
    return found


def find_failures(
    connection: Connection, engines: Mapping[str, str], source_language: str, target_language: str
) -> dict[str, str]:
    """The sentences of *engines* whose engine has failed on them before, with the reason."""
    keys = {memory_key(source_language, target_language, *each): each[0] for each in engines.items()}
    found: dict[str, str] = {}
    for chunk in chunks(list(keys)):
        rows = connection.execute(select(failures.c.key, failures.c.fault).where(failures.c.key.in_(chunk)))
        found |= {keys[row.key]: row.fault for row in rows}
    return found


def save_translations(
    connection: Connection,
    translations: Mapping[str, str],
    source_language: str,
    target_language: str,
    *,
    engine: str | Mapping[str, str],
    now: datetime,
) -> list[str]:
    """Remember *translations* (sentence → translation) of *engine*: one for all or one for each, or EDITORS.

    Returns the sentences whose translation is new or another one than before.
    """
    engines = dict.fromkeys(translations, engine) if isinstance(engine, str) else engine
    keys = {memory_key(source_language, target_language, each, engines[each]): each for each in translations}
    known: dict[str, str] = {}
    for chunk in chunks(list(keys)):
        rows = connection.execute(select(memory.c.key, memory.c.translation).where(memory.c.key.in_(chunk)))
        known |= {row.key: row.translation for row in rows}
    changed = {key: sentence for key, sentence in keys.items() if known.get(key) != translations[sentence]}
    for chunk in chunks(list(changed)):
        connection.execute(delete(memory).where(memory.c.key.in_(chunk)))
    rows_to_be = [
        {
            "key": key,
            "source_language": source_language,
            "target_language": target_language,
            "sentence_key": sentence_key(each),
            "sentence": each,
            "translation": translations[each],
            "origin": Origin.EDITED if engines[each] == EDITORS else Origin.MACHINE,
            "engine": engines[each],
            "updated_at": now,
        }
        for key, each in changed.items()
    ]
    if rows_to_be:
        connection.execute(insert(memory), rows_to_be)
    return list(changed.values())


def save_failures(
    connection: Connection,
    faults: Mapping[str, str],
    source_language: str,
    target_language: str,
    *,
    engines: Mapping[str, str],
    now: datetime,
) -> None:
    """Remember that no translation of these sentences passed the checks, and why (sentence → fault)."""
    rows = [
        {
            "key": memory_key(source_language, target_language, sentence, engines[sentence]),
            "fault": fault,
            "failed_at": now,
        }
        for sentence, fault in faults.items()
    ]
    for chunk in chunks([str(row["key"]) for row in rows]):
        connection.execute(delete(failures).where(failures.c.key.in_(chunk)))
    if rows:
        connection.execute(insert(failures), rows)


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
