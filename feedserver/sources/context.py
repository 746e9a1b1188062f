"""What a reader knows beside the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """Whose text it is, and what the operator says of the source.

    source: its slug. zone: of dates that give none. read_at: now, aware; a date more than a day behind it is none.
    saved_at: when the text was taken from the web, from which days such as "yesterday" count; None: not known, and
    such days say nothing. language: as the operator declares it; None: to be found out. categories: of every
    article, before its own.
    """

    source: str
    zone: tzinfo
    read_at: datetime
    saved_at: datetime | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()

    def is_to_come(self, moment: datetime) -> bool:
        """Whether *moment* is later than any article of now can be: clocks and zones differ by less than a day."""
        return moment > self.read_at + _AHEAD
