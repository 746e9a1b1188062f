"""The way back into Cyrillic: which Kazakh words a word in Latin or Arabic letters may be.

Neither alphabet says everything that the Cyrillic one does: a Latin i is и, й or і, an Arabic ا is а or ә. What stands
beside a letter rules most of that out (after a vowel an i is й); what is left open is left open, so that a word has
several readings. Signs that are not written (ь, ъ) do not come back: альбом is not among the readings of albom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product

from feedserver.transliteration import latin
from feedserver.transliteration.arabic import HAMZA
from feedserver.transliteration.scripts import check_script

MAX_READINGS = 16
_READINGS_OF_LETTERS = 3  # of each way to read the vowels of an Arabic word

# What a piece of a word may be, the likeliest first. The first rule that fits where a letter stands is the one.
_Rules = Sequence[tuple[re.Pattern[str], tuple[str, ...]]]


def _rules(*rules: tuple[str, str]) -> _Rules:
    return [(re.compile(pattern), tuple(readings.split())) for pattern, readings in rules]


_LATIN = _rules(
    ("ştş", "щ"),
    ("tş", "ч тш"),
    ("ts", "ц тс"),
    ("(?<=i)ia", "я"),  # Aziia
    ("ia", "я иа"),
    ("iu", "ю иу"),
    ("io", "ио е йо"),  # ё is searched as е
    ("(?<=[ui])i", "і й"),  # келуі, тиіс
    ("(?<=[aäeoöyūü])i", "й"),
    ("i(?=[yi])", "и"),  # қиын
    ("i", "і и"),
    (r"\be", "е э"),
    ("h", "х һ"),
    *((letters, letter) for letter, letters in latin.LETTERS.items() if letter in "аәбвгғдежзкқлмнңоөпрстуұүфшы"),
)
_AFTER_VOWEL = "(?<=[аәоөұүыіەۋي])"
_ARABIC = _rules(  # of words whose first four vowels are in Cyrillic letters already
    ("شش", "щ шш"),
    ("تس", "ц тс"),
    (_AFTER_VOWEL + "ي[аә]", "я"),
    ("ي[аә]", "ия я иа"),
    ("يۋ", "ю иу ию"),
    ("ي[оө]", "ио е йо"),
    (_AFTER_VOWEL + "يە", "е йе ие"),  # Тоқаев, әйел, дүниеге
    (_AFTER_VOWEL + "ي", "й и"),
    ("ي", "и й"),
    (r"\bە", "е э"),
    *zip("بۆگعدەجزكقلمنڭپرستۋفحھچش", "бвгғдежзкқлмнңпрстуфхһчш", strict=True),
)
_VOWELS = dict(zip("اوۇى", ("аә", "оө", "ұү", "ыі"), strict=True))  # back, front
_BACK, _FRONT = 0, 1
_TELLING = frozenset("كگە")


def readings_of(word: str, tag: str) -> tuple[str, ...]:
    """The Cyrillic words that *word*, folded and in the script of *tag*, may be; the likeliest first, 16 at most.

    Letters that are not of that script stay. Raises ValueError if *tag* is not in SCRIPTS.
    """
    check_script(tag)
    if tag == "kk-Latn":
        found: Iterable[tuple[str, ...]] = product(*_readings(word, _LATIN))
    else:
        each_way = (product(*_readings(each, _ARABIC)) for each in _with_vowels(word))
        found = chain.from_iterable(islice(way, _READINGS_OF_LETTERS) for way in each_way)
    return tuple(dict.fromkeys(islice(map("".join, found), MAX_READINGS)))


def _readings(word: str, rules: _Rules) -> Iterator[tuple[str, ...]]:
    """What each piece of *word* may be."""
    place = 0
    while place < len(word):
        fitting = ((match.end(), readings) for rule, readings in rules if (match := rule.match(word, place)))
        place, readings = next(fitting, (place + 1, (word[place],)))
        yield readings


def _with_vowels(word: str) -> Iterator[str]:
    """The Arabic *word* with its vowels ا و ۇ ى in Cyrillic: all back, all front, or, in loans, first these then those.

    As ``arabic`` writes them: a hamza says that the first is a front one; without it the first is a back one, unless
    another letter tells that it may be front.
    """
    bare = word.removeprefix(HAMZA)
    places = [place for place, letter in enumerate(bare) if letter in _VOWELS]
    if bare != word:
        firsts: tuple[int, ...] = (_FRONT,)
    else:
        firsts = (_BACK,) if _TELLING.isdisjoint(bare) else (_FRONT, _BACK)
    for alike in range(max(1, len(places)), 0, -1):
        for first in firsts:
            letters = list(bare)
            for number, place in enumerate(places):
                letters[place] = _VOWELS[bare[place]][first if number < alike else 1 - first]
            yield "".join(letters)
