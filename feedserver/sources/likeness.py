"""Do two texts tell the same story in the same words?"""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import Any

from feedserver.inline_html import text_of
from feedserver.model import Article

_MIN_WORDS = 40  # a shorter text may be alike by chance: a notice, a score
_TELLING = 4  # letters
_SHINGLE = 3  # words
_ALIKE = 0.75  # of the shingles of both; an agency's text with another's byline and a sentence more keeps as many

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def simhash_of(article: Article) -> int | None:
    """64 bits, of which similar texts share most; None for a text too short to be told from others.

    After Charikar's similarity hashing, over the longer words: all texts in English share the short ones. One sentence
    more or less in fifteen changes three or four bits.
    """
    words = _words(article)
    telling = [word for word in words if len(word) >= _TELLING]
    if len(words) < _MIN_WORDS or not telling:
        return None
    return int(_simhash_class()(telling).value)


def tells_the_same(article: Article, other: Article) -> bool:
    """Whether the texts of both agree, but for a few words. Numbers decide: yesterday's rates are not today's."""
    if article.language != other.language:
        return False
    words, others = _words(article), _words(other)
    if min(len(words), len(others)) < _MIN_WORDS:
        return False
    shingles, other_shingles = _shingles(words), _shingles(others)
    alike = len(shingles & other_shingles) / len(shingles | other_shingles)
    return alike >= _ALIKE and _agree(_numbers(words), _numbers(others))


@cache
def _simhash_class() -> Any:
    """The library's class; it brings NumPy, so only when first needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an escape sequence in its docstring is not valid
        from simhash import Simhash
    return Simhash


def _words(article: Article) -> list[str]:
    """The words of the lead and the body; titles differ from paper to paper."""
    texts = [article.summary, *(text_of(block.html) for block in article.blocks)]
    return [word for text in texts for word in _WORD.findall(text.casefold())]


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}


def _numbers(words: list[str]) -> list[str]:
    return [number for word in words for number in _NUMBER.findall(word)]


def _agree(numbers: list[str], others: list[str]) -> bool:
    """Whether all numbers of one text stand in the other, in their order: what one tells beside has its own."""
    fewer, more = sorted((numbers, others), key=len)
    rest = iter(more)
    return all(number in rest for number in fewer)
