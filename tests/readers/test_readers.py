"""Programs that people read feeds with, subscribed to every feed: they look, look again, and look once more after a
correction and a new article. Nobody sees anything twice, and everybody sees what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import feedparser
import pytest

from tests.e2e.live_site import LANGUAGES, title_of_seed, wait_until
from tests.readers.drivers import READERS
from tests.readers.drivers.base import Corrections, FeedReader
from tests.readers.drivers.in_python import Feedparser
from tests.readers.drivers.newsboat import Newsboat
from tests.readers.newsroom import FEEDS, Entry, Newsroom, address, letters

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def skip_without(kind: type[FeedReader]) -> None:
    if not kind.is_installed():
        pytest.skip(f"{kind.__name__} is not installed; to install it: {kind.install}")


@pytest.mark.parametrize("kind", READERS, ids=lambda kind: kind.__name__)
def test_a_reader_has_every_entry_of_every_feed_once(
    newsroom: Newsroom, tmp_path: Path, kind: type[FeedReader]
) -> None:
    skip_without(kind)
    feeds = {address(feed, extension): feed for feed in FEEDS for extension in kind.formats}
    with kind(tmp_path, [newsroom.url + path for path in feeds]) as reader:
        fetch(reader, newsroom)
        before = {path: newsroom.expected(feed) for path, feed in feeds.items()}
        assert_kept(reader, newsroom, before)

        for _ in range(1, kind.conditional_from or 2):
            answered = fetch(reader, newsroom)
            assert_kept(reader, newsroom, before)
        if kind.conditional_from:
            assert answered == Counter((304, path) for path in feeds)

        corrected = newsroom.change()
        fetch(reader, newsroom)
        after = {path: newsroom.expected(feed) for path, feed in feeds.items()}
        for path, entries in after.items():
            old = [entry for entry in before[path] if f":{corrected}/" in entry.id]
            if kind.corrections is Corrections.IGNORED:
                entries[:] = [entry for entry in entries if f":{corrected}/" not in entry.id]
            if kind.corrections is not Corrections.REPLACE:
                entries += old
        assert_kept(reader, newsroom, after)


def fetch(reader: FeedReader, newsroom: Newsroom) -> Counter[tuple[int, str]]:
    """Let *reader* look at every feed; what it was answered, as Newsroom.answered tells it, feeds only."""
    before = newsroom.answered()
    reader.fetch()

    def answered() -> Counter[tuple[int, str]]:
        paths = {url.removeprefix(newsroom.url) for url in reader.urls}
        new = Counter({each: count for each, count in (newsroom.answered() - before).items() if each[1] in paths})
        return new if {path for _, path in new} == paths else Counter()

    found = newsroom.wait_until(answered, f"{type(reader).__name__} has asked for every feed")
    assert set(found.values()) == {1}, found
    return found


def assert_kept(reader: FeedReader, newsroom: Newsroom, expected: dict[str, list[Entry]]) -> None:
    """What *reader* has kept of each feed is what was *expected*, by the feed's path."""
    for path, entries in expected.items():
        url = newsroom.url + path
        kept = patiently(reader, url, entries)
        assert heads(kept) == heads(entries), url
        right = {(entry.id, entry.title): entry for entry in entries}
        for entry in kept:
            assert entry.published_at == right[entry.id, entry.title].published_at, (url, entry)
            assert letters(right[entry.id, entry.title].text) in letters(entry.text), (url, entry)


def patiently(reader: FeedReader, url: str, expected: list[Entry]) -> list[Entry]:
    """What *reader* has kept of a feed: as soon as that is what was *expected*, or else when its patience is over."""
    with suppress(AssertionError):
        wait_until(lambda: heads(reader.entries(url)) == heads(expected), url, deadline_s=reader.patience_s)
    return reader.entries(url)


def heads(entries: Sequence[Entry]) -> list[tuple[str, str, str]]:
    """Id, title and link of each entry, sorted."""
    return sorted((entry.id, entry.title, entry.link) for entry in entries)


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("extension", Feedparser.formats)
def test_either_validator_alone_saves_a_reader_the_feed(newsroom: Newsroom, feed: str, extension: str) -> None:
    url = newsroom.url + address(feed, extension)
    first = feedparser.parse(url)
    for validators in ({"etag": first.etag}, {"modified": first.modified}):
        again = feedparser.parse(url, **validators)
        assert (again.status, again.entries) == (304, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_readers_are_compared_with_is_what_editors_wrote(newsroom: Newsroom, language: str) -> None:
    entries = newsroom.expected(f"/{language}/feed")
    titles = {" ".join(entry.title.split()) for entry in entries}
    assert titles >= {title_of_seed(language, number) for number in range(5)}
    assert all(entry.link.startswith(f"{newsroom.url}/{language}/articles/") for entry in entries)


def test_newsboat_shows_an_article_once_a_language_however_many_feeds_have_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    skip_without(Newsboat)
    newsboat = Newsboat(tmp_path, [])
    newsboat.subscribe("all", *(newsroom.url + address(feed, each) for feed in FEEDS for each in Newsboat.formats))
    for _ in range(2):
        newsboat.command("all", "reload")
        ids = {entry.id for feed in FEEDS for entry in newsroom.expected(feed)}
        assert newsboat.command("all", "print-unread").startswith(f"{len(ids)} unread articles")
