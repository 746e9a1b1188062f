"""Articles in the store: added, changed, withdrawn, back again; ids and dates that readers depend on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedserver.errors import NotFoundError
from feedserver.model import UNDETERMINED, Article, Category, Edition, Origin
from feedserver.store.articles import (
    Saved,
    count_articles,
    get_article,
    list_articles,
    list_categories,
    list_languages,
    plan_all_editions,
    withdraw_missing,
)
from feedserver.store.database import Database
from feedserver.store.editions import Selection, count_pending, find_edition, is_withdrawn, list_editions
from tests.conftest import NOW, make_article, save

LATER = NOW + timedelta(days=1)


def edition(database: Database, article: Article, language: str = "en") -> Edition:
    with database.read() as connection:
        found = find_edition(connection, article.id, language)
    assert found
    return found


def withdraw_all_but(database: Database, *present: str) -> list[str]:
    with database.write() as connection:
        return withdraw_missing(connection, "agency", set(present), now=LATER)


def test_a_saved_article_is_what_was_read(database: Database) -> None:
    article = make_article(
        title="R&D <ракета> – «ғарыш» 🚀", categories=("Space", "Наука"), author="Әсел", url="https://a.example/ж"
    )

    assert save(database, article) is Saved.ADDED

    with database.read() as connection:
        assert get_article(connection, article.id) == article
        assert list(list_articles(connection)) == [article]
        assert count_articles(connection) == 1
        assert list_languages(connection) == ["en"]


def test_an_unknown_article_is_not_found(database: Database) -> None:
    with database.read() as connection, pytest.raises(NotFoundError, match="0123456789abcdef"):
        get_article(connection, "0123456789abcdef")


def test_the_same_article_again_changes_nothing(database: Database) -> None:
    article = make_article(published_at=None)
    save(database, article)
    before = edition(database, article)

    assert save(database, article, now=LATER) is Saved.UNCHANGED
    assert edition(database, article) == before


def test_a_changed_article_keeps_its_id_and_moves_updated(database: Database) -> None:
    article = make_article()
    save(database, article)
    changed = replace(article, summary="It is the second this year.")

    assert save(database, changed, now=LATER) is Saved.CHANGED

    now_shown = edition(database, changed)
    assert now_shown.article_id == article.id
    assert now_shown.summary == "It is the second this year."
    assert now_shown.updated_at == LATER
    assert now_shown.published_at == article.published_at


@pytest.mark.parametrize(
    "change",
    [{"title": "Another"}, {"categories": ("Space",)}, {"author": "Asel"}, {"url": "https://a.example/"}],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_any_part_counts(database: Database, change: dict[str, Any]) -> None:
    save(database, make_article())

    assert save(database, make_article(**change), now=LATER) is Saved.CHANGED


def test_an_undated_article_keeps_the_time_it_was_first_seen(database: Database) -> None:
    save(database, make_article(published_at=None))
    save(database, make_article(published_at=None, title="Changed"), now=LATER)

    shown = edition(database, make_article())
    assert shown.published_at == NOW
    assert shown.updated_at == LATER


def test_a_dated_article_is_updated_when_it_was_published_whenever_it_is_read(database: Database) -> None:
    article = make_article()
    save(database, article, now=LATER)

    assert edition(database, article).updated_at == article.published_at


def test_no_two_articles_share_their_updated(database: Database) -> None:
    articles = [make_article(f"{number}.txt", published_at=None) for number in range(50)]
    save(database, *articles)

    moments = [edition(database, article).updated_at for article in articles]
    assert len(set(moments)) == 50
    assert max(moments) - NOW < timedelta(milliseconds=1)


def test_a_withdrawn_article_is_shown_nowhere(database: Database) -> None:
    gone, stays = make_article("gone.txt"), make_article("stays.txt")
    save(database, gone, stays)

    assert withdraw_all_but(database, "stays.txt") == ["gone.txt"]

    with database.read() as connection:
        assert list(list_articles(connection)) == [stays]
        assert find_edition(connection, gone.id, "en") is None
        assert is_withdrawn(connection, gone.id)
        assert not is_withdrawn(connection, stays.id)
        assert get_article(connection, gone.id) == gone
        assert [each.article_id for each in list_editions(connection, Selection("en"), now=NOW, limit=9)] == [stays.id]
        assert count_pending(connection) == {"kk": 1, "ru": 1}
    assert withdraw_all_but(database, "stays.txt") == []


def test_another_source_is_not_withdrawn_with_it(database: Database) -> None:
    save(database, make_article(), make_article(source="paper"))

    withdraw_all_but(database)

    with database.read() as connection:
        assert [article.source for article in list_articles(connection)] == ["paper"]


def test_an_article_that_returns_as_it_was_has_the_same_id_and_dates(database: Database) -> None:
    article = make_article(published_at=None)
    save(database, article)
    before = edition(database, article)
    withdraw_all_but(database)

    assert save(database, article, now=LATER) is Saved.CHANGED
    assert edition(database, article) == before


def test_editions_are_planned_in_every_language_of_the_site(database: Database) -> None:
    article = make_article(language="kk")
    save(database, article)

    assert edition(database, article, "kk").origin is Origin.ORIGINAL
    for language in ("en", "ru"):
        pending = edition(database, article, language)
        assert pending.origin is None
        assert pending.text_language == "kk"
        assert pending.title == article.title


def test_an_article_in_a_language_of_no_edition_is_still_there_as_written(database: Database) -> None:
    article = make_article(language=UNDETERMINED)
    save(database, article)

    with database.read() as connection:
        (shown,) = list_editions(connection, Selection(None), now=NOW, limit=9)
        assert shown.language == UNDETERMINED
        assert count_pending(connection) == {"en": 1, "kk": 1, "ru": 1}


def test_a_new_language_of_the_site_gets_its_editions(database: Database) -> None:
    article = make_article()
    save(database, article)
    with database.write() as connection:
        plan_all_editions(connection, ("en", "tr"), held_until=None)
        plan_all_editions(connection, ("en", "tr"), held_until=None)

    assert edition(database, article, "tr").origin is None
    assert edition(database, article, "en").origin is Origin.ORIGINAL


def test_an_article_whose_language_changes_is_an_original_there(database: Database) -> None:
    article = make_article(language="ru")
    save(database, article)
    save(database, replace(article, language="kk"), now=LATER)

    assert edition(database, article, "kk").origin is Origin.ORIGINAL
    assert edition(database, article, "ru").origin is None
    with database.read() as connection:
        assert len(list_editions(connection, Selection(None), now=NOW, limit=9)) == 1


def test_categories_are_listed_by_slug_with_the_newest_label(database: Database) -> None:
    newer = make_article("1.txt", categories=("SPACE", "Наука"))
    older = make_article("2.txt", categories=("Space", "space "), published_at=NOW - timedelta(days=999))
    save(database, newer, older)

    with database.read() as connection:
        assert list(list_categories(connection)) == [Category("space", "SPACE"), Category("наука", "Наука")]
    assert edition(database, older).categories == (Category("space", "Space"),)
