"""The names of the months in any language, and the dates that are written with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from feedserver.translation.checks.text import find_script

_MIN_STEM = 3  # июн; a shorter beginning (ма of мая) begins too many other words
_SOFTENED = "кқп"  # қыркүйек → қыркүйегі: the last letter of a stem may change before an ending
# What the CLDR does not have.
_OTHER_NAMES = {("en", 9): ("Sept",), ("ru", 5): ("мае", "маю", "маем")}

_ENDING = r"\w*"
_END = r"\b"
_DAY = r"(?<![0-9])(?<![0-9][.,:])(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_ORDINAL = r"(?:st|nd|rd|th|\.|º|-[^\W\d_]{1,3})?"
_FORMS = (
    rf"{_DAY}{_ORDINAL}[\s-]{{0,2}}(?:(?:of|de)\s)?MONTH(?:\.?,?\s{_YEAR})?",  # 8 April 2025 · 8-го апреля
    rf"MONTH\.?,?\s(?:of\s)?{_YEAR}",  # April 2025
)
_FORMS_OF = {
    "en": (rf"MONTH\.?\s{_DAY}(?:st|nd|rd|th)?(?![0-9]|[.,:][0-9])(?:\s?[–-]\s?[0-9]{{1,2}})?(?:,?\s{_YEAR})?",),
    "kk": (
        rf"{_YEAR}\s(?:жыл\w*|ж\.)\s(?:{_DAY}[\s-])?MONTH",  # 2025 жылғы 8 сәуір · 2025 жылдың сәуірінде
        rf"MONTH(?<=[ыі]ң)\s{_DAY}-",  # сәуірдің 8-і
    ),
}


@dataclass(frozen=True, slots=True)
class Months:
    """A language's names of the months, January first, with any ending, and the forms dates are written in.

    A match of a form has a group ``m1`` to ``m12`` for the month, and ``day`` and ``year`` where the form has them.
    beginnings: what the names begin with; a text without any of them, which is quickly seen, has no match.
    """

    names: tuple[re.Pattern[str], ...]
    forms: tuple[re.Pattern[str], ...]
    beginnings: tuple[str, ...]


@lru_cache
def find_months(language: str) -> Months | None:
    """The months of *language*, a BCP 47 tag, or None if the CLDR, as babel has it, has none for it."""
    from babel import Locale, UnknownLocaleError  # here: most sentences have no date

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    wide, alone = (locale.months[use]["wide"] for use in ("format", "stand-alone"))
    short = locale.months["format"]["abbreviated"]
    script = find_script(language)
    if locale.language != language.split("-")[0].lower() or (script is not None and not script.search(wide[1])):
        return None  # another language stands in (und), or another script (kk-Latn)
    names, beginnings = [], []
    for month in range(1, 13):
        others = _OTHER_NAMES.get((locale.language, month), ())
        stems, words = _stems_and_words(wide[month], alone[month], short[month].rstrip("."), *others)
        names.append(_pattern(stems, words))
        beginnings += stems + words
    any_name = "|".join(f"(?P<m{month}>{name})" for month, name in enumerate(names, start=1))
    forms = (*_FORMS, *_FORMS_OF.get(locale.language, ()))
    return Months(
        names=tuple(map(re.compile, names)),
        forms=tuple(re.compile(form.replace("MONTH", f"(?:{any_name})")) for form in forms),
        beginnings=tuple(beginnings),
    )


def _stems_and_words(wide: str, alone: str, short: str, *others: str) -> tuple[list[str], list[str]]:
    """What names a month: stems that take any ending, and words that take none.

    wide, alone: the name in a date and by itself. short: the abbreviation. In a language that writes months with a
    capital nothing without one is a month (may, march); in another abbreviations are none (қар is November, and
    snow).
    """
    if not _has_cases(wide):
        return [], [wide, short]
    capital = wide[0].isupper()
    if alone[:2].casefold() != wide[:2].casefold():
        alone = wide  # the CLDR's root
    elif not capital:
        alone = alone.lower()
    stem = "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], zip(wide, alone, strict=False)))
    if len(stem) > _MIN_STEM and stem[-1] in _SOFTENED:
        stem = stem[:-1]
    words = [*others, *([short] if capital else [])]
    if len(stem) < _MIN_STEM or (stem == wide and len(stem) == _MIN_STEM):  # май, мая; May, but not Mayor
        return [], _cases(*words, wide, alone)
    return _cases(stem), _cases(*words)


def _pattern(stems: list[str], words: list[str]) -> str:
    """A regular expression of *stems* with any ending and *words* with none, at least one of both."""
    if not any(map(_has_cases, [*stems, *words])):  # names stand between other letters
        return rf"(?<![0-9])(?:{'|'.join(words)})"
    return rf"\b(?:{'|'.join([*(stem + _ENDING for stem in stems), *(word + _END for word in words)])})"


def _has_cases(name: str) -> bool:
    return name != name.swapcase()


def _cases(*words: str) -> list[str]:
    """*words* as they are, with a capital, and in capitals; each once."""
    return list(dict.fromkeys(form for word in words for form in (word, word[0].upper() + word[1:], word.upper())))
