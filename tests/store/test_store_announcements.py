"""What hubs are to hear: written with the change, kept until they have taken it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedserver.errors import StoreError
from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.announcements import (
    Due,
    HubState,
    Scope,
    announce,
    find_due,
    list_hub_states,
    save_hubs,
    save_refusal,
    save_told,
)
from feedserver.store.articles import save_article, withdraw
from feedserver.store.database import Database
from feedserver.store.redo import redo_sentences
from feedserver.store.supplied import drop_missing_supplies, save_supplied
from feedserver.store.work import Job, Translation, claim_jobs, finish_job, give_up, wait_for_package
from tests.conftest import LANGUAGES, NOW, make_article, save, save_named

HUB, OTHER = "https://hub.example/", "https://other.example/hub"
LATER = NOW + timedelta(hours=2)
SENTENCE = "The crew is well."
RUSSIAN = Translation(
    origin=Origin.MACHINE,
    title="Ракета взлетает",
    summary="",
    blocks=(Block(BlockKind.PARAGRAPH, "Экипаж в порядке."),),
    labels=(),
    sentences=(SENTENCE,),
    dated=NOW,
    engine="Argos Translate",
    made_with="old",
    machine=1,
)


@pytest.fixture
def article(database: Database) -> Article:
    """An article that the hub has heard of in its own language, and that is to be translated."""
    name_hubs(database, HUB)
    made = make_article()
    save(database, made)
    tell(database)
    return made


def name_hubs(database: Database, *addresses: str) -> None:
    with database.write() as connection:
        save_hubs(connection, addresses)


def due(database: Database, hub: str = HUB) -> Due | None:
    with database.read() as connection:
        return find_due(connection, hub, now=NOW)


def tell(database: Database, hub: str = HUB) -> None:
    """The hub takes all that is due."""
    told = due(database, hub)
    assert told
    with database.write() as connection:
        save_told(connection, hub, told.last, now=NOW)


def announced(database: Database, hub: str = HUB) -> set[str]:
    """The languages in which *hub* is to hear of something."""
    told = due(database, hub)
    return {scope.language for scope in told.scopes} if told else set()


def states(database: Database) -> list[HubState]:
    with database.read() as connection:
        return list(list_hub_states(connection))


def claim(database: Database, language: str = "ru") -> Job:
    with database.write() as connection:
        jobs = claim_jobs(connection, "a:1", now=NOW, lease=timedelta(minutes=5), limit=99)
    (job,) = (job for job in jobs if job.language == language)
    return job


def finish(database: Database, job: Job, translation: Translation = RUSSIAN) -> None:
    with database.write() as connection:
        assert finish_job(connection, job, translation, now=NOW)


def test_without_hubs_nothing_is_written_down(database: Database) -> None:
    save(database, make_article())
    finish(database, claim(database))
    name_hubs(database, HUB)

    assert [state.waiting for state in states(database)] == [0]
    assert due(database) is None


def test_a_new_article_is_finished_in_its_own_language_alone(database: Database) -> None:
    name_hubs(database, HUB)
    save(database, make_article(categories=("Space", "School News")))

    told = due(database)
    assert told
    assert told.scopes == {
        Scope("en", True),
        Scope("en", True, category="space"),
        Scope("en", True, category="school-news"),
        Scope("en", True, source="agency"),
    }


def test_a_finished_edition_is_announced_in_its_language(database: Database, article: Article) -> None:
    finish(database, claim(database))

    told = due(database)
    assert told
    assert told.scopes == {Scope("ru", False), Scope("ru", False, source="agency")}


def test_a_better_text_is_announced_and_the_same_text_is_not(database: Database, article: Article) -> None:
    better = replace(RUSSIAN, blocks=(Block(BlockKind.PARAGRAPH, "Экипаж здоров."),))
    finish(database, claim(database))
    for made, languages in ((RUSSIAN, set[str]()), (better, {"ru"})):
        tell(database)
        with database.write() as connection:
            announce(connection, article.id, ["kk"])
            redo_sentences(connection, "ru", [SENTENCE])
        finish(database, claim(database), made)

        assert announced(database) == {"kk"} | languages


def test_what_is_shown_in_the_original_for_want_of_a_translation_is_not_announced(
    database: Database, article: Article
) -> None:
    with database.write() as connection:
        jobs = {job.language: job for job in claim_jobs(connection, "a:1", now=NOW, lease=timedelta(1), limit=9)}
        give_up(connection, jobs["ru"], RUSSIAN, now=NOW)
        wait_for_package(connection, jobs["kk"], "en-kk", now=NOW)

    assert due(database) is None


def test_a_translation_that_the_source_supplies_is_announced(database: Database, article: Article) -> None:
    kazakh = make_article("one.kk.txt", language="kk", title="Зымыран көтерілді")
    with database.write() as connection:
        assert save_supplied(connection, article.id, kazakh, now=NOW)
    assert announced(database) == {"kk"}

    tell(database)
    with database.write() as connection:
        assert not save_supplied(connection, article.id, kazakh, now=NOW)
        drop_missing_supplies(connection, "agency", (), now=NOW)
    assert due(database) is None


def test_a_changed_original_is_announced_in_its_own_language_until_the_others_are_made_again(
    database: Database, article: Article
) -> None:
    finish(database, claim(database))
    tell(database)
    save(database, make_article(title="A rocket lands"), now=LATER)

    assert announced(database) == {"en"}


def test_a_reading_that_finds_nothing_new_announces_nothing(database: Database, article: Article) -> None:
    save(database, article, now=LATER)

    assert due(database) is None


def test_a_withdrawn_article_is_announced_wherever_it_was_finished_and_so_is_its_return(
    database: Database, article: Article
) -> None:
    finish(database, claim(database))
    tell(database)
    with database.write() as connection:
        withdraw(connection, "agency", [article.external_id], now=NOW)

    told = due(database)
    assert told
    assert told.scopes == {Scope(tag, tag == "en", source=slug) for tag in ("en", "ru") for slug in (None, "agency")}

    tell(database)
    save(database, article, now=LATER)
    assert announced(database) == {"en", "ru"}


def test_a_story_that_another_source_has_too_is_announced_in_that_ones_feeds(
    database: Database, article: Article
) -> None:
    finish(database, claim(database))
    tell(database)
    with database.write() as connection:
        save_named(connection, "times", "The Times")
        twin = make_article(source="times")
        save_article(connection, twin, seen_at=NOW, languages=LANGUAGES, held_until=LATER, twin_id=article.id)

    told = due(database)
    assert told
    assert {(scope.language, scope.source) for scope in told.scopes if scope.source == "times"} == {
        ("en", "times"),
        ("ru", "times"),
    }


def test_an_article_in_a_language_that_the_site_does_not_have_is_announced_as_written(database: Database) -> None:
    name_hubs(database, HUB)
    save(database, make_article(language="de"))

    told = due(database)
    assert told
    assert Scope("de", True) in told.scopes


def test_what_is_announced_while_a_hub_is_told_stays_to_be_told(database: Database, article: Article) -> None:
    finish(database, claim(database))
    under_way = due(database)
    assert under_way
    with database.write() as connection:
        announce(connection, article.id, ["ru"])  # the same once more
        announce(connection, article.id, ["kk"])
    with database.write() as connection:
        save_told(connection, HUB, under_way.last, now=NOW)

    assert announced(database) == {"ru", "kk"}


def test_a_change_that_is_undone_is_announced_to_nobody(database: Database, article: Article) -> None:
    def fail_after_announcing() -> None:
        with database.write() as connection:
            announce(connection, article.id, ["ru"])
            raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        fail_after_announcing()
    assert due(database) is None


def test_each_hub_takes_for_itself(database: Database) -> None:
    name_hubs(database, HUB, OTHER)
    save(database, make_article())
    tell(database, HUB)

    assert due(database, HUB) is None
    assert announced(database, OTHER) == {"en"}
    assert [(state.address, state.waiting, state.told_at) for state in states(database)] == [
        (HUB, 0, NOW),
        (OTHER, 1, None),
    ]


def test_a_hub_that_refuses_is_left_alone_until_its_time(database: Database) -> None:
    name_hubs(database, HUB)
    save(database, make_article())
    with database.write() as connection:
        save_refusal(connection, HUB, "it is full", failures=3, next_at=LATER)

    assert due(database) is None
    assert states(database) == [HubState(HUB, 1, None, LATER, 3, "it is full")]
    with database.read() as connection:
        again = find_due(connection, HUB, now=LATER)
    assert again
    assert (again.failures, again.trouble) == (3, "it is full")

    with database.write() as connection:
        save_told(connection, HUB, again.last, now=LATER)
    assert states(database) == [HubState(HUB, 0, LATER, None, 0, None)]


def test_a_hub_that_is_named_no_more_is_forgotten_with_what_it_was_to_hear(database: Database) -> None:
    name_hubs(database, HUB, OTHER)
    save(database, make_article())
    with database.write() as connection:
        save_refusal(connection, OTHER, "it is full", failures=1, next_at=LATER)
    name_hubs(database, OTHER)

    assert due(database, HUB) is None
    assert states(database) == [HubState(OTHER, 1, None, LATER, 1, "it is full")]

    name_hubs(database, OTHER, HUB)
    assert [state.waiting for state in states(database)] == [0, 1]
