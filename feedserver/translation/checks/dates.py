"""Dates whose day, month or year got lost or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from feedserver.translation.checks.months import find_months
from feedserver.translation.checks.numbers import numbers_in
from feedserver.translation.checks.text import without_links


@dataclass(frozen=True, slots=True)
class _Date:
    """A date of the source: day None if there is only month and year, year "" if none is given."""

    day: int | None
    month: int
    year: str

    def is_in(self, numbers: set[str], months: set[int]) -> bool:
        """Whether a text with these *numbers*, as ``numbers_in`` gives them, and *months* may have the date."""
        return (
            (self.day is None or str(self.day) in numbers)
            and self.month in months
            and (not self.year or self.year in numbers or self.year[2:].lstrip("0") in numbers)
        )


_ALSO_WORDS = {("kk", 6)}  # маусым beside a year is June, or a season
_DIGIT = re.compile(r"\d")
_NOT_DIGIT = re.compile("[^0-9]+")
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?!\d)"
# The same three numbers stand for two dates where day and month may change places (4/8/2025).
_IN_FIGURES = (
    re.compile(rf"(?<!\d)(?<!\d[./-])(?P<day>[0-9]{{1,2}})(?P<mark>[./-])(?P<month>[0-9]{{1,2}})(?P=mark){_YEAR}"),
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)[0-9]{2})(?P<mark>[./-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?!\d)"
    ),
)
_FIGURES = re.compile(r"(?<!\d)[0-9]{1,4}(?:[./-][0-9]{1,4}){1,2}(?!\d)")


def loses_dates(source: str, translation: str, source_language: str, target_language: str) -> bool:
    """Whether day, month or year of a date in the source is not in the translation.

    A date is a day beside the name of a month, with or without year (April 8; 8 апреля 2025 года;
    2025 жылғы 8 сәуір), a month beside a year (April 2025), or three figures (08.04.2025, 2025-04-08, 4/8/2025). Of
    a range (8–10 April) the day next to the month counts. In the translation the month may have any ending
    (сәуірде, мая), or be a figure within a date. The names are those of the CLDR; a language without
    any there is only asked for day and year.
    """
    source = without_links(source)
    if not _DIGIT.search(source):
        return False
    dates = {*_dates_in_figures(source), *_dates_in_words(source, source_language)}
    if not dates:
        return False
    translation = without_links(translation)
    numbers, months = numbers_in(translation), _months_in(translation, target_language)
    return not all(any(date.is_in(numbers, months) for date in alternatives) for alternatives in dates)


def _months_in(text: str, language: str) -> set[int]:
    """The months that *text* names, or has as a figure of a date; all if the names are not known."""
    months = find_months(language)
    if months is None:
        return set(range(1, 13))
    figures = {int(figure) for date in _FIGURES.findall(text) for figure in _NOT_DIGIT.split(date)}
    return figures | {month for month, name in enumerate(months.names, start=1) if name.search(text)}


def _dates_in_figures(text: str) -> Iterator[tuple[_Date, ...]]:
    for form in _IN_FIGURES:
        for found in form.finditer(text):
            first, second = int(found["day"]), int(found["month"])
            orders = [(first, second)] if found["mark"] != "/" else [(first, second), (second, first)]
            dates = [_Date(day, month, found["year"]) for day, month in orders if 1 <= month <= 12 and 1 <= day <= 31]
            if dates:
                yield tuple(dates)


def _dates_in_words(text: str, language: str) -> Iterator[tuple[_Date, ...]]:
    months = find_months(language)
    if months is None or not any(beginning in text for beginning in months.beginnings):
        return
    primary = language.split("-")[0].lower()
    for form in months.forms:
        for found in form.finditer(text):
            groups = found.groupdict()
            month = next(number for number in range(1, 13) if groups[f"m{number}"])
            day = int(groups["day"]) if groups.get("day") else None
            if (day is None and (primary, month) not in _ALSO_WORDS) or (day is not None and 1 <= day <= 31):
                yield (_Date(day, month, groups.get("year") or ""),)
