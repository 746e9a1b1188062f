"""How it goes with the sources that are fetched: which are due, what the next request says, what went wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from feedserver.model import Source, SourceKind
from feedserver.store.schema import polls as table
from feedserver.store.schema import sources
from feedserver.store.sources import get_source


@dataclass(frozen=True, slots=True)
class Poll:
    """The state of a source that is fetched. A new one is due at once.

    address: where it has moved for good, None if it has not. etag, last_modified: of the last document that was taken
    in whole, as the server wrote them; digest: of its bytes; listing: the external ids in it, in its order.
    interval_s: between two looks, as it is now. checked_at: when it was last asked; changed_at: when that last brought
    something. failures: in a row. trouble: why the last look failed, or what it refused. is_gone: never to be asked
    again.
    """

    source: str
    interval_s: int
    due_at: datetime
    address: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    listing: tuple[str, ...] = field(default=(), repr=False)
    checked_at: datetime | None = None
    changed_at: datetime | None = None
    failures: int = 0
    trouble: str | None = None
    is_gone: bool = False


_FETCHED = (SourceKind.FEED.value, SourceKind.PAGES.value)


def plan_polls(connection: Connection, *, interval_s: int, now: datetime) -> None:
    """Make the polls that are lacking: every source that is fetched and has none is due now."""
    lacking = select(sources.c.slug).where(
        sources.c.kind.in_(_FETCHED), ~select(table.c.source).where(table.c.source == sources.c.slug).exists()
    )
    for slug in connection.scalars(lacking).all():
        connection.execute(insert(table).values(source=slug, interval_s=interval_s, due_at=now))


def list_due(connection: Connection, *, now: datetime) -> list[tuple[str, str]]:
    """The sources that are due and not claimed, as (slug, where they stand now), the longest waiting first."""
    rows = connection.execute(
        select(table.c.source, func.coalesce(table.c.address, sources.c.location).label("address"))
        .join(sources, sources.c.slug == table.c.source)
        .where(
            sources.c.declared_by.is_not(None),
            sources.c.kind.in_(_FETCHED),
            table.c.due_at <= now,
            ~table.c.is_gone,
            or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now),
        )
        .order_by(table.c.due_at, table.c.source)
    )
    return [(row.source, row.address) for row in rows]


def claim_polls(connection: Connection, slugs: Sequence[str], *, now: datetime, until: datetime) -> list[str]:
    """Claim these until *until*; return those that nobody else had."""
    claimed = []
    for slug in slugs:
        free = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
        if connection.execute(update(table).where(table.c.source == slug, free).values(claimed_until=until)).rowcount:
            claimed.append(slug)
    return claimed


def free_polls(connection: Connection) -> None:
    """Nobody is fetching: at the start of the only poller, after one that was killed."""
    connection.execute(update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=None))


def get_poll(connection: Connection, source: str) -> Poll:
    """The state of *source*, whose poll must have been planned."""
    return _poll_of(connection.execute(select(table).where(table.c.source == source)).one())


def list_polls(connection: Connection) -> Iterator[Poll]:
    """The states of the sources that are still declared and fetched, by slug."""
    rows = connection.execute(
        select(table)
        .join(sources, sources.c.slug == table.c.source)
        .where(sources.c.declared_by.is_not(None), sources.c.kind.in_(_FETCHED))
        .order_by(table.c.source)
    ).all()
    yield from map(_poll_of, rows)


def save_look(connection: Connection, source: Source, poll: Poll) -> None:
    """Write the state after a look at *source*; if that was declared anew meanwhile, give back the claim alone."""
    declared, _ = get_source(connection, source.slug)
    save_poll(connection, poll if declared == source else get_poll(connection, source.slug))


def save_poll(connection: Connection, poll: Poll) -> None:
    """Write the state after a look, and give the claim back."""
    values: dict[str, Any] = {name: getattr(poll, name) for name in _COLUMNS}
    values["listing"] = json.dumps(poll.listing, ensure_ascii=False) if poll.listing else None
    connection.execute(update(table).where(table.c.source == poll.source).values(claimed_until=None, **values))


_COLUMNS = [name for name in Poll.__slots__ if name not in ("source", "listing")]


def _poll_of(row: Row[Any]) -> Poll:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Poll(source=row.source, listing=tuple(json.loads(row.listing)) if row.listing else (), **values)
