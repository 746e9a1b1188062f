"""Sources as they are declared: what becomes of a table, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.declarations import WrongDeclarationError, declare_source, folder_source, is_web_address
from feedserver.model import Source, SourceKind, slug_of

FEED = "https://agency.example/feed.xml"


def test_a_feed_with_nothing_else_is_named_after_its_address() -> None:
    assert declare_source({"feed": FEED}) == Source("agency-example-feed", SourceKind.FEED, FEED)


def test_everything_that_can_be_said_of_a_feed_is_kept() -> None:
    declared = declare_source(
        {
            "feed": FEED,
            "slug": "agency",
            "title": " Агенттік ",
            "language": "KK_cyrl",
            "time_zone": "Asia/Almaty",
            "categories": ["Ғарыш", " News", "News"],
            "full_text": True,
        }
    )

    assert declared == Source(
        slug="agency",
        kind=SourceKind.FEED,
        location=FEED,
        title="Агенттік",
        language="kk-Cyrl",
        zone="Asia/Almaty",
        categories=("Ғарыш", "News"),
        full_text=True,
    )


def test_a_folder_is_named_after_itself(tmp_path: Path) -> None:
    folder = tmp_path / "City News"
    declared = declare_source({"folder": str(folder), "by_folder": True})

    assert declared == Source("city-news", SourceKind.FOLDER, str(folder), by_folder=True)
    assert folder_source(folder) == Source("city-news", SourceKind.FOLDER, str(folder), title="City News")


def test_a_folder_may_stand_in_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/asel")

    assert declare_source({"folder": "~/news"}).location == "/home/asel/news"


def test_the_root_is_a_folder_too() -> None:
    assert folder_source(Path("/")).slug == "articles"


def test_pages_are_named_after_their_site_and_each_counts_once() -> None:
    one, two = "https://www.city.example:8443/1?a=b#c", "https://www.city.example:8443/2"

    assert declare_source({"pages": [two, one, two]}) == Source(
        "city-example", SourceKind.PAGES, "https://www.city.example:8443/", pages=(two, one)
    )


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://www.agency.example/rss", "agency-example-rss"),
        ("http://agency.example", "agency-example"),
        ("https://agency.example/news.v2/feed", "agency-example-news-v2-feed"),
        ("https://agency.example/?feed=rss2&cat=3", "agency-example-feed-rss2-cat-3"),
        ("https://agency.example/%D2%B1%D0%BB%D1%82.xml", "agency-example-ұлт"),
        ("https://қала.example/лента.rss", "қала-example-лента"),
        ("https://user:secret@agency.example:8080/rss", "agency-example-rss"),
    ],
)
def test_the_name_of_a_feed_says_where_it_is(address: str, slug: str) -> None:
    assert declare_source({"feed": address}).slug == slug


def test_a_long_address_gives_a_short_name_of_its_own() -> None:
    slugs = {declare_source({"feed": f"https://a.example/{'word-' * 60}{end}"}).slug for end in ("one", "two")}

    assert len(slugs) == 2
    assert max(map(len, slugs)) <= 100


@given(st.from_regex(r"https?://[a-z]{1,20}\.example/[\w/.%?=&-]{0,300}", fullmatch=True))
def test_every_address_gives_a_name_that_could_have_been_declared(address: str) -> None:
    slug = declare_source({"feed": address}).slug

    assert slug == slug_of(slug)
    assert declare_source({"feed": address, "slug": slug}).slug == slug


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "allowed is one of folder, feed and pages"),
        ({"folder": "a", "feed": FEED}, "source is “folder and feed”; allowed is one of"),
        ({"url": FEED}, "source is “url”; allowed is one of folder, feed, pages, slug"),
        ({"feed": "agency.example/feed"}, "feed is “agency.example/feed”; allowed is an address"),
        ({"feed": "ftp://agency.example/feed"}, "feed is “ftp:"),
        ({"feed": "https:///feed"}, "feed is “https:///feed”"),
        ({"feed": "https://a.example:99999/"}, "feed is “https://a.example:99999/”"),
        ({"feed": "https://[a.example/"}, "feed is “"),
        ({"feed": "https://a.example/a b"}, "feed is “https://a.example/a b”"),
        ({"feed": "javascript:alert(1)"}, "feed is “javascript"),
        ({"feed": [FEED]}, "feed is “"),
        ({"feed": 5}, "feed is “5”"),
        ({"folder": " "}, "folder is “ ”; allowed is a path"),
        ({"folder": "a\0b"}, "allowed is a path"),
        ({"folder": 5}, "folder is “5”"),
        ({"folder": "~nobody-of-that-name/news"}, "there is no such home folder"),
        ({"pages": FEED}, "allowed is addresses on one site"),
        ({"pages": []}, "allowed is addresses on one site"),
        ({"pages": [FEED, "https://other.example/"]}, "allowed is addresses on one site"),
        ({"pages": [FEED, 5]}, "allowed is addresses on one site"),
        ({"feed": FEED, "slug": "Space News"}, "slug is “Space News”; allowed is small letters"),
        ({"feed": FEED, "slug": "../etc"}, "slug is “../etc”"),
        ({"feed": FEED, "slug": "a" * 101}, "slug is “aaa"),
        ({"feed": FEED, "slug": ""}, "slug is “”; allowed is some text"),
        ({"feed": FEED, "title": "two\nlines"}, "allowed is some text in one line"),
        ({"feed": FEED, "title": 5}, "title is “5”"),
        ({"feed": FEED, "language": "Kazakh language"}, "allowed is a language tag such as kk"),
        ({"feed": FEED, "time_zone": "Mars/Olympus"}, "allowed is a time zone such as Asia/Almaty"),
        ({"feed": FEED, "time_zone": "../../etc/passwd"}, "allowed is a time zone"),
        ({"feed": FEED, "time_zone": "Asia"}, "allowed is a time zone"),
        ({"feed": FEED, "categories": "Space"}, "categories is “Space”; allowed is a list"),
        ({"feed": FEED, "categories": ["Space", " "]}, "allowed is a list"),
        ({"feed": FEED, "full_text": "yes"}, "full_text is “yes”; allowed is true or false"),
        ({"feed": FEED, "by_folder": True}, "allowed is only for folders"),
        ({"folder": "news", "full_text": True}, "allowed is only for feeds"),
        ({"pages": [FEED], "full_text": True}, "allowed is only for feeds"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_name_and_what_is_allowed(
    table: dict[str, object], message: str
) -> None:
    with pytest.raises(WrongDeclarationError) as refused:
        declare_source(table)

    assert message in str(refused.value)


@given(st.text() | st.integers() | st.none())
def test_anything_may_be_asked_whether_it_is_an_address(value: object) -> None:
    assert is_web_address(value) in (True, False)
