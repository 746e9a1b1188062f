"""What the tests ask of a feed reader, whichever it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from tests.e2e.live_site import DEADLINE_S
from tests.readers.newsroom import Entry


class Corrections(Enum):
    """What a reader does with an entry that it has, when its feed has another title and text for it."""

    REPLACE = "the entry is as the feed has it now"
    BESIDE = "the entry as it was, and as it is now"
    IGNORED = "the entry stays as it was"


class FeedReader(ABC):
    """A program or library that is subscribed to *urls* and keeps what it reads in *home*, an empty folder.

    formats: extensions of the feeds that it reads. programs: what has to be in the PATH. install: the command that
    installs them; "" where `make test` does. corrections: what it does with them.
    conditional_from: at which of its looks at a feed it first asks whether anything has changed; None: never.
    patience_s: it goes on working after `fetch`, for so long at most.
    """

    formats: ClassVar[tuple[str, ...]] = ("atom", "rss")
    programs: ClassVar[tuple[str, ...]] = ()
    install: ClassVar[str] = ""
    corrections: ClassVar[Corrections] = Corrections.REPLACE
    conditional_from: ClassVar[int | None] = 2
    patience_s: ClassVar[float] = 0

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        self.home = home
        self.urls = urls

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @classmethod
    def is_installed(cls) -> bool:
        """Whether the tests can use it."""
        return all(map(shutil.which, cls.programs))

    @abstractmethod
    def fetch(self) -> None:
        """Look at every feed once, as its user does who asks for it."""

    @abstractmethod
    def entries(self, url: str) -> list[Entry]:
        """What it has kept of a feed, in no particular order."""

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """End what it has started."""

    def run(self, *command: str) -> str:
        """Run a *command* to its end; what it has said on standard output. Raises AssertionError if it fails."""
        done = subprocess.run(
            command,
            env=environment(self.home),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Shelf:
    """Where the tests keep what libraries parse that keep nothing themselves: by feed and id, the latest version."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Entry]] = {}

    def put(self, url: str, entries: Iterable[Entry]) -> None:
        """Put the *entries* of one document there. Raises AssertionError if two have one id."""
        found = list(entries)
        by_id = {entry.id: entry for entry in found}
        assert len(by_id) == len(found), (url, found)
        self._kept.setdefault(url, {}).update(by_id)

    def entries(self, url: str) -> list[Entry]:
        return list(self._kept[url].values())


def environment(home: Path) -> dict[str, str]:
    """The environment of a reader's process: a home of its own, no proxies."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
