"""Opening a site: what the server and the worker both do first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedserver import __version__
from feedserver.declarations import folder_source
from feedserver.model import Site, SourceKind, fingerprint
from feedserver.settings import Settings
from feedserver.sources.polling.schedule import Schedule
from feedserver.store.announcements import save_hubs
from feedserver.store.articles import plan_all_editions
from feedserver.store.database import Connection, Database, open_database
from feedserver.store.polls import plan_polls
from feedserver.store.site import keep_appearance, keep_site
from feedserver.store.sources import DeclaredBy, has_been_read, list_declared, save_source, undeclare_others

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


def now_utc() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site whose database is open and fits its settings. unread: a folder of it has never been read to the end."""

    site: Site
    database: Database
    unread: bool


def open_site(settings: Settings, clock: Clock = now_utc, *, is_start: bool = True) -> OpenSite:
    """Open the database of the site, migrated, with its sources and an edition planned for every article and language.

    is_start: whether the site is started, and not only visited by a command: that one may lack the --articles which the
    server runs with, and leaves its folder alone. Raises StoreError.
    """
    database = open_database(settings.database_url)
    shown = [__version__, settings.public_url, settings.title, settings.languages, settings.feed_entries, settings.hubs]
    with database.write() as connection:
        site = keep_site(connection, settings.site)
        is_other = keep_appearance(connection, fingerprint(shown))
        _declare_sources(connection, settings, is_start, clock())
        if is_start:
            save_hubs(connection, site.hubs)
        if is_start or is_other:  # it looks at every article
            plan_all_editions(connection, settings.translated_languages, held_until=clock() + hold(settings))
        folders = [source.slug for source in settings.all_sources if source.kind is SourceKind.FOLDER]
        unread = not all(has_been_read(connection, slug) for slug in folders)
    return OpenSite(site, database, unread)


def _declare_sources(connection: Connection, settings: Settings, is_start: bool, now: datetime) -> None:
    declared = {DeclaredBy.SETTINGS: settings.sources}
    if is_start or not any(True for _ in list_declared(connection)):
        declared[DeclaredBy.START] = (folder_source(settings.articles),) if settings.articles else ()
    for declared_by, sources in declared.items():
        for source in sources:
            save_source(connection, source, declared_by, now=now)
        undeclare_others(connection, {source.slug for source in sources}, declared_by)
    plan_polls(connection, interval_s=schedule(settings).first_s, now=now)


def schedule(settings: Settings) -> Schedule:
    """How often sources are looked at."""
    return Schedule(settings.poll_min_s, max(settings.poll_min_s, settings.poll_max_s))


def hold(settings: Settings) -> timedelta:
    """How long an untranslated article is held back."""
    return timedelta(seconds=settings.hold_untranslated_s)
