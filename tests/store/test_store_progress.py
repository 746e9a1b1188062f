"""How the work goes: what waits and why, what is being made, when it will be done. Withdrawn articles never count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedserver.model import Source, SourceKind
from feedserver.store.articles import withdraw
from feedserver.store.coverage import list_hopeless
from feedserver.store.database import Database
from feedserver.store.polls import get_poll, plan_polls, save_poll
from feedserver.store.progress import (
    LanguageProgress,
    count_errors,
    count_workers,
    find_end,
    list_claims,
    list_failures,
    list_progress,
)
from feedserver.store.redo import redo_sentences
from feedserver.store.source_states import count_sources, list_source_states
from feedserver.store.sources import DeclaredBy, save_reading, save_source, undeclare
from feedserver.store.work import (
    Job,
    claim_jobs,
    finish_job,
    free_claims,
    get_work_state,
    give_up,
    retry_later,
    save_heartbeat,
    wait_for_package,
)
from tests.conftest import NOW, make_article, save
from tests.store.test_store_work import words

HOUR = timedelta(hours=1)
FAILED = words("", made_with="argos", faults={"looping": 2, "numbers": 1})


def claim(database: Database) -> dict[tuple[str, str], Job]:
    with database.write() as connection:
        jobs = claim_jobs(connection, "a:1", now=NOW, lease=HOUR, limit=99)
    return {(job.article.external_id, job.language): job for job in jobs}


def progress(database: Database, language: str = "ru") -> LanguageProgress:
    with database.read() as connection:
        (found,) = list_progress(connection, [language], now=NOW)
    return found


@pytest.fixture
def jobs(database: Database) -> dict[tuple[str, str], Job]:
    """Of five articles; every edition that is to be made is claimed."""
    save(database, *(make_article(str(number)) for number in range(5)))
    return claim(database)


def test_every_edition_is_counted_where_it_stands(database: Database, jobs: dict[tuple[str, str], Job]) -> None:
    with database.write() as connection:
        finish_job(connection, jobs["0", "ru"], words("Ракета", faults={"numbers": 1}), now=NOW - 2 * HOUR)
        finish_job(connection, jobs["1", "ru"], words("Ракета"), now=NOW)
        redo_sentences(connection, "ru", ["The crew is well."])
        give_up(connection, jobs["2", "ru"], FAILED, now=NOW)
        wait_for_package(connection, jobs["3", "ru"], "en-ru", now=NOW)
        retry_later(connection, jobs["4", "ru"], "boom", wait_until=NOW + HOUR)

    assert progress(database) == LanguageProgress(
        "ru",
        original=0,
        edited=0,
        machine=2,
        failed=1,
        pending=2,
        queued=1,
        held=1,
        waiting={"en-ru": 1},
        again=2,
        claimed=0,
        failing=1,
        oldest_at=NOW + HOUR,
        last_hour=2,
        last_day=3,
        kept={"numbers": 2, "looping": 2},
    )
    assert progress(database, "kk").claimed == 5


def test_withdrawn_articles_count_nowhere(database: Database, jobs: dict[tuple[str, str], Job]) -> None:
    with database.write() as connection:
        finish_job(connection, jobs["0", "ru"], words("Ракета", faults={"numbers": 1}), now=NOW)
        give_up(connection, jobs["2", "ru"], FAILED, now=NOW)
        retry_later(connection, jobs["4", "ru"], "boom", wait_until=NOW)
        withdraw(connection, "agency", [str(number) for number in range(5)], now=NOW)

    found = progress(database)

    assert found == replace(
        found, machine=0, failed=0, pending=0, queued=0, held=0, failing=0, oldest_at=None, last_day=0, kept={}
    )
    with database.read() as connection:
        assert count_errors(connection, ["ru"]) == []
        assert list_failures(connection, ["ru"]) == []
        assert list_claims(connection, now=NOW) == []
        assert get_work_state(connection, now=NOW).todo == 0


def test_failures_are_named_those_tried_again_first(database: Database, jobs: dict[tuple[str, str], Job]) -> None:
    with database.write() as connection:
        for number in "3", "4":
            retry_later(connection, jobs[number, "ru"], "boom", wait_until=NOW + HOUR)
        retry_later(connection, jobs["4", "kk"], "bang", wait_until=NOW + HOUR)
        give_up(connection, jobs["2", "ru"], FAILED, now=NOW)
    with database.read() as connection:
        errors = count_errors(connection, ["ru", "kk"])
        *tried, given_up = list_failures(connection, ["ru"])

    assert errors == [("boom", 2), ("bang", 1)]
    assert {(each.error, each.next_at, each.attempts) for each in tried} == {("boom", NOW + HOUR, 1)}
    assert (given_up.article_id, given_up.error) == (make_article("2").id, None)
    assert (given_up.faults, given_up.failed_at) == ({"looping": 2, "numbers": 1}, NOW)


def test_what_is_being_made_is_listed_until_it_is_given_back(
    database: Database, jobs: dict[tuple[str, str], Job]
) -> None:
    with database.read() as connection:
        claims = list_claims(connection, now=NOW)
        assert list_claims(connection, now=NOW + HOUR) == []
    with database.write() as connection:
        free_claims(connection, "a:1")
        assert list_claims(connection, now=NOW) == []

    assert len(claims) == len(jobs)
    assert {(each.title, each.title_language) for each in claims} == {("A rocket rises", "en")}


def test_the_end_is_foretold_from_the_pace_of_the_last_hour(database: Database) -> None:
    save(database, *(make_article(str(number)) for number in range(7)))
    jobs = claim(database)
    for minute, job in enumerate(jobs.values()):
        if minute == 9:
            with database.read() as connection:
                assert find_end(connection, 5, now=NOW) is None  # too few to tell
        if minute < 11:
            with database.write() as connection:
                finish_job(connection, job, words(str(minute)), now=NOW - timedelta(minutes=20 - minute))

    with database.read() as connection:
        assert find_end(connection, 5, now=NOW) == NOW + timedelta(minutes=10)  # ten in twenty minutes
        assert find_end(connection, 0, now=NOW) is None
        assert find_end(connection, 5, now=NOW + HOUR) is None


def test_workers_count_that_have_said_that_they_live(database: Database) -> None:
    with database.write() as connection:
        save_heartbeat(connection, "a:1", now=NOW)
        save_heartbeat(connection, "b:1", now=NOW - HOUR)

    with database.read() as connection:
        assert count_workers(connection, since=NOW - timedelta(minutes=2)) == 1


def test_a_language_is_hopeless_when_much_failed_and_no_machine_wrote_anything(
    database: Database, jobs: dict[tuple[str, str], Job]
) -> None:
    with database.write() as connection:
        for number in "0", "1", "2":
            give_up(connection, jobs[number, "ru"], FAILED, now=NOW)
            give_up(connection, jobs[number, "kk"], FAILED, now=NOW)
        finish_job(connection, jobs["3", "kk"], words("Зымыран"), now=NOW)

    with database.read() as connection:
        assert list_hopeless(connection, ["ru", "kk"], least=3) == ["ru"]
        assert list_hopeless(connection, ["ru", "kk"], least=4) == []


def test_sources_in_trouble_come_first_each_with_what_is_known_of_it(database: Database) -> None:
    save(database, make_article())
    with database.write() as connection:
        save_reading(connection, "agency", NOW)
        for slug in "b", "c", "d":
            feed = Source(slug, SourceKind.FEED, f"https://{slug}.example/", title=slug.upper())
            save_source(connection, feed, DeclaredBy.COMMAND, now=NOW)
        plan_polls(connection, interval_s=300, now=NOW)
        troubled = replace(get_poll(connection, "c"), trouble="HTTP 410", is_gone=True, checked_at=NOW - HOUR)
        save_poll(connection, troubled)
        undeclare(connection, "d")

    with database.read() as connection:
        assert count_sources(connection) == (3, 1)
        assert [each.slug for each in list_source_states(connection, limit=2)] == ["c", "agency"]
        closed, agency, unread = list_source_states(connection, limit=9)
    assert (closed.trouble, closed.is_gone, closed.checked_at, closed.due_at) == ("HTTP 410", True, NOW - HOUR, None)
    assert (agency.articles, agency.kind, agency.checked_at) == (1, SourceKind.FOLDER, NOW)
    assert (unread.articles, unread.checked_at, unread.due_at) == (0, None, NOW)
