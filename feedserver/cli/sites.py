"""Opening the site for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from feedserver.settings import Settings
    from feedserver.startup import OpenSite


def open_site(settings: Settings) -> OpenSite:
    """The site of *settings*, closed when the command ends. Raises StoreError."""
    from feedserver import startup

    opened = startup.open_site(settings)
    click.get_current_context().call_on_close(opened.database.close)
    return opened
