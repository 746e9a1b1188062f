"""Bytes, and what is kept of them."""

from __future__ import annotations

import gzip
import json
import locale
from dataclasses import replace

import brotli
import pytest
import zstandard
from lxml import etree

from feedserver.codings import Coding
from feedserver.feeds.addresses import Archive, FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.links import Past
from feedserver.feeds.opml import render_opml
from feedserver.feeds.rendering import keep, link_header, render
from feedserver.model import Category
from tests.feeds.handmade import EDITIONS, LAUNCH_RU, SITE, at

NAMESPACES = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}


def rendered(format_: Format, language: str | None = "ru") -> bytes:
    address = FeedAddress(language, format_)
    return render(assemble(EDITIONS[language], address, SITE), address)


def found(body: bytes, path: str) -> list[str]:
    return [str(each) for each in etree.fromstring(body).xpath(path, namespaces=NAMESPACES)]


@pytest.mark.parametrize("format_", Format)
def test_the_same_feed_gives_the_same_bytes(format_: Format) -> None:
    assert rendered(format_) == rendered(format_)


@pytest.mark.parametrize("format_", Format)
def test_an_empty_feed_is_a_feed(format_: Format) -> None:
    address = FeedAddress("kk", format_)
    assert SITE.authority_date in str(assemble((), address, SITE).updated_at)
    assert render(assemble((), address, SITE), address)


def test_an_atom_entry_has_the_language_of_its_text() -> None:
    body = rendered(Format.ATOM)
    assert found(body, "/a:feed/@xml:lang") == ["ru"]
    assert found(body, "//a:entry/@xml:lang") == ["ru", "kk"]


def test_an_rss_item_has_the_language_of_its_text() -> None:
    body = rendered(Format.RSS)
    assert found(body, "/rss/channel/language/text()") == ["ru"]
    assert found(body, "//item/@xml:lang") == found(body, "//item/dc:language/text()") == ["ru", "kk"]


def test_rss_claims_no_language_for_a_channel_of_several() -> None:
    assert found(rendered(Format.RSS, None), "/rss/channel/language") == []
    assert "language" not in json.loads(rendered(Format.JSON, None))


def test_rss_links_to_itself_and_to_its_alternates() -> None:
    body = rendered(Format.RSS)
    assert found(body, "//channel/link/text()") == ["https://news.example/feeds/ru/"]
    assert found(body, "//channel/a:link[@rel='self']/@href") == ["https://news.example/feeds/ru/feed.rss"]
    assert found(body, "//channel/a:link[@type='application/rss+xml']/@hreflang") == ["ru", "en", "kk"]


def test_rss_dates_are_those_of_the_articles() -> None:
    body = rendered(Format.RSS)
    assert found(body, "//lastBuildDate/text()") == ["Tue, 08 Apr 2025 09:00:00 +0000"]
    assert found(body, "//pubDate/text()")[0] == "Tue, 08 Apr 2025 08:27:00 +0000"


def test_rendering_leaves_the_locale_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(locale, "setlocale")
    assert rendered(Format.RSS)


@pytest.mark.parametrize(
    ("format_", "origins", "engine", "original"),
    [
        (Format.ATOM, "//a:category[@scheme]/@term", "//a:contributor/a:name/text()", "//a:link[@rel='via']"),
        (Format.RSS, "//category[@domain]/text()", "//dc:contributor/text()", "//item/a:link[@rel='via']"),
    ],
)
def test_a_translation_says_so_in_structured_form(format_: Format, origins: str, engine: str, original: str) -> None:
    body = rendered(format_)
    assert found(body, origins) == ["machine", "pending"]
    assert found(body, engine) == [LAUNCH_RU.engine]
    assert found(body, f"{original}/@hreflang") == ["en", "kk"]


def test_a_translation_says_so_in_json() -> None:
    machine, pending = json.loads(rendered(Format.JSON))["items"]
    assert machine["_feedserver"] == {
        "origin": "machine",
        "original_language": "en",
        "original_url": machine["external_url"],
        "engine": "Argos Translate (translate-en_ru 1.9)",
        "untranslated": 2,
    }
    assert pending["_feedserver"]["origin"] == "pending"
    assert pending["language"] == "kk"
    assert "external_url" not in pending


DECODERS = {
    Coding.IDENTITY: bytes,
    Coding.GZIP: gzip.decompress,
    Coding.BROTLI: brotli.decompress,
    Coding.ZSTD: zstandard.decompress,
}


def test_a_rendering_holds_the_body_in_every_coding() -> None:
    body = rendered(Format.ATOM)
    kept = keep(body, Format.ATOM.content_type, "<a>", at(2025, 4, 8, 9, 0, 0, 123456), at(2025, 4, 8, 10))
    assert kept.content_type == "application/atom+xml; charset=utf-8"
    assert {coding: DECODERS[coding](each.body) for coding, each in kept.bodies.items()} == dict.fromkeys(Coding, body)
    assert all(len(each.body) < len(body) / 2 for coding, each in kept.bodies.items() if coding != Coding.IDENTITY)
    assert kept.last_modified == at(2025, 4, 8, 9)
    assert kept.expires_at == at(2025, 4, 8, 10)


def test_validators_depend_on_the_bytes_alone() -> None:
    early, late = (keep(b"feed", "text/plain", "<a>", at(2025, 1, day)) for day in (1, 2))
    assert early.bodies == late.bodies


def test_codings_and_bodies_have_different_strong_etags() -> None:
    kept = [keep(body, "text/plain", "<a>", at(2025, 1, 1)) for body in (b"one", b"other")]
    etags = {each.etag for rendering in kept for each in rendering.bodies.values()}
    assert len(etags) == 2 * len(Coding)
    assert all(etag[0] == etag[-1] == '"' for etag in etags)


def test_the_header_links_to_itself_other_languages_hubs_and_the_past() -> None:
    address = FeedAddress("ru", Format.RSS)
    site = replace(SITE, hubs=("https://hub.example/",))
    feed = assemble(EDITIONS["ru"], address, site, past=Past(older=Archive(2025, 4, 2)))
    assert link_header(feed).split(", ") == [
        '<https://news.example/feeds/ru/feed.rss>; rel="self"',
        '<https://news.example/feeds/en/feed.rss>; rel="alternate"; hreflang="en"; type="application/rss+xml"',
        '<https://news.example/feeds/kk/feed.rss>; rel="alternate"; hreflang="kk"; type="application/rss+xml"',
        '<https://news.example/feeds/ru/archive/2025-04.rss?part=2>; rel="prev-archive"',
        '<https://hub.example/>; rel="hub"',
    ]


def test_the_list_of_feeds_names_them_all() -> None:
    body = render_opml(
        SITE, "ru", categories=[Category("space", "Космос")], sources=[("seeds", "Сохранённые страницы")]
    )
    assert found(body, "/opml/@version") == ["2.0"]
    assert found(body, "//outline/@xmlUrl") == [
        "https://news.example/feeds/ru/feed.atom",
        "https://news.example/feeds/ru/categories/space/feed.atom",
        "https://news.example/feeds/ru/sources/seeds/feed.atom",
    ]
    assert found(body, "/opml/body/outline[not(@xmlUrl)]/@text") == ["Рубрики", "Источники"]


def test_a_list_of_one_feed_has_no_empty_headings() -> None:
    assert len(found(render_opml(replace(SITE, title="A & B"), "en"), "//outline/@text")) == 1
