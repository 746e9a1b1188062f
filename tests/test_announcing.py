"""Hubs hear of finished editions, and of nothing before: told, refusing, hanging; and the whole way to a subscriber."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from urllib.parse import parse_qs

import pytest
from werkzeug.serving import make_server

from feedserver import create_app
from feedserver.announcing import SCHEDULE, Announcer, list_topics, make_announcer
from feedserver.model import Article, Source, SourceKind
from feedserver.settings import Settings
from feedserver.startup import open_site
from feedserver.stopping import Stop
from feedserver.store.announcements import HubState, Scope, announce, list_hub_states
from feedserver.store.articles import list_articles
from feedserver.store.database import Database
from feedserver.store.polls import plan_polls
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.watching import make_poller
from feedserver.web.services import EXTENSION
from feedserver.worker import Worker
from tests.conftest import NOW, make_article, save
from tests.e2e.live_site import free_port
from tests.sources.fetching.hostile_server import Client, HostileServer, answer
from tests.sources.newsroom import Clock
from tests.sources.websub_hub import Hub

BASE = "https://news.example"
TAKEN = answer(status=204)
FORMATS = ("atom", "json", "rss")


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Publisher:
    """A site with hubs on *server*, and what tells them."""

    def __init__(
        self, make_settings: Callable[..., Settings], database: Database, url: str, server: HostileServer, clock: Clock
    ) -> None:
        self._make_settings = make_settings
        self._server = server
        self._url = url
        self.database = database
        self.clock = clock
        self.stop = Stop()

    def settings(self, *hubs: str, **changes: object) -> Settings:
        values: dict[str, object] = {
            "articles": "",
            "database": self._url,
            "base_url": BASE,
            "hubs": ",".join(hubs),
            "private_hosts": f"{self._server.netloc},localhost:{self._server.port}",
        }
        return self._make_settings(**(values | changes))

    def start(self, *hubs: str) -> Announcer:
        """Start the site with these hubs; what tells them."""
        settings = self.settings(*hubs)
        open_site(settings, self.clock).database.close()
        return make_announcer(settings, self.database, self.stop, self.clock)

    def told(self) -> list[str]:
        """What the hubs were told of, in order: the feeds' addresses below the site's."""
        forms = [parse_qs(request.body.decode("ascii"), strict_parsing=True) for request in self._server.requests]
        for form in forms:
            assert form == {"hub.mode": ["publish"], "hub.url": form["hub.url"], "hub.topic": form["hub.url"]}
        return [form["hub.url"][0].removeprefix(BASE) for form in forms]

    def states(self) -> list[HubState]:
        with self.database.read() as connection:
            return list(list_hub_states(connection))

    def finish(self, article: Article, *languages: str) -> None:
        """What the worker does when editions are finished."""
        with self.database.write() as connection:
            announce(connection, article.id, languages)


@pytest.fixture
def publisher(
    make_settings: Callable[..., Settings], database: Database, database_url: str, server: HostileServer, clock: Clock
) -> Publisher:
    return Publisher(make_settings, database, database_url, server, clock)


def in_all_formats(*folders: str) -> list[str]:
    return [f"{folder}/feed.{format_}" for folder in folders for format_ in FORMATS]


def test_a_hub_hears_of_every_feed_that_shows_a_finished_edition(publisher: Publisher, server: HostileServer) -> None:
    announcer = publisher.start(server.serve("/hub", TAKEN))
    article = make_article(categories=("Space",))
    save(publisher.database, article)
    announcer.announce_due()

    folders = ("/categories/space", "/en/categories/space", "/en/sources/agency", "/sources/agency")
    assert publisher.told() == in_all_formats("/en", "") + in_all_formats(*folders)
    assert server.requests[0].headers["user-agent"].startswith("feedserver/")

    server.requests.clear()
    publisher.finish(article, "kk")
    announcer.announce_due()
    announcer.announce_due()
    assert publisher.told() == in_all_formats("/kk", "/kk/categories/space", "/kk/sources/agency")
    assert [(state.waiting, state.told_at) for state in publisher.states()] == [(0, NOW)]


def test_a_language_that_the_site_has_not_got_has_no_feeds(publisher: Publisher) -> None:
    site = publisher.settings().site

    assert list_topics([Scope("de", False)], site) == []
    assert list_topics([Scope("de", True)], site) == [f"{BASE}/feed.{format_}" for format_ in FORMATS]


def test_a_finished_edition_is_told_in_every_script_that_it_is_served_in(publisher: Publisher) -> None:
    site = publisher.settings(languages="en,ru,kk,kk-Latn").site

    assert list_topics([Scope("kk", False)], site) == [
        f"{BASE}/{tag}/feed.{format_}" for tag in ("kk-Latn", "kk") for format_ in FORMATS
    ]
    assert list_topics([Scope("ru", False)], site) == [f"{BASE}/ru/feed.{format_}" for format_ in FORMATS]


def test_many_articles_are_told_as_few_feeds(publisher: Publisher, server: HostileServer) -> None:
    announcer = publisher.start(server.serve("/hub", TAKEN))
    save(publisher.database, *(make_article(f"{number}.txt") for number in range(50)))
    announcer.announce_due()

    assert sorted(publisher.told()) == sorted(in_all_formats("", "/sources/agency", "/en", "/en/sources/agency"))
    assert publisher.states()[0].waiting == 0


def test_a_hub_that_fails_is_told_again_after_a_pause(publisher: Publisher, server: HostileServer) -> None:
    announcer = publisher.start(server.serve("/hub", answer(status=500), answer(status=503), TAKEN))
    save(publisher.database, make_article())
    announcer.announce_due()

    (state,) = publisher.states()
    assert (state.waiting, state.failures, state.told_at) == (1, 1, None)
    assert state.trouble
    assert "500" in state.trouble

    for failures in (1, 2):
        assert SCHEDULE.after_failure(failures) == 15 * 2**failures
        announcer.announce_due()
        assert len(server.requests) == failures
        publisher.clock.pass_s(1.1 * SCHEDULE.after_failure(failures))
        announcer.announce_due()

    assert publisher.told()[2:] == in_all_formats("/en", "", "/en/sources/agency", "/sources/agency")
    assert publisher.states() == [HubState(server.url("/hub"), 0, publisher.clock(), None, 0, None)]


def test_a_hub_that_fails_for_days_is_asked_every_hour() -> None:
    assert SCHEDULE.after_failure(100) == 3600


def test_a_hub_is_left_alone_for_as_long_as_it_says(publisher: Publisher, server: HostileServer) -> None:
    announcer = publisher.start(server.serve("/hub", answer(b"", ("Retry-After", "7200"), status=429), TAKEN))
    save(publisher.database, make_article())
    announcer.announce_due()
    publisher.clock.pass_s(7199)
    announcer.announce_due()
    assert len(server.requests) == 1

    publisher.clock.pass_s(721)
    announcer.announce_due()
    assert publisher.states()[0].waiting == 0


def test_a_hub_that_takes_two_at_a_time_hears_of_every_feed_in_the_end(
    publisher: Publisher, server: HostileServer
) -> None:
    full = answer(b"", ("Retry-After", "60"), status=429)
    announcer = publisher.start(server.serve("/hub", *([TAKEN, TAKEN, full] * 5), TAKEN))
    article = make_article()
    save(publisher.database, article)
    announcer.announce_due()
    publisher.finish(article, "en")  # once more, while the hub is being told
    for _ in range(5):
        assert [(state.waiting, state.failures) for state in publisher.states()] == [(1, 1)]
        publisher.clock.pass_s(67)
        announcer.announce_due()
    feeds = in_all_formats("/en", "", "/en/sources/agency", "/sources/agency")
    taken = [topic for number, topic in enumerate(publisher.told()) if number % 3 < 2]
    assert taken == feeds
    assert publisher.states()[0].waiting == 1  # what came later is still to be told

    announcer.announce_due()
    assert publisher.states()[0].waiting == 0
    assert publisher.told()[-len(feeds) :] == feeds


def test_a_hub_that_hangs_keeps_neither_the_others_waiting_nor_the_end(
    publisher: Publisher, server: HostileServer
) -> None:
    hanging, told = threading.Event(), threading.Event()

    def hang(client: Client) -> None:
        hanging.set()
        client.wait_until_it_leaves()

    def take(client: Client) -> None:
        client.socket.sendall(TAKEN)
        told.set()

    server.serve("/slow", hang)
    server.serve("/quick", take)
    announcer = publisher.start(server.url("/slow"), server.url("/quick", host="localhost"))
    save(publisher.database, make_article())
    running = threading.Thread(target=announcer.run, daemon=True)
    running.start()
    try:
        assert hanging.wait(10)
        assert told.wait(10)
    finally:
        publisher.stop.set()
    stopped_at = monotonic()
    running.join(10)

    assert not running.is_alive()
    assert monotonic() - stopped_at < 2  # a quarter of a second on a quiet machine
    assert [state.failures for state in publisher.states()] == [0, 0]
    assert publisher.states()[0].waiting == 1


def test_a_worker_killed_while_it_tells_a_hub_tells_it_again(
    publisher: Publisher, server: HostileServer, tmp_path: Path
) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    killed = threading.Event()

    def kill(client: Client) -> None:
        os.kill(processes[0].pid, signal.SIGKILL)
        processes[0].wait()
        killed.set()

    hub = server.serve("/hub", *[TAKEN] * 11, kill, TAKEN)  # the last of twelve feeds
    announcer = publisher.start(hub)
    save(publisher.database, make_article())
    settings = publisher.settings(hub)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "FEEDSERVER_ARTICLES": "",
        "FEEDSERVER_DATABASE": settings.database,
        "FEEDSERVER_DATA_DIR": str(tmp_path / "data"),
        "FEEDSERVER_PACKAGES_DIR": str(tmp_path / "packages"),
        "FEEDSERVER_BASE_URL": BASE,
        "FEEDSERVER_HUBS": hub,
        "FEEDSERVER_PRIVATE_HOSTS": server.netloc,
    }
    processes.append(subprocess.Popen([sys.executable, "-m", "feedserver", "worker"], cwd=tmp_path, env=environ))
    assert killed.wait(60)
    assert publisher.states()[0].waiting == 1

    announcer.announce_due()
    assert publisher.told()[12:] == publisher.told()[:12]
    assert publisher.states()[0].waiting == 0


def test_a_hub_that_is_taken_off_the_settings_hears_no_more(publisher: Publisher, server: HostileServer) -> None:
    old, new = server.serve("/old", TAKEN), server.serve("/new", TAKEN)
    before = publisher.start(old)
    save(publisher.database, make_article())
    after = publisher.start(new)
    before.announce_due()
    after.announce_due()

    assert server.requests == []
    assert [(state.address, state.waiting) for state in publisher.states()] == [(new, 0)]


def test_without_hubs_there_is_nothing_to_run(publisher: Publisher) -> None:
    announcer = publisher.start()
    save(publisher.database, make_article())
    announcer.run()

    assert publisher.states() == []


@contextmanager
def web_site(settings: Settings, clock: Clock, port: int) -> Iterator[None]:
    """The web server of a site on *port* and *clock*."""
    app = create_app(settings)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], clock=clock)
    web = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield
    web.shutdown()
    thread.join()
    web.server_close()


class Circle:
    """A publisher with articles and packages, a hub, and another site that is subscribed to the Kazakh feed."""

    def __init__(
        self,
        make_settings: Callable[..., Settings],
        packages_dir: Path,
        folder: Path,
        hub_url: str,
        hub_netloc: str,
        clock: Clock,
    ) -> None:
        self.clock = clock
        self.articles = folder / "articles"
        self.articles.mkdir()
        ports = free_port(), free_port()
        here, there = (f"http://127.0.0.1:{port}" for port in ports)
        shared = {"private_hosts": f"127.0.0.1:{ports[0]},127.0.0.1:{ports[1]},{hub_netloc}"}
        publishing = make_settings(
            articles=self.articles,
            data_dir=folder / "publisher",
            packages_dir=packages_dir,
            base_url=here,
            hubs=hub_url,
            **shared,
        )
        reading = make_settings(articles="", data_dir=folder / "reader", base_url=there, websub="yes", **shared)
        self._open = ExitStack()
        self._open.enter_context(web_site(publishing, clock, ports[0]))
        self._open.enter_context(web_site(reading, clock, ports[1]))
        database, self._reader = open_site(publishing, clock).database, open_site(reading, clock).database
        self._open.callback(database.close)
        self._open.callback(self._reader.close)
        self.worker = Worker(publishing, database, clock=clock)
        self.announcer = make_announcer(publishing, database, Stop(), clock)
        self.poller = make_poller(reading, self._reader, Stop(), clock)
        self.topic = f"{here}/kk/feed.atom"
        with self._reader.write() as connection:
            save_source(connection, Source("news", SourceKind.FEED, self.topic), DeclaredBy.COMMAND, now=clock())
            plan_polls(connection, interval_s=1800, now=clock())

    def close(self) -> None:
        self._open.close()

    def write(self, text: str) -> None:
        (self.articles / "one.txt").write_text(text, "utf-8")

    def received(self) -> list[Article]:
        """What the reader has."""
        self.poller.look_at_due()
        with self._reader.read() as connection:
            return list(list_articles(connection))


HUB_OF_OTHERS = """
import sys
from celery import Celery
from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage
from werkzeug.serving import make_server

celery = Celery("hub")
celery.conf.task_always_eager = True
hub = Hub(SQLite3HubStorage("hub.db"), celery, REQUEST_TIMEOUT=20)
app = Flask("hub")
app.config["PUBLISH_SUPPORTED"] = True
app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
server = make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True)
print("listening", flush=True)
server.serve_forever()
"""


@contextmanager
def hub_of_others(folder: Path) -> Iterator[str]:
    """Flask-WebSub's hub in a process of its own, doing everything at once; host and port."""
    for library in ("flask_websub", "celery"):
        if find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    port = free_port()
    command = [sys.executable, "-c", HUB_OF_OTHERS, str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        assert process.stdout.readline() == b"listening\n"  # nothing once it has ended
        try:
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def test_a_hub_that_others_have_made_tells_a_subscriber(
    make_settings: Callable[..., Settings], packages_dir: Path, tmp_path: Path, believable: list[str], clock: Clock
) -> None:
    with hub_of_others(tmp_path) as netloc, ExitStack() as stack:
        circle = Circle(make_settings, packages_dir, tmp_path, f"http://{netloc}/hub", netloc, clock)
        stack.callback(circle.close)
        assert circle.received() == []

        circle.write(f"A new page\nFebruary 1, 2026\n\n{believable[0]} {believable[1]}\n\n{believable[2]}\n")
        circle.worker.read(settled=False)
        circle.announcer.announce_due()
        assert circle.received() == []

        circle.worker.translate()
        circle.announcer.announce_due()
        assert [article.language for article in circle.received()] == ["kk"]


def test_a_subscriber_has_a_translation_when_it_is_finished_and_nothing_before(
    make_settings: Callable[..., Settings], packages_dir: Path, tmp_path: Path, believable: list[str], clock: Clock
) -> None:
    with Hub(is_hasty=True) as hub, ExitStack() as stack:
        circle = Circle(make_settings, packages_dir, tmp_path, hub.url, hub.netloc, clock)
        stack.callback(circle.close)
        assert circle.received() == []
        assert [key[0] for key in hub.subscribers] == [circle.topic]

        circle.write(f"A new page\nFebruary 1, 2026\n\n{believable[0]} {believable[1]}\n\n{believable[2]}\n")
        circle.worker.read(settled=False)
        circle.announcer.announce_due()
        assert hub.published
        assert not [topic for topic in hub.published if "/kk/" in topic or "/ru/" in topic]
        assert hub.deliver() == []
        assert circle.received() == []

        circle.worker.translate()
        circle.announcer.announce_due()
        assert circle.topic in hub.published
        assert hub.deliver() == [202]
        (article,) = circle.received()
        assert article.language == "kk"
