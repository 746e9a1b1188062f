"""A source on loopback, a database, and the looker between them, for tests of polling."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feedserver.model import Article, Edition, Source, SourceKind
from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.polling.looks import Looker
from feedserver.sources.polling.schedule import Schedule
from feedserver.sources.taking_in import Intake, Reading
from feedserver.store.articles import list_articles
from feedserver.store.database import Database
from feedserver.store.editions import Selection, list_editions
from feedserver.store.polls import Poll, get_poll, plan_polls, save_poll
from feedserver.store.sources import DeclaredBy, save_source
from tests.conftest import LANGUAGES, NOW

SCHEDULE = Schedule(least_s=300, most_s=21_600)

STORY = (
    "<p>The rocket number {0} rose over the steppe in the morning of the {0}th day, and three people flew with it.</p>"
    "<p>They will live on the station for half a year and look after {0} experiments of schools in Almaty.</p>"
)


@dataclass
class Clock:
    """Time that passes when a test says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Newsroom:
    """Looks at sources, with a clock of its own."""

    database: Database
    private_hosts: tuple[str, ...]
    timeout_s: float = 5.0
    max_bytes: int = 1_000_000
    merges: bool = True
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.fetcher = Fetcher(
            user_agent="feedserver/test (+https://news.example)",
            private_hosts=self.private_hosts,
            max_bytes=self.max_bytes,
            timeout_s=self.timeout_s,
            clock=self.clock,
        )
        intake = Intake(LANGUAGES, timedelta(hours=1), self.merges)
        self.looker = Looker(
            self.database, self.fetcher, intake, SCHEDULE, ZoneInfo("UTC"), self.clock, chance=lambda: 0.0
        )

    def declare(self, url: str, slug: str = "agency", **options: object) -> Source:
        """Declare a feed at *url*."""
        source = replace(Source(slug, SourceKind.FEED, url), **options)  # type: ignore[arg-type]
        with self.database.write() as connection:
            save_source(connection, source, DeclaredBy.COMMAND, now=self.clock())
            plan_polls(connection, interval_s=SCHEDULE.first_s, now=self.clock())
        return source

    def look(self, source: Source, *, anew: bool = False) -> Reading:
        """Look at *source* as the poller does."""
        reading, poll = self.looker.look(source, self.poll(source), anew=anew)
        with self.database.write() as connection:
            save_poll(connection, poll)
        return reading

    def poll(self, source: Source) -> Poll:
        with self.database.read() as connection:
            return get_poll(connection, source.slug)

    def articles(self) -> list[Article]:
        with self.database.read() as connection:
            return list(list_articles(connection))

    def entries(self, language: str | None = None, source: str | None = None) -> list[Edition]:
        """What readers see, newest first."""
        with self.database.read() as connection:
            return list_editions(connection, Selection(language, source=source), now=self.clock(), limit=500)


def atom(*entries: str, head: str = "") -> bytes:
    """An Atom feed of these entries."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<id>tag:agency.example,2026:feed</id><title>The Agency</title><updated>2026-02-28T10:00:00Z</updated>{head}"
        f"{''.join(entries)}</feed>"
    ).encode()


def entry(number: int, *, url: str = "", text: str | None = None, title: str | None = None) -> str:
    """An entry with a story of its own, the greater the number the newer."""
    link = f'<link rel="alternate" href="{url}"/>' if url else ""
    content = (STORY if text is None else text).format(number).replace("<", "&lt;")
    return (
        f"<entry><id>tag:agency.example,2026:{number}</id><title>{title or f'Rocket {number} rises'}</title>{link}"
        f"<published>2026-02-{number:02d}T08:00:00Z</published><updated>2026-02-{number:02d}T08:00:00Z</updated>"
        f'<content type="html">{content}</content></entry>'
    )
