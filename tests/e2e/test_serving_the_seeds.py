"""The first start on a fresh folder: five articles, three languages, three formats, as HTTP wants them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from tests.e2e.live_site import FORMATS, LANGUAGES, LiveSite, is_cyrillic, spaced, title_of_seed

DATES = {
    0: "2019-04-05T00:00:00+00:00",
    1: "2025-04-08T08:27:00+00:00",
    2: "2021-04-30T00:00:00+00:00",
    4: "2014-11-18T00:00:00+00:00",
}
UNDATED = 3
EVERY_FEED = [(language, extension) for language in LANGUAGES for extension in FORMATS]


def read_feed(site: LiveSite, language: str, extension: str) -> dict[str, tuple[str, datetime]]:
    """Of every entry, by title: its body and its date."""
    text = site.ask(f"/{language}/feed.{extension}").text
    if extension == "json":
        items = json.loads(text)["items"]
        return {
            spaced(each["title"]): (each["content_html"], datetime.fromisoformat(each["date_published"]))
            for each in items
        }
    parsed = feedparser.parse(text)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return {
        spaced(each.title): (each.content[0].value, datetime(*each.published_parsed[:6], tzinfo=UTC))
        for each in parsed.entries
    }


def test_the_server_says_where_the_feeds_are(served_seeds: LiveSite) -> None:
    for language, extension in EVERY_FEED:
        assert f"{served_seeds.url}/{language}/feed.{extension}" in served_seeds.output


@pytest.mark.parametrize(("language", "extension"), EVERY_FEED)
def test_every_feed_holds_the_five_articles_in_its_language(
    served_seeds: LiveSite, language: str, extension: str
) -> None:
    entries = read_feed(served_seeds, language, extension)
    assert set(entries) == {title_of_seed(language, number) for number in range(5)}
    for body, _ in entries.values():
        assert is_cyrillic(body) == (language != "en")


@pytest.mark.parametrize(("language", "extension"), EVERY_FEED)
def test_entries_have_the_dates_of_their_pages(served_seeds: LiveSite, language: str, extension: str) -> None:
    entries = read_feed(served_seeds, language, extension)
    dates = {number: entries[title_of_seed(language, number)][1] for number in range(5)}
    first_seen = dates.pop(UNDATED)
    assert {number: date.isoformat() for number, date in dates.items()} == DATES
    assert timedelta(0) <= datetime.now(UTC) - first_seen < timedelta(hours=1)


def test_an_edited_translation_is_shown_as_such_and_never_as_the_machines(served_seeds: LiveSite) -> None:
    for language in ("ru", "kk"):
        text = served_seeds.ask(f"/{language}/feed.json").text
        assert "Argos" not in text
        assert '"edited"' in text


@pytest.mark.parametrize(("language", "extension"), EVERY_FEED)
def test_a_feed_travels_compressed_and_is_not_sent_twice(served_seeds: LiveSite, language: str, extension: str) -> None:
    path = f"/{language}/feed.{extension}"
    plain = served_seeds.ask(path)
    zipped = served_seeds.ask(path, Accept_Encoding="gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert "charset=utf-8" in plain.headers["content-type"]
    for answer, encoding in ((plain, "identity"), (zipped, "gzip")):
        assert "Accept-Encoding" in answer.headers["vary"]
        for condition in (
            {"If_None_Match": answer.headers["etag"]},
            {"If_Modified_Since": answer.headers["last-modified"]},
        ):
            again = served_seeds.ask(path, Accept_Encoding=encoding, **condition)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize("path", ["/ru/feed.atom", "/feed.json", "/kk/", "/healthz"])
def test_head_answers_as_get_without_the_body(served_seeds: LiveSite, path: str) -> None:
    got, head = served_seeds.ask(path), served_seeds.ask(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers.get("etag") == got.headers.get("etag")


@pytest.mark.parametrize(
    ("path", "method", "status", "helps"),
    [
        ("/xx/feed.atom", "GET", 404, "en, ru, kk"),
        ("/ru/categories/nonsense/feed.atom", "GET", 404, "roscosmos"),
        ("/nowhere/at/all", "GET", 404, "nothing at this address"),
        ("/ru/feed.atom?limit=0", "GET", 400, "limit"),
        ("/ru/feed.atom?limit=many", "GET", 400, "limit"),
        ("/ru/feed.atom?colour=red", "GET", 400, "colour"),
        ("/ru/feed.atom", "POST", 405, "GET"),
    ],
)
def test_a_refusal_says_what_would_be_right(
    served_seeds: LiveSite, path: str, method: str, status: int, helps: str
) -> None:
    answer = served_seeds.ask(path, method)
    assert answer.status == status
    assert helps in answer.text


def test_the_site_says_that_it_is_well(served_seeds: LiveSite) -> None:
    served_seeds.wait_until(lambda: served_seeds.ask("/healthz").status == 200, "the site is well")


def test_the_second_start_serves_what_is_there(site: LiveSite) -> None:
    first = site.serve()
    before = {feed: site.ask("/{}/feed.{}".format(*feed)) for feed in EVERY_FEED}
    first.terminate()
    first.wait()
    site.serve()
    for feed, answer in before.items():
        again = site.ask("/{}/feed.{}".format(*feed))
        assert again.body == answer.body
        assert again.headers["last-modified"] == answer.headers["last-modified"]
    assert site.output.count("added 5") == 1
