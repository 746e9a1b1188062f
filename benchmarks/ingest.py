"""How fast articles come in, and whether that lasts: many feeds on loopback, read by the poller into SQLite.

``python benchmarks/ingest.py [SOURCES [ENTRIES]]``: so many feeds (1,000) of so many entries (100) each. Every entry is
an article of some 200 words of its own, in English or Russian, seven hours older than the one above; each is compared
with all of those days (the same story from two sources is one article). Prints articles per second and memory of every
tenth. A machine is not as fast at the end of half an hour as at its beginning, so the last tenth is taken in by turns
with the first tenth of a second site, which is empty: the last figures compare these two. Linux only: memory is read
from /proc.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from feedserver.model import Source, SourceKind
from feedserver.settings import load_settings
from feedserver.sources.polling.poller import Poller
from feedserver.startup import now_utc, open_site
from feedserver.stopping import Stop
from feedserver.store.articles import count_articles
from feedserver.store.polls import plan_polls
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.watching import make_looker

REPOSITORY = Path(__file__).parents[1]
HOSTS = 8  # addresses of this machine: one request at a time goes to each
TENTHS = 10
TURN = 10  # feeds
WORDS = 200
NEWEST = datetime(2026, 3, 1, tzinfo=UTC)


@cache
def _vocabulary() -> list[list[str]]:
    """Words in English and in Russian, out of the seeds and their catalogues."""
    english = " ".join(path.read_text("utf-8") for path in sorted((REPOSITORY / "seeds").glob("*.txt")))
    catalogues = sorted((REPOSITORY / "translations" / "ru").glob("*.po"))
    russian = " ".join(re.findall(r'^msgstr "(.*)"$', " \n".join(p.read_text("utf-8") for p in catalogues), re.M))
    return [sorted(set(re.findall(r"[A-Za-z]{3,}", english))), sorted(set(re.findall(r"[А-Яа-яё]{3,}", russian)))]


def make_feed(number: int, entries: int) -> bytes:
    """The RSS of feed *number*: the same number gives the same bytes."""
    draw = random.Random(number)
    words = _vocabulary()[number % 2]
    items = []
    for position in range(entries):
        dated = NEWEST - timedelta(minutes=number, hours=position * 7)
        paragraphs = (" ".join(draw.choices(words, k=WORDS // 4)) for _ in range(4))
        text = "".join(f"<p>{paragraph.capitalize()}.</p>" for paragraph in paragraphs)
        items.append(
            f"<item><guid isPermaLink='false'>{number}-{position}</guid>"
            f"<title>{' '.join(draw.choices(words, k=8))}</title>"
            f"<pubDate>{dated:%a, %d %b %Y %H:%M:%S} GMT</pubDate><category>{draw.choice(words)}</category>"
            f"<link>http://feed{number}.example/{position}</link>"
            f"<description>{text.replace('<', '&lt;')}</description></item>"
        )
    return f"<rss version='2.0'><channel><title>Feed {number}</title>{''.join(items)}</channel></rss>".encode()


def serve_feeds(entries: int, pipe: Pipe) -> None:
    """Serve feeds on the first HOSTS addresses of the loopback until the other end of *pipe* closes."""

    class Feeds(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = make_feed(int(self.path.strip("/")), entries)
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    servers = [ThreadingHTTPServer((f"127.0.0.{host}", 0), Feeds) for host in range(1, HOSTS + 1)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send([f"{server.server_address[0]}:{server.server_port}" for server in servers])
    with suppress(EOFError):
        pipe.recv()


@contextmanager
def feeds_on_loopback(entries: int) -> Iterator[list[str]]:
    """A process that serves feeds; its hosts with their ports."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve_feeds, args=(entries, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


class ReadingSite:
    """A site in *folder*, empty at first, that reads feeds at *hosts*, each once."""

    def __init__(self, folder: str, hosts: list[str]) -> None:
        self._hosts = hosts
        settings = load_settings(
            {
                "FEEDSERVER_ARTICLES": "",
                "FEEDSERVER_DATA_DIR": folder,
                "FEEDSERVER_PRIVATE_HOSTS": ",".join(hosts),
                "FEEDSERVER_POLL_MIN_S": "86400",
                "FEEDSERVER_POLL_MAX_S": "86400",
            },
            Path(folder),
        )
        self.database = open_site(settings).database
        stop = Stop()
        self._poller = Poller(make_looker(settings, self.database, stop, now_utc), stop)

    def take_in(self, numbers: Sequence[int]) -> Took:
        """Read the feeds of these numbers, once."""
        with self.database.write() as connection:
            for number in numbers:
                address = f"http://{self._hosts[number % HOSTS]}/{number}"
                source = Source(f"feed-{number}", SourceKind.FEED, address)
                save_source(connection, source, DeclaredBy.COMMAND, now=now_utc())
            plan_polls(connection, interval_s=86_400, now=now_utc())
        before, clock, cpu = self._count(), time.monotonic(), time.process_time()
        self._poller.look_at_due()
        return Took(self._count() - before, time.monotonic() - clock, time.process_time() - cpu)

    def _count(self) -> int:
        with self.database.read() as connection:
            return count_articles(connection)


@dataclass(frozen=True, slots=True)
class Took:
    """What it took to take in so many articles, in seconds."""

    articles: int
    clock: float
    cpu: float

    @property
    def rate(self) -> float:
        """Articles per second by the clock."""
        return self.articles / self.clock

    @property
    def cpu_rate(self) -> float:
        """Articles per second of CPU time."""
        return self.articles / self.cpu

    def __add__(self, other: Took) -> Took:
        return Took(self.articles + other.articles, self.clock + other.clock, self.cpu + other.cpu)

    def __str__(self) -> str:
        return f"{self.rate:6.0f}  {self.cpu_rate:6.0f}"


NOTHING = Took(0, 0.0, 0.0)


def main(sources: int = 1000, entries: int = 100) -> None:
    tenth = sources // TENTHS
    with ExitStack() as stack:
        hosts = stack.enter_context(feeds_on_loopback(entries))
        grown = ReadingSite(stack.enter_context(tempfile.TemporaryDirectory()), hosts)
        print(f"{sources * entries:,} articles, into SQLite; by tenths: articles/s, articles/s of CPU time, memory")
        for number in range(TENTHS - 1):
            took = grown.take_in(range(number * tenth, (number + 1) * tenth))
            print(f"  {number + 1:2}  {took}  {_memory_mb():5} MB", flush=True)
        empty = ReadingSite(stack.enter_context(tempfile.TemporaryDirectory()), hosts)
        last, first, ratios = NOTHING, NOTHING, []
        for start in range(0, tenth, TURN):
            turn = range(start, min(start + TURN, tenth))
            of_first = empty.take_in(turn)
            of_last = grown.take_in([(TENTHS - 1) * tenth + number for number in turn])
            first, last = first + of_first, last + of_last
            ratios.append(of_last.rate / of_first.rate)
        print(f"  {TENTHS:2}  {last}  {_memory_mb():5} MB")
        print(f"   1  {first}  by turns with that, on another site")
        print(
            f"last tenth : first tenth = {last.rate / first.rate:.2f},"
            f" by CPU time {last.cpu_rate / first.cpu_rate:.2f}; turns {min(ratios):.2f} to {max(ratios):.2f}"
        )
        for site in (grown, empty):
            site.database.close()


def _memory_mb() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
