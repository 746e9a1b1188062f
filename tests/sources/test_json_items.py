"""Files of JSON Feed items: one, a list, a whole feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from feedserver.errors import SourceError
from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.folders.json_items import MAX_ITEMS, read_json_items
from tests.conftest import NOW

CONTEXT = ReadingContext("agency", UTC, NOW)
ITEM = {
    "id": "https://news.example/1",
    "url": "https://news.example/1",
    "title": "Экипаж вернулся",
    "content_html": "<p>Все <b>трое</b> здоровы.</p>",
    "date_published": "2025-04-08T14:05:00+05:00",
    "tags": ["Космос"],
    "attachments": [{"url": "https://news.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 10}],
}


def read(document: object) -> tuple[list[Article], list[SourceError]]:
    return read_json_items(json.dumps(document), "news.json", CONTEXT)


def test_a_single_item_is_an_article_by_the_files_name() -> None:
    (article,), refused = read(ITEM)
    assert refused == []
    assert article.external_id == "news.json"
    assert (article.title, article.url) == ("Экипаж вернулся", "https://news.example/1")
    assert [block.html for block in article.blocks] == ["Все <b>трое</b> здоровы."]
    assert article.published_at == datetime(2025, 4, 8, 9, 5, tzinfo=UTC)
    assert article.categories == ("Космос",)
    assert [file.url for file in article.enclosures] == ["https://news.example/a.mp3"]


@pytest.mark.parametrize("wrap", [list, lambda items: {"version": "https://jsonfeed.org/version/1", "items": items}])
def test_the_items_of_a_list_or_a_feed_have_their_own_ids(wrap: object) -> None:
    items = [ITEM, {"id": 2, "content_text": "Text."}, {"url": "https://news.example/3", "content_text": "Text."}]
    articles, refused = read(wrap(items))  # type: ignore[operator]
    assert refused == []
    assert [article.external_id for article in articles] == [
        "news.json#https://news.example/1",
        "news.json#2",
        "news.json#https://news.example/3",
    ]


def test_what_stands_around_the_items_of_a_feed_counts() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://news.example/",
        "language": "kk",
        "items": [{"id": "1", "content_html": '<p>Ғарыш <a href="/a">бар</a>.</p>'}],
    }
    (article,), _ = read(feed)
    assert article.language == "kk"
    assert 'href="https://news.example/a"' in article.blocks[0].html


def test_a_bad_item_does_not_keep_the_others_out() -> None:
    articles, refused = read([{"id": "1"}, 3, ITEM, ITEM, {"id": "5", "content_text": 5}])
    assert [article.external_id for article in articles] == ["news.json#https://news.example/1"]
    assert [str(error).partition(": ")[0] for error in refused] == [f"news.json, item {number}" for number in (1, 2, 5)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is no valid JSON"),
        ("[" * 100_000, "is no valid JSON"),
        ("3", "is no JSON Feed, no item of one and no list of them"),
        ("null", "is no JSON Feed"),
        (
            '{"name": "package", "version": "1"}',
            "is no JSON Feed and no item of one: that has content_html or content_text",
        ),
        ('{"content_text": ""}', "has no article"),
        (f"[{','.join(['{}'] * (MAX_ITEMS + 1))}]", "has too many items: 5001, 5000 are allowed"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_json_items(text, "news.json", CONTEXT)
    assert str(caught.value).startswith(f"news.json: {reason}")
