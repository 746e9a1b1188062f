"""Where articles come from: the sources as they are declared, in the settings file or by a command."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from feedserver.errors import NotFoundError
from feedserver.model import Source, SourceKind
from feedserver.store.database import chunks
from feedserver.store.schema import appearances, polls, sources


class DeclaredBy(StrEnum):
    """Who declared a source, and can take it back."""

    SETTINGS = "settings"
    COMMAND = "command"
    START = "start"  # the folder of articles that feedserver was started with


def save_source(connection: Connection, source: Source, declared_by: DeclaredBy, *, now: datetime) -> bool:
    """Make the source known as it is declared now; whether anything about it is new.

    What was declared otherwise is read anew and at once: nothing is kept of what the last document was.
    """
    values: dict[str, Any] = {
        "kind": source.kind.value,
        "location": source.location,
        "options": _write_options(source),
        "declared_by": declared_by.value,
    }
    title = source.title or urlsplit(source.location).hostname or source.slug
    row = connection.execute(select(sources).where(sources.c.slug == source.slug)).one_or_none()
    if row is None:
        connection.execute(insert(sources).values(slug=source.slug, title=title, **values))
        return True
    if source.title or "title" in json.loads(row.options):
        values["title"] = title  # one that is declared no more gives way to the feed's own
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    connection.execute(update(sources).where(sources.c.slug == source.slug).values(**values))
    anew = dict.fromkeys(["etag", "last_modified", "digest"]) | {"is_gone": False, "failures": 0, "due_at": now}
    if row.location != source.location:
        anew |= {"address": None, "listing": None}
    connection.execute(update(polls).where(polls.c.source == source.slug).values(**anew))
    return True


def save_title(connection: Connection, slug: str, title: str) -> None:
    """What the source calls itself; where it was declared with a title, that one stays."""
    row = connection.execute(select(sources.c.title, sources.c.options).where(sources.c.slug == slug)).one_or_none()
    if row is not None and row.title != title and "title" not in json.loads(row.options):
        connection.execute(update(sources).where(sources.c.slug == slug).values(title=title))


def undeclare(connection: Connection, slug: str) -> None:
    """The source is not to be read any more. What it has brought stays."""
    connection.execute(update(sources).where(sources.c.slug == slug).values(declared_by=None))


def undeclare_others(
    connection: Connection, slugs: Collection[str], declared_by: DeclaredBy = DeclaredBy.SETTINGS
) -> list[str]:
    """*declared_by* declares no more than *slugs*: undeclare the others that it did; return these."""
    declared = connection.scalars(select(sources.c.slug).where(sources.c.declared_by == declared_by.value))
    gone = sorted(set(declared) - set(slugs))
    for slug in gone:
        undeclare(connection, slug)
    return gone


def list_declared(connection: Connection) -> Iterator[tuple[Source, DeclaredBy]]:
    """The sources that are to be read, by slug, each with who declared it."""
    rows = connection.execute(select(sources).where(sources.c.declared_by.is_not(None)).order_by(sources.c.slug)).all()
    for row in rows:
        yield _source_of(row), DeclaredBy(row.declared_by)


def get_source(connection: Connection, slug: str) -> tuple[Source, DeclaredBy | None]:
    """The source and who declares it, if anybody still does. Raises NotFoundError, saying which there are."""
    row = connection.execute(select(sources).where(sources.c.slug == slug)).one_or_none()
    if row is None:
        there = ", ".join(slug for slug, _ in list_sources(connection))
        raise NotFoundError(f"there is no source “{slug}”; there are: {there or 'none yet'}")
    return _source_of(row), DeclaredBy(row.declared_by) if row.declared_by else None


def save_reading(connection: Connection, slug: str, read_at: datetime, *, trouble: str | None = None) -> None:
    """Note that a complete reading of the source ended at *read_at*. trouble: what of a folder cannot be read."""
    connection.execute(update(sources).where(sources.c.slug == slug).values(read_at=read_at, trouble=trouble))


def list_troubles(connection: Connection) -> dict[str, str]:
    """What is wrong with the sources that are declared, by slug: why they, or something of them, cannot be read."""
    query = (
        select(sources.c.slug, func.coalesce(polls.c.trouble, sources.c.trouble).label("trouble"))
        .outerjoin(polls, polls.c.source == sources.c.slug)
        .where(sources.c.declared_by.is_not(None))
        .order_by(sources.c.slug)
    )
    return {row.slug: row.trouble for row in connection.execute(query) if row.trouble}


def has_been_read(connection: Connection, slug: str) -> bool:
    """Whether the source has been read to its end at least once."""
    return connection.scalar(select(sources.c.read_at).where(sources.c.slug == slug)) is not None


def list_sources(connection: Connection) -> Iterator[tuple[str, str]]:
    """All sources, also those not read any more, as (slug, title), by slug."""
    for row in connection.execute(select(sources.c.slug, sources.c.title).order_by(sources.c.slug)):
        yield row.slug, row.title


def get_shown(connection: Connection, slugs: Collection[str]) -> dict[str, Source]:
    """The sources of these *slugs*, each with the title that people see."""
    found = {}
    for chunk in chunks(sorted(slugs)):
        for row in connection.execute(select(sources).where(sources.c.slug.in_(chunk))):
            found[row.slug] = replace(_source_of(row), title=row.title)
    return found


MOST_SOURCES = 50  # that pages list; there may be thousands


def list_largest_sources(connection: Connection) -> list[tuple[str, str]]:
    """The sources with the most articles, MOST_SOURCES at most, as (slug, title), by slug."""
    articles = func.count(appearances.c.external_id)
    rows = connection.execute(
        select(sources.c.slug, sources.c.title)
        .outerjoin(appearances, and_(appearances.c.source == sources.c.slug, appearances.c.gone_at.is_(None)))
        .group_by(sources.c.slug, sources.c.title)
        .order_by(articles.desc(), sources.c.slug)
        .limit(MOST_SOURCES)
    )
    return sorted((row.slug, row.title) for row in rows)


def count_by_source(connection: Connection) -> dict[str, int]:
    """How many articles each source has just now, by slug; a source without any is not there."""
    rows = connection.execute(
        select(appearances.c.source, func.count()).where(appearances.c.gone_at.is_(None)).group_by(appearances.c.source)
    )
    return {slug: count for slug, count in rows}  # noqa: C416 (rows are no tuples to mypy)


def _write_options(source: Source) -> str:
    options = {
        "title": source.title,
        "language": source.language,
        "zone": source.zone,
        "categories": list(source.categories),
        "by_folder": source.by_folder,
        "full_text": source.full_text,
        "pages": list(source.pages),
    }
    return json.dumps({name: value for name, value in options.items() if value}, ensure_ascii=False)


def _source_of(row: Row[Any]) -> Source:
    options: dict[str, Any] = json.loads(row.options)
    for name in ("categories", "pages"):
        options[name] = tuple(options.get(name, ()))
    return Source(row.slug, SourceKind(row.kind), row.location, **options)
