"""From the bytes of a feed to its text: the encoding is what the server or the document says and what fits."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from feedserver.errors import SourceError
from feedserver.sources.text.encodings import charset_of, guess_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_MAGIC = (
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"ID3", "a sound (MP3)"),
)
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")

# Python's codecs also hold ones that are no character sets of documents, and some that take long.
_CHARACTER_SETS = re.compile(
    r"utf-(?:8|16|32)|ascii|iso8859|iso2022|cp\d|koi8|kz1048|ptcp154|mac-cyrillic|gb|big5|euc|shift|tis|hz|johab"
)
_SERVERS_DEFAULT = frozenset({"iso8859-1", "ascii"})  # said by servers that were not told what they serve
_GUESSED_BYTES = 50_000

# XML 1.0 §2.2 has no place for them, in no format.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SLIPS = 10  # in a short one
_BINARY_SHARE = 0.02


def decode_feed(body: bytes, content_type: str | None) -> str:
    """The text of *body*, without byte order mark, control characters and the space around it.

    The charset of *content_type* counts, then the XML declaration, then UTF-8: the first in which every byte means
    something; in doubt it is guessed. Raises SourceError if *body* is empty or binary.
    """
    if not body.strip():
        raise SourceError("is empty")
    kind = next((kind for magic, kind in _MAGIC if body.startswith(magic)), None)
    if kind:
        raise SourceError(f"is no feed but {kind}")
    text = _decode(body, content_type or "")
    readable = _CONTROLS.sub("", text)
    if len(text) - len(readable) > max(_SLIPS, _BINARY_SHARE * len(text)):
        raise SourceError("is no feed but binary: it is full of control characters")
    readable = readable.strip().removeprefix("\ufeff")
    if not readable:
        raise SourceError("is empty")
    return readable


def _decode(body: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    for encoding in _candidates(body, content_type):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode(guess_encoding(body[:_GUESSED_BYTES]) or "utf-8", "replace")


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    declared = _DECLARED.match(body)
    stated = charset_of(content_type)
    in_document = _known(declared[1].decode("ascii")) if declared else None
    in_header = _known(stated) if stated else None
    if in_header in _SERVERS_DEFAULT:
        in_header = None if in_header == "ascii" or in_document else in_header
    for encoding in (in_header, in_document, "utf-8"):
        if encoding and not (encoding.startswith(("utf-16", "utf-32")) and b"\0" not in body):
            yield encoding


def _known(name: str) -> str | None:
    """Python's name of the character set *name*; None if it is none that documents are in."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if _CHARACTER_SETS.match(found) else None
