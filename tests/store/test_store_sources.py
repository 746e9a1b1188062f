"""Sources as they are declared: kept whole, changed, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedserver.errors import NotFoundError
from feedserver.model import Source, SourceKind
from feedserver.store.articles import withdraw
from feedserver.store.database import Database
from feedserver.store.sources import (
    DeclaredBy,
    count_by_source,
    get_source,
    has_been_read,
    list_declared,
    list_sources,
    save_reading,
    save_source,
    save_title,
    undeclare,
    undeclare_others,
)
from tests.conftest import NOW, make_article, save

FEED = Source("agency", SourceKind.FEED, "https://agency.example/feed")
WHOLE = Source(
    slug="қала-news",
    kind=SourceKind.PAGES,
    location="https://city.example/",
    title="Қала жаңалықтары",
    language="kk",
    zone="Asia/Almaty",
    categories=("Қала", "News"),
    by_folder=True,
    full_text=True,
    pages=("https://city.example/1", "https://city.example/2"),
)


def declare(database: Database, source: Source, by: DeclaredBy = DeclaredBy.SETTINGS) -> bool:
    with database.write() as connection:
        return save_source(connection, source, by, now=NOW)


def titles(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return dict(list_sources(connection))


@pytest.mark.parametrize(
    "source", [FEED, WHOLE, Source("seeds", SourceKind.FOLDER, "seeds")], ids=lambda each: each.slug
)
def test_a_source_comes_back_as_it_was_declared(database: Database, source: Source) -> None:
    assert declare(database, source, DeclaredBy.COMMAND)
    assert not declare(database, source, DeclaredBy.COMMAND)

    with database.read() as connection:
        assert get_source(connection, source.slug) == (source, DeclaredBy.COMMAND)
        assert list(list_declared(connection)) == [(source, DeclaredBy.COMMAND)]


def test_an_unknown_source_is_not_found_and_the_known_are_named(database: Database) -> None:
    with database.read() as connection, pytest.raises(NotFoundError, match="“paper”; there are: none yet"):
        get_source(connection, "paper")
    declare(database, FEED)
    with database.read() as connection, pytest.raises(NotFoundError, match="there are: agency"):
        get_source(connection, "paper")


def test_without_a_title_a_source_is_called_as_it_calls_itself(database: Database) -> None:
    declare(database, FEED)
    assert titles(database) == {"agency": "agency.example"}
    with database.write() as connection:
        save_title(connection, "agency", "The Agency")
        save_title(connection, "nobody", "Nobody")
    assert titles(database) == {"agency": "The Agency"}

    assert not declare(database, FEED)
    assert titles(database) == {"agency": "The Agency"}


def test_a_declared_title_stands_above_the_sources_own_until_it_is_taken_back(database: Database) -> None:
    titled = Source("agency", SourceKind.FEED, FEED.location, title="Ours")
    declare(database, FEED)
    assert declare(database, titled)
    with database.write() as connection:
        save_title(connection, "agency", "Theirs")
    assert titles(database) == {"agency": "Ours"}

    assert declare(database, FEED)
    assert titles(database) == {"agency": "agency.example"}
    with database.write() as connection:
        save_title(connection, "agency", "Theirs")
    assert titles(database) == {"agency": "Theirs"}


def test_the_settings_take_back_what_they_declared_and_nothing_else(database: Database) -> None:
    declare(database, FEED)
    declare(database, Source("paper", SourceKind.FEED, "https://paper.example/"))
    declare(database, Source("radio", SourceKind.FEED, "https://radio.example/"), DeclaredBy.COMMAND)
    with database.write() as connection:
        assert undeclare_others(connection, ["agency"]) == ["paper"]
        assert undeclare_others(connection, ["agency"]) == []
        assert [source.slug for source, _ in list_declared(connection)] == ["agency", "radio"]
        assert get_source(connection, "paper")[1] is None
    assert sorted(titles(database)) == ["agency", "paper", "radio"]  # what it has brought stays


def test_the_settings_may_take_over_what_a_command_declared(database: Database) -> None:
    declare(database, FEED, DeclaredBy.COMMAND)

    assert declare(database, FEED, DeclaredBy.SETTINGS)
    with database.read() as connection:
        assert get_source(connection, "agency")[1] is DeclaredBy.SETTINGS


def test_a_source_is_read_when_a_reading_has_come_to_its_end(database: Database) -> None:
    declare(database, FEED)
    with database.write() as connection:
        assert not has_been_read(connection, "agency")
        save_reading(connection, "agency", NOW)
        assert has_been_read(connection, "agency")
        assert not has_been_read(connection, "paper")


def test_articles_are_counted_where_they_are_now(database: Database) -> None:
    save(database, make_article("a.txt"), make_article("b.txt"), make_article(source="paper"))
    with database.write() as connection:
        undeclare(connection, "agency")
        withdraw(connection, "agency", ["a.txt"], now=NOW + timedelta(hours=1))
        withdraw(connection, "paper", ["one.txt"], now=NOW + timedelta(hours=1))
        assert count_by_source(connection) == {"agency": 1}
