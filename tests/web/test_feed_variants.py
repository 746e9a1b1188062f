"""Variants, archives and other courtesies of feeds, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree
from lxml import html as markup

from feedserver.codings import Coding
from feedserver.model import Article, Block, BlockKind
from tests.conftest import make_article
from tests.web.conftest import SiteMaker
from tests.web.newsroom import HARVEST, ROCKET, Newsroom

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"


def titles(newsroom: Newsroom, path: str) -> list[str]:
    return [item["title"] for item in newsroom.get(path).get_json(force=True)["items"]]


def own_address(newsroom: Newsroom, path: str) -> str:
    address: str = newsroom.get(path).get_json(force=True)["feed_url"]
    return address.removeprefix("https://news.example")


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/ru/feed.json?view=bilingual&limit=5&content=full", "/ru/feed.json?limit=5&view=bilingual"),
        ("/ru/feed.json?category=space", "/ru/categories/space/feed.json"),
        ("/ru/feed.json?source=agency", "/ru/sources/agency/feed.json"),
        ("/ru/feed.json?source=agency&category=space", "/ru/categories/space/feed.json?source=agency"),
        ("/ru/categories/space/feed.json?category=space", "/ru/categories/space/feed.json"),
        ("/ru/feed.json?since=2025-01-01T05:00:00%2B05:00", "/ru/feed.json?since=2025-01-01"),
        ("/ru/feed.json?q=%20ракета%20%20летит", "/ru/feed.json?q=%D1%80%D0%B0%D0%BA%D0%B5%D1%82%D0%B0%20%D0%BB%D0%B5"
         "%D1%82%D0%B8%D1%82"),
    ],
)  # fmt: skip
def test_a_variant_names_itself_in_one_way(newsroom: Newsroom, rocket: str, asked: str, canonical: str) -> None:
    assert own_address(newsroom, asked) == canonical
    assert newsroom.get(canonical).data == newsroom.get(asked).data


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/ru/feed.atom?lang=kk", "no parameter “lang”"),
        ("/ru/categories/space/feed.atom?category=sport", "category is “sport”, but the feed is that of “space”"),
        ("/feed.atom?view=bilingual", "view is for the feeds in one language: /en/feed.atom, /ru/feed.atom"),
        ("/feed.rss?translated=only", "translated is for the feeds in one language"),
        ("/ru/archive/2025-04.atom?limit=3", "Archives have no parameter “limit”; they have: part"),
        ("/ru/archive/2025-04.atom?part=0", "part is “0”"),
        (f"/ru/archive/2025-04.atom?part={'1' * 5000}", "allowed is one whole number from 1 on"),
    ],
)
def test_a_wrong_parameter_is_a_400_that_names_it(newsroom: Newsroom, rocket: str, path: str, words: str) -> None:
    answer = newsroom.get(path)
    assert answer.status_code == 400
    assert words in answer.text


def test_only_what_is_in_the_language_may_be_asked_for(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(HARVEST)
    assert titles(newsroom, "/ru/feed.json") == ["Ракеты & <звёзды>", "Harvest"]
    assert titles(newsroom, "/ru/feed.json?translated=only") == ["Ракеты & <звёзды>"]


def test_only_what_has_changed_since_may_be_asked_for(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(HARVEST)
    items = newsroom.get("/ru/feed.json").get_json(force=True)["items"]
    newest = max(item["date_modified"] for item in items)
    (since,) = newsroom.get("/ru/feed.json", query_since=newest).get_json(force=True)["items"][:1]
    assert titles(newsroom, f"/ru/feed.json?since={newest.replace('+00:00', 'Z')}") == [since["title"]]
    assert titles(newsroom, "/ru/feed.json?since=2099-01-01") == []


@pytest.mark.parametrize("word", ["звезда", "звёздами", "ЗВЕЗД"])
def test_words_are_found_in_other_forms(newsroom: Newsroom, rocket: str, word: str) -> None:
    newsroom.publish(HARVEST)
    assert titles(newsroom, f"/ru/feed.json?q={word}") == ["Ракеты & <звёзды>"]
    page = newsroom.page(f"/ru/search?q={word}")
    assert [each.text_content() for each in page.xpath("//article//h2")] == ["Ракеты & <звёзды>"]
    assert page.xpath("string(//input[@name='q']/@value)") == word


def test_zeros_in_front_of_a_part_say_nothing(newsroom: Newsroom, rocket: str) -> None:
    first = newsroom.get("/ru/archive/2025-04.atom")
    assert first.status_code == 200
    assert newsroom.get(f"/ru/archive/2025-04.atom?part={'0' * 5000}1").data == first.data


def test_a_search_marks_what_it_found_and_says_when_there_is_nothing(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page("/ru/search?q=ракетами")
    assert page.xpath("//article//mark/text()") == ["Ракета"]
    assert "ничего не найдено" in newsroom.page("/ru/search?q=жираф").text_content()
    assert newsroom.page("/ru/search").xpath("//article") == []
    for hostile in ('"', "NEAR(", "a AND", "*", "-", "\x00", "'; DROP TABLE articles --", "x" * 5000):
        assert newsroom.client.get("/ru/search", query_string={"q": hostile}).status_code == 200


@pytest.mark.parametrize(
    ("path", "word", "shown"),
    [
        ("/kk-Latn/search", "ğaryşker", "Ğaryşkerler"),
        ("/kk-Latn/search", "ғарышкер", "Ğaryşkerler"),
        ("/kk-Arab/search", "عارىشكەر", "عارىشكەرلەر"),
    ],
)
def test_kazakh_is_searched_in_the_letters_of_the_page(
    open_newsroom: Callable[..., Newsroom], path: str, word: str, shown: str
) -> None:
    newsroom = open_newsroom(languages="en,ru,kk,kk-Latn,kk-Arab")
    newsroom.publish(replace(HARVEST, language="kk", title="Егін", summary="Ғарышкерлер бидай көрді."))

    page = newsroom.page(f"{path}?q={word}")

    assert page.xpath("//article//mark/text()") == [shown]


def test_bilingual_entries_have_every_piece_in_both_languages(newsroom: Newsroom, rocket: str) -> None:
    feed = etree.fromstring(newsroom.get("/ru/feed.atom?view=bilingual").data)
    content = markup.fragment_fromstring(feed.findtext(f"{ATOM}entry/{ATOM}content"), create_parent=True)
    texts = [(each.get("lang"), each.text_content()) for each in content.iter("p", "h2")][:3]
    assert texts == [("en", "Rockets & <stars>"), (None, "Ракета летит."), ("en", "A rocket flies.")]
    plain = etree.fromstring(newsroom.get("/ru/feed.atom").data)
    assert feed.findtext(f"{ATOM}entry/{ATOM}id") != plain.findtext(f"{ATOM}entry/{ATOM}id")
    assert feed.findtext(f"{ATOM}id") != plain.findtext(f"{ATOM}id")


# The past


def publish_many(newsroom: Newsroom, months: dict[tuple[int, int], int]) -> set[str]:
    """So many articles in each month; their titles."""
    made = set()
    for (year, month), count in months.items():
        for number in range(count):
            title = f"{year}-{month:02} {number}"
            at = datetime(year, month, 1 + number % 28, number % 24, tzinfo=UTC)
            newsroom.publish(replace(HARVEST, external_id=title, title=title, published_at=at, categories=()))
            made.add(title)
    return made


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_a_reader_that_walks_back_gets_every_article_once(
    open_newsroom: Callable[..., Newsroom], monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    monkeypatch.setattr("feedserver.web.archives.PART_ENTRIES", 4)
    monkeypatch.setattr("feedserver.web.selections.PART_ENTRIES", 4)
    newsroom = open_newsroom(feed_entries="3")
    made = publish_many(newsroom, {(2024, 11): 2, (2025, 1): 9, (2025, 12): 4, (2026, 2): 1})
    path: str | None = f"/en/feed.{extension}"
    seen: list[str] = []
    walked: list[str] = []
    while path:
        walked.append(path)
        document = etree.fromstring(newsroom.get(path).data)
        links = {each.get("rel"): each.get("href") for each in document.iter(f"{ATOM}link")}
        assert (document.find(f".//{HISTORY}archive") is not None) is (len(walked) > 1)
        if len(walked) > 1:
            seen += [each.text for each in document.iter(*("title", f"{ATOM}title")) if each.text in made]
            assert links["current"] == f"https://news.example/en/feed.{extension}"
            newer = None if len(walked) == 2 else walked[-2]
            assert links.get("next-archive") == (newer and f"https://news.example{newer}")
        path = links["prev-archive"].removeprefix("https://news.example") if "prev-archive" in links else None
    assert walked[1:] == [
        f"/en/archive/2026-02.{extension}",
        f"/en/archive/2025-12.{extension}",
        *(f"/en/archive/2025-01.{extension}{part}" for part in ("?part=3", "?part=2", "")),
        f"/en/archive/2024-11.{extension}",
    ]
    assert sorted(seen) == sorted(made)


def test_json_feeds_lead_to_the_past_by_next_url(newsroom: Newsroom) -> None:
    made = publish_many(newsroom, {(2025, 1): 2, (2025, 12): 1})
    seen, url = set(), "https://news.example/feed.json"
    for _ in range(9):
        feed = newsroom.get(urlsplit(url).path).get_json(force=True)
        seen |= {item["title"] for item in feed["items"]}
        if "next_url" not in feed:
            break
        url = feed["next_url"]
    assert url == "https://news.example/archive/2025-01.json"
    assert seen == made


def test_an_archive_that_is_full_stays_as_it_is(newsroom: Newsroom) -> None:
    publish_many(newsroom, {(2025, 1): 2, (2025, 12): 1})
    before = newsroom.get("/en/archive/2025-01.atom")
    publish_many(newsroom, {(2025, 11): 1})
    after = newsroom.get("/en/archive/2025-01.atom")
    then, now = (etree.fromstring(each.data).findall(f"{ATOM}entry") for each in (before, after))
    assert [etree.tostring(entry) for entry in then] == [etree.tostring(entry) for entry in now]


@pytest.mark.parametrize("month", ["2024-01", "2025-13", "hello", "2025-01.atom?part=2", "9999-12"])
def test_a_month_without_articles_is_a_404(newsroom: Newsroom, month: str) -> None:
    publish_many(newsroom, {(2025, 1): 2})
    path = f"/en/archive/{month}" if "." in month else f"/en/archive/{month}.atom"
    assert newsroom.get(path).status_code == 404


# Browsers


def test_a_feed_that_a_browser_opens_is_a_page_that_no_cache_keeps(newsroom: Newsroom, rocket: str) -> None:
    newsroom.get("/ru/feed.atom")
    page = newsroom.get("/ru/feed.atom", Sec_Fetch_Dest="document", Accept="text/html,*/*;q=0.8")
    assert page.content_type == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store"
    shown = markup.document_fromstring(page.text)
    assert shown.xpath("string(//code)") == "https://news.example/ru/feed.atom"
    assert shown.get("lang") == "ru"
    assert [each.text_content() for each in shown.xpath("//article/h2")] == ["Ракеты & <звёзды>"]
    for dest in ("empty", "image", ""):
        feed = newsroom.get("/ru/feed.atom", Sec_Fetch_Dest=dest, Accept="text/html,*/*;q=0.8")
        assert feed.content_type == "application/atom+xml; charset=utf-8"
        assert "Sec-Fetch-Dest" in feed.headers["Vary"]


@pytest.mark.parametrize("path", ["/feed.json", "/kk/archive/2025-04.rss", "/kk/feed.atom?view=bilingual&q=rocket"])
def test_every_feed_can_be_looked_at(newsroom: Newsroom, rocket: str, path: str) -> None:
    answer = newsroom.get(path, Sec_Fetch_Dest="document")
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert newsroom.get("/kk/categories/none/feed.atom", Sec_Fetch_Dest="document").status_code == 404


# Hubs, sources, scripts


def test_hubs_are_named_where_readers_look_for_them(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(hubs="https://hub.example/")
    newsroom.publish(ROCKET)
    atom, rss, json_feed = (newsroom.get(f"/kk/feed.{name}") for name in ("atom", "rss", "json"))
    for answer in (atom, rss):
        assert 'href="https://hub.example/" rel="hub"' in answer.text
        assert '<https://hub.example/>; rel="hub"' in answer.headers["Link"]
    assert json.loads(json_feed.data)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert 'rel="self"' in json_feed.headers["Link"]
    assert "hub" not in newsroom.get("/kk/archive/2025-04.atom").headers["Link"]


def test_an_entry_names_the_feed_that_it_came_in(newsroom: Newsroom, rocket: str) -> None:
    for extension in ("atom", "rss"):
        entry = feedparser.parse(newsroom.get(f"/ru/feed.{extension}").data).entries[0]
        assert entry.source.title == "The Agency"
        assert "https://agency.example/feed" in (entry.source.get("id"), entry.source.get("href"))
    (item,) = newsroom.get("/ru/feed.json").get_json(force=True)["items"]
    assert item["_feedserver"]["source"] == {"title": "The Agency", "feed_url": "https://agency.example/feed"}


def test_feeds_in_other_letters_change_with_the_edition(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(languages="en,ru,kk,kk-Latn,kk-Arab")
    article: Article = make_article(
        source="agency", language="kk", title="Егін", blocks=(Block(BlockKind.PARAGRAPH, "Бидай <b>пісті</b>."),)
    )
    newsroom.publish(article)
    assert titles(newsroom, "/kk-Latn/feed.json") == ["Egın"]
    assert titles(newsroom, "/kk-Arab/feed.json") == ["ەگىن"]
    newsroom.publish(replace(article, title="Қырман"))
    assert titles(newsroom, "/kk-Latn/feed.json") == ["Qyrman"]
    feed = feedparser.parse(newsroom.get("/kk-Latn/feed.atom").data)
    assert feed.feed.language == "kk-Latn"
    assert feed.entries[0].content[0].language == "kk-Latn"
    assert "Bidai <b>pıstı</b>." in feed.entries[0].content[0].value
    assert newsroom.get("/feed", Accept_Language="kk-Latn, kk;q=0.5").headers["Location"] == "/kk-Latn/feed.atom"


@pytest.mark.parametrize(
    ("header", "path"), [("be", "/ru/"), ("uk-UA, en;q=0.1", "/ru/"), ("ky", "/en/"), ("kk", "/kk/")]
)
def test_readers_of_a_language_that_is_not_there_get_what_the_settings_say(
    make_app: SiteMaker, header: str, path: str
) -> None:
    client: FlaskClient = make_app(language_fallbacks="be:ru,uk:ru").test_client()
    assert client.get("/", headers={"Accept-Language": header}).headers["Location"] == path


def test_many_variants_do_not_crowd_out_the_feed_that_everybody_reads(
    newsroom: Newsroom, rocket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedserver.store.renderings._MOST_KEPT", 1)
    paths = ["/ru/feed.atom?limit=1", "/ru/feed.atom?limit=2", "/ru/archive/2025-04.atom", "/ru/feed.atom"]

    bodies = {path: newsroom.get(path).data for path in paths}

    kept = [path for path in paths if newsroom.services.renderings.find_rendering(path, Coding.IDENTITY, 0)]
    assert kept == ["/ru/feed.atom?limit=1", "/ru/feed.atom"]
    assert {path: newsroom.get(path).data for path in paths} == bodies
