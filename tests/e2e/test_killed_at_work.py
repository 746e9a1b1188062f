"""kill -9 at any moment: nothing that was reported as done is lost, nothing is left half written or done twice."""

from __future__ import annotations

import json

import pytest

from tests.e2e.live_site import PACKAGES, LiveSite, sentences

pytestmark = pytest.mark.slow

ARTICLES = 120
TRANSLATED_ARTICLES, SENTENCES = 200, 3
KILLS = 10
LAST_WORDS = "And this is the end of the report."
DONE = "SELECT key, translation, updated_at FROM memory UNION SELECT key, fault, failed_at FROM failures"
TO_DO = "SELECT count(*) FROM editions WHERE todo"
FINISHED = "SELECT article_id, language, title, blocks, updated_at FROM editions WHERE origin = 'machine' AND NOT todo"
REPEATED = "SELECT sentence, target_language FROM memory GROUP BY sentence, target_language HAVING count(*) > 1"


def assert_database_is_sound(site: LiveSite) -> None:
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    assert site.rows("PRAGMA foreign_key_check") == []


def assert_articles_are_whole(site: LiveSite) -> None:
    assert site.count("SELECT count(*) FROM editions") == 3 * site.count("SELECT count(*) FROM articles")
    for title, blocks in site.rows("SELECT title, blocks FROM articles"):
        assert title.startswith("Report number ")
        assert json.loads(blocks)[-1][1] == LAST_WORDS


def test_reading_that_is_killed_goes_on_where_it_was(empty_site: LiveSite) -> None:
    for number in range(ARTICLES):
        empty_site.write_article(
            f"{number:04}.txt",
            f"Report number {number} on the station",
            f"The crew of the station has sent its report number {number} to Earth.",
            *(f"Part {part} of report {number} says what the crew did on that day." for part in range(10)),
            LAST_WORDS,
        )
    done = 0
    for aim in (5, 40):
        process = empty_site.start_feedserver("ingest")
        done = empty_site.wait_until(
            lambda aim=aim: (count := empty_site.count("SELECT count(*) FROM articles")) >= aim and count,
            f"{aim} articles are in",
            process,
        )
        process.kill()
        process.wait()
        assert_database_is_sound(empty_site)
        assert_articles_are_whole(empty_site)
    done = empty_site.count("SELECT count(*) FROM articles")
    assert done < ARTICLES
    answer = empty_site.run("ingest")
    assert answer.returncode == 0
    assert answer.stdout == f"added {ARTICLES - done}, changed 0, withdrawn 0\n"
    assert_database_is_sound(empty_site)
    assert_articles_are_whole(empty_site)
    names = empty_site.rows("SELECT external_id FROM articles ORDER BY external_id")
    assert names == [(f"{number:04}.txt",) for number in range(ARTICLES)]


def test_translating_that_is_killed_ten_times_loses_nothing_and_does_nothing_twice(empty_site: LiveSite) -> None:
    site = empty_site
    site.settings["FEEDSERVER_BEAM_SIZE"] = "fastest"
    for package in sorted(PACKAGES.glob("*.argosmodel")):
        assert site.run("models", "add", str(package)).returncode == 0
    subjects = ("The President", "The Government", "The Minister", "The crew", "The company", "The delegation")
    texts = sentences(subjects, SENTENCES * TRANSLATED_ARTICLES)
    for number in range(TRANSLATED_ARTICLES):
        title, *paragraphs = texts[SENTENCES * number : SENTENCES * (number + 1)]
        site.write_article(f"{number:04}.txt", title.rstrip("."), *paragraphs)
    assert site.run("ingest").returncode == 0
    remembered: set[tuple[object, ...]] = set()
    finished: set[tuple[object, ...]] = set()
    for _ in range(KILLS):
        process = site.start_feedserver("worker")
        before = len(remembered)
        site.wait_until(lambda before=before: len(site.rows(DONE)) > before, "progress is kept", process)
        process.kill()
        process.wait()
        assert_database_is_sound(site)
        done, editions = set(site.rows(DONE)), set(site.rows(FINISHED))
        assert remembered <= done
        assert finished <= editions
        remembered, finished = done, editions
    assert len(finished) < 2 * TRANSLATED_ARTICLES
    process = site.start_feedserver("worker")
    site.wait_until(lambda: site.count(TO_DO) == 0, "all is translated", process)
    process.terminate()
    assert process.wait() == 0
    assert_database_is_sound(site)
    assert remembered <= set(site.rows(DONE))
    assert finished <= set(site.rows(FINISHED))
    assert site.rows(REPEATED) == []
    assert site.count("SELECT count(*) FROM editions WHERE claimed_by IS NOT NULL") == 0
    # Every sentence of every article was translated, or failed, once in each language.
    shown = {sentence for (sentence,) in site.rows("SELECT DISTINCT sentence_key FROM edition_sentences")}
    assert len(shown) == len(
        {text.rstrip(".") if number % SENTENCES == 0 else text for number, text in enumerate(texts)}
    )
    assert site.count("SELECT count(*) FROM memory") + site.count("SELECT count(*) FROM failures") == 2 * len(shown)
