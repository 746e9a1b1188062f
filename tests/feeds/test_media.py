"""Pictures, enclosures and other sources pass from an edition to every format, and readers find them there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import feedparser
import pytest

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.cleaning import media_type
from feedserver.feeds.model import Entry
from feedserver.feeds.rendering import render
from feedserver.model import Edition, Enclosure
from tests.feeds.handmade import LAUNCH, REPORT, SITE

PAPER, EPISODE, FILM = (
    Enclosure("https://space.example/report.pdf", "application/pdf", 1_204_224),
    Enclosure("https://cdn.example/e/42.mp3?from=feed&id=42", "audio/mpeg", 12_345_678, 2885, "Launch & landing"),
    Enclosure("https://cdn.example/e/42.mp4", "video/mp4", None, 61),
)
IMAGE = "https://space.example/img/%D0%B1%D0%B0%D0%B9%D1%82%D0%B5%D1%80%D0%B5%D0%BA.jpg?w=1200&h=630"
OTHERS = (
    "https://agency.example/%D0%B1%D0%B0%D0%B9%D1%82%D0%B5%D1%80%D0%B5%D0%BA",
    "https://daily.example/2025/04/08/baiterek",
)


def entry_of(edition: Edition) -> Entry:
    return assemble((edition,), FeedAddress("ru", Format.ATOM), SITE).entries[0]


def rendered(edition: Edition, format_: Format) -> bytes:
    address = FeedAddress("ru", format_)
    return render(assemble((edition,), address, SITE), address)


def read(edition: Edition, format_: Format = Format.RSS) -> Any:
    """The one entry, as feedparser has it."""
    parsed = feedparser.parse(rendered(edition, format_))
    assert not parsed.bozo
    return parsed.entries[0]


def enclosures_in(entry: Any) -> list[Enclosure]:
    """What a reader learns of the files from the links to them."""
    return [
        Enclosure(each.href, each.type, number_in(each, "length"), title=each.get("title")) for each in entry.enclosures
    ]


def media_in(entry: Any) -> list[Enclosure]:
    """What a reader learns of the files from Media RSS, in which feedparser takes no titles."""
    return [
        Enclosure(each["url"], each["type"], number_in(each, "filesize"), number_in(each, "duration"))
        for each in entry.media_content
    ]


def number_in(attributes: Mapping[str, str], name: str) -> int | None:
    return int(attributes[name]) if name in attributes else None


# In and out again


def test_an_atom_entry_links_to_every_enclosure() -> None:
    assert enclosures_in(read(REPORT, Format.ATOM)) == [
        replace(each, duration_s=None) for each in (PAPER, EPISODE, FILM)
    ]


def test_an_rss_item_has_the_one_enclosure_that_podcast_players_can_play() -> None:
    assert enclosures_in(read(REPORT)) == [replace(EPISODE, duration_s=None, title=None)]


@pytest.mark.parametrize(
    ("enclosures", "main"), [((PAPER, FILM, EPISODE), FILM), ((PAPER, replace(PAPER, url=f"{PAPER.url}#2")), PAPER)]
)
def test_what_is_played_goes_before_documents_else_the_first_is_taken(
    enclosures: tuple[Enclosure, ...], main: Enclosure
) -> None:
    assert [each.href for each in read(replace(REPORT, enclosures=enclosures)).enclosures] == [main.url]


def test_an_rss_enclosure_of_unknown_length_has_the_length_0() -> None:
    assert [each.length for each in read(replace(REPORT, enclosures=(FILM,))).enclosures] == ["0"]


@pytest.mark.parametrize("format_", [Format.ATOM, Format.RSS])
def test_media_rss_carries_every_enclosure_with_its_duration(format_: Format) -> None:
    entry = read(REPORT, format_)
    assert media_in(entry) == [replace(each, title=None) for each in (PAPER, EPISODE, FILM)]
    assert [each.get("medium") for each in entry.media_content] == [None, "audio", "video"]
    assert entry.media_thumbnail == [{"url": IMAGE}]


@pytest.mark.parametrize("format_", [Format.ATOM, Format.RSS])
def test_the_title_of_an_enclosure_is_not_taken_for_that_of_the_entry(format_: Format) -> None:
    assert read(REPORT, format_).title == REPORT.title


@pytest.mark.parametrize("format_", [Format.ATOM, Format.RSS])
def test_every_source_of_a_story_is_linked(format_: Format) -> None:
    vias = [link.href for link in read(REPORT, format_).links if link.rel == "via"]
    assert vias == [entry_of(REPORT).external_url, *OTHERS]


def test_json_has_the_picture_the_enclosures_and_the_other_sources() -> None:
    item = json.loads(rendered(REPORT, Format.JSON))["items"][0]
    assert item["image"] == IMAGE
    assert item["attachments"] == [
        {"url": PAPER.url, "mime_type": "application/pdf", "size_in_bytes": 1_204_224},
        {
            "url": EPISODE.url,
            "mime_type": "audio/mpeg",
            "title": "Launch & landing",
            "size_in_bytes": 12_345_678,
            "duration_in_seconds": 2885,
        },
        {"url": FILM.url, "mime_type": "video/mp4", "duration_in_seconds": 61},
    ]
    assert item["_feedserver"]["other_urls"] == list(OTHERS)


@pytest.mark.parametrize("format_", Format)
def test_a_feed_without_media_says_nothing_of_them(format_: Format) -> None:
    body = rendered(LAUNCH, format_)
    assert not any(word in body for word in (b"mrss", b"enclosure", b"attachments", b"image", b"other_urls"))


def test_a_picture_alone_is_media_too() -> None:
    entry = read(replace(LAUNCH, image=IMAGE))
    assert entry.media_thumbnail == [{"url": IMAGE}]
    assert entry.enclosures == []


# What is fit


@pytest.mark.parametrize("url", ["", "e/42.mp3", "ftp://cdn.example/42.mp3", "javascript:alert(1)", "https:///42.mp3"])
def test_what_cannot_be_fetched_is_left_out(url: str) -> None:
    entry = entry_of(replace(REPORT, image=url, enclosures=(replace(EPISODE, url=url), PAPER), other_urls=(url,)))
    assert (entry.image, entry.enclosures, entry.other_urls) == (None, (PAPER,), ())


@pytest.mark.parametrize("type_", ["", "mp3", "audio/", "*/*", "audio/mpeg, audio/mp4", "аудио/mpeg"])
def test_an_enclosure_of_no_media_type_is_left_out(type_: str) -> None:
    assert entry_of(replace(REPORT, enclosures=(replace(EPISODE, type=type_),))).enclosures == ()


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (" Audio/MPEG ", "audio/mpeg"),
        ('video/mp4; codecs="avc1"', "video/mp4"),
        ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        ("image/svg+xml", "image/svg+xml"),
    ],
)
def test_a_media_type_has_one_spelling(text: str, type_: str) -> None:
    assert media_type(text) == type_


@pytest.mark.parametrize("number", [0, -1])
def test_a_length_or_duration_that_cannot_be_is_not_known(number: int) -> None:
    enclosure = replace(EPISODE, length=number, duration_s=number)
    assert entry_of(replace(REPORT, enclosures=(enclosure,))).enclosures == (
        replace(EPISODE, length=None, duration_s=None),
    )


def test_an_address_stands_once() -> None:
    again = replace(EPISODE, type="audio/mp4")
    url = LAUNCH.original_url or ""
    entry = entry_of(replace(REPORT, enclosures=(EPISODE, again), other_urls=(url, *REPORT.other_urls * 2)))
    assert entry.enclosures == (EPISODE,)
    assert entry.other_urls == OTHERS


def test_an_enclosure_that_is_the_root_of_a_host_has_the_path_validators_want() -> None:
    enclosure = replace(EPISODE, url="https://cdn.example?id=42")
    assert entry_of(replace(REPORT, enclosures=(enclosure,))).enclosures[0].url == "https://cdn.example/?id=42"


@pytest.mark.parametrize(("title", "shown"), [("<b>Launch</b>", "Launch"), ("\x07 ", None), (None, None)])
def test_the_title_of_an_enclosure_is_plain(title: str | None, shown: str | None) -> None:
    enclosure = replace(EPISODE, title=title)
    assert entry_of(replace(REPORT, enclosures=(enclosure,))).enclosures[0].title == shown
