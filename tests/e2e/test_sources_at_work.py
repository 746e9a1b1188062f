"""Real processes take news in while they serve: folders, feeds and pages change, and nothing that happens loses any."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from feedserver.model import article_id
from feedserver.sources.polling.poller import Poller
from feedserver.stopping import Stop
from feedserver.store.database import Database
from tests.conftest import NOW
from tests.e2e.live_site import FORMATS, LANGUAGES, LiveSite
from tests.sources.fetching.hostile_server import ATTACKS, Client, HostileServer, answer, drip
from tests.sources.newsroom import SCHEDULE, STORY, Newsroom, atom, entry

ATOM = ("Content-Type", "application/atom+xml")
LARGE, LONG = 500, 25  # entries of a feed; of one whose pages are read


@pytest.fixture
def upstream() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


def declare(site: LiveSite, upstream: HostileServer, *tables: str) -> None:
    """Write the settings file, with *tables* of sources."""
    hosts = f'private_hosts = "{upstream.netloc},localhost:{upstream.port}"\nmerge_stories = false\n'
    (site.root / "feedserver.toml").write_text(hosts + "".join(f"[[sources]]\n{table}\n" for table in tables), "utf-8")


def page(title: str, text: str) -> bytes:
    body = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></html>"
    return answer(body.encode(), ("Content-Type", "text/html; charset=utf-8"))


# What changes while a server serves: one site for all, each test changes what is its own


@dataclass(frozen=True, slots=True)
class Agency:
    """A site that serves a folder, an upstream's feed and two of its pages."""

    site: LiveSite
    upstream: HostileServer
    process: subprocess.Popen[bytes]

    def fetch(self, slug: str) -> None:
        done = self.site.run("sources", "fetch", slug)
        assert done.returncode == 0, done.stderr

    def titles(self, language: str = "en") -> set[str]:
        return {item["title"] for item in self.site.entries(language).values()}

    def wait_for(self, *titles: str, language: str = "en") -> None:
        self.site.wait_until(lambda: set(titles) <= self.titles(language), f"{titles} in {language}", self.process)


def write(folder: Path, name: str, text: str) -> Path:
    """Save a file into *folder* as editors do: all at once."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.parent / "being-saved"
    scratch.write_text(text, "utf-8")
    return scratch.rename(path)


def serve_feed(upstream: HostileServer, *entries: str) -> str:
    return upstream.serve("/feed.xml", answer(atom(*entries), ATOM))


def linked(upstream: HostileServer, number: int) -> str:
    """An entry whose page is there."""
    return entry(number, url=upstream.serve(f"/{number}", page(f"Rocket {number} rises", STORY.format(number))))


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    site = LiveSite(tmp_path_factory.mktemp("agency"), seeds=False)
    site.articles = site.root / "press"
    site.articles.mkdir()
    folder = site.root / "desk"
    write(folder, "orbit.md", "# A day in orbit\n\nThe crew of three slept, ate and worked on the station.\n")
    write(folder, "Economy/budget.md", "# The budget\n\nThe government approved the budget for three years.\n")
    write(folder, "old.txt", "An old story\n\nThe school in the village was built a hundred years ago.\n")
    with HostileServer() as upstream:
        feed = serve_feed(upstream, *(linked(upstream, number) for number in (5, 4, 3, 2)))
        pages = [upstream.serve(f"/page-{number}", page(f"Page {number}", STORY.format(number))) for number in (8, 9)]
        declare(
            site,
            upstream,
            f'folder = "{folder}"\nby_folder = true',
            f'feed = "{feed}"\nslug = "agency"\ncategories = ["From others"]',
            f'pages = {json.dumps(pages)}\nslug = "pages"',
        )
        try:
            process = site.serve()
            site.wait_until(lambda: len(site.entries("en")) == 9, "everything is read", process)
            yield Agency(site, upstream, process)
        finally:
            site.end()


def test_what_is_declared_is_in_the_feeds(agency: Agency) -> None:
    assert agency.titles() >= {"The budget", "Page 8", "Page 9", "Rocket 2 rises", "Rocket 4 rises"}
    for extension in FORMATS:
        assert "The budget" in agency.site.ask(f"/kk/feed.{extension}").text
        assert "The budget" in agency.site.ask(f"/en/categories/economy/feed.{extension}").text
        assert "Rocket 2" in agency.site.ask(f"/en/sources/agency/feed.{extension}").text
        assert "Rocket 2" in agency.site.ask(f"/ru/categories/from-others/feed.{extension}").text
        assert "Rocket 2" not in agency.site.ask(f"/en/sources/desk/feed.{extension}").text


def test_a_correction_upstream_is_in_the_feeds_under_the_same_id(agency: Agency) -> None:
    before = agency.site.entry("en", "Rocket 5 rises")
    assert before is not None
    entries = [linked(agency.upstream, number) for number in (5, 4, 3, 2)]
    serve_feed(agency.upstream, entry(5, title="Rocket 5 rises and returns"), *entries[1:])
    agency.fetch("agency")

    for language in LANGUAGES:
        after = agency.site.entry(language, "Rocket 5 rises and returns")
        assert after is not None
        assert after["date_published"] == before["date_published"]
        assert after["date_modified"] > before["date_modified"]
        assert after["id"].rpartition("/")[0] == before["id"].rpartition("/")[0]


def test_what_the_upstream_deletes_goes_and_its_page_says_so(agency: Agency) -> None:
    key = article_id("agency", "tag:agency.example,2026:3")
    assert agency.site.ask(f"/kk/articles/{key}").status == 200
    agency.upstream.serve("/3", answer(b"", status=410))
    serve_feed(agency.upstream, *(linked(agency.upstream, number) for number in (5, 4, 2)))
    agency.fetch("agency")

    for language in LANGUAGES:
        assert agency.site.ask(f"/{language}/articles/{key}").status == 410
        assert key not in agency.site.entries(language)


def test_files_that_change_appear_and_go_are_followed(agency: Agency) -> None:
    folder = agency.site.root / "desk"
    key = article_id("desk", "Economy/budget.md")
    write(folder, "Economy/budget.md", "# The budget, corrected\n\nThe government approved the budget for two years.\n")
    write(folder, "Space/moon.md", "# Back on the Moon\n\nThe crew landed on the Moon and planted a flag there.\n")
    (folder / "old.txt").unlink()
    agency.wait_for("The budget, corrected", "Back on the Moon", language="ru")

    agency.site.wait_until(lambda: "An old story" not in agency.titles(), "the removed one is gone", agency.process)
    assert agency.site.entries("en")[key]["title"] == "The budget, corrected"
    assert agency.site.ask(f"/en/articles/{article_id('desk', 'old.txt')}").status == 410
    assert "Back on the Moon" in agency.site.ask("/kk/categories/space/feed.atom").text


def test_a_translation_beside_its_original_is_the_edition_and_said_to_be_by_people(agency: Agency) -> None:
    key = article_id("desk", "orbit.md")
    write(
        agency.site.root / "desk", "orbit.kk.md", "# Орбитадағы бір күн\n\nҮш адам станцияда ұйықтап, жұмыс істеді.\n"
    )
    agency.wait_for("Орбитадағы бір күн", language="kk")

    item = agency.site.entries("kk")[key]
    assert item.get("language", "kk") == "kk"
    assert item["_feedserver"]["origin"] == "edited"
    assert "Үш адам станцияда ұйықтап, жұмыс істеді." in item["content_html"]
    assert agency.site.entries("en")[key]["title"] == "A day in orbit"
    assert agency.site.entries("ru")[key]["_feedserver"]["origin"] == "pending"
    assert "Орбитадағы бір күн" not in agency.titles("en")  # it is no article of its own


def test_sources_that_are_added_while_it_runs_are_taken_up(agency: Agency) -> None:
    folder = agency.site.root / "more"
    write(folder, "first.md", "# The first of more\n\nThe new desk has written its first article today.\n")
    done = agency.site.run("sources", "add", str(folder), "--slug", "more")
    # The running worker may have been faster.
    reading = r"more: added [01], changed 0, withdrawn 0\n"
    assert re.fullmatch(rf"added folder more: {re.escape(str(folder))}\n{reading}", done.stdout), done.stderr
    write(folder, "second.md", "# The second of more\n\nThe new desk has written another article since then.\n")
    url = agency.upstream.serve("/other.xml", answer(atom(entry(21)), ATOM))
    outline = f'<outline type="rss" text="Other" xmlUrl="{url}"/>'
    opml = write(agency.site.root, "mine.opml", f'<opml version="2.0"><body>{outline}</body></opml>')
    done = agency.site.run("sources", "import-opml", str(opml))
    assert "a running worker reads them" in done.stdout, done.stderr

    agency.wait_for("The first of more", "The second of more", "Rocket 21 rises")


def test_a_command_without_the_servers_options_leaves_its_folder_alone(agency: Agency) -> None:
    listed = agency.site.run("sources", "list").stdout
    assert f"press: press (folder {agency.site.articles}), " in listed
    assert "seeds" not in listed  # the default of the command
    write(agency.site.articles, "release.md", "# A press release\n\nThe ministry has published its first release.\n")

    agency.wait_for("A press release", language="kk")


# What ends in the middle


def made(first: int, number: int, *, url: str = "", text: str = STORY) -> list[str]:
    """*number* entries that differ in their ids, not in their dates."""
    return [
        entry(1, url=url and f"{url}/{each}", text=text.format(each))
        .replace("2026:1<", f"2026:{each}<")
        .replace("Rocket 1 ", f"Rocket {each} ")
        for each in range(first, first + number)
    ]


def half_of(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


ARTICLES = "SELECT source, external_id, id FROM articles ORDER BY source, external_id"


@pytest.mark.slow
def test_a_worker_that_is_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    empty_site: LiveSite, upstream: HostileServer
) -> None:
    site = empty_site
    whole = answer(atom(*made(1, LARGE)), ATOM)
    large = upstream.serve("/large.xml", drip_after(half_of(whole)), whole)
    host = upstream.url(host="localhost").rstrip("/")
    upstream.serve("/long.xml", answer(atom(*made(1, LONG, url=host, text="<p>Only a teaser.</p>")), ATOM))
    for number in range(1, LONG + 1):
        upstream.serve(f"/{number}", page(f"Rocket {number} rises", STORY.format(number)))
    declare(
        site,
        upstream,
        f'feed = "{large}"\nslug = "large"',
        f'feed = "{host}/long.xml"\nslug = "long"\nfull_text = true',
    )

    def kill_when(count: str, aim: int) -> set[tuple[object, ...]]:
        process = site.start_feedserver("worker")
        site.wait_until(lambda: site.count(count) >= aim, f"{aim} of {count}", process)
        process.kill()
        process.wait()
        assert site.rows("PRAGMA integrity_check") == [("ok",)]
        return set(site.rows(ARTICLES))

    in_pages = kill_when("SELECT count(*) FROM articles WHERE source = 'long'", 3)
    assert {row[0] for row in in_pages} == {"long"}  # the other has sent half of its feed
    in_feed = kill_when("SELECT count(*) FROM articles WHERE source = 'large'", 50)
    assert in_pages <= in_feed
    assert len(in_feed) < LARGE + LONG
    process = site.start_feedserver("worker")
    site.wait_until(lambda: site.count("SELECT count(*) FROM polls WHERE checked_at NOTNULL") == 2, "all", process)
    process.terminate()
    assert process.wait() == 0

    expected = [("large", LARGE), ("long", LONG)]
    ids = [(slug, f"tag:agency.example,2026:{each}") for slug, number in expected for each in range(1, number + 1)]
    assert set(site.rows(ARTICLES)) == {(slug, each, article_id(slug, each)) for slug, each in ids}
    assert in_feed <= set(site.rows(ARTICLES))
    assert site.count("SELECT count(*) FROM appearances") == LARGE + LONG
    assert site.count("SELECT count(*) FROM editions") == len(LANGUAGES) * (LARGE + LONG)
    assert not site.count("SELECT count(*) FROM articles WHERE blocks LIKE '%teaser%' OR summary LIKE '%teaser%'")
    pages = [target for target in upstream.targets() if target.count(".") == 0]
    assert len(set(pages)) == LONG
    assert len(pages) <= LONG + 2  # again only those that were being read


def drip_after(start: bytes) -> Callable[[Client], None]:
    """Send *start* at once, then next to nothing."""

    def behave(client: Client) -> None:
        client.socket.sendall(start)
        drip(bytes(1_000), 1.0)(client)

    return behave


def test_a_worker_that_is_to_stop_does_not_wait_for_a_slow_source(
    empty_site: LiveSite, upstream: HostileServer
) -> None:
    empty_site.settings["FEEDSERVER_FETCH_TIMEOUT_S"] = "600"
    url = upstream.serve("/slow.xml", drip_after(half_of(answer(atom(*made(1, 5)), ATOM))), answer(atom(*made(1, 5))))
    declare(empty_site, upstream, f'feed = "{url}"\nslug = "slow"')
    process = empty_site.start_feedserver("worker")
    empty_site.wait_until(lambda: upstream.requests, "the feed is asked for", process)
    process.terminate()

    assert process.wait(5) == 0
    assert "Traceback" not in empty_site.output
    assert "WARNING" not in empty_site.output
    assert empty_site.rows("SELECT failures, claimed_until, trouble FROM polls") == [(0, None, None)]
    process = empty_site.start_feedserver("worker")
    empty_site.wait_until(lambda: empty_site.count("SELECT count(*) FROM articles") == 5, "it goes on", process)


# What upstreams do


def test_whatever_one_source_does_another_goes_on_being_read(database: Database, upstream: HostileServer) -> None:
    newsroom = Newsroom(
        database, (upstream.netloc, f"localhost:{upstream.port}"), timeout_s=1.5, max_bytes=2_000_000, merges=False
    )
    good = newsroom.declare(upstream.url("/good.xml", host="localhost"), "good")
    poller = Poller(newsroom.looker, Stop())
    for number, (name, behaviour) in enumerate(ATTACKS.items(), start=1):
        bad = newsroom.declare(upstream.serve(f"/{number}.xml", behaviour), "bad")
        upstream.serve("/good.xml", answer(atom(*made(number, 1)), ATOM))
        newsroom.clock.pass_s(2 * SCHEDULE.most_s)
        done = poller.look_at_due()

        assert done["good"].added == [f"tag:agency.example,2026:{number}"], name
        assert done["bad"].refused, name
        assert bad.location in (newsroom.poll(bad).trouble or ""), name
        assert newsroom.poll(good).failures == 0
    assert len(newsroom.articles()) == len(ATTACKS)


# What the machine does


def test_a_look_that_the_database_refuses_is_made_again_after_a_while(
    database: Database, upstream: HostileServer
) -> None:
    newsroom = Newsroom(database, (upstream.netloc,))
    feed = newsroom.declare(upstream.serve("/feed.xml", answer(atom(*made(1, 2)), ATOM)))
    poller = Poller(newsroom.looker, Stop())
    full = "BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    with database.write() as connection:
        connection.exec_driver_sql(f"CREATE TRIGGER full {full}")
    poller.look_at_due()

    poll = newsroom.poll(feed)
    assert "disk is full; make room on its disk" in (poll.trouble or "")
    assert poll.due_at == NOW + timedelta(seconds=SCHEDULE.least_s)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    newsroom.clock.pass_s(SCHEDULE.least_s)
    assert len(poller.look_at_due()["agency"].added) == 2
    assert newsroom.poll(feed).trouble is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 10 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not (sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")):
        pytest.skip("only root may mount a small disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=10m", "none", folder], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_waited_for(small_disk: Path, upstream: HostileServer, empty_site: LiveSite) -> None:
    site = empty_site
    site.settings["FEEDSERVER_DATABASE"] = f"sqlite:///{small_disk}/news.db"
    text = STORY + "<p>" + "Everybody is well. " * 1_000
    url = upstream.serve("/large.xml", answer(atom(*made(1, 100, text=text)), ATOM))
    declare(site, upstream, f'feed = "{url}"\nslug = "large"')

    def database_says(query: str) -> bool:
        with closing(sqlite3.connect(small_disk / "news.db", timeout=30)) as connection:
            return bool(connection.execute(query).fetchone() == (1,))

    filler = small_disk / "filler"
    filler.write_bytes(bytes(9_000_000))
    process = site.start_feedserver("worker")
    site.wait_until(lambda: "disk is full; make room" in site.output, "the full disk is told", process)
    filler.unlink()
    site.wait_until(lambda: database_says("SELECT trouble LIKE '%disk is full%' FROM polls"), "it is noted", process)
    assert database_says("SELECT claimed_until ISNULL FROM polls")
    done = site.run("sources", "fetch", "large")
    assert done.returncode == 0, done.stderr

    assert database_says("SELECT count(*) = 100 FROM articles")
    assert "Traceback" not in site.output
    process.terminate()
    assert process.wait(60) == 0  # it may be in the middle of reading the feed
