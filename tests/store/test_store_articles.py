"""Articles in the store: added, changed, withdrawn, back again; ids and dates that readers depend on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from feedserver.errors import NotFoundError
from feedserver.model import (
    UNDETERMINED,
    Article,
    Block,
    BlockKind,
    Category,
    Edition,
    Enclosure,
    Origin,
    fingerprint,
)
from feedserver.store.appearances import find_appearance
from feedserver.store.articles import (
    MOST_CATEGORIES,
    Saved,
    count_articles,
    digest_of,
    find_category,
    get_article,
    list_articles,
    list_categories,
    list_languages,
    part,
    plan_all_editions,
    save_article,
    withdraw,
    withdraw_missing,
)
from feedserver.store.database import Database
from feedserver.store.editions import Selection, count_pending, find_edition, is_withdrawn, list_editions
from tests.conftest import NOW, make_article, save, save_named

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


@pytest.mark.parametrize(
    ("published_at", "updated_at", "expected"),
    [
        (NOW - timedelta(days=9), NOW - timedelta(days=2), NOW - timedelta(days=2)),
        (NOW - timedelta(days=9), NOW + timedelta(hours=5), NOW),
        (NOW - timedelta(days=2), NOW - timedelta(days=9), NOW - timedelta(days=2)),
        (NOW + timedelta(hours=3), NOW + timedelta(hours=5), NOW + timedelta(hours=3)),
        (None, NOW - timedelta(days=2), NOW),
    ],
    ids=["changed since", "changed in the future", "changed before it was published", "published soon", "undated"],
)
def test_a_new_article_is_updated_when_its_source_says_but_not_in_the_future(
    database: Database, published_at: datetime | None, updated_at: datetime, expected: datetime
) -> None:
    article = make_article(published_at=published_at, updated_at=updated_at)
    save(database, article)

    assert edition(database, article).updated_at == expected


def test_a_correction_moves_updated_also_of_what_is_published_soon(database: Database) -> None:
    article = make_article(published_at=NOW + timedelta(hours=3))
    save(database, article)
    before = edition(database, article).updated_at
    save(database, replace(article, title="Corrected"), now=NOW + timedelta(hours=1))

    assert edition(database, article).updated_at > before


def test_another_word_of_when_it_was_changed_is_no_change(database: Database) -> None:
    save(database, make_article(updated_at=NOW - timedelta(days=2)))

    assert save(database, make_article(updated_at=NOW - timedelta(days=1)), now=LATER) is Saved.UNCHANGED


@pytest.mark.parametrize(
    "media",
    [
        {"image": "https://a.example/1.jpg"},
        {"enclosures": (Enclosure("https://a.example/1.mp3", "audio/mpeg", 1234, 60, "Тыңдау"),)},
        {"blocks": (Block(BlockKind.PARAGRAPH, "Экипаж аман.", "kk"),)},
    ],
    ids=lambda media: next(iter(media)),
)
def test_pictures_enclosures_and_languages_of_blocks_are_kept_and_count_as_a_change(
    database: Database, media: dict[str, Any]
) -> None:
    save(database, make_article())
    article = make_article(**media)

    assert save(database, article, now=LATER) is Saved.CHANGED
    with database.read() as connection:
        assert get_article(connection, article.id) == article
    assert edition(database, article).enclosures == article.enclosures
    assert save(database, make_article(), now=LATER) is Saved.CHANGED


def test_a_known_article_without_media_has_the_digest_that_it_always_had() -> None:
    article = make_article(published_at=NOW, categories=("Space",), author="Asel", url="https://a.example/")
    expected = fingerprint(
        [
            *("en", article.title, article.summary, [["p", "The crew is well."]], NOW.isoformat()),
            *(["Space"], "Asel", "https://a.example/"),
        ]
    )

    assert digest_of(article) == expected


def join(database: Database, article: Article, twin: Article, now: datetime = NOW) -> Saved:
    with database.write() as connection:
        save_named(connection, article.source, article.source.title())
        return save_article(
            connection, article, seen_at=now, languages=("en", "ru", "kk"), held_until=None, twin_id=twin.id
        )


def test_an_article_joined_by_another_source_keeps_its_text_its_id_and_its_date(database: Database) -> None:
    first = make_article()
    second = make_article("eins.txt", source="aaa", title="Another title", url="https://b.example/")
    save(database, first)
    before = edition(database, first)

    assert join(database, second, first) is Saved.JOINED

    assert edition(database, first) == replace(before, other_urls=("https://b.example/",))
    with database.read() as connection:
        assert find_edition(connection, second.id, "en") is None
        assert count_articles(connection) == 1


def test_an_article_of_two_sources_goes_when_both_have_withdrawn_it(database: Database) -> None:
    first, second = make_article(), make_article("eins.txt", source="paper")
    save(database, first)
    join(database, second, first)

    assert withdraw_all_but(database) == ["one.txt"]
    with database.read() as connection:
        assert not is_withdrawn(connection, first.id)
    with database.write() as connection:
        withdraw(connection, "paper", ["eins.txt", "never.txt"], now=LATER)
        assert is_withdrawn(connection, first.id)


def test_what_parts_from_an_article_is_saved_as_if_it_had_never_been_there(database: Database) -> None:
    first, second = make_article(), make_article("eins.txt", source="paper")
    save(database, first)
    join(database, second, first)
    with database.write() as connection:
        known = find_appearance(connection, "paper", "eins.txt")
        assert known
        part(connection, known, now=LATER)

    assert save(database, second, now=LATER) is Saved.ADDED
    assert edition(database, second).source == "paper"


def test_the_only_source_that_parts_takes_the_article_with_it(database: Database) -> None:
    first = make_article()
    save(database, first)
    with database.write() as connection:
        known = find_appearance(connection, "agency", "one.txt")
        assert known
        part(connection, known, now=LATER)
        assert is_withdrawn(connection, first.id)


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
        assert list_categories(connection) == [Category("space", "SPACE"), Category("наука", "Наука")]
        assert find_category(connection, "space") == Category("space", "SPACE")
        assert find_category(connection, "sport") is None
    assert edition(database, older).categories == (Category("space", "Space"),)


def test_of_very_many_categories_those_with_the_most_articles_are_listed(database: Database) -> None:
    rare = [f"Tag {number}" for number in range(MOST_CATEGORIES + 10)]
    save(database, make_article("1.txt", categories=(*rare, "Zoo")), make_article("2.txt", categories=("Zoo",)))

    with database.read() as connection:
        listed = list_categories(connection)
    assert len(listed) == MOST_CATEGORIES
    assert Category("zoo", "Zoo") in listed
