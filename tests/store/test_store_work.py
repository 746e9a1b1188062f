"""The work: claimed by one, finished once, never lost; when ``updated`` moves and when it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from feedserver.model import Article, Block, BlockKind, Edition, Origin
from feedserver.store.articles import withdraw_missing
from feedserver.store.database import Database, open_database
from feedserver.store.editions import find_edition
from feedserver.store.redo import redo_outdated, redo_sentences, resume_waiting
from feedserver.store.work import (
    ATTEMPTS_OF_A_FAILURE,
    Job,
    Translation,
    claim_jobs,
    finish_job,
    forget_worker,
    get_work_state,
    give_up,
    list_workers,
    renew_claims,
    retry_later,
    return_jobs,
    save_heartbeat,
    wait_for_package,
)
from tests.conftest import NOW, make_article, save

LEASE = timedelta(minutes=5)
SENTENCE = "The crew is well."


def claim(database: Database, worker: str = "a:1", *, now: datetime = NOW, limit: int = 99) -> list[Job]:
    with database.write() as connection:
        return claim_jobs(connection, worker, now=now, lease=LEASE, limit=limit)


def claim_one(database: Database, language: str = "ru", *, now: datetime = NOW) -> Job:
    return next(job for job in claim(database, now=now) if job.language == language)


def words(title: str, origin: Origin = Origin.MACHINE, *, dated: datetime = NOW, **changes: Any) -> Translation:
    translation = Translation(
        origin=origin,
        title=title,
        summary="Первая в году.",
        blocks=(Block(BlockKind.PARAGRAPH, "Экипаж здоров."),),
        labels=(),
        engine="Argos Translate (translate-en_ru 0.1)" if origin is Origin.MACHINE else None,
        sentences=(SENTENCE,),
        dated=dated,
        edited_at=dated if origin is Origin.EDITED else None,
    )
    return replace(translation, **changes)


def finish(database: Database, job: Job, translation: Translation, *, now: datetime = NOW) -> bool:
    with database.write() as connection:
        return finish_job(connection, job, translation, now=now)


def redo(database: Database, language: str = "ru") -> None:
    with database.write() as connection:
        redo_sentences(connection, language, [SENTENCE])


def shown(database: Database, article: Article, language: str = "ru") -> Edition:
    with database.read() as connection:
        found = find_edition(connection, article.id, language)
    assert found
    return found


def todo(database: Database, *, now: datetime = NOW) -> int:
    with database.read() as connection:
        return get_work_state(connection, now=now).todo


@pytest.fixture
def article(database: Database) -> Article:
    made = make_article()
    save(database, made)
    return made


def test_a_job_is_an_article_and_a_language_to_make(database: Database, article: Article) -> None:
    jobs = claim(database)

    assert [(job.article, job.language, job.attempts) for job in jobs] == [(article, "kk", 1), (article, "ru", 1)]


def test_the_newest_articles_are_claimed_first(database: Database, article: Article) -> None:
    newer = make_article("newer.txt", published_at=NOW)
    save(database, newer)

    assert [job.article for job in claim(database, limit=2)] == [newer, newer]
    assert [job.article for job in claim(database, limit=9)] == [article, article]


def test_what_is_claimed_is_claimed_by_one_until_the_lease_ends(database: Database, article: Article) -> None:
    claim(database, "a:1")

    assert claim(database, "b:2", now=NOW + LEASE - timedelta(seconds=1)) == []
    assert len(claim(database, "b:2", now=NOW + LEASE)) == 2
    with database.read() as connection:
        assert list_workers(connection) == ["b:2"]


def test_a_worker_at_work_renews_its_lease(database: Database, article: Article) -> None:
    claim(database, "a:1")
    with database.write() as connection:
        renew_claims(connection, "a:1", until=NOW + 2 * LEASE)

    assert claim(database, "b:2", now=NOW + LEASE) == []


def test_workers_side_by_side_never_claim_the_same(database: Database, database_url: str) -> None:
    save(database, *(make_article(f"{number}.txt") for number in range(30)))
    claimed: dict[str, list[tuple[str, str]]] = {name: [] for name in ("a:1", "b:2", "c:3", "d:4")}
    start = Barrier(len(claimed))

    def work(name: str) -> None:
        mine = open_database(database_url)
        start.wait()
        while jobs := claim(mine, name, limit=3):
            claimed[name] += [(job.article.id, job.language) for job in jobs]
        mine.close()

    threads = [Thread(target=work, args=[name]) for name in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    together = [each for mine in claimed.values() for each in mine]
    assert len(together) == len(set(together)) == 60


def test_the_claims_of_a_dead_worker_are_freed(database: Database, article: Article) -> None:
    claim(database, "a:1")
    with database.write() as connection:
        save_heartbeat(connection, "a:1", now=NOW)
        forget_worker(connection, "a:1")
        assert list_workers(connection) == []

    assert len(claim(database, "b:2")) == 2


def test_a_returned_job_counts_as_no_attempt(database: Database, article: Article) -> None:
    with database.write() as connection:
        return_jobs(connection, claim_jobs(connection, "a:1", now=NOW, lease=LEASE, limit=9))

    assert {job.attempts for job in claim(database, "b:2")} == {1}


def test_a_finished_edition_is_shown_and_not_made_again(database: Database, article: Article) -> None:
    assert finish(database, claim_one(database), words("Ракета"))

    edition = shown(database, article)
    assert (edition.title, edition.origin, edition.text_language) == ("Ракета", Origin.MACHINE, "ru")
    assert edition.engine == "Argos Translate (translate-en_ru 0.1)"
    assert {job.language for job in claim(database, now=NOW + LEASE)} == {"kk"}


def test_a_translation_of_an_article_that_changed_meanwhile_is_not_believed(
    database: Database, article: Article
) -> None:
    job = claim_one(database)
    changed = replace(article, title="Another")
    save(database, changed, now=NOW + timedelta(minutes=1))

    assert not finish(database, job, words("Старая"))

    assert shown(database, article).origin is None
    assert claim_one(database).article == changed


def test_a_changed_original_is_translated_again_and_what_stands_is_served_meanwhile(
    database: Database, article: Article
) -> None:
    finish(database, claim_one(database), words("Ракета"))
    later = NOW + timedelta(days=1)
    save(database, replace(article, title="Another"), now=later)

    assert shown(database, article).title == "Ракета"
    finish(database, claim_one(database, now=later), words("Другая", dated=later), now=later)
    edition = shown(database, article)
    assert edition.title == "Другая"
    assert edition.updated_at >= later


def test_a_first_translation_is_dated_by_its_words(database: Database, article: Article) -> None:
    finish(database, claim_one(database), words("Ракета", dated=NOW - timedelta(days=3)), now=NOW)

    assert shown(database, article).updated_at == NOW - timedelta(days=3)


def test_a_first_translation_is_never_older_than_the_article(database: Database, article: Article) -> None:
    assert article.published_at
    finish(database, claim_one(database), words("Ракета", dated=article.published_at - timedelta(days=3)))

    assert shown(database, article).updated_at == article.published_at + timedelta(microseconds=1)


def test_a_first_translation_of_what_was_shown_untranslated_moves_updated_to_now(
    database: Database, article: Article
) -> None:
    later = NOW + timedelta(hours=2)
    finish(database, claim_one(database, now=later), words("Ракета", dated=NOW - timedelta(days=999)), now=later)

    assert shown(database, article).updated_at == later


def test_better_words_of_a_machine_do_not_move_updated(database: Database, article: Article) -> None:
    finish(database, claim_one(database), words("Ракета"))
    before = shown(database, article)
    redo(database)
    later = NOW + timedelta(days=1)
    finish(database, claim_one(database, now=later), words("Ракета взлетает", dated=later, engine="better"), now=later)

    after = shown(database, article)
    assert (after.title, after.engine) == ("Ракета взлетает", "better")
    assert after.updated_at == before.updated_at


def test_the_same_words_again_change_nothing(database: Database, article: Article) -> None:
    finish(database, claim_one(database), words("Ракета", Origin.EDITED))
    before = shown(database, article)
    redo(database)
    finish(database, claim_one(database, now=NOW + LEASE), words("Ракета", Origin.EDITED), now=NOW + LEASE)

    assert shown(database, article) == before
    assert todo(database) == 1  # Kazakh


@pytest.mark.parametrize("was", [Origin.MACHINE, Origin.EDITED])
def test_an_editors_word_moves_updated(database: Database, article: Article, was: Origin) -> None:
    finish(database, claim_one(database), words("Ракета", was))
    redo(database)
    later = NOW + timedelta(days=1)
    finish(database, claim_one(database, now=later), words("Взлёт", Origin.EDITED, dated=later), now=later)

    assert shown(database, article).updated_at == later
    assert shown(database, article).origin is Origin.EDITED


def test_an_editors_word_in_a_machine_translation_moves_updated(database: Database, article: Article) -> None:
    finish(database, claim_one(database), words("Ракета"))
    redo(database)
    later = NOW + timedelta(days=1)
    finish(database, claim_one(database, now=later), words("Взлёт", dated=later, edited_at=later), now=later)

    assert shown(database, article).updated_at == later


def test_no_two_editions_share_their_updated(database: Database) -> None:
    articles = [make_article(f"{number}.txt") for number in range(20)]
    save(database, *articles)
    for job in claim(database):
        finish(database, job, words("Ракета"))

    moments = [shown(database, each, language).updated_at for each in articles for language in ("en", "ru", "kk")]
    assert len(set(moments)) == 60


def test_only_what_shows_a_changed_sentence_is_made_again(database: Database, article: Article) -> None:
    other = make_article("other.txt")
    save(database, other)
    for job in claim(database):
        finish(database, job, words("Ракета", sentences=(SENTENCE,) if job.article == article else ("Another.",)))
    redo(database, "ru")

    assert [(job.article, job.language) for job in claim(database)] == [(article, "ru")]


def test_an_article_that_changed_its_language_is_no_work_in_its_new_one(database: Database) -> None:
    article = make_article(language="kk")
    save(database, article)
    finish(database, claim_one(database, "ru"), words("Ракета"))
    save(database, replace(article, language="ru"), now=NOW + LEASE)
    redo(database, "ru")

    assert {job.language for job in claim(database, now=NOW + LEASE)} == {"en", "kk"}
    assert shown(database, article).origin is Origin.ORIGINAL


def test_a_withdrawn_article_is_no_work(database: Database, article: Article) -> None:
    with database.write() as connection:
        withdraw_missing(connection, "agency", set(), now=NOW)

    assert claim(database) == []
    assert todo(database) == 0


def test_what_waits_for_a_package_is_shown_at_once_and_claimed_when_one_comes(
    database: Database, article: Article
) -> None:
    job = claim_one(database)
    with database.write() as connection:
        wait_for_package(connection, job, "en-ru", now=NOW)

    with database.read() as connection:
        assert get_work_state(connection, now=NOW).todo == 1  # Kazakh, claimed
    assert claim(database, now=NOW + LEASE)[0].language == "kk"
    with database.write() as connection:
        resume_waiting(connection, {"ru"})
    assert [job.language for job in claim(database, now=NOW + LEASE)] == ["ru"]


def test_an_outdated_translation_does_not_stand_where_no_package_can_redo_it(
    database: Database, article: Article
) -> None:
    finish(database, claim_one(database), words("Ракета", faults={"looping": 3}))
    changed = replace(article, title="Another")
    save(database, changed, now=NOW + LEASE)
    job = claim_one(database, now=NOW + LEASE)
    with database.write() as connection:
        wait_for_package(connection, job, "en-ru", now=NOW + LEASE)

    edition = shown(database, article)
    assert (edition.title, edition.origin, edition.text_language) == ("Another", None, "en")
    assert (edition.engine, edition.untranslated) == (None, 0)


def give_up_on(database: Database, job: Job, *, now: datetime = NOW, made_with: str = "en_ru 1") -> None:
    tried = words("A rocket rises", made_with=made_with, faults={"looping": 1})
    with database.write() as connection:
        give_up(connection, job, tried, now=now)


def redo_all_but(database: Database, made_with: str) -> int:
    with database.write() as connection:
        return redo_outdated(connection, "en", "ru", made_with)


def test_what_cannot_be_translated_is_shown_as_it_is_until_there_are_other_packages(
    database: Database, article: Article
) -> None:
    give_up_on(database, claim_one(database))

    assert (shown(database, article).origin, shown(database, article).text_language) == (None, "en")
    assert [job.language for job in claim(database, now=NOW + LEASE)] == ["kk"]
    assert redo_all_but(database, "en_ru 1") == 0
    assert redo_all_but(database, "en_ru 2") == 1
    assert "ru" in {job.language for job in claim(database, now=NOW + 2 * LEASE)}


def test_what_cannot_be_translated_is_made_again_when_an_editor_writes(database: Database, article: Article) -> None:
    give_up_on(database, claim_one(database))
    redo(database)

    assert "ru" in {job.language for job in claim(database, now=NOW + LEASE)}


def test_what_another_package_cannot_translate_keeps_its_old_words(database: Database, article: Article) -> None:
    finish(database, claim_one(database), words("Ракета", made_with="en_ru 1"))
    before = shown(database, article)
    assert redo_all_but(database, "en_ru 2") == 1
    give_up_on(database, claim_one(database, now=NOW + LEASE), now=NOW + LEASE, made_with="en_ru 2")

    assert shown(database, article) == before
    assert redo_all_but(database, "en_ru 2") == 0


def test_another_package_redoes_what_a_machine_made_and_nothing_else(database: Database, article: Article) -> None:
    other, third = make_article("other.txt"), make_article("third.txt")
    save(database, other, third)
    texts = {
        article.id: words("Ракета", made_with="en_ru 1"),
        other.id: words("Ракета", Origin.EDITED),
        third.id: words("Ракета", made_with="en_ru 2"),
    }
    for job in claim(database):
        if job.language == "ru":
            finish(database, job, texts[job.article.id])

    assert redo_all_but(database, "en_ru 2") == 1
    jobs = claim(database, now=NOW + LEASE)
    assert [job.article.id for job in jobs if job.language == "ru"] == [article.id]


def test_what_readers_wait_for_is_made_before_what_they_have(database: Database, article: Article) -> None:
    finish(database, claim_one(database), words("Ракета", made_with="en_ru 1"))
    redo_all_but(database, "en_ru 2")
    assert article.published_at
    save(database, make_article("older.txt", published_at=article.published_at - timedelta(days=99)))
    jobs = claim(database, now=NOW + LEASE)

    assert [(job.article.external_id, job.language) for job in jobs][-1] == (article.external_id, "ru")


def test_what_failed_is_tried_again_later(database: Database, article: Article) -> None:
    for job in claim(database):
        with database.write() as connection:
            retry_later(connection, job, "no memory left", wait_until=NOW + LEASE)

    assert claim(database, now=NOW + LEASE - timedelta(seconds=1)) == []
    assert {job.attempts for job in claim(database, now=NOW + LEASE)} == {2}


def test_what_fails_again_and_again_is_news_for_the_operator(database: Database, article: Article) -> None:
    for attempt in range(1, ATTEMPTS_OF_A_FAILURE + 1):
        moment = NOW + attempt * LEASE
        for job in claim(database, now=moment):
            with database.write() as connection:
                retry_later(connection, job, "no memory left", wait_until=moment)
        with database.read() as connection:
            failure = get_work_state(connection, now=moment).failure
        assert failure == ("no memory left" if attempt == ATTEMPTS_OF_A_FAILURE else None)
    for job in claim(database, now=moment):
        finish(database, job, words("Ракета"), now=moment)
    with database.read() as connection:
        assert get_work_state(connection, now=moment).failure is None


def test_a_worker_says_that_it_lives(database: Database) -> None:
    with database.write() as connection:
        save_heartbeat(connection, "a:1", now=NOW)
        save_heartbeat(connection, "a:1", now=NOW + LEASE)

    with database.read() as connection:
        assert get_work_state(connection, now=NOW).worker_seen_at == NOW + LEASE


def test_an_edit_that_readers_have_seen_does_not_move_updated_again(database: Database, article: Article) -> None:
    edited_at = NOW + timedelta(seconds=10.5)  # files are dated to the nanosecond, feeds to the second
    finish(database, claim_one(database), words("Ракета", edited_at=edited_at, dated=edited_at), now=edited_at)
    before = shown(database, article).updated_at
    redo(database)
    later = edited_at + LEASE
    again = words("Ракета летит", edited_at=edited_at, dated=later)
    finish(database, claim_one(database, now=later), again, now=later)

    assert (shown(database, article).title, shown(database, article).updated_at) == ("Ракета летит", before)
