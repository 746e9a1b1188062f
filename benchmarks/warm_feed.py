"""How fast a warm feed is answered: by the thin layer, by a Flask view in two ways, and assembled for every request.

Run with ``make bench`` on a machine that does nothing else; needs wrk. All are one application under the same
server, started as ``feedserver serve`` starts it, on the same database, and send the same bytes. What is printed goes
into the README as it stands.
"""

from __future__ import annotations

import gzip
import http.client
import os
import platform
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import polib

from feedserver.settings import Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask

REPOSITORY = Path(__file__).parents[1]
FEED = "/kk/feed.atom"
ARTICLES = 50
SENTENCES = 5  # in an article: so many make a feed of about 130 kB
ROUNDS = 5
SECONDS = 3
CONNECTIONS = 16
START_TIMEOUT_S = 60

WAYS = {
    "thin layer": "feedserver:create_app",
    "Flask view, same read": "warm_feed:ordinary_view",
    "Flask view, SQLAlchemy": "warm_feed:view_by_sqlalchemy",
    "no rendering kept": "warm_feed:nothing_kept",
}


def ordinary_view() -> Flask:
    """The application without the layer in front: the view answers with the kept rendering."""
    from feedserver import create_app

    app = create_app()
    del app.wsgi_app  # the instance's: Flask's own method comes to light again
    return app


def view_by_sqlalchemy() -> Flask:
    """The application whose view reads the kept rendering as all its other views read: by SQLAlchemy."""
    from sqlalchemy import select

    from feedserver.store.database import open_database
    from feedserver.store.renderings import Kept, RenderingReader
    from feedserver.store.schema import renderings

    database = open_database(load_settings().database_url)
    columns = [renderings.c[name] for name in Kept._fields]

    def find_rendering(_: RenderingReader, path: str, encoding: str, now: float) -> Kept | None:
        query = select(*columns).where(renderings.c.path == path, renderings.c.encoding == encoding)
        with database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None or (row.expires_at is not None and row.expires_at <= now) else Kept._make(row)

    RenderingReader.find_rendering = find_rendering  # type: ignore[method-assign]
    return ordinary_view()


def nothing_kept() -> Flask:
    """The application that assembles, renders and compresses the feed for every request."""
    from feedserver.store.renderings import RenderingReader
    from feedserver.web import feeds

    RenderingReader.find_rendering = lambda *_: None  # type: ignore[method-assign]
    feeds.save_rendering = lambda *_: False
    return ordinary_view()


def main() -> None:
    """Measure, and print a table."""
    if not shutil.which("wrk"):
        sys.exit("make bench measures with wrk, which is not installed: apt install wrk")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        write_articles(Path(folder) / "articles")
        urls = {way: stack.enter_context(serving(factory, Path(folder))) for way, factory in WAYS.items()}
        requests = requests_of(urls["thin layer"])
        rates: dict[tuple[str, str], list[float]] = {(name, way): [] for name in requests for way in urls}
        for _ in range(ROUNDS):  # by turns, so that what else the machine does hits all alike
            for name, headers in requests.items():
                for way, url in urls.items():
                    rates[name, way].append(measure(url, headers))
        print_table({name: {way: statistics.median(rates[name, way]) for way in urls} for name in requests})


def write_articles(folder: Path) -> None:
    """Write pages in Kazakh, made of the sentences of the seeds' catalogues."""
    words = [
        entry.msgstr
        for path in sorted((REPOSITORY / "translations" / "kk").glob("*.po"))
        for entry in polib.pofile(str(path))
        if entry.comment == "paragraph" and len(entry.msgstr) > 80
    ]
    chance = random.Random(1)
    folder.mkdir()
    for number in range(ARTICLES):
        paragraphs = [f"{number + 1}-мақала: Байқоңырдағы жаңалықтар", *chance.sample(words, SENTENCES)]
        page = "\n\n".join([f"May {number % 28 + 1}, 2025", *paragraphs])
        (folder / f"{number:02}.txt").write_text(page + "\n", "utf-8")


@contextmanager
def serving(factory: str, folder: Path) -> Iterator[str]:
    """Serve the application of *factory* as ``feedserver serve`` does; gives the feed's address once it answers."""
    from feedserver.supervisor import server_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEEDSERVER_")},
        "PYTHONPATH": str(Path(__file__).parent),
        "FEEDSERVER_ARTICLES": str(folder / "articles"),
        "FEEDSERVER_DATA_DIR": str(folder / "data"),
        "FEEDSERVER_BASE_URL": "https://news.example.org",
        "FEEDSERVER_PORT": str(port),
    }
    settings: Settings = load_settings(environment, folder)
    with subprocess.Popen(server_command(settings, factory), env=environment, cwd=folder) as server:
        try:
            deadline = time.monotonic() + START_TIMEOUT_S
            while not answers(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{factory} does not answer")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}{FEED}"
        finally:
            server.terminate()


def answers(port: int) -> bool:
    try:
        return ask(f"http://127.0.0.1:{port}{FEED}", {})[0] == 200
    except OSError:
        return False


def ask(url: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
    """One request; the status, the ETag and the body."""
    host, path = re.fullmatch(r"http://([^/]+)(/.*)", url).groups()  # type: ignore[union-attr]
    with closing(http.client.HTTPConnection(host, timeout=START_TIMEOUT_S)) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("ETag", ""), response.read()


def requests_of(url: str) -> dict[str, dict[str, str]]:
    """The requests to measure: by a name with their sizes, their headers."""
    _, _, plain = ask(url, {"Accept-Encoding": "identity"})
    _, etag, zipped = ask(url, {"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped) == plain
    return {
        f"200, gzip ({len(zipped):,} bytes)": {"Accept-Encoding": "gzip"},
        f"200, identity ({len(plain):,} bytes)": {"Accept-Encoding": "identity"},
        "304, If-None-Match": {"Accept-Encoding": "gzip", "If-None-Match": etag},
    }


def measure(url: str, headers: dict[str, str]) -> float:
    """Requests a second that the server at *url* answers, after making sure that it answers as it shall."""
    assert ask(url, headers)[0] == (304 if "If-None-Match" in headers else 200), url
    options = [f"-H{name}: {value}" for name, value in headers.items()]
    said = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, url], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found or "Socket errors" in said or "Non-2xx" in said:
        sys.exit(f"wrk could not measure {url}:\n{said}")
    return float(found[1])


def print_table(medians: dict[str, dict[str, float]]) -> None:
    print(f"Requests/s of a warm feed, {ARTICLES} entries: medians of {ROUNDS} interleaved rounds,")
    print(f"wrk -t1 -c{CONNECTIONS} -d{SECONDS}s, on {os.cpu_count()} cores of {platform.machine()};")
    print(f"Python {platform.python_version()}, Flask {version('flask')}, granian {version('granian')}.\n")
    layer, *others = WAYS
    cells = ["request", *WAYS, *(f"{layer} : {other}" for other in others)]
    print(f"| {' | '.join(cells)} |")
    print(f"| --- |{' --: |' * (len(cells) - 1)}")
    for name, rate in medians.items():
        cells = [name, *(f"{rate[way]:,.0f}" for way in WAYS), *(f"{rate[layer] / rate[way]:,.1f}" for way in others)]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
