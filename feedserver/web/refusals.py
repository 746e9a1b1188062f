"""Requests that cannot be answered: the reason as a status and a sentence that helps.

Feed readers and scripts get it as plain text, in English; browsers as a page in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from feedserver.errors import StoreError
from feedserver.feeds.addresses import page_path
from feedserver.languages import negotiate
from feedserver.web.services import services
from feedserver.web.templating import answer_page
from feedserver.web.translations import speak

_RETRY_AFTER_S = "60"


class Refusal(Exception):
    """Ends a request with *status* and a plain text that says what is wrong and what there is."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def not_found(what: str, name: str, there: Sequence[str]) -> Refusal:
    """404 for a *name* of a *what* that is not there, listing those that are."""
    listed = ", ".join(there) if there else "none yet"
    return Refusal(HTTPStatus.NOT_FOUND, f"There is no {what} “{name}” here. There are: {listed}.")


def bad_request(message: str) -> Refusal:
    """400 with *message*, which names the parameter."""
    return Refusal(HTTPStatus.BAD_REQUEST, message)


def not_acceptable(message: str) -> Refusal:
    """406 with *message*, which says what there is."""
    return Refusal(HTTPStatus.NOT_ACCEPTABLE, message)


def register(app: Flask) -> None:
    """Answer every refusal, what Flask refuses by itself, and what nobody foresaw."""
    app.register_error_handler(Refusal, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(StoreError, _answer_store)


def _answer(refusal: Refusal) -> Response:
    return _refuse(refusal.status, str(refusal), details=str(refusal))


def _answer_store(error: StoreError) -> Response:
    current_app.logger.error("%s", error)
    answer = _refuse(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be read just now. Try again in a minute.")
    answer.headers["Retry-After"] = _RETRY_AFTER_S
    return answer


def _answer_http(error: HTTPException) -> BaseResponse:
    status = HTTPStatus(error.code or 500)
    if 300 <= status < 400:
        return error.get_response()
    match status:
        case HTTPStatus.NOT_FOUND:
            return _refuse(status, "There is nothing at this address. The site's pages and feeds are listed at /.")
        case HTTPStatus.INTERNAL_SERVER_ERROR:  # Flask has logged it, with what led there
            return _refuse(status, "Something went wrong on this site; its operator can read what in its log.")
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
            methods = ", ".join(sorted(set(allowed or ("GET", "HEAD")) | {"OPTIONS"}))
            message = f"This address knows only {methods}."
            answer = _refuse(status, message, details=message)
            answer.headers["Allow"] = methods
            return answer
    message = error.description or status.phrase
    return _refuse(status, message, details=message)


def _refuse(status: HTTPStatus, message: str, *, details: str | None = None) -> Response:
    """The answer, never to be kept. details: what a page, too, has to say in English."""
    answer = _page(status, details) if _prefers_page() else None
    if answer is None:
        answer = Response(f"{status.value} {status.phrase}\n\n{message}\n", status, mimetype="text/plain")
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.vary.add("Accept")
    return answer


def _prefers_page() -> bool:
    """Whether the client likes nothing more than HTML, and plain text less (RFC 9110 §12.5.1).

    Readers' software may take HTML for want of a feed; that it names the feeds' types first tells it from a browser.
    """
    accepted = request.accept_mimetypes
    weight = accepted["text/html"]
    return weight > accepted["text/plain"] and weight >= max(each for _, each in accepted)


def _page(status: HTTPStatus, details: str | None) -> Response | None:
    """The page that says so; None if it cannot be made.

    It needs nothing of the database. In the language of the URL if the site has it, else in the reader's.
    """
    site, fallbacks = services().site, dict(services().settings.language_fallbacks)
    language = request.path.split("/")[1]
    is_negotiated = language not in site.languages
    if is_negotiated:
        language = negotiate(request.headers.get("Accept-Language"), site.languages, fallbacks)
    speak(language)
    try:
        answer = answer_page(
            "refusal.html",
            language,
            paths={other: page_path(other) for other in site.languages},
            status=status,
            cache_control="no-store",
            refused=status.value,
            details=details,
        )
    except Exception:  # the last resort: what refuses must not fail
        current_app.logger.exception("the page of a refusal cannot be made")
        return None
    if is_negotiated:
        answer.vary.add("Accept-Language")
    return answer
