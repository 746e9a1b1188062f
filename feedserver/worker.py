"""The worker: reads what is new, polls, takes in catalogues, translates what is pending. Never part of a request."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from feedserver.announcing import make_announcer
from feedserver.errors import FeedserverError, StoreError
from feedserver.model import UNDETERMINED
from feedserver.settings import Settings
from feedserver.sources.taking_in import Reading
from feedserver.startup import Clock, now_utc
from feedserver.stopping import Stop
from feedserver.store import redo, work
from feedserver.store.articles import list_languages
from feedserver.store.database import Database
from feedserver.store.search import index_missing, is_complete
from feedserver.translation.argos import ArgosEngine
from feedserver.translation.catalogues.folder import CatalogueFolder, ImportReport
from feedserver.translation.glossary.glossaries import Glossaries
from feedserver.translation.packages.installed import install_command, packages_state
from feedserver.translation.translator import Translator
from feedserver.watching import Folders, make_poller

LEASE = timedelta(minutes=5)  # renewed after every batch of sentences
INDEX_LIMIT = 100  # editions at a time: others write in between
CLAIM_LIMIT = 100  # editions at a time: enough for large batches, few enough for new articles not to wait long
HEARTBEAT = timedelta(seconds=20)
PROGRESS = timedelta(seconds=10)  # between two lines that say how far the work is
FAILURE_PAUSE_S = 10.0

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The worker was told to stop in the middle of its work; what was translated is remembered."""


class Worker:
    """One worker process: ``run_once`` does what there is to do, ``run`` does so again and again."""

    def __init__(
        self, settings: Settings, database: Database, *, stop: Stop | None = None, clock: Clock = now_utc
    ) -> None:
        self.name = _process_name()
        self._settings = settings
        self._database = database
        self._clock = clock
        self._stop = stop or Stop()
        self._folders = Folders(settings, database)
        self._poller = make_poller(settings, database, self._stop, clock)
        self._announcer = make_announcer(settings, database, self._stop, clock)
        self._catalogues = CatalogueFolder(settings.translations, settings.translated_languages)
        self._engine = _engine(settings)
        self._glossaries = Glossaries(settings.translations, settings.translated_languages)
        self._translator = Translator(
            database, self._engine, clock, self._between_batches, glossaries=self._glossaries.by_language
        )
        self._packages: object = None
        self._progress_at: datetime | None = None
        self._alive_at: datetime | None = None
        self._missing: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Work until told to stop; poll, tell hubs and mend the search beside. What fails is logged and tried again."""
        self._forget_the_dead()
        beside = [
            threading.Thread(target=self._poller.run, name="polling"),
            threading.Thread(target=self._announcer.run, name="announcing"),
            threading.Thread(target=self._index_missing, name="indexing"),
        ]
        for thread in beside:
            thread.start()
        try:
            self._work()
        finally:
            self._stop.set()
            for thread in beside:
                thread.join()
        log.info("stopped")

    def _work(self) -> None:
        while not self._stop.is_set():
            pause: float = self._settings.scan_interval_s
            try:
                self._say_alive()
                if self.run_once():
                    pause = 0
            except Stopped:
                break
            except (FeedserverError, OSError) as error:
                log.error("%s", error)
                pause = FAILURE_PAUSE_S
            self._engine.drop_idle(self._settings.unload_after_s)
            self._stop.wait(pause)

    def run_once(self, *, settled: bool = True) -> bool:
        """Read, import and translate what there is now; whether there may be more to do at once.

        settled: as for Folder.read. Raises Stopped if told to stop; claimed editions have then been given back.
        """
        self.read(settled=settled)
        return self.translate()

    def read(self, *, settled: bool = True) -> tuple[dict[str, Reading], ImportReport]:
        """Read what is new in the folders of articles, by slug, and import what is new in the catalogues."""
        readings = self._folders.read(now=self._clock(), settled=settled)
        return readings, self._catalogues.import_changed(self._database, now=self._clock())

    def poll(self) -> dict[str, Reading]:
        """Look at all sources on the web that are due, by slug."""
        return self._poller.look_at_due()

    def translate(self) -> bool:
        """Claim editions that are to be made and make them; whether there were any."""
        self._look_for_packages()
        now = self._clock()
        with self._database.read() as connection:
            if not work.has_work(connection, now=now):
                return False
        with self._database.write() as connection:
            jobs = work.claim_jobs(connection, self.name, now=now, lease=LEASE, limit=CLAIM_LIMIT)
        try:
            made = self._translator.translate(jobs)
        except BaseException:
            with suppress(StoreError), self._database.write() as connection:
                work.free_claims(connection, self.name)
            raise
        if made:
            log.info("finished %d editions", made)
        return bool(jobs)

    def _between_batches(self) -> None:
        if self._stop.is_set():
            raise Stopped
        self._say_alive()
        self._say_progress()

    def _say_progress(self) -> None:
        now = self._clock()
        if self._progress_at is None:
            self._progress_at = now
        elif now - self._progress_at >= PROGRESS:
            self._progress_at = now
            with self._database.read() as connection:
                todo = work.get_work_state(connection, now=now).todo
            log.info("translated %s; to do: %d editions", self._translator.pace, todo)

    def _say_alive(self) -> None:
        now = self._clock()
        if self._alive_at is None or now - self._alive_at >= HEARTBEAT:  # each costs the disk a write
            with self._database.write() as connection:
                work.save_heartbeat(connection, self.name, now=now)
                work.renew_claims(connection, self.name, until=now + LEASE)
            self._alive_at = now

    def _look_for_packages(self) -> None:
        """Where packages or glossaries have changed, plan what they may do better; say once which pairs have none."""
        with self._database.read() as connection:
            written = list_languages(connection)
        state = (packages_state(self._settings.packages_dir), self._glossaries.look_again(), written)
        if state != self._packages:
            self._packages = state
            self._engine.refresh()
            self._redo_outdated(written)
        missing = {
            (source, target)
            for source in written
            for target in self._settings.translated_languages
            if source not in (target, UNDETERMINED) and self._engine.find_route(source, target) is None
        }
        for source, target in sorted(missing - self._missing):
            log.warning(
                "no package translates %s → %s: what no editor has translated is shown in the original, labelled. "
                "To install one: %s",
                source,
                target,
                install_command(target),
            )
        self._missing = missing

    def _redo_outdated(self, written: Sequence[str]) -> None:
        """Plan again what waits for a package, and what other packages or terms have made than those of now."""
        with self._database.write() as connection:
            redo.resume_waiting(connection)
            redo.redo_passages(connection)
            for source in written:
                for target in self._settings.translated_languages:
                    made_with = self._translator.made_with(source, target)
                    if source == target or made_with is None:
                        continue
                    if count := redo.redo_outdated(connection, source, target, made_with):
                        log.info("%d editions %s → %s are made again, with %s", count, source, target, made_with)

    def _index_missing(self) -> None:
        """Make what is there searchable: once, for a database from before the search or one that has lost its index."""
        while not self._stop.is_set():
            try:
                with self._database.read() as connection:  # while others write
                    is_done = is_complete(connection)
                while not is_done and not self._stop.is_set():
                    with self._database.write() as connection:
                        is_done = index_missing(connection, limit=INDEX_LIMIT) < INDEX_LIMIT
                return
            except FeedserverError as error:
                log.error("%s", error)
                self._stop.wait(FAILURE_PAUSE_S)

    def _forget_the_dead(self) -> None:
        """Workers of this machine that no longer run hold no claims and are not counted."""
        host = self.name.rpartition(":")[0]
        with self._database.write() as connection:
            for name in work.list_workers(connection):
                other, _, pid = name.rpartition(":")
                # One of our own name is dead too: in a container every worker may have the same process id.
                if other == host and (name == self.name or not _is_running(int(pid))):
                    work.forget_worker(connection, name)


def read_first(settings: Settings, database: Database, *, clock: Clock = now_utc) -> None:
    """Read all folders and catalogues, and finish the newest editions as far as that goes without translating.

    For the first start of a server, so that it has something to serve: what editors have translated whole, and in the
    original what no package translates. No model is loaded. Raises StoreError.
    """
    Folders(settings, database).read(now=clock())
    CatalogueFolder(settings.translations, settings.translated_languages).import_changed(database, now=clock())
    name = _process_name()
    glossaries = Glossaries(settings.translations, settings.translated_languages)
    glossaries.look_again()
    translator = Translator(
        database,
        _engine(settings),
        clock,
        between=lambda: None,
        glossaries=glossaries.by_language,
        by_memory_alone=True,
    )
    with database.write() as connection:
        # Not more than one claim: what needs an engine is given back, and would be claimed for ever.
        jobs = work.claim_jobs(connection, name, now=clock(), lease=LEASE, limit=CLAIM_LIMIT)
    translator.translate(jobs)


def _engine(settings: Settings) -> ArgosEngine:
    return ArgosEngine(
        settings.packages_dir,
        scratch_dir=settings.data_dir,
        beam_size=settings.beam_size,
        threads=settings.threads,
        device=settings.device,
    )


def _process_name() -> str:
    """Who claims: so that others on this machine see when the process is dead."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, so it runs
    return True
