"""Kazakh in Latin letters: the alphabet of 2021.

The 31 letters A Ä B D E F G Ğ H İ I J K L M N Ñ O Ö P Q R S Ş T U Ū Ü V Y Z that Kazakhstan's National Commission took
in January 2021. Which is which after Wikipedia's "Kazakh alphabets" and its sample text. It has not become law, and
what words from Russian need beside the 31 is written as it sounds. The versions of 2017–2019, with apostrophes and
acutes, are others, and so are the romanisations for names (BGN/PCGN, ALA-LC) of the CLDR.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_SMALL = {
    **dict(zip("аәбвгғдежзийкқлмн", "aäbvgğdejziikqlmn", strict=True)),
    **dict(zip("ңоөпрсштуұүфхһыіэ", "ñoöprsştuūüfhhyıe", strict=True)),
    "ё": "io",
    "ц": "ts",
    "ч": "tş",
    "щ": "ştş",
    "ъ": "",
    "ь": "",
    "ю": "iu",
    "я": "ia",
}
# A capital İ has its dot, a capital I has none.
_CAPITAL = {letter.upper(): latin.replace("i", "İ", 1).capitalize() for letter, latin in _SMALL.items()}

_SEVERAL = frozenset(letter for letter, latin in _CAPITAL.items() if len(latin) > 1)

LETTERS: Mapping[str, str] = MappingProxyType(_SMALL | _CAPITAL)  # of both cases; of several letters one is a capital


@lru_cache(maxsize=8192)  # the words of a few articles; most come again
def spell(word: str) -> tuple[str, ...]:
    """What comes in place of each letter of a Kazakh word. Other characters in it (stress marks) stay."""
    spelled = [LETTERS.get(letter, letter) for letter in word]
    if not _SEVERAL.isdisjoint(word):
        spelled = [_capitals(word, place, latin) for place, latin in enumerate(spelled)]
    return tuple(spelled)


def _capitals(word: str, place: int, latin: str) -> str:
    """Of a capital that becomes several letters all are capitals if its neighbour is one: ЮНЕСКО, but Юнеско."""
    neighbour = word[place + 1 : place + 2] or word[max(place - 1, 0) : place]
    return latin.upper() if word[place] in _SEVERAL and neighbour.isupper() else latin
