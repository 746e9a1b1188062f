"""Opening a site: what the server and the worker both do first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedserver import __version__
from feedserver.detection import detect
from feedserver.model import Site, fingerprint
from feedserver.settings import Settings
from feedserver.sources.folder import Folder
from feedserver.store.articles import plan_all_editions
from feedserver.store.database import Database, open_database
from feedserver.store.site import keep_appearance, keep_site
from feedserver.store.sources import has_been_read

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


def now_utc() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site whose database is open and fits its settings. unread: its articles have never been read to the end."""

    site: Site
    database: Database
    unread: bool


def open_site(settings: Settings, clock: Clock = now_utc) -> OpenSite:
    """Open the database of the site, migrated, with an edition planned for every article and language.

    Raises StoreError.
    """
    database = open_database(settings.database_url)
    shown = [__version__, settings.public_url, settings.title, settings.languages, settings.feed_entries]
    with database.write() as connection:
        site = keep_site(connection, settings.site)
        keep_appearance(connection, fingerprint(shown))
        plan_all_editions(connection, site.languages, held_until=clock() + hold(settings))
        unread = not has_been_read(connection, articles_folder(settings).slug)
    return OpenSite(site, database, unread)


def articles_folder(settings: Settings) -> Folder:
    """The folder of articles as a source."""
    return Folder(
        settings.articles,
        zone=settings.time_zone,
        languages=settings.languages,
        hold=hold(settings),
        detect=detect,
    )


def hold(settings: Settings) -> timedelta:
    """How long an untranslated article is held back."""
    return timedelta(seconds=settings.hold_untranslated_s)
