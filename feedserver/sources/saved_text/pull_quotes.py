"""Pull quotes: what a paragraph says, once more between the paragraphs, in large letters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from feedserver.sources.furniture import fold
from feedserver.sources.saved_text.headings import find_headings
from feedserver.sources.saved_text.lines import MAX_HEADLINE_CHARS, Kind, Line

_MIN_WORDS = 5
_NEAR = 50  # paragraphs above and below
_MAX_LONGER_HEADING = 2  # words by which a subheading that quotes is longer than the others
_MAX_MISSING = 0.25  # of the pairs of words: "she said" is left out
_WORD = re.compile(r"\w+")
_QUOTES = '"“”«»„‘’'

_Pairs = Counter[tuple[str, str]]


def find_pull_quotes(text: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines of an article's *text* that repeat a paragraph; a subheading may quote one as well."""
    paragraphs = [(line.number, fold(line.text), _pairs(line.text)) for line in text if line.is_prose]
    numbers = [number for number, _, _ in paragraphs]
    of_posts = {line.number for above, line in pairwise(text) if above.kind is Kind.TIME}
    quotes = []
    for line in text[1:-1]:
        if not _may_quote(line) or line.number in of_posts:
            continue
        at = bisect_left(numbers, line.number)
        near = paragraphs[max(0, at - _NEAR) : at + _NEAR]
        if any(_repeats(line, said, pairs) for number, said, pairs in near if number != line.number):
            quotes.append(line)
    found = {line.number for line in quotes}
    others = find_headings([line for line in text if line.number not in found])
    for line in quotes:
        if line.words > others.max_words + _MAX_LONGER_HEADING:
            yield line.number


def _may_quote(line: Line) -> bool:
    is_short = line.words >= _MIN_WORDS and len(line.text) <= MAX_HEADLINE_CHARS
    return line.is_text and not line.is_item and is_short


def _repeats(line: Line, said: str, pairs: _Pairs) -> bool:
    """Whether *line* says what a paragraph says, folded *said*; a paragraph of its own letter for letter."""
    quoted = fold(line.text)
    if quoted in said:
        return quoted != said
    if line.is_prose and not (line.text[0] in _QUOTES and line.text[-1] in _QUOTES):
        return False
    missing = _pairs(line.text) - pairs
    return missing.total() <= _MAX_MISSING * line.words and not any(word.isdigit() for pair in missing for word in pair)


def _pairs(text: str) -> _Pairs:
    return Counter(pairwise(_WORD.findall(text.casefold())))
