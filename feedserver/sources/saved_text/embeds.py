"""What pages embed between paragraphs: posts of networks, videos with a title of their own, polls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from feedserver.sources.furniture import FURNITURE
from feedserver.sources.saved_text.lines import CHOICES, DATED, Kind, Line

_MAX_POST_LINES = 8  # below the handle
_MAX_NAME_WORDS = 5
_MAX_QUESTION_WORDS = 16
_MIN_CHOICES = 2
_HANDLE = re.compile(r"@\w[\w.]{2,}(?: ·.*)?")
_LENGTH = re.compile(
    r"(?:duration|длительность|продолжительность|ұзақтығы|ұзақтық):? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?", re.IGNORECASE
)
_CHOICE = re.compile(rf"[{CHOICES}] ?\S|.{{1,60}}\s[0-9]{{1,3}}(?:[.,][0-9])? ?%$")
_VOTED = re.compile(
    r"(?:[^:]{2,20}: ?)?[0-9][0-9 .,\u00a0\u202f]* "
    r"(?:votes?|voters|people (?:have )?voted|голос\w*|дауыс|адам дауыс берді)\.?|"
    r"(?:проголосовало|дауыс берген\w*) .{0,24}[0-9].{0,12}",
    re.IGNORECASE,
)


def mark_embeds(lines: Sequence[Line]) -> list[Line]:
    """*lines* of a page, in order; those of what is embedded are Kind.ENTRY."""
    found = {*_posts(lines), *_videos(lines), *_polls(lines)}
    return [replace(line, kind=Kind.ENTRY) if at in found else line for at, line in enumerate(lines)]


def _posts(lines: Sequence[Line]) -> Iterator[int]:
    """Where the posts of networks stand: a name, a handle, the text, its date, what readers may do with it."""
    for at, line in enumerate(lines):
        if not _HANDLE.fullmatch(line.text):
            continue
        below = lines[at + 1 : at + 1 + _MAX_POST_LINES]
        dated = next((offset for offset, each in enumerate(below) if each.kind in DATED), None)
        if dated is None:
            continue
        end = at + 1 + dated
        while end + 1 < len(lines) and (not lines[end + 1].is_text or _counts(lines[end + 1])):
            end += 1
        start = at - 1 if at and lines[at - 1].words <= _MAX_NAME_WORDS and not lines[at - 1].is_prose else at
        yield from range(start, end + 1)


def _counts(line: Line) -> bool:
    """Whether *line* says how often a post was liked: "18.4K", "12.6K likes 3,118 reposts"."""
    return line.words <= _MAX_NAME_WORDS and line.text[0].isdigit() and not line.is_prose and not line.is_item


def _videos(lines: Sequence[Line]) -> Iterator[int]:
    """Where videos stand that say how long they take: a title, perhaps its date, the length, what is to be seen."""
    for at, line in enumerate(lines):
        if not _LENGTH.fullmatch(line.text):
            continue
        title = at - 2 if at > 1 and lines[at - 1].kind in DATED else at - 1
        below = lines[at + 2] if at + 2 < len(lines) else None
        is_described = below is not None and lines[at + 1].is_prose and below.is_prose
        if title >= 0 and not lines[title].is_prose:
            yield from range(title, at + 1 + is_described)


def _polls(lines: Sequence[Line]) -> Iterator[int]:
    """Where polls stand: a question, what may be chosen or how many have, the number of votes."""
    at = 0
    for is_choice, run in groupby(lines, key=lambda line: _CHOICE.match(line.text) is not None):
        size = len(list(run))
        if is_choice and size >= _MIN_CHOICES and at and _asks(lines[at - 1]):
            start, end = at - 1, at + size
            start -= bool(start) and _is_poll(lines[start - 1])
            while end < len(lines) and _is_result(lines[end]):
                end += 1
            yield from range(start, end)
        at += size


def _is_poll(line: Line) -> bool:
    return line.words <= _MAX_NAME_WORDS and FURNITURE.has_word(line.text, "polls")


def _is_result(line: Line) -> bool:
    return line.kind in (Kind.NOISE, Kind.REPLY) or _VOTED.fullmatch(line.text) is not None


def _asks(line: Line) -> bool:
    return line.end == "?" and line.words <= _MAX_QUESTION_WORDS
