"""What was not translated: a source copied through, words left as they were."""

from __future__ import annotations

import re
from collections import Counter

from feedserver.translation.checks.text import CYRILLIC, LATIN, find_script, list_words, without_links

_COPIED_SHARE_OTHER_SCRIPT = 0.5
_COPIED_SHARE_SAME_SCRIPT = 0.8  # Russian and Kazakh share many words
_COPIED_MIN_WORDS = 5  # shorter sentences only count as copied when the whole is


def is_copied(source: str, translation: str, source_language: str, target_language: str) -> bool:
    """Whether the source was copied through though it has words worth translating.

    Worth translating are one lower-case word of four letters, two of any length, or five words (a headline in
    capitals); not a lone name, number or acronym. Copied is the same text, or a sentence of which
    at least half the lower-case words (four fifths if both languages have one script) are the source's.
    """
    words = list_words(source)
    common = [word for word in words if word.islower()]
    worth = any(len(word) > 3 for word in common) or len(common) > 1 or len(words) >= _COPIED_MIN_WORDS
    if not worth:
        return False
    copied_words = list_words(translation)
    if len(words) == len(copied_words) and [*map(str.casefold, words)] == [*map(str.casefold, copied_words)]:
        return True
    if len(common) < _COPIED_MIN_WORDS or set(common).isdisjoint(copied_words):
        return False
    kept = (Counter(common) & Counter(copied_words)).total()
    same_script = find_script(source_language) is find_script(target_language)
    share = _COPIED_SHARE_SAME_SCRIPT if same_script else _COPIED_SHARE_OTHER_SCRIPT
    return kept >= share * len(common)


_LEFT_MIN_WORDS = {LATIN: 2, CYRILLIC: 1}  # Russian and Kazakh news have a Latin word now and then
_LEFT_MIN_LETTERS = 2
_UNITS = frozenset(["km", "cm", "mm", "kg", "mg", "ml", "ft", "lb", "lbs", "oz", "mph", "kph"])
# What may stay in a foreign script: quoted titles, explanations in brackets, code.
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’|\([^()]*\)|\[[^\[\]]*\]|`[^`]*`|<[^<>]*>")
_CODE = re.compile(r"[\d_/\\@#=&{}+]|\w\.\w")
# Words of one script on end, with what may stand between the words of a phrase.
_RUNS = {script: re.compile(rf"(?:{script.pattern}+[\s'’,-]{{0,2}}+)++") for script in (CYRILLIC, LATIN)}


def leaves_words(source: str, translation: str, source_language: str, target_language: str) -> bool:
    """Whether foreign words were left in the middle of a translation.

    Foreign are two lower-case words of two letters or more in Latin script in a language written in Cyrillic, or
    one the other way round. Not counted: names and titles with all that stands between their capitals (Lord of the
    Rings); quotations, brackets, links, code, units; words that the source has as foreign words too.
    """
    script = find_script(target_language)
    if script is None:
        return False
    foreign = LATIN if script is CYRILLIC else CYRILLIC
    if not foreign.search(translation):
        return False
    kept = set(list_words(source)) if find_script(source_language) is not foreign else ()
    pieces = _QUOTED.sub(" . ", without_links(translation)).split()
    text = " ".join("." if _CODE.search(piece) else piece for piece in pieces)
    left = [word for run in _RUNS[foreign].findall(text) for word in _common_words(run) if word not in kept]
    return len(left) >= _LEFT_MIN_WORDS[foreign]


def _common_words(run: str) -> list[str]:
    """The lower-case words of a run of words, but not those between its first and last capitalised word."""
    words = re.findall(r"[^\W\d_]+", run)
    names = [place for place, word in enumerate(words) if not word.islower()]
    if names:
        del words[names[0] : names[-1] + 1]
    return [word for word in words if len(word) >= _LEFT_MIN_LETTERS and word not in _UNITS]
