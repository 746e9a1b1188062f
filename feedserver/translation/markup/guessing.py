"""An alignment without a model's help: words that look alike, and where they stand."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from feedserver.translation.markup.alignment import Alignment, nearness, words

# A word's skeleton: the sounds that survive when it is written in the other alphabet. Longest spellings first.
_SPELLINGS = {
    "sch": "S", "tch": "C", "zh": "Z", "kh": "K", "ch": "C", "sh": "S", "ph": "f", "ck": "K", "th": "t", "gh": "K",
    "ts": "c", "qu": "Kv", "ия": "", "щ": "S", "ш": "S", "ж": "Z", "дж": "Z", "ч": "C", "ц": "c", "х": "K", "һ": "K",
    "к": "K", "қ": "K", "г": "K", "ғ": "K", "б": "b", "в": "v", "д": "d", "з": "s", "л": "l", "м": "m", "н": "n",
    "ң": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "b": "b", "c": "K", "d": "d", "f": "f", "g": "K",
    "h": "K", "j": "Z", "k": "K", "l": "l", "m": "m", "n": "n", "p": "p", "q": "K", "r": "r", "s": "s", "t": "t",
    "v": "v", "w": "v", "x": "Ks", "z": "s",
}  # fmt: skip
_LONGEST = max(map(len, _SPELLINGS))
_VOWELS = frozenset("aeiouyаәеёиоөуұүыіэюяйў")

_ALIKE = 60.0  # how many times a certain pair of look-alikes outweighs a pair of strangers
_FLOOR = 0.02  # words move: no pair is out of the question for its place alone
_EVEN = 0.01  # of attention: what it gives to a pair that it does not look at


def guess(source: str, translation: str) -> Alignment:
    """The words of *translation* aligned with those of *source* by what can be seen on them.

    The same words, numbers and addresses, names spelt in the other alphabet whatever their endings, capitals, length,
    and the place in the sentence, measured from the nearest certain pairs.
    """
    ours, theirs = words(source), words(translation)
    left = [source[start:end] for start, end in ours]
    right = [translation[start:end] for start, end in theirs]
    alike = [[_likeness(one, other) for one in left] for other in right]
    weights = [
        tuple(
            (_FLOOR + nearness(row, column, len(right), len(left)))
            * (1 + _ALIKE * alike[row][column] ** 2)
            * _look(left, column, right, row)
            for column in range(len(left))
        )
        for row in range(len(right))
    ]
    return Alignment(tuple(ours), tuple(theirs), tuple(weights))


def combine(attention: Alignment, guessed: Alignment) -> Alignment:
    """The model's attention weighed with what can be seen, for the words of *guessed*.

    Attention knows more than the eye and errs in its own ways: it is spread over pieces of words, looks at the word
    that comes next and rests on the full stop. A pair that both find likely wins.
    """
    pooled = attention.pooled(guessed.source, guessed.target)
    columns = [sum(column) or 1.0 for column in zip(*pooled, strict=True)]
    rows = []
    for seen, looked in zip(guessed.weights, pooled, strict=True):
        # A word that everything looks at tells nothing about where it belongs.
        shares = [value / math.sqrt(total) for value, total in zip(looked, columns, strict=True)]
        total = sum(shares) or 1.0
        row = [(_EVEN + share / total) * math.sqrt(value) for share, value in zip(shares, seen, strict=True)]
        rows.append(tuple(row))
    return Alignment(guessed.source, guessed.target, tuple(rows))


def _look(left: Sequence[str], column: int, right: Sequence[str], row: int) -> float:
    """How well two words go together by length, capitals and digits."""
    one, other = left[column], right[row]
    value = math.exp(-0.4 * abs(math.log((len(one) + 1) / (len(other) + 1))))
    if column and row and one[0].isupper() != other[0].isupper():
        value *= 0.6
    if one[0].isdigit() != other[0].isdigit():
        value *= 0.3
    return value


@lru_cache(maxsize=20_000)
def _likeness(one: str, other: str) -> float:
    """How sure it is, from 0 to 1, that two words are the same word, written in two alphabets and inflected."""
    if one.casefold() == other.casefold():
        return 1.0 if len(one) > 1 or one.isdigit() else 0.5
    numbers = _digits(one), _digits(other)
    if any(numbers):
        return float(numbers[0] == numbers[1])
    first, second = _skeleton(one), _skeleton(other)
    if min(len(first), len(second)) < 2 or first[0] != second[0]:
        return 0.0
    # Endings are added to either: the shorter word against the beginning of the longer.
    stem = min(len(first), len(second))
    changes = min(_changes(first, second), _changes(second, first))
    likeness = 1 - changes / max(stem, 1) - 0.04 * abs(len(first) - len(second))
    certainty = min(1.0, stem / 4)  # two letters are soon alike by chance
    return max(0.0, likeness * 2 - 1) * certainty


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


@lru_cache(maxsize=20_000)
def _skeleton(word: str) -> str:
    """The consonants of a word, and its first letter even if that is a vowel."""
    letters = unicodedata.normalize("NFC", word).casefold()
    sounds = "a" if letters[:1] and letters[0] in _VOWELS else ""
    place = 0
    while place < len(letters):
        for length in range(min(_LONGEST, len(letters) - place), 0, -1):
            sound = _SPELLINGS.get(letters[place : place + length])
            if sound is not None:
                if sounds[-1:] != sound:  # double letters sound once
                    sounds += sound
                place += length
                break
        else:
            place += 1
    return sounds


def _changes(stem: str, word: str) -> int:
    """The least number of letters to change, add or drop to make *stem* the beginning of *word*."""
    row = list(range(len(word) + 1))
    for number, letter in enumerate(stem, start=1):
        above, row = row, [number]
        for place, other in enumerate(word, start=1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other)))
    return min(row)
