"""The past of a feed, month by month (RFC 5005 §4): which documents there are and how they follow one another."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from flask import request

from feedserver.feeds.addresses import Archive, FeedAddress, read_month
from feedserver.feeds.links import Past
from feedserver.store.database import Connection
from feedserver.store.editions import Selection, count_editions, find_neighbour
from feedserver.web.editions import stored
from feedserver.web.refusals import Refusal, bad_request, not_found

PART_ENTRIES = 200  # of a month with more; a part that is full changes only with its articles


def require_archive(month: str) -> Archive:
    """The document that the request is for. Refuses a month or a part that is none, and other parameters."""
    first = read_month(month)
    if first is None:
        raise not_found("month", month, ["the months of the articles, such as 2026-11"])
    for name in request.args:
        if name != "part":
            raise bad_request(f"Archives have no parameter “{name}”; they have: part.")
    parts = request.args.getlist("part")
    if len(parts) > 1 or not all(re.fullmatch("0*[1-9][0-9]{0,3}", part) for part in parts):
        raise bad_request(f"part is “{', '.join(parts)}”; allowed is one whole number from 1 on.")
    return replace(first, part=int(parts[0].lstrip("0"))) if parts else first


def period_of(archive: Archive) -> tuple[datetime, datetime]:
    """The first moment of its month and that of the next, UTC."""
    following = (archive.year + archive.month // 12, archive.month % 12 + 1)
    end = datetime.max.replace(tzinfo=UTC) if following[0] > 9999 else datetime(*following, 1, tzinfo=UTC)
    return datetime(archive.year, archive.month, 1, tzinfo=UTC), end


def past_of(connection: Connection, address: FeedAddress, *, now: datetime) -> Past:
    """The neighbours of the document at *address*.

    Only whole feeds of a language, and that of the articles as written, have a past.
    """
    if not address.is_whole:
        return Past()
    selection = stored(Selection(address.language))
    if address.archive is None:
        return Past(older=_before(connection, selection, datetime.max.replace(tzinfo=UTC), now=now))
    archive, (first, end) = address.archive, period_of(address.archive)
    last = _last_part(connection, selection, archive, now=now)
    if archive.part > last:
        raise no_such_archive(archive)
    is_first, is_last = archive.part == 1, archive.part == last
    return Past(
        older=_before(connection, selection, first, now=now) if is_first else replace(archive, part=archive.part - 1),
        newer=_after(connection, selection, end, now=now) if is_last else replace(archive, part=archive.part + 1),
    )


def no_such_archive(archive: Archive) -> Refusal:
    """404: the month has no articles, or not so many parts."""
    what = f"{archive.name}, part {archive.part}" if archive.part > 1 else archive.name
    return not_found("archive", what, ["those that the feed links to as prev-archive"])


def _before(connection: Connection, selection: Selection, moment: datetime, *, now: datetime) -> Archive | None:
    """The last document of what is older than *moment*."""
    published = find_neighbour(connection, selection, moment, now=now, is_older=True)
    if published is None:
        return None
    month = Archive(published.year, published.month)
    return replace(month, part=_last_part(connection, selection, month, now=now))


def _after(connection: Connection, selection: Selection, moment: datetime, *, now: datetime) -> Archive | None:
    published = find_neighbour(connection, selection, moment, now=now, is_older=False)
    return None if published is None else Archive(published.year, published.month)


def _last_part(connection: Connection, selection: Selection, month: Archive, *, now: datetime) -> int:
    """How many documents the month's articles fill; 0 if there are none."""
    count = count_editions(connection, replace(selection, published=period_of(month)), now=now)
    return -(-count // PART_ENTRIES)
