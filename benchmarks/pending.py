"""How the worker goes through 10,000 pending sentences: memory, progress, order, and how fast it stops.

``python benchmarks/pending.py`` does so with the small package of the tests, in a minute or two; with ``big`` with a
package of the published size (big_package.py), which takes an hour on two cores. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path

from big_package import keep_package, make_sentences

from feedserver.translation.packages.adding import add_package

REPOSITORY = Path(__file__).parents[1]
SMALL = REPOSITORY / "tests" / "fixtures" / "packages" / "translate-en_kk-0_1.argosmodel"
ARTICLES = 400
SENTENCES = 25  # in an article, its title among them
SAMPLE_S = 0.5
FINISHED = """SELECT NOT todo FROM editions JOIN articles ON articles.id = article_id
    WHERE editions.language = 'kk' ORDER BY published_at DESC"""


@dataclass
class Watch:
    """What was seen of one worker, from its start to its end.

    memory_mb: at every look; gaps_s: between looks that found more translations; overtaken: the most articles that were
    not finished while an older one was.
    """

    memory_mb: list[int] = field(default_factory=list)
    gaps_s: list[float] = field(default_factory=list)
    overtaken: int = 0
    sentences: int = 0
    seconds: float = 0.0
    stopped_after_s: float = 0.0


class Site:
    """A site in *folder* with nothing but English articles, to be translated into Kazakh."""

    def __init__(self, folder: Path, *, big: bool) -> None:
        self.articles = folder / "articles"
        self.articles.mkdir()
        packages = folder / "packages"
        packages.mkdir()
        if big:
            package = keep_package(Path(tempfile.gettempdir()) / f"feedserver-bench-{os.getuid()}")
            (packages / package.name).symlink_to(package)
        else:
            add_package(SMALL, packages)
        self._folder = folder
        self._database = folder / "data" / "feedserver.db"
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "FEEDSERVER_LANGUAGES": "en,kk",
            "FEEDSERVER_ARTICLES": str(self.articles),
            "FEEDSERVER_DATA_DIR": str(folder / "data"),
            "FEEDSERVER_PACKAGES_DIR": str(packages),
        }

    def start(self, command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "feedserver", command],
            cwd=self._folder,
            env=self._environment,
            stderr=(self._folder / f"{command}.log").open("ab"),
        )

    def run(self, command: str) -> None:
        """Run a command to its end; the script ends with it if it fails."""
        if self.start(command).wait():
            sys.exit(f"feedserver {command} failed:\n{(self._folder / f'{command}.log').read_text()}")

    def column(self, query: str) -> list[int]:
        with closing(sqlite3.connect(self._database, timeout=30)) as connection:
            return [row[0] for row in connection.execute(query)]

    def remembered(self) -> int:
        return self.column("SELECT count(*) FROM memory")[0]


def main() -> None:
    """Measure and print."""
    big = sys.argv[1:] == ["big"]
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), big=big)
        write_articles(site.articles, big=big)
        site.run("ingest")
        print(f"{ARTICLES} articles of {SENTENCES} sentences are pending.\n")
        report("until stopped half-way", watch(site, until=ARTICLES // 2))
        report("from there to the end", watch(site, until=ARTICLES))
        before = site.remembered()
        page = site.articles / "0007.txt"
        new = next(make_sentences(1, seed=2)) if big else "The government approved the reform."
        text = page.read_text("utf-8").rstrip()
        page.write_text(text[: text.rindex(". ") + 2] + new + "\n", "utf-8")
        site.run("ingest")
        site.run("translate")
        print(f"An article edited in one sentence costs {site.remembered() - before} sentence(s).")


def write_articles(folder: Path, *, big: bool) -> None:
    """Write articles, each of another day, the newest with the highest number."""
    count = ARTICLES * SENTENCES
    sentences = make_sentences(count, seed=1) if big else plain_sentences(count)
    for number in range(ARTICLES):
        title, *rest = islice(sentences, SENTENCES)
        day = date(2024, 1, 1) + timedelta(number)
        paragraphs = [" ".join(rest[start : start + 4]) for start in range(0, len(rest), 4)]
        page = "\n\n".join([f"{day:%B} {day.day}, {day.year}", title.removesuffix("."), *paragraphs])
        (folder / f"{number:04}.txt").write_text(page + "\n", "utf-8")


def plain_sentences(count: int) -> islice[str]:
    """So many different sentences that the small package can translate."""
    subjects = [
        f"The {adjective}{who}"
        for adjective in ("", "new ", "first ", "young ")
        for who in ("minister", "president", "parties", "journalists", "ambassador", "company", "scientists", "crew")
    ]
    verbs = ("discussed", "supported", "presented", "prepared", "approved", "welcomed", "studied", "signed")
    things = (
        "the new project",
        "the agreement",
        "the space program",
        "the plan",
        "the report",
        "the reform",
        "the law",
    )
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
    made = (
        f"{subject} {verb} {thing} {place}." for thing, verb, place, subject in product(things, verbs, places, subjects)
    )
    return islice(made, count)


def watch(site: Site, *, until: int) -> Watch:
    """Run a worker until so many editions are finished, then stop it with SIGTERM."""
    seen = Watch()
    at_start = last = site.remembered()
    worker = site.start("worker")
    started = last_at = time.monotonic()
    finished: list[int] = []
    while sum(finished) < until:
        if worker.poll() is not None:
            sys.exit(f"the worker ended with {worker.returncode}")
        time.sleep(SAMPLE_S)
        now = time.monotonic()
        with suppress(OSError):
            seen.memory_mb.append(memory_mb(worker.pid))
        if (remembered := site.remembered()) > last:
            seen.gaps_s.append(now - last_at)
            last, last_at = remembered, now
        finished = site.column(FINISHED)
        if any(finished):
            oldest = len(finished) - 1 - finished[::-1].index(1)
            seen.overtaken = max(seen.overtaken, finished[:oldest].count(0))
    seen.seconds, seen.sentences = time.monotonic() - started, last - at_start
    asked = time.monotonic()
    worker.terminate()
    worker.wait()
    seen.stopped_after_s = time.monotonic() - asked
    return seen


def memory_mb(pid: int) -> int:
    """The resident memory of a process, in MB of a million bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 // 1_000_000


def report(what: str, seen: Watch) -> None:
    tenth = max(1, len(seen.memory_mb) // 10)
    early = statistics.median(seen.memory_mb[tenth : 2 * tenth] or seen.memory_mb)
    late = statistics.median(seen.memory_mb[-tenth:])
    first, *others = seen.gaps_s or [0.0]
    print(f"A worker {what}:")
    print(f"  {seen.sentences} sentences remembered in {seen.seconds:.0f} s: {seen.sentences / seen.seconds:.1f}/s")
    print(f"  memory: {early:.0f} MB in the second tenth, {late:.0f} MB in the last, {max(seen.memory_mb)} MB at most")
    print(f"  first saved after {first:.1f} s, then every {max(others, default=0):.1f} s or sooner")
    print(f"  at most {seen.overtaken} articles waited while an older one was finished")
    print(f"  ended {seen.stopped_after_s:.1f} s after SIGTERM\n")


if __name__ == "__main__":
    main()
