"""Liferea, a reader for the desktop: on a screen and a bus of its own, told over the bus to look again."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from xml.sax.saxutils import quoteattr

from tests.e2e.live_site import DEADLINE_S
from tests.readers.drivers.base import Corrections, FeedReader, environment
from tests.readers.newsroom import Entry

_LIST = '<?xml version="1.0"?>\n<opml version="1.0"><head><title/></head><body>\n{feeds}</body></opml>\n'
# The interval, in minutes, is what makes it look at a feed when it starts.
_FEED = (
    '<outline title="{number}" text="{number}" type="{type}" id="feed-{number}" xmlUrl={url} updateInterval="60"/>\n'
)
_REFRESH = ("--dest=org.gnome.feed.Reader", "/org/gnome/feed/Reader", "org.gnome.feed.Reader.Refresh")


class Liferea(FeedReader):
    programs = ("liferea", "Xvfb", "dbus-daemon", "dbus-send")
    install = "apt install liferea xvfb dbus"
    corrections = Corrections.IGNORED  # of an entry that has an id
    patience_s: ClassVar = DEADLINE_S

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        self._started: list[subprocess.Popen[str]] = []
        feeds = "".join(
            _FEED.format(number=number, type="rss" if ".rss" in url else "atom", url=quoteattr(url))
            for number, url in enumerate(urls)
        )
        folder = home / ".config" / "liferea"
        folder.mkdir(parents=True)
        (folder / "feedlist.opml").write_text(_LIST.format(feeds=feeds))
        (home / "run").mkdir(mode=0o700)
        self._environment = environment(home) | {
            "XDG_RUNTIME_DIR": str(home / "run"),
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
        }

    def fetch(self) -> None:
        if not self._started:
            self._start()
        else:
            command = ["dbus-send", "--session", "--print-reply", *_REFRESH]
            subprocess.run(command, env=self._environment, stdout=subprocess.DEVNULL, check=True, timeout=DEADLINE_S)

    def entries(self, url: str) -> list[Entry]:
        path = self.home / ".local" / "share" / "liferea" / "liferea.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path)) as connection:
            return [
                Entry(guid, title, link, datetime.fromtimestamp(published, UTC), content)
                for guid, title, link, published, content in connection.execute(
                    "SELECT source_id, title, source, date, description FROM items WHERE node_id = ?",
                    (f"feed-{self.urls.index(url)}",),
                )
            ]

    def close(self) -> None:
        for process in reversed(self._started):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()

    def _start(self) -> None:
        bus = self._start_one("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1")
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = _first_line(bus)
        # 1 is its standard output: there it writes the number of the display that it has found free.
        screen = self._start_one("Xvfb", "-displayfd", "1", "-nolisten", "tcp")
        self._environment["DISPLAY"] = f":{_first_line(screen)}"
        self._start_one("liferea")

    def _start_one(self, *command: str) -> subprocess.Popen[str]:
        with (self.home / f"{command[0]}.log").open("a") as log:
            process = subprocess.Popen(
                command,
                env=self._environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if command[0] != "liferea" else log,
                stderr=log,
                text=True,
            )
        self._started.append(process)
        return process


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline().strip()
    assert line, f"{process.args!r} ended before it said where it listens"
    return line
