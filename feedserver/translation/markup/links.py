"""How strongly every word of a translation is linked to every word of its source, as one distribution."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from feedserver.translation.markup.alignment import Alignment, Range, nearness, words
from feedserver.translation.markup.marks import Marked, opaque_ranges

_ROUNDS = 6
_CLEAR = 2.5  # the power of a weight: what is somewhat likelier is much likelier
_PRIOR = 0.01  # of a pair on the diagonal; what an alignment gives a word adds up to 1
_LITTLE = 3  # letters


@dataclass(frozen=True, slots=True)
class Links:
    """The words of two texts and their links.

    source, target: the words' ranges, in order. codes: where text that is not language stands, in the source and in
    the translation. certain: the number of the source word that it is → that of the target word.
    """

    source: tuple[Range, ...]
    target: tuple[Range, ...]
    codes: Mapping[Range, Range]
    certain: Mapping[int, int]
    _sums: tuple[tuple[float, ...], ...]  # over all links of the rows and columns before

    def columns_in(self, start: int, end: int) -> Range:
        """The source words that begin before *end* and end after *start*, as numbers, half-open."""
        return _numbers(self.source, start, end)

    def rows_in(self, start: int, end: int) -> Range:
        """As columns_in, of the translation."""
        return _numbers(self.target, start, end)

    def _mass(self, rows: Range, columns: Range) -> float:
        """How much of all links is between these words."""
        (top, bottom), (left, right) = rows, columns
        sums = self._sums
        return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]

    def scorer(self, first: int, last: int) -> Callable[[int, int], float]:
        """How well the target words from start to before end go with the source words from first to before last.

        From 0 to 1, where neither are linked to others: the Dice coefficient of what the two are linked to.
        """
        inside = [row[last] - row[first] for row in self._sums]
        whole = [row[-1] for row in self._sums]

        def score(start: int, end: int) -> float:
            both = whole[end] - whole[start] + inside[-1]
            return 2 * (inside[end] - inside[start]) / both if both else 0.0

        return score

    def split_score(self, row: int, column: int, rows: Range, columns: Range) -> float:
        """How well a border before *row* goes with one before *column*, inside rows and columns.

        Words should stay on their side, and the two words at the border count twice.
        """
        total = self._mass(rows, columns) or 1.0
        sides = self._mass((rows[0], row), (columns[0], column)) + self._mass((row, rows[1]), (column, columns[1]))
        beside = sum(
            self.scorer(column + step, column + step + 1)(row + step, row + step + 1)
            for step in (-1, 0)
            if rows[0] <= row + step < rows[1]
        )
        return sides / total + beside / 2


def link(source: Marked, translation: str, alignment: Alignment) -> Links:
    """The links that *alignment* of source.text with *translation* tells of."""
    codes = dict(_find_codes(source, translation))
    left = _words(source.text, list(codes))
    right = _words(translation, sorted(codes.values()))
    certain = {left.index(ours): right.index(theirs) for ours, theirs in codes.items()}
    rows = alignment.pooled(left, right)
    for number, row in enumerate(rows):
        total = sum(row) or 1.0
        rows[number] = [
            (value / total + _PRIOR * nearness(number, column, len(right), len(left))) ** _CLEAR
            for column, value in enumerate(row)
        ]
    for column, number in certain.items():
        for row in rows:
            row[column] = 1e-9
        rows[number] = [1.0 if place == column else 1e-9 for place in range(len(left))]
    rows = _balanced(
        rows, [translation[start:end] for start, end in right], [source.text[start:end] for start, end in left]
    )
    sums = [(0.0,) * (len(left) + 1)]
    for row in rows:
        sums.append(tuple(above + value for above, value in zip(sums[-1], accumulate(row, initial=0.0), strict=True)))
    return Links(tuple(left), tuple(right), codes, certain, tuple(sums))


def _numbers(ranges: Sequence[Range], start: int, end: int) -> Range:
    first = bisect_right(ranges, start, key=lambda each: each[1])
    last = bisect_left(ranges, end, key=lambda each: each[0])
    return first, max(first, last)


def _find_codes(source: Marked, translation: str) -> list[tuple[Range, Range]]:
    """Where text that must stay as it is stands in both texts: code, and marked text without any letter or digit.

    The same text several times: the first is the first, unless the source has it unmarked before.
    """
    ranges = set(opaque_ranges(source)) | {
        (mark.start, mark.end)
        for mark in source.marks
        if source.text[mark.start : mark.end].strip() and not re.search(r"\w", source.text[mark.start : mark.end])
    }
    found: list[tuple[Range, Range]] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][0][1]:
            continue
        code = source.text[start:end]
        here = _occurrences(code, source.text)
        there = _occurrences(code, translation)
        free = [each for each in there if all(each[1] <= other[0] or other[1] <= each[0] for _, other in found)]
        if not free:
            continue
        rank = here.index((start, end)) if (start, end) in here else 0
        same = there[rank] if len(here) == len(there) and there[rank] in free else free[0]
        found.append(((start, end), same))
    return found


def _occurrences(code: str, text: str) -> list[Range]:
    """Where *code* stands in *text* as words of its own; if nowhere, inside of words."""
    ranges = [(match.start(), match.end()) for match in re.finditer(re.escape(code), text)]
    whole = [
        each
        for each in ranges
        if not (_joins(text, each[0]) and code[0].isalnum()) and not (_joins(text, each[1]) and code[-1].isalnum())
    ]
    return whole or ranges


def _joins(text: str, offset: int) -> bool:
    """Whether there is a word on both sides."""
    return text[max(offset - 1, 0) : offset].isalnum() and text[offset : offset + 1].isalnum()


def _words(text: str, codes: Sequence[Range]) -> list[Range]:
    """The words of *text*, where each code is one word and no part of others."""
    found = list(codes)
    for start, end in words(text):
        position = start
        for first, last in [*((a, b) for a, b in codes if a < end and b > start), (end, end)]:
            part = text[position:first]
            if (part and (position, first) == (start, end)) or re.search(r"\w", part):
                found.append((position, first))
            position = max(position, last)
    return sorted(found)


def _balanced(rows: list[list[float]], target: Sequence[str], source: Sequence[str]) -> list[list[float]]:
    """The same links, with every target word having its part of all, and every source word more nearly so.

    A model's attention rests on the full stop or on one striking word; no word is what all others say. But an article
    or a preposition may well have no counterpart. After Sinkhorn and Knopp (1967).
    """
    across, down = _parts(source), _parts(target)
    most = [1.0 if len(word) <= _LITTLE and word.isalpha() else math.inf for word in source]
    if not across:
        return rows
    rows = _scaled(rows, down)
    for _ in range(_ROUNDS if rows else 0):
        columns = [sum(column) for column in zip(*rows, strict=True)]
        factors = [
            min(math.sqrt(part / total), limit) for part, total, limit in zip(across, columns, most, strict=True)
        ]
        rows = [[value * factor for value, factor in zip(row, factors, strict=True)] for row in rows]
        rows = _scaled(rows, down)
    return rows


def _scaled(rows: list[list[float]], parts: Sequence[float]) -> list[list[float]]:
    factors = [part / sum(row) for row, part in zip(rows, parts, strict=True)]
    return [[value * factor for value in row] for row, factor in zip(rows, factors, strict=True)]


def _parts(found: Sequence[str]) -> list[float]:
    """Of 1, what each word's part is; long words say more."""
    weights = [math.sqrt(len(word)) for word in found]
    total = sum(weights)
    return [weight / total for weight in weights]
