"""From bytes to lines of clean text; what is no text is refused with the reason, in plain words."""

from __future__ import annotations

import re
import unicodedata

from feedserver.errors import SourceError

MAX_BYTES = 5_000_000
MAX_LINES = 50_000  # the longest news page has a few thousand,
MAX_LINE_CHARS = 100_000  # and its longest paragraph too

_LINE_BREAK = re.compile("\r\n|[\r\u0085\u2028\u2029]")

# XML 1.0 §2.2 forbids the C0 controls but tab and line breaks, surrogates (no UTF-8 holds them), U+FFFE and
# U+FFFF; the other noncharacters are for no interchange at all (Unicode §23.7).
_FORBIDDEN = frozenset(
    chr(code)
    for code in (
        *(code for code in range(0x20) if chr(code) not in "\t\n\r"),
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
    )
)
_BINARY_SHARE = 0.01  # of control bytes among all: from here on it is no text with a slip in it

# Nothing to see and nothing to say: soft hyphen, zero-width space and joints, byte order mark, DEL and C1
# controls, directional overrides left over from markup. Joiners (ZWJ, ZWNJ) belong to words and emoji.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"\s{2,}|[^\S \u00a0\u202f]")  # a single no-break space is typography: "2 km"


def decode_text(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> str:
    """The text that *data* holds in UTF-8, with ``\\n`` between its lines and no byte order mark.

    name: what the message calls it. Raises SourceError, with *name* and the reason, if it is too large,
    empty, binary, not UTF-8, has an absurd line or too many, a character that no feed may hold, or no letter.
    """
    reason = _refusal_of_bytes(data, max_bytes)
    if reason is not None:
        raise SourceError(f"{name}: {reason}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = len(data) - len(error.object) + error.start  # the codec drops the byte order mark
        line = data.count(b"\n", 0, offset) + 1
        reason = f"is not valid UTF-8: byte 0x{data[offset]:02x} at position {offset}, line {line}"
        raise SourceError(f"{name}: {reason}") from error
    text = _LINE_BREAK.sub("\n", text)
    reason = _refusal_of_text(text)
    if reason is not None:
        raise SourceError(f"{name}: {reason}")
    return text


def clean_line(line: str) -> str:
    """*line* without what cannot be seen: composed (NFC), runs of spaces as one space, none at the ends."""
    if line.isascii():
        return " ".join(line.split())
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", line))).strip()


def _refusal_of_bytes(data: bytes, max_bytes: int) -> str | None:
    if len(data) > max_bytes:
        return f"is too large: {len(data)} bytes, {max_bytes} are allowed"
    if not data.strip():
        return "is empty"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "is UTF-16 or binary, not UTF-8 text"
    if b"\0" in data:
        return f"is binary, not text: it has the character NUL (byte {data.index(0)})"
    controls = len(data) - len(data.translate(None, bytes(range(9)) + b"\x0b" + bytes(range(14, 32))))
    if controls > 1 and controls > _BINARY_SHARE * len(data):
        return f"is binary, not text: {controls} of its {len(data)} bytes are control characters"
    return None


def _refusal_of_text(text: str) -> str | None:
    chars = set(text)
    if chars & _FORBIDDEN:
        place = min(text.index(char) for char in chars & _FORBIDDEN)
        line = text.count("\n", 0, place) + 1
        return f"line {line} has the character U+{ord(text[place]):04X}, which no feed may hold"
    if text.count("\n") > MAX_LINES:
        return f"has too many lines: {text.count(chr(10))}, {MAX_LINES} are allowed"
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > MAX_LINE_CHARS:
            return f"line {number} is too long: {len(line_text)} characters, {MAX_LINE_CHARS} are allowed"
    if not text.strip(" \t\n\u00a0\ufeff"):
        return "is empty"
    if not any(char.isalpha() for char in chars):
        return "has no letters"
    return None
