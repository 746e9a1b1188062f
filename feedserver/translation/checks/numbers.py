"""Numbers that got lost, or came from nowhere."""

from __future__ import annotations

import re

from feedserver.translation.checks.text import without_links

_SPACES = " \u00a0\u202f\u2009"
# A number with its separators: 1,000 · 1 000 · 3.5 · 10:30
_NUMBER = re.compile(rf"\d++(?:[.,:'’]\d++|[{_SPACES}]\d{{3}}(?!\d))*+")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_SEPARATORS = re.compile(r"[^0-9]+")
_TWELVE_HOUR = re.compile(rf"\b\d{{1,2}}(?=(?:[:.]\d\d)?[{_SPACES}]?[ap]\.?m\b)", re.IGNORECASE)
_TWENTY_FOUR_HOUR = re.compile(r"\b(?:1[3-9]|2[0-3])(?=[:.]\d\d\b)")
_DATE = re.compile(r"\b\d{1,2}([./-])\d{1,2}\1(?=\d{2,4}\b)|(?<=\b\d{4})-\d\d-\d\d\b")  # 05.04.2019: 5 April
_OFTEN_WORDS = frozenset({"", *"123456789", "10", "100", "1000", "1000000"})
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_TO_LATIN = str.maketrans("ХІ", "XI")
_ROMAN = re.compile(r"\b[IVXХІ]+\b")
_ROMAN_NUMBERS = {
    "X" * tens + ones: str(10 * tens + number)
    for tens in range(4)
    for number, ones in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
}
# People turn these into metric ones.
_IMPERIAL = re.compile(
    r"\b(?:miles?|mph|feet|foot|pounds?|inch(?:es)?|yards?|gallons?|acres?|degrees?|fahrenheit)\b"
    r"|\b(?:мил[ьяиею]|фут|фунт|дюйм|ярд|акр|градус)",
    re.IGNORECASE,
)
# Words from which a number in figures may come.
_NUMBER_WORDS = {
    "en": re.compile(
        r"\b(?:ten|eleven|twel|\w+teen|twent|thirt|fort[iy]|fift|sixt|sevent|eight[iy]|ninet|hundred|thousand|million"
        r"|billion|dozen|hal[fv]|quarter|decade|centur|score|per\s?cent|midnight|noon)",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"надцат|десят|двадцат|тридцат|\bсорок|девяност|\bст[оа]\b|сот\b|\bсот[не]|двест|тысяч|миллион|миллиард|дюжин|\bвек"
        r"|\bпол(?:овин|тор|утор|д[её]?н|ноч|года?\b)|\bчетверт|\bсут[ок]",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"\bон\b|\bонд|\bоны?нш|жиырма|отыз|қырық|\bелу|алпыс|жетпіс|сексен|тоқсан|\bжүз|\bмың|миллион|миллиард|жарты"
        r"|жарым|ғасыр|ширек|тәулік",
        re.IGNORECASE,
    ),
}


def loses_numbers(source: str, translation: str) -> bool:
    """Whether a number of the source is missing from the translation.

    Separators may change (3.5 → 3,5; 1,000 → 1 000), thousands and millions become words (1,500,000 →
    1,5 млн), centuries Roman (20th → XX), years short (1930s → 30-е). Not asked for: numbers below ten, 10,
    100, 1000 and a million, which are often written out; times of day if either side has a.m. or p.m.; day
    and month of a date in figures (see ``loses_dates``). Where there are miles, feet or pounds a new number may
    stand for a lost one.
    """
    lost = _missing(source, translation)
    if lost and _has_imperial(source, translation):
        return not _missing(translation, source)
    return bool(lost)


def invents_numbers(source: str, translation: str, source_language: str) -> bool:
    """Whether a number of the translation is in no form in the source: the mirror of ``loses_numbers``.

    Only asked if the source has no written-out number from ten on, in the languages whose words for them are
    known here (en, ru, kk).
    """
    words = _NUMBER_WORDS.get(source_language.split("-")[0].lower())
    if words is None:
        return False
    invented = _missing(_TWENTY_FOUR_HOUR.sub(" ", translation), source)
    return bool(invented) and not words.search(source) and not _has_imperial(source, translation)


def _has_imperial(*texts: str) -> bool:
    return any(map(_IMPERIAL.search, texts))


def _missing(text: str, other: str) -> list[str]:
    """The numbers of *text*, from ten on, that *other* has in no form."""
    text, other = without_links(text), without_links(other)
    if not _DIGIT.search(text):
        return []
    text = _DATE.sub(" ", _TWELVE_HOUR.sub(" ", text))
    if _TWELVE_HOUR.search(other):
        text = _TWENTY_FOUR_HOUR.sub(" ", text)
    there = numbers_in(other)
    there |= {form.rstrip("0") for form in there}
    return [
        whole
        for whole, *parts in map(_forms, set(_NUMBER.findall(text)))
        if whole not in _OFTEN_WORDS
        and whole not in there
        and whole.rstrip("0") not in there
        and not (_YEAR.fullmatch(whole) and whole[2:].lstrip("0") in there)
        and not (parts and there.issuperset(filter(None, parts)))
    ]


def numbers_in(text: str) -> set[str]:
    """The numbers of *text* in ASCII digits without separators and leading zeros, whole and in parts.

    3,500 gives 3500, 3 and 500. Roman numerals up to XXXIX, in Latin letters or Cyrillic look-alikes, count too,
    and the last two digits of a year (1930s, '30s).
    """
    found = {form for number in set(_NUMBER.findall(text)) for form in _forms(number)}
    found |= {form[2:] for form in found if _YEAR.fullmatch(form)}
    found |= {_ROMAN_NUMBERS.get(roman.translate(_TO_LATIN), "") for roman in set(_ROMAN.findall(text))}
    return found - {""}


def _forms(number: str) -> list[str]:
    """*number* in ASCII digits, without separators and leading zeros; then its parts, if it has several."""
    if not number.isascii():
        number = _OTHER_DIGIT.sub(lambda digit: str(int(digit.group())), number)
    parts = _SEPARATORS.split(number)
    whole = "".join(parts).lstrip("0")
    return [whole, *(part.lstrip("0") for part in parts)] if len(parts) > 1 else [whole]
