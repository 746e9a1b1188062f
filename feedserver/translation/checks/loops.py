"""Loops: decoders that get stuck say a syllable, word, phrase, clause or mark again and again."""

from __future__ import annotations

import re
from itertools import pairwise
from operator import eq

from feedserver.translation.checks.text import without_links

_LETTER = r"[^\W\d_]"
_MARK = r"[^\w\s]"
_LONG_WORD = re.compile(rf"{_LETTER}{{16,}}")
_STUCK_WORD = re.compile(rf"({_LETTER}{{2,6}}?)\1{{7,}}")  # "тататататататата"
_STUCK_LETTER = re.compile(rf"({_LETTER})\1{{4}}")  # "ааааа"
_STUCK_MARKS = re.compile(rf"({_MARK})(?:\s?\1){{5}}|(?:{_MARK}\s?){{8}}")  # ". . . . . ." and "...-...-..."
_THRICE = re.compile(rf"\b({_LETTER}{{1,30}})\b(?:\s\1\b){{2}}", re.IGNORECASE)  # "и и и": as a style it has commas
# "по-по-по" is three. A number counts, with its separators, or "from 10 to 14, from 15 to 19" would be a loop.
_WORD = re.compile(rf"{_LETTER}+|\d[\d.,\s]*+")
_TOO_OFTEN = (  # lengths in words, how many times on end are too many, lengths of what may repeat in the source
    (range(1, 2), 4, range(1, 3)),  # "очень, очень, очень" is a style, a fourth is a loop
    (range(2, 4), 3, range(1, 9)),
    (range(4, 41), 2, range(2, 41)),
)
_MAX_WORDS = 2000  # no engine says more at once
_MIN_TRIPLES = 18
_DISTINCT_TRIPLES = 0.6  # a loop with variations; 0.67 is the least of 12,000 sentences of news


def is_looping(source: str, translation: str) -> bool:
    """Whether something repeats absurdly in the translation, and not so in the source.

    A letter five times, a syllable eight times; a mark six times, or eight marks of any kind without a word between;
    a word four times on end, or three with only spaces between; a phrase of two or three words three times, a
    longer one twice; or, in 20 words or more, fewer than three fifths of all word triples distinct.
    """
    source, translation = without_links(source), without_links(translation)
    if any(stuck.search(translation) and not stuck.search(source) for stuck in (_STUCK_LETTER, _STUCK_MARKS)):
        return True
    if any(map(_STUCK_WORD.search, _LONG_WORD.findall(translation))) and not _STUCK_WORD.search(source):
        return True
    words = _WORD.findall(translation.casefold())[:_MAX_WORDS]
    pairs = list(pairwise(words))
    if len(set(pairs)) == len(pairs):
        return False  # nearly every sentence; whatever repeats, repeats a pair
    if _THRICE.search(translation) and not _THRICE.search(source):
        return True
    source_words = _WORD.findall(source.casefold())[:_MAX_WORDS]
    return _repeats(words, source_words) or (_is_monotonous(words) and not _is_monotonous(source_words))


def _repeats(words: list[str], source_words: list[str]) -> bool:
    """Whether a phrase stands on end in *words* too often, and more often than any in *source_words*."""
    for lengths, too_often, source_lengths in _TOO_OFTEN:
        times = max(_times(words, length) for length in lengths)
        if times >= too_often and times > max(_times(source_words, length) for length in source_lengths):
            return True
    return False


def _times(words: list[str], length: int) -> int:
    """How many times on end the most repeated phrase of *length* words stands in *words*."""
    same_as_before = bytes(map(eq, words[length:], words))
    return max(map(len, same_as_before.split(b"\0"))) // length + 1


def _is_monotonous(words: list[str]) -> bool:
    triples = set(zip(words, words[1:], words[2:], strict=False))
    return len(words) - 2 >= _MIN_TRIPLES and len(triples) < _DISTINCT_TRIPLES * (len(words) - 2)
