"""Kazakh in Arabic letters: төте жазу, as the Kazakhs of China write it.

Letters after Wikipedia's "Kazakh alphabets". What words from Russian need, and how vowels that meet are written, after
two bodies of text: the Unicode CLDR's locale ``kk_Arab`` (names of languages, countries, months) and the Arabic
editions of Kazakhstan's news sites (inform.kz, egemen.kz, abai.kz). Where those differ, ц is تس, as in most of the news
(the CLDR mostly has س), Тоқаев is توقايەۆ, as at inform.kz, and abbreviations stand unspaced.

The front vowels ә ө ү і share the letters of а о ұ ы. A hamza ء before the word says that its vowels are front ones,
unless that can be told from a ك, گ or ە in it (к, г, е). Of loans that mix them the first such vowel decides: قازىر
(қазір), قاۋىپ (қауіп), but ءبىراق (бірақ), ءتوراعا (төраға).

The way back is open for native words alone: и and й fall together, е and э do, and there are no capitals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

HAMZA = "ء"  # U+0621, as in both of those; not MediaWiki's high hamza U+0674
_BACK, _FRONT = frozenset("аоұы"), frozenset("әөүі")
_TELLING = frozenset("кгеэ")  # a word with one of these has front vowels without saying so

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        **dict(zip("аәбвгғдеэжзийкқ", "اابۆگعدەەجزييكق", strict=True)),
        **dict(zip("лмнңоөпрстуұүф", "لمنڭووپرستۋۇۇف", strict=True)),
        **dict(zip("хһчшыі", "حھچشىى", strict=True)),
        "ё": "يو",
        "ц": "تس",
        "щ": "شش",
        "ъ": "",
        "ь": "",
        "ю": "يۋ",
        "я": "يا",
    }
)
MARKS: Mapping[str, str] = MappingProxyType({",": "،", ";": "؛", "?": "؟"})

_YEH = "ي"
_IOTA = frozenset("ий")  # what is written ي already
_HARD_AND_SOFT = frozenset("ъь")
_OPEN = frozenset("аәеёоөұүыіэя") | _HARD_AND_SOFT  # after these a Russian е is said [je]


@lru_cache(maxsize=8192)  # the words of a few articles; most come again
def spell(word: str) -> tuple[str, ...]:
    """What comes in place of each letter of a Kazakh word; the hamza stands with the first. Stress marks vanish."""
    letters = word.lower()
    spelled = [_letter(letters, place) for place in range(len(letters))]
    if _takes_hamza(letters):
        spelled[0] = HAMZA + spelled[0]
    return tuple(spelled)


def _takes_hamza(word: str) -> bool:
    if _FRONT.isdisjoint(word) or not _TELLING.isdisjoint(word):
        return False
    return next(letter for letter in word if letter in _FRONT or letter in _BACK) in _FRONT


def _letter(word: str, place: int) -> str:
    letter, before = word[place], word[place - 1] if place else ""
    if before in _IOTA and letter in "ийёюя":  # Азия is ازيا, not ازييا; Кикуйю كيكۋيۋ
        return LETTERS[letter].removeprefix(_YEH)
    if (letter == "е" and before in _OPEN) or (letter == "о" and before in _HARD_AND_SOFT):
        return _YEH + LETTERS[letter]  # Тоқаев is توقايەۆ, Вьетнам ۆيەتنام, Реюньон رەيۋنيون
    return "" if unicodedata.combining(letter) else LETTERS.get(letter, letter)
