"""Looks at all sources on the web when they are due: several at a time, one at a time on each host."""

from __future__ import annotations

import ctypes
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from feedserver.errors import FeedserverError, StoreError
from feedserver.model import Source
from feedserver.sources.fetching.errors import FetchStoppedError
from feedserver.sources.polling.looks import Looker
from feedserver.sources.taking_in import Reading, log_done
from feedserver.sources.websub.deliveries import take_deliveries
from feedserver.sources.websub.subscriber import Subscriber
from feedserver.stopping import Stop
from feedserver.store.polls import Poll, claim_polls, free_polls, get_poll, list_due, save_look, save_poll
from feedserver.store.sources import get_source

THREADS = 8
_LEASE = timedelta(minutes=30)  # a look with hundreds of pages takes its time; a killed one is freed at the next start
_PAUSE_S = 2.0  # between two questions to the database whether anything is due
_HUBS_PAUSE_S = 10.0  # between two comparisons of what feeds offer with what is agreed with hubs
_FAILURE_PAUSE_S = 10.0
_M_ARENA_MAX = -8  # of mallopt(3)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Looking:
    """A look that is under way."""

    slug: str
    host: str


@dataclass(frozen=True, slots=True)
class _PutOff:
    """A source that could not be dealt with at *checked_at*, by no fault of its own, and is due again at *due_at*."""

    checked_at: datetime
    due_at: datetime
    trouble: str


class _Chore:
    """Something that is done beside the looks, again and again, never twice at a time."""

    def __init__(self, work: Callable[[], object], pause_s: float) -> None:
        self._work = work
        self._pause_s = pause_s
        self._due_s = 0.0  # of the machine's clock
        self._future: Future[None] | None = None

    def go_on(self, pool: ThreadPoolExecutor) -> None:
        """Do it on a thread of *pool*, if that is not being done already and the pause is over."""
        if monotonic() >= self._due_s and (self._future is None or self._future.done()):
            self._due_s = monotonic() + self._pause_s
            self._future = pool.submit(self.do)

    def do(self) -> None:
        """Do it now; never raises."""
        try:
            self._work()
        except FeedserverError as error:
            log.error("%s", error)
        except Exception:  # a fault of ours must not end the polling
            log.exception("WebSub failed")


class Poller:
    """Looks at what is due: ``run`` again and again, ``look_at_due`` until nothing is. Takes in what hubs deliver."""

    def __init__(self, looker: Looker, stop: Stop, subscriber: Subscriber | None = None) -> None:
        """subscriber: asks hubs; None: what was agreed with them is left as it is."""
        self._looker = looker
        self._database = looker.database
        self._stop = stop
        self._taking = _Chore(partial(take_deliveries, looker), _PAUSE_S)
        self._keeping = _Chore(subscriber.keep if subscriber else lambda: None, _HUBS_PAUSE_S)
        self._put_off: dict[str, _PutOff] = {}  # by slug; not yet in the database

    def run(self) -> None:
        """Look at sources as they become due, until told to stop. What fails is logged and tried again."""
        _share_heaps()
        with ThreadPoolExecutor(THREADS + 2, thread_name_prefix="poller") as pool:
            self._free()
            under_way: dict[Future[Reading], _Looking] = {}
            while not self._stop.is_set():
                pause = _PAUSE_S
                self._taking.go_on(pool)
                self._keeping.go_on(pool)
                try:
                    self._start(pool, under_way)
                except StoreError as error:
                    log.error("%s", error)
                    pause = _FAILURE_PAUSE_S
                if under_way:
                    self._collect(under_way, _PAUSE_S)
                else:
                    self._stop.wait(pause)
            wait(under_way)  # the fetcher stops too
            self._free()

    def look_at_due(self, between: Callable[[], None] = lambda: None) -> dict[str, Reading]:
        """Look at everything that is due now; what each look did, by slug. between: called now and then meanwhile."""
        _share_heaps()
        done: dict[str, Reading] = {}
        self._taking.do()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="poller") as pool:
            under_way: dict[Future[Reading], _Looking] = {}
            while (self._start(pool, under_way) or under_way) and not self._stop.is_set():
                done |= self._collect(under_way, _PAUSE_S)
                between()
        self._keeping.do()
        return done

    def _start(self, pool: ThreadPoolExecutor, under_way: dict[Future[Reading], _Looking]) -> bool:
        """Start as many looks as there are free threads and free hosts; whether any was started."""
        self._save_put_off()
        room = THREADS - len(under_way)
        if room <= 0:
            return False
        now = self._looker.clock()
        with self._database.read() as connection:
            due = list_due(connection, now=now)
        chosen = _choose(due, {looking.host for looking in under_way.values()}, room)
        if not chosen:
            return False
        with self._database.write() as connection:
            claimed = set(claim_polls(connection, [each.slug for each in chosen], now=now, until=now + _LEASE))
        for looking in chosen:
            if looking.slug in claimed:
                under_way[pool.submit(self._look, looking.slug)] = looking
        return bool(claimed)

    def _collect(self, under_way: dict[Future[Reading], _Looking], timeout_s: float) -> dict[str, Reading]:
        """Wait for the next look to end; what those that have ended did, by slug."""
        ended, _ = wait(under_way, timeout_s, return_when=FIRST_COMPLETED)
        return {under_way.pop(future).slug: future.result() for future in ended}

    def _look(self, slug: str) -> Reading:
        """Look at one source and save how it went; never raises."""
        try:
            with self._database.read() as connection:
                source, _ = get_source(connection, slug)
                poll = get_poll(connection, slug)
            reading, after = self._looker.look(source, poll)
            with self._database.write() as connection:
                save_look(connection, source, after)
        except FetchStoppedError:
            return Reading()
        except FeedserverError as error:  # the database
            log.error("%s: %s", slug, error)
            self._look_later(slug, self._looker.schedule.least_s, str(error))
            return Reading()
        except Exception as error:  # a fault of ours must not keep the other sources out
            log.exception("looking at %s failed", slug)
            trouble = f"feedserver failed on it ({error!r}); please report this source"
            self._look_later(slug, self._looker.schedule.most_s, trouble)
            return Reading()
        _report(source, poll, after, reading)
        return reading

    def _look_later(self, slug: str, pause_s: int, trouble: str) -> None:
        """Look at a source again in *pause_s*; what cannot be written down now will be before the next look."""
        now = self._looker.clock()
        self._put_off[slug] = _PutOff(now, now + timedelta(seconds=pause_s), trouble)
        with suppress(StoreError):
            self._save_put_off()

    def _save_put_off(self) -> None:
        """Raises StoreError."""
        for slug, put_off in list(self._put_off.items()):
            with self._database.write() as connection:
                poll = get_poll(connection, slug)
                changes = replace(poll, checked_at=put_off.checked_at, due_at=put_off.due_at, trouble=put_off.trouble)
                save_poll(connection, changes)
            self._put_off.pop(slug, None)

    def _free(self) -> None:
        try:
            with self._database.write() as connection:
                free_polls(connection)
        except StoreError as error:
            log.error("%s", error)


def _share_heaps() -> None:
    """Let all threads share two heaps of the C library's.

    glibc gives most threads one of their own, and each keeps what the largest feed has once needed.
    """
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def random_chance() -> float:
    """From 0 to 1, another each time."""
    return random.random()


def _choose(due: Sequence[tuple[str, str]], busy: set[str], room: int) -> list[_Looking]:
    """The first of *due* (slug and address), one a host, none on a host that is *busy*."""
    chosen: list[_Looking] = []
    for slug, address in due:
        host = urlsplit(address).hostname or ""
        if host not in busy and len(chosen) < room:
            busy = busy | {host}
            chosen.append(_Looking(slug, host))
    return chosen


def _report(source: Source, before: Poll, after: Poll, reading: Reading) -> None:
    log_done(source.slug, reading)
    if after.trouble and after.trouble != before.trouble:  # said once, not at every look
        again = "never looked at again" if after.is_gone else f"next look {after.due_at:%Y-%m-%d %H:%M} UTC"
        log.warning("%s: %s; %s", source.slug, after.trouble, again)
    if before.trouble and not after.trouble:
        log.info("%s: works again", source.slug)
    if after.address and after.address != before.address:
        log.info("%s: has moved to %s for good", source.slug, after.address)
