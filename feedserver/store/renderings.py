"""Kept renderings: a rendering is there if and only if it is current.

What changes a feed drops its renderings in the same transaction; one that was made of an older state is not
kept.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from feedserver.codings import Coding
from feedserver.model import Rendering
from feedserver.store.database import LOCK_TIMEOUT_S, Database
from feedserver.store.feed_states import AS_WRITTEN, FeedState, get_state
from feedserver.store.schema import renderings

_MOST_KEPT = 500  # renderings of a language: of many categories, formats and variants, nobody asks for most


class Kept(NamedTuple):
    """A rendering in one coding, as it is sent. last_modified, expires_at: Unix seconds."""

    content_type: str
    links: str
    etag: str
    last_modified: int
    expires_at: int | None
    body: bytes


def has_room(connection: Connection, language: str | None) -> bool:
    """Whether so few renderings of *language* (None: of the articles as written) are kept that one more is worth it."""
    kept = connection.scalar(select(func.count()).where(renderings.c.language == (language or AS_WRITTEN))) or 0
    return kept < _MOST_KEPT * len(Coding)


def save_rendering(
    connection: Connection, path: str, language: str | None, rendering: Rendering, state: FeedState
) -> bool:
    """Keep *rendering* of *path*, made of the editions at *state*.

    language: whose changes end it; of a transliteration, the language that it is written from. False if it has
    changed since.
    """
    key = language or AS_WRITTEN
    if get_state(connection, key).generation != state.generation:
        return False
    connection.execute(delete(renderings).where(renderings.c.path == path))
    shared = {
        "path": path,
        "language": key,
        "content_type": rendering.content_type,
        "links": rendering.links,
        "last_modified": int(rendering.last_modified.timestamp()),
        "expires_at": int(rendering.expires_at.timestamp()) if rendering.expires_at else None,
    }
    connection.execute(
        insert(renderings),
        [
            shared | {"encoding": coding, "etag": encoded.etag, "body": encoded.body}
            for coding, encoded in rendering.bodies.items()
        ],
    )
    return True


def drop_renderings(connection: Connection) -> None:
    """Drop all: for the start with settings that show in every feed."""
    connection.execute(delete(renderings))


class RenderingReader:
    """Reads kept renderings in microseconds: one question to SQLite on a connection of the thread's own.

    It goes past SQLAlchemy on purpose: the whole answer to a warm request is this one read, and SQLAlchemy's
    part of it would cost ten times the read itself.
    """

    def __init__(self, database: Database) -> None:
        self._path = database.sqlite_path
        self._local = threading.local()

    def find_rendering(self, path: str, coding: Coding, now: float) -> Kept | None:
        """The rendering of *path* (with its query) in *coding*, current at *now* (Unix seconds)."""
        try:
            kept = self._reading().find(path, coding)
        except sqlite3.Error:
            return None  # the ordinary way answers, and reports the error
        if kept is None or (kept.expires_at is not None and kept.expires_at <= now):
            return None
        return kept

    def _reading(self) -> _Reading:
        try:
            return self._local.reading  # type: ignore[no-any-return]
        except AttributeError:  # made when first needed: a connection must not be carried across a fork
            self._local.reading = _Reading(self._path)
            return self._local.reading  # type: ignore[no-any-return]


class _Reading:
    """One thread's connection, and what it has read since the database last changed."""

    _QUERY = (
        "SELECT content_type, links, etag, last_modified, expires_at, body FROM renderings"
        " WHERE path = ? AND encoding = ?"
    )
    _MOST = 64  # renderings in memory, about 4 MB

    def __init__(self, database_path: str) -> None:
        connection = sqlite3.connect(database_path, timeout=LOCK_TIMEOUT_S, isolation_level=None)
        self._cursor = connection.cursor()
        self._version: tuple[int] | None = None
        self._known: dict[tuple[str, Coding], Kept] = {}

    def find(self, path: str, coding: Coding) -> Kept | None:
        # SQLite counts the commits of all other connections: as long as there was none, what was read is current.
        version = self._cursor.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._known.clear()
            self._version = version
        kept = self._known.get((path, coding))
        if kept is None and (row := self._cursor.execute(self._QUERY, (path, coding)).fetchone()):
            if len(self._known) >= self._MOST:
                self._known.clear()
            kept = self._known[path, coding] = Kept._make(row)
        return kept
