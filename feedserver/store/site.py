"""What must stay as it was at the first start, so that ids never change."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, insert, select

from feedserver.model import Site
from feedserver.store.schema import site as table


def keep_site(connection: Connection, site: Site) -> Site:
    """Write authority and date at the first start; later return *site* with those that were written then."""
    kept = {row.name: row.value for row in connection.execute(select(table))}
    if not kept:
        kept = {"authority": site.authority, "authority_date": site.authority_date}
        connection.execute(insert(table), [{"name": name, "value": value} for name, value in kept.items()])
    return replace(site, **kept)
