"""Kazakh words (Cyrillic) in their other forms: a light stemmer of nouns, and the forms that it takes off.

A noun is stem + plural + possessive + case, in that order, each suffix in the variants that vowel harmony and the sound
before it ask for: қала-лар-ымыз-да, мектеп-тер-ге. A stem's last п, к, қ turns б, г, ғ before a vowel (кітап, кітабы),
and some lose the vowel before their last consonant (халық, халқы). After R. Muhamedowa, Kazakh: A Comprehensive Grammar
(2015), the chapters on phonology and nouns. Personal and verb endings are left alone. There is no dictionary, so each
step of the way is an alternative: алмасы is looked for as алмасы and as алма.
"""

from __future__ import annotations

import re

from feedserver.words.terms import Form

SHORT = 5  # letters; fewer are no prefix: under қала stand қалам, қалай, қалды

_PLURALS = ("лар", "лер", "дар", "дер", "тар", "тер")
_POSSESSIVES = tuple("ымыз іміз ыңыз іңіз мыз міз ңыз ңіз сы сі ым ім ың ің ы і м ң".split())  # noqa: SIM905
_DOUBTFUL = frozenset("ым ім ың ің ы і м ң".split())  # noqa: SIM905 (stems end so too: білім, орын)
_CASES = tuple(  # the longest first
    """ндағы ндегі дағы дегі тағы тегі ның нің дың дің тың тің менен бенен пенен мен бен пен
    нда нде нан нен дан ден тан тен ны ні ды ді ты ті ға ге қа ке да де та те на не н""".split()  # noqa: SIM905
)
_VOWELS = "аәеёиоөуұүыіэюя"
_BACK, _FRONT = "аоұыё", "әеөүі"  # и, у, э, ю, я go with both
_AFTER_THIRD_PERSON = re.compile("н|на|не|нда|нде|нан|нен|ндағы|ндегі")  # қала-сы-нда
_VOICELESS = "пткқсшщчцфхһ"
_LOAN_ENDS = "бвгд"  # spoken without voice: клуб-тар
_VOICED = {"п": "б", "к": "г", "қ": "ғ"}
_VOICELESS_OF = {voiced: voiceless for voiceless, voiced in _VOICED.items()}
_SYLLABLE = "[^аәеоөұүыіэ]*[аәеоөұүыіэ][^аәеоөұүыіэ]+"
_LOSING = re.compile(f"({_SYLLABLE})[ыі]([қкңнзлрпс])")  # халық, орын, ауыз
_HAVING_LOST = re.compile(f"({_SYLLABLE})([қкңнзлрпс])")  # халқ-, орн-, ауз-


def forms_of(word: str) -> tuple[Form, ...]:
    """What *word*, folded, is looked for as: a long stem as a prefix, a short one in the forms that a noun has."""
    return tuple(dict.fromkeys(form for stem in stems_of(word) for form in _forms(stem)))


def stems_of(word: str) -> tuple[str, ...]:
    """*word* itself, then what is left of it without case, possessive and plural, and what that may be the end of."""
    stems, rest = [word], word
    for suffixes in (_CASES, _POSSESSIVES, _PLURALS):
        stem = _strip(rest, suffixes)
        if stem is None:
            continue
        rest = stem
        stems.append(rest)
        if suffixes is _POSSESSIVES:
            stems += _before_vowels(rest)
    return tuple(stems)


def _strip(word: str, suffixes: tuple[str, ...]) -> str | None:
    for suffix in suffixes:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= (3 if suffix in _DOUBTFUL else 2) and _takes(stem, suffix):
            return stem
    return None


def _takes(stem: str, suffix: str) -> bool:
    """Whether *suffix* can follow *stem*: by vowel harmony and by the sound before it."""
    vowels = [letter for letter in stem if letter in _VOWELS]
    if not vowels:
        return False
    if not suffix.startswith(("мен", "бен", "пен")):  # the one suffix without harmony
        others = _FRONT if vowels[-1] in _BACK else _BACK if vowels[-1] in _FRONT else ""
        if any(letter in others for letter in suffix):
            return False
    first, last = suffix[0], stem[-1]
    if _AFTER_THIRD_PERSON.fullmatch(suffix):
        return last in "ыі"
    if first in "ыі":
        return last not in _VOWELS or last == "у"  # тау-ы
    if suffix in _POSSESSIVES:
        return last in _VOWELS
    if first in "ткқп":
        return last in _VOICELESS or last in _LOAN_ENDS
    return last not in _VOICELESS


def _before_vowels(stem: str) -> list[str]:
    """The words that *stem*, found before a suffix with a vowel, may be of: кітаб- → кітап, халқ- → халық."""
    whole = [stem[:-1] + _VOICELESS_OF[stem[-1]]] if stem[-1] in _VOICELESS_OF else []
    if lost := _HAVING_LOST.fullmatch(stem):
        whole += [f"{lost[1]}{vowel}{lost[2]}" for vowel in "ыі" if _takes(stem, vowel)]
    return whole


def _forms(stem: str) -> list[Form]:
    voiced = stem[:-1] + _VOICED[stem[-1]] if stem[-1] in _VOICED else None
    forms = [Form(stem, is_prefix=len(stem) >= SHORT)]
    if len(stem) >= SHORT:
        forms += [Form(voiced, is_prefix=True)] if voiced else []
    else:
        forms += [Form(stem + suffix, is_prefix=True) for suffix in _PLURALS if _takes(stem, suffix)]
        forms += [Form(stem + suffix, is_prefix=False) for suffix in _CASES if _takes(stem, suffix)]
        for suffix in ("ы", "і", "сы", "сі", "мыз", "міз", "ңыз", "ңіз", "м", "ң"):
            if _takes(stem, suffix):
                forms.append(Form((voiced or stem) + suffix, is_prefix=len(suffix) > 1 or suffix in "ыі"))
    if losing := _LOSING.fullmatch(stem):
        forms += [Form(losing[1] + losing[2] + vowel, is_prefix=True) for vowel in "ыі" if _takes(stem, vowel)]
    return forms
