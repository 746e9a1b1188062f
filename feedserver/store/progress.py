"""How the work goes: what is waiting and why, what is being made, what fails, and when it will be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from feedserver.store.columns import read_faults
from feedserver.store.coverage import GIVEN_UP, count_editions, count_kept
from feedserver.store.schema import articles, editions, workers
from feedserver.store.tallies import count, count_by

MOST_LISTED = 20  # articles named in a list; the numbers say how many there are

FAILING = editions.c.last_error.is_not(None)  # it goes when the edition is finished or given up

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LEAST_FINISHED = 10  # fewer, or in less time, say nothing of the pace
_LEAST_SPAN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LanguageProgress:
    """The editions in one language; original, edited, machine, failed and pending are all of them.

    pending: still to be made for the first time; of these: queued: a worker can make them, held: of the queued, not
    shown before they are made or their time has come; waiting: for a package, by pair (``en-kk``). again: finished
    ones that are to be made again, as their article, the packages or the terms have changed. claimed: being made.
    failing: of pending and again, those that ended with an error when last tried. oldest_at: until when the longest
    waiting of the queued was held back, which is a fixed time after its article was read; None if none is known.
    last_hour, last_day: how many were finished. kept: sentences kept in the original, by reason, the most first.
    """

    language: str
    original: int
    edited: int
    machine: int
    failed: int
    pending: int
    queued: int
    held: int
    waiting: Mapping[str, int]
    again: int
    claimed: int
    failing: int
    oldest_at: datetime | None
    last_hour: int
    last_day: int
    kept: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Claim:
    """An edition that is being made."""

    article_id: str
    title: str
    title_language: str
    language: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An edition that could not be made.

    error: what happened, None where every sentence was refused by the checks: then faults says why, by reason.
    attempts: so far. next_at: when it is tried again; failed_at: when it was given up.
    """

    article_id: str
    title: str
    title_language: str
    language: str
    error: str | None
    faults: Mapping[str, int]
    attempts: int
    next_at: datetime | None
    failed_at: datetime | None


def list_progress(connection: Connection, languages: Sequence[str], *, now: datetime) -> list[LanguageProgress]:
    """The progress of each of *languages*, in their order; articles that were withdrawn do not count."""
    return [_progress(connection, language, now) for language in languages]


def _progress(connection: Connection, language: str, now: datetime) -> LanguageProgress:
    unmade, todo, waits_for = editions.c.origin.is_(None), editions.c.todo, editions.c.waits_for
    in_line = count_by(connection, language, waits_for, unmade, todo)
    return LanguageProgress(
        language,
        **count_editions(connection, language),
        queued=in_line[None],
        held=count(connection, language, unmade, editions.c.held_until > now),
        waiting={pair: number for pair, number in in_line.most_common() if pair is not None},
        again=count(connection, language, todo, waits_for.is_(None), ~unmade),
        claimed=count(connection, language, editions.c.claimed_by.is_not(None), editions.c.claimed_until > now),
        failing=count(connection, language, FAILING),
        oldest_at=_find_oldest(connection, language),
        last_hour=count(connection, language, editions.c.finished_at > now - _HOUR),
        last_day=count(connection, language, editions.c.finished_at > now - _DAY),
        kept=count_kept(connection, language),
    )


def find_end(connection: Connection, todo: int, *, now: datetime) -> datetime | None:
    """When *todo* editions will be made at the pace of the last hour; None if that tells nothing.

    The pace counts from the first that was finished in that hour, so that a worker that has begun just now is not
    taken for a slow one.
    """
    finished = editions.c.finished_at
    first = connection.scalar(select(func.min(finished)).where(finished > now - _HOUR))
    if first is None or not todo or now - first < _LEAST_SPAN:
        return None
    made = connection.scalar(select(func.count()).where(finished > first)) or 0
    if made < _LEAST_FINISHED:
        return None
    end: datetime = now + (now - first) * todo / made
    return end


def count_workers(connection: Connection, *, since: datetime) -> int:
    """How many workers have said since then that they live."""
    return connection.scalar(select(func.count()).where(workers.c.seen_at >= since)) or 0


def list_claims(connection: Connection, *, now: datetime) -> list[Claim]:
    """What is being made just now, the newest article first; MOST_LISTED at most."""
    rows = connection.execute(
        select(editions.c.article_id, articles.c.title, articles.c.language.label("original"), editions.c.language)
        .join(articles, articles.c.id == editions.c.article_id)
        .where(editions.c.claimed_by.is_not(None), editions.c.claimed_until > now, articles.c.withdrawn_at.is_(None))
        .order_by(articles.c.published_at.desc(), articles.c.id, editions.c.language)
        .limit(MOST_LISTED)
    )
    return [Claim(*row) for row in rows]


def count_errors(connection: Connection, languages: Sequence[str]) -> list[tuple[str, int]]:
    """What editions in *languages* ended with when last tried, each with how many; the most frequent first."""
    errors: Counter[str] = Counter()
    for language in languages:
        errors += count_by(connection, language, editions.c.last_error, FAILING)
    return sorted(errors.items(), key=lambda error: (-error[1], error[0]))


def list_failures(connection: Connection, languages: Sequence[str]) -> list[Failure]:
    """Editions in *languages* that could not be made: those that are tried again, then those given up, the last first.

    MOST_LISTED at most of each.
    """
    columns = (
        editions.c.article_id,
        articles.c.title,
        articles.c.language.label("original"),
        editions.c.language,
        editions.c.last_error,
        editions.c.faults,
        editions.c.attempts,
        editions.c.wait_until,
        editions.c.finished_at,
    )
    shown = (
        select(*columns)
        .join(articles, articles.c.id == editions.c.article_id)
        .where(editions.c.language.in_(languages), articles.c.withdrawn_at.is_(None))
    )
    failing = shown.where(FAILING)
    given_up = shown.where(*GIVEN_UP)
    order = (articles.c.id, editions.c.language)
    rows = [
        *connection.execute(failing.order_by(editions.c.wait_until.desc(), *order).limit(MOST_LISTED)),
        *connection.execute(given_up.order_by(editions.c.finished_at.desc(), *order).limit(MOST_LISTED)),
    ]
    return [
        Failure(
            article_id=row.article_id,
            title=row.title,
            title_language=row.original,
            language=row.language,
            error=row.last_error,
            faults=read_faults(row.faults),
            attempts=row.attempts,
            next_at=row.wait_until if row.last_error else None,
            failed_at=None if row.last_error else row.finished_at,
        )
        for row in rows
    ]


def _find_oldest(connection: Connection, language: str) -> datetime | None:
    return connection.scalar(
        select(editions.c.held_until)
        .join(articles, articles.c.id == editions.c.article_id)
        .where(
            editions.c.language == language,
            editions.c.held_until.is_not(None),
            editions.c.origin.is_(None),
            articles.c.withdrawn_at.is_(None),
        )
        .order_by(editions.c.held_until)
        .limit(1)
    )
