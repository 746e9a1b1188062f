"""Variants of a feed: what a client may ask for behind the question mark, and the one way to write it.

``?category= ?content= ?limit= ?q= ?since= ?source= ?translated= ?view=``; in this order, the alphabet's, they stand in
every link that a feed makes of itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from urllib.parse import quote

from feedserver.errors import FeedserverError
from feedserver.words.queries import MAX_QUERY_CHARACTERS

MAX_LIMIT = 500
PARAMETERS = ("category", "content", "limit", "q", "since", "source", "translated", "view")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    rf"{_DAY.pattern}[Tt ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?(?:[Zz]|[+-][0-9]{{2}}:?[0-9]{{2}})?"
)


class WrongParameterError(FeedserverError):
    """A parameter that feeds do not have, or a value that it cannot have; the message names both."""


class Content(StrEnum):
    """How much of an article an entry holds."""

    FULL = "full"
    SUMMARY = "summary"  # the lead
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Variant:
    """What of a feed is asked for, and how.

    limit: the greatest number of entries, None: as many as the site usually gives. query: words that must be found in
    them. since: only what has changed then or later, UTC. bilingual: every paragraph with its original. translated:
    nothing that is still in another language.
    """

    content: Content = Content.FULL
    limit: int | None = None
    query: str | None = None
    since: datetime | None = None
    translated: bool = False
    bilingual: bool = False

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each parameter, in the canonical order; what is as usual is not among them."""
        said = {
            "content": self.content if self.content is not Content.FULL else None,
            "limit": self.limit,
            "q": self.query,
            "since": None if self.since is None else written(self.since),
            "translated": "only" if self.translated else None,
            "view": "bilingual" if self.bilingual else None,
        }
        return tuple((name, str(value)) for name, value in said.items() if value is not None)

    @property
    def is_countable(self) -> bool:
        """Whether there are so few of its kind that their renderings can be kept."""
        return self.query is None and self.since is None


PLAIN = Variant()


def read_variant(parameters: Mapping[str, Sequence[str]]) -> Variant:
    """The variant that *parameters* ask for: all values of each name, unquoted; ``category`` and ``source`` aside.

    Raises WrongParameterError.
    """
    for name in parameters:
        if name not in PARAMETERS:
            raise WrongParameterError(f"Feeds have no parameter “{name}”; they have: {', '.join(PARAMETERS)}.")
    return Variant(
        content=Content(_one_of(parameters, "content", *Content) or Content.FULL),
        limit=_limit(single(parameters, "limit")),
        query=_query(single(parameters, "q")),
        since=_since(single(parameters, "since")),
        translated=_one_of(parameters, "translated", "only") is not None,
        bilingual=_one_of(parameters, "view", "bilingual") is not None,
    )


def single(parameters: Mapping[str, Sequence[str]], name: str) -> str | None:
    """The one value of the parameter *name*; None if it is not there. Raises WrongParameterError for several."""
    values = parameters.get(name, ())
    if len(values) > 1:
        raise WrongParameterError(f"{name} stands there {len(values)} times: “{', '.join(values)}”; allowed is once.")
    return values[0] if values else None


def written(moment: datetime) -> str:
    """*moment* (UTC) as it stands in an address: a day alone if it is midnight."""
    if moment.time() == time():
        return moment.date().isoformat()
    return moment.replace(tzinfo=None).isoformat() + "Z"


def query_string(parameters: Sequence[tuple[str, str]]) -> str:
    """*parameters* behind a question mark, percent-encoded (RFC 3986 §3.4); empty if there are none."""
    pairs = (f"{name}={quote(value, safe=':')}" for name, value in parameters)
    return f"?{'&'.join(pairs)}" if parameters else ""


def _one_of(parameters: Mapping[str, Sequence[str]], name: str, *allowed: str) -> str | None:
    value = single(parameters, name)
    if value is not None and value not in allowed:
        raise WrongParameterError(f"{name} is “{value}”; allowed is {' or '.join(allowed)}.")
    return value


def _limit(value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch("[0-9]{1,3}", value) or not 1 <= int(value) <= MAX_LIMIT:
        raise WrongParameterError(f"limit is “{value}”; allowed is one whole number from 1 to {MAX_LIMIT}.")
    return int(value)


def _query(value: str | None) -> str | None:
    if value is None:
        return None
    words = " ".join(value.split())
    if not words or len(words) > MAX_QUERY_CHARACTERS:
        raise WrongParameterError(
            f"q is {len(words)} characters; allowed are words to find, 1 to {MAX_QUERY_CHARACTERS}."
        )
    return words


def _since(value: str | None) -> datetime | None:
    """A day (UTC) or a moment (RFC 3339 §5.6); in addresses "+" often comes as a space."""
    if value is None:
        return None
    text = re.sub(r" (?=[0-9]{2}:?[0-9]{2}$)", "+", value) if value.count(":") > 1 else value
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        if _MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise WrongParameterError(
        f"since is “{value}”; allowed is a day or a moment, such as 2026-11-01 or 2026-11-01T12:00:00Z."
    )
