"""JSON Feed, and single items of one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from feedserver.errors import SourceError
from feedserver.model import Block, BlockKind, Enclosure
from feedserver.sources.upstream.json_feed import read_item
from tests.sources.upstream.feeds import CONTEXT, read


def feed(*items: object, **members: object) -> str:
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "News", "items": items} | members, ensure_ascii=False)


ITEM = {
    "id": "1",
    "url": "https://blog.example/1",
    "title": "Ғарыш",
    "content_html": "<p>The <b>text</b>.</p><p><img src='i.png' alt=''></p>",
    "summary": "In short.",
    "date_published": "2024-05-01T10:00:00+05:00",
    "date_modified": "2024-05-02T10:00:00",
    "authors": [{"name": "Айгүл"}, {"url": "https://x.example/"}, {"name": "Иван"}],
    "tags": ["Ғылым", "space"],
    "language": "kk",
    "banner_image": "/banner.jpg",
    "attachments": [
        {"url": "1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5, "duration_in_seconds": 61.5, "title": "Part"},
        {"url": "https://cdn.example/2.pdf"},
        {"title": "No address"},
    ],
}


def test_a_feed_and_its_item_are_read() -> None:
    hubs = [{"type": "WebSub", "url": "https://hub.example/"}]
    document = read(
        feed(
            ITEM,
            home_page_url="https://blog.example/",
            feed_url="https://blog.example/f.json",
            hubs=hubs,
            language="ru",
        )
    )
    (article,) = document.articles
    assert (document.title, document.format, document.language) == ("News", "JSON Feed 1.1", "ru")
    assert (document.home_url, document.self_url) == ("https://blog.example/", "https://blog.example/f.json")
    assert (document.hub_urls, document.ttl_s, document.deleted) == (("https://hub.example/",), None, ())
    assert (article.external_id, article.url, article.title) == ("1", "https://blog.example/1", "Ғарыш")
    assert (article.language, article.author, article.categories) == ("kk", "Айгүл, Иван", ("Ғылым", "space"))
    assert (article.summary, article.image) == ("In short.", "https://blog.example/banner.jpg")
    assert article.blocks[0] == Block(BlockKind.PARAGRAPH, "The <b>text</b>.")
    assert 'src="https://blog.example/i.png"' in article.blocks[1].html
    assert article.published_at == datetime(2024, 5, 1, 5, tzinfo=UTC)
    assert article.updated_at == datetime(2024, 5, 2, 5, tzinfo=UTC)
    assert article.enclosures == (
        Enclosure("https://blog.example/1.mp3", "audio/mpeg", 5, 61, "Part"),
        Enclosure("https://cdn.example/2.pdf", "application/pdf"),
    )


def test_plain_text_keeps_its_paragraphs_and_lines() -> None:
    (article,) = read(feed({"id": "1", "content_text": "One <b>.\n\nTwo\nand three & four."})).articles
    assert article.summary == "One <b>."
    assert article.blocks == (Block(BlockKind.PARAGRAPH, "Two<br>and three &amp; four."),)


def test_version_1_has_one_author_and_ids_that_are_numbers() -> None:
    item = {"id": 17, "title": "T", "author": {"name": "Aida"}, "external_url": "https://x.example/"}
    document = read(feed(item, version="https://jsonfeed.org/version/1"))
    (article,) = document.articles
    assert document.format == "JSON Feed 1"
    assert (article.external_id, article.author, article.url) == ("17", "Aida", "https://x.example/")


def test_an_item_of_another_shape_is_refused_and_the_others_are_read() -> None:
    document = read(feed(5, {"id": "1"}, None, {"id": "2", "title": "T"}, {"id": "2", "title": "Again"}))
    assert [article.title for article in document.articles] == ["T"]
    assert len(document.refused) == 3
    assert str(document.refused[0]) == "entry 1: an entry is no JSON object"


@pytest.mark.parametrize(
    "body",
    ["{}", '{"version": "1", "items": []}', '{"version": "https://jsonfeed.org/version/1"}', '{"a": ' * 100_000, "{"],
)
def test_other_json_is_no_feed(body: str) -> None:
    with pytest.raises(SourceError, match=r"^https://news\.example/section/feed\.xml: is (JSON, but|no valid JSON)"):
        read(body)


def test_an_item_of_a_file_has_the_id_it_is_given() -> None:
    item = {"id": "1", "title": "T", "url": "/1", "image": "i.png", "content_text": "Text."}
    article = read_item(item, CONTEXT, base_url=None, external_id="one.json", declared_language="kk")
    assert (article.external_id, article.url, article.image, article.language) == ("one.json", None, None, "kk")


def test_half_a_character_does_not_get_through() -> None:
    (article,) = read(
        '{"version": "https://jsonfeed.org/version/1", "items": [{"title": "A \\ud800 b", "id": "\\udfff"}]}'
    ).articles
    assert (article.title, article.external_id) == ("A ? b", "?")
