"""Taking in what hubs have delivered. Part of the worker."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from feedserver.errors import SourceError, StoreError
from feedserver.model import Source
from feedserver.sources.fetching.errors import FetchStoppedError
from feedserver.sources.polling.looks import Looker
from feedserver.sources.taking_in import Reading
from feedserver.store.polls import Poll, claim_polls, get_poll, save_look
from feedserver.store.sources import get_source
from feedserver.store.subscriptions import Delivery, find_delivery, find_offer, list_waiting, remove_delivery

_LEASE = timedelta(minutes=30)

log = logging.getLogger(__name__)


def take_deliveries(looker: Looker) -> list[tuple[str, Reading]]:
    """Take in everything that hubs have delivered, except for sources that are being looked at; by slug, what it did.

    Raises StoreError.
    """
    database = looker.database
    with database.read() as connection:
        waiting = list_waiting(connection)
    done = []
    for slug, ids in waiting:
        now = looker.clock()
        with database.write() as connection:
            is_free = bool(claim_polls(connection, [slug], now=now, until=now + _LEASE))
        if is_free:
            done.append((slug, _take_all(looker, slug, ids)))
    return done


def _take_all(looker: Looker, slug: str, ids: Sequence[int]) -> Reading:
    """Take in the deliveries for one source, whose poll is claimed, and give the claim back."""
    database = looker.database
    with database.read() as connection:
        source, declared_by = get_source(connection, slug)
        poll = get_poll(connection, slug)
    reading = Reading()
    taken = []
    for delivery_id in ids:
        with database.read() as connection:
            delivery = find_delivery(connection, delivery_id)
        try:
            if delivery is not None and declared_by is not None:
                poll = _take(looker, source, poll, delivery, reading)
        except FetchStoppedError:
            break
        taken.append(delivery_id)
    # Only now: what a killed process has taken in is taken in again, and changes nothing.
    with database.write() as connection:
        save_look(connection, source, poll)
        for delivery_id in taken:
            remove_delivery(connection, delivery_id)
    if reading.added or reading.changed:
        log.info("%s: pushed: %d added, %d changed", slug, len(reading.added), len(reading.changed))
    return reading


def _take(looker: Looker, source: Source, poll: Poll, delivery: Delivery, reading: Reading) -> Poll:
    """Take in one delivery; whatever it is, the poll as it is after. Raises FetchStoppedError and StoreError."""
    if not delivery.body:
        return _due(looker, poll)
    with looker.database.read() as connection:
        offer = find_offer(connection, source.slug)
    url = offer.base_url if offer else source.location
    try:
        return looker.take_pushed(source, poll, delivery.body, reading, url=url, content_type=delivery.content_type)
    except (FetchStoppedError, StoreError):
        raise
    except SourceError as error:
        log.warning("%s: what a hub delivered cannot be read: %s", source.slug, error)
        reading.refused.append(error)
    except Exception:  # a fault of ours; to try for ever would not mend it
        log.exception("%s: taking in what a hub delivered failed", source.slug)
    return _due(looker, poll)


def _due(looker: Looker, poll: Poll) -> Poll:
    """There is news: look as soon as may be. Not before the least pause is over, nor where we are to wait."""
    if poll.failures:
        return poll
    now = looker.clock()
    least = timedelta(seconds=looker.schedule.least_s)
    earliest = now if poll.checked_at is None else max(now, poll.checked_at + least)
    return replace(poll, due_at=min(poll.due_at, earliest))
