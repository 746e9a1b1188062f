"""The punctuation at the ends of a marked range: in a link or beside it."""

from __future__ import annotations

from feedserver.translation.markup.alignment import Range

_KINDS = {
    **dict.fromkeys("\"'«»‹›“”„‟‘’‚‛", "quote"),
    **dict.fromkeys("()[]{}", "bracket"),
    **dict.fromkeys(".!?…", "stop"),
    **dict.fromkeys(",;:", "pause"),
}
_PAIRS = (("«", "»"), ("“", "”"), ("„", "“"), ("„", "”"), ("‹", "›"), ("(", ")"), ("[", "]"), ("{", "}"))


def is_quote(character: str) -> bool:
    """Whether *character* opens or closes a quotation or a bracket; an empty string does not."""
    return _kind(character) in ("quote", "bracket")


def with_punctuation(text: str, inner: Range, outer: Range, before: str, after: str) -> Range:
    """*inner*, a range of *text* from word to word, with the punctuation around it that belongs to it.

    outer: as far as it may grow. before, after: what the mark has at its ends in the source; the like is taken in,
    other quotes and other stops too: languages write them differently. A quote or bracket inside gets its partner.
    """
    (start, end), (low, high) = inner, outer
    opening, closing = {_kind(character) for character in before}, {_kind(character) for character in after}
    while start > low and not text[start - 1].isspace() and _kind(text[start - 1]) in opening:
        start -= 1
    while end < high and not text[end].isspace() and _kind(text[end]) in closing:
        end += 1
    for left, right in _PAIRS:
        unclosed = text.count(left, start, end) - text.count(right, start, end)
        if unclosed > 0 and end < high and text[end] == right:
            end += 1
        elif unclosed < 0 and start > low and text[start - 1] == left:
            start -= 1
    return start, end


def _kind(character: str) -> str:
    return _KINDS.get(character, character)
