"""The language of a text of which nothing else is known, and of one passage of a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from feedserver.detection.letters import WORD, candidates, main_script, script_of
from feedserver.detection.ngrams import BY_SCRIPT, most_likely
from feedserver.model import UNDETERMINED

_MAX_CHARACTERS = 2_000  # a few paragraphs are enough to be sure; its time grows with the text
_MIN_LETTERS = 3
_MIN_PROBABILITY = 0.7
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")

_CERTAIN = 0.99
_PASSAGE = 40  # letters: a headline, a name or a short quotation says too little
_LONG_PASSAGE = 120  # letters: as much to say that it is in a language that is none of _EXPECTED
_EXPECTED = frozenset({"en", "ru", "kk", "kk-Latn"})


def detect(text: str) -> str:
    """The language of *text*: ``en``, ``ru``, ``kk`` or another BCP 47 tag; ``und`` if there is no telling.

    Kazakh in the Latin alphabet of 2021 is ``kk-Latn``. Only the first 2,000 characters count. The same text always
    gives the same answer, in any thread. Never raises. ``und`` is the answer for fewer than three letters, for
    scripts other than Latin and Cyrillic, for letters of no language that has a profile, and for a doubtful guess.
    """
    language, probability = guess(words_of(text))
    return language if probability >= _MIN_PROBABILITY else UNDETERMINED


def detect_passage(text: str, language: str) -> str:
    """The language of one passage of a text in *language*: another one only if that is certain.

    A passage of fewer than 40 letters is in *language*; so is one of fewer than 120 that seems to be in none of
    English, Russian and Kazakh.
    """
    return certain_language(text) or language


@lru_cache(maxsize=1_000)  # asked for the passages of an article, then for each of them in it
def certain_language(passage: str) -> str | None:
    """The language of *passage* if it is long enough to be certain, as above; else None."""
    words = words_of(passage)
    letters = sum(map(len, words))
    if letters < _PASSAGE:
        return None
    found, probability = guess(words)
    needed = _PASSAGE if found in _EXPECTED else _LONG_PASSAGE
    return found if probability >= _CERTAIN and letters >= needed else None


def words_of(text: str) -> list[str]:
    """The words of the beginning of *text*, composed, in order, without addresses."""
    sample = unicodedata.normalize("NFC", _ADDRESS.sub(" ", text[:_MAX_CHARACTERS]))
    return WORD.findall(sample.replace("İ", "I"))  # in lower case it would be two characters


def guess(words: list[str]) -> tuple[str, float]:
    """The likeliest language of a text of these words, and how probable it is; ``und`` and 0 if there is none."""
    script = main_script(words)
    own = [word for word in words if script_of(word[0]) == script]
    possible = candidates(own, BY_SCRIPT.get(script, ()))
    if not possible or sum(map(len, own)) < _MIN_LETTERS:
        return UNDETERMINED, 0.0
    return most_likely(own, possible)
