"""Do two texts tell the same story in the same words?"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from feedserver.inline_html import text_of
from feedserver.model import Article, Text

_MIN_WORDS = 40  # a shorter text may be alike by chance: a notice, a score
_TELLING = 4  # letters
_ALIKE = 0.75  # of the shingles of both; an agency's text with another's byline and a sentence more keeps as many

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Wording:
    """A text by its *words*, in small letters: what is compared of it."""

    language: str
    words: Sequence[str]

    @cached_property
    def simhash(self) -> int | None:
        """64 bits, of which similar texts share most; None for a text too short to be told from others.

        After Charikar's similarity hashing, over the longer words: all texts in English share the short ones. One
        sentence more or less in fifteen changes three or four bits.
        """
        telling = [word for word in self.words if len(word) >= _TELLING]
        if len(self.words) < _MIN_WORDS or not telling:
            return None
        return int(_simhash_class()(telling).value)

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        """The words by threes."""
        return frozenset(zip(self.words, self.words[1:], self.words[2:], strict=False))

    def tells_the_same(self, other: Wording) -> bool:
        """Whether both agree, but for a few words. Numbers decide: yesterday's rates are not today's."""
        if self.language != other.language or min(len(self.words), len(other.words)) < _MIN_WORDS:
            return False
        shared = len(self.shingles & other.shingles)
        alike = shared / (len(self.shingles) + len(other.shingles) - shared)
        return alike >= _ALIKE and _agree(_numbers(self.words), _numbers(other.words))


def wording_of(text: Article | Text, language: str) -> Wording:
    """The words of the lead and the body; titles differ from paper to paper."""
    texts = [text.summary, *(text_of(block.html) for block in text.blocks)]
    return Wording(language, [word for each in texts for word in _WORD.findall(each.casefold())])


@cache
def _simhash_class() -> Any:
    """The library's class; it brings NumPy, so only when first needed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an escape sequence in its docstring is not valid
        from simhash import Simhash
    return Simhash


def _numbers(words: Sequence[str]) -> list[str]:
    return [number for word in words for number in _NUMBER.findall(word)]


def _agree(numbers: list[str], others: list[str]) -> bool:
    """Whether all numbers of one text stand in the other, in their order: what one tells beside has its own."""
    fewer, more = sorted((numbers, others), key=len)
    rest = iter(more)
    return all(number in rest for number in fewer)
