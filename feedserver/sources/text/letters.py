"""Whether the letters of a text look like writing, and which of several readings of it looks more so.

For texts of which it is not known in which encoding they were saved: English, Russian, Kazakh and their neighbours.
"""

from __future__ import annotations

import math
import re
from itertools import islice

_SAMPLE_WORDS = 2_000

# How often a letter stands among a thousand of a language.
_FREQUENCIES = {
    "ru": "о104 и87 е85 а77 н70 т61 с54 р53 в46 л41 к33 м31 д29 п28 у22 ы21 я20 з17 г16 б15 ь14 ч13 х12 й11 ж8 ю7 ц7 "
    "ш5 щ4 ф4 э3 ъ0.4 ё0.4 қ0.3 ә0.3 і0.3 ғ0.2 ү0.2 ұ0.2 ң0.2 ө0.2 һ0.1",  # Kazakhstan's Russian has Kazakh names
    "kk": "а124 ы79 е76 н66 т62 р56 л53 і53 с44 д41 м38 қ35 к29 о25 б24 у21 ж18 и17 з16 ң15 ғ14 п14 й12 ш11 г11 ә9 ұ8 "
    "ө8 ү6 в4 я4 х2 ц1.5 ф1.3 э1.1 ь0.7 ю0.6 һ0.3 ч0.3 ъ0.1 щ0.1",
    "uk": "о94 а83 н68 и61 і57 в54 т53 е50 р47 с40 к36 л36 у33 д31 м30 п29 я25 з23 ь19 б17 г16 ч14 й14 х12 ж9 ю9 ш8 ц8 "
    "є6 ї6 щ6 ф3 ґ0.3",
    "be": "а150 н62 ы48 р48 я48 і47 с43 л42 е40 т35 к35 д33 о33 у32 в30 п27 м27 з27 ц25 ў22 б19 г18 ь17 ч15 э15 ш14 "
    "ж13 х11 й11 ё8 ю6 ф2",
}
_TABLES = tuple({entry[0]: math.log(float(entry[1:]) / 1000) for entry in row.split()} for row in _FREQUENCIES.values())
_ACCENTED = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüßœšž")  # that English words and names have
_TYPOGRAPHY = frozenset("«»„“”‘’‚–—…№§©®™°·•±×€\u00a0")

_STRANGE = math.log(0.05 / 1000)
_LIKELY = math.log(10 / 1000)  # for what stands in no table and yet is nothing strange
MIN_LIKELIHOOD = math.log(4 / 1000)  # writing has about log(0.04), what is read wrongly log(0.001)

_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")


def likelihood(text: str) -> float:
    """How likely the characters of *text* beyond ASCII are, as a logarithm, on average; 0 if there is none."""
    words = [word[0] for word in islice(_WORD.finditer(text), _SAMPLE_WORDS)]
    count = sum(not char.isascii() for word in words for char in word)
    return max(sum(_of_word(word, table) for word in words) for table in _TABLES) / count if count else 0.0


def _of_word(word: str, table: dict[str, float]) -> float:
    """The logarithm of the likelihood of the characters of *word* that are not ASCII."""
    is_latin = 2 * sum(map(str.isascii, word)) > len(word)
    total = 0.0
    before = ""
    for char in word:
        if not char.isascii():
            is_inside_out = char.isupper() and before.islower()  # as KOI8-R read as windows-1251 is
            total += _STRANGE if is_inside_out else _of_char(char, is_latin, table)
        before = char
    return total


def _of_char(char: str, is_latin: bool, table: dict[str, float]) -> float:
    lower = char.lower()
    if char in _TYPOGRAPHY or (is_latin and lower in _ACCENTED):
        return _LIKELY
    if "\u0400" <= char <= "\u052f":
        return _STRANGE if is_latin else table.get(lower, _STRANGE)
    is_of_other_script = char > "\u0590" and char.isalpha()
    return _LIKELY if is_of_other_script else _STRANGE
