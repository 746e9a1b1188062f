"""The feeds' URLs: parameters checked, editions assembled and rendered, the rendering kept and answered."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.wrappers import Response as BaseResponse

from feedserver.errors import StoreError
from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.rendering import keep, render
from feedserver.languages import negotiate
from feedserver.model import Edition, Rendering
from feedserver.store.articles import find_category, list_categories
from feedserver.store.database import Connection
from feedserver.store.editions import Selection, find_releases, list_editions
from feedserver.store.feed_states import AS_WRITTEN, get_state
from feedserver.store.renderings import GZIP, IDENTITY, Kept, save_rendering
from feedserver.store.sources import list_largest_sources, list_sources
from feedserver.web.editions import require_language
from feedserver.web.kept import answer_kept, choose_encoding
from feedserver.web.links import here
from feedserver.web.refusals import bad_request, not_found
from feedserver.web.services import services

feeds = Blueprint("feeds", __name__)

MAX_LIMIT = 500
_ANY_FORMAT = f"<any({', '.join(Format)}):extension>"
# What a client may ask for at /feed; the first is what it gets if it does not care.
_NEGOTIABLE = {
    Format.ATOM.media_type: Format.ATOM,
    Format.RSS.media_type: Format.RSS,
    Format.JSON.media_type: Format.JSON,
    "application/json": Format.JSON,
}


@feeds.get("/feed")
def negotiated() -> BaseResponse:
    """Lead to the reader's feed, by Accept-Language and Accept."""
    language = negotiate(request.headers.get("Accept-Language"), services().site.languages)
    accepted = request.accept_mimetypes if "Accept" in request.headers else MIMEAccept()
    media_type = accepted.best_match(_NEGOTIABLE, default=Format.ATOM.media_type)
    answer = redirect(here(FeedAddress(language, _NEGOTIABLE[media_type or ""]).path), 302)
    answer.headers["Vary"] = "Accept-Language, Accept"
    answer.headers["Cache-Control"] = f"public, max-age={services().settings.max_age_s}"
    return answer


@feeds.get(f"/feed.{_ANY_FORMAT}")
@feeds.get(f"/categories/<category>/feed.{_ANY_FORMAT}")
@feeds.get(f"/sources/<source>/feed.{_ANY_FORMAT}")
@feeds.get(f"/<language>/feed.{_ANY_FORMAT}")
@feeds.get(f"/<language>/categories/<category>/feed.{_ANY_FORMAT}")
@feeds.get(f"/<language>/sources/<source>/feed.{_ANY_FORMAT}")
def feed(
    extension: str, language: str | None = None, category: str | None = None, source: str | None = None
) -> Response:
    """A feed, out of its kept rendering or, where there is none, rendered and kept."""
    if language is not None:
        require_language(language)
    address = FeedAddress(language, Format(extension), category, source, _limit())
    encoding = choose_encoding(request.headers.get("Accept-Encoding"))
    now = services().clock()
    kept = services().renderings.find_rendering(address.path, encoding, now.timestamp())
    if kept is None:
        kept = _kept(_render(address, now), encoding)
    answer = answer_kept(kept, encoding, request.environ, services().settings.max_age_s)
    return Response(answer.body, answer.status, answer.headers)


def _limit() -> int | None:
    """The parameter ``limit``; refuses (400) any other parameter, and a limit that is none."""
    for name in request.args:
        if name != "limit":
            raise bad_request(f"Feeds have no parameter “{name}”; they have: limit.")
    values = request.args.getlist("limit")
    if not values:
        return None
    if len(values) > 1 or not re.fullmatch("[0-9]{1,3}", values[0]) or not 1 <= int(values[0]) <= MAX_LIMIT:
        raise bad_request(f"limit is “{', '.join(values)}”; allowed is one whole number from 1 to {MAX_LIMIT}.")
    return int(values[0])


def _render(address: FeedAddress, now: datetime) -> Rendering:
    """Assemble and render the feed out of one state of the database, and keep it if that state still lasts."""
    site, settings, database = services().site, services().settings, services().database
    selection = Selection(address.language, address.category, address.source)
    with database.read() as connection:
        state = get_state(connection, address.language or AS_WRITTEN)
        editions = list_editions(connection, selection, now=now, limit=address.limit or settings.feed_entries)
        label = _scope_label(connection, address, editions)
        released_at, expires_at = find_releases(connection, selection, now=now)
    body = render(assemble(editions, address, site, scope_label=label), address)
    changed_at = max(state.changed_at, released_at or state.changed_at)
    rendering = keep(body, address.format.content_type, changed_at, expires_at)
    try:
        with database.write() as connection:
            save_rendering(connection, address.path, address.language, rendering, state)
    except StoreError as error:  # a full disk: serve on, if slowly
        current_app.logger.error("a feed's rendering cannot be kept: %s", error)
    return rendering


def _scope_label(connection: Connection, address: FeedAddress, editions: list[Edition]) -> str | None:
    """The category or source of *address* for people, in the feed's language where it is known there.

    Refuses (404) a category or source that there is not, and says which there are.
    """
    if address.category is not None:
        category = find_category(connection, address.category)
        if category is None:
            raise not_found("category", address.category, [each.slug for each in list_categories(connection)])
        shown = (each for edition in editions for each in edition.categories if each.slug == address.category)
        return next((each.label for each in shown), category.label)
    if address.source is not None:
        titles = dict(list_sources(connection))
        if address.source not in titles:
            raise not_found("source", address.source, [slug for slug, _ in list_largest_sources(connection)])
        return titles[address.source]
    return None


def _kept(rendering: Rendering, encoding: str) -> Kept:
    zipped = encoding == GZIP
    assert zipped or encoding == IDENTITY
    return Kept(
        content_type=rendering.content_type,
        etag=rendering.etag_gzip if zipped else rendering.etag,
        last_modified=int(rendering.last_modified.timestamp()),
        expires_at=None,
        body=rendering.body_gzip if zipped else rendering.body,
    )
