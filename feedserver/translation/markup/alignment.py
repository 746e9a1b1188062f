"""Which words of a translation say what which words of the source say."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

Range = tuple[int, int]  # half-open, in characters

_SHARPNESS = 4.0  # of the diagonal: at the far end of the sentence a pair weighs exp(-4)


class Edit(NamedTuple):
    """*text* comes in place of the characters from *start* to *end*."""

    start: int
    end: int
    text: str


# A word, a number, an address or an abbreviation: letters and digits with what joins them, accents included.
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[-'’.,:/@&+?=%#~]+[\w\u0300-\u036f]+)*")


@dataclass(frozen=True, slots=True)
class Alignment:
    """How much every token of a translation has to do with every token of its source.

    source, target: the tokens' ranges in the two texts, in order, not overlapping; a range may be empty.
    weights: for each target token one weight for each source token, from 0; only their proportion matters.
    """

    source: tuple[Range, ...]
    target: tuple[Range, ...]
    weights: tuple[tuple[float, ...], ...]

    def through(self, second: Alignment) -> Alignment:
        """The alignment of a translation in two steps: *second* aligns this one's target text with the end result.

        The tokens of the text in the middle may differ: they meet where they share characters.
        """
        shares = _shares(self.target, second.source)
        rows = []
        for weights in second.weights:
            row = [0.0] * len(self.source)
            for weight, share in zip(weights, shares, strict=True):
                for place, part in share:
                    for column, value in enumerate(self.weights[place]):
                        row[column] += weight * part * value
            rows.append(tuple(row))
        return Alignment(self.source, second.target, tuple(rows))

    def replace_source(self, edits: Sequence[Edit]) -> Alignment:
        """The alignment after parts of the source text were replaced.

        edits: in order, in the coordinates of the old text. The tokens in an edited range
        become one, which covers the new text; if that is empty, they vanish.
        """
        ranges, groups = _edited(self.source, edits)
        rows = (tuple(sum(row[place] for place in group) for group in groups) for row in self.weights)
        return Alignment(ranges, self.target, tuple(rows))

    def replace_target(self, edits: Sequence[Edit]) -> Alignment:
        """As replace_source, after parts of the translation were replaced."""
        ranges, groups = _edited(self.target, edits)
        rows = (
            tuple(sum(column) / len(group) for column in zip(*(self.weights[place] for place in group), strict=True))
            for group in groups
        )
        return Alignment(self.source, ranges, tuple(rows))

    def pooled(self, source: Sequence[Range], target: Sequence[Range]) -> list[list[float]]:
        """The weights between other ranges of the two texts, such as words: a list for each of *target*.

        A token shared by two ranges is split by its characters; a row is the mean over the tokens it pools.
        """
        columns = _shares(source, self.source)
        rows = [[0.0] * len(source) for _ in target]
        taken = [0.0] * len(target)
        for weights, share in zip(self.weights, _shares(target, self.target), strict=True):
            if not share:
                continue
            pooled = [0.0] * len(source)
            for weight, parts in zip(weights, columns, strict=True):
                for place, part in parts:
                    pooled[place] += weight * part
            for place, part in share:
                taken[place] += part
                for column, value in enumerate(pooled):
                    rows[place][column] += value * part
        return [[value / (total or 1.0) for value in row] for row, total in zip(rows, taken, strict=True)]


def words(text: str) -> list[Range]:
    """The words of *text*, in order: names with hyphens, numbers, addresses are one; punctuation is none.

    If there is no word at all, whatever stands between white space.
    """
    found = [match.span() for match in _WORD.finditer(text)]
    return found or [match.span() for match in re.finditer(r"\S+", text)]


def nearness(row: int, column: int, rows: int, columns: int) -> float:
    """How near a pair of words is to the diagonal: 1 on it, less the farther from it."""
    return math.exp(-_SHARPNESS * abs((row + 0.5) / rows - (column + 0.5) / columns))


def locate(tokens: Sequence[str], text: str) -> tuple[Range, ...]:
    """Where the tokens of a tokenizer stand in the text they were cut from or make up.

    White space is in no range, neither are SentencePiece's ``▁`` and subword-nmt's ``@@``. Letters that the tokenizer
    has changed (``№`` to ``No``, unknown ones) are found between those it has kept; a token without a trace gets an
    empty range. The tokenizer's own offsets will not do: SentencePiece has counted them in bytes and in characters.
    """
    plain = [_bare(token.replace("▁", " ").removesuffix("@@")) for token in tokens]
    letters, origins = _letters(text)
    joined = "".join(plain)
    places = list(range(len(letters) + 1)) if joined == letters else _matched(joined, letters)
    ranges = []
    position = 0
    least = 0
    for token in plain:
        begin, end = places[position], places[position + len(token)]
        position += len(token)
        if begin < end and token:
            start = max(origins[begin], least)
            least = max(origins[end - 1] + 1, start)
            ranges.append((start, least))
        else:
            ranges.append((least, least))
    return tuple(ranges)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _letters(text: str) -> tuple[str, list[int]]:
    """*text* normalised, without white space, and from which character each letter comes."""
    parts = [_bare(character) for character in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def _matched(joined: str, letters: str) -> list[int]:
    """For each offset in *joined* one in *letters*, rising."""
    places = [0] * (len(joined) + 1)
    matcher = SequenceMatcher(None, joined, letters, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        for offset in range(start, end):
            places[offset] = min(first + offset - start, last)
    places[-1] = len(letters)
    return places


def _shares(wholes: Sequence[Range], tokens: Sequence[Range]) -> list[list[tuple[int, float]]]:
    """For each token the wholes that it overlaps, and which part of it lies in each (together at most 1)."""
    shares: list[list[tuple[int, float]]] = []
    first = 0
    for start, end in tokens:
        while first < len(wholes) and wholes[first][1] <= start:
            first += 1
        share = []
        for place in range(first, len(wholes)):
            if wholes[place][0] >= end:
                break
            common = min(end, wholes[place][1]) - max(start, wholes[place][0])
            if common > 0:
                share.append((place, common))
        total = sum(common for _, common in share)
        shares.append([(place, common / total) for place, common in share])
    return shares


def _edited(ranges: Sequence[Range], edits: Sequence[Edit]) -> tuple[tuple[Range, ...], list[list[int]]]:
    """The ranges after the edits, and of which old ones each is made."""
    hulls: list[tuple[int, int, list[int]]] = []  # old coordinates
    for place, (start, end) in enumerate(ranges):
        touched = [edit for edit in edits if start < edit[1] and edit[0] < end]
        begin = min([start, *(edit[0] for edit in touched)])
        stop = max([end, *(edit[1] for edit in touched)])
        if touched and hulls and begin < hulls[-1][1]:
            begin, stop = min(begin, hulls[-1][0]), max(stop, hulls[-1][1])
            hulls[-1] = (begin, stop, [*hulls[-1][2], place])
        else:
            hulls.append((begin, stop, [place]))
    moved = [(_moved(begin, edits), _moved(stop, edits), group) for begin, stop, group in hulls]
    kept = [each for each, hull in zip(moved, hulls, strict=True) if each[0] < each[1] or hull[0] == hull[1]]
    return tuple((begin, stop) for begin, stop, _ in kept), [group for _, _, group in kept]


def _moved(offset: int, edits: Sequence[Edit]) -> int:
    """The new place of an offset that is not inside an edit."""
    return offset + sum(len(new) - (end - start) for start, end, new in edits if end <= offset)
