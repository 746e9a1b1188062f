"""Looking at sources on the web: what comes in, what the next request says, and what trouble does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from feedserver.model import Source, SourceKind
from feedserver.sources.fetching.errors import FetchStoppedError
from feedserver.sources.polling.looks import PAGE_TRIES
from feedserver.store.database import Database
from feedserver.store.sources import DeclaredBy, list_sources, save_source
from tests.conftest import NOW
from tests.sources.fetching.hostile_server import ATTACKS, HostileServer, answer, redirect
from tests.sources.newsroom import SCHEDULE, STORY, Newsroom, atom, entry

ATOM = ("Content-Type", "application/atom+xml")
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(number: int, more: str = "") -> bytes:
    text = STORY.format(number) + more
    head = f"<html lang=en><head><title>Rocket {number}</title></head>"
    return f"{head}<body><article><h1>Rocket {number}</h1>{text}</article></body></html>".encode()


def test_a_feed_becomes_articles_with_ids_of_their_own(server: HostileServer, newsroom: Newsroom) -> None:
    feed = newsroom.declare(server.serve("/feed", answer(atom(entry(2), entry(1)), ATOM)))

    assert newsroom.look(feed).added == ["tag:agency.example,2026:2", "tag:agency.example,2026:1"]
    assert [article.title for article in newsroom.articles()] == ["Rocket 2 rises", "Rocket 1 rises"]
    with newsroom.database.read() as connection:
        assert dict(list_sources(connection)) == {"agency": "The Agency"}


def test_who_is_told_to_stop_does_not_read_a_long_feed_to_its_end(server: HostileServer, newsroom: Newsroom) -> None:
    entries = [entry(number) for number in range(28, 0, -1)]
    feed = newsroom.declare(server.serve("/feed", answer(atom(*entries), ATOM, ("ETag", '"one"'))))
    asked = count()

    def clock() -> datetime:
        if next(asked) > 5:  # for the time of each article
            newsroom.fetcher.close()
        return newsroom.clock()

    with pytest.raises(FetchStoppedError):
        replace(newsroom.looker, clock=clock).look(feed, newsroom.poll(feed))

    assert 0 < len(newsroom.articles()) < 28
    assert newsroom.poll(feed).etag is None
    later = Newsroom(newsroom.database, newsroom.private_hosts)
    later.look(feed)
    assert len(newsroom.articles()) == 28


def test_an_unchanged_feed_is_asked_with_its_validators_and_looked_at_less_often(
    server: HostileServer, newsroom: Newsroom
) -> None:
    unchanged = answer(b"", status=304)
    first = answer(atom(entry(1)), ATOM, ("ETag", '"one"'), ("Last-Modified", "Sat, 28 Feb 2026 10:00:00 GMT"))
    feed = newsroom.declare(server.serve("/feed", first, unchanged))
    newsroom.look(feed)
    intervals = [newsroom.poll(feed).interval_s]
    for _ in range(12):
        assert newsroom.look(feed).added == []
        intervals.append(newsroom.poll(feed).interval_s)

    asked = server.requests[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"one"', "Sat, 28 Feb 2026 10:00:00 GMT")
    assert asked["user-agent"] == "feedserver/test (+https://news.example)"
    assert intervals == sorted(intervals)
    assert intervals[-1] == SCHEDULE.most_s


def test_a_feed_that_changes_often_is_looked_at_more_often(server: HostileServer, newsroom: Newsroom) -> None:
    editions = [answer(atom(*(entry(number) for number in range(last, 0, -1))), ATOM) for last in range(1, 9)]
    feed = newsroom.declare(server.serve("/feed", *editions))
    for _ in editions:
        newsroom.look(feed)

    assert newsroom.poll(feed).interval_s == SCHEDULE.least_s


def test_a_correction_upstream_updates_the_article_under_its_id(server: HostileServer, newsroom: Newsroom) -> None:
    corrected = entry(1, text=STORY + "<p>An earlier version had the wrong number.</p>")
    feed = newsroom.declare(server.serve("/feed", answer(atom(entry(1)), ATOM), answer(atom(corrected), ATOM)))
    newsroom.look(feed)
    (before,) = newsroom.entries()
    newsroom.clock.pass_s(600)

    assert newsroom.look(feed).changed == ["tag:agency.example,2026:1"]
    (after,) = newsroom.entries()
    assert (after.article_id, after.published_at) == (before.article_id, before.published_at)
    assert after.updated_at > before.updated_at
    assert "wrong number" in after.blocks[-1].html


def test_an_entry_that_falls_off_the_end_stays(server: HostileServer, newsroom: Newsroom) -> None:
    older = answer(atom(entry(2), entry(1)), ATOM)
    newer = answer(atom(entry(3), entry(2)), ATOM)
    feed = newsroom.declare(server.serve("/feed", older, newer))
    newsroom.look(feed)

    assert newsroom.look(feed).withdrawn == []
    assert len(newsroom.entries()) == 3


@pytest.mark.parametrize(("status", "shown"), [(410, 2), (404, 2), (200, 3)])
def test_an_entry_taken_out_of_the_middle_goes_if_its_page_has_gone(
    server: HostileServer, newsroom: Newsroom, status: int, shown: int
) -> None:
    url = server.serve("/2", answer(b"", status=status))
    server.serve("/robots.txt", answer(b"", status=404))
    before = answer(atom(entry(3), entry(2, url=url), entry(1)), ATOM)
    feed = newsroom.declare(server.serve("/feed", before, answer(atom(entry(3), entry(1)), ATOM)))
    newsroom.look(feed)
    newsroom.look(feed)

    assert len(newsroom.entries()) == shown
    assert len(newsroom.entries("kk")) == 0  # held back until it is translated


def test_an_entry_whose_page_could_not_be_asked_stays_suspect(server: HostileServer, newsroom: Newsroom) -> None:
    url = server.serve("/2", answer(b"", status=503), answer(b"", status=410))
    server.serve("/robots.txt", answer(b"", status=404))
    documents = [
        atom(entry(3), entry(2, url=url), entry(1)),
        atom(entry(3), entry(1)),
        atom(entry(4), entry(3), entry(1)),
    ]
    feed = newsroom.declare(server.serve("/feed", *(answer(each, ATOM) for each in documents)))
    newsroom.look(feed)
    assert newsroom.look(feed).withdrawn == []

    assert newsroom.look(feed).withdrawn == ["tag:agency.example,2026:2"]


def test_a_deletion_that_the_feed_announces_withdraws(server: HostileServer, newsroom: Newsroom) -> None:
    tombstone = (
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" '
        'ref="tag:agency.example,2026:1" when="2026-03-01T10:00:00Z"/>'
    )
    feed = newsroom.declare(
        server.serve("/feed", answer(atom(entry(2), entry(1)), ATOM), answer(atom(entry(2), head=tombstone), ATOM))
    )
    newsroom.look(feed)

    assert newsroom.look(feed).withdrawn == ["tag:agency.example,2026:1"]
    assert [edition.title for edition in newsroom.entries()] == ["Rocket 2 rises"]


def test_a_feed_that_has_moved_for_good_is_asked_where_it_went(server: HostileServer, newsroom: Newsroom) -> None:
    there = server.serve("/new", answer(atom(entry(1)), ATOM))
    feed = newsroom.declare(server.serve("/old", redirect(there, 301)))
    newsroom.look(feed)
    newsroom.look(feed)

    assert server.targets() == ["/old", "/new", "/new"]
    assert newsroom.poll(feed).address == there


def test_a_feed_whose_new_place_vanishes_is_found_again_at_the_old_one(
    server: HostileServer, newsroom: Newsroom
) -> None:
    there = server.serve("/new", answer(atom(entry(1)), ATOM), answer(b"", status=404))
    feed = newsroom.declare(server.serve("/old", redirect(there, 301), answer(atom(entry(2), entry(1)), ATOM)))
    newsroom.look(feed)
    newsroom.look(feed)
    assert newsroom.poll(feed).failures == 1

    assert newsroom.look(feed).added == ["tag:agency.example,2026:2"]
    assert (newsroom.poll(feed).failures, newsroom.poll(feed).address) == (0, None)


def test_a_move_to_something_that_is_no_feed_is_not_remembered(server: HostileServer, newsroom: Newsroom) -> None:
    there = server.serve("/parked", answer(b"<html><p>Buy this domain</p></html>", HTML))
    feed = newsroom.declare(server.serve("/old", redirect(there, 301)))
    newsroom.look(feed)
    newsroom.look(feed)

    assert newsroom.poll(feed).address is None
    assert "is a web page, no feed" in str(newsroom.poll(feed).trouble)


def test_a_feed_that_is_gone_is_said_to_be_and_keeps_its_articles(server: HostileServer, newsroom: Newsroom) -> None:
    feed = newsroom.declare(server.serve("/feed", answer(atom(entry(1)), ATOM), answer(b"", status=410)))
    newsroom.look(feed)
    newsroom.look(feed)

    assert newsroom.poll(feed).is_gone
    assert "410 Gone; it is gone for good: remove the source" in str(newsroom.poll(feed).trouble)
    assert len(newsroom.entries()) == 1


def test_a_feed_that_was_gone_and_is_there_again_is_polled_again(server: HostileServer, newsroom: Newsroom) -> None:
    feed = newsroom.declare(server.serve("/feed", answer(b"", status=410), answer(atom(entry(1)), ATOM)))
    newsroom.look(feed)
    assert newsroom.poll(feed).is_gone

    newsroom.look(feed, anew=True)  # as `sources fetch` does
    assert not newsroom.poll(feed).is_gone


def test_one_page_that_is_gone_does_not_end_the_others(server: HostileServer, newsroom: Newsroom) -> None:
    server.serve("/robots.txt", answer(b"", status=404))
    gone = server.serve("/1", answer(b"", status=410))
    late = server.serve("/2", answer(b"", status=503), answer(page(2), HTML))
    source = Source("pages", SourceKind.PAGES, server.url(), pages=(gone, late))
    with newsroom.database.write() as connection:
        save_source(connection, source, DeclaredBy.COMMAND, now=NOW)
    newsroom.declare(server.url("/none"))  # plans all polls
    newsroom.look(source)
    assert not newsroom.poll(source).is_gone

    assert newsroom.look(source).added == [late]
    assert newsroom.poll(source).is_gone  # what is left of it is


def test_what_the_server_asks_for_is_obeyed(server: HostileServer, newsroom: Newsroom) -> None:
    behaviours = [
        answer(b"", ("Retry-After", "7200"), status=503),
        answer(atom(entry(1)), ATOM, ("Cache-Control", "max-age=50000")),
    ]
    feed = newsroom.declare(server.serve("/feed", *behaviours))
    newsroom.look(feed)
    assert newsroom.poll(feed).due_at == NOW + timedelta(seconds=7200)
    newsroom.look(feed)
    assert newsroom.poll(feed).due_at == NOW + timedelta(seconds=50_000)


def test_500_for_a_week_backs_off_and_then_goes_on_where_it_was(server: HostileServer, newsroom: Newsroom) -> None:
    trouble = [answer(b"oops", status=500)] * 40
    first, last = answer(atom(entry(1)), ATOM), answer(atom(entry(2), entry(1)), ATOM)
    feed = newsroom.declare(server.serve("/feed", first, *trouble, last))
    newsroom.look(feed)
    pauses = []
    while newsroom.clock() < NOW + timedelta(days=7):
        newsroom.look(feed)
        pauses.append((newsroom.poll(feed).due_at - newsroom.clock()).total_seconds())
        newsroom.clock.now = newsroom.poll(feed).due_at
    assert pauses == sorted(pauses)
    assert pauses[-1] == SCHEDULE.most_s
    assert len(newsroom.entries()) == 1
    while newsroom.look(feed).added == []:
        pass

    assert len(newsroom.entries()) == 2
    assert (newsroom.poll(feed).failures, newsroom.poll(feed).trouble) == (0, None)


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_a_source_does_nothing_is_lost_and_it_is_said(
    server: HostileServer, database: Database, attack: str
) -> None:
    newsroom = Newsroom(database, (server.netloc,), timeout_s=0.3, max_bytes=100_000)
    feed = newsroom.declare(server.serve("/feed", answer(atom(entry(1)), ATOM), ATTACKS[attack]))
    newsroom.look(feed)
    reading = newsroom.look(feed)

    assert len(newsroom.entries()) == 1
    if newsroom.poll(feed).failures:
        assert str(reading.refused[0]) == newsroom.poll(feed).trouble
        assert "://" in str(newsroom.poll(feed).trouble)
    else:
        assert attack == "unchanged, though nothing is known"


def test_a_teaser_gets_the_text_of_its_page(server: HostileServer, newsroom: Newsroom) -> None:
    server.serve("/robots.txt", answer(b"", status=404))
    url = server.serve("/1", answer(page(1, "<p>And the whole town looked up.</p>"), HTML))
    teaser = entry(1, url=url, text="<p>The rocket rose …</p>")
    feed = newsroom.declare(server.serve("/feed", answer(atom(teaser), ATOM)), full_text=True)
    newsroom.look(feed)

    (article,) = newsroom.articles()
    assert article.title == "Rocket 1 rises"
    assert "the whole town looked up" in article.blocks[-1].html
    assert newsroom.look(feed).changed == []
    assert server.targets().count("/1") == 1


def test_a_page_that_fails_is_tried_again_though_the_feed_has_not_changed(
    server: HostileServer, newsroom: Newsroom
) -> None:
    server.serve("/robots.txt", answer(b"", status=404))
    url = server.serve("/1", answer(b"", status=500), answer(page(1), HTML))
    teaser = entry(1, url=url, text="<p>The rocket rose …</p>")
    feed = newsroom.declare(server.serve("/feed", answer(atom(teaser), ATOM, ("ETag", '"1"'))), full_text=True)

    assert newsroom.look(feed).added == ["tag:agency.example,2026:1"]
    assert "only a teaser" in str(newsroom.poll(feed).trouble)
    assert newsroom.look(feed).changed == ["tag:agency.example,2026:1"]
    assert newsroom.poll(feed).trouble is None
    newsroom.look(feed)
    assert server.targets().count("/1") == 2


def test_a_changed_teaser_whose_page_fails_does_not_replace_the_whole_text(
    server: HostileServer, newsroom: Newsroom
) -> None:
    server.serve("/robots.txt", answer(b"", status=404))
    url = server.serve("/1", answer(page(1), HTML), answer(b"", status=503), answer(page(1, "<p>It landed.</p>"), HTML))
    teasers = [entry(1, url=url, text=f"<p>The rocket {verb} …</p>") for verb in ("rose", "has landed")]
    feed = newsroom.declare(server.serve("/feed", *(answer(atom(each), ATOM) for each in teasers)), full_text=True)
    newsroom.look(feed)
    before = newsroom.articles()

    assert newsroom.look(feed).changed == []
    assert newsroom.articles() == before
    assert newsroom.look(feed).changed == ["tag:agency.example,2026:1"]
    assert "It landed" in newsroom.articles()[0].blocks[-1].html


def test_a_page_that_always_fails_is_let_be(server: HostileServer, newsroom: Newsroom) -> None:
    server.serve("/robots.txt", answer(b"", status=404))
    url = server.serve("/1", answer(b"", status=500))
    teaser = entry(1, url=url, text="<p>The rocket rose …</p>")
    feed = newsroom.declare(server.serve("/feed", answer(atom(teaser), ATOM)), full_text=True)
    for _ in range(PAGE_TRIES + 3):
        newsroom.look(feed)

    assert server.targets().count("/1") == PAGE_TRIES
    assert [edition.title for edition in newsroom.entries()] == ["Rocket 1 rises"]


def test_robots_txt_keeps_us_from_pages_and_that_is_said(server: HostileServer, newsroom: Newsroom) -> None:
    server.serve("/robots.txt", answer(b"User-agent: feedserver\nDisallow: /private\n"))
    url = server.serve("/private/1", answer(page(1), HTML))
    teaser = entry(1, url=url, text="<p>The rocket rose …</p>")
    feed = newsroom.declare(server.serve("/feed", answer(atom(teaser), ATOM)), full_text=True)
    newsroom.look(feed)
    newsroom.look(feed)

    assert "/private/1" not in server.targets()
    assert len(newsroom.entries()) == 1


def test_the_same_story_from_two_sources_is_one_article_that_names_both(
    server: HostileServer, newsroom: Newsroom
) -> None:
    first = newsroom.declare(server.serve("/a", answer(atom(entry(1, url="https://a.example/1")), ATOM)), "a")
    other = entry(1, url="https://b.example/1", title="Rocket up", text=STORY + "<p>Our own man was there.</p>")
    second = newsroom.declare(server.serve("/b", answer(atom(other), ATOM)), "b")
    newsroom.look(first)
    newsroom.look(second)

    (edition,) = newsroom.entries()
    assert (edition.title, edition.original_url) == ("Rocket 1 rises", "https://a.example/1")
    assert edition.other_urls == ("https://b.example/1",)
    assert newsroom.entries(source="a") == newsroom.entries(source="b") == [edition]


def test_two_articles_they_stay_where_merging_is_off(server: HostileServer, database: Database) -> None:
    newsroom = Newsroom(database, (server.netloc,), merges=False)
    for slug in ("a", "b"):
        newsroom.look(newsroom.declare(server.serve(f"/{slug}", answer(atom(entry(1)), ATOM)), slug))

    assert len(newsroom.entries()) == 2


def test_a_page_is_read_once(server: HostileServer, newsroom: Newsroom) -> None:
    server.serve("/robots.txt", answer(b"", status=404))
    url = server.serve("/1", answer(page(1), HTML))
    source = Source("pages", SourceKind.PAGES, server.url(), pages=(url,))
    with newsroom.database.write() as connection:
        save_source(connection, source, DeclaredBy.COMMAND, now=NOW)
    newsroom.declare(server.url("/none"))  # plans all polls

    assert newsroom.look(source).added == [url]
    assert newsroom.look(source).added == []
    assert server.targets().count("/1") == 1
    assert newsroom.look(source, anew=True).changed == []
    assert server.targets().count("/1") == 2


def test_what_the_operator_declares_decides(server: HostileServer, newsroom: Newsroom) -> None:
    feed = newsroom.declare(
        server.serve("/feed", answer(atom(entry(1)), ATOM)),
        language="tr",
        categories=("Space",),
        title="Our Agency",
    )
    newsroom.look(feed)

    (article,) = newsroom.articles()
    assert (article.language, article.categories) == ("tr", ("Space",))
    with newsroom.database.read() as connection:
        assert dict(list_sources(connection)) == {"agency": "Our Agency"}


def test_a_declaration_that_changes_is_applied_to_what_is_there(server: HostileServer, newsroom: Newsroom) -> None:
    url = server.serve("/feed", answer(atom(entry(1)), ATOM, ("ETag", '"1"')))
    newsroom.look(newsroom.declare(url))
    feed = newsroom.declare(url, categories=("Space",))

    assert newsroom.look(feed).changed == ["tag:agency.example,2026:1"]
    assert "if-none-match" not in server.requests[-1].headers
