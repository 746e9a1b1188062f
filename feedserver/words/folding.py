"""Folding: texts that a reader takes for the same become the same."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = "\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
INVISIBLE = re.compile(f"[{_INVISIBLE}]")  # soft hyphens, joiners, marks of direction, byte order marks: in no word
_APOSTROPHES = "`´ʹʻʼʽ‘’‛′"  # the modifier letters among them are letters to Unicode
_HYPHENS = "‐‑−"
_NO_CHARACTERS = "\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\ud800-\udfff"  # controls, lone surrogates: between words
_ODD = re.compile(f"[{_INVISIBLE}{_APOSTROPHES}{_HYPHENS}{_NO_CHARACTERS}]")
# Stress (за́мок) and the dot of Turkish İ in lower case; where they make a letter of its own (é), NFKC has joined them.
_ACCENTS = re.compile("[\u0300\u0301\u0307]")


def folded(text: str) -> str:
    """*text* as it is compared: without case and compatibility forms, ``ё`` as ``е``, one apostrophe, one hyphen.

    No-break and other spaces are spaces; dotted and dotless i are one letter; accents of stress go, all others stay.
    Never raises; what comes out can be written as UTF-8. HTML is text to it.
    """
    text = _ODD.sub(_plain, text)
    if text.isascii():
        return text.lower()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", text).replace("ё", "е").replace("ı", "i")


def _plain(odd: re.Match[str]) -> str:
    if odd[0] in _APOSTROPHES:
        return "'"
    if odd[0] in _HYPHENS:
        return "-"
    return "" if INVISIBLE.match(odd[0]) else " "
