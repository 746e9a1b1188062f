"""Where an article appears: which source leads, what it said last, where it stands."""

from __future__ import annotations

from datetime import timedelta

from feedserver.store.appearances import (
    end_appearance,
    find_appearance,
    find_leader,
    forget,
    join_appearance,
    list_appearances,
    list_external_ids,
    list_urls,
    renew_appearance,
)
from feedserver.store.database import Connection, Database
from tests.conftest import NOW, make_article, save, save_named

LATER = NOW + timedelta(hours=1)
ARTICLE = make_article()


def appear(connection: Connection, source: str, name: str = "one.txt", **changes: object) -> None:
    """The article appears in another source too, in the moment in which it was first seen."""
    save_named(connection, source, source.title())
    article = make_article(name, source=source, **changes)
    join_appearance(connection, article, ARTICLE.id, "digest", 0, NOW)


def test_a_saved_article_appears_in_its_source(database: Database) -> None:
    save(database, make_article(url="https://agency.example/1"))

    with database.read() as connection:
        found = find_appearance(connection, "agency", "one.txt")
        assert found is not None
        assert (found.article_id, found.url, found.seen_at) == (ARTICLE.id, "https://agency.example/1", NOW)
        assert not found.is_gone
        assert find_appearance(connection, "agency", "two.txt") is None
        assert find_appearance(connection, "paper", "one.txt") is None


def test_an_appearance_says_the_same_only_with_its_text_and_its_page_and_not_gone(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        renew_appearance(connection, ARTICLE, "teaser", 2)
        found = find_appearance(connection, "agency", "one.txt")
        assert found is not None
        assert found.says("teaser", 2)
        assert not found.says("teaser", 3)
        assert not found.says("another", 2)
        assert found.seen_at == NOW  # first
        end_appearance(connection, "agency", "one.txt", now=LATER)
        gone = find_appearance(connection, "agency", "one.txt")
        assert gone is not None
        assert gone.is_gone
        assert not gone.says("teaser", 2)


def test_the_first_that_is_not_gone_leads_whatever_it_is_called(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        appear(connection, "zeitung")
        appear(connection, "aaa")
        order = [each.source for each in list_appearances(connection, ARTICLE.id)]
        leaders = []
        for source in order:
            leaders.append(find_leader(connection, ARTICLE.id))
            end_appearance(connection, source, "one.txt", now=LATER)
        assert find_leader(connection, ARTICLE.id) is None

    assert order == ["agency", "zeitung", "aaa"]
    assert leaders == [(source, "one.txt") for source in order]


def test_what_ends_is_told_once(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        assert end_appearance(connection, "agency", "one.txt", now=LATER) == ARTICLE.id
        assert end_appearance(connection, "agency", "one.txt", now=LATER) is None
        assert end_appearance(connection, "agency", "never.txt", now=LATER) is None


def test_a_source_has_what_is_not_gone(database: Database) -> None:
    save(database, make_article("b.txt"), make_article("a.txt"), make_article("c.txt"))
    with database.write() as connection:
        end_appearance(connection, "agency", "c.txt", now=LATER)
        assert list_external_ids(connection, "agency") == ["a.txt", "b.txt"]


def test_what_is_forgotten_was_never_there(database: Database) -> None:
    save(database, ARTICLE)
    with database.write() as connection:
        appear(connection, "paper")
        forget(connection, "paper", "one.txt")
        assert find_appearance(connection, "paper", "one.txt") is None
        assert find_leader(connection, ARTICLE.id) == ("agency", "one.txt")


def test_addresses_are_listed_once_the_oldest_first_and_without_those_that_are_gone(database: Database) -> None:
    save(database, make_article(url="https://agency.example/1"), make_article("bare.txt"))
    with database.write() as connection:
        for source, url in (("b", "https://b.example/"), ("a", "https://a.example/"), ("c", "https://b.example/")):
            appear(connection, source, url=url)
        appear(connection, "d", url=None)
        appear(connection, "e", url="https://gone.example/")
        end_appearance(connection, "e", "one.txt", now=LATER)
        found = list_urls(connection, [ARTICLE.id, make_article("bare.txt").id, "0123456789abcdef"])

    assert found == {ARTICLE.id: ("https://agency.example/1", "https://b.example/", "https://a.example/")}
