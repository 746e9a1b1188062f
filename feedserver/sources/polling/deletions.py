"""Which entries an upstream feed has dropped on purpose, and not because they grew old. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def list_suspects(before: Sequence[str], now: Collection[str]) -> list[str]:
    """The external ids that have gone from the middle of a feed: an entry below them is still there.

    before: what the feed listed the last time, in its order; now: what it lists. What falls off the end is old, not
    deleted.
    """
    still = [position for position, external_id in enumerate(before) if external_id in now]
    last = still[-1] if still else -1
    return [external_id for external_id in before[: last + 1] if external_id not in now]
