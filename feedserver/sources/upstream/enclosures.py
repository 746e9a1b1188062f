"""Files and pictures that feeds attach to their entries."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from feedserver.model import Enclosure

MAX_ENCLOSURES = 20
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_VAGUE_TYPES = frozenset({"application/octet-stream", "text/html"})  # the second is feedparser's where there is none
_NOT_PLAYED = frozenset({"application/x-shockwave-flash", "text/html"})  # YouTube's feeds still name Flash
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:\.\d+)?|(\d{1,7})(?:\.\d+)?")
_MAX_LENGTH = 2**53  # what JSON's readers hold exactly
_NO_PICTURES = ("gravatar.com",)  # WordPress.com attaches its authors' portraits

# Names that servers and older Pythons do not know.
_TYPES_BY_SUFFIX = {".m4a": "audio/mp4", ".m4b": "audio/mp4", ".ogg": "audio/ogg", ".oga": "audio/ogg"} | {
    ".opus": "audio/ogg", ".m4v": "video/mp4", ".flac": "audio/flac", ".webp": "image/webp", ".avif": "image/avif",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an entry. width: in pixels, 0 if not known."""

    url: str
    width: int = 0


def make_enclosure(
    url: str | None, kind: object = None, *, length: object = None, duration: object = None, title: str | None = None
) -> Enclosure | None:
    """An enclosure; None if it has no address, is of no known type or of one that nothing plays.

    url: absolute. kind: its media type, guessed from the address if that is none. length, duration: as the feed has
    them; what is no number is not known.
    """
    type_ = type_of(kind, url or "")
    if url is None or type_ is None or type_ in _NOT_PLAYED:
        return None
    return Enclosure(url, type_, read_length(length), read_duration(duration), title or None)


def type_of(kind: object, url: str) -> str | None:
    """The media type *kind* without parameters, else the one that the address's file name tells."""
    stated = kind.partition(";")[0].strip().lower() if isinstance(kind, str) else ""
    if _TYPE.fullmatch(stated) and stated not in _VAGUE_TYPES:
        return stated
    guessed = _types().guess_type(_path(url))[0]
    return guessed or (stated if _TYPE.fullmatch(stated) else None)


def is_image(kind: object, url: str) -> bool:
    """Whether what stands there is a picture."""
    return (type_of(kind, url) or "").startswith("image/")


def read_length(value: object) -> int | None:
    """A number of bytes above 0; None if *value* is none."""
    digits = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    length = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else 0
    return length if 0 < length < _MAX_LENGTH else None


def read_duration(value: object) -> int | None:
    """Whole seconds above 0, from a number of them or from ``1:02:03``; None if *value* is neither."""
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds, whole = (int(part or 0) for part in found.groups())
    return whole + hours * 3600 + minutes * 60 + seconds or None


def several(enclosures: Iterable[Enclosure | None], *, without: str | None = None) -> tuple[Enclosure, ...]:
    """The first MAX_ENCLOSURES, no address twice. without: the address of what stands for the article already."""
    by_url: dict[str, Enclosure] = {}
    for enclosure in enclosures:
        if enclosure is not None and enclosure.url != without:
            by_url.setdefault(enclosure.url, enclosure)
    return tuple(by_url.values())[:MAX_ENCLOSURES]


def best_picture(pictures: Iterable[Picture]) -> str | None:
    """The address of the widest, the first of several; None if there is none."""
    shown = [picture for picture in pictures if not (urlsplit(picture.url).hostname or "").endswith(_NO_PICTURES)]
    return max(shown, key=lambda picture: picture.width).url if shown else None


@cache
def _types() -> mimetypes.MimeTypes:
    """Python's own table, not the machine's: the same everywhere."""
    types = mimetypes.MimeTypes()
    for suffix, kind in _TYPES_BY_SUFFIX.items():
        types.add_type(kind, suffix)
    return types


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
