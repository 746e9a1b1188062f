"""Times of ``updated`` that no two entries share.

The W3C feed validator warns of two entries with one ``atom:updated``, and articles dated by day alone would often
share theirs. It compares the text, so a microsecond is enough.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from feedserver.store.schema import articles, editions

_SECOND = timedelta(seconds=1)
_STEP = timedelta(microseconds=1)


def free_moment(connection: Connection, moment: datetime) -> datetime:
    """*moment* in whole seconds if no article and no edition has it, else the first microsecond behind those that do.

    Two reads of an index, however many share the second: undated articles that are read together all want the same.
    """
    second = moment.replace(microsecond=0)
    latest = [
        connection.scalar(
            select(func.max(table.c.updated_at)).where(
                table.c.updated_at >= second, table.c.updated_at < second + _SECOND
            )
        )
        for table in (articles, editions)
    ]
    return max((each + _STEP for each in latest if each is not None), default=second)
