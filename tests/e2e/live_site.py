"""A site of its own in a temporary folder, served by real processes over loopback."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import polib

REPOSITORY = Path(__file__).parents[2]
PACKAGES = REPOSITORY / "tests" / "fixtures" / "packages"
LANGUAGES = ("en", "ru", "kk")
FORMATS = ("atom", "rss", "json")
DEADLINE_S = 120  # for machines that are busy; a quiet one needs a few seconds
POLL_S = 0.05

Found = TypeVar("Found")


def wait_until(condition: Callable[[], Found], what: str, *, deadline_s: float = DEADLINE_S) -> Found:
    """What *condition* returns as soon as that is true; fails, naming *what*, when *deadline_s* are over."""
    end = time.monotonic() + deadline_s
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {deadline_s} s: {what}"
        time.sleep(POLL_S)
    return found


def free_port() -> int:
    """A port that nothing listens on, below those that the system gives to clients; hardly ever the same twice."""
    while True:
        port = random.SystemRandom().randrange(12000, 32000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Answer:
    """An answer of the server. headers: names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return (gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body).decode()


class LiveSite:
    """Folders of articles and catalogues (copies of the repository's), a database, a port, and what runs on them."""

    def __init__(self, root: Path, *, seeds: bool = True) -> None:
        self.root = root
        self.articles = root / "seeds"
        self.translations = root / "translations"
        self.packages = root / "packages"
        self.port = free_port()
        self.settings = {
            "FEEDSERVER_DATA_DIR": str(root / "data"),
            "FEEDSERVER_PACKAGES_DIR": str(self.packages),
            "FEEDSERVER_SCAN_INTERVAL_S": "1",
        }
        self.python_path: Path | None = None
        self._started: list[subprocess.Popen[bytes]] = []
        if seeds:
            shutil.copytree(REPOSITORY / "seeds", self.articles)
            shutil.copytree(REPOSITORY / "translations", self.translations)
        else:
            self.articles.mkdir()

    @property
    def environment(self) -> dict[str, str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.root), "LANG": "C.UTF-8"} | self.settings
        if self.python_path:
            environment["PYTHONPATH"] = str(self.python_path)
        return environment

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """All that the processes started here have said, on standard output and standard error."""
        return (self.root / "output.txt").read_text("utf-8", "replace")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of feedserver to its end."""
        return subprocess.run(
            [sys.executable, "-m", "feedserver", *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a command beside the test, as a shell would: in a process group of its own."""
        with (self.root / "output.txt").open("ab") as output:
            process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def start_feedserver(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self.start(sys.executable, "-m", "feedserver", *arguments)

    def serve(self) -> subprocess.Popen[bytes]:
        """Start ``feedserver serve`` and wait until it has said where the feeds are."""
        said = self.output.count("Ctrl-C stops it.") if self._started else 0
        process = self.start_feedserver("serve", "--articles", str(self.articles), "--port", str(self.port))
        self.wait_until(lambda: self.output.count("Ctrl-C stops it.") > said, "the server is up", process)
        return process

    def wait_until(
        self, condition: Callable[[], Found], what: str, process: subprocess.Popen[bytes] | None = None
    ) -> Found:
        """As the function; fails at once when *process* ends, and shows what was said."""

        def met() -> Found:
            found = condition()
            assert found or process is None or process.poll() is None, f"ended before {what}:\n{self.output}"
            return found

        try:
            return wait_until(met, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.output}") from None

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send one request; *headers* with underscores for hyphens."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)) as connection:
            connection.request(method, path, headers={name.replace("_", "-"): each for name, each in headers.items()})
            response = connection.getresponse()
            return Answer(
                response.status, {name.lower(): each for name, each in response.getheaders()}, response.read()
            )

    def entries(self, language: str) -> dict[str, dict[str, Any]]:
        """The entries of a language's JSON feed, by the id of their article."""
        answer = self.ask(f"/{language}/feed.json")
        assert answer.status == 200, answer
        return {item["id"].split(":")[-1].split("/")[0]: item for item in json.loads(answer.text)["items"]}

    def entry(self, language: str, title: str) -> dict[str, Any] | None:
        """The entry with this *title*, if there is one."""
        return next((item for item in self.entries(language).values() if spaced(item["title"]) == title), None)

    def write_article(self, name: str, title: str, *paragraphs: str, date: str = "May 5, 2025") -> Path:
        """Save a page into the folder of articles as browsers do: all at once."""
        scratch = self.root / "being-saved.txt"
        scratch.write_text(f"{date}\n\n{title}\n\n" + "\n\n".join(paragraphs) + "\n", "utf-8")
        return scratch.rename(self.articles / name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the database; none while there is no such table yet."""
        path = self.root / "data" / "feedserver.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            try:
                return connection.execute(query).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise

    def count(self, query: str) -> int:
        rows = self.rows(query)
        return int(rows[0][0]) if rows else 0

    def processes(self) -> dict[int, str]:
        """The command lines of the processes that run on this site, by pid, whoever their parent is now (Linux)."""
        marker = f"FEEDSERVER_DATA_DIR={self.settings['FEEDSERVER_DATA_DIR']}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if marker in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    found[int(folder.name)] = command
        return found

    def process(self, words: str) -> int:
        """The pid of the oldest process whose command line has *words*."""
        return self.wait_until(
            lambda: min((pid for pid, command in self.processes().items() if words in command), default=0),
            f"a process {words}",
        )

    def end(self) -> None:
        """End what still runs, each process by its own pid."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
        for process in self._started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def spaced(text: str) -> str:
    """*text* with ordinary spaces only, as catalogues have it."""
    return " ".join(text.split())


def catalogue(language: str, number: int) -> polib.POFile:
    """The catalogue in *language* of the seed with this *number*."""
    (path,) = (REPOSITORY / "translations" / language).glob(f"{number:03}_*.po")
    return polib.pofile(str(path))


def title_of_seed(language: str, number: int) -> str:
    """The title of a seed in *language*, as its catalogue has it."""
    entry = next(
        entry for entry in catalogue("ru" if language == "en" else language, number) if entry.comment == "title"
    )
    return entry.msgid if language == "en" else entry.msgstr


def is_cyrillic(text: str) -> bool:
    """Whether most letters of *text* are Cyrillic."""
    letters = [char for char in text if char.isalpha()]
    return sum("\u0400" <= char <= "\u052f" for char in letters) > len(letters) / 2


def sentences(subjects: Sequence[str], count: int) -> list[str]:
    """*count* different plain sentences of the packages' own field, without numbers."""
    places = (
        "in Astana",
        "in Moscow",
        "in Almaty",
        "at Baikonur",
        "in Beijing",
        "in Washington",
        "in Tashkent",
        "today",
    )
    verbs = ("discussed", "supported", "presented", "prepared", "approved", "welcomed", "studied", "signed")
    objects = ("the new project", "the agreement", "the space program", "the plan", "the report", "the reform")
    made = (
        f"{subject} {verb} {thing} {place}."
        for thing in objects
        for verb in verbs
        for place in places
        for subject in subjects
    )
    return [sentence for sentence, _ in zip(made, range(count), strict=False)]
