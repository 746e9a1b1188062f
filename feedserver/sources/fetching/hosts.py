"""One request at a time per host."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_S = 0.25  # how often one that waits looks whether to stop


class Hosts:
    """Turns at hosts. Keeps nothing but the names of those being asked now."""

    def __init__(self) -> None:
        self._busy: set[str] = set()
        self._freed = threading.Condition()

    @contextmanager
    def turn(self, host: str, check: Callable[[], None]) -> Iterator[None]:
        """Wait until nobody else asks *host*, then be the one who does.

        check: called before and while waiting; what it raises ends the wait.
        """
        check()
        with self._freed:
            while host in self._busy:
                self._freed.wait(_LOOK_S)
                check()
            self._busy.add(host)
        try:
            yield
        finally:
            with self._freed:
                self._busy.remove(host)
                self._freed.notify_all()
