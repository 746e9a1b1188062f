"""The search: articles found by the words of their editions, whatever happens to these."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.articles import save_article, withdraw
from feedserver.store.database import Connection, Database
from feedserver.store.schema import articles, editions
from feedserver.store.search import best_first, index_missing, is_found
from feedserver.store.supplied import drop_missing_supplies, save_supplied
from feedserver.store.work import Job, Translation, claim_jobs, finish_job, give_up, wait_for_package
from feedserver.words import terms_of
from tests.conftest import LANGUAGES, NOW, make_article, save

LEASE = timedelta(minutes=5)


def found_in(connection: Connection, query: str, language: str) -> list[str]:
    """External ids of the articles that a search in the edition of *language* finds, the best first."""
    terms = terms_of(query, language)
    asked = (
        select(articles.c.external_id)
        .select_from(articles)
        .join(editions, editions.c.article_id == articles.c.id)
        .where(articles.c.withdrawn_at.is_(None), editions.c.language == language, is_found(terms))
    )
    return list(connection.scalars(best_first(asked, terms)))


def found(database: Database, query: str, language: str = "en") -> list[str]:
    with database.read() as connection:
        return found_in(connection, query, language)


def say(name: str, title: str, text: str = "", **changes: object) -> Article:
    return make_article(name, title=title, summary="", blocks=(Block(BlockKind.PARAGRAPH, text),), **changes)


def jobs_in(connection: Connection, language: str) -> list[Job]:
    return [job for job in claim_jobs(connection, "w:1", now=NOW, lease=LEASE, limit=99) if job.language == language]


def translation_of(title: str, text: str) -> Translation:
    blocks = (Block(BlockKind.PARAGRAPH, text),)
    return Translation(Origin.MACHINE, title, "", blocks, labels=(), sentences=(), dated=NOW)


def translate(database: Database, language: str, title: str, text: str = "") -> None:
    """Finish what is to be made in *language* with that text."""
    with database.write() as connection:
        for job in jobs_in(connection, language):
            assert finish_job(connection, job, translation_of(title, text), now=NOW)


def index_of(database: Database) -> list[tuple[object, ...]]:
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT article_id, language, title, body FROM search_rows JOIN search_text ON search_text.rowid = id"
            " ORDER BY 1, 2"
        ).all()
        for table in ("search_rows", "search_text"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == len(rows)
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("ракета", "ракеты", "ракетой", "ракетами")),
        ("kk", ("қала", "қалалар", "қаланың", "қалада", "қалаға", "қаладан")),
        ("kk", ("кітап", "кітабы", "кітаптар")),
        ("kk", ("балалар", "балаларға")),
        ("kk", ("мектеп", "мектебі")),
        ("kk", ("ғарыш", "ғарышта")),
        ("en", ("city", "cities")),
    ],
)
def test_an_article_is_found_by_every_form_of_its_words(
    database: Database, language: str, words: Sequence[str]
) -> None:
    save(database, *(say(word, f"«{word.title()}»", language=language) for word in words))
    save(database, say("other", "Сүт, молоко, milk", language=language))

    for word in words:
        assert set(found(database, word, language)) == set(words), word


def test_all_words_must_be_there_phrases_as_they_are_and_nothing_excluded(database: Database) -> None:
    save(database, say("a", "A new rocket", "The crew is well."), say("b", "New crews", "A rocket in <em>Almaty</em>."))

    assert set(found(database, "rocket crew")) == {"a", "b"}
    assert found(database, "rocket almaty") == ["b"]
    assert found(database, '"a new rocket"') == ["a"]
    assert found(database, '"rocket new"') == []
    assert found(database, "rocket -almaty") == ["a"]
    assert found(database, "-almaty") == ["a"]
    assert found(database, 'crew -"crew is well"') == ["b"]
    assert found(database, "em") == []  # no word of the text
    assert found(database, "") == []
    assert found(database, "-xyz", "kk") == found(database, "-xyz")


def test_a_word_in_the_title_counts_more_and_of_equals_the_newest_comes_first(database: Database) -> None:
    text = "Rain. " * 30
    old, new = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)
    save(
        database,
        say("body", "Rain", f"A harvest. {text}", published_at=new),
        say("title", "Harvest", f"A cloud. {text}", published_at=old),
        say("same", "Rain", f"A harvest. {text}", published_at=old),
    )

    assert found(database, "harvest") == ["title", "body", "same"]


def test_a_pending_edition_is_found_by_the_words_of_its_original(database: Database) -> None:
    save(database, say("a", "A rocket rises"))

    assert found(database, "rockets", "kk") == ["a"]
    assert found(database, "зымыран", "kk") == []


def test_a_finished_edition_is_found_by_its_own_words(database: Database) -> None:
    save(database, say("a", "A rocket rises"))
    translate(database, "kk", "Зымыран ұшты", "Экипаж аман.")

    assert found(database, "зымырандар", "kk") == ["a"]
    assert found(database, "rocket", "kk") == []
    assert found(database, "rocket", "ru") == ["a"]
    assert found(database, "зымыран", "ru") == []


def test_a_redone_edition_is_found_by_its_new_words(database: Database) -> None:
    save(database, say("a", "A rocket rises"))
    translate(database, "kk", "Ракета ұшты")
    save(database, say("a", "A rocket rises again"))
    assert found(database, "ракета", "kk") == ["a"]  # it stands until it is redone
    translate(database, "kk", "Зымыран тағы ұшты")

    assert found(database, "ракета", "kk") == []
    assert found(database, "зымыран", "kk") == ["a"]


def test_a_changed_article_is_found_by_its_new_words(database: Database) -> None:
    save(database, say("a", "A rocket rises"))
    save(database, say("a", "A balloon rises"))

    assert found(database, "rocket") == []
    assert found(database, "balloon") == ["a"]


def test_an_article_in_another_language_now_has_no_old_texts(database: Database) -> None:
    save(database, say("a", "A rocket rises"))
    translate(database, "kk", "Зымыран ұшты")
    save(database, say("a", "Ракета взлетела", language="ru"))

    assert [row[1] for row in index_of(database)] == ["ru"]
    assert found(database, "ракеты", "en") == ["a"]


def test_a_withdrawn_article_is_not_found_until_it_is_back(database: Database) -> None:
    article = say("a", "A rocket rises")
    save(database, article)
    with database.write() as connection:
        withdraw(connection, "agency", ["a"], now=NOW)
    assert found(database, "rocket") == []

    save(database, article)
    assert found(database, "rocket") == ["a"]


@pytest.mark.parametrize("why", ["given up", "no package"])
def test_a_translation_that_goes_is_not_found(database: Database, why: str) -> None:
    save(database, say("a", "A rocket rises"))
    translate(database, "kk", "Зымыран ұшты")
    save(database, say("a", "A balloon rises"))
    with database.write() as connection:
        (job,) = jobs_in(connection, "kk")
        if why == "given up":
            give_up(connection, job, translation_of("", ""), now=NOW)
        else:
            wait_for_package(connection, job, "en-kk", now=NOW)

    assert found(database, "зымыран", "kk") == []
    assert found(database, "balloon", "kk") == ["a"]


def test_what_a_source_supplies_is_found_as_long_as_it_does(database: Database) -> None:
    article = say("a", "A rocket rises")
    save(database, article)
    with database.write() as connection:
        save_supplied(connection, article.id, say("a.kk", "Зымыран ұшты", language="kk"), now=NOW)
    assert found(database, "зымыран", "kk") == ["a"]

    with database.write() as connection:
        drop_missing_supplies(connection, "agency", set(), now=NOW)
    assert found(database, "зымыран", "kk") == []
    assert found(database, "rocket", "kk") == ["a"]


def test_a_failed_transaction_leaves_the_index_as_it_was(database: Database) -> None:
    save(database, say("a", "A rocket rises"))
    before = index_of(database)

    def fail() -> None:
        with database.write() as connection:
            article = say("a", "A balloon rises")
            save_article(connection, article, seen_at=NOW, languages=LANGUAGES, held_until=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert index_of(database) == before


@pytest.mark.parametrize("lost", [("search_text",), ("search_rows",), ("search_text", "search_rows")])
def test_an_index_that_is_lost_is_made_again_as_it_was(database: Database, lost: Sequence[str]) -> None:
    save(database, *(say(str(number), f"Rocket {number}", "It <em>rises</em>.") for number in range(5)))
    translate(database, "kk", "Зымыран ұшты", "Экипаж аман.")
    with database.write() as connection:
        withdraw(connection, "agency", ["3"], now=NOW)
    before = index_of(database)
    with database.write() as connection:
        for table in lost:
            connection.exec_driver_sql(f"DELETE FROM {table}")

    counts = []
    for _ in range(5):
        with database.write() as connection:
            counts.append(index_missing(connection, limit=4))
    assert counts == [4, 4, 2, 0, 0]
    assert index_of(database) == before
    assert len(found(database, "rocket rises")) == 4


def test_no_query_fails(database: Database) -> None:
    save(database, say("a", "A rocket rises"), say("b", "Ракета"), say("c", "Зымыран ұшты"))
    pieces = [
        *"\"'*()^:{}[]-+~,.;\\/«»“”’ʼ\x00\x1b\u200e\u202e\u00a0\ud800\udfff\U0010ffff\U0001f680",
        *("AND", "OR", "NOT", "NEAR(a b, 2)", "title:", "{title body}:", "rowid:1", "^rocket", '"rocket', "-", '-"'),
        *("a" * 300, "ٱلصاروخ", "हिन्दी", "火箭", "ﷺ", "İ", "e\u0301", "ракет", "зымыран", "rocket", " ", "  -"),
    ]
    chance = random.Random(5)
    queries = ["".join(chance.choices(pieces, k=chance.randint(1, 12))) for _ in range(300)]
    for query in queries * 10:
        assert all(term.forms for term in terms_of(query + chance.choice(pieces), chance.choice(LANGUAGES)))
    queries += ["rocket " * 1_500, '"' * 10_000, "-a" * 5_000, "(" * 10_000, " ".join("абвгдежзиклмноп" * 9)]
    with database.read() as connection:
        for query in queries:
            assert set(found_in(connection, query, chance.choice(LANGUAGES))) <= {"a", "b", "c"}
