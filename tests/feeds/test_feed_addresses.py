"""Addresses of feeds and pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedserver.feeds.addresses import Archive, FeedAddress, Format, article_path, opml_path, page_path, read_month
from feedserver.feeds.variants import Content, Variant


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (FeedAddress(None, Format.ATOM), "/feed.atom"),
        (FeedAddress("kk", Format.RSS, variant=Variant(limit=20)), "/kk/feed.rss?limit=20"),
        (FeedAddress("ru", Format.JSON, category="space"), "/ru/categories/space/feed.json"),
        (FeedAddress("ru", Format.ATOM, source="seeds"), "/ru/sources/seeds/feed.atom"),
        (
            FeedAddress("kk", Format.ATOM, category="ғарыш"),
            "/kk/categories/%D2%93%D0%B0%D1%80%D1%8B%D1%88/feed.atom",
        ),
        (FeedAddress("kk", Format.ATOM, source="a/b?c"), "/kk/sources/a%2Fb%3Fc/feed.atom"),
        (FeedAddress("kk", Format.ATOM, "space", "seeds"), "/kk/categories/space/feed.atom?source=seeds"),
        (
            FeedAddress("kk", Format.ATOM, "space", "a&b", Variant(Content.TITLE, 5, "ғарыш +1", None, True, True)),
            "/kk/categories/space/feed.atom?content=title&limit=5&q=%D2%93%D0%B0%D1%80%D1%8B%D1%88%20%2B1&source=a%26b"
            "&translated=only&view=bilingual",
        ),
        (
            FeedAddress("ru", Format.JSON, variant=Variant(since=datetime(2026, 11, 1, 12, tzinfo=UTC))),
            "/ru/feed.json?since=2026-11-01T12:00:00Z",
        ),
        (FeedAddress("kk", Format.ATOM, archive=Archive(2026, 3)), "/kk/archive/2026-03.atom"),
        (FeedAddress(None, Format.RSS, archive=Archive(2026, 3, 2)), "/archive/2026-03.rss?part=2"),
    ],
)
def test_an_address_has_one_canonical_path(address: FeedAddress, path: str) -> None:
    assert address.path == path


def test_formats_and_limits_of_a_feed_show_the_same() -> None:
    atom = FeedAddress("ru", Format.ATOM, category="space")
    assert atom.scope == "ru/categories/space"
    assert FeedAddress("ru", Format.RSS, category="space", variant=Variant(limit=5)).scope == atom.scope
    assert FeedAddress("ru", Format.ATOM, "space", variant=Variant(Content.TITLE)).scope == atom.scope
    assert FeedAddress(None, Format.ATOM).scope == "all"


def test_other_entries_or_other_texts_of_them_are_another_feed() -> None:
    addresses = [
        FeedAddress("ru", Format.ATOM, category, source, variant)
        for category in (None, "space")
        for source in (None, "seeds")
        for variant in (Variant(), Variant(query="a"), Variant(translated=True), Variant(bilingual=True))
    ]
    assert len({address.scope for address in addresses}) == len(addresses)


@pytest.mark.parametrize("name", ["2026-13", "2026-00", "26-01", "2026-1", "0000-01", "2026-01 ", "٢٠٢٦-٠١"])
def test_what_is_no_month_has_no_archive(name: str) -> None:
    assert read_month(name) is None


def test_another_format_or_language_keeps_the_rest() -> None:
    address = FeedAddress("ru", Format.ATOM, category="space", variant=Variant(limit=5))
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
