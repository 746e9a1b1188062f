"""Opening the site for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from feedserver.settings import Settings
    from feedserver.startup import OpenSite


def open_site(settings: Settings, *, is_start: bool = False) -> OpenSite:
    """The site of *settings*, closed when the command ends. is_start: as there. Raises StoreError."""
    from feedserver import startup

    opened = startup.open_site(settings, is_start=is_start)
    click.get_current_context().call_on_close(opened.database.close)
    return opened
