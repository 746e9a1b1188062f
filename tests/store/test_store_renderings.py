"""Kept renderings: there if and only if they are current."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedserver.codings import Coding
from feedserver.model import Encoded, Rendering, Site
from feedserver.store.articles import withdraw_missing
from feedserver.store.database import Database
from feedserver.store.feed_states import AS_WRITTEN, FeedState, get_state
from feedserver.store.renderings import RenderingReader, has_room, save_rendering
from feedserver.store.site import keep_appearance, keep_site
from feedserver.store.work import claim_jobs, finish_job, wait_for_package
from tests.conftest import NOW, make_article, save
from tests.store.test_store_work import words

RENDERING = Rendering(
    content_type="application/atom+xml; charset=utf-8",
    links='<https://news.example/feed.atom>; rel="self"',
    bodies={Coding.IDENTITY: Encoded('"plain"', b"<feed/>"), Coding.GZIP: Encoded('"packed"', b"\x1f\x8b...")},
    last_modified=NOW,
)
PATHS = {"/feed.atom": None, "/en/feed.atom": "en", "/ru/feed.atom": "ru", "/kk/feed.atom": "kk"}
SITE = Site("News", "https://news.example", ("en", "ru", "kk"), "news.example", "2026-01-01")


def state(database: Database, language: str | None) -> FeedState:
    with database.read() as connection:
        return get_state(connection, language or AS_WRITTEN)


def keep_all(database: Database) -> None:
    for path, language in PATHS.items():
        with database.write() as connection:
            assert save_rendering(connection, path, language, RENDERING, get_state(connection, language or AS_WRITTEN))


def kept(database: Database) -> set[str]:
    reader = RenderingReader(database)
    return {path for path in PATHS if reader.find_rendering(path, Coding.IDENTITY, NOW.timestamp())}


def test_a_kept_rendering_is_found_in_every_coding(database: Database) -> None:
    keep_all(database)
    reader = RenderingReader(database)

    plain = reader.find_rendering("/ru/feed.atom", Coding.IDENTITY, 0)
    packed = reader.find_rendering("/ru/feed.atom", Coding.GZIP, 0)
    assert plain
    assert packed
    assert (plain.body, plain.etag, plain.content_type) == (b"<feed/>", '"plain"', RENDERING.content_type)
    assert (packed.body, packed.etag, packed.links) == (b"\x1f\x8b...", '"packed"', RENDERING.links)
    assert plain.last_modified == NOW.timestamp()
    assert reader.find_rendering("/de/feed.atom", Coding.IDENTITY, 0) is None


def test_a_rendering_of_an_older_state_is_not_kept(database: Database) -> None:
    before = state(database, "ru")
    save(database, make_article())

    with database.write() as connection:
        assert not save_rendering(connection, "/ru/feed.atom", "ru", RENDERING, before)
    assert kept(database) == set()


def test_a_rendering_ends_when_an_edition_held_back_is_due(database: Database) -> None:
    with database.write() as connection:
        due = replace(RENDERING, expires_at=NOW)
        save_rendering(connection, "/ru/feed.atom", "ru", due, get_state(connection, "ru"))
    reader = RenderingReader(database)

    assert reader.find_rendering("/ru/feed.atom", Coding.IDENTITY, NOW.timestamp() - 1)
    assert reader.find_rendering("/ru/feed.atom", Coding.IDENTITY, NOW.timestamp()) is None


def test_a_new_article_ends_the_renderings_of_every_language(database: Database) -> None:
    keep_all(database)
    save(database, make_article())

    assert kept(database) == set()
    assert state(database, "kk").changed_at == NOW


def test_an_article_as_it_was_ends_none(database: Database) -> None:
    save(database, make_article())
    keep_all(database)
    save(database, make_article(), now=NOW + timedelta(days=1))

    assert kept(database) == set(PATHS)


def test_a_withdrawn_article_ends_the_renderings_of_every_language(database: Database) -> None:
    save(database, make_article())
    keep_all(database)
    with database.write() as connection:
        withdraw_missing(connection, "agency", set(), now=NOW)

    assert kept(database) == set()


def test_a_finished_edition_ends_the_renderings_of_its_language_alone(database: Database) -> None:
    save(database, make_article())
    keep_all(database)
    with database.write() as connection:
        jobs = claim_jobs(connection, "a:1", now=NOW, lease=timedelta(minutes=5), limit=9)
        assert finish_job(connection, jobs[-1], words("Ракета"), now=NOW)

    assert jobs[-1].language == "ru"
    assert kept(database) == set(PATHS) - {"/ru/feed.atom"}


def test_an_edition_shown_at_once_for_want_of_a_package_ends_those_of_its_language(database: Database) -> None:
    save(database, make_article())
    keep_all(database)
    with database.write() as connection:
        jobs = claim_jobs(connection, "a:1", now=NOW, lease=timedelta(minutes=5), limit=9)
        wait_for_package(connection, jobs[-1], "en-ru", now=NOW)

    assert kept(database) == set(PATHS) - {"/ru/feed.atom"}


def test_an_undone_transaction_ends_no_rendering(database: Database) -> None:
    save(database, make_article())
    keep_all(database)
    before = state(database, "ru")

    def fail() -> None:
        with database.write() as connection:
            withdraw_missing(connection, "agency", set(), now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert kept(database) == set(PATHS)
    assert state(database, "ru") == before


def test_the_authority_of_ids_is_kept_from_the_first_start_on(database: Database) -> None:
    moved = replace(SITE, base_url="https://moved.example", authority="moved.example", authority_date="2027-01-01")
    with database.write() as connection:
        assert keep_site(connection, SITE) == SITE
        kept_site = keep_site(connection, moved)

    assert (kept_site.authority, kept_site.authority_date) == ("news.example", "2026-01-01")
    assert kept_site.base_url == "https://moved.example"


def test_settings_that_show_in_feeds_end_all_renderings_when_they_change(database: Database) -> None:
    with database.write() as connection:
        keep_appearance(connection, "one title")
    keep_all(database)
    with database.write() as connection:
        keep_appearance(connection, "one title")
    assert kept(database) == set(PATHS)

    with database.write() as connection:
        keep_appearance(connection, "another title")
    assert kept(database) == set()


def test_a_reader_that_has_a_rendering_in_memory_sees_at_once_what_another_connection_commits(
    database: Database,
) -> None:
    keep_all(database)
    reader = RenderingReader(database)
    assert reader.find_rendering("/ru/feed.atom", Coding.IDENTITY, 0)

    newer = replace(RENDERING, bodies={Coding.IDENTITY: Encoded('"newer"', b"<newer/>")})
    with database.write() as connection:
        save_rendering(connection, "/ru/feed.atom", "ru", newer, get_state(connection, "ru"))
    found = reader.find_rendering("/ru/feed.atom", Coding.IDENTITY, 0)
    assert found
    assert (found.body, found.etag) == (b"<newer/>", '"newer"')

    save(database, make_article())
    assert reader.find_rendering("/ru/feed.atom", Coding.IDENTITY, 0) is None


def test_there_is_room_for_so_many_renderings_of_each_language(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedserver.store.renderings._MOST_KEPT", 2)
    rooms = []
    for number in range(6):  # in two of the codings each
        with database.write() as connection:
            rooms.append(has_room(connection, "ru"))
            path = f"/ru/feed.atom?limit={number + 1}"
            assert save_rendering(connection, path, "ru", RENDERING, get_state(connection, "ru"))
    assert rooms == [True] * 4 + [False] * 2
    with database.read() as connection:
        assert has_room(connection, "kk")
        assert has_room(connection, None)
