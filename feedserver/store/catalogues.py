"""The state in which each catalogue was last imported: importing it again would undo newer edits."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from feedserver.store.schema import catalogues


def find_digest(connection: Connection, path: str) -> str | None:
    """The digest with which the catalogue *path* (``<language>/<name>.po``) was last imported."""
    return connection.scalar(select(catalogues.c.digest).where(catalogues.c.path == path))


def save_digest(connection: Connection, path: str, digest: str) -> None:
    """Note that the catalogue has been imported in the state of *digest*."""
    connection.execute(delete(catalogues).where(catalogues.c.path == path))
    connection.execute(insert(catalogues).values(path=path, digest=digest))
