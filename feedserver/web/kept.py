"""Answers made of kept renderings, and the thin WSGI layer that gives them before Flask is asked.

Dispatching a request and building a response costs Flask 60 to 150 µs; a warm feed needs neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from feedserver.codings import Coding
from feedserver.store.renderings import Kept, RenderingReader

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What a feed's bytes depend on beside its address: browsers that open it as a page are shown one.
VARY = "Accept-Encoding, Sec-Fetch-Dest"
STALE_S = 86_400  # for so long a cache may give the old feed while it asks for the new one (RFC 5861 §3)


class Answer(NamedTuple):
    """What goes out: status line, headers, body (empty for 304; for HEAD only the server leaves it out)."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class KeptRenderings:
    """WSGI middleware: a GET or HEAD of a feed whose rendering is kept is answered here, all else by *app*."""

    def __init__(
        self, app: WSGIApplication, reader: RenderingReader, *, max_age_s: int, clock: Callable[[], float]
    ) -> None:
        """*clock*: gives Unix seconds."""
        self._app = app
        self._find = reader.find_rendering
        self._max_age_s = max_age_s
        self._clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        path = environ["PATH_INFO"]
        if ("/feed." in path or "/archive/" in path) and (method == "GET" or method == "HEAD"):
            if not path.isascii():
                path = quote(path, encoding="latin-1")  # WSGI's text is bytes in disguise (PEP 3333); keys are URLs
            if query := environ.get("QUERY_STRING"):
                path = f"{path}?{query}"
            coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING"))
            kept = self._find(path, coding, self._clock()) if coding and not is_opened_as_page(environ) else None
            if kept is not None and coding is not None:
                answer = answer_kept(kept, coding, environ, self._max_age_s)
                start_response(answer.status, answer.headers)
                return [] if method == "HEAD" else [answer.body]
        return self._app(environ, start_response)


def is_opened_as_page(environ: WSGIEnvironment) -> bool:
    """Whether a browser wants to show what it gets as a page of its own (W3C Fetch Metadata §2.1).

    No reader's software says so, nor does a script that fetches a feed.
    """
    return environ.get("HTTP_SEC_FETCH_DEST") == "document"


def answer_kept(kept: Kept, coding: Coding, environ: WSGIEnvironment, max_age_s: int) -> Answer:
    """The answer to a GET or HEAD: 200 with the body; 304 (RFC 9110 §15.4.5) or 412 without."""
    headers = [
        ("ETag", kept.etag),
        ("Last-Modified", _http_date(kept.last_modified)),
        ("Cache-Control", f"public, max-age={max_age_s}, stale-while-revalidate={STALE_S}"),
        ("Vary", VARY),
    ]
    if not _is_expected(kept, environ):
        return Answer("412 Precondition Failed", headers, b"")
    if _is_unchanged(kept, environ):
        return Answer("304 Not Modified", headers, b"")
    headers += [
        ("Link", kept.links),
        ("Content-Type", kept.content_type),
        ("Content-Length", str(len(kept.body))),
    ]
    if coding is not Coding.IDENTITY:
        headers.append(("Content-Encoding", coding))
    return Answer("200 OK", headers, kept.body)


def _is_expected(kept: Kept, environ: WSGIEnvironment) -> bool:
    """RFC 9110 §13.2.2, steps 1 and 2: If-Match, compared strongly, else If-Unmodified-Since."""
    if (tags := environ.get("HTTP_IF_MATCH")) is not None:
        return tags.strip() == "*" or kept.etag in _strong_tags(tags)
    since = environ.get("HTTP_IF_UNMODIFIED_SINCE")
    return since is None or (moment := _seconds(since)) is None or kept.last_modified <= moment


def _is_unchanged(kept: Kept, environ: WSGIEnvironment) -> bool:
    """Steps 3 and 4: If-None-Match decides where it is there, else If-Modified-Since."""
    if (tags := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        return tags == kept.etag or kept.etag in _entity_tags(tags) or tags.strip() == "*"
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and (moment := _seconds(since)) is not None and kept.last_modified <= moment


@lru_cache(maxsize=1024)
def choose_coding(accept_encoding: str | None) -> Coding | None:
    """The coding that a client likes best; of those that it likes as well the one that gives the fewest bytes.

    None if it takes none of ours. Without a word about identity that is worse than any named (RFC 9110 §12.5.3).
    """
    weights = {}
    for item in (accept_encoding or "").lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip().removeprefix("x-")] = _weight(parameters)
    others = weights.get("*", 0.0)
    ranks = {coding: weights.get(coding, others) for coding in Coding}
    if Coding.IDENTITY not in weights:
        ranks[Coding.IDENTITY] = 0.0 if weights.get("*") == 0 else 0.0001
    best = max(ranks, key=lambda coding: ranks[coding])
    return best if ranks[best] > 0 else None


def _weight(parameters: str) -> float:
    found = re.search(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", parameters)
    if found:
        return min(float(found[1]), 1.0)
    return 0.0 if re.search(r"(?:^|;)\s*q\s*=", parameters) else 1.0


@lru_cache(maxsize=1024)
def _entity_tags(header: str) -> frozenset[str]:
    """The tags of an If-None-Match, compared weakly (RFC 9110 §13.1.2): a proxy may have marked ours as weak."""
    return frozenset(re.findall(r'(?:W/)?("[^"]*")', header))


def _strong_tags(header: str) -> frozenset[str]:
    return frozenset(tag for weak, tag in re.findall(r'(W/)?("[^"]*")', header) if not weak)


@lru_cache(maxsize=1024)
def _seconds(http_date: str) -> float | None:
    """Unix seconds of an HTTP date; None for one that is none, which then does not count."""
    try:
        return parsedate_to_datetime(http_date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


@lru_cache(maxsize=1024)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)
