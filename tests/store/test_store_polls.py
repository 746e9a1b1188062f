"""The state of what is fetched: due, claimed, failed, gone, declared anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from feedserver.model import Source, SourceKind
from feedserver.store.database import Database
from feedserver.store.polls import (
    Poll,
    claim_polls,
    free_polls,
    get_poll,
    list_due,
    list_polls,
    plan_polls,
    save_poll,
)
from feedserver.store.sources import DeclaredBy, save_source, undeclare
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def feed(slug: str = "agency", **changes: Any) -> Source:
    return replace(Source(slug, SourceKind.FEED, f"https://{slug}.example/feed"), **changes)


def declare(database: Database, *sources: Source, now: datetime = NOW) -> None:
    with database.write() as connection:
        for source in sources:
            save_source(connection, source, DeclaredBy.COMMAND, now=now)
        plan_polls(connection, interval_s=1800, now=now)


def due(database: Database, now: datetime = NOW) -> list[str]:
    with database.read() as connection:
        return [slug for slug, _ in list_due(connection, now=now)]


def poll(database: Database, slug: str = "agency") -> Poll:
    with database.read() as connection:
        return get_poll(connection, slug)


def write(database: Database, state: Poll) -> None:
    with database.write() as connection:
        save_poll(connection, state)


def test_a_new_source_that_is_fetched_is_due_at_once_and_a_folder_never(database: Database) -> None:
    folder = Source("folder", SourceKind.FOLDER, "/srv/news")
    pages = Source("pages", SourceKind.PAGES, "https://pages.example/", pages=("https://pages.example/1",))
    declare(database, feed(), folder, pages)

    assert due(database) == ["agency", "pages"]
    assert poll(database) == Poll("agency", 1800, NOW)


def test_planning_again_leaves_the_state_as_it_is(database: Database) -> None:
    declare(database, feed())
    write(database, replace(poll(database), failures=3, due_at=NOW + MINUTE))
    declare(database, feed(), now=NOW + MINUTE)

    assert poll(database).failures == 3


def test_a_state_comes_back_as_it_was_saved(database: Database) -> None:
    declare(database, feed())
    state = Poll(
        source="agency",
        interval_s=300,
        due_at=NOW + MINUTE,
        address="https://new.example/feed",
        etag='W/"ж"',
        last_modified="Sun, 01 Mar 2026 12:00:00 GMT",
        digest="0" * 64,
        listing=("b", "a", "tag:ж,2026:1"),
        checked_at=NOW,
        changed_at=NOW - MINUTE,
        failures=2,
        trouble="agency.example: does not answer",
        is_gone=True,
    )
    write(database, state)

    assert poll(database) == state
    with database.read() as connection:
        assert list(list_polls(connection)) == [state]


def test_what_has_waited_longest_comes_first_and_what_is_not_due_not_at_all(database: Database) -> None:
    declare(database, feed("c"), feed("a"), feed("b"), feed("later"))
    write(database, replace(poll(database, "b"), due_at=NOW - MINUTE))
    write(database, replace(poll(database, "later"), due_at=NOW + MINUTE))

    assert due(database) == ["b", "a", "c"]
    assert due(database, NOW + MINUTE) == ["b", "a", "c", "later"]


def test_a_source_is_due_where_it_stands_now(database: Database) -> None:
    declare(database, feed("moved"), feed("stays"))
    write(database, replace(poll(database, "moved"), address="https://new.example/feed"))

    with database.read() as connection:
        assert list_due(connection, now=NOW) == [
            ("moved", "https://new.example/feed"),
            ("stays", "https://stays.example/feed"),
        ]


def test_a_claim_is_one_pollers_until_it_ends_or_is_given_back(database: Database) -> None:
    declare(database, feed("a"), feed("b"))
    with database.write() as connection:
        assert claim_polls(connection, ["a"], now=NOW, until=NOW + 5 * MINUTE) == ["a"]
        assert claim_polls(connection, ["a", "b", "none"], now=NOW, until=NOW + 5 * MINUTE) == ["b"]
    assert due(database) == []
    assert due(database, NOW + 5 * MINUTE) == ["a", "b"]

    write(database, poll(database, "a"))  # the look has ended
    assert due(database) == ["a"]
    with database.write() as connection:
        free_polls(connection)
    assert due(database) == ["a", "b"]


def test_what_is_gone_is_never_due_until_somebody_asks_for_it(database: Database) -> None:
    declare(database, feed())
    write(database, replace(poll(database), is_gone=True))
    assert due(database, NOW + timedelta(days=999)) == []

    write(database, replace(poll(database), is_gone=False))  # as a look that finds it again does
    assert due(database) == ["agency"]


def test_what_nobody_declares_is_neither_due_nor_listed(database: Database) -> None:
    declare(database, feed())
    with database.write() as connection:
        undeclare(connection, "agency")

    assert due(database) == []
    with database.read() as connection:
        assert list(list_polls(connection)) == []
    declare(database, feed())
    assert due(database) == ["agency"]


def test_a_feed_that_has_become_a_folder_is_fetched_no_more(database: Database) -> None:
    declare(database, feed())
    declare(database, Source("agency", SourceKind.FOLDER, "/srv/agency"))

    assert due(database) == []
    with database.read() as connection:
        assert list(list_polls(connection)) == []


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"language": "kk"}, "https://new.example/feed"),
        ({"full_text": True}, "https://new.example/feed"),
        ({"location": "https://agency.example/other"}, None),
    ],
    ids=["language", "full text", "another address"],
)
def test_a_source_declared_otherwise_is_read_anew_and_at_once(
    database: Database, changes: dict[str, Any], address: str | None
) -> None:
    declare(database, feed())
    used = Poll(
        "agency",
        300,
        NOW + timedelta(days=9),
        address="https://new.example/feed",
        etag='"e"',
        last_modified="yesterday",
        digest="0" * 64,
        failures=7,
        is_gone=True,
    )
    write(database, used)
    declare(database, feed(**changes), now=NOW + MINUTE)

    fresh = replace(used, etag=None, last_modified=None, digest=None, failures=0, is_gone=False, due_at=NOW + MINUTE)
    assert poll(database) == replace(fresh, address=address)
    assert due(database, NOW + MINUTE) == ["agency"]


def test_a_source_declared_as_it_was_keeps_its_state(database: Database) -> None:
    declare(database, feed())
    used = replace(poll(database), etag='"e"', due_at=NOW + timedelta(days=1), failures=2)
    write(database, used)
    declare(database, feed(), now=NOW + MINUTE)

    assert poll(database) == used
