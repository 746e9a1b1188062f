"""From bytes to text, whatever it was saved in: UTF-8, UTF-16, or what its letters look like.

What is no text is refused with the reason, in plain words.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedserver.errors import SourceError
from feedserver.sources.text.letters import MIN_LIKELIHOOD, likelihood
from feedserver.sources.text.plain_text import refusal_of_text

MAX_BYTES = 5_000_000

_UTF_16 = ("utf-16-le", "utf-16-be")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HIGH_BYTES = frozenset(b"\x00\x04\x20")  # of nearly all UTF-16 in Latin and Cyrillic: letters, general punctuation
_HIGH_SHARE = 0.95
_SAMPLE_BYTES = 20_000

# What is tried where nothing is said; the order decides between equals, such as English with typographic quotes.
_GUESSES = ("cp1252", "cp1251", "koi8_r", "kz1048", "ptcp154")
_BETTER = 0.5  # by how much a guess must be more likely, as a logarithm, than what is declared
# Names for people by Python's; windows-1251 and the like are made of it.
_NAMES = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "kz1048": "KZ-1048", "ptcp154": "PT154"}
# Codecs that are character sets of documents; Python has others, and some that take long.
_CHARACTER_SETS = re.compile(r"iso8859|iso2022|cp\d{3,4}$|koi8|kz1048|ptcp154|mac-cyrillic|gb|big5|euc|shift|johab")
_META_BYTES = 4_096
_META = re.compile(
    rb"""<(?:meta|\?xml)\s[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.I
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LINE_BREAK = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_CONTROLS = bytes(range(9)) + b"\x0b" + bytes(range(14, 32))
_NOT_ASCII = bytes(range(128, 256))
_BINARY_SHARE = 0.01  # of control bytes among all: from here on it is no text with a slip in it
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with ``\\n`` between its lines and no byte order mark, and its encoding's name for people."""

    text: str
    encoding: str


def charset_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type header says; None if it says none."""
    stated = _CHARSET.search(content_type or "")
    return stated[1] if stated else None


def decode(
    data: bytes, name: str, *, declared: str | None = None, is_html: bool = False, max_bytes: int = MAX_BYTES
) -> Decoded:
    """The text that *data* holds.

    name: what the message calls it. declared: the charset that the server says. is_html: whether the document may say
    one itself, and has lines of any length. A byte order mark counts first, then what only UTF-16 or UTF-8 can be,
    then a declared charset that makes sense, then the letters: of windows-1251, KOI8-R, KZ-1048 and the like.
    Raises SourceError, with *name* and the reason, if it is too large, empty, binary, in none of these, has an absurd
    line or too many, a character that no feed may hold, or no letter.
    """
    if len(data) > max_bytes:
        raise SourceError(f"{name}: is too large: {len(data)} bytes, {max_bytes} are allowed")
    if not data.strip():
        raise SourceError(f"{name}: is empty")
    encoding = _unicode_encoding(data)
    reason = None if encoding in _UTF_16 else _binary(data)
    if reason is None and encoding is None:
        encoding = guess_encoding(data, list(_charsets(data, declared, is_html)))
    if reason is not None or encoding is None:
        raise SourceError(f"{name}: {reason or _not_understood(data)}")
    text = _LINE_BREAK.sub("\n", data.decode(encoding).removeprefix("\ufeff"))
    reason = refusal_of_text(text, has_lines=not is_html and text.lstrip()[:1] not in ("{", "["))  # JSON has none
    if reason is not None:
        raise SourceError(f"{name}: {reason}")
    return Decoded(text, _name(encoding))


def guess_encoding(data: bytes, declared: Sequence[str] = ()) -> str | None:
    """Python's name of the encoding in which the letters of *data*, no UTF-8, make sense; None if there is none.

    declared: character sets, in Python's names, that count before others if they make sense.
    """
    if _is_broken_utf_8(data):
        return None
    scores = {name: likelihood(data.decode(name)) for name in (*declared, *_GUESSES) if _fits(data, name)}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None or scores[best] < MIN_LIKELIHOOD:
        return None
    enough = max(MIN_LIKELIHOOD, scores[best] - _BETTER)
    return next((name for name in declared if scores.get(name, -math.inf) >= enough), best)


def _unicode_encoding(data: bytes) -> str | None:
    """UTF-8 or UTF-16, if *data* can be nothing else."""
    for mark, encoding in _BOMS:
        if data.startswith(mark) and _fits(data, encoding):
            return encoding
    if len(data) % 2 == 0 and b"\0" in data:
        for encoding, high in (("utf-16-le", data[1:_SAMPLE_BYTES:2]), ("utf-16-be", data[:_SAMPLE_BYTES:2])):
            known = sum(map(high.count, _HIGH_BYTES))
            if known >= _HIGH_SHARE * len(high) and _fits(data, encoding):
                return encoding
    return "utf-8" if _fits(data, "utf-8") else None


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _binary(data: bytes) -> str | None:
    if b"\0" in data:
        return f"is binary, not text: it has the character NUL (byte {data.index(0)})"
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > 1 and controls > _BINARY_SHARE * len(data):
        return f"is binary, not text: {controls} of its {len(data)} bytes are control characters"
    return None


def _charsets(data: bytes, declared: str | None, is_html: bool) -> Iterator[str]:
    """Python's names of the declared character sets, the server's first."""
    meta = _META.search(data[:_META_BYTES]) if is_html else None
    for label in (declared, meta[1].decode("ascii") if meta else None):
        try:
            found = codecs.lookup(label).name if label else ""
        except LookupError:
            continue
        # Browsers read the one as the other, for pages that say it mean it.
        found = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(found, found)
        if _CHARACTER_SETS.match(found) and not found.startswith("utf-"):
            yield found


def _is_broken_utf_8(data: bytes) -> bool:
    """Whether most of what is not ASCII makes characters of UTF-8, as it does by chance only now and then."""
    rest, found = _MULTIBYTE.subn(b"", data)
    return found > 0 and found >= len(rest) - len(rest.translate(None, _NOT_ASCII))


def _not_understood(data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = f"byte 0x{data[error.start]:02x} at position {error.start}, line {line}"
        return f"is not valid UTF-8: {place}; nor are its letters those of windows-1251, KOI8-R or KZ-1048"
    raise AssertionError("is UTF-8")


def _name(encoding: str) -> str:
    if encoding.startswith("cp125"):
        return f"windows-{encoding[2:]}"
    return _NAMES.get(encoding) or encoding.replace("_", "-").upper()
