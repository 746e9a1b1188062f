"""Dates as news pages print them, in English, Russian and Kazakh.

A date is found only where a whole line, or a whole part of it beside a separator, is a date; never in prose. What
the text does not say is not made up: "yesterday" or "5 April" is a day only if it is known when the page was saved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache

from feedserver.sources.date_words import (
    AGO,
    AMERICAN_ZONES,
    DAYS_BACK,
    JUST_NOW,
    MONTHS,
    ONE,
    UNITS,
    UNSURE_ZONES,
    WEEKDAYS,
    ZONE_OF_PAGE,
    ZONES,
    any_of,
    zone_named,
)

SEPARATOR = re.compile(r"\s*[•|·∙]\s*")

_MAX_CHARS = 80  # no date line is longer; what is longer is prose and not looked at
_YEARS = range(1900, 2101)
_MAX_WORDS = 9  # of a date
_MAX_WORDS_AROUND = 16  # of a line in which one is looked for
_FIRST_SHORT_YEAR = 1970  # "70" to "99" are of the last century, as in POSIX
_DAY = timedelta(days=1)

_Fields = dict[str, str | None]

_NAMES: Mapping[str, Collection[str]] = {"month": MONTHS, "unit": UNITS, "zone": ZONES}

_DASHES = str.maketrans("–—−", "---")
_WEEKDAY = re.compile(rf"\(?\b{any_of(WEEKDAYS)}\b\.?\)?,?")
_AROUND = " ,;|()/•·—–-"
_ANCHOR = re.compile(r"(?:[0-9]{1,2}[-./][0-9]{1,2}[-./])?(?:[0-9]{4}|(?<=[-./])[0-9]{2})(?:[-./][0-9]{2}){0,2}")
_LOOSE = " ,;|-"  # what a weekday leaves behind

_WORD = r"[^\W\d_]"  # names are looked up once a form fits: to list them in every form would take long to compile
_ZONE = rf"(?: ?[(,]?(?P<zone>{_WORD}+(?:[ -]{_WORD}+){{0,4}})?(?P<offset>[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)?\)?)?"
_HALF = r"(?: ?(?P<half>[ap])\.?m\b\.?)?"
_TIME = (
    r"\(?(?=[0-9]+(?::|(?:\.[0-9]{2})? ?[ap]\.?m))"  # an hour alone, or with a full stop, only on a twelve-hour clock
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?"
    rf"{_HALF}(?:-?[дт][ае]\b)?{_ZONE}\)?"
)
_DOTTED_TIME = rf"(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}}){_HALF}{_ZONE}"  # 09.15 BST
_GAP = r"(?:t|[ ,]*[-|/•·] ?|[ ,]+|(?<=[0-9]{4})(?=[0-9]{1,2}:))(?:(?:at|в|сағат) )?"
_NARROW_GAP = r"[ ,]+(?:(?:at|в|сағат) )?"  # a dash between dotted numbers makes a range of days

_DAY_NUMBER = r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|-?го|-?е|-?ші|-?шы)?"
_MONTH = rf"(?P<month>{_WORD}{{3,11}})\b\.?"
_YEAR = r"(?P<year>[0-9]{4})(?:[-,]? ?(?:года|год|г|жылғы|жылдың|жылы|жыл|ж|jylǵy|jyly|jyl|j)\b\.?)?"
_DAYS_AS_WRITTEN = (
    rf"{_DAY_NUMBER}(?: of)?[ -]{_MONTH}(?:,? ?-?{_YEAR})?",  # 05 April, 2019 · 5 апреля 2019 г. · 5 сәуір
    rf"{_MONTH} {_DAY_NUMBER}(?:,? {_YEAR})?",  # April 30, 2021
    rf"{_YEAR},? {_DAY_NUMBER}[ -]{_MONTH}",  # 2019 жылғы 5 сәуір
    r"(?P<year>[0-9]{4})(?P<sign>[-./])(?P<number>[0-9]{2})(?P=sign)(?P<day>[0-9]{2})",  # ISO 8601, 2025/04/08
    r"(?P<day>[0-9]{1,2})(?P<sign>[-./])(?P<number>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})(?: ?г\.?)?",  # 08.04.2025
    r"(?P<day>[0-9]{1,2})(?P<sign>[./])(?P<number>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{2})(?: ?г\.?)?",  # 08.04.25
    rf"(?P<word>{any_of(DAYS_BACK)})",
)


def parse_date(text: str, zone: tzinfo, saved_at: datetime | None = None) -> datetime | None:
    """The date that *text* is as a whole, in UTC; None if it is anything else.

    zone: in which a time without zone is read, a date alone as midnight. saved_at: when the page was saved; a day
    without its year is the newest such day up to the day after it, and days such as "yesterday" count from it; None:
    they are no dates. Numbers are day first ("03/04/2026" is 3 April) unless there is no such day, or it is still to
    come, or the text gives an American zone. An impossible date (31 April) is none.
    """
    for fields in _readings(text):
        try:
            moment = _moment(fields, zone, saved_at)
        except (ValueError, OverflowError):  # 31 April; offset of 99 hours; a day before the first year
            continue
        if moment is not None:
            return moment.astimezone(UTC)
    return None


def is_date(text: str) -> bool:
    """Whether *text* has a date's form, though it may take the day of saving to tell which."""
    return bool(_readings(text))


def split_at_date(text: str) -> tuple[str, str, str] | None:
    """The date in *text*, a short line, with what stands before and behind it; None if there is none.

    The longest run of words that is a date counts, of several the first.
    """
    words = text.split()
    if not 1 < len(words) <= _MAX_WORDS_AROUND:
        return None
    anchors = [at for at, word in enumerate(words) if _is_anchor(word)]
    for size in range(min(_MAX_WORDS, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            is_framed = run[0].strip(_AROUND) and run[-1].strip(_AROUND)
            if not is_framed or not any(start <= at < start + size for at in anchors):
                continue
            if is_date(found := " ".join(run).strip(_AROUND)):
                return " ".join(words[:start]), found, " ".join(words[start + size :])
    return None


def _is_anchor(word: str) -> bool:
    """Whether a date may have *word* as its day, month or year."""
    bare = word.casefold().strip(_AROUND)
    return bare in MONTHS or bare in DAYS_BACK or bare in AGO or _ANCHOR.fullmatch(bare) is not None


def _readings(text: str) -> list[_Fields]:
    """The fields of every form that *text* has."""
    if len(text) > _MAX_CHARS:
        return []
    text = " ".join(text.casefold().translate(_DASHES).split())
    bare = _WEEKDAY.sub(" ", text, count=1)
    text = " ".join(bare.split()).replace(" ,", ",").strip(_LOOSE) if bare != text else text
    found = (match.groupdict() for form in _forms() if (match := form.fullmatch(text)) is not None)
    return [
        fields
        for fields in found
        if all((said := fields.get(name)) is None or said in known for name, known in _NAMES.items())
    ]


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Every form a date has; compiled when the first is looked for."""
    relative = (
        rf"(?:(?P<count>[0-9]{{1,3}}|{any_of(ONE)}) ?)?(?P<unit>{_WORD}+)\.? {any_of(AGO)}",
        rf"(?P<now>{any_of(JUST_NOW)})",
    )
    absolute = (
        form
        for day in _DAYS_AS_WRITTEN
        for form in (
            rf"{day}(?:{_GAP}{_TIME})?",
            rf"{day}{_NARROW_GAP}{_DOTTED_TIME}",
            rf"{_TIME}{_GAP}{day}",
            rf"{_DOTTED_TIME}{_NARROW_GAP}{day}",
        )
    )
    split = rf"{_DAY_NUMBER} {_MONTH},? {_TIME},? {_YEAR}"  # 4 марта, 09:15, 2026
    return tuple(map(re.compile, (*relative, *absolute, split)))


def _moment(fields: _Fields, zone: tzinfo, saved_at: datetime | None) -> datetime | None:
    """The moment that *fields* name; None if they name none. Raises ValueError if there is no such day or time."""
    if "unit" in fields or "now" in fields:
        return None if saved_at is None else _ago(fields, zone, saved_at)
    clock, of_text = _clock(fields), _stated_zone(fields)
    if clock is None:
        return None
    zone = of_text or zone
    day = _day(fields, None if saved_at is None else saved_at.astimezone(zone).date())
    if day is None:
        return None
    moment = datetime.combine(day, clock, zone)
    name = fields.get("zone")
    # The page's own zone may bear that name: then it is sure after all.
    is_unsure = name in UNSURE_ZONES and (moment.tzname() or "").casefold() != name
    return datetime.combine(day, time(), zone) if is_unsure else moment


def _ago(fields: _Fields, zone: tzinfo, saved_at: datetime) -> datetime | None:
    if "now" in fields:
        return saved_at
    unit, count = UNITS[fields["unit"] or ""], fields["count"] or ""
    if unit is None:
        return None
    moment = saved_at - unit * (1 if count in ONE else int(count))
    return moment if unit < _DAY else datetime.combine(moment.astimezone(zone).date(), time(), zone)


def _day(fields: _Fields, today: date | None) -> date | None:
    """The day that *fields* name, on the page's calendar. today: the day of saving, if it is known."""
    if "word" in fields:
        return None if today is None else today - DAYS_BACK[fields["word"] or ""] * _DAY
    month, day = MONTHS.get(fields.get("month") or "", 0) or int(fields["number"] or 0), int(fields["day"] or 0)
    if fields.get("sign") == "/" and (month > 12 or fields.get("zone") in AMERICAN_ZONES):
        month, day = day, month
    if fields["year"] is None:
        return None if today is None else _newest(month, day, today + _DAY)
    year = int(fields["year"])
    if len(fields["year"]) == 2:
        year += 2000 if year < _FIRST_SHORT_YEAR % 100 else 1900
    if year not in _YEARS:
        return None
    found = date(year, month, day)
    if fields.get("sign") == "/" and day <= 12 and today is not None and found > today + _DAY:
        found = min(found, date(year, day, month))
    return found


def _newest(month: int, day: int, latest: date) -> date | None:
    """The newest such day up to *latest*; 29 February may lie some years back."""
    for year in range(latest.year, latest.year - 8, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= latest:
            return found
    return None


def _clock(fields: _Fields) -> time | None:
    """The time of day, midnight if none is given; None if it is no hour on the clock."""
    hour, minute, half = fields["hour"], fields["minute"], fields["half"]
    if hour is None:
        return time()
    if half is not None and not 1 <= int(hour) <= 12:
        return None
    hours = int(hour) if half is None else int(hour) % 12 + (12 if half == "p" else 0)
    return time(hours, int(minute or 0), int(fields.get("second") or 0))


def _stated_zone(fields: _Fields) -> tzinfo | None:
    """The zone the text itself gives; raises ValueError if there is no such offset."""
    name, offset = fields["zone"], fields["offset"]
    if offset is None:
        return None if name is None or name in ZONE_OF_PAGE or name in UNSURE_ZONES else zone_named(name)
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    if int(minutes) > 59:
        raise ValueError(offset)
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if offset[0] == "-" else size)
