"""Dates as news pages print them, in English, Russian and Kazakh.

A date is found only where a whole line, or a whole part of it beside a separator, is a date; never in prose.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

SEPARATOR = re.compile(r"\s*[•|·∙]\s*")

_MAX_CHARS = 80  # no date line is longer; what is longer is prose and not looked at
_YEARS = range(1900, 2101)

# One row a month: names and abbreviations in the cases dates use, lower case, without full stop.
_MONTH_ROWS = (
    "january jan январь января янв қаңтар қаң",
    "february feb февраль февраля фев февр ақпан ақп",
    "march mar март марта мар наурыз нау",
    "april apr апрель апреля апр сәуір сәу",
    "may май мая мамыр мам",
    "june jun июнь июня июн маусым мау",
    "july jul июль июля июл шілде шіл",
    "august aug август августа авг тамыз там",
    "september sep sept сентябрь сентября сен сент қыркүйек қыр қырк",
    "october oct октябрь октября окт қазан қаз",
    "november nov ноябрь ноября ноя нояб қараша қар",
    "december dec декабрь декабря дек желтоқсан жел желт",
)
_MONTHS = {name: month for month, row in enumerate(_MONTH_ROWS, start=1) for name in row.split()}

_WEEKDAY_ROWS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
    "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі",
)
_WEEKDAYS = frozenset(name for row in _WEEKDAY_ROWS for name in row.split())

_DIGIT = re.compile("[0-9]")
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "msk": 3, "мск": 3}

_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
    r"(?: ?\(?(?P<zone>z|utc|gmt|msk|мск)?(?P<offset>[+-][0-9]{1,2}(?::?[0-9]{2})?)?\)?)?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[^\W\d_]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})(?:,? ?(?:года|год|г|жылғы|жыл|ж)\b\.?)?"
_DAYS = (
    rf"{_DAY} {_MONTH},? {_YEAR}",  # 05 April, 2019 · 5 апреля 2019 г. · 5 сәуір 2019 ж.
    rf"{_MONTH} {_DAY},? {_YEAR}",  # April 30, 2021
    rf"{_YEAR},? {_DAY} {_MONTH}",  # 2019 жылғы 5 сәуір
    r"(?P<year>[0-9]{4})-(?P<number>[0-9]{2})-(?P<day>[0-9]{2})",  # ISO 8601
    r"(?P<day>[0-9]{1,2})\.(?P<number>[0-9]{1,2})\.(?P<year>[0-9]{4})(?: ?г\.?)?",  # 08.04.2025
)
_FORMS = tuple(
    re.compile(form)
    for day in _DAYS
    for form in (rf"{day}(?:(?:t|,? (?:at |в |сағат )?){_TIME})?", rf"{_TIME},? {day}")
)


def find_date(line: str, zone: tzinfo) -> datetime | None:
    """The date that *line* is, in UTC; None if it is anything else.

    line: one line; it may hold other short parts beside a separator (``President • 05 April, 2019``): the
    first part that is a date counts. zone: in which a time without zone is read, a date alone as midnight. An
    impossible date (31 April) is no date.
    """
    for part in SEPARATOR.split(line) if len(line) <= 2 * _MAX_CHARS else ():
        found = parse_date(part, zone)
        if found is not None:
            return found
    return None


def parse_date(text: str, zone: tzinfo) -> datetime | None:
    """The date that *text* is as a whole, in UTC; None if it is anything else. zone: as in find_date."""
    if len(text) > _MAX_CHARS or not _DIGIT.search(text):
        return None
    text = _without_weekday(" ".join(text.casefold().split()))
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _moment(match.groupdict(), zone)
    return None


def _without_weekday(text: str) -> str:
    first, _, rest = text.partition(" ")
    if first.rstrip(",.") in _WEEKDAYS:
        return rest
    rest, _, last = text.rpartition(" ")
    return rest.rstrip(",") if last.strip("()") in _WEEKDAYS else text


def _moment(fields: dict[str, str | None], zone: tzinfo) -> datetime | None:
    """The moment the fields of a form name, in UTC; None if there is no such day or time."""
    number = fields.get("number")
    month = int(number) if number else _MONTHS.get(fields.get("month") or "", 0)
    year = int(fields["year"] or 0)
    hour = _hour(int(fields["hour"] or 0), fields["half"])
    if year not in _YEARS or hour is None:
        return None
    minute, second = int(fields["minute"] or 0), int(fields["second"] or 0)
    try:
        zone = _stated_zone(fields) or zone
        local = datetime(year, month, int(fields["day"] or 0), hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return local.astimezone(UTC)


def _hour(hour: int, half: str | None) -> int | None:
    """The hour of the day; *half* is ``a`` or ``p`` on a twelve-hour clock."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half == "p" else 0)


def _stated_zone(fields: dict[str, str | None]) -> timezone | None:
    """The zone the text itself gives; raises ValueError if there is no such offset."""
    name, offset = fields["zone"], fields["offset"]
    if name is None and offset is None:
        return None
    shift = timedelta(hours=_ZONES[name or "utc"])
    if offset is not None:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
        if int(minutes) > 59:
            raise ValueError(offset)
        size = timedelta(hours=int(hours), minutes=int(minutes))
        shift += -size if offset[0] == "-" else size
    return timezone(shift)
