"""feedparser, and reader: a library that subscribes and stores."""

from __future__ import annotations

import sys
from calendar import timegm
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import feedparser
import feedparser_sgmllib
from reader import make_reader

from tests.readers.drivers.base import FeedReader, Shelf
from tests.readers.newsroom import Entry

# reader's own copy of feedparser wants this module by its old name, which nothing that it depends on brings.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)


class Feedparser(FeedReader):
    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        self._shelf = Shelf()
        self._etags: dict[str, str] = {}

    def fetch(self) -> None:
        for url in self.urls:
            parsed = feedparser.parse(url, etag=self._etags.get(url))
            assert not parsed.bozo, (url, parsed.bozo_exception)
            assert parsed.status == (200 if parsed.entries else 304), (url, parsed.status)
            self._etags[url] = parsed.etag
            self._shelf.put(url, map(_entry, parsed.entries))

    def entries(self, url: str) -> list[Entry]:
        return self._shelf.entries(url)


class ReaderLibrary(FeedReader):
    formats: ClassVar = ("atom", "rss", "json")

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        self._reader = make_reader(str(home / "reader.sqlite"))
        for url in urls:
            self._reader.add_feed(url)

    def fetch(self) -> None:
        for result in self._reader.update_feeds_iter(scheduled=False):
            assert not isinstance(result.value, Exception), result

    def entries(self, url: str) -> list[Entry]:
        return [
            Entry(each.id, each.title or "", each.link or "", each.published, content.value)
            for each in self._reader.get_entries(feed=url)
            if (content := each.get_content())
        ]

    def close(self) -> None:
        self._reader.close()


def _entry(parsed: Any) -> Entry:
    published_at = datetime.fromtimestamp(timegm(parsed.published_parsed), UTC)
    return Entry(parsed.id, parsed.title, parsed.link, published_at, parsed.content[0].value)
