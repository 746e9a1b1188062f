"""Telling the hubs of our feeds which of them have changed (WebSub: https://www.w3.org/TR/websub/).

How a publisher tells a hub is not in the Recommendation (§6). What hubs understand: Google's takes ``hub.url``, many
times; Superfeedr's ``hub.url``, several only in a form of its own; Switchboard and Flask-WebSub one address in each
request, Flask-WebSub as ``hub.topic``. One topic in each request under both names is what all of them take.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from feedserver.errors import StoreError
from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.model import Site
from feedserver.settings import Settings
from feedserver.sources.fetching.client import Fetcher, make_fetcher
from feedserver.sources.fetching.errors import FetchError, FetchStoppedError
from feedserver.sources.fetching.urls import parse_url
from feedserver.sources.polling.poller import random_chance
from feedserver.sources.polling.schedule import Schedule, due_at
from feedserver.startup import Clock
from feedserver.stopping import Stop
from feedserver.store.announcements import Due, Scope, find_due, save_refusal, save_told
from feedserver.store.database import Database
from feedserver.transliteration import SCRIPTS

SCHEDULE = Schedule(least_s=15, most_s=3600)  # a hub that does not answer is asked after 30 s, a minute, … an hour
_FAILURE_PAUSE_S = 10.0

log = logging.getLogger(__name__)


class Announcer:
    """Tells all hubs of the site, each on a thread of its own: a slow one keeps no other waiting."""

    def __init__(
        self,
        site: Site,
        database: Database,
        fetcher: Fetcher,
        stop: Stop,
        clock: Clock,
        *,
        pause_s: float,
    ) -> None:
        """pause_s: between two rounds; what is finished within one is told together."""
        self._stop = stop
        self._pause_s = pause_s
        self._hubs = [_Hub(address, site, database, fetcher, clock) for address in site.hubs]

    def run(self) -> None:
        """Tell the hubs what is due, until told to stop. What fails is logged and tried again."""
        if self._hubs:
            with ThreadPoolExecutor(len(self._hubs), thread_name_prefix="announcing") as pool:
                list(pool.map(self._run, self._hubs))

    def announce_due(self) -> None:
        """Tell each hub once what is due now. Raises StoreError."""
        for hub in self._hubs:
            hub.tell()

    def _run(self, hub: _Hub) -> None:
        while not self._stop.is_set():
            pause_s = self._pause_s
            try:
                hub.tell()
            except StoreError as error:
                log.error("%s", error)
                pause_s = _FAILURE_PAUSE_S
            except Exception:  # a fault of ours must not end the announcing
                log.exception("telling a hub failed")
                pause_s = _FAILURE_PAUSE_S
            self._stop.wait(pause_s)


class _Hub:
    """One hub, and the round of telling it that is under way."""

    def __init__(
        self,
        address: str,
        site: Site,
        database: Database,
        fetcher: Fetcher,
        clock: Clock,
    ) -> None:
        self._address = address
        self._site = site
        self._database = database
        self._fetcher = fetcher
        self._clock = clock
        # Survives a refusal, so that a hub which takes few requests at a time hears of every feed in the end.
        self._due: Due | None = None
        self._left: deque[str] = deque()

    def tell(self) -> None:
        """Tell the hub what is due, if anything is. Raises StoreError."""
        with self._database.read() as connection:
            due = find_due(connection, self._address, now=self._clock())
        if due is None:
            return
        if self._due is None:
            self._due = due
            self._left = deque(list_topics(due.scopes, self._site))
        failures = due.failures
        try:
            while self._left:
                topic = self._left[0]
                self._fetcher.post(self._address, {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic})
                self._left.popleft()
                failures = 0
        except FetchStoppedError:
            return
        except FetchError as error:
            self._note_refusal(error, failures + 1, due.trouble)
            return
        with self._database.write() as connection:
            save_told(connection, self._address, self._due.last, now=self._clock())
        self._due = None
        if due.trouble:
            log.info("WebSub: %s: takes news again", parse_url(self._address).shown)

    def _note_refusal(self, error: FetchError, failures: int, trouble: str | None) -> None:
        pause_s = SCHEDULE.after_failure(failures)
        next_at = due_at(self._clock(), pause_s, advised_s=error.retry_after_s, chance=random_chance())
        with self._database.write() as connection:
            save_refusal(connection, self._address, str(error), failures=failures, next_at=next_at)
        if str(error) != trouble:  # said once, not at every attempt
            log.warning("WebSub: %s; next attempt %s UTC", error, f"{next_at:%Y-%m-%d %H:%M}")


def make_announcer(settings: Settings, database: Database, stop: Stop, clock: Clock) -> Announcer:
    """What tells the hubs that our feeds name. Raises SettingsError."""
    fetcher = make_fetcher(settings, stop, clock)
    return Announcer(settings.site, database, fetcher, stop, clock, pause_s=settings.scan_interval_s)


def list_topics(scopes: Iterable[Scope], site: Site) -> list[str]:
    """The addresses of all feeds in *scopes* that the site has, each once: those that are not narrowed first."""
    addresses = {
        FeedAddress(language, format_, scope.category, scope.source)
        for scope in scopes
        for language in (
            *(shown for shown in languages_shown(scope.language) if shown in site.languages),
            *([None] if scope.is_original else []),
        )
        for format_ in Format
    }
    ordered = sorted(addresses, key=lambda each: (bool(each.category or each.source), each.path))
    return [site.base_url + address.path for address in ordered]


def languages_shown(language: str) -> tuple[str, ...]:
    """The languages whose feeds are made of the editions in *language*: its own, and those that only write it in
    another script."""
    return (language, *(script for script, base in SCRIPTS.items() if base == language))
