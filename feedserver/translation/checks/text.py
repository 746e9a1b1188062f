"""What the checks read in a sentence: its links, its words, and the script of a language."""

from __future__ import annotations

import re
from functools import lru_cache

from feedserver.languages import CYRILLIC_LANGUAGES

# An address of the web or of e-mail. The look-behind and the possessive "++" keep the search linear.
_LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"«»“”]+|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?…)]}'’*`|"  # marks that follow a link rather than belong to it
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def list_links(text: str) -> list[tuple[int, int]]:
    """Where the web and e-mail addresses of *text* start and end, in order.

    Marks after an address do not belong to it, but a closing parenthesis does if it was opened inside:
    ``https://example.com/a_(b)``.
    """
    if "@" not in text and "://" not in text and "www." not in text.casefold():
        return []  # nearly every sentence
    return [(found.start(), found.start() + _length_of_link(found.group())) for found in _LINK.finditer(text)]


def _length_of_link(link: str) -> int:
    unopened = link.count(")") - link.count("(")
    end = len(link)
    while end and link[end - 1] in _AFTER_LINK:
        if link[end - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        end -= 1
    return end


@lru_cache(maxsize=8)  # several checks look at the same two sentences
def without_links(text: str) -> str:
    """*text* with a space for each of its links."""
    pieces, end = [], 0
    for start, next_end in list_links(text):
        pieces.append(text[end:start])
        end = next_end
    return " ".join([*pieces, text[end:]])


@lru_cache(maxsize=8)
def list_words(text: str) -> tuple[str, ...]:
    """The words of *text* outside its links, as written; a word joined by hyphens or apostrophes is one."""
    return tuple(_WORD.findall(without_links(text)))


def needs_translation(sentence: str) -> bool:
    """Whether *sentence* holds a letter outside its links: numbers, dashes, "***" and addresses need none."""
    return any(map(str.isalpha, without_links(sentence)))


# Letters on end, and the languages written in them.
CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]+")
LATIN = re.compile(
    "[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]+"
)
_LATIN_LANGUAGES = "en de fr es it pt ca nl pl cs sk sl hr ro hu tr sv da nb no fi et lv lt sq id ms vi tl sw"
_LANGUAGES_OF_SCRIPT = ((CYRILLIC, CYRILLIC_LANGUAGES), (LATIN, frozenset(_LATIN_LANGUAGES.split())))


@lru_cache
def find_script(language: str) -> re.Pattern[str] | None:
    """The letters *language*, a BCP 47 tag, is written in, a match being letters on end; a script subtag comes first.

    None if the script is not known here.
    """
    primary, *subtags = language.lower().split("-")
    if "latn" in subtags:
        return LATIN
    if "cyrl" in subtags:
        return CYRILLIC
    return next((script for script, languages in _LANGUAGES_OF_SCRIPT if primary in languages), None)
