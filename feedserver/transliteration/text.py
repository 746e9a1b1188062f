"""Kazakh text in another script: what of it is rewritten, and what stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from feedserver.transliteration import arabic, latin
from feedserver.transliteration.scripts import check_script

_Change = tuple[int, Sequence[str]]  # from which character on, and what comes in place of each

_SPELLERS: dict[str, Callable[[str], Sequence[str]]] = {"kk-Latn": latin.spell, "kk-Arab": arabic.spell}

_KAZAKH = "а-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ"
# Keyboards without Kazakh letters have left these in many texts; next to Cyrillic letters they are meant as such.
_LOOKALIKES = str.maketrans({"i": "і", "I": "І", "ə": "ә", "Ə": "Ә", "ɵ": "ө", "Ɵ": "Ө"})
_EDGE = ",;?.!:()[]«»“”„\"'…"  # punctuation around a word or an address

_HAS_KAZAKH = re.compile(f"[{_KAZAKH}]")
_TOKEN = re.compile(r"\S+")
_PIECE = re.compile(
    rf"""
    # An address, without the case ending that may follow it: https://egov.kz-ке
    (?:https?://|www\.)(?:[!-~]+(?=-[{_KAZAKH}]+[{re.escape(_EDGE)}]*\Z)|\S*[^\s{re.escape(_EDGE)}])
    # ХХІ typed in Cyrillic letters is a number; Х. and І. are initials.
    |(?<!\w)(?P<roman>(?=[ХXІIV])[ХX]{{0,3}}(?:[ІI][ХX]|[ІI]?V|V?[ІI]{{0,3}}))(?!\w)(?!(?<!\w\w)\.)
    |(?P<word>(?:[{_KAZAKH}]|(?<![^\W\d_])[iIəƏɵƟ])[{_KAZAKH}iIəƏɵƟ\u0300-\u036f]*)
    |(?P<mark>(?<!\d)[,;?]|[,;?](?!\d))
    """,
    re.VERBOSE,
)
_ROMAN = str.maketrans("ХІ", "XI")


def transliterate(text: str, tag: str) -> str:
    """Kazakh *text* in the script of *tag*, one of SCRIPTS.

    Rewritten are the words that have Kazakh (Cyrillic) letters and, in Arabic script, the punctuation between words.
    Everything else stays: words in other letters, digits, e-mail and web addresses (even with Cyrillic letters in
    them), and a text without any Kazakh letter. Numbers of Roman digits are written with Latin letters.
    Raises ValueError if *tag* is not in SCRIPTS.
    """
    return "".join(spell(text, tag))


def spell(text: str, tag: str) -> list[str]:
    """As transliterate, but one string for each character of *text*: what comes in its place, which may be nothing."""
    check_script(tag)
    spelled = list(text)
    if not _HAS_KAZAKH.search(text):
        return spelled
    marks = arabic.MARKS if tag == "kk-Arab" else {}
    for token in _TOKEN.finditer(text):
        changes = _kazakh(token[0], tag, marks) if _HAS_KAZAKH.search(token[0]) else _foreign(token[0], marks)
        for offset, letters in changes:
            start = token.start() + offset
            spelled[start : start + len(letters)] = letters
    return spelled


def _kazakh(token: str, tag: str, marks: Mapping[str, str]) -> Iterator[_Change]:
    """The changes in a token with Kazakh letters."""
    for piece in _PIECE.finditer(token):
        found = piece[0]
        if piece["roman"]:
            yield piece.start(), list(found.translate(_ROMAN))
        elif piece["word"] and _HAS_KAZAKH.search(found):
            yield piece.start(), _SPELLERS[tag](found.translate(_LOOKALIKES))
        elif piece["mark"]:
            yield piece.start(), [marks.get(found, found)]


def _foreign(token: str, marks: Mapping[str, str]) -> Iterator[_Change]:
    """The changes in a token without any: punctuation around it belongs to the sentence, that inside it does not."""
    opening = len(token) - len(token.lstrip(_EDGE))
    closing = max(opening, len(token.rstrip(_EDGE)))
    for start, part in ((0, token[:opening]), (closing, token[closing:])):
        yield start, [marks.get(character, character) for character in part]
