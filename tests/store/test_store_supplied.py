"""Editions that the source itself supplies: nothing but the source changes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedserver.model import Article, Block, BlockKind, Edition, Origin
from feedserver.store.articles import save_article
from feedserver.store.database import Connection, Database
from feedserver.store.editions import find_edition
from feedserver.store.feed_states import get_state
from feedserver.store.redo import redo_outdated, redo_passages, redo_sentences, resume_waiting
from feedserver.store.supplied import drop_missing_supplies, save_supplied
from feedserver.store.work import Job, Translation, claim_jobs, finish_job, give_up, wait_for_package
from tests.conftest import LANGUAGES, NOW, make_article, save, save_named

LATER = NOW + timedelta(days=1)
ARTICLE = make_article(categories=("Space",), published_at=NOW - timedelta(days=300))
KAZAKH = make_article(
    "one.kk.txt",
    language="kk",
    title="Зымыран көтерілді",
    summary="Бұл биылғы алғашқысы.",
    blocks=(Block(BlockKind.PARAGRAPH, "Экипаж аман."),),
    categories=("Ғарыш",),
    published_at=None,
)
MACHINE = Translation(
    origin=Origin.MACHINE,
    title="Машина",
    summary="",
    blocks=(),
    labels=("Ғарыш",),
    sentences=("The crew is well.",),
    dated=NOW,
    engine="Argos Translate",
    made_with="old",
    machine=1,
)


def supply(database: Database, translation: Article = KAZAKH, article: Article = ARTICLE) -> bool:
    with database.write() as connection:
        return save_supplied(connection, article.id, translation, now=LATER)


def drop_all_but(database: Database, source: str, *present: str) -> list[str]:
    with database.write() as connection:
        return drop_missing_supplies(connection, source, present, now=LATER)


def edition(database: Database, language: str = "kk") -> Edition:
    with database.read() as connection:
        found = find_edition(connection, ARTICLE.id, language)
    assert found
    return found


def claim(connection: Connection, language: str = "kk") -> Job | None:
    jobs = claim_jobs(connection, "a:1", now=LATER, lease=timedelta(minutes=5), limit=99)
    return next((job for job in jobs if job.language == language), None)


def test_a_supplied_edition_is_shown_as_a_persons_at_once(database: Database) -> None:
    save(database, ARTICLE)

    assert supply(database)

    shown = edition(database)
    assert (shown.title, shown.summary, shown.blocks) == (KAZAKH.title, KAZAKH.summary, KAZAKH.blocks)
    assert (shown.origin, shown.text_language, shown.engine) == (Origin.EDITED, "kk", None)
    assert [category.label for category in shown.categories] == ["Ғарыш"]
    assert shown.updated_at == LATER
    assert edition(database, "ru").origin is None


def test_the_same_again_changes_nothing(database: Database) -> None:
    save(database, ARTICLE)
    supply(database)
    with database.read() as connection:
        before = get_state(connection, "kk")

    assert not supply(database)
    with database.read() as connection:
        assert get_state(connection, "kk") == before


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"published_at": NOW - timedelta(days=9)}, NOW - timedelta(days=9)),
        ({"published_at": ARTICLE.published_at}, LATER),
        ({"published_at": NOW - timedelta(days=9), "updated_at": NOW - timedelta(days=2)}, NOW - timedelta(days=2)),
    ],
    ids=["its own date", "that of the original", "its last change"],
)
def test_updated_is_the_translations_own_date_if_that_moves_it(
    database: Database, dates: dict[str, object], expected: object
) -> None:
    save(database, ARTICLE)
    supply(database, replace(KAZAKH, **dates))  # type: ignore[arg-type]

    assert edition(database).updated_at == expected


def test_it_takes_the_place_of_what_the_machine_had_made(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        job = claim(connection)
        assert job
        finish_job(connection, job, MACHINE, now=NOW)
    supply(database)

    shown = edition(database)
    assert (shown.title, shown.origin, shown.engine) == (KAZAKH.title, Origin.EDITED, None)


def test_a_worker_that_was_at_it_comes_too_late(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        job = claim(connection)
    supply(database)

    with database.write() as connection:
        assert job
        assert not finish_job(connection, job, MACHINE, now=LATER)
        give_up(connection, job, MACHINE, now=LATER)
        wait_for_package(connection, job, "en-kk", now=LATER)
        assert claim(connection) is None
    assert edition(database).title == KAZAKH.title


def test_no_package_no_glossary_and_no_catalogue_makes_it_work_again(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        job = claim(connection)
        assert job
        finish_job(connection, job, replace(MACHINE, faults={"no package": 1}), now=NOW)
    supply(database)

    with database.write() as connection:
        redo_outdated(connection, "en", "kk", "new")
        redo_passages(connection)
        redo_sentences(connection, "kk", ["The crew is well."])
        resume_waiting(connection)
        assert claim(connection) is None
    assert edition(database).title == KAZAKH.title


def test_a_changed_original_leaves_it_as_it_is(database: Database) -> None:
    save(database, ARTICLE)
    supply(database)
    save(database, replace(ARTICLE, title="Another rocket"), now=LATER)

    assert edition(database).title == KAZAKH.title
    with database.write() as connection:
        assert claim(connection) is None


def test_one_that_its_source_has_dropped_is_translated_again(database: Database) -> None:
    save(database, ARTICLE)
    supply(database)

    assert drop_all_but(database, "agency", "one.kk.txt") == []
    assert drop_all_but(database, "agency") == ["one.kk.txt"]

    pending = edition(database)
    assert (pending.origin, pending.title) == (None, ARTICLE.title)
    with database.write() as connection:
        job = claim(connection)
        assert job
        assert finish_job(connection, job, MACHINE, now=LATER)
    assert edition(database).title == "Машина"
    assert drop_all_but(database, "agency") == []


def test_an_edition_in_a_language_that_nobody_planned_is_there(database: Database) -> None:
    save(database, ARTICLE)
    supply(database, replace(KAZAKH, language="tr", title="Roket yükseldi"))

    assert edition(database, "tr").title == "Roket yükseldi"


def test_only_the_source_that_supplied_it_drops_it(database: Database) -> None:
    save(database, ARTICLE)
    twin = make_article("eins.txt", source="zeitung")
    with database.write() as connection:
        save_named(connection, "zeitung", "Zeitung")
        save_article(connection, twin, seen_at=NOW, languages=LANGUAGES, held_until=None, twin_id=ARTICLE.id)
    supply(database, replace(KAZAKH, source="zeitung"))

    assert drop_all_but(database, "agency") == []
    assert edition(database).title == KAZAKH.title
    assert drop_all_but(database, "zeit") == []
    assert drop_all_but(database, "zeitung") == ["one.kk.txt"]
    assert edition(database).origin is None
