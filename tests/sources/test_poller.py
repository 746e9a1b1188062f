"""The poller: what is due is looked at, several at a time, and none keeps the others waiting."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from feedserver.sources.polling.looks import Looker
from feedserver.sources.polling.poller import Poller
from feedserver.stopping import Stop
from feedserver.store.database import Database
from feedserver.store.polls import claim_polls, list_due
from feedserver.store.sources import undeclare
from tests.conftest import NOW
from tests.sources.fetching.hostile_server import Client, HostileServer, answer, silence
from tests.sources.newsroom import SCHEDULE, Newsroom, atom, entry


def due(newsroom: Newsroom) -> list[str]:
    with newsroom.database.read() as connection:
        return [slug for slug, _ in list_due(connection, now=newsroom.clock())]


def test_what_is_due_is_looked_at_once(server: HostileServer, newsroom: Newsroom) -> None:
    for slug in ("a", "b", "c"):
        newsroom.declare(server.serve(f"/{slug}", answer(atom(entry(1)))), slug)

    done = Poller(newsroom.looker, Stop()).look_at_due()

    assert sorted(done) == ["a", "b", "c"]
    assert sorted(server.targets()) == ["/a", "/b", "/c"]
    assert due(newsroom) == []
    newsroom.clock.pass_s(SCHEDULE.most_s)
    assert due(newsroom) == ["a", "b", "c"]


def test_one_request_at_a_time_goes_to_a_host(server: HostileServer, newsroom: Newsroom) -> None:
    for number in range(12):
        newsroom.declare(server.serve(f"/{number}", answer(atom(entry(1)))), f"feed-{number}")
    Poller(newsroom.looker, Stop()).look_at_due()

    assert len(server.requests) == 12
    assert server.most_at_once == 1


def test_a_source_that_hangs_does_not_keep_others_waiting(server: HostileServer, database: Database) -> None:
    newsroom = Newsroom(database, (server.netloc, f"localhost:{server.port}"), timeout_s=60)
    others_done = threading.Event()
    stop = Stop()

    def hang(client: Client) -> None:
        others_done.wait(30)
        stop.set()  # it would hang on
        silence(client)

    newsroom.declare(server.url("/hangs"), "hangs")
    server.serve("/hangs", hang)
    for number in range(3):
        server.serve(f"/{number}", answer(atom(entry(1))))
        newsroom.declare(server.url(f"/{number}", host="localhost"), f"fine-{number}")

    def watch() -> None:
        if len(newsroom.articles()) >= 1 and due(newsroom) == []:
            others_done.set()

    newsroom.fetcher._is_stopped = stop.is_set
    done = Poller(newsroom.looker, stop).look_at_due(watch)

    assert others_done.is_set()
    assert {"fine-0", "fine-1", "fine-2"} <= set(done)
    assert newsroom.poll(newsroom.declare(server.url("/hangs"), "hangs")).failures == 0  # we stopped; it did not fail


def test_a_look_that_was_killed_is_taken_up_at_the_next_start(server: HostileServer, newsroom: Newsroom) -> None:
    newsroom.declare(server.serve("/a", answer(atom(entry(1)))), "a")
    with newsroom.database.write() as connection:
        assert claim_polls(connection, ["a"], now=NOW, until=NOW + timedelta(hours=1)) == ["a"]
    assert due(newsroom) == []
    stop = Stop()
    polling = threading.Thread(target=Poller(newsroom.looker, stop).run)
    polling.start()
    while not newsroom.articles():
        stop.wait(0.01)
    stop.set()
    polling.join()

    assert len(newsroom.articles()) == 1


def test_a_source_that_is_declared_no_more_is_left_alone(server: HostileServer, newsroom: Newsroom) -> None:
    newsroom.declare(server.serve("/a", answer(atom(entry(1)))), "a")
    with newsroom.database.write() as connection:
        undeclare(connection, "a")

    assert Poller(newsroom.looker, Stop()).look_at_due() == {}
    assert server.requests == []


def test_a_fault_of_ours_is_told_and_the_others_go_on(
    server: HostileServer, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = newsroom.declare(server.serve("/bad", answer(atom(entry(1)))), "bad")
    newsroom.declare(server.serve("/good", answer(atom(entry(2)))), "good")
    look = Looker.look

    def fail(self: Looker, source: object, *rest: object) -> object:
        if source == bad:
            raise RecursionError("too deep")
        return look(self, source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Looker, "look", fail)
    Poller(newsroom.looker, Stop()).look_at_due()

    assert [edition.title for edition in newsroom.entries()] == ["Rocket 2 rises"]
    assert (
        newsroom.poll(bad).trouble == "feedserver failed on it (RecursionError('too deep')); please report this source"
    )
    assert due(newsroom) == []
    assert "looking at bad failed" in caplog.text
