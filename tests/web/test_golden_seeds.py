"""The feeds of the seeds, byte for byte. ``GOLDEN=write pytest tests/web/test_golden_seeds.py`` writes them anew."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from flask.testing import FlaskClient

from feedserver.feeds.addresses import Format
from tests.feeds.validator import complaints

GOLDEN = Path(__file__).parents[1] / "golden"
PATHS = [
    f"{folder}/feed.{name}"
    for folder in ("", "/en", "/ru", "/kk", "/kk/categories/space", "/ru/sources/seeds")
    for name in ("atom", "rss", "json")
] + [
    f"{path}{parameters}"
    for path, parameters in (
        ("/ru/feed.atom", "?content=summary"),
        ("/ru/feed.rss", "?content=title"),
        ("/kk/feed.json", "?content=summary&limit=2"),
        ("/kk/feed.atom", "?limit=1&view=bilingual"),
        ("/kk/feed.rss", "?limit=1&view=bilingual"),
        ("/kk/feed.json", "?limit=1&view=bilingual"),
        ("/ru/feed.atom", "?since=2025-01-01"),
        ("/ru/feed.atom", "?translated=only"),
        ("/en/feed.json", "?limit=2&q=rockets"),
        ("/kk/categories/space/feed.rss", "?source=seeds"),
        ("/kk/archive/2025-04.atom", ""),
        ("/kk/archive/2025-04.rss", ""),
        ("/kk/archive/2025-04.json", ""),
        ("/archive/2019-04.atom", ""),
        ("/kk-Latn/feed.atom", "?limit=1"),
        ("/kk-Arab/feed.atom", "?limit=1"),
        ("/kk-Arab/feed.rss", "?limit=1"),
    )
]
DATES = {
    "2014-11-18T00:00:00+00:00",
    "2019-04-05T00:00:00+00:00",
    "2021-04-30T00:00:00+00:00",
    "2025-04-08T08:27:00+00:00",
    "2026-11-21T15:30:00+00:00",  # the page has none: first seen
}


@pytest.mark.parametrize("path", PATHS)
def test_the_feed_is_as_it_was(client: FlaskClient, path: str) -> None:
    file = GOLDEN / re.sub("[/?&=]", "-", path.strip("/"))
    answer = client.get(path)
    assert answer.status_code == 200
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(answer.data)
    assert answer.data == file.read_bytes()


@pytest.mark.parametrize("path", PATHS)
def test_the_validator_has_nothing_to_say(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    found = complaints(
        answer.data,
        Format(path.partition("?")[0].rpartition(".")[2]),
        url=f"https://news.example.org{path}",
        content_type=answer.headers["Content-Type"],
        now=datetime(2026, 11, 22, tzinfo=UTC),
    )
    assert found == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_all_three_formats_hold_all_five_articles_with_their_dates(client: FlaskClient, language: str) -> None:
    for name in ("atom", "rss"):
        parsed = feedparser.parse(client.get(f"/{language}/feed.{name}").data)
        dates = {datetime(*entry.published_parsed[:6], tzinfo=UTC).isoformat() for entry in parsed.entries}
        assert dates == DATES
    items = client.get(f"/{language}/feed.json").get_json(force=True)["items"]
    assert {datetime.fromisoformat(item["date_published"]).isoformat() for item in items} == DATES


def test_every_language_has_titles_of_its_own(client: FlaskClient) -> None:
    titles = {
        language: {item["title"] for item in client.get(f"/{language}/feed.json").get_json(force=True)["items"]}
        for language in ("en", "ru", "kk")
    }
    assert "Россия и Казахстан развивают космические технологии" in titles["ru"]
    assert "Ресей мен Қазақстан ғарыш технологияларын дамытып келеді" in titles["kk"]
    assert "Russia and Kazakhstan are developing space technology" in titles["en"]
    assert len(titles["en"] | titles["ru"] | titles["kk"]) == 15


def test_the_same_article_has_another_id_in_every_language_and_one_in_every_format(client: FlaskClient) -> None:
    ids: dict[str, set[str]] = {}
    for language in ("en", "ru", "kk"):
        ids[language] = {item["id"] for item in client.get(f"/{language}/feed.json").get_json(force=True)["items"]}
        for name in ("atom", "rss"):
            parsed = feedparser.parse(client.get(f"/{language}/feed.{name}").data)
            assert {entry.id for entry in parsed.entries} == ids[language]
    assert len(ids["en"] | ids["ru"] | ids["kk"]) == 15
