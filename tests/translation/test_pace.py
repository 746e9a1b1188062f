"""Batches are as large as fits into a few seconds, whatever machine and model."""

from __future__ import annotations

from feedserver.translation.pace import BATCH_S, Pace


class Timer:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def work(pace: Pace, timer: Timer, seconds_each: float, batches: int) -> None:
    for _ in range(batches):
        with pace.measured(pace.sentences):
            timer.now += seconds_each * pace.sentences


def test_batches_grow_until_they_take_a_few_seconds() -> None:
    timer = Timer()
    pace = Pace(timer)
    first = pace.sentences
    work(pace, timer, 0.05, 1)
    assert pace.sentences == 4 * first  # not more at once: the first batch is a poor guess
    work(pace, timer, 0.05, 3)
    assert pace.sentences == BATCH_S / 0.05


def test_a_slow_machine_gets_small_batches_but_never_none() -> None:
    timer = Timer()
    pace = Pace(timer)
    work(pace, timer, 1.0, 2)
    assert pace.sentences == BATCH_S
    work(pace, timer, 100.0, 2)
    assert pace.sentences == 1


def test_no_machine_is_so_fast_that_a_batch_holds_everything() -> None:
    timer = Timer()
    pace = Pace(timer)
    work(pace, timer, 0.0, 20)
    assert pace.sentences == 512


def test_it_says_how_fast_it_goes() -> None:
    timer = Timer()
    pace = Pace(timer)
    with pace.measured(1240):
        timer.now += 40
    assert str(pace) == "1,240 sentences, 31 a second"
