"""Times of ``updated`` that no two entries share.

The W3C feed validator warns of two entries with one ``atom:updated``, and articles dated by day alone would
often share theirs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from feedserver.store.schema import articles, editions


def free_moment(connection: Connection, moment: datetime) -> datetime:
    """*moment* in whole seconds, or the first second after it that no article and no edition has."""
    moment = moment.replace(microsecond=0)
    while _taken(connection, moment):
        moment += timedelta(seconds=1)
    return moment


def _taken(connection: Connection, moment: datetime) -> bool:
    for table in (articles, editions):
        if connection.scalar(select(table.c.updated_at).where(table.c.updated_at == moment).limit(1)):
            return True
    return False
