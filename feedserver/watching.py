"""The sources of a site at work: its folders, read and watched, and the looker at those on the web."""

from __future__ import annotations

import logging
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from feedserver.errors import SourceError
from feedserver.model import Source, SourceKind
from feedserver.settings import Settings
from feedserver.sources.fetching.addresses import PrivateHosts
from feedserver.sources.fetching.client import make_fetcher
from feedserver.sources.folders.folder import Folder
from feedserver.sources.polling.looks import Looker
from feedserver.sources.polling.poller import Poller, random_chance
from feedserver.sources.taking_in import Intake, Reading, log_done
from feedserver.sources.websub.callbacks import Callbacks
from feedserver.sources.websub.subscriber import Subscriber
from feedserver.startup import Clock, hold, schedule
from feedserver.stopping import Stop
from feedserver.store.database import Database
from feedserver.store.sources import list_declared

log = logging.getLogger(__name__)


_LONG_S = 0.1  # a look at the names of very many files; it is not repeated before
_REST = 20  # times as long has passed


class Folders:
    """All folders that are declared just now, looked at again and again."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._folders: dict[Source, Folder] = {}
        self._troubles: dict[Source, str] = {}
        self._resting: dict[Source, float] = {}  # until when, by time.monotonic

    def read(self, *, now: datetime, settled: bool = False) -> dict[str, Reading]:
        """Read what is new in each folder, by slug; a folder that cannot be read is logged and counts as refused.

        settled: as for Folder.read.
        """
        with self._database.read() as connection:
            declared = [source for source, _ in list_declared(connection) if source.kind is SourceKind.FOLDER]
        self._folders = {source: self._folders.get(source) or self._open(source) for source in declared}
        return {source.slug: self._read(source, now, settled) for source in declared}

    def _open(self, source: Source) -> Folder:
        log.info("watching %s", source.location)
        return make_folder(source, self._settings)

    def _read(self, source: Source, now: datetime, settled: bool) -> Reading:
        folder = self._folders[source]
        reading = Reading()
        started = monotonic()
        if started < self._resting.get(source, 0):
            return reading
        try:
            has_changed = folder.has_changed()
            if (took := monotonic() - started) > _LONG_S:
                self._resting[source] = started + _REST * took
            if has_changed:
                reading = folder.read(self._database, now=now, settled=settled)
            report(source.slug, reading)
            self._troubles.pop(source, None)
        except SourceError as error:
            reading.refused.append(error)
            if str(error) != self._troubles.get(source):  # said once, not every two seconds
                log.error("%s; nothing is withdrawn", error)
            self._troubles[source] = str(error)
        return reading


def make_folder(source: Source, settings: Settings) -> Folder:
    """The folder that *source* is."""
    zone = ZoneInfo(source.zone) if source.zone else settings.time_zone
    return Folder(source, zone=zone, intake=make_intake(settings))


def make_looker(settings: Settings, database: Database, stop: Stop, clock: Clock) -> Looker:
    """What looks at sources on the web. Raises SettingsError if we cannot call ourselves what the settings say."""
    fetcher = make_fetcher(settings, stop, clock)
    return Looker(
        database, fetcher, make_intake(settings), schedule(settings), settings.time_zone, clock, random_chance
    )


def make_poller(settings: Settings, database: Database, stop: Stop, clock: Clock) -> Poller:
    """What looks at the sources on the web when they are due, and agrees with hubs. Raises SettingsError."""
    looker = make_looker(settings, database, stop, clock)
    callbacks = Callbacks(settings.base_url if settings.websub else "", PrivateHosts(settings.private_hosts))
    return Poller(looker, stop, Subscriber(database, looker.fetcher, callbacks, clock))


def make_intake(settings: Settings) -> Intake:
    """What holds for all articles that come in."""
    return Intake(settings.translated_languages, hold(settings), settings.merge_stories)


def report(slug: str, reading: Reading) -> None:
    """Log what one look at a source did."""
    log_done(slug, reading)
    for error in reading.refused:
        log.warning("%s: not read: %s", slug, error)
