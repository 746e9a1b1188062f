"""Being told to stop, by a signal."""

from __future__ import annotations

import os
import select
import signal


class Stop:
    """A flag to wait for, that a signal handler may set.

    ``threading.Event`` is none: a handler that runs while the main thread is inside ``wait`` would wait for the lock
    which that very thread holds, for ever. A pipe has no lock.
    """

    def __init__(self) -> None:
        self._readable, self._writable = os.pipe()
        self._is_set = False

    def set(self) -> None:
        """Tell everyone to stop."""
        if not self._is_set:
            self._is_set = True
            os.write(self._writable, b"!")  # never read: from now on no wait takes any time

    def is_set(self) -> bool:
        """Whether it is time to stop."""
        return self._is_set

    def wait(self, timeout_s: float) -> bool:
        """Wait until it is time to stop, *timeout_s* at most; whether it is."""
        select.select([self._readable], [], [], timeout_s)
        return self._is_set


def stop_on_signals() -> Stop:
    """A flag that SIGINT and SIGTERM set."""
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
