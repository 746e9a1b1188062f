"""How it goes with the sources: for people who want to know at a glance which bring nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from feedserver.model import SourceKind
from feedserver.store.schema import appearances, polls, sources


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source that is declared.

    articles: that it has just now. checked_at: when it was last looked at; changed_at: when that last brought
    something; due_at: when it is looked at next. All three are None where not known: folders are watched all the time.
    trouble: why it, or something of it, cannot be read. is_gone: it has said that it is closed, and is asked no more.
    """

    slug: str
    title: str
    kind: SourceKind
    articles: int
    checked_at: datetime | None
    changed_at: datetime | None
    due_at: datetime | None
    trouble: str | None
    is_gone: bool


_TROUBLE = func.nullif(func.coalesce(polls.c.trouble, sources.c.trouble), "")
_WITH_POLLS = sources.outerjoin(polls, polls.c.source == sources.c.slug)


def count_sources(connection: Connection) -> tuple[int, int]:
    """How many sources are declared, and how many of them are in trouble."""
    query = select(func.count(), func.count(_TROUBLE)).select_from(_WITH_POLLS)
    every, in_trouble = connection.execute(query.where(sources.c.declared_by.is_not(None))).one()
    return every, in_trouble


def list_source_states(connection: Connection, *, limit: int) -> list[SourceState]:
    """The sources that are declared, those in trouble first, then by title; *limit* at most."""
    articles = (
        select(func.count())
        .where(appearances.c.source == sources.c.slug, appearances.c.gone_at.is_(None))
        .scalar_subquery()
    )
    chosen = (
        select(sources.c.slug, _TROUBLE.label("trouble"))
        .select_from(_WITH_POLLS)
        .where(sources.c.declared_by.is_not(None))
        .order_by(case((_TROUBLE.is_not(None), 0), else_=1), sources.c.title, sources.c.slug)
        .limit(limit)
        .subquery()
    )
    rows = connection.execute(
        select(
            sources.c.slug,
            sources.c.title,
            sources.c.kind,
            sources.c.read_at,
            polls.c.checked_at,
            polls.c.changed_at,
            polls.c.due_at,
            polls.c.is_gone,
            chosen.c.trouble,
            articles.label("articles"),
        )
        .select_from(_WITH_POLLS.join(chosen, chosen.c.slug == sources.c.slug))
        .order_by(case((chosen.c.trouble.is_not(None), 0), else_=1), sources.c.title, sources.c.slug)
    )
    return [
        SourceState(
            slug=row.slug,
            title=row.title,
            kind=SourceKind(row.kind),
            articles=row.articles,
            checked_at=row.checked_at or row.read_at,
            changed_at=row.changed_at,
            due_at=None if row.is_gone else row.due_at,
            trouble=row.trouble,
            is_gone=bool(row.is_gone),
        )
        for row in rows
    ]
