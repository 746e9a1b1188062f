"""What the headers of an answer say, in units. Pure; nonsense in them says nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from feedserver.sources.fetching.errors import RefusedAddressError
from feedserver.sources.fetching.urls import WebAddress

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_MAX_LINKS = 100
_MAX_S = 31_536_000  # a year; no calendar has the days that some servers name


class Headers:
    """The headers of an answer, as text, by name in any case."""

    def __init__(self, raw: Sequence[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in raw:
            self._values.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))

    def find(self, name: str) -> str | None:
        """The first value of *name*, None if there is none or it is empty."""
        return next((value for value in self._values.get(name.lower(), ()) if value), None)

    def joined(self, name: str) -> str:
        """All values of *name* as one list."""
        return ", ".join(self._values.get(name.lower(), ()))


def max_age_s(headers: Headers) -> int | None:
    """How long the answer stays fresh (RFC 9111 §4.2), a year at most; None if it does not say."""
    for directive in headers.joined("Cache-Control").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name.strip() in ("no-cache", "no-store"):
            return 0
        if name.strip() == "max-age" and (seconds := _find_seconds(value.strip(' "'))) is not None:
            return max(0, seconds - (_find_seconds(headers.find("Age") or "") or 0))
    expires, date = headers.find("Expires"), _find_moment(headers.find("Date"))
    if expires is None or date is None:
        return None
    moment = _find_moment(expires)
    return 0 if moment is None else min(max(0, int((moment - date).total_seconds())), _MAX_S)  # "0" and "-1": expired


def retry_after_s(headers: Headers, now: datetime) -> float | None:
    """How long the server asks to wait (RFC 9110 §10.2.3), a year at most; None if it does not. now: aware."""
    value = headers.find("Retry-After") or ""
    seconds = _find_seconds(value)
    if seconds is not None:
        return float(seconds)
    moment = _find_moment(value)
    if moment is None:
        return None
    since = _find_moment(headers.find("Date")) or now
    return min(max(0.0, (moment - since).total_seconds()), _MAX_S)


def find_links(headers: Headers, base: WebAddress) -> dict[str, tuple[str, ...]]:
    """The addresses that ``Link`` headers name (RFC 8288), by relation, absolute and in order."""
    links: dict[str, tuple[str, ...]] = {}
    for match in list(_LINK.finditer(headers.joined("Link")))[:_MAX_LINKS]:
        rel = _REL.search(match[2])
        if rel is None:
            continue
        try:
            url = base.join(match[1]).url
        except RefusedAddressError:
            continue
        for name in (rel[1] or rel[2] or "").lower().split():
            if url not in links.get(name, ()):
                links[name] = (*links.get(name, ()), url)
    return links


def _find_seconds(text: str) -> int | None:
    text = text.strip()
    return min(int(text[:10]), _MAX_S) if text.isascii() and text.isdecimal() else None


def _find_moment(text: str | None) -> datetime | None:
    """The HTTP date *text*, aware."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
