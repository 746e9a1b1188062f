"""What of an article's pictures and files its page shows, and how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedserver.model import Block, BlockKind, Enclosure
from feedserver.web.media import clock, media_of, shown_html
from tests.feeds.handmade import LAUNCH

JPEG = Enclosure("https://space.example/pad.jpg", "image/jpeg")


def figure(source: str, kind: BlockKind = BlockKind.FIGURE) -> Block:
    return Block(
        kind, f'<img alt="" src="{source}"><figcaption>It says: src="https://space.example/other.jpg"</figcaption>'
    )


@pytest.mark.parametrize(
    ("image", "in_text"),
    [
        ("https://space.example/pad.jpg", "https://space.example/pad.jpg"),
        ("https://space.example/a/pad.jpg", "https://cdn.space.example/b/pad-1024x683.jpg?ssl=1&amp;w=640"),
        ("https://space.example/pad-150x150.JPG", "https://space.example/pad-scaled.jpg"),
        ("https://space.example/алаң.jpg", "https://space.example/%D0%B0%D0%BB%D0%B0%D2%A3.jpg"),
        ("https://space.example/image?id=1&w=2", "https://space.example/image?id=1&amp;w=2"),
    ],
)
def test_a_picture_in_the_text_is_not_shown_above_it_too(image: str, in_text: str) -> None:
    edition = replace(LAUNCH, image=image, blocks=(figure(in_text),))
    assert media_of(edition).image is None


@pytest.mark.parametrize(
    ("image", "in_text"),
    [
        ("https://space.example/pad.jpg", "https://space.example/launch.jpg"),
        ("https://space.example/image?id=1", "https://space.example/image?id=2"),
        ("https://space.example/pad.jpg", "http://[pad.jpg"),
        ("https://space.example/other.jpg", "https://space.example/pad.jpg"),
    ],
)
def test_another_picture_than_those_in_the_text_is_shown_above_it(image: str, in_text: str) -> None:
    edition = replace(LAUNCH, image=image, blocks=(figure(in_text, BlockKind.PARAGRAPH),))
    assert media_of(edition).image == image


def test_a_picture_that_the_page_shows_is_not_among_its_files() -> None:
    assert media_of(replace(LAUNCH, image=JPEG.url, enclosures=(JPEG,))).files == ()
    assert media_of(replace(LAUNCH, blocks=(figure(JPEG.url),), enclosures=(JPEG,))).files == ()
    assert media_of(replace(LAUNCH, enclosures=(JPEG,))).files == (JPEG,)


def test_what_is_no_web_address_is_not_shown() -> None:
    script = Enclosure("javascript:alert(1)", "audio/mpeg")
    media = media_of(replace(LAUNCH, image="javascript:alert(1)", enclosures=(script,)))
    assert (media.image, media.playable, media.files) == (None, (), ())


def test_pictures_in_the_text_tell_their_hosts_nothing_and_wait_for_the_reader() -> None:
    block = Block(BlockKind.PARAGRAPH, 'A <em>pad</em>: <img src="https://a.example/b.png">')
    written = {shown_html(block) for _ in range(50)}
    assert written == {  # the same each time: the page's ETag is made of it
        'A <em>pad</em>: <img src="https://a.example/b.png" referrerpolicy="no-referrer" loading="lazy">'
    }


def test_an_upstream_does_not_decide_how_pictures_are_loaded() -> None:
    html = '<img src="https://a.example/b.png" loading="eager" referrerpolicy="unsafe-url" onload="x">'
    assert shown_html(Block(BlockKind.FIGURE, html)) == (
        '<img src="https://a.example/b.png" referrerpolicy="no-referrer" loading="lazy">'
    )


def test_what_only_looks_like_a_picture_stays_text() -> None:
    html = '<a title="&lt;img src=x onerror=y&gt;">&lt;img loading="eager"&gt;</a>'
    assert shown_html(Block(BlockKind.PARAGRAPH, f"{html}<img>")).startswith(html)


@pytest.mark.parametrize(
    ("seconds", "written"), [(5, "0:05"), (61, "1:01"), (2885, "48:05"), (3600, "1:00:00"), (37_230, "10:20:30")]
)
def test_durations_are_written_as_on_a_clock(seconds: int, written: str) -> None:
    assert clock(seconds) == written
