"""What is clean text, and what is none."""

from __future__ import annotations

import re
import unicodedata

MAX_LINES = 50_000  # the longest news page has a few thousand,
MAX_LINE_CHARS = 100_000  # and its longest paragraph too

# XML 1.0 §2.2 forbids the C0 controls but tab and line breaks, surrogates, U+FFFE and U+FFFF; the other
# noncharacters are for no interchange at all (Unicode §23.7).
_FORBIDDEN = frozenset(
    chr(code)
    for code in (
        *(code for code in range(0x20) if chr(code) not in "\t\n\r"),
        *range(0xD800, 0xE000),
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    )
)

# Nothing to see and nothing to say: soft hyphen, zero-width space and joints, byte order mark, DEL and C1
# controls, directional overrides left over from markup. Joiners (ZWJ, ZWNJ) belong to words and emoji.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"\s{2,}|[^\S \u00a0\u202f]")  # a single no-break space is typography: "2 km"


def clean_text(text: str) -> str:
    """*text* composed (NFC), without what cannot be seen and what no feed may hold; its white space stays."""
    if text.isascii() and text.isprintable():
        return text
    if not _FORBIDDEN.isdisjoint(text):
        text = "".join(char for char in text if char not in _FORBIDDEN)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def clean_line(line: str) -> str:
    """*line* as clean_text gives it, runs of white space as one space, none at the ends."""
    return _SPACES.sub(" ", clean_text(line)).strip()


def letters_of(text: str) -> str:
    """The letters and digits of *text* in one case, for comparing: copies differ in space, quotes and dashes."""
    return "".join(char for char in text.casefold() if char.isalnum())


def refusal_of_text(text: str, *, has_lines: bool = True) -> str | None:
    """Why *text* is none that can be read, in plain words; None if it can.

    has_lines: whether its line breaks mean something, so that their number and distance are those of a text.
    """
    chars = set(text)
    if chars & _FORBIDDEN:
        place = min(text.index(char) for char in chars & _FORBIDDEN)
        number = text.count("\n", 0, place) + 1
        return f"line {number} has the character U+{ord(text[place]):04X}, which no feed may hold"
    if has_lines and text.count("\n") > MAX_LINES:
        return f"has too many lines: {text.count(chr(10))}, {MAX_LINES} are allowed"
    for number, line in enumerate(text.split("\n") if has_lines else (), start=1):
        if len(line) > MAX_LINE_CHARS:
            return f"line {number} is too long: {len(line)} characters, {MAX_LINE_CHARS} are allowed"
    if not text.strip(" \t\n\u00a0\ufeff"):
        return "is empty"
    if not any(char.isalpha() for char in chars):
        return "has no letters"
    return None
