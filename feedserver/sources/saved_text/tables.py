"""Tables: rows of as many columns each, also where the page's text has lost what stood between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from feedserver.sources.furniture import FURNITURE
from feedserver.sources.saved_text.lines import MAX_HEADLINE_CHARS, Kind, Line
from feedserver.sources.saved_text.stems import stems_of

_MIN_COLUMNS = 3
_MIN_ROWS = 3
_MIN_KNOWN_ROWS = 2  # in which a word of the paragraphs stands
_MAX_CELL_CHARS = 8  # between slashes
_MAX_HEAD_CHARS = 4  # of a column's head, on average
_SLASH = re.compile(r" [/|] ")
_FIGURE = re.compile(r"[+−–-]?[0-9][0-9.,:%+−–-]*|[–—-]")
_SCORE = re.compile(r".+ [–—-] .+ [0-9]{1,3}[:–-][0-9]{1,3}(?: .{1,8})?(?: \([^()]*\))?\.?")
_LABELLED = re.compile(r"[^:]{2,30}: (?:.{1,60} [–—-] .{1,60}|[0-9][0-9 .,]*)")
_OPEN = (Kind.TEXT, Kind.EDGE, Kind.CAPTION, Kind.ENTRY)  # what a row may be taken for by itself


def find_columns(lines: Sequence[Line]) -> list[Line]:
    """*lines* of a page, in order; rows that follow each other and have figures in as many places have their columns.

    Only where they speak of what the paragraphs speak of: a row of rates stands on many a page.
    """
    told = {stem for line in lines if line.is_prose for stem in stems_of(line.text)}
    cells: dict[int, int] = {}
    for count in (_count_parts, _count_figures, _count_scores, _count_labels):
        for columns, rows in _tables(lines, count):
            if sum(_is_told(row, told) for row in rows) < _MIN_KNOWN_ROWS:
                continue
            cells |= {row.number: columns for row in rows}
    heads = {
        above.number: cells[line.number]
        for above, line in pairwise(lines)
        if line.number in cells and above.number not in cells and _is_head(above, cells[line.number])
    }
    cells |= heads
    return [replace(line, kind=Kind.TEXT, cells=cells[line.number]) if line.number in cells else line for line in lines]


def find_rows(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the rows of tables, and of what tells below where the figures are from.

    Whatever each row looks like by itself: the first column may hold dates.
    """
    last: Line | None = None
    for _, rows in _tables(lines, lambda line: line.cells):
        yield from (line.number for line in rows)
        last = rows[-1]
    if last is not None:
        yield from (below.number for line, below in pairwise(lines) if line is last and _is_note(below))


def find_told_rows(lines: Sequence[Line], told: Collection[str]) -> set[int]:
    """The numbers of the rows that say what the paragraphs do, whose stems are *told*, or stand among them; of their
    headings, too.
    """
    found: set[int] = set()
    end = 0
    for columns, run in groupby(lines, key=lambda line: line.cells):
        rows = list(run)
        start, end = end, end + len(rows)
        if columns < 2 or len(rows) < 2:
            continue
        is_inside = start > 0 and end < len(lines) and lines[start - 1].is_text and lines[end].is_prose
        if len(rows) >= _MIN_ROWS if is_inside else 2 * sum(_is_told(row, told) for row in rows) >= len(rows):
            found |= {row.number for row in rows}
            if start and lines[start - 1].may_be_subheading:
                found.add(lines[start - 1].number)
    return found


def _is_told(row: Line, told: Collection[str]) -> bool:
    return any(stem in told for stem in stems_of(row.text))


def _tables(lines: Sequence[Line], count: Callable[[Line], int]) -> Iterator[tuple[int, list[Line]]]:
    """Rows in a row of as many columns, by *count*; with their columns."""
    for columns, run in groupby(lines, key=count):
        rows = list(run)
        if columns >= _MIN_COLUMNS and len(rows) >= _MIN_ROWS:
            yield columns, rows


def _is_note(line: Line) -> bool:
    label, colon, said = line.text.partition(":")
    return line.kind is Kind.NOISE and bool(colon and said) and FURNITURE.table_of(label) == "edges"


def _may_be_row(line: Line) -> bool:
    return line.kind in _OPEN and line.cells == 1 and len(line.text) <= MAX_HEADLINE_CHARS


def _count_parts(line: Line) -> int:
    """How many parts *line* has between slashes or bars, if all but the first are figures or short."""
    parts = _SLASH.split(line.text)
    is_row = _may_be_row(line) and all(len(part) <= _MAX_CELL_CHARS for part in parts[1:])
    return len(parts) if is_row and any(map(str.isdigit, line.text)) else 0


def _count_figures(line: Line) -> int:
    """How many figures *line* ends with, behind a name."""
    words = line.text.split()
    figures = next((at for at, word in enumerate(reversed(words)) if not _FIGURE.fullmatch(word)), 0)
    return figures + 1 if _may_be_row(line) and figures else 0


def _count_scores(line: Line) -> int:
    """Three columns for a match and its score: "Astana – Ordabasy 2:1 (Kim 5, 80)"."""
    return _MIN_COLUMNS if _may_be_row(line) and _SCORE.fullmatch(line.text) else 0


def _count_labels(line: Line) -> int:
    """Three columns for what is counted of two sides: "Shots: 12 - 7"."""
    return _MIN_COLUMNS if _may_be_row(line) and _LABELLED.fullmatch(line.text) else 0


def _is_head(line: Line, columns: int) -> bool:
    """Whether *line*, above a row, holds the heads of its *columns*."""
    words = line.text.split()
    is_short = len("".join(words)) <= _MAX_HEAD_CHARS * len(words)
    return _may_be_row(line) and columns <= len(words) <= columns + 2 and is_short
