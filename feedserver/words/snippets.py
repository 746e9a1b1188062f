"""Where in a text stands what was searched: a passage of it, the words marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from feedserver.words.folding import INVISIBLE
from feedserver.words.terms import Form, Term

_BEFORE = 0.25  # how much of the passage stands before the first marked word
# Letters that folding has made one.
_SAME = {"е": "[её]", "i": "[iıİ]", " ": r"[\W_]+"}


Snippet = tuple[tuple[str, bool], ...]  # a passage in pieces: (text, whether it was searched)


def make_snippet(text: str, terms: Sequence[Term], *, max_characters: int = 240) -> Snippet:
    """The passage of *text*, plain text, that has most of *terms*.

    The pieces joined are the passage, of whole words, about *max_characters* long, with ``…`` where the text goes on;
    its beginning if none of *terms* is in it. Each space is one.
    """
    text = " ".join(INVISIBLE.sub("", text).split())
    wanted = [term for term in terms if not term.is_excluded]
    spans = [found.span() for found in _pattern(wanted).finditer(text)] if wanted else []
    start, end = _window(text, spans, max_characters)
    pieces = [("…", False)] if start else []
    at = start
    for first, last in spans:
        if start <= first and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple((piece, is_match) for piece, is_match in pieces if piece)


def _window(text: str, spans: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """Where the passage begins and ends: at ends of words."""
    if len(text) <= length:
        return 0, len(text)
    room = int(length * (1 - _BEFORE))
    firsts = [first for first, _ in spans]
    counts = [bisect_left(firsts, first + room) - place for place, first in enumerate(firsts)]
    best = firsts[counts.index(max(counts))] if spans else 0
    start = max(0, min(best - int(length * _BEFORE), len(text) - length))
    if start:
        start = text.find(" ", start - 1, best) + 1 or best
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start + room, end + 1), 0) or end
    return start, min(end, len(text))


def _pattern(terms: Sequence[Term]) -> re.Pattern[str]:
    of_terms = ("|".join(map(_expression, term.forms)) for term in terms)
    alternatives = "|".join(f"(?:{each})" for each in of_terms)
    return re.compile(rf"(?<![^\W_])(?:{alternatives})(?![^\W_])", re.IGNORECASE)


def _expression(form: Form) -> str:
    letters = "".join(_SAME.get(letter) or re.escape(letter) for letter in form.text)
    return letters + (r"[^\W_]*" if form.is_prefix else "")
