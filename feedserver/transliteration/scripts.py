"""Which editions are another edition in another script."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from types import MappingProxyType

SCRIPTS: Mapping[str, str] = MappingProxyType({"kk-Latn": "kk", "kk-Arab": "kk"})  # tag → what it is written from


def base_of(tag: str) -> str:
    """The language that *tag* is written from; *tag* itself if it is no transliteration."""
    return SCRIPTS.get(tag, tag)


def is_written_from(language: str, tag: str) -> bool:
    """Whether text in *language* is what the transliteration *tag* rewrites: ``kk``, ``kk-KZ``, but not ``kk-Latn``.

    Raises ValueError if *tag* is not in SCRIPTS.
    """
    check_script(tag)
    return language.split("-")[0].lower() == SCRIPTS[tag] and script_of(language) in (None, "Cyrl")


def script_of(tag: str) -> str | None:
    """The script that a language tag names, such as ``Cyrl``; None if it names none (RFC 5646 §2.2.3)."""
    before_extensions = takewhile(lambda subtag: len(subtag) > 1, tag.split("-")[1:])
    return next((subtag.title() for subtag in before_extensions if len(subtag) == 4 and subtag.isalpha()), None)


def check_script(tag: str) -> None:
    """Raises ValueError if *tag* is not in SCRIPTS."""
    if tag not in SCRIPTS:
        raise ValueError(f"{tag!r} is not one of the scripts that text can be rewritten in: {', '.join(SCRIPTS)}")
