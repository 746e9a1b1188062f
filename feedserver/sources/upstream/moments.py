"""Dates as feeds write them: ISO 8601 in Atom and JSON, RFC 822 in RSS, and whatever people put there.

feedparser's own are not used: it takes a date without zone for UTC, and finds some where there are none.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from feedserver.sources.context import ReadingContext
from feedserver.sources.dates import parse_date

_MAX_CHARS = 100
_MIN_CHARS = 8  # a year or a month alone is no date
_SPACE_BEFORE_ZONE = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)")


def read_moment(text: object, context: ReadingContext) -> datetime | None:
    """The date that *text* is, in UTC; None if it is none. Without a zone it is in that of *context*."""
    if not isinstance(text, str) or not _MIN_CHARS <= len(text.strip()) <= _MAX_CHARS:
        return None
    bare = " ".join(text.split())
    try:
        found = _from_iso(bare) or parse_date(bare, context.zone) or _from_rfc822(bare)
        if found is None:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=context.zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # at the end of time
        return None


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_SPACE_BEFORE_ZONE.sub("", text))
    except ValueError:
        return None


def _from_rfc822(text: str) -> datetime | None:
    """The forms that people do not write, only programs: a year of two digits, an unknown zone, asctime."""
    try:
        return parsedate_to_datetime(text) if ":" in text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
