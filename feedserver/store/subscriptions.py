"""WebSub in the database: the hubs that feeds name, what was agreed with them, what they have delivered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from feedserver.store.schema import deliveries, hub_offers, past_deliveries, polls, sources
from feedserver.store.schema import subscriptions as table

MAX_WAITING = 50  # deliveries of one subscription that wait to be taken in
MAX_WAITING_BYTES = 50_000_000  # of all of these together
MAX_PAST = 1_000  # deliveries of one subscription that are known when they come again
MAX_MISSED = 2  # looks in a row that found what the hub had not told; a single one may only have been quicker


@dataclass(frozen=True, slots=True)
class Offer:
    """What the feed *source* says about WebSub. hubs: in its order. topic: what it calls itself. base_url: where it was
    found; relative links in it count from there. All absolute."""

    source: str
    hubs: tuple[str, ...]
    topic: str
    base_url: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What was agreed with a hub, or is to be.

    token: the unguessable end of *callback*, the address that the hub was told; secret: it signs with. is_wanted:
    False: to be unsubscribed. next_at: when the hub is asked next. asked_at: when it was last asked for what is wanted
    now; None: it has nothing to confirm. failures: requests in a row that it did not confirm. verified_at, lease_until:
    of the last confirmation. delivered_at: of the last delivery that was rightly signed; ignored: how many were not.
    missed: looks in a row that found what the hub had not told. trouble: what went wrong last.
    """

    token: str = field(repr=False)
    source: str
    hub: str
    topic: str
    callback: str = field(repr=False)
    secret: str = field(repr=False)
    next_at: datetime
    is_wanted: bool = True
    asked_at: datetime | None = None
    failures: int = 0
    verified_at: datetime | None = None
    lease_until: datetime | None = None
    delivered_at: datetime | None = None
    ignored: int = 0
    missed: int = 0
    trouble: str | None = None

    def is_active(self, now: datetime) -> bool:
        """Whether the hub has confirmed it and should deliver."""
        return self.is_wanted and self.lease_until is not None and self.lease_until > now

    def delivers(self, now: datetime) -> bool:
        """Whether the source need hardly be looked at: the hub should deliver, and does."""
        return self.is_active(now) and self.missed < MAX_MISSED


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a hub has delivered. body: empty: only that there is news. content_type: as the hub wrote it."""

    id: int
    token: str = field(repr=False)
    source: str
    content_type: str | None
    body: bytes = field(repr=False)


def save_offer(connection: Connection, offer: Offer) -> None:
    """Keep what a feed offers now; one without hubs offers nothing."""
    connection.execute(delete(hub_offers).where(hub_offers.c.source == offer.source))
    if offer.hubs:
        connection.execute(insert(hub_offers).values(asdict(offer) | {"hubs": json.dumps(offer.hubs)}))


def find_offer(connection: Connection, source: str) -> Offer | None:
    """What *source* offered when it was last read."""
    row = connection.execute(select(hub_offers).where(hub_offers.c.source == source)).one_or_none()
    return None if row is None else _offer_of(row)


def list_offers(connection: Connection) -> Iterator[Offer]:
    """The offers of the sources that are still read, by slug."""
    rows = connection.execute(
        select(hub_offers)
        .join(sources, sources.c.slug == hub_offers.c.source)
        .join(polls, polls.c.source == hub_offers.c.source)
        .where(sources.c.declared_by.is_not(None), ~polls.c.is_gone)
        .order_by(hub_offers.c.source)
    ).all()
    yield from map(_offer_of, rows)


def list_subscriptions(connection: Connection) -> Iterator[Subscription]:
    """All subscriptions, also those to be unsubscribed, by source."""
    for row in connection.execute(select(table).order_by(table.c.source, table.c.token)).all():
        yield _subscription_of(row)


def list_due_subscriptions(connection: Connection, *, now: datetime) -> list[str]:
    """The tokens of the subscriptions whose hubs are to be asked by now, the longest waiting first."""
    return list(connection.scalars(select(table.c.token).where(table.c.next_at <= now).order_by(table.c.next_at)))


def find_subscription(connection: Connection, token: str) -> Subscription | None:
    """The subscription whose callback ends in *token*."""
    row = connection.execute(select(table).where(table.c.token == token)).one_or_none()
    return None if row is None else _subscription_of(row)


def save_subscription(connection: Connection, subscription: Subscription) -> None:
    """Write *subscription* as it is now, a new one or one that was read in the same transaction."""
    values = asdict(subscription)
    changed = connection.execute(update(table).where(table.c.token == subscription.token).values(values)).rowcount
    if not changed:
        connection.execute(insert(table).values(values))


def remove_subscription(connection: Connection, token: str) -> None:
    """Forget a subscription and all that was delivered for it."""
    connection.execute(delete(table).where(table.c.token == token))


def is_delivered(connection: Connection, source: str, *, now: datetime) -> bool:
    """Whether a hub tells of the news of *source*, so that it need hardly be looked at."""
    return any(subscription.delivers(now) for subscription in _of_source(connection, source))


def note_found_news(connection: Connection, source: str, *, since: datetime | None) -> None:
    """A look found news in *source*. Hubs that told nothing since the look before, at *since*, have missed it."""
    if since is None:
        return
    for subscription in _of_source(connection, source):
        was_to_tell = subscription.verified_at is not None and subscription.verified_at <= since
        has_told = subscription.delivered_at is not None and subscription.delivered_at >= since
        if was_to_tell and not has_told:
            save_subscription(connection, replace(subscription, missed=subscription.missed + 1))


def save_delivery(
    connection: Connection, token: str, body: bytes, *, digest: str, content_type: str | None, now: datetime
) -> bool:
    """Keep a rightly signed delivery until it is taken in; whether it was: not if it has been there before.

    digest: of the body. Where too much waits already, only that there is news is kept: the feed itself has it all.
    """
    if body and not _is_new(connection, token, digest, now):
        return False
    waiting = select(func.count(), func.coalesce(func.sum(func.length(deliveries.c.body)), 0))
    count, size = connection.execute(waiting.where(deliveries.c.token == token)).one()
    if count >= MAX_WAITING or size + len(body) > MAX_WAITING_BYTES:
        body = b""
    if body or not connection.scalar(
        select(func.count()).where(deliveries.c.token == token, func.length(deliveries.c.body) == 0)
    ):
        connection.execute(insert(deliveries).values(token=token, content_type=content_type, body=body))
    connection.execute(update(table).where(table.c.token == token).values(delivered_at=now, missed=0))
    return True


def count_ignored(connection: Connection, token: str) -> None:
    """A delivery was not rightly signed."""
    connection.execute(update(table).where(table.c.token == token).values(ignored=table.c.ignored + 1))


def list_waiting(connection: Connection) -> list[tuple[str, list[int]]]:
    """The sources with deliveries to be taken in, the longest waiting first, each with their ids in order."""
    rows = connection.execute(
        select(table.c.source, deliveries.c.id)
        .join(table, table.c.token == deliveries.c.token)
        .order_by(deliveries.c.id)
    )
    waiting: dict[str, list[int]] = {}
    for row in rows:
        waiting.setdefault(row.source, []).append(row.id)
    return list(waiting.items())


def find_delivery(connection: Connection, delivery_id: int) -> Delivery | None:
    """The delivery, unless it was taken in or its subscription has gone."""
    row = connection.execute(
        select(deliveries, table.c.source)
        .join(table, table.c.token == deliveries.c.token)
        .where(deliveries.c.id == delivery_id)
    ).one_or_none()
    return None if row is None else Delivery(row.id, row.token, row.source, row.content_type, row.body)


def remove_delivery(connection: Connection, delivery_id: int) -> None:
    """The delivery is taken in, or cannot be."""
    connection.execute(delete(deliveries).where(deliveries.c.id == delivery_id))


def _is_new(connection: Connection, token: str, digest: str, now: datetime) -> bool:
    """Whether a delivery comes for the first time; from now on it has come."""
    past = past_deliveries.c
    if connection.scalar(select(func.count()).where(past.token == token, past.digest == digest)):
        return False
    connection.execute(insert(past_deliveries).values(token=token, digest=digest, delivered_at=now))
    newest = select(past.digest).where(past.token == token).order_by(past.delivered_at.desc()).limit(MAX_PAST)
    connection.execute(delete(past_deliveries).where(past.token == token, past.digest.not_in(newest)))
    return True


def _of_source(connection: Connection, source: str) -> list[Subscription]:
    rows = connection.execute(select(table).where(table.c.source == source, table.c.is_wanted))
    return [_subscription_of(row) for row in rows]


def _offer_of(row: Row[Any]) -> Offer:
    return Offer(row.source, tuple(json.loads(row.hubs)), row.topic, row.base_url)


def _subscription_of(row: Row[Any]) -> Subscription:
    return Subscription(**{name: getattr(row, name) for name in Subscription.__slots__})
