"""What the letters of a text say: its script, and the languages that may be written with them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

WORD = re.compile(r"[^\W\d_]+")

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
# After the CLDR's main exemplar characters; Tajik and Uzbek with what they write in Russian names.
_ALPHABETS = {
    "ru": _RUSSIAN,
    "kk": _RUSSIAN | frozenset("әғқңөұүһі"),
    "uk": frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "be": frozenset("абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": frozenset("абвгдежзийклмнопрстуфхцчшщъьюя"),
    "mk": frozenset("абвгдѓежзѕијклљмнњопрстќуфхцчџш"),
    "sr": frozenset("абвгдђежзијклљмнњопрстћуфхцчџш"),
    "ky": _RUSSIAN | frozenset("ңөү"),
    "tt": _RUSSIAN | frozenset("әөүҗңһ"),
    "mn": _RUSSIAN | frozenset("өү"),
    "tg": frozenset("абвгғдеёжзийӣкқлмнопрстуӯфхҳчҷшъэюя"),
    "uz-Cyrl": frozenset("абвгғдеёжзийкқлмнопрстуўфхҳцчшъьэюя"),
    # Turkish, Azerbaijani and Turkmen have others, mostly ç. Of no other language in Latin letters do we ask.
    "kk-Latn": frozenset("aäbdefgğhiıjklmnñoöpqrsştuūüvyz"),
}

_FOREIGN_SHARE = 0.03  # of a quoted name or title
_ENOUGH = 20  # letters: words that begin with a small letter decide if they have as many, or half of all
# Kyrgyz shares ң, ө and ү with Kazakh, Tatar ә and һ too. A Kazakh text has one of these among its first 40 letters.
_KAZAKH_ALONE = frozenset("қғұі")
_KAZAKH_TEXT = 40


@cache
def script_of(letter: str) -> str:
    """The script of a letter as Unicode names it: ``LATIN``, ``CYRILLIC``, ``CJK``, …; empty if it has no name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def main_script(words: Sequence[str]) -> str:
    """The script of most letters; names, which keep theirs everywhere, only count if there is nothing else."""
    counted = [word for word in words if not word[0].isupper()] or words
    scripts: Counter[str] = Counter()
    for letter, count in Counter("".join(counted)).items():
        scripts[script_of(letter)] += count
    return scripts.most_common(1)[0][0] if scripts else ""


def share_of(script: str, letters: str) -> float:
    """How much of *letters*, from 0 to 1, is in *script*; 0 if there are none."""
    own = sum(count for letter, count in Counter(letters).items() if script_of(letter) == script)
    return own / max(1, len(letters))


def candidates(words: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Those of *languages* that may be written in these words, in order; none if it is a language we do not know.

    words: of one script, one or more. A few foreign letters are forgiven, and those of names, which quote other
    languages, if there are other words.
    """
    everything = "".join(words).lower()
    small = "".join(word for word in words if word.islower())
    letters = Counter(small if len(small) >= _ENOUGH or 2 * len(small) > len(everything) else everything)
    return [
        language
        for language in languages
        if _may_be(language, letters) and (language != "kk" or _may_be_kazakh(everything))
    ]


def _may_be(language: str, letters: Counter[str]) -> bool:
    alphabet = _ALPHABETS.get(language)
    foreign = sum(count for letter, count in letters.items() if alphabet and letter not in alphabet)
    return foreign <= _FOREIGN_SHARE * letters.total()


def _may_be_kazakh(letters: str) -> bool:
    """Kazakh names have Kazakh letters: foreign ones in them, too, say that it is Bashkir or Uzbek."""
    if len(letters) >= _KAZAKH_TEXT and _KAZAKH_ALONE.isdisjoint(letters):
        return False
    return _may_be("kk", Counter(letters))
