"""The database: connections, transactions, migrations."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from feedserver.errors import StoreError
from feedserver.store.schema import HEAD

__all__ = ["Connection", "Database", "chunks", "open_database"]

LOCK_TIMEOUT_S = 30
TURN_TIMEOUT_S = 10 * LOCK_TIMEOUT_S
_MOST_PARAMETERS = 400  # in one IN (…): far below every database's limit

# What can be done about SQLite's errors, by words of theirs.
_ADVICE = {
    "disk is full": "make room on its disk; until then nothing new is kept",
    "readonly database": "let the user that runs feedserver write this file and its folder",
    "unable to open": "let the user that runs feedserver write its folder, or name another database",
    "is locked": f"another process has been writing for {LOCK_TIMEOUT_S} s; it is tried again, or end that process",
    "disk I/O error": "its disk has failed: see the system's log",
    "not a database": "name another database, or bring back a copy of this one",
    "malformed": "bring back a copy of it, or move it away: it is made anew from the sources, with the same ids",
}


class Database:
    """An opened database, to be shared by the threads of one process (not across a fork)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(begin="BEGIN IMMEDIATE")
        # Threads of one process take turns here: in SQLite's own wait for its lock, some would starve.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with _named(self.engine), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or, after an error or a killed process, none of it.

        Takes the write lock at its start, so what it reads stays true until it ends.
        Raises StoreError if the database cannot be written (locked for long, disk full, read-only).
        """
        # Longer than SQLite's wait: the thread whose turn it is may itself be waiting, for another process or the disk.
        if not self._turn.acquire(timeout=TURN_TIMEOUT_S):
            raise StoreError(f"database {self.sqlite_path}: another thread has been writing for {TURN_TIMEOUT_S} s")
        try:
            with _named(self.engine), self._writing.begin() as connection:
                yield connection
        finally:
            self._turn.release()

    @property
    def sqlite_path(self) -> str:
        """The file of the SQLite database, for readers that go past SQLAlchemy."""
        return str(self.engine.url.database)

    def close(self) -> None:
        """Close all connections that nobody uses just now; a later transaction opens another."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at *url* (``sqlite:///PATH``), make it when missing, migrate it to our schema.

    Raises StoreError naming the database if that fails or if a newer feedserver wrote it.
    """
    path = make_url(url).database
    if not path or path == ":memory:":  # every connection would see a database of its own
        raise StoreError(f"{url}: names no file; write sqlite:///PATH")
    try:
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder of the database {path}: {error.strerror}") from error
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT_S, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    database = Database(engine)
    try:
        with _named(engine):
            _migrate(database)
    except StoreError:
        database.close()
        raise
    return database


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """*keys* in parts that one statement may have as parameters."""
    for start in range(0, len(keys), _MOST_PARAMETERS):
        yield keys[start : start + _MOST_PARAMETERS]


@contextmanager
def _named(engine: Engine) -> Iterator[None]:
    """Turn the library's errors into ours, with the name of the database."""
    try:
        yield
    except DBAPIError as error:
        what = str(error.orig)
        advice = next((f"; {advice}" for words, advice in _ADVICE.items() if words in what), "")
        raise StoreError(f"database {engine.url.database}: {what}{advice}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"database {engine.url.database}: {error}") from error


def _prepare_connection(connection: Any, _record: object) -> None:
    # None: sqlite3 begins nothing by itself; _begin does, so that readers see one snapshot as well.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _migrate(database: Database) -> None:
    if _version(database) == HEAD:  # every start but the first: Alembic is not even imported
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with database.write() as connection:  # one process migrates, the others wait and find it done
        version = _read_version(connection)
        if version == HEAD:
            return
        try:
            if version is not None:
                ScriptDirectory.from_config(config).get_revision(version)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"database {database.sqlite_path} has schema {version}, which this feedserver does "
                "not know: a newer one wrote it; install that, or name another database"
            ) from error


def _version(database: Database) -> str | None:
    with database.read() as connection:
        return _read_version(connection)


def _read_version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
