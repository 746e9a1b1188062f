"""How many sentences to translate at once: as many as take a few seconds, on this machine, with this model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BATCH_S = 4.0  # what a killed worker loses, and how long a stopping one takes
WAVE_S = 60.0  # how long articles wait for each other, so that sentences of one length come together
_FIRST = 8  # until something is measured: enough for a slow machine with a large model
_MOST = 512  # beyond this no machine gets any faster
_GROWTH = 4  # at most so many times as many as before: the first batch may have been held up by loading


class Pace:
    """Measures batches and says how large the next one is to be: *sentences*."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self.sentences = _FIRST
        self._done = 0
        self._taken_s = 0.0

    def __str__(self) -> str:
        """How fast it goes: ``1,240 sentences, 31 a second``."""
        return f"{self._done:,} sentences, {self._done / max(self._taken_s, 1e-3):.0f} a second"

    @property
    def wave(self) -> int:
        """How many sentences to sort by their length before they are cut into batches."""
        return min(round(self.sentences * WAVE_S / BATCH_S), _MOST)

    @contextmanager
    def measured(self, sentences: int) -> Iterator[None]:
        """The work inside translates *sentences* of them."""
        began = self._timer()
        yield
        taken_s = self._timer() - began
        self._done += sentences
        self._taken_s += taken_s
        fitting = round(sentences * BATCH_S / max(taken_s, 1e-3))
        self.sentences = max(1, min(fitting, self.sentences * _GROWTH, _MOST))
