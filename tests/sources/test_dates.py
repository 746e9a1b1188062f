"""Dates are found where a line is a date, in three languages, and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.sources.dates import is_date, parse_date

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
        "5\u00a0апреля\u00a02019\u00a0г.",
        "the 5th of April 2019",
        "5-го апреля 2019",
        "5 апреля 2019 г. (пятница)",
        "5-ші сәуір 2019",
        "2019 жылдың 5 сәуірі",
        "2019 жыл, 5 сәуір",
        "5 sáýir 2019",
        "5-Apr-2019",
        "5.04.19",
        "05/04/2019",
        "5/4/19",
        "2019/04/05",
        "2019.04.05",
    ],
)
def test_a_date_alone_is_its_midnight(line: str) -> None:
    assert parse_date(line, UTC) == datetime(2019, 4, 5, tzinfo=UTC)


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
        "08:27, 08.04.2025",
        "08.04.25 | 08:27",
        "8 April 2025 - 8.27am",
        "8 April 2025 08.27",
        "8 апреля 2025, вторник, 08:27",
        "8 сәуір 2025 ж. 08:27-де",
        "8 сәуір, 2025 • 08:27",
        "April 8, 2025 8:27 a.m. local time",
    ],
)
def test_a_time_without_zone_is_in_the_sites_zone(line: str) -> None:
    assert parse_date(line, ALMATY) == datetime(2025, 4, 8, 8, 27, tzinfo=ALMATY).astimezone(UTC)


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
        "Tue, 08 Apr 2025 13:27:00 +0500",
        "8 April 2025 at 13:27 GMT+5",
        "Tue 8 Apr 2025 09.27 BST",
        "April 8, 2025, 4:27 a.m. ET",
        "04/08/2025 4:27 am EDT",
        "8 Apr 2025 10:27 CEST",
        "8 апреля 2025 г. 11:27 (мск)",
        "8 апреля 2025, 11:27 по московскому времени",
        "8 апреля 2025, 13:27 по времени Астаны",
        "13:27 (Алматы), 8 апреля 2025",
        "8 сәуір 2025, 13:27 Астана уақыты бойынша",
        "8 April 2025, 13:27 (Astana time)",
    ],
)
def test_a_zone_in_the_text_counts_more_than_the_sites(line: str) -> None:
    assert parse_date(line, ALMATY) == datetime(2025, 4, 8, 8, 27, tzinfo=UTC)


def test_the_result_is_in_utc() -> None:
    found = parse_date("5 April 2019", ZoneInfo("Asia/Tokyo"))
    assert found is not None
    assert found.tzinfo is UTC
    assert found == datetime(2019, 4, 4, 15, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "expected"), [("12:05 am", 0), ("12:05 pm", 12), ("1:05 pm", 13)])
def test_a_twelve_hour_clock_is_understood(hour: str, expected: int) -> None:
    assert parse_date(f"April 5, 2019 {hour}", UTC) == datetime(2019, 4, 5, expected, 5, tzinfo=UTC)


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_has_its_name(language: str) -> None:
    found = [parse_date(f"7 {name} 2020", UTC) for name in MONTHS[language].split()]
    assert found == [datetime(2020, month, 7, tzinfo=UTC) for month in range(1, 13)]


@pytest.mark.parametrize("line", ["8 April 2025 08:27 IST", "8 April 2025, 08:27 CST"])
def test_beside_a_zone_of_many_places_only_the_day_counts(line: str) -> None:
    assert parse_date(line, ALMATY) == datetime(2025, 4, 8, tzinfo=ALMATY).astimezone(UTC)


@pytest.mark.parametrize(
    ("line", "zone", "moment"),
    [
        ("8 April 2025 08:27 pm IST", "Asia/Kolkata", datetime(2025, 4, 8, 14, 57, tzinfo=UTC)),
        ("April 8, 2025, 5:02 a.m. CT", "America/Chicago", datetime(2025, 4, 8, 10, 2, tzinfo=UTC)),
        ("January 8, 2025, 5:02 a.m. CST", "America/Chicago", datetime(2025, 1, 8, 11, 2, tzinfo=UTC)),
    ],
)
def test_the_pages_own_zone_makes_a_doubtful_name_sure(line: str, zone: str, moment: datetime) -> None:
    assert parse_date(line, ZoneInfo(zone)) == moment


@pytest.mark.parametrize(
    ("line", "month", "day"),
    [("03/04/2026", 4, 3), ("03/14/2026", 3, 14), ("14/03/2026", 3, 14), ("03.04.2026", 4, 3)],
)
def test_numbers_are_day_first_unless_there_is_no_such_day(line: str, month: int, day: int) -> None:
    assert parse_date(line, UTC) == datetime(2026, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "month", "day"), [("03/04/2026", 3, 4), ("04/03/2026", 3, 4), ("03/15/26", 3, 15), ("03.04.2026", 4, 3)]
)
def test_numbers_are_month_first_if_the_day_would_still_be_to_come(line: str, month: int, day: int) -> None:
    assert parse_date(line, UTC, datetime(2026, 3, 14, tzinfo=UTC)) == datetime(2026, month, day, tzinfo=UTC)


def test_a_month_that_was_astanas_in_another_zone_is_read_in_that_one() -> None:
    assert parse_date("8 April 2020 08:27 Astana time", UTC) == datetime(2020, 4, 8, 2, 27, tzinfo=UTC)


SAVED_AT = datetime(2026, 3, 14, 20, 30, tzinfo=UTC)  # in Almaty 01:30 on the 15th, a Sunday


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Today at 01:05", (15, 1, 5)),
        ("today", (15, 0, 0)),
        ("Yesterday, 2:05 pm", (14, 14, 5)),
        ("Вчера, 14:05", (14, 14, 5)),
        ("вчера в 14:05", (14, 14, 5)),
        ("14:05, вчера", (14, 14, 5)),
        ("Позавчера", (13, 0, 0)),
        ("Бүгін, 00:30", (15, 0, 30)),
        ("кеше, сағат 18:20", (14, 18, 20)),
        ("2 hours ago", (14, 23, 30)),
        ("an hour ago", (15, 0, 30)),
        ("3 часа назад", (14, 22, 30)),
        ("час назад", (15, 0, 30)),
        ("15 минут назад", (15, 1, 15)),
        ("2 сағат бұрын", (14, 23, 30)),
        ("Just now", (15, 1, 30)),
        ("2 days ago", (13, 0, 0)),
        ("3 күн бұрын", (12, 0, 0)),
        ("12 March, 14:05", (12, 14, 5)),
        ("Mar. 12th", (12, 0, 0)),
        ("14:05, 12 марта", (12, 14, 5)),
        ("Бейсенбі, 12 наурыз, 14:05", (12, 14, 5)),
        ("16 марта", (16, 0, 0)),
    ],
)
def test_days_count_from_the_day_of_saving_if_it_is_known(line: str, moment: tuple[int, int, int]) -> None:
    day, hour, minute = moment
    expected = datetime(2026, 3, day, hour, minute, tzinfo=ALMATY).astimezone(UTC)
    assert parse_date(line, ALMATY, SAVED_AT) == expected
    assert parse_date(line, ALMATY) is None
    assert is_date(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("17 марта", (2025, 3, 17)), ("Dec. 31st", (2025, 12, 31)), ("29 February", (2024, 2, 29))],
)
def test_a_day_without_its_year_is_the_newest_up_to_the_day_after_saving(line: str, expected: tuple[int, ...]) -> None:
    year, month, day = expected
    assert parse_date(line, UTC, SAVED_AT) == datetime(year, month, day, tzinfo=UTC)


def test_weeks_are_too_rough_for_a_day() -> None:
    assert parse_date("3 weeks ago", UTC, SAVED_AT) is None
    assert is_date("3 weeks ago")


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
        "30 February",
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
def test_an_impossible_date_is_none(line: str) -> None:
    assert parse_date(line, UTC, SAVED_AT) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "April 2019",
        "2019",
        "08:27",
        "On April 5, 2019",
        "On 5 April 2019 the crew came home.",
        "5 April 2019 the crew came home",
        "April 12, 1961. Gagarin is in orbit.",
        "5 апреля 2019 года экипаж вернулся",
        "2019 жылғы 5 сәуірде экипаж оралды",
        "President • 05 April, 2019",
        "5 April 2019 5",
        "5-7 April 2019",
        "10.04 – 12.04.2026",
        "10.04.2026 – 12.04.2026",
        "10.04.2026 – 12.04",
        "1.2.3",
        "5 Smarch 2019",
        "٥ April ٢٠١٩",
        "5 April 2019 " + "x" * 200,
        "May",
        "Sunday",
        "час",
        "Two hours ago",
        "Yesterday was warm",
        "Вчера в Алматы",
    ],
)
def test_prose_and_ranges_are_no_dates(line: str) -> None:
    assert parse_date(line, UTC, SAVED_AT) is None
    assert not is_date(line)


@given(
    st.text(max_size=100)
    | st.from_regex(r"[0-9]{1,2}[ ./][а-яa-z0-9]{1,9}[ .,/]{1,2}[0-9]{4}.{0,20}")
    | st.from_regex(r"\A[0-9]{1,3} (hours|дней|күн|weeks) (ago|назад|бұрын)\Z"),
    st.none() | st.integers(0, 200_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_any_line_is_a_date_in_utc_or_none(line: str, saved_at: datetime | None) -> None:
    found = parse_date(line, ALMATY, saved_at)
    assert found is None or found.utcoffset() == UTC.utcoffset(None)


@given(st.dates(date(1999, 1, 1), date(2050, 1, 1)), st.integers(0, 800))
def test_a_day_without_its_year_is_never_to_come_nor_forgotten(day: date, days_later: int) -> None:
    saved_at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=days_later)
    found = parse_date(f"{day.day} {MONTHS['en'].split()[day.month - 1]}", UTC, saved_at)
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert found <= saved_at + timedelta(days=1)
    assert (day.month, day.day) == (2, 29) or found > saved_at - timedelta(days=366)


@given(st.integers(0, 4_000_000_000))
def test_an_iso_date_is_read_as_it_was_written(timestamp: int) -> None:
    moment = datetime.fromtimestamp(timestamp, UTC)
    assert parse_date(moment.isoformat(), ALMATY) == moment
