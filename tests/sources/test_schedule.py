"""When a source is looked at again: as often as it changes, within the bounds, never earlier than it wants."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.sources.polling.schedule import Schedule, due_at
from tests.conftest import NOW

SCHEDULE = Schedule(300, 21600)
WEEK_S = 7 * 86400
SECONDS = st.integers(1, 30 * 86400)


def pause_s(interval_s: float, advised_s: float | None = None, chance: float = 0.0) -> float:
    return (due_at(NOW, interval_s, advised_s=advised_s, chance=chance) - NOW).total_seconds()


def test_a_look_that_brought_something_halves_the_pause_and_another_makes_it_half_as_long_again() -> None:
    assert SCHEDULE.after_success(1800, changed=True) == 900
    assert SCHEDULE.after_success(1800, changed=False) == 2700


def test_a_busy_source_comes_to_the_least_pause_and_a_silent_one_to_the_longest() -> None:
    busy = silent = SCHEDULE.first_s
    for _ in range(20):
        busy = SCHEDULE.after_success(busy, changed=True)
        silent = SCHEDULE.after_success(silent, changed=False)

    assert (busy, silent) == (300, 21600)


def test_a_source_that_pushes_is_looked_at_as_rarely_as_allowed() -> None:
    assert SCHEDULE.after_success(300, changed=True, is_pushed=True) == 21600


def test_each_failure_in_a_row_doubles_the_pause() -> None:
    assert [SCHEDULE.after_failure(failures) for failures in (1, 2, 3, 6, 7, 10_000)] == [
        *(600, 1200, 2400),
        *(19200, 21600, 21600),
    ]


@pytest.mark.parametrize(
    ("least_s", "most_s", "first_s"), [(300, 21600, 1800), (3600, 21600, 3600), (60, 600, 600), (60, 60, 60)]
)
def test_the_first_pause_is_half_an_hour_within_the_bounds(least_s: int, most_s: int, first_s: int) -> None:
    assert Schedule(least_s, most_s).first_s == first_s


@given(SECONDS, SECONDS, SECONDS, st.booleans(), st.integers(1, 10**6))
def test_no_pause_leaves_the_bounds(one: int, two: int, interval_s: int, changed: bool, failures: int) -> None:
    schedule = Schedule(min(one, two), max(one, two))

    for pause in (
        schedule.first_s,
        schedule.after_success(interval_s, changed=changed),
        schedule.after_failure(failures),
    ):
        assert schedule.least_s <= pause <= schedule.most_s


def test_a_source_is_due_after_the_pause_and_a_tenth_more_by_chance() -> None:
    assert due_at(NOW, 600, advised_s=None, chance=0) == NOW + timedelta(minutes=10)
    assert pause_s(600, chance=1) == pytest.approx(660)


@pytest.mark.parametrize(
    ("advised_s", "expected"), [(0, 600), (599, 600), (3600, 3600), (10**9, WEEK_S), (-5, 600), (None, 600)]
)
def test_advice_makes_the_pause_longer_and_never_shorter_nor_endless(advised_s: int | None, expected: int) -> None:
    assert pause_s(600, advised_s) == expected


@given(SECONDS, st.none() | st.integers(-(10**9), 10**12), st.floats(0, 1))
def test_a_source_is_never_due_before_it_wants(interval_s: int, advised_s: int | None, chance: float) -> None:
    assert pause_s(interval_s, advised_s, chance) >= max(interval_s, min(advised_s or 0, WEEK_S))
