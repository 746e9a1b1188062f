"""The feeds of a few handmade editions, byte for byte.

``GOLDEN=write pytest tests/feeds/test_golden_feeds.py`` writes the files in ``golden/`` anew; look at their diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import feedparser
import pytest

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.opml import render_opml
from feedserver.feeds.rendering import render
from feedserver.model import Category
from tests.feeds.handmade import EDITIONS, REPORT, SITE, STEPPE_PENDING, at
from tests.feeds.validator import complaints

GOLDEN = Path(__file__).with_name("golden")
ADDRESSES = [
    FeedAddress(language, format_, category=category)
    for language, category in ((None, None), ("ru", None), ("kk", "ғарыш"))
    for format_ in Format
]


def rendered(address: FeedAddress) -> bytes:
    label = "Ғарыш" if address.category else None
    return render(assemble(EDITIONS[address.language], address, SITE, scope_label=label), address)


def file_of(address: FeedAddress) -> Path:
    return GOLDEN / f"{address.language or 'as-written'}.{address.format}"


def check_golden(path: Path, body: bytes) -> None:
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(body)
    assert body == path.read_bytes()


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.path)
def test_a_feed_is_what_it_was(address: FeedAddress) -> None:
    check_golden(file_of(address), rendered(address))


def test_the_list_of_feeds_is_what_it_was() -> None:
    body = render_opml(
        SITE, "kk", categories=[Category("ғарыш", "Ғарыш")], sources=[("seeds", "Seeds"), ("дала", "Дала")]
    )
    check_golden(GOLDEN / "kk.opml", body)


@pytest.mark.parametrize("format_", Format)
def test_a_feed_with_media_is_what_it_was(format_: Format) -> None:
    address = FeedAddress("ru", format_)
    body = render(assemble((REPORT, STEPPE_PENDING), address, SITE), address)
    check_golden(GOLDEN / f"media.{format_}", body)
    url = SITE.base_url + address.path
    assert complaints(body, format_, url=url, content_type=format_.content_type, now=at(2026, 1, 1)) == []


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.path)
def test_a_validator_finds_neither_error_nor_warning(address: FeedAddress) -> None:
    url = SITE.base_url + address.path
    found = complaints(
        rendered(address),
        address.format,
        url=url,
        content_type=address.format.content_type,
        now=at(2026, 1, 1),
    )
    assert found == []


@pytest.mark.parametrize("format_", [Format.ATOM, Format.RSS])
def test_feedparser_reads_back_what_was_written(format_: Format) -> None:
    parsed = feedparser.parse(rendered(FeedAddress("ru", format_)))
    assert not parsed.bozo
    assert parsed.feed.title == "Бүгін & Today"
    assert parsed.feed.link == "https://news.example/feeds/ru/"
    machine, pending = parsed.entries
    assert machine.id == "tag:news.example,2026-01-01:9f2c1d7a5b3e8406/ru"
    assert machine.title == "НИОКР: как строили «Байтерек»"
    assert machine.link == "https://news.example/feeds/ru/articles/9f2c1d7a5b3e8406"
    assert machine.published_parsed[:5] == (2025, 4, 8, 8, 27)
    assert machine.author == "Aigul Sarsen"
    assert [tag.term for tag in machine.tags] == ["space" if format_ is Format.ATOM else "Космос", "machine"]
    assert "<ul><li>испытание</li><li>запуск</li></ul>" in machine.content[0].value
    assert (machine.title_detail.language, pending.title_detail.language) == ("ru", "kk")
    assert pending.title == "Далада көктем"
    assert "Қар еріді" in (pending.content[0].value if "content" in pending else pending.summary)


def test_feedparser_sees_when_an_atom_entry_changed() -> None:
    machine = feedparser.parse(rendered(FeedAddress("ru", Format.ATOM))).entries[0]
    assert machine.updated_parsed[:5] == (2025, 4, 8, 9, 0)


def test_feedparser_sees_plain_text_where_a_title_looks_like_markup() -> None:
    for format_ in (Format.ATOM, Format.RSS):
        title = feedparser.parse(rendered(FeedAddress(None, format_))).entries[0].title
        assert title == "R&amp;D: how &lt;Baiterek&gt; was built"
