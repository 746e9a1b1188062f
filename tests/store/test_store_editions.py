"""Editions as feeds and pages ask for them: selected, ordered, held back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedserver.model import Article
from feedserver.store.database import Database
from feedserver.store.editions import Selection, find_edition, find_releases, list_editions
from tests.conftest import NOW, make_article, save

HOUR = timedelta(hours=1)


@pytest.fixture
def articles(database: Database) -> list[Article]:
    """Five articles, newest first, the first two of the same moment; all of them saved."""
    days = (5, 5, 3, 2, 1)
    made = [
        make_article(
            f"{number}.txt",
            published_at=datetime(2025, 1, day, tzinfo=UTC),
            categories=("Space",) if number % 2 else ("Fields", "Space"),
            source="paper" if number == 3 else "agency",
        )
        for number, day in enumerate(days)
    ]
    made[:2] = sorted(made[:2], key=lambda article: article.id)
    save(database, *reversed(made))
    return made


def listed(database: Database, selection: Selection, *, limit: int = 99, offset: int = 0) -> list[str]:
    with database.read() as connection:
        found = list_editions(connection, selection, now=NOW + HOUR, limit=limit, offset=offset)
    return [each.article_id for each in found]


def test_editions_come_newest_first_and_in_a_fixed_order(database: Database, articles: list[Article]) -> None:
    assert listed(database, Selection("en")) == [article.id for article in articles]
    assert listed(database, Selection("kk")) == [article.id for article in articles]
    assert listed(database, Selection(None)) == [article.id for article in articles]


def test_pages_of_editions_join_without_gap_or_overlap(database: Database, articles: list[Article]) -> None:
    pages = [listed(database, Selection("ru"), limit=2, offset=offset) for offset in (0, 2, 4, 6)]

    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [each for page in pages for each in page] == [article.id for article in articles]


def test_editions_are_selected_by_category_and_source(database: Database, articles: list[Article]) -> None:
    fields = [article.id for article in articles if "Fields" in article.categories]
    paper = [article.id for article in articles if article.source == "paper"]

    assert listed(database, Selection("kk", category="fields")) == fields
    assert listed(database, Selection(None, source="paper")) == paper
    assert listed(database, Selection("en", category="fields", source="paper")) == []
    assert listed(database, Selection("en", category="unknown")) == []
    assert listed(database, Selection("de")) == []


def test_categories_stand_in_the_order_of_the_page(database: Database, articles: list[Article]) -> None:
    with database.read() as connection:
        found = find_edition(connection, articles[2].id, "kk")

    assert found
    assert [category.slug for category in found.categories] == ["fields", "space"]


def test_what_is_not_translated_is_held_back_and_then_shown_in_the_original(database: Database) -> None:
    article = make_article()
    save(database, article, hold=HOUR)

    with database.read() as connection:
        just_before = NOW + HOUR - timedelta(seconds=1)
        assert list_editions(connection, Selection("ru"), now=just_before, limit=9) == []
        (shown,) = list_editions(connection, Selection("ru"), now=NOW + HOUR, limit=9)
        assert list_editions(connection, Selection("en"), now=NOW, limit=9)
    assert shown.origin is None
    assert shown.text_language == "en"


def test_an_edition_that_is_held_back_is_found_by_its_id(database: Database) -> None:
    article = make_article()
    save(database, article)

    with database.read() as connection:
        assert find_edition(connection, article.id, "ru")
        assert find_edition(connection, article.id, "de") is None
        assert find_edition(connection, "0" * 16, "ru") is None


def test_releases_are_the_last_one_and_the_next(database: Database) -> None:
    save(database, make_article("1.txt"), hold=HOUR)
    save(database, make_article("2.txt", source="paper"), hold=2 * HOUR)

    with database.read() as connection:
        selection = Selection("ru")
        assert find_releases(connection, selection, now=NOW) == (None, NOW + HOUR)
        assert find_releases(connection, selection, now=NOW + HOUR) == (NOW + HOUR, NOW + 2 * HOUR)
        assert find_releases(connection, selection, now=NOW + 3 * HOUR) == (NOW + 2 * HOUR, None)
        assert find_releases(connection, Selection("ru", source="paper"), now=NOW) == (None, NOW + 2 * HOUR)
        assert find_releases(connection, Selection("en"), now=NOW) == (None, None)
