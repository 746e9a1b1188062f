"""What hubs deliver is kept within bounds, once, and goes with its subscription."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from feedserver.model import Source, SourceKind
from feedserver.store import subscriptions
from feedserver.store.database import Connection, Database
from feedserver.store.polls import get_poll, plan_polls, save_poll
from feedserver.store.sources import DeclaredBy, save_source, undeclare
from feedserver.store.subscriptions import (
    MAX_WAITING,
    Offer,
    Subscription,
    count_ignored,
    find_delivery,
    find_offer,
    find_subscription,
    is_delivered,
    list_offers,
    list_subscriptions,
    list_waiting,
    note_found_news,
    remove_delivery,
    remove_subscription,
    save_delivery,
    save_offer,
    save_subscription,
)
from tests.conftest import NOW

HOUR = timedelta(hours=1)
OFFER = Offer(
    "agency", ("https://hub.example/", "https://two.example/"), "https://a.example/feed", "https://a.example/f"
)


def subscription(token: str = "token", source: str = "agency") -> Subscription:
    return Subscription(
        token=token,
        source=source,
        hub="https://hub.example/",
        topic="https://a.example/feed",
        callback=f"https://news.example/websub/{token}",
        secret="secret",
        next_at=NOW,
    )


ACTIVE = replace(subscription(), verified_at=NOW, lease_until=NOW + HOUR)


@pytest.fixture
def written(database: Database) -> Database:
    """A database with two feeds."""
    with database.write() as connection:
        for slug in ("agency", "other"):
            source = Source(slug, SourceKind.FEED, f"https://{slug}.example/feed")
            save_source(connection, source, DeclaredBy.COMMAND, now=NOW)
        plan_polls(connection, interval_s=60, now=NOW)
    return database


def deliver(connection: Connection, body: bytes, token: str = "token") -> bool:
    return save_delivery(
        connection,
        token,
        body,
        digest=hashlib.sha256(body).hexdigest(),
        content_type="application/atom+xml",
        now=NOW,
    )


def waiting(connection: Connection) -> list[bytes]:
    ids = [delivery_id for _, ids in list_waiting(connection) for delivery_id in ids]
    found = [find_delivery(connection, delivery_id) for delivery_id in ids]
    return [delivery.body for delivery in found if delivery]


def test_an_offer_is_what_the_feed_said_last(written: Database) -> None:
    with written.write() as connection:
        save_offer(connection, replace(OFFER, topic="https://a.example/old"))
        save_offer(connection, OFFER)
        assert find_offer(connection, "agency") == OFFER
        assert list(list_offers(connection)) == [OFFER]

        save_offer(connection, replace(OFFER, hubs=()))
        assert find_offer(connection, "agency") is None


@pytest.mark.parametrize("gone", [True, False])
def test_a_source_that_is_not_read_any_more_offers_nothing(written: Database, gone: bool) -> None:
    with written.write() as connection:
        save_offer(connection, OFFER)
        if gone:
            save_poll(connection, replace(get_poll(connection, "agency"), is_gone=True))
        else:
            undeclare(connection, "agency")
        assert list(list_offers(connection)) == []


def test_a_subscription_is_read_as_it_was_written(written: Database) -> None:
    first = replace(ACTIVE, asked_at=NOW, failures=3, delivered_at=NOW, ignored=2, missed=1, trouble="slow")
    with written.write() as connection:
        save_subscription(connection, subscription())
        save_subscription(connection, subscription("second", "other"))
        save_subscription(connection, first)
        assert list(list_subscriptions(connection)) == [first, subscription("second", "other")]
        assert find_subscription(connection, "token") == first
        assert find_subscription(connection, "tok%") is None


@pytest.mark.parametrize(
    ("changes", "delivers"),
    [
        ({}, True),
        ({"lease_until": None}, False),
        ({"lease_until": NOW}, False),
        ({"is_wanted": False}, False),
        ({"missed": subscriptions.MAX_MISSED}, False),
        ({"missed": 1}, True),
    ],
)
def test_a_source_is_delivered_while_the_lease_lasts_and_the_hub_tells(
    written: Database, changes: dict[str, object], delivers: bool
) -> None:
    with written.write() as connection:
        save_subscription(connection, replace(ACTIVE, **changes))  # type: ignore[arg-type]
        assert is_delivered(connection, "agency", now=NOW) is delivers
        assert not is_delivered(connection, "other", now=NOW)


@pytest.mark.parametrize(
    ("verified_at", "delivered_at", "missed"),
    [
        (NOW - HOUR, None, 1),
        (NOW - HOUR, NOW - HOUR, 1),
        (NOW - HOUR, NOW, 0),  # told since the look before
        (NOW + HOUR, None, 0),  # confirmed only after the look before: the news may be older
        (None, None, 0),
    ],
)
def test_news_is_missed_if_the_hub_told_nothing_since_the_look_before(
    written: Database, verified_at: object, delivered_at: object, missed: int
) -> None:
    with written.write() as connection:
        there = replace(subscription(), verified_at=verified_at, delivered_at=delivered_at)  # type: ignore[arg-type]
        save_subscription(connection, there)
        note_found_news(connection, "agency", since=None)
        note_found_news(connection, "agency", since=NOW)
        note_found_news(connection, "other", since=NOW)
        assert [each.missed for each in list_subscriptions(connection)] == [missed]


def test_deliveries_are_taken_in_the_order_in_which_they_came(written: Database) -> None:
    with written.write() as connection:
        save_subscription(connection, replace(subscription(), missed=2))
        save_subscription(connection, subscription("second", "other"))
        assert deliver(connection, b"2", "second")
        assert deliver(connection, b"1")
        assert deliver(connection, b"3")
        assert [(slug, len(ids)) for slug, ids in list_waiting(connection)] == [("other", 1), ("agency", 2)]
        assert waiting(connection) == [b"2", b"1", b"3"]
        found = find_subscription(connection, "token")
        assert found
        assert (found.delivered_at, found.missed) == (NOW, 0)

        for _, ids in list_waiting(connection):
            for delivery_id in ids:
                remove_delivery(connection, delivery_id)
        assert list_waiting(connection) == []


def test_a_delivery_is_kept_once_also_after_it_was_taken_in(written: Database) -> None:
    with written.write() as connection:
        save_subscription(connection, subscription())
        assert deliver(connection, b"news")
        assert not deliver(connection, b"news")
        ((_, ids),) = list_waiting(connection)
        assert len(ids) == 1

        remove_delivery(connection, ids[0])
        assert not deliver(connection, b"news")
        assert find_delivery(connection, ids[0]) is None
        assert deliver(connection, b"other news")


def test_the_oldest_of_past_deliveries_are_forgotten(written: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MAX_PAST", 3)
    with written.write() as connection:
        save_subscription(connection, subscription())
        for second in range(5):
            body = b"%d" % second
            digest = hashlib.sha256(body).hexdigest()
            now = NOW + timedelta(seconds=second)
            save_delivery(connection, "token", body, digest=digest, content_type=None, now=now)

        assert not deliver(connection, b"4")
        assert not deliver(connection, b"2")
        assert deliver(connection, b"1")


@pytest.mark.parametrize(
    "make_body",
    [lambda number: b"%d" % number, lambda number: b"%d" % number + bytes(2_000_000)],
    ids=["many", "large"],
)
def test_what_waits_is_bounded_and_then_only_known_to_be(
    written: Database, make_body: Callable[[int], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MAX_WAITING_BYTES", 10_000_000)
    with written.write() as connection:
        save_subscription(connection, subscription())
        save_subscription(connection, subscription("second", "other"))
        for number in range(MAX_WAITING + 5):
            assert deliver(connection, make_body(number))
        kept = waiting(connection)
        assert len(kept) <= MAX_WAITING + 1
        assert sum(map(len, kept)) <= 10_000_000
        assert kept.count(b"") == 1
        assert kept[0] == make_body(0)

        assert deliver(connection, b"of another hub", "second")
        assert waiting(connection)[-1] == b"of another hub"


def test_empty_deliveries_come_as_often_as_they_like_and_wait_once(written: Database) -> None:
    with written.write() as connection:
        save_subscription(connection, subscription())
        for _ in range(3):
            assert deliver(connection, b"")
        assert waiting(connection) == [b""]
        ((_, ids),) = list_waiting(connection)
        remove_delivery(connection, ids[0])
        assert deliver(connection, b"")
        assert waiting(connection) == [b""]


def test_what_was_delivered_goes_with_its_subscription(written: Database) -> None:
    with written.write() as connection:
        save_subscription(connection, subscription())
        deliver(connection, b"news")
        count_ignored(connection, "token")
        assert [each.ignored for each in list_subscriptions(connection)] == [1]
        remove_subscription(connection, "token")
        assert list_waiting(connection) == []
        assert list(list_subscriptions(connection)) == []

        save_subscription(connection, subscription())
        assert deliver(connection, b"news")
