"""The work: pending editions are the queue. Claimed with a lease, finished or given back.

A worker that dies loses its claim when the lease ends, or at once when the next worker of the same machine
finds its process gone. Every change here is one UPDATE with its condition, inside a write transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from feedserver.model import Article, Block, Origin
from feedserver.store import moments
from feedserver.store.announcements import announce
from feedserver.store.articles import article_of, list_labels
from feedserver.store.columns import write_blocks, write_faults, write_labels
from feedserver.store.feed_states import end_renderings
from feedserver.store.memory import sentence_key
from feedserver.store.schema import articles, edition_sentences, editions, workers
from feedserver.store.search import index_edition, unindex
from feedserver.store.tallies import of_withdrawn

ATTEMPTS_OF_A_FAILURE = 3  # from then on a job that fails is news for the operator


# Columns of an edition that nobody works on; of one that has no text of its own; of one that was never made.
NOT_CLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
NO_TEXT: dict[str, Any] = {
    **dict.fromkeys(["origin", "title", "summary", "blocks", "categories", "engine", "pivot", "updated_at"]),
    "untranslated": 0,
}
NOT_MADE: dict[str, Any] = {
    **NO_TEXT,
    **dict.fromkeys(["made_with", "faults", "edited_at", "article_digest", "last_error"]),
    **dict.fromkeys(["sentences_edited", "sentences_machine", "attempts"], 0),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One edition to make: *article*, in the state that *digest* names, in *language*.

    attempts: how many claims there were, this one included.
    """

    article: Article
    digest: str
    language: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Translation:
    """The finished text of an edition. Shapes as in Edition; labels: of the categories, in their order.

    sentences: what of the original it shows; edited, machine: how many of them are whose; faults: those that stay
    in the original, counted by reason. made_with: the state of the packages and the glossary, None if no machine had a
    part. dated: when the text was made, by the editor's catalogue or by the clock; edited_at: the same of the
    editors' part of it, None if they have none.
    """

    origin: Origin
    title: str
    summary: str
    blocks: tuple[Block, ...]
    labels: tuple[str, ...]
    sentences: tuple[str, ...]
    dated: datetime
    edited_at: datetime | None = None
    engine: str | None = None
    pivot: str | None = None
    made_with: str | None = None
    edited: int = 0
    machine: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)

    @property
    def untranslated(self) -> int:
        """How many sentences stay in the original."""
        return sum(self.faults.values())


def claim_jobs(connection: Connection, worker: str, *, now: datetime, lease: timedelta, limit: int) -> list[Job]:
    """Claim up to *limit* editions that are to be made: those that readers wait for first, then the newest."""
    rows = connection.execute(
        select(articles, editions.c.language.label("target"), editions.c.attempts)
        .join(editions, editions.c.article_id == articles.c.id)
        .where(
            editions.c.todo,
            editions.c.waits_for.is_(None),
            articles.c.withdrawn_at.is_(None),
            or_(editions.c.claimed_until.is_(None), editions.c.claimed_until <= now),
            or_(editions.c.wait_until.is_(None), editions.c.wait_until <= now),
        )
        .order_by(editions.c.origin.is_not(None), articles.c.published_at.desc(), articles.c.id, editions.c.language)
        .limit(limit)
    ).all()
    jobs = []
    for row in rows:
        connection.execute(
            update(editions)
            .where(editions.c.article_id == row.id, editions.c.language == row.target)
            .values(claimed_by=worker, claimed_until=now + lease, attempts=row.attempts + 1)
        )
        article = article_of(row, list_labels(connection, row.id))
        jobs.append(Job(article, row.digest, row.target, row.attempts + 1))
    return jobs


def finish_job(connection: Connection, job: Job, translation: Translation, *, now: datetime) -> bool:
    """Write the finished edition, end the renderings that show it.

    Returns False, and gives the job back, if the article has changed meanwhile or its source supplies the edition.
    """
    row = connection.execute(
        select(editions, articles.c.updated_at.label("original_updated_at"))
        .join(articles, articles.c.id == editions.c.article_id)
        .where(_is(job), articles.c.digest == job.digest, editions.c.supplied_by.is_(None))
    ).one_or_none()
    if row is None:
        return_jobs(connection, [job])
        return False
    text = {
        "origin": translation.origin.value,
        "title": translation.title,
        "summary": translation.summary,
        "blocks": write_blocks(translation.blocks),
        "categories": write_labels(translation.labels),
        "engine": translation.engine,
        "pivot": translation.pivot,
        "untranslated": translation.untranslated,
    }
    done: dict[str, Any] = {
        "article_digest": job.digest,
        "todo": False,
        "held_until": None,
        "finished_at": now,
        **_quality(translation),
    }
    if any(getattr(row, name) != value for name, value in text.items()):
        done |= text | {"updated_at": _updated_at(connection, row, translation, job, now)}
        index_edition(
            connection, job.article.id, job.language, translation.title, translation.summary, translation.blocks
        )
        end_renderings(connection, [job.language], now=now)
        announce(connection, job.article.id, [job.language])
    connection.execute(update(editions).where(_is(job)).values(**done, **NOT_CLAIMED, attempts=0, last_error=None))
    _save_sentences(connection, job, translation.sentences)
    return True


def give_up(connection: Connection, job: Job, translation: Translation, *, now: datetime) -> None:
    """Nothing of it could be translated: show the original, labelled, until other packages or editors come.

    translation: what was tried. An older translation stays, unless the article has changed since.
    """
    row = _find_unsupplied(connection, job)
    if row is None:
        return
    values: dict[str, Any] = {"todo": False, "held_until": None, "last_error": None, "attempts": 0, **NOT_CLAIMED}
    values["finished_at"] = now
    outdated = row.origin is not None and row.article_digest != job.digest
    if outdated:
        values |= NO_TEXT
        unindex(connection, job.article.id, job.language)
    if outdated or row.origin is None:
        values |= _quality(translation)
        _save_sentences(connection, job, translation.sentences)
    connection.execute(update(editions).where(_is(job)).values(**values | {"made_with": translation.made_with}))
    if outdated or row.held_until is not None:
        end_renderings(connection, [job.language], now=now)


def wait_for_package(connection: Connection, job: Job, pair: str, *, now: datetime) -> None:
    """No package translates it: set it aside until one comes, and show the original at once, labelled.

    An older translation of an article that has changed since does not stand beside the new original: it goes.
    """
    row = _find_unsupplied(connection, job)
    if row is None:
        return
    values: dict[str, Any] = {"waits_for": pair, "held_until": None, **NOT_CLAIMED}
    outdated = row.origin is not None and row.article_digest != job.digest
    if outdated:
        values |= NO_TEXT
        unindex(connection, job.article.id, job.language)
    connection.execute(update(editions).where(_is(job)).values(**values))
    if outdated or row.held_until is not None:
        end_renderings(connection, [job.language], now=now)


def retry_later(connection: Connection, job: Job, error: str, *, wait_until: datetime) -> None:
    """Translating failed: note why, and try again from *wait_until* on."""
    connection.execute(update(editions).where(_is(job)).values(wait_until=wait_until, last_error=error, **NOT_CLAIMED))


def return_jobs(connection: Connection, jobs: Sequence[Job]) -> None:
    """Give claimed jobs back unfinished: the next worker takes them at once."""
    for job in jobs:
        connection.execute(update(editions).where(_is(job)).values(attempts=job.attempts - 1, **NOT_CLAIMED))


def list_workers(connection: Connection) -> list[str]:
    """The names of the workers that hold claims or have said that they live."""
    claimants = select(editions.c.claimed_by.label("name")).where(editions.c.claimed_by.is_not(None))
    return list(connection.scalars(claimants.union(select(workers.c.name))))


def renew_claims(connection: Connection, worker: str, *, until: datetime) -> None:
    """A worker at work says that it still is."""
    connection.execute(update(editions).where(editions.c.claimed_by == worker).values(claimed_until=until))


def free_claims(connection: Connection, worker: str) -> None:
    """End the claims of a worker that does not go on with them."""
    connection.execute(update(editions).where(editions.c.claimed_by == worker).values(**NOT_CLAIMED))


def forget_worker(connection: Connection, worker: str) -> None:
    """A worker is known to be dead: its claims end, and it no longer counts as one that lives."""
    free_claims(connection, worker)
    connection.execute(delete(workers).where(workers.c.name == worker))


@dataclass(frozen=True, slots=True)
class WorkState:
    """How the work stands.

    todo: editions that a worker could make now. failure: the last error of one that has failed again and
    again, None if there is none. worker_seen_at: when a worker last said that it lives.
    """

    todo: int
    failure: str | None
    worker_seen_at: datetime | None


def save_heartbeat(connection: Connection, worker: str, *, now: datetime) -> None:
    """A worker lives. Those not heard of for a day are forgotten."""
    connection.execute(
        delete(workers).where(or_(workers.c.name == worker, workers.c.seen_at < now - timedelta(days=1)))
    )
    connection.execute(insert(workers).values(name=worker, seen_at=now))


def has_work(connection: Connection, *, now: datetime) -> bool:
    """Whether any edition could be made at *now*; asked every few seconds, so it counts nothing."""
    due = or_(editions.c.wait_until.is_(None), editions.c.wait_until <= now)
    query = (
        select(editions.c.article_id)
        .join(articles, articles.c.id == editions.c.article_id)
        .where(editions.c.todo, editions.c.waits_for.is_(None), articles.c.withdrawn_at.is_(None), due)
    )
    return connection.scalar(query.limit(1)) is not None


def get_work_state(connection: Connection, *, now: datetime) -> WorkState:
    """How the work stands at *now*."""
    due = or_(editions.c.wait_until.is_(None), editions.c.wait_until <= now)
    todo = (editions.c.todo, editions.c.waits_for.is_(None), due)
    all_todo = connection.scalar(select(func.count()).where(*todo)) or 0
    withdrawn = connection.scalar(select(func.count()).where(of_withdrawn(*todo))) or 0
    failing = (
        select(editions.c.last_error)
        .join(articles, articles.c.id == editions.c.article_id)
        .where(
            editions.c.last_error.is_not(None),
            editions.c.attempts >= ATTEMPTS_OF_A_FAILURE,
            editions.c.todo,
            editions.c.waits_for.is_(None),
            articles.c.withdrawn_at.is_(None),
        )
    )
    return WorkState(
        todo=all_todo - withdrawn,
        failure=connection.scalar(failing.limit(1)),
        worker_seen_at=connection.scalar(select(func.max(workers.c.seen_at))),
    )


def _find_unsupplied(connection: Connection, job: Job) -> Row[Any] | None:
    """The edition that the job is to make; None if it has gone or its source supplies it meanwhile."""
    return connection.execute(select(editions).where(_is(job), editions.c.supplied_by.is_(None))).one_or_none()


def _quality(translation: Translation) -> dict[str, Any]:
    return {
        "made_with": translation.made_with,
        "sentences_edited": translation.edited,
        "sentences_machine": translation.machine,
        "faults": write_faults(translation.faults),
        "edited_at": translation.edited_at,
    }


def _is(job: Job) -> Any:
    return and_(editions.c.article_id == job.article.id, editions.c.language == job.language)


def _updated_at(connection: Connection, row: Any, translation: Translation, job: Job, now: datetime) -> datetime:
    """``updated`` of the new text.

    It moves for a first translation, an editor's word and a changed original; not when only the machine found
    better words. It is the text's own date where that already lies after what readers have seen.
    """
    seen_at = row.updated_at or row.original_updated_at
    same_original = row.article_digest == job.digest
    # Not `updated`, which is cut to seconds: the same edit would seem newer than itself.
    edited = translation.edited_at is not None and translation.edited_at > (row.edited_at or seen_at)
    if row.origin == Origin.MACHINE == translation.origin and same_original and not edited:
        return row.updated_at  # type: ignore[no-any-return]
    first = row.origin is None and row.held_until is not None and row.held_until > now  # nobody has seen it pending
    if first or translation.dated > seen_at:
        return moments.free_moment(connection, max(translation.dated, seen_at))
    return moments.free_moment(connection, now)


def _save_sentences(connection: Connection, job: Job, sentences: Sequence[str]) -> None:
    mine = and_(edition_sentences.c.article_id == job.article.id, edition_sentences.c.language == job.language)
    connection.execute(delete(edition_sentences).where(mine))
    keys = dict.fromkeys(sentence_key(sentence) for sentence in sentences)
    if keys:
        connection.execute(
            insert(edition_sentences),
            [{"article_id": job.article.id, "language": job.language, "sentence_key": key} for key in keys],
        )
