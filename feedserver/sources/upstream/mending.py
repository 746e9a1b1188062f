"""The mistakes that most broken feeds have: a bare ampersand, and entities of HTML, which XML does not know."""

from __future__ import annotations

import re
from html.entities import name2codepoint

_CDATA = "<![CDATA["
_REFERENCE = re.compile(r"&(?:(#[0-9]{1,10}|#x[0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,30});)?")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def mend(markup: str) -> str:
    """*markup* with characters for entities of HTML, and ``&amp;`` for other ampersands; CDATA stays as it is.

    A character that there is not becomes U+FFFD.
    """
    outside, *rest = markup.split(_CDATA)
    parts = [_REFERENCE.sub(_mended, outside)]
    for part in rest:
        data, end, outside = part.partition("]]>")
        parts += [_CDATA, data, end, _REFERENCE.sub(_mended, outside)]
    return "".join(parts)


def _mended(reference: re.Match[str]) -> str:
    name = reference[1]
    if name is None:
        return "&amp;"
    if name.startswith("#"):
        number = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        return reference[0] if _is_character(number) else "\ufffd"
    if name in _OF_XML:
        return reference[0]
    return chr(name2codepoint[name]) if name in name2codepoint else f"&amp;{name};"


def _is_character(number: int) -> bool:
    """XML 1.0 §2.2."""
    return number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
