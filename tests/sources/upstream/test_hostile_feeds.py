"""Feeds made to harm their reader."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from feedserver.errors import SourceError
from feedserver.sources.upstream.parsing import MAX_BROKEN_CHARS
from tests.sources.upstream.feeds import read, read_one, rss

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>'
)
FILE = (
    '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    '<rss version="2.0"><channel><title>&f;</title></channel></rss>'
)


@pytest.mark.parametrize("feed", [LAUGHS, FILE, LAUGHS.replace("<?xml", "<!-- <rss> --><?xml"), f"oops {FILE}"])
def test_declarations_are_refused(feed: str) -> None:
    with pytest.raises(SourceError, match=r"feed\.xml: is refused: it has declarations in XML"):
        read(feed)


def test_declarations_inside_the_feed_declare_nothing() -> None:
    feed = rss("<title>x&a;y</title>").replace("<channel>", '<!DOCTYPE rss [<!ENTITY a "ha">]><channel>')
    assert read(feed).articles[0].title == "x&a;y"


def test_an_article_about_entities_is_no_attack() -> None:
    article = read_one(rss("<title>XML</title><description><![CDATA[<pre>&lt;!ENTITY a&gt;</pre>]]></description>"))
    assert [block.html for block in article.blocks] == ["&lt;!ENTITY a&gt;"]


def test_scripts_and_event_handlers_do_not_get_through() -> None:
    html = "<p onclick='x()'>Te<script>alert(1)</script>xt <a href='javascript:x()'>link</a></p><iframe src='//x'>"
    article = read_one(
        rss(f"<title>&lt;script&gt;x&lt;/script&gt;T</title><description><![CDATA[{html}]]></description>")
    )
    text = "".join(block.html for block in article.blocks) + article.summary + article.title
    assert "script" not in text
    assert "onclick" not in text
    assert article.title == "T"


def test_what_comes_after_the_most_entries_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedserver.sources.upstream.parsing.MAX_ENTRIES", 5)
    monkeypatch.setattr("feedserver.sources.upstream.collecting.MAX_ENTRIES", 5)
    items = [f"<guid>{number}</guid><title>T</title>" for number in range(8)]
    for feed in (rss(*items), rss(*items, "<oops>")):
        document = read(feed)
        assert [article.external_id for article in document.articles] == list("01234")
        assert [str(error) for error in document.refused] == ["the feed has more than 5 entries; only those are read"]


def test_more_elements_than_any_feed_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedserver.sources.upstream.parsing.MAX_ELEMENTS", 50)
    for feed in (rss("<a/>" * 50), rss("<a>" * 50)):
        with pytest.raises(SourceError, match="is refused: it has more than 50 elements"):
            read(feed)


def test_long_broken_xml_is_refused() -> None:
    with pytest.raises(SourceError, match=r"is no well-formed XML .* too long to be read all the same"):
        read(rss("<title>a < b</title>" + "x" * MAX_BROKEN_CHARS))


@pytest.mark.parametrize(
    "inside",
    [
        "".join(f"<category>{number}</category>" for number in range(1_000)),
        "<itunes:keywords>" + ",".join(map(str, range(50_000))) + "</itunes:keywords>",
        "<author>" + "a" * 200_000 + "</author>",
        "".join(f'<n{number}:x xmlns:n{number}="urn:{number}"/>' for number in range(1_000)),
        "<x>" * 1_000 + "</x>" * 1_000,
        '<x xml:base="a/">' * 1_000 + "</x>" * 1_000,
        '<x xml:base="' + "a/" * 100_000 + '">' + "<y/>" * 1_000 + "</x>",
        '<x xml:lang="' + "a" * 200_000 + '">' + "<description>d</description>" * 1_000 + "</x>",
    ],
    ids=["categories", "keywords", "author", "namespaces", "depth", "bases", "long base", "long language"],
)
def test_what_feedparser_takes_the_square_of_is_bounded(inside: str) -> None:
    before = time.process_time()
    for feed in (rss(f"<title>T</title>{inside}"), rss(f"<title>T</title>{inside}<oops>")):
        assert read(feed).articles[0].title == "T"
    assert time.process_time() - before < 8


def test_thousands_of_attributes_are_refused() -> None:
    attributes = " ".join(f'a{number}=""' for number in range(20_000))
    with pytest.raises(SourceError, match="an element with more than 200 attributes"):
        read(rss(f"<title {attributes}>T</title>"))


def test_deeply_nested_json_is_refused() -> None:
    feed = '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000
    with pytest.raises(SourceError, match="is no valid JSON"):
        read(feed)


def test_numbers_beyond_all_bounds_are_not_known() -> None:
    sizes = {"url": "https://x.example/1.mp3", "size_in_bytes": 10**400, "duration_in_seconds": float("inf")}
    item = {"id": "1", "title": "T", "attachments": [sizes]}
    document = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}))
    assert [(file.length, file.duration_s) for file in document.articles[0].enclosures] == [(None, None)]


def test_several_threads_read_at_once() -> None:
    feeds = [
        rss(*(f"<guid>{n}-{i}</guid><title>T {n} &amp;amp; {i} &bad </title>" for i in range(10))) for n in range(6)
    ]
    barrier = threading.Barrier(4)

    def read_all(_: int) -> list[tuple[str, ...]]:
        barrier.wait()
        return [tuple(article.title for article in read(feed).articles) for feed in feeds]

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(read_all, range(4)))
    assert results == [[tuple(f"T {n} & {i} &bad" for i in range(10)) for n in range(6)]] * 4
