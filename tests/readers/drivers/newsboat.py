"""newsboat, a reader for the terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tests.readers.drivers.base import FeedReader
from tests.readers.newsroom import Entry


class Newsboat(FeedReader):
    """Each feed in a cache of its own: in one, an entry that several feeds have is kept for the last of them only."""

    programs = ("newsboat",)
    install = "apt install newsboat"
    conditional_from = 3  # what it is told at its first look it forgets

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        (home / "config").touch()
        for number, url in enumerate(urls):
            self.subscribe(f"{number}", url)

    def subscribe(self, cache: str, *urls: str) -> None:
        """Make a *cache* for the entries of *urls*."""
        (self.home / f"{cache}.urls").write_text("\n".join(urls) + "\n")

    def command(self, cache: str, command: str) -> str:
        """Run one of newsboat's own commands on a *cache*; what it answers."""
        files = ("-u", f"{cache}.urls", "-C", "config", "-c", f"{cache}.db")
        return self.run("newsboat", *files, "-x", command)

    def fetch(self) -> None:
        for number in range(len(self.urls)):
            self.command(f"{number}", "reload")

    def entries(self, url: str) -> list[Entry]:
        with closing(sqlite3.connect(self.home / f"{self.urls.index(url)}.db")) as connection:
            return [
                Entry(guid, title, link, datetime.fromtimestamp(published, UTC), content)
                for guid, title, link, published, content in connection.execute(
                    "SELECT guid, title, url, pubDate, content FROM rss_item WHERE deleted = 0"
                )
            ]
