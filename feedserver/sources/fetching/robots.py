"""What a site's robots.txt allows (RFC 9309). ``Crawl-delay`` is no part of it and not obeyed: a host gets one request
at a time anyway.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedserver.sources.fetching.errors import FetchError, FetchStoppedError, RefusedAddressError, RobotsError
from feedserver.sources.fetching.hosts import Hosts
from feedserver.sources.fetching.urls import WebAddress

if TYPE_CHECKING:
    from protego import Protego

PRODUCT_TOKEN = "feedserver"  # how a robots.txt addresses us
_MAX_BYTES = 500 * 1024  # as much must be read, more need not (RFC 9309 §2.5)
_KEPT_FOR = timedelta(days=1)
_TROUBLE_KEPT_FOR = timedelta(minutes=30)
_MAX_KEPT_CHARS = 1_000_000  # of all sites together; what a site says to us has a few hundred
_LEAST_CHARS = 200  # a site that says nothing takes room too


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one site allows us, or why it could not be asked."""

    until: datetime
    chars: int
    parsed: Protego | None
    trouble: str | None = None


class Robots:
    """The rules of the sites asked lately. For use by several threads."""

    def __init__(self, get: Callable[[WebAddress], bytes], clock: Callable[[], datetime]) -> None:
        """get: the document at an address; raises FetchError. clock: now, aware."""
        self._get = get
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str, int], _Rules] = OrderedDict()
        self._lock = threading.Lock()
        self._asking = Hosts()

    def check(self, address: WebAddress, check_stopped: Callable[[], None]) -> None:
        """Raise RobotsError if *address* must not be fetched; what asking raises if told to stop, or refused."""
        with self._asking.turn("{}://{}:{}".format(*address.origin), check_stopped):
            rules = self._find(address) or self._ask(address)
        if rules.trouble is not None:
            raise RobotsError(
                address.shown,
                f"not fetched, as the site's robots.txt could not be read; it is asked again later ({rules.trouble})",
                retry_after_s=max(0.0, (rules.until - self._clock()).total_seconds()),
            )
        if rules.parsed is not None and not rules.parsed.can_fetch(address.url, PRODUCT_TOKEN):
            raise RobotsError(
                address.shown,
                f"not fetched: the site's robots.txt forbids it to {PRODUCT_TOKEN}; ask the site to allow it, "
                "or use what its feed has",
            )

    def _find(self, address: WebAddress) -> _Rules | None:
        with self._lock:
            rules = self._kept.get(address.origin)
            if rules is None or self._clock() >= rules.until:
                return None
            self._kept.move_to_end(address.origin)
            return rules

    def _ask(self, address: WebAddress) -> _Rules:
        try:
            rules = self._parse(self._get(replace(address, target="/robots.txt", came_from="")))
        except (FetchStoppedError, RefusedAddressError):
            raise
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                rules = self._parse(b"")  # none there: all is allowed
            else:
                wait = timedelta(seconds=min(error.retry_after_s or 0, _KEPT_FOR.total_seconds()))
                until = self._clock() + max(wait, _TROUBLE_KEPT_FOR)
                rules = _Rules(until, _LEAST_CHARS, None, str(error))
        with self._lock:
            self._kept[address.origin] = rules
            self._kept.move_to_end(address.origin)
            while sum(kept.chars for kept in self._kept.values()) > _MAX_KEPT_CHARS:
                self._kept.popitem(last=False)
        return rules

    def _parse(self, body: bytes) -> _Rules:
        from protego import Protego

        text = _for_us(body[:_MAX_BYTES].decode("utf-8-sig", "replace"))
        return _Rules(self._clock() + _KEPT_FOR, _LEAST_CHARS + len(text), Protego.parse(text) if text else None)


def _for_us(text: str) -> str:
    """The rules of *text* for us and for everybody, and nothing else.

    Protego keeps every rule for every program that is named above it: half a megabyte can be made to fill the memory.
    """
    kept: list[str] = []
    follows_agent = is_ours = False
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            agent = value.partition("/")[0].strip().lower()
            is_named = agent in ("*", PRODUCT_TOKEN)
            is_ours = is_named or (follows_agent and is_ours)
            if is_named:
                kept.append(f"User-agent: {agent}")
            follows_agent = True
        elif field in ("allow", "disallow"):
            if is_ours:
                kept.append(f"{field}: {value}")
            follows_agent = False
    return "\n".join(kept)
