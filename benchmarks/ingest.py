"""How fast articles come in, and whether that lasts: many feeds on loopback, read by the poller into SQLite.

``python benchmarks/ingest.py [SOURCES [ENTRIES]]``: so many feeds (1,000) of so many entries (100) each. Every entry is
an article of some 200 words of its own, in English or Russian, seven hours older than the one above; each is compared
with all of those days (the same story from two sources is one article). Prints articles per second and memory of every
tenth. Other work on the same machine slows this down, by CPU time too where cores share a chip; so the same small task
is timed now and then, and the last figure counts every tenth by it. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
from feedserver.store.database import Database
from feedserver.store.polls import plan_polls
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.watching import make_looker

REPOSITORY = Path(__file__).parents[1]
HOSTS = 8  # addresses of this machine: one request at a time goes to each
TENTHS = 10
TASK_EVERY_S = 1.0
_TASK = json.dumps(
    [{"title": "A pad opens", "words": list(range(50)), "url": f"http://a.example/{n}"} for n in range(100)]
)
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


@dataclass
class Watch:
    """Notes when each tenth of the articles was there, the memory then, and how long the same task took meanwhile."""

    database: Database
    total: int
    task_at: float = 0.0
    before: tuple[float, float] = field(default_factory=lambda: (time.monotonic(), time.process_time()))
    rates: list[tuple[float, float, float]] = field(default_factory=list)
    tasks: list[float] = field(default_factory=list)  # since the last tenth, seconds of CPU time

    def look(self) -> None:
        if not self.tasks or time.monotonic() > self.task_at + TASK_EVERY_S:
            self.tasks.append(_time_task())
            self.task_at = time.monotonic()
        with self.database.read() as connection:
            there = count_articles(connection)
        while there >= self.total * (len(self.rates) + 1) // TENTHS and len(self.rates) < TENTHS:
            now = (time.monotonic(), time.process_time())
            clock, cpu = (max(end - start, 1e-9) for start, end in zip(self.before, now, strict=True))
            self.before = now
            tenth = self.total / TENTHS
            task = statistics.median(self.tasks)
            self.tasks.clear()
            self.rates.append((tenth / clock, tenth / cpu, tenth / cpu * task))
            figures = f"{tenth / clock:6.0f}  {tenth / cpu:6.0f}  {_memory_mb():5} MB  {task * 1000:6.2f} ms"
            print(f"  {len(self.rates):2}  {figures}", flush=True)


def main(sources: int = 1000, entries: int = 100) -> None:
    with tempfile.TemporaryDirectory() as folder, feeds_on_loopback(entries) as hosts:
        settings = load_settings(
            {"FEEDSERVER_ARTICLES": "", "FEEDSERVER_DATA_DIR": folder, "FEEDSERVER_PRIVATE_HOSTS": ",".join(hosts)},
            Path(folder),
        )
        database = open_site(settings).database
        with database.write() as connection:
            for number in range(sources):
                source = Source(f"feed-{number}", SourceKind.FEED, f"http://{hosts[number % HOSTS]}/{number}")
                save_source(connection, source, DeclaredBy.COMMAND, now=now_utc())
            plan_polls(connection, interval_s=3600, now=now_utc())
        stop = Stop()
        poller = Poller(make_looker(settings, database, stop, now_utc), stop)
        print(
            f"{sources * entries:,} articles, into SQLite; by tenths: articles/s, articles/s of CPU time, memory, task"
        )
        watch = Watch(database, sources * entries)
        poller.look_at_due(watch.look)
        watch.look()
        database.close()
    clock, cpu, tasks = (watch.rates[-1][kind] / watch.rates[0][kind] for kind in range(3))
    print(f"last tenth : first tenth = {clock:.2f}, by CPU time {cpu:.2f}, by the task's time {tasks:.2f}")


def _time_task() -> float:
    """How long a task that never changes takes, in seconds of this thread's CPU time."""
    start = time.thread_time()
    for _ in range(20):
        json.loads(_TASK)
    return time.thread_time() - start


def _memory_mb() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
