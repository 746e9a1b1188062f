"""Similar texts are found by parts of their simhash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedserver.model import Article, Text
from feedserver.store.articles import save_article, withdraw
from feedserver.store.database import Database
from feedserver.store.similar import list_similar, save_simhash
from tests.conftest import NOW, make_article, save

SIMHASH = 0x0123_4567_89AB_CDEF
DAY = timedelta(days=1)


def note(database: Database, article: Article, simhash: int | None = SIMHASH) -> None:
    save(database, article)
    with database.write() as connection:
        published_at = article.published_at or NOW
        save_simhash(connection, article.id, simhash, language=article.language, published_at=published_at)


def find(database: Database, simhash: int = SIMHASH, language: str = "en", not_in: str = "paper") -> list[str]:
    after, before = NOW - DAY, NOW + DAY
    with database.read() as connection:
        found = list_similar(connection, simhash, language=language, after=after, before=before, not_in=not_in)
    return list(found)


def dated(name: str, **changes: object) -> Article:
    return make_article(name, published_at=changes.pop("published_at", NOW), **changes)


@pytest.mark.parametrize("flipped", [0, 1 << 63, 0x1 | 1 << 13 | 1 << 26 | 1 << 39, 0xFFF, 0xFFF << 52])
def test_texts_with_a_part_in_common_are_found(database: Database, flipped: int) -> None:
    article = dated("one.txt")
    note(database, article)

    assert find(database, SIMHASH ^ flipped) == [article.id]


@pytest.mark.parametrize(
    "simhash",
    [SIMHASH ^ (1 | 1 << 13 | 1 << 26 | 1 << 39 | 1 << 52), SIMHASH ^ 0x1FFF, SIMHASH ^ 0xFFFF_FFFF_0000_0000],
    ids=["no part in common", "a bit too far", "half in common"],
)
def test_others_are_not_found(database: Database, simhash: int) -> None:
    note(database, dated("one.txt"))

    assert find(database, simhash) == []


def test_the_nearest_comes_first_and_each_once(database: Database) -> None:
    articles = [dated(f"{number}.txt") for number in range(5)]
    for bits, article in enumerate(articles):
        note(database, article, SIMHASH ^ ((1 << bits) - 1))

    assert find(database) == [article.id for article in articles]


def test_other_languages_other_days_and_withdrawn_ones_are_left_out(database: Database) -> None:
    gone = dated("gone.txt")
    note(database, gone)
    note(database, dated("ru.txt", language="ru"))
    note(database, dated("old.txt", published_at=NOW - 2 * DAY))
    note(database, dated("early.txt", published_at=NOW + 2 * DAY))
    with database.write() as connection:
        withdraw(connection, "agency", ["gone.txt"], now=NOW)

    assert find(database) == []
    assert find(database, language="ru") == [dated("ru.txt").id]


def test_what_the_source_has_or_had_itself_is_left_out_and_takes_no_place_of_others(database: Database) -> None:
    for number in range(6):
        note(database, dated(f"{number}.txt"))
    other = dated("other.txt", source="paper")
    note(database, other, SIMHASH ^ 1)
    with database.write() as connection:
        save_article(
            connection,
            dated("the same.txt", source="paper"),
            seen_at=NOW,
            languages=["ru"],
            held_until=NOW,
            twin_id=dated("0.txt").id,
        )
        withdraw(connection, "paper", ["the same.txt"], now=NOW)

    assert find(database, not_in="agency") == [other.id]
    assert set(find(database, not_in="paper")) == {dated(f"{number}.txt").id for number in range(1, 6)}


def test_what_is_found_comes_with_its_text(database: Database) -> None:
    article = dated("one.txt")
    note(database, article)

    with database.read() as connection:
        found = list_similar(connection, SIMHASH, language="en", after=NOW - DAY, before=NOW + DAY, not_in="paper")
    assert found == {article.id: Text(article.title, article.summary, article.blocks)}


def test_another_simhash_takes_the_place_of_the_last(database: Database) -> None:
    article = dated("one.txt")
    note(database, article)
    other = ~SIMHASH & 0xFFFF_FFFF_FFFF_FFFF
    note(database, article, other)

    assert find(database) == []
    assert find(database, other) == [article.id]


def test_a_text_that_has_become_short_is_found_no_more(database: Database) -> None:
    article = dated("one.txt")
    note(database, article)
    note(database, article, None)

    assert find(database) == []
    note(database, article)
    assert find(database) == [article.id]
