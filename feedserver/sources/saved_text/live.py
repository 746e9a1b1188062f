"""Live reports: a time stands over each post, and posts stand between the first time and the last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from feedserver.sources.saved_text.lines import Kind, Line

_MIN_POSTS = 2
_FEW_POSTS = 3  # of which all but one must begin with a sentence right under the time
_MAX_TURNS = 1  # of the clock, at midnight
_MAX_NAME_WORDS = 3
_POST_LINES = 3  # in which a post begins, its heading and a picture above
_TIME = re.compile(
    r"(?P<hour>[01]?[0-9]|2[0-3])[:.](?P<minute>[0-5][0-9])(?: ?(?P<half>[ap])\.?m\.?)?(?: [A-Z]{2,4}| мск)?",
    re.IGNORECASE,
)


def mark_times(lines: Sequence[Line]) -> list[Line]:
    """*lines* of a page, in order; the times over the posts of a live report are Kind.TIME.

    They run one way, up or down the page, and sentences stand under most of them. Readers' comments have names above
    their times, and other pages' headlines do not end as sentences do.
    """
    times = dict(_times(lines))
    numbers = list(times)
    if len(numbers) < _MIN_POSTS or not _run_one_way(list(times.values())):
        return list(lines)
    is_few = len(numbers) <= _FEW_POSTS
    heading = sum(_heads_a_post(lines, at, 1 if is_few else _POST_LINES) for at in numbers)
    if heading < max(_MIN_POSTS, len(numbers) - 1 if is_few else len(numbers) / 2):
        return list(lines)
    if 2 * sum(at > 0 and _may_be_name(lines[at - 1]) for at in numbers) > len(numbers):
        return list(lines)
    return [replace(line, kind=Kind.TIME) if at in times else line for at, line in enumerate(lines)]


def _times(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where times stand alone, with their minutes of the day."""
    for at, line in enumerate(lines):
        match = _TIME.fullmatch(line.text)
        if match is not None:
            hour = int(match["hour"])
            if match["half"]:
                hour = hour % 12 + (12 if match["half"] in "pP" else 0)
            yield at, 60 * hour + int(match["minute"])


def _run_one_way(minutes: Sequence[int]) -> bool:
    ways = [(below > above) - (below < above) for above, below in pairwise(minutes)]
    return min(ways.count(1), ways.count(-1)) <= _MAX_TURNS


def _heads_a_post(lines: Sequence[Line], at: int, within: int) -> bool:
    return any(line.is_prose for line in lines[at + 1 : at + 1 + within])


def _may_be_name(line: Line) -> bool:
    return line.is_text and line.words <= _MAX_NAME_WORDS and line.is_headline
