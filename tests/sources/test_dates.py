"""Dates are found where a line is a date, in three languages, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.sources.dates import find_date

ALMATY = ZoneInfo("Asia/Almaty")

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}


@pytest.mark.parametrize(
    "line",
    [
        "05 April, 2019",
        "5 April 2019",
        "April 5, 2019",
        "April 5th, 2019",
        "Apr. 5, 2019",
        "Friday, 5 April 2019",
        "5 апреля 2019 г.",
        "5 апреля 2019 года",
        "5 апр. 2019",
        "пятница, 5 апреля 2019",
        "2019 жылғы 5 сәуір",
        "2019 ж. 5 сәуір",
        "5 сәуір 2019",
        "5 сәуір, 2019 ж.",
        "5 сәуір 2019, жұма",
        "2019-04-05",
        "05.04.2019",
        "5.04.2019 г.",
        "President • 05 April, 2019",
        "5 апреля 2019 | Космос",
        "5\u00a0апреля\u00a02019\u00a0г.",
    ],
)
def test_a_date_alone_is_its_midnight(line: str) -> None:
    assert find_date(line, UTC) == datetime(2019, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "8 Apr, 2025 08:27",
        "8 April 2025, 08:27",
        "April 8, 2025 at 8:27 am",
        "April 8, 2025 8:27 a.m.",
        "8 апреля 2025 г., 08:27",
        "8 апреля 2025 в 08:27",
        "08:27, 8 апреля 2025",
        "2025 жылғы 8 сәуір, 08:27",
        "2025 жылғы 8 сәуір сағат 08:27",
        "08.04.2025 08:27",
        "2025-04-08 08:27",
        "2025-04-08T08:27:00.000",
    ],
)
def test_a_time_without_zone_is_in_the_sites_zone(line: str) -> None:
    assert find_date(line, ALMATY) == datetime(2025, 4, 8, 8, 27, tzinfo=ALMATY).astimezone(UTC)


@pytest.mark.parametrize(
    "line",
    [
        "2025-04-08T13:27+05:00",
        "2025-04-08T13:27:00+0500",
        "2025-04-08T08:27Z",
        "8 Apr 2025 08:27 GMT",
        "8 Apr 2025 13:27 (GMT+5)",
        "8 апреля 2025, 11:27 МСК",
        "8 Apr 2025 4:27 am -04:00",
    ],
)
def test_a_zone_in_the_text_counts_more_than_the_sites(line: str) -> None:
    assert find_date(line, ALMATY) == datetime(2025, 4, 8, 8, 27, tzinfo=UTC)


def test_the_result_is_in_utc() -> None:
    found = find_date("5 April 2019", ZoneInfo("Asia/Tokyo"))
    assert found is not None
    assert found.tzinfo is UTC
    assert found == datetime(2019, 4, 4, 15, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "expected"), [("12:05 am", 0), ("12:05 pm", 12), ("1:05 pm", 13)])
def test_a_twelve_hour_clock_is_understood(hour: str, expected: int) -> None:
    assert find_date(f"April 5, 2019 {hour}", UTC) == datetime(2019, 4, 5, expected, 5, tzinfo=UTC)


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_has_its_name(language: str) -> None:
    found = [find_date(f"7 {name} 2020", UTC) for name in MONTHS[language].split()]
    assert found == [datetime(2020, month, 7, tzinfo=UTC) for month in range(1, 13)]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "31 April 2019",
        "29 February 2021",
        "2019-13-01",
        "0.04.2019",
        "5 April 2019 25:00",
        "5 April 2019 10:75",
        "April 5, 2019 13:05 pm",
        "5 April 2019 08:27 +99:00",
        "5 April 2019 08:27 +05:99",
        "5 April 0019",
        "5 April 9999",
        "5 April",
        "April 2019",
        "2019",
        "08:27",
        "On April 5, 2019",
        "On 5 April 2019 the crew came home.",
        "5 April 2019 the crew came home",
        "April 12, 1961. Gagarin is in orbit.",
        "5 апреля 2019 года экипаж вернулся",
        "2019 жылғы 5 сәуірде экипаж оралды",
        "1.2.3",
        "5 Smarch 2019",
        "٥ April ٢٠١٩",
        "5 April 2019 " + "x" * 200,
    ],
)
def test_prose_and_impossible_dates_are_no_dates(line: str) -> None:
    assert find_date(line, UTC) is None


@given(st.text(max_size=100) | st.from_regex(r"[0-9]{1,2}[ .][а-яa-z0-9]{1,9}[ .,]{1,2}[0-9]{4}.{0,20}"))
@settings(deadline=None)
def test_any_line_is_a_date_in_utc_or_none(line: str) -> None:
    found = find_date(line, ALMATY)
    assert found is None or found.utcoffset() == UTC.utcoffset(None)


@given(st.integers(0, 4_000_000_000))
@settings(deadline=None)
def test_an_iso_date_is_read_as_it_was_written(timestamp: int) -> None:
    moment = datetime.fromtimestamp(timestamp, UTC)
    assert find_date(moment.isoformat(), ALMATY) == moment
