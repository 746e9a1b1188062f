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

from feedserver.store.renderings import GZIP, IDENTITY, Kept, RenderingReader

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


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
        if "/feed." in path and (method == "GET" or method == "HEAD"):
            if not path.isascii():
                path = quote(path, encoding="latin-1")  # WSGI's text is bytes in disguise (PEP 3333); keys are URLs
            if query := environ.get("QUERY_STRING"):
                path = f"{path}?{query}"
            encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING"))
            kept = self._find(path, encoding, self._clock())
            if kept is not None:
                answer = answer_kept(kept, encoding, environ, self._max_age_s)
                start_response(answer.status, answer.headers)
                return [] if method == "HEAD" else [answer.body]
        return self._app(environ, start_response)


def answer_kept(kept: Kept, encoding: str, environ: WSGIEnvironment, max_age_s: int) -> Answer:
    """The answer to a GET or HEAD: 200 with the body, or 304 (RFC 9110 §15.4.5) without."""
    headers = [
        ("ETag", kept.etag),
        ("Last-Modified", _http_date(kept.last_modified)),
        ("Cache-Control", f"public, max-age={max_age_s}"),
        ("Vary", "Accept-Encoding"),
    ]
    if _is_unchanged(kept, environ):
        return Answer("304 Not Modified", headers, b"")
    headers += [("Content-Type", kept.content_type), ("Content-Length", str(len(kept.body)))]
    if encoding != IDENTITY:
        headers.append(("Content-Encoding", encoding))
    return Answer("200 OK", headers, kept.body)


def _is_unchanged(kept: Kept, environ: WSGIEnvironment) -> bool:
    """RFC 9110 §13.2.2: If-None-Match decides where it is there, else If-Modified-Since."""
    if (tags := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        return tags == kept.etag or kept.etag in _entity_tags(tags) or tags.strip() == "*"
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and kept.last_modified <= _seconds(since)


@lru_cache(maxsize=1024)
def choose_encoding(accept_encoding: str | None) -> str:
    """gzip if the client accepts it and does not like identity better (RFC 9110 §12.5.3), else identity."""
    weights = {}
    for item in (accept_encoding or "").lower().split(","):
        coding, _, parameters = item.partition(";")
        weights[coding.strip()] = _weight(parameters)
    gzip = weights.get(GZIP, weights.get("x-gzip", weights.get("*", 0.0)))
    return GZIP if gzip > 0 and gzip >= weights.get(IDENTITY, 0.0) else IDENTITY


def _weight(parameters: str) -> float:
    found = re.search(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", parameters)
    if found:
        return min(float(found[1]), 1.0)
    return 0.0 if re.search(r"(?:^|;)\s*q\s*=", parameters) else 1.0


@lru_cache(maxsize=1024)
def _entity_tags(header: str) -> frozenset[str]:
    """The tags of an If-None-Match, compared weakly (RFC 9110 §13.1.2): a proxy may have marked ours as weak."""
    return frozenset(re.findall(r'(?:W/)?("[^"]*")', header))


@lru_cache(maxsize=1024)
def _seconds(http_date: str) -> float:
    """Unix seconds of an HTTP date; for one that is none, a time before all others, so that it does not count."""
    try:
        return parsedate_to_datetime(http_date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return float("-inf")


@lru_cache(maxsize=1024)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)
