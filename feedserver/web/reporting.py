"""What the site says of its own state: read in one transaction, and nothing in it that is not for everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedserver.model import UNDETERMINED
from feedserver.settings import Settings
from feedserver.store.announcements import HubState, list_hub_states
from feedserver.store.articles import count_articles, list_languages
from feedserver.store.database import Connection
from feedserver.store.progress import (
    Claim,
    Failure,
    LanguageProgress,
    count_errors,
    count_workers,
    find_end,
    list_claims,
    list_failures,
    list_progress,
)
from feedserver.store.source_states import SourceState, count_sources, list_source_states
from feedserver.store.work import get_work_state
from feedserver.translation.argos import ArgosEngine
from feedserver.translation.packages.installed import list_packages

MOST_SOURCES = 200
MOST_ERRORS = 20
WORKER_SILENCE = timedelta(minutes=2)  # a worker says that it lives every few seconds

_MOST_CHARS = 300  # of a trouble
_FOLDERS = re.compile(r"(?<![\w:/.~-])/(?:[^\s/:;,'\"“”()]+/)+")
_URL_SECRETS = re.compile(r"(?<=://)[^\s/@]*@|(?<=\?)[^\s#]+?(?=[:,;.)\"”]*(?:\s|$))")


@dataclass(frozen=True, slots=True)
class PackageState:
    """A package that is installed."""

    source: str
    target: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class MissingPair:
    """A pair of languages that nothing translates. editions: that wait for it; command: which installs it."""

    source: str
    target: str
    editions: int
    command: str


@dataclass(frozen=True, slots=True)
class Report:
    """How the site is at *made_at*.

    todo: editions that a worker could make now. done_at: when they are made at the pace of the last hour, None if that
    tells nothing. workers: that live; worker_seen_at: when one last said so. errors: what editions that are tried
    again ended with, each with how many. sources: MOST_SOURCES at most, those in trouble first; sources_total,
    sources_in_trouble: of all.
    """

    made_at: datetime
    articles: int
    todo: int
    done_at: datetime | None
    workers: int
    worker_seen_at: datetime | None
    languages: list[LanguageProgress]
    claims: list[Claim]
    errors: list[tuple[str, int]]
    failures: list[Failure]
    packages: list[PackageState]
    missing: list[MissingPair]
    sources_total: int
    sources_in_trouble: int
    sources: list[SourceState]
    hubs: list[HubState]


def make_report(connection: Connection, settings: Settings, *, now: datetime) -> Report:
    """The state of the site as *connection* sees it."""
    work = get_work_state(connection, now=now)
    workers = count_workers(connection, since=now - WORKER_SILENCE)
    languages = list_progress(connection, settings.translated_languages, now=now)
    hold = timedelta(seconds=settings.hold_untranslated_s)
    total, in_trouble = count_sources(connection)
    errors = count_errors(connection, settings.translated_languages)[:MOST_ERRORS]
    failures = list_failures(connection, settings.translated_languages)
    sources = list_source_states(connection, limit=MOST_SOURCES)
    hubs = list_hub_states(connection)
    return Report(
        made_at=now,
        articles=count_articles(connection),
        todo=work.todo,
        done_at=find_end(connection, work.todo, now=now) if workers else None,
        workers=workers,
        worker_seen_at=work.worker_seen_at,
        languages=[_since_read(each, hold, now) for each in languages],
        claims=list_claims(connection, now=now),
        errors=[(public(error) or "", count) for error, count in errors],
        failures=[replace(each, error=public(each.error)) for each in failures],
        packages=[
            PackageState(each.source, each.target, each.name, each.version)
            for each in list_packages(settings.packages_dir)
        ],
        missing=_list_missing(settings, list_languages(connection), languages),
        sources_total=total,
        sources_in_trouble=in_trouble,
        sources=[replace(each, trouble=public(each.trouble)) for each in sources],
        hubs=[replace(each, address=public(each.address) or "", trouble=public(each.trouble)) for each in hubs],
    )


def public(text: str | None) -> str | None:
    """A trouble as everybody may read it: bounded, in one line, without folders of the server and secrets of URLs."""
    if text is None:
        return None
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    line = _FOLDERS.sub("…/", _URL_SECRETS.sub("…", line))
    return line if len(line) <= _MOST_CHARS else line[:_MOST_CHARS].rstrip() + "…"


def _since_read(progress: LanguageProgress, hold: timedelta, now: datetime) -> LanguageProgress:
    """With the age of what waits longest counted from when it was read, and not from when it may be shown."""
    oldest_at = progress.oldest_at
    return progress if oldest_at is None else replace(progress, oldest_at=min(oldest_at - hold, now))


def _list_missing(
    settings: Settings, written: Sequence[str], languages: Sequence[LanguageProgress]
) -> list[MissingPair]:
    """The pairs that articles need and no packages translate, through English neither."""
    engine = ArgosEngine(settings.packages_dir, scratch_dir=settings.data_dir)  # loads nothing until it translates
    return [
        MissingPair(
            source,
            each.language,
            each.waiting.get(f"{source}-{each.language}", 0),
            f"feedserver models install {each.language}",
        )
        for source in written
        for each in languages
        if source not in (each.language, UNDETERMINED) and engine.find_route(source, each.language) is None
    ]
