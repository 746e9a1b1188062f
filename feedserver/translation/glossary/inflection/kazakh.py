"""Kazakh: a name and its suffixes, which follow from the sounds at the name's end; so rules do for any name.

Two things decide: whether the last vowel is back or front (harmony), and what the last sound is. The rules are those of
Kazakh grammars; where news writers differ over foreign names and abbreviations, the commoner way. A suffix
follows Latin letters, capitals and figures with a hyphen: NASA-ның, ХҒС-қа, Союз-5-тің.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class _End(Enum):
    """How a stem ends. The values are columns of the table of suffixes."""

    VOWEL, NASAL, LIQUID, BUZZ, VOICELESS, POSSESSIVE = range(6)


# Spelt for back vowels; ``_harmonise`` makes the others of them.
_SUFFIXES = {
    "gen": ("ның", "ның", "дың", "дың", "тың", "ның"),
    "dat": ("ға", "ға", "ға", "ға", "қа", "на"),
    "acc": ("ны", "ды", "ды", "ды", "ты", "н"),
    "loc": ("да", "да", "да", "да", "та", "нда"),
    "abl": ("дан", "нан", "дан", "дан", "тан", "нан"),
    "ins": ("мен", "мен", "мен", "бен", "пен", "мен"),
    "attr": ("дағы", "дағы", "дағы", "дағы", "тағы", "ндағы"),  # Байқоңырдағы: the one in Baikonur
    "pl": ("лар", "дар", "лар", "дар", "тар", "лар"),
    "poss": ("сы", "ы", "ы", "ы", "ы", ""),
}
_AFTER = {"pl": _End.LIQUID, "poss": _End.POSSESSIVE}  # how a stem ends that has got the suffix
_CASES = ("", "gen", "dat", "acc", "loc", "abl", "ins", "attr")
SLOTS = tuple(f"{more} {case}".strip() for more in ("", "poss", "pl") for case in _CASES)


def inflect(term: str, slot: str) -> str:
    """*term* with the suffixes of *slot*, one of ``SLOTS``: a case, alone or after ``poss`` (his) or ``pl``."""
    return _attach(term, slot, back=_is_back(_sound(term)))


@lru_cache(maxsize=4096)
def list_forms(term: str) -> dict[str, tuple[str, ...]]:
    """Every form of *term* with its slots; with the other harmony too, which a writer may hear in a foreign name."""
    back = _is_back(_sound(term))
    forms: dict[str, tuple[str, ...]] = {}
    for harmony in (back, not back):
        for slot in SLOTS:
            form = _attach(term, slot, back=harmony)
            if slot not in forms.get(form, ()):
                forms[form] = (*forms.get(form, ()), slot)
    return forms


# Words that follow the sounds of the name before them as a suffix does: "and", "also".
_PARTICLES = {"мен": "ins", "бен": "ins", "пен": "ins", "да": "loc", "де": "loc", "та": "loc", "те": "loc"}


def adapt_particle(particle: str, before: str) -> str:
    """*particle* ("and", "also") as it is written after the name *before*; any other word as it is."""
    if particle not in _PARTICLES:
        return particle
    sound = _sound(before)
    return _harmonise(_SUFFIXES[_PARTICLES[particle]][_end_of(sound).value], back=_is_back(sound))


def _attach(term: str, slot: str, *, back: bool) -> str:
    if not slot:
        return term
    stem, closing = _split_closing(term)
    end = _end_of(_sound(stem))
    if _HYPHENATED.search(stem):
        stem += "-"
    elif _POSSESSIVE.search(stem):
        end = _End.POSSESSIVE
    elif _CLUSTER.search(stem):
        stem, end, back = stem + "і", _End.VOWEL, False
    suffixes = ""
    for name in slot.split():
        suffixes += _SUFFIXES[name][end.value]
        end = _AFTER.get(name, end)
    return f"{stem}{_harmonise(suffixes, back=back)}{closing}" if suffixes else term


def _split_closing(term: str) -> tuple[str, str]:
    """*term* up to its last letter or figure, and what follows: suffixes stand within quotation marks."""
    end = len(term)
    while end and not term[end - 1].isalnum():
        end -= 1
    return (term[:end], term[end:]) if end else (term, "")


_HYPHENATED = re.compile(r"(?:[0-9A-Za-z]|(?<![^\W\d_])[А-ЯЁӘҒҚҢӨҰҮҺІ]+)$")
_CLUSTER = re.compile(r"[^\Wаәоөұүыіеэёуи]ск$")  # Минскіде: a vowel breaks what Kazakh cannot say
_POSSESSIVE = re.compile(r"\w\W+\w+[ыі]$|(?:ұлы|қызы)$", re.IGNORECASE)  # Ғарыш агенттігі, Момышұлы


_VOICELESS = "пфкқтсшщцчхһбвгд"  # б в г д end only foreign names, which say п ф к т: Мадридтің, Киевтен
_ENDS = {
    **dict.fromkeys("аәоөыіеэёяұү", _End.VOWEL),
    **dict.fromkeys("мнң", _End.NASAL),
    **dict.fromkeys("рлйуюи", _End.LIQUID),  # у, ю and и end in a glide: Бакудің, Тбилисидің
    **dict.fromkeys("зж", _End.BUZZ),
    **dict.fromkeys(_VOICELESS, _End.VOICELESS),
}


def _end_of(sound: str) -> _End:
    return _ENDS.get(sound.removesuffix("ь")[-1:], _End.VOWEL)


_SURNAME = re.compile(r"(?<=[^\W\d_]{2})[ео]в$")
_FRONT_END = re.compile(r"(?:[кг]у?|ь)$")


def _is_back(sound: str) -> bool:
    """Whether suffixes after *sound* have back vowels. The last vowel decides, with exceptions.

    A surname keeps the harmony of its stem (Тоқаевтың, Әубәкіровтің); after к, г (Петербургте, Бакуде) and a soft
    consonant (Брюссельде) suffixes are front. у has the harmony of the vowel before it (Мәскеуде).
    """
    if _FRONT_END.search(sound):
        return False
    vowels = re.findall(r"[аәоөұүыіеэёюяи]", _SURNAME.sub("", sound))
    return not vowels or vowels[-1] in "аоұыёюя"


def _harmonise(suffixes: str, *, back: bool) -> str:
    return suffixes if back else suffixes.translate(_FRONT)


_FRONT = str.maketrans("аықғ", "еікг")
_ONES = ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")


def _sound(term: str) -> str:
    """The last word of *term* in small Kazakh letters, roughly as it is said."""
    found = re.search(r"(\d+|[^\W\d_]+)[\W_]*$", term)
    if not found:
        return ""
    word = found[1]
    if word.isascii() and word.isdigit():
        return _number(word)
    if word.isascii():
        return _latin(word)
    return _letters(word) if word.isupper() else word.lower()


def _number(digits: str) -> str:
    """The last word of a number."""
    zeros = len(digits) - len(digits.rstrip("0"))
    if digits[-1] != "0" or not digits.strip("0"):
        return _ONES[int(digits[-1])]
    return _TENS[int(digits[-2])] if zeros == 1 else "жүз" if zeros == 2 else "мың" if zeros < 6 else "миллион"


_LATIN = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абкдефгхижклмнопкрстуввсиз")


def _latin(word: str) -> str:
    said = word.lower()
    if not word.isupper():
        said = re.sub(r"(?<=[^aeiouy])e$", "", said) if len(said) > 3 else said  # Google
    said = said.removesuffix("x") + "ikc" if said.endswith("x") else said
    said = re.sub(r"[sc]h$", "ш", said)
    return _letters(said.translate(_LATIN)) if word.isupper() else said.translate(_LATIN)


def _letters(capitals: str) -> str:
    """How an abbreviation sounds: as a word if it has a vowel, else by the name of its last letter."""
    said = capitals.lower()
    if re.search(r"[аәоөұүыіеэёюяи]", said):
        return said
    # эм, эс and ка are said in front, the others mostly as the back vowels of what they stand for: ТМД-ға, ҚР-да.
    return {"м": "эм", "к": "ке", "с": "ас", "ф": "аф", "л": "ал", "н": "ан"}.get(said[-1], "а")
