"""When to look at a source again: as often as it changes, and never more often than it wants. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_FASTER, _SLOWER = 0.5, 1.5  # after a look that brought something, after one that did not
_MOST_ADVICE_S = 7 * 86400  # nobody means a longer Retry-After or max-age
_JITTER = 0.1  # of the pause, more: sources declared together do not stay together


@dataclass(frozen=True, slots=True)
class Schedule:
    """The bounds of the pauses between two looks at one source, in seconds."""

    least_s: int
    most_s: int

    @property
    def first_s(self) -> int:
        """The pause after the first look."""
        return min(max(self.least_s, 1800), self.most_s)

    def after_success(self, interval_s: int, *, changed: bool, is_pushed: bool = False) -> int:
        """The next interval: half as long after a look that brought something, else half as long again.

        is_pushed: the source tells us by itself; looking is only for what gets lost.
        """
        if is_pushed:
            return self.most_s
        return self._bounded(interval_s * (_FASTER if changed else _SLOWER))

    def after_failure(self, failures: int) -> int:
        """The pause after so many failures in a row: twice as long after each."""
        return self._bounded(self.least_s * 2.0 ** min(failures, 32))

    def _bounded(self, interval_s: float) -> int:
        return round(min(max(interval_s, self.least_s), self.most_s))


def due_at(now: datetime, interval_s: float, *, advised_s: float | None, chance: float) -> datetime:
    """When a source is due again that is looked at every *interval_s*.

    advised_s: what the source asks for (max-age, Retry-After, ttl): not earlier. chance: from 0 to 1; spreads the
    looks.
    """
    pause_s = max(interval_s, min(advised_s or 0, _MOST_ADVICE_S))
    return now + timedelta(seconds=pause_s * (1 + _JITTER * chance))
