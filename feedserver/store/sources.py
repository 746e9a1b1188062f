"""Where articles come from, as the database knows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from feedserver.store.schema import sources


def save_source(connection: Connection, slug: str, title: str) -> None:
    """Make the source known, or change its title."""
    changed = connection.execute(update(sources).where(sources.c.slug == slug).values(title=title))
    if changed.rowcount == 0:
        connection.execute(insert(sources).values(slug=slug, title=title))


def save_reading(connection: Connection, slug: str, read_at: datetime) -> None:
    """Note that a complete reading of the source ended at *read_at*."""
    connection.execute(update(sources).where(sources.c.slug == slug).values(read_at=read_at))


def has_been_read(connection: Connection, slug: str) -> bool:
    """Whether the source has been read to its end at least once."""
    return connection.scalar(select(sources.c.read_at).where(sources.c.slug == slug)) is not None


def list_sources(connection: Connection) -> Iterator[tuple[str, str]]:
    """All sources as (slug, title), by slug."""
    for row in connection.execute(select(sources.c.slug, sources.c.title).order_by(sources.c.slug)):
        yield row.slug, row.title
