"""The words of which dates consist in English, Russian and Kazakh, lower case, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

# One row a month: names and abbreviations in the cases dates use, without full stop; Kazakh in both alphabets.
_MONTH_ROWS = (
    "january jan январь января янв қаңтар қаңтары қаң qańtar qañtar",
    "february feb февраль февраля фев февр ақпан ақпаны ақп aqpan",
    "march mar март марта мар наурыз наурызы нау naýryz nauryz naurız",
    "april apr апрель апреля апр сәуір сәуірі сәу sáýir säuir",
    "may май мая мамыр мамыры мам mamyr mamır",
    "june jun июнь июня июн маусым маусымы мау maýsym mausym mausım",
    "july jul июль июля июл шілде шілдесі шіл shilde şilde",
    "august aug август августа авг тамыз тамызы там tamyz tamız",
    "september sep sept сентябрь сентября сен сент қыркүйек қыркүйегі қыр қырк qyrkúıek qyrküiek qırküiek",
    "october oct октябрь октября окт қазан қазаны қаз qazan",
    "november nov ноябрь ноября ноя нояб қараша қарашасы қар qarasha qaraşa",
    "december dec декабрь декабря дек желтоқсан желтоқсаны жел желт jeltoqsan",
)
MONTHS = {name: month for month, row in enumerate(_MONTH_ROWS, start=1) for name in row.split()}

_WEEKDAY_ROWS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun",
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
    "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі дс сс бс жм жс",
)
WEEKDAYS = frozenset(name for row in _WEEKDAY_ROWS for name in row.split())

# How many days before the day of saving.
DAYS_BACK = {
    **dict.fromkeys(("today", "сегодня", "бүгін", "búgin", "bügin"), 0),
    **dict.fromkeys(("yesterday", "вчера", "кеше", "keshe", "keşe"), 1),
    **dict.fromkeys(("позавчера", "алдыңғы күні", "бұрнағы күні"), 2),
}
JUST_NOW = frozenset({"just now", "moments ago", "только что", "жаңа ғана", "қазір ғана"})

_UNIT_ROWS = (
    (timedelta(seconds=1), "second seconds sec secs s секунду секунды секунд сек с"),
    (timedelta(minutes=1), "minute minutes min mins m минуту минуты минут мин м"),
    (timedelta(hours=1), "hour hours hr hrs h час часа часов ч сағат сағ"),
    (timedelta(days=1), "day days d день дня дней дн д күн"),
    (
        None,
        "week weeks month months year years неделю недели недель нед месяц месяца месяцев мес год года лет апта ай жыл",
    ),
)
UNITS = {name: unit for unit, row in _UNIT_ROWS for name in row.split()}  # None: too rough for a day, but no prose
AGO = ("ago", "назад", "бұрын", "buryn", "burın")
ONE = frozenset({"", "a", "an", "one", "один", "одну", "бір"})

ZONE_OF_PAGE = frozenset({"local time", "по местному времени", "местного времени", "жергілікті уақыт бойынша"})
# One name, several zones: Irish, Indian, Israeli; Central American and Chinese. Beside them only the day counts.
UNSURE_ZONES = frozenset({"ist", "cst"})
AMERICAN_ZONES = frozenset(  # whose dates are written month first
    {"et", "est", "edt", "ct", "cdt", "mt", "mst", "mdt", "pt", "pst", "pdt"}
)
_FIXED_ZONES = {
    "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "sast": 2, "pkt": 5, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11,
}  # fmt: skip
_NAMED_ZONES = {
    "Europe/Moscow": (
        "msk", "мск", "по мск", "moscow time", "по москве", "по московскому времени", "московского времени",
        "московское время", "мәскеу уақытымен", "мәскеу уақыты бойынша",
    ),
    "Asia/Almaty": (
        "almt", "astana time", "almaty time", "kazakhstan time", "время астаны", "по времени астаны",
        "по времени алматы", "по времени нур-султана", "по астане", "по алматы", "по астанинскому времени",
        "по алматинскому времени", "астана", "алматы", "астана уақытымен", "алматы уақытымен", "астана уақыты",
        "алматы уақыты", "астана уақыты бойынша", "алматы уақыты бойынша",
    ),
    "America/New_York": ("et", "eastern time"),
    "America/Chicago": ("ct", "central time"),
    "America/Denver": ("mt", "mountain time"),
    "America/Los_Angeles": ("pt", "pacific time"),
}  # fmt: skip
_ZONE_KEYS = {name: key for key, names in _NAMED_ZONES.items() for name in names}
ZONES = frozenset({"z", "ut", "utc", "gmt", *_FIXED_ZONES, *_ZONE_KEYS, *ZONE_OF_PAGE, *UNSURE_ZONES})


@cache
def zone_named(name: str) -> tzinfo:
    """The zone that *name*, one of ZONES that is neither the page's nor unsure, stands for."""
    if name in _ZONE_KEYS:
        return ZoneInfo(_ZONE_KEYS[name])
    return timezone(timedelta(hours=_FIXED_ZONES[name])) if name in _FIXED_ZONES else UTC


def any_of(names: Iterable[str]) -> str:
    """A regular expression that matches any of *names*, the longest that fits."""
    return "(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")"
