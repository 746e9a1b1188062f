"""The feeds' URLs: parameters checked, editions assembled and rendered, the rendering kept and answered."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.wrappers import Response as BaseResponse

from feedserver.codings import Coding
from feedserver.errors import StoreError
from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.rendering import keep, link_header, render
from feedserver.feeds.variants import WrongParameterError, read_variant, single
from feedserver.model import Rendering
from feedserver.store.editions import find_releases
from feedserver.store.feed_states import AS_WRITTEN, get_state
from feedserver.store.renderings import Kept, has_room, save_rendering
from feedserver.transliteration import base_of
from feedserver.web.archives import require_archive
from feedserver.web.editions import negotiate_language, require_language, stored
from feedserver.web.feed_page import show_feed
from feedserver.web.kept import answer_kept, choose_coding, is_opened_as_page
from feedserver.web.links import here
from feedserver.web.refusals import bad_request, not_acceptable
from feedserver.web.selections import read_feed, selection_of
from feedserver.web.services import services

feeds = Blueprint("feeds", __name__)

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
    accepted = request.accept_mimetypes if "Accept" in request.headers else MIMEAccept()
    media_type = accepted.best_match(_NEGOTIABLE, default=Format.ATOM.media_type)
    answer = redirect(here(FeedAddress(negotiate_language(), _NEGOTIABLE[media_type or ""]).path), 302)
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
    return _answer(_address(language, Format(extension), category, source))


@feeds.get(f"/archive/<month>.{_ANY_FORMAT}")
@feeds.get(f"/<language>/archive/<month>.{_ANY_FORMAT}")
def archive(month: str, extension: str, language: str | None = None) -> Response:
    """A document of the past of a feed (RFC 5005 §4)."""
    if language is not None:
        require_language(language)
    return _answer(FeedAddress(language, Format(extension), archive=require_archive(month)))


def _address(language: str | None, format_: Format, category: str | None, source: str | None) -> FeedAddress:
    """The feed that the request is for; refuses (400) parameters that are none."""
    parameters = {name: list(values) for name, values in request.args.lists()}
    try:
        variant = read_variant(parameters)
        for name, in_path in (("category", category), ("source", source)):
            asked = single(parameters, name)
            if asked is not None and in_path not in (None, asked):
                raise WrongParameterError(f"{name} is “{asked}”, but the feed is that of “{in_path}”; leave one out.")
        category, source = category or single(parameters, "category"), source or single(parameters, "source")
        if language is None and (variant.bilingual or variant.translated):
            name = "view" if variant.bilingual else "translated"
            there = ", ".join(f"/{each}/feed.{format_}" for each in services().site.languages)
            raise WrongParameterError(f"{name} is for the feeds in one language: {there}.")
    except WrongParameterError as error:
        raise bad_request(str(error)) from error
    return FeedAddress(language, format_, category, source, variant)


def _answer(address: FeedAddress) -> Response:
    if is_opened_as_page(request.environ):
        return show_feed(address)
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    if coding is None:
        raise not_acceptable(f"Feeds come as {', '.join(Coding)}; Accept-Encoding allows none of them.")
    now = services().clock()
    kept = services().renderings.find_rendering(address.path, coding, now.timestamp())
    if kept is None:
        kept = _kept(_render(address, coding, now), coding)
    answer = answer_kept(kept, coding, request.environ, services().settings.max_age_s)
    return Response(answer.body, answer.status, answer.headers)


def _render(address: FeedAddress, coding: Coding, now: datetime) -> Rendering:
    """Assemble and render the feed out of one state of the database, and keep it if that state still lasts.

    One that is not to be kept is made in *coding* alone.
    """
    state_of = None if address.language is None else base_of(address.language)
    is_subscribed = address.is_whole and address.archive is None
    with services().database.read() as connection:
        state = get_state(connection, state_of or AS_WRITTEN)
        feed, _ = read_feed(connection, address, now=now)
        released_at, expires_at = find_releases(connection, stored(selection_of(address)), now=now)
        # Whoever asks for hundreds of variants does not crowd out the feeds that everybody reads.
        is_kept = is_subscribed or (address.variant.is_countable and has_room(connection, state_of))
    changed_at = max(state.changed_at, released_at or state.changed_at)
    rendering = keep(
        render(feed, address),
        address.format.content_type,
        link_header(feed),
        changed_at,
        expires_at,
        codings=Coding if is_kept else (coding,),
    )
    if is_kept:
        try:
            with services().database.write() as connection:
                save_rendering(connection, address.path, state_of, rendering, state)
        except StoreError as error:  # a full disk: serve on, if slowly
            current_app.logger.error("a feed's rendering cannot be kept: %s", error)
    return rendering


def _kept(rendering: Rendering, coding: Coding) -> Kept:
    return Kept(
        content_type=rendering.content_type,
        links=rendering.links,
        etag=rendering.bodies[coding].etag,
        last_modified=int(rendering.last_modified.timestamp()),
        expires_at=None,
        body=rendering.bodies[coding].body,
    )
