"""The box of key points that some sites put between the title and the text: what the article says, in a few items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from feedserver.sources.saved_text.lines import LIST_HEADINGS, Kind, Line
from feedserver.sources.saved_text.stems import stems_of

_MIN_POINTS = 2
_MIN_POINT_WORDS = 4
_MAX_HEADING_WORDS = 6
_LEAST_SAID = 0.4  # of the stems of the points; links to other articles share few
_HEADINGS = (Kind.TEXT, Kind.EDGE, *LIST_HEADINGS)


def find_key_points(head: Sequence[Line], text: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines of *head*, above the article's *text*, that are its key points, and of their heading.

    *text* may begin with the first of them.
    """
    told = {stem for line in text if not line.is_item for stem in stems_of(line.text)}
    found: set[int] = set()
    at = 0
    for is_item, run in groupby((*head, *text), key=_is_point):
        points = list(run)
        stems = [stem for line in points for stem in set(stems_of(line.text))]
        is_said = sum(stem in told for stem in stems) >= _LEAST_SAID * max(len(stems), 1)
        if is_item and len(points) >= _MIN_POINTS and is_said and at <= len(head):
            found |= {line.number for line in points}
            if at and _is_heading(head[at - 1]):
                found.add(head[at - 1].number)
        at += len(points)
    return frozenset(found)


def _is_point(line: Line) -> bool:
    return line.is_text and line.is_item and line.words >= _MIN_POINT_WORDS


def _is_heading(line: Line) -> bool:
    return line.kind in _HEADINGS and line.words <= _MAX_HEADING_WORDS and line.is_headline
