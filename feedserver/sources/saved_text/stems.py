"""What words mean, whatever their endings: good enough to see whether two lines speak of the same."""

from __future__ import annotations

import re

_STEM_CHARS = 5
_WORD = re.compile(r"[^\W\d_]{4,}")


def stems_of(text: str) -> list[str]:
    """The beginnings of the longer words of *text*: what they mean, whatever their endings."""
    return [word[:_STEM_CHARS] for word in _WORD.findall(text.casefold())]
