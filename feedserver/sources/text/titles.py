"""A title for a page that has none: its first sentence, cut to a headline's length."""

from __future__ import annotations

import re

MAX_TITLE_CHARS = 100

_CLOSING = "\"'”’»)]"
_SENTENCE_END = re.compile(rf"[.!?…]+[{re.escape(_CLOSING)}]*(?=\s)")
_OPENING = "\"'“‘«„([–—-"

# Words whose full stop ends no sentence, lower case. Single letters (initials, "г.", "ж.") need no entry.
_ABBREVIATION_ROWS = (
    "ep pt mr mrs ms dr prof st gen col lt maj capt cmdr adm sgt sen rep gov pres jr sr vs no inc ltd co corp",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "гг ул им пр просп акад проф ген полк подп кап руб тыс млн млрд трлн ст стр рис обл рег пос тел экз чел",
    "янв февр апр авг сент окт нояб дек",
    "жж ғғ көш даң теңг ауд",
)
_ABBREVIATIONS = frozenset(word for row in _ABBREVIATION_ROWS for word in row.split())


def make_title(text: str) -> str:
    """The first sentence of *text*, cut at a word with "…" where it is longer than MAX_TITLE_CHARS."""
    sentence = first_sentence(text)
    if len(sentence) <= MAX_TITLE_CHARS:
        return sentence
    room = sentence[:MAX_TITLE_CHARS]  # one more than fits beside "…": a word may end exactly there
    words, space, _ = room.rpartition(" ")
    cut = words if space and words.strip() else room[:-1]
    return (cut.rstrip(" \u00a0,;:.!?…–—-" + _OPENING) or room[:-1]) + "…"


def first_sentence(text: str) -> str:
    """The first sentence of *text*, one paragraph, or all of it if it has one only.

    In doubt (an abbreviation, an initial, a small letter after the full stop) the sentence goes on.
    """
    for match in _SENTENCE_END.finditer(text):
        following = text[match.end() : match.end() + 8].lstrip().lstrip(_OPENING).lstrip()
        if following[:1].islower() or _is_abbreviation(text, match.start(), match.group()):
            continue
        return text[: match.end()]
    return text


def _is_abbreviation(text: str, start: int, end_mark: str) -> bool:
    """Whether the mark at *start* belongs to an abbreviation, an initial or a number in front of all."""
    if end_mark[0] != "." or end_mark.startswith(".."):
        return False
    word = re.split(r"[\s.(«“\"'-]", text[max(0, start - 20) : start])[-1]
    if start == len(word) and word.isdigit():
        return True  # "1. The crew …"
    return (len(word) == 1 and word.isalpha()) or word.casefold() in _ABBREVIATIONS
