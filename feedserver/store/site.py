"""What must stay as it was at the first start, so that ids never change."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from feedserver.model import Site
from feedserver.store.renderings import drop_renderings
from feedserver.store.schema import site as table


def keep_site(connection: Connection, site: Site) -> Site:
    """Write authority and date at the first start; later return *site* with those that were written then."""
    authority, authority_date = _find(connection, "authority"), _find(connection, "authority_date")
    if authority is not None and authority_date is not None:
        return replace(site, authority=authority, authority_date=authority_date)
    kept = {"authority": site.authority, "authority_date": site.authority_date}
    connection.execute(insert(table), [{"name": name, "value": value} for name, value in kept.items()])
    return site


def keep_appearance(connection: Connection, appearance: str) -> bool:
    """*appearance*: a hash of the settings that show in feeds. If they have changed, no rendering is current.

    Whether they have.
    """
    if _find(connection, "appearance") == appearance:
        return False
    connection.execute(delete(table).where(table.c.name == "appearance"))
    connection.execute(insert(table).values(name="appearance", value=appearance))
    drop_renderings(connection)
    return True


def _find(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(table.c.value).where(table.c.name == name))
