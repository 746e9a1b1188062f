"""Whatever an article holds, its feeds are well-formed, valid, and hold what they should."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import feedparser
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.cleaning import fit, line, looks_like_markup, name, web_address
from feedserver.feeds.opml import render_opml
from feedserver.feeds.rendering import render
from feedserver.feeds.variants import Content, Variant
from feedserver.model import Block, BlockKind, Category, Edition, Enclosure, Origin, Site
from tests.feeds.handmade import at
from tests.feeds.validator import complaints

# Every code point there is, surrogates, controls and noncharacters too, among what breaks feeds.
NASTY = st.sampled_from(
    [
        *("</b>", "<b>", "<", ">", "&", "&amp;", "&lt", "&#60;", "&#0;", "AT&T", "]]>", "<!--", "<?xml", "<j@x.org>"),
        *("\r\n", "\x00", "\x85", "\u2028", "\ufffd", "\ufffe", "\U0001ffff", "\ud800", "\udfff", "\xa0"),
        *("«", "Қ", "{{", '"', "'"),
    ]
)
TEXT = st.lists(NASTY | st.characters(exclude_categories=()), max_size=8).map("".join)
LANGUAGES = st.sampled_from(["en", "ru", "kk", "de", "zh-Hans", "und"])
TIMES = st.integers(0, 10**15).map(lambda microseconds: at(1990, 1, 2) + timedelta(microseconds=microseconds))
ADDRESSES = st.builds(
    FeedAddress,
    st.sampled_from([None, "en", "ru", "kk"]),
    st.sampled_from(Format),
    category=st.none() | st.sampled_from(["space", "ғарыш"]),
    source=st.none() | st.just("seeds"),
    variant=st.builds(
        Variant,
        st.sampled_from(Content),
        st.none() | st.integers(1, 500),
        st.none() | TEXT.map(lambda text: " ".join(fit(text).split())).filter(bool),
        st.none() | TIMES,
        st.booleans(),
        st.booleans(),
    ),
)
SITES = st.builds(
    Site,
    TEXT,
    st.sampled_from(["https://news.example", "http://127.0.0.1:8000/a/b"]),
    st.sampled_from([("en", "ru", "kk"), ("kk",), ("ru", "en")]),
    st.just("news.example"),
    st.just("2026-01-01"),
    st.sampled_from([(), ("https://hub.example/", "http://other.example/hub?a=1")]),
)
ADDRESSES_OF_FILES = TEXT | TEXT.map("https://cdn.example/".__add__) | TEXT.map("http://cdn.example?".__add__)
ENCLOSURES = st.builds(
    Enclosure,
    ADDRESSES_OF_FILES,
    st.sampled_from(["audio/mpeg", "video/mp4; codecs=avc1", "IMAGE/png", "application/x-a!#$&^_.+-b", "", "mp3"])
    | TEXT,
    st.none() | st.integers(-1, 10**12),
    st.none() | st.integers(-1, 10**6),
    st.none() | TEXT,
)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """A block as the sources hand it on: inline HTML, sanitised, but with any characters."""
    text = html.escape(draw(TEXT)) or "x"
    if draw(st.booleans()):
        text = f'<a href="https://news.example/?a=1&amp;b=2"><strong>{text}</strong></a>'
    return Block(draw(st.sampled_from(BlockKind)), text)


@st.composite
def editions(draw: st.DrawFn) -> list[Edition]:
    """Editions of different articles. Their changes have different times, which is for the store to see to."""
    times = draw(st.lists(TIMES, unique=True, max_size=2))
    return [
        Edition(
            article_id=f"{number:016x}",
            language=draw(LANGUAGES),
            text_language=draw(LANGUAGES),
            origin=draw(st.none() | st.sampled_from(Origin)),
            title=draw(TEXT),
            summary=draw(TEXT),
            blocks=tuple(draw(st.lists(blocks(), max_size=3))),
            categories=tuple(draw(st.lists(st.builds(Category, TEXT, TEXT), max_size=2))),
            author=draw(st.none() | TEXT),
            source="seeds",
            original_language=draw(LANGUAGES),
            original_url=draw(st.none() | TEXT | TEXT.map("https://space.example/".__add__)),
            published_at=draw(TIMES),
            updated_at=updated_at,
            engine=draw(st.none() | TEXT),
            untranslated=draw(st.integers(0, 30)),
            image=draw(st.none() | ADDRESSES_OF_FILES),
            enclosures=tuple(draw(st.lists(ENCLOSURES, max_size=2))),
            other_urls=tuple(draw(st.lists(ADDRESSES_OF_FILES, max_size=2))),
        )
        for number, updated_at in enumerate(times)
    ]


@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(editions(), ADDRESSES, SITES, st.none() | TEXT)
def test_any_feed_is_valid(shown: list[Edition], address: FeedAddress, site: Site, label: str | None) -> None:
    body = render(assemble(shown, address, site, scope_label=label), address)
    url = site.base_url + address.path
    content_type = address.format.content_type
    assert complaints(body, address.format, url=url, content_type=content_type, now=at(2026, 1, 1)) == []


@settings(max_examples=30)
@given(editions(), SITES)
def test_any_entry_keeps_its_id_and_its_language_in_every_format(shown: list[Edition], site: Site) -> None:
    address = FeedAddress("kk", Format.ATOM)
    feed = assemble(shown, address, site)
    expected = [(entry.id, entry.language) for entry in feed.entries]
    assert [
        (item["id"], item["language"]) for item in json.loads(render(feed, address.in_format(Format.JSON)))["items"]
    ] == expected
    for format_, entry_path, id_path in (
        (Format.ATOM, "{*}entry", "{*}id"),
        (Format.RSS, "channel/item", "guid"),
    ):
        root = etree.fromstring(render(feed, address.in_format(format_)))
        language = "{http://www.w3.org/XML/1998/namespace}lang"
        assert [(each.findtext(id_path), each.get(language)) for each in root.findall(entry_path)] == expected


@settings(max_examples=30, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(TEXT, st.sampled_from([Format.ATOM, Format.RSS]))
def test_feed_readers_show_any_title_as_it_is(title: str, format_: Format) -> None:
    """Readers take titles for HTML where they look like it; feedparser hands on either as HTML.

    feedparser also repairs UTF-8 that was read as Latin-1, and what happens to look like that.
    """
    assume(not re.search("[\xc2-\xf4][\x80-\xbf]", line(title)))
    edition = Edition(
        "0" * 16, "ru", "ru", Origin.ORIGINAL, f"x{title}x", "", (Block(BlockKind.PARAGRAPH, "x"),), (), None,
        "seeds", "ru", None, at(2025, 1, 1), at(2025, 1, 1),
    )  # fmt: skip
    site = Site("x", "https://news.example", ("ru",), "news.example", "2026-01-01")
    address = FeedAddress("ru", format_)
    body = render(assemble([edition], address, site), address)
    shown = html.unescape(feedparser.parse(body).entries[0].title)
    assert shown.split() == line(f"x{title}x").split()


@given(TEXT)
def test_what_is_fit_for_a_feed_stays_as_it_is(text: str) -> None:
    assert fit(fit(text)) == fit(text)
    assert line(line(text)) == line(text)
    etree.fromstring(f"<x>{html.escape(fit(text))}</x>")


@given(TEXT)
def test_no_name_looks_like_markup(text: str) -> None:
    assert not looks_like_markup(name(text))
    assert name(name(text)) == name(text)


@pytest.mark.parametrize("text", ["AT&T", "Рога & Копыта", "a < b", "R&D, Q&A", "Қазақстан"])
def test_a_harmless_name_stays_as_it_is(text: str) -> None:
    assert name(text) == text


@pytest.mark.parametrize(
    ("text", "bare"), [("<b>Aigul</b>", "Aigul"), ("A <a@x.org>", "A"), ("AT&amp;T", "AT&T"), ("&2", "& 2")]
)
def test_markup_leaked_into_a_name_is_taken_out(text: str, bare: str) -> None:
    assert name(text) == bare


@given(st.one_of(TEXT, TEXT.map("https://".__add__), TEXT.map("http://news.example/".__add__)))
def test_a_web_address_is_absolute_and_ascii_or_none(url: str) -> None:
    address = web_address(url)
    assert address is None or re.fullmatch(r"https?://[a-z0-9._-]+(:\d+)?[!-~]*", address)
    assert address is None or web_address(address) == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        ("HTTPS://News.Example:8443/%41%zz", "https://news.example:8443/%41%25zz"),
        ("https://мысал.қаз/ғарыш", "https://xn--80awbu3c.xn--80ao21a/%D2%93%D0%B0%D1%80%D1%8B%D1%88"),
        ("ftp://news.example/", None),
        ("news.example/a", None),
        ("https://news.example:port/", None),
    ],
)
def test_web_addresses_are_made_uris(url: str, address: str | None) -> None:
    assert web_address(url) == address


@settings(max_examples=30)
@given(SITES, st.lists(st.builds(Category, st.just("space"), TEXT), max_size=3))
def test_any_list_of_feeds_is_well_formed(site: Site, categories: list[Category]) -> None:
    etree.fromstring(render_opml(site, "kk", categories=categories, sources=[("seeds", site.title)]))
