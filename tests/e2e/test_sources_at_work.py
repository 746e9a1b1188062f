"""Real processes take news in while they serve: folders, feeds and pages change, and nothing that happens loses any."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from feedserver.model import article_id
from feedserver.sources.poller import Poller
from feedserver.stopping import Stop
from feedserver.store.database import Database
from tests.e2e.live_site import FORMATS, LiveSite
from tests.sources.fetching.hostile_server import ATTACKS, Client, HostileServer, answer, drip
from tests.sources.newsroom import SCHEDULE, STORY, Newsroom, atom, entry

LARGE, LONG = 500, 60  # entries of a feed; of one whose pages are read
ATOM = ("Content-Type", "application/atom+xml")


@pytest.fixture
def upstream() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


def declare(site: LiveSite, upstream: HostileServer, *tables: str) -> None:
    """Write the settings file: *tables* of sources."""
    hosts = f'private_hosts = "{upstream.netloc},localhost:{upstream.port}"\n'
    (site.root / "feedserver.toml").write_text(hosts + "".join(f"[[sources]]\n{table}\n" for table in tables), "utf-8")


def page(title: str, text: str) -> bytes:
    body = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></html>"
    return answer(body.encode(), ("Content-Type", "text/html; charset=utf-8"))


def titles(site: LiveSite, language: str = "en") -> set[str]:
    return {item["title"] for item in site.entries(language).values()}


# Changes while it serves: one site for all, each test changes what is its own


@dataclass
class Agency:
    """A site that serves, and the upstream that it reads."""

    site: LiveSite
    upstream: HostileServer

    @property
    def folder(self) -> Path:
        return self.site.root / "desk"

    def write(self, name: str, text: str) -> Path:
        """Save a file into the folder as editors do: all at once."""
        scratch = self.site.root / "being-saved"
        scratch.write_text(text, "utf-8")
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return scratch.rename(path)

    def fetch(self, slug: str) -> None:
        done = self.site.run("sources", "fetch", slug)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    site = LiveSite(tmp_path_factory.mktemp("agency"), seeds=False)
    with HostileServer() as upstream:
        agency = Agency(site, upstream)
        feed = upstream.serve("/feed.xml", answer(atom(*agency_entries(upstream, 5, 4, 3, 2)), ATOM))
        pages = [upstream.serve(f"/page-{number}", page(f"Page {number}", STORY.format(number))) for number in (8, 9)]
        declare(
            site,
            upstream,
            f'folder = "{agency.folder}"\nby_folder = true',
            f'feed = "{feed}"\nslug = "agency"\ncategories = ["From others"]',
            f"pages = {json.dumps(pages)}\nslug = 'pages'",
        )
        agency.write("orbit.md", "# A day in orbit\n\nThe crew of three slept, ate and worked on the station.\n")
        agency.write("Economy/budget.md", "# The budget\n\nThe government approved the budget for three years.\n")
        agency.write("old.txt", "An old story\n\nThe school in the village was built a hundred years ago.\n")
        try:
            site.serve()
            site.wait_until(lambda: len(site.entries("en")) == 9, "everything is read")
            yield agency
        finally:
            site.end()


def agency_entries(upstream: HostileServer, *numbers: int) -> list[str]:
    return [entry(number, url=upstream.serve(f"/{number}", page(f"Rocket {number}", ""))) for number in numbers]


def test_what_is_declared_is_in_the_feeds(agency: Agency) -> None:
    assert titles(agency.site) == {
        *("A day in orbit", "The budget", "An old story", "Page 8", "Page 9"),
        *(f"Rocket {number} rises" for number in (2, 3, 4, 5)),
    }
    for extension in FORMATS:
        assert "The budget" in agency.site.ask(f"/kk/feed.{extension}").text
        assert "The budget" in agency.site.ask(f"/en/categories/economy/feed.{extension}").text
        assert "Rocket 2" in agency.site.ask(f"/en/sources/agency/feed.{extension}").text
        assert "Rocket 2" not in agency.site.ask(f"/en/sources/desk/feed.{extension}").text
