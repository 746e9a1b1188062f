"""Pull quotes: what a paragraph says, once more between the paragraphs, in large letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from feedserver.sources.furniture import fold
from feedserver.sources.saved_text.headings import find_headings
from feedserver.sources.saved_text.lines import MAX_HEADLINE_CHARS, Kind, Line

_MIN_WORDS = 5
_MAX_LONGER_HEADING = 2  # words by which a subheading that quotes is longer than the others
_MAX_MISSING = 0.25  # of the pairs of words: "she said" is left out
_WORD = re.compile(r"\w+")
_QUOTES = '"“”«»„‘’'

_Pairs = Counter[tuple[str, str]]


def find_pull_quotes(text: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines of an article's *text* that repeat a paragraph; a subheading may quote one as well."""
    paragraphs = [(line, _pairs(line.text)) for line in text if line.is_prose]
    of_posts = {line.number for above, line in pairwise(text) if above.kind is Kind.TIME}
    quotes = [
        line
        for line in text[1:-1]
        if line.is_text
        and not line.is_item
        and line.words >= _MIN_WORDS
        and len(line.text) <= MAX_HEADLINE_CHARS
        and line.number not in of_posts
        and any(_repeats(line, paragraph, pairs) for paragraph, pairs in paragraphs if paragraph is not line)
    ]
    others = find_headings([line for line in text if line not in quotes])
    for line in quotes:
        if line.words > others.max_words + _MAX_LONGER_HEADING:
            yield line.number


def _repeats(line: Line, paragraph: Line, pairs: _Pairs) -> bool:
    """Whether *line* says what *paragraph* says, a paragraph of its own letter for letter."""
    quoted = fold(line.text)
    if quoted in fold(paragraph.text):
        return quoted != fold(paragraph.text)
    missing = _pairs(line.text) - pairs
    has_figures = any(word.isdigit() for pair in missing for word in pair)
    is_quote = not line.is_prose or (line.text[0] in _QUOTES and line.text[-1] in _QUOTES)
    return is_quote and not has_figures and missing.total() <= _MAX_MISSING * line.words


def _pairs(text: str) -> _Pairs:
    return Counter(pairwise(_WORD.findall(text.casefold())))
