"""Times of ``updated`` that no two entries share.

The W3C feed validator warns of two entries with one ``atom:updated``, and articles dated by day alone would
often share theirs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, union_all

from feedserver.store.schema import articles, editions


def free_moment(connection: Connection, moment: datetime) -> datetime:
    """*moment* in whole seconds, or the first second after it that no article and no edition has."""
    moment = moment.replace(microsecond=0)
    taken = union_all(
        *(select(table.c.updated_at).where(table.c.updated_at >= moment) for table in (articles, editions))
    ).subquery()
    # One query, read up to the first gap: undated articles read together want the same second by the thousand.
    for each in connection.scalars(select(taken.c.updated_at).order_by(taken.c.updated_at)):
        if each > moment:
            break
        moment = each + timedelta(seconds=1)
    return moment
