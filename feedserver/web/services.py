"""What the views need, hung on the Flask app by ``create_app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from feedserver.model import Site
from feedserver.settings import Settings
from feedserver.store.database import Database
from feedserver.store.renderings import RenderingReader

EXTENSION = "feedserver"


@dataclass(frozen=True, slots=True)
class Services:
    """The opened site. clock: gives now, aware, UTC."""

    settings: Settings
    site: Site
    database: Database
    renderings: RenderingReader
    clock: Callable[[], datetime]


def services() -> Services:
    """The services of the app that answers the current request."""
    found: Services = current_app.extensions[EXTENSION]
    return found
