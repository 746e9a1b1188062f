"""How often the feeds of a language have changed, and when last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from feedserver.store.schema import feed_states, renderings

AS_WRITTEN = ""  # the language of the feeds that hold every article as it was written
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedState:
    """generation: rises by one with every change. changed_at: when it last rose."""

    generation: int
    changed_at: datetime


def get_state(connection: Connection, language: str) -> FeedState:
    """The state of the feeds in *language* (AS_WRITTEN for the articles as written)."""
    row = connection.execute(
        select(feed_states.c.generation, feed_states.c.changed_at).where(feed_states.c.language == language)
    ).one_or_none()
    return FeedState(row.generation, row.changed_at) if row else FeedState(0, _NEVER)


def end_renderings(connection: Connection, languages: Iterable[str], *, now: datetime) -> None:
    """The feeds in *languages* show something else from now on: drop their renderings."""
    ended = set(languages)
    connection.execute(delete(renderings).where(renderings.c.language.in_(ended)))
    known = feed_states.c.language.in_(ended)
    risen = connection.execute(
        update(feed_states).where(known).values(generation=feed_states.c.generation + 1, changed_at=now)
    )
    if risen.rowcount < len(ended):
        there = set(connection.scalars(select(feed_states.c.language).where(known)))
        rows = [{"language": language, "generation": 1, "changed_at": now} for language in sorted(ended - there)]
        connection.execute(insert(feed_states), rows)
