"""Kazakh for readers of other scripts: text in Cyrillic written in Latin or Arabic letters.

Two alphabets (``latin``, ``arabic``), both as tables of their own: the libraries in the registry (cyrtranslit, the
transforms of ICU) know neither the Latin letters of 2021 nor the Arabic ones of the Kazakhs in China. ``text`` decides
what in a text is Kazakh and what stays; ``html`` and ``editions`` apply that to paragraphs and to whole articles.
``cyrillic`` is the way back, for words that are searched. What runs from right to left is in ``direction``. Nothing
here does I/O.
"""

from __future__ import annotations

from feedserver.transliteration.cyrillic import readings_of
from feedserver.transliteration.direction import direction_of
from feedserver.transliteration.editions import transliterate_edition
from feedserver.transliteration.html import transliterate_html
from feedserver.transliteration.scripts import SCRIPTS, base_of
from feedserver.transliteration.text import transliterate

__all__ = [
    "SCRIPTS",
    "base_of",
    "direction_of",
    "readings_of",
    "transliterate",
    "transliterate_edition",
    "transliterate_html",
]
