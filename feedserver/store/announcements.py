"""What the hubs of our feeds are still to hear (WebSub), and how it goes with each of them.

An announcement is written in the transaction of the change that it is about, and goes when the hub has taken it: a
process killed in between tells a hub twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Select, delete, func, insert, literal_column, null, select, update

from feedserver.store.schema import announcements as table
from feedserver.store.schema import appearances, article_categories, articles, editions, hubs

# Rises with every announcement, also with one that is made again (SQLite's own number of the row): what is announced
# while a hub is being told stays to be told.
_number: Any = literal_column("announcements.rowid", Integer)


@dataclass(frozen=True, slots=True)
class Scope:
    """Feeds that show something new, in all their formats.

    language: of the edition. is_original: the article is written in it, so that the feeds as written show it too.
    category, source: slug that narrows the feed; at most one of them.
    """

    language: str
    is_original: bool
    category: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What one hub is to hear now. last: the newest announcement in it. failures, trouble: as in HubState."""

    last: int
    scopes: frozenset[Scope]
    failures: int
    trouble: str | None


@dataclass(frozen=True, slots=True)
class HubState:
    """How it goes with a hub.

    waiting: announcements that it has not taken yet. told_at: when it last took all there were. next_at: not asked
    before, after a failure. failures: in a row. trouble: what the last one was.
    """

    address: str
    waiting: int
    told_at: datetime | None
    next_at: datetime | None
    failures: int
    trouble: str | None


def save_hubs(connection: Connection, addresses: Sequence[str]) -> None:
    """The hubs are these from now on: others are forgotten, with what they were to hear."""
    connection.execute(delete(table).where(table.c.hub.not_in(addresses)))
    connection.execute(delete(hubs).where(hubs.c.address.not_in(addresses)))
    known = set(connection.scalars(select(hubs.c.address)))
    if lacking := [{"address": address} for address in dict.fromkeys(addresses) if address not in known]:
        connection.execute(insert(hubs), lacking)


def announce(connection: Connection, article_id: str, languages: Sequence[str]) -> None:
    """All hubs are to hear that the editions of *article_id* in *languages* are new or have changed."""
    addresses = connection.scalars(select(hubs.c.address)).all()
    rows = [
        {"article_id": article_id, "language": language, "hub": address}
        for address in addresses
        for language in languages
    ]
    if rows:
        connection.execute(insert(table).prefix_with("OR REPLACE"), rows)


def announce_finished(connection: Connection, article_id: str) -> None:
    """The same of all editions that are finished: what a hub has not heard of yet does not change for it."""
    finished = select(editions.c.language).where(editions.c.article_id == article_id, editions.c.origin.is_not(None))
    announce(connection, article_id, connection.scalars(finished).all())


def find_due(connection: Connection, hub: str, *, now: datetime) -> Due | None:
    """What *hub* is to hear at *now*; None if that is nothing, if it is no hub of ours or to be left alone for now."""
    state = connection.execute(select(hubs).where(hubs.c.address == hub)).one_or_none()
    if state is None or (state.next_at is not None and state.next_at > now):
        return None
    last = connection.scalar(select(func.max(_number)).select_from(table).where(table.c.hub == hub))
    if last is None:
        return None
    by_category = _scopes(hub, article_categories.c.slug, null()).join(
        article_categories, article_categories.c.article_id == table.c.article_id
    )
    by_source = _scopes(hub, null(), appearances.c.source).join(
        appearances, appearances.c.article_id == table.c.article_id
    )
    queries = (_scopes(hub, null(), null()), by_category, by_source)
    scopes = frozenset(Scope(*row) for query in queries for row in connection.execute(query))
    return Due(last, scopes, state.failures, state.trouble)


def save_told(connection: Connection, hub: str, last: int, *, now: datetime) -> None:
    """*hub* has taken, at *now*, all that was announced up to *last*."""
    connection.execute(delete(table).where(table.c.hub == hub, _number <= last))
    told: dict[str, Any] = {"told_at": now, "next_at": None, "failures": 0, "trouble": None}
    connection.execute(update(hubs).where(hubs.c.address == hub).values(**told))


def save_refusal(connection: Connection, hub: str, trouble: str, *, failures: int, next_at: datetime) -> None:
    """*hub* has taken something not, for the *failures*-th time in a row; it is asked again from *next_at* on."""
    refused: dict[str, Any] = {"next_at": next_at, "failures": failures, "trouble": trouble}
    connection.execute(update(hubs).where(hubs.c.address == hub).values(**refused))


def list_hub_states(connection: Connection) -> Iterator[HubState]:
    """How it goes with each hub, by address."""
    waiting = select(func.count()).select_from(table).where(table.c.hub == hubs.c.address).scalar_subquery()
    rows = connection.execute(select(hubs, waiting.label("waiting")).order_by(hubs.c.address)).all()
    for row in rows:
        yield HubState(row.address, row.waiting, row.told_at, row.next_at, row.failures, row.trouble)


def _scopes(hub: str, category: Any, source: Any) -> Select[Any]:
    """The columns of a Scope, each combination once."""
    return (
        select(table.c.language, table.c.language == articles.c.language, category, source)
        .join(articles, articles.c.id == table.c.article_id)
        .where(table.c.hub == hub)
        .distinct()
    )
