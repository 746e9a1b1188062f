"""Requests that cannot be answered: the reason as a status and a sentence that helps."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from feedserver.errors import StoreError


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


def register(app: Flask) -> None:
    """Answer every refusal, and what Flask refuses by itself, as plain text."""
    app.register_error_handler(Refusal, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(StoreError, _answer_store)


def _answer(refusal: Refusal) -> Response:
    return _plain(refusal.status, str(refusal))


def _answer_store(error: StoreError) -> Response:
    current_app.logger.error("%s", error)
    answer = _plain(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be read just now. Try again in a minute.")
    answer.headers["Retry-After"] = "60"
    return answer


def _answer_http(error: HTTPException) -> BaseResponse:
    status = HTTPStatus(error.code or 500)
    if 300 <= status < 400:
        return error.get_response()
    match status:
        case HTTPStatus.NOT_FOUND:
            message = "There is nothing at this address. The site's pages and feeds are listed at /."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
            methods = sorted(set(allowed or ("GET", "HEAD")) | {"OPTIONS"})
            message = f"This address knows only {', '.join(methods)}."
        case _:
            message = error.description or status.phrase
    answer = _plain(status, message)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(methods)
    return answer


def _plain(status: HTTPStatus, message: str) -> Response:
    answer = Response(f"{status.value} {status.phrase}\n\n{message}\n", status, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer
