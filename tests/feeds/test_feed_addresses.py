"""Addresses of feeds and pages."""

from __future__ import annotations

import pytest

from feedserver.feeds.addresses import FeedAddress, Format, article_path, opml_path, page_path


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (FeedAddress(None, Format.ATOM), "/feed.atom"),
        (FeedAddress("kk", Format.RSS, limit=20), "/kk/feed.rss?limit=20"),
        (FeedAddress("ru", Format.JSON, category="space"), "/ru/categories/space/feed.json"),
        (FeedAddress("ru", Format.ATOM, source="seeds"), "/ru/sources/seeds/feed.atom"),
        (
            FeedAddress("kk", Format.ATOM, category="ғарыш"),
            "/kk/categories/%D2%93%D0%B0%D1%80%D1%8B%D1%88/feed.atom",
        ),
        (FeedAddress("kk", Format.ATOM, source="a/b?c"), "/kk/sources/a%2Fb%3Fc/feed.atom"),
    ],
)
def test_an_address_has_one_canonical_path(address: FeedAddress, path: str) -> None:
    assert address.path == path


def test_formats_and_limits_of_a_feed_show_the_same() -> None:
    atom = FeedAddress("ru", Format.ATOM, category="space")
    assert atom.scope == "ru/categories/space"
    assert FeedAddress("ru", Format.RSS, category="space", limit=5).scope == atom.scope
    assert FeedAddress(None, Format.ATOM).scope == "all"


def test_another_format_or_language_keeps_the_rest() -> None:
    address = FeedAddress("ru", Format.ATOM, category="space", limit=5)
    assert address.in_format(Format.JSON).path == "/ru/categories/space/feed.json?limit=5"
    assert address.in_language("kk").path == "/kk/categories/space/feed.atom?limit=5"


def test_content_types_name_the_charset() -> None:
    assert [format_.content_type for format_ in Format] == [
        "application/atom+xml; charset=utf-8",
        "application/rss+xml; charset=utf-8",
        "application/feed+json; charset=utf-8",
    ]


def test_pages_have_paths() -> None:
    assert page_path(None) == "/"
    assert page_path("kk") == "/kk/"
    assert article_path("kk", "9f2c") == "/kk/articles/9f2c"
    assert opml_path("kk") == "/kk/feeds.opml"
