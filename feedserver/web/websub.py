"""Where hubs call: to ask whether we meant it, and to deliver."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request

from feedserver.sources.websub.answers import answer_intent, is_expected, receive
from feedserver.web.refusals import Refusal
from feedserver.web.services import services

websub = Blueprint("websub", __name__)

_MAX_TYPE_CHARS = 200


@websub.get("/websub/<token>")
def intent(token: str) -> Response:
    """Whether we meant what the hub was asked for (§5.3): its challenge, or 404."""
    answer = answer_intent(services().database, token, request.args, now=services().clock())
    if answer is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "This site has asked for nothing of the kind.")
    return _plain(answer, HTTPStatus.OK)


@websub.post("/websub/<token>")
def delivery(token: str) -> Response:
    """Keep what the hub delivers (§7). Whether it was rightly signed the answer does not say (§7.1)."""
    database = services().database
    if not is_expected(database, token):
        raise Refusal(HTTPStatus.GONE, "This site wants nothing to be delivered here.")  # §7: the hub may stop
    content_type = request.headers.get("Content-Type")
    receive(
        database,
        token,
        _body(services().settings.fetch_max_bytes),
        signature=request.headers.get("X-Hub-Signature"),
        content_type=content_type and content_type[:_MAX_TYPE_CHARS],
        now=services().clock(),
    )
    return _plain("", HTTPStatus.ACCEPTED)


def _body(max_bytes: int) -> bytes:
    """What was sent, as it was sent: that is what is signed. Refuses (413) more than *max_bytes*."""
    request.max_content_length = max_bytes + 1  # of a chunked body Werkzeug drops the rest and says nothing
    body = request.get_data(cache=False)
    if len(body) > max_bytes:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {max_bytes} bytes are taken.")
    return body


def _plain(text: str, status: HTTPStatus) -> Response:
    answer = Response(text, status, mimetype="text/plain")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
