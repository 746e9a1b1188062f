"""feedsmith and rss-parser: what readers written in JavaScript stand on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from tests.readers.drivers.base import FeedReader, Shelf
from tests.readers.newsroom import Entry

_FOLDER = Path(__file__).parents[1] / "node"


class _InNode(FeedReader):
    package: ClassVar[str]
    programs = ("node",)
    install = "make readers, after apt install npm"
    conditional_from = None  # they parse; asking is left to who uses them

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        self._shelf = Shelf()

    @classmethod
    def is_installed(cls) -> bool:
        return super().is_installed() and (_FOLDER / "node_modules" / cls.package).is_dir()

    def fetch(self) -> None:
        documents = json.loads(self.run("node", str(_FOLDER / "read_feeds.mjs"), self.package, *self.urls))
        for url, entries in zip(self.urls, documents, strict=True):
            self._shelf.put(
                url,
                (
                    Entry(each["id"], each["title"], each["link"], datetime.fromisoformat(each["date"]), each["text"])
                    for each in entries
                ),
            )

    def entries(self, url: str) -> list[Entry]:
        return self._shelf.entries(url)


class Feedsmith(_InNode):
    package = "feedsmith"
    formats: ClassVar = ("atom", "rss", "json")


class RssParser(_InNode):
    package = "rss-parser"
