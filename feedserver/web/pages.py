"""The pages that list articles: an edition, a category or a source of it, what a search finds; and the front door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from feedserver.feeds.addresses import (
    FeedAddress,
    Format,
    category_path,
    page_path,
    search_path,
    source_path,
)
from feedserver.feeds.variants import Variant, query_string
from feedserver.model import Edition
from feedserver.store.database import Connection
from feedserver.web.categories import list_labelled
from feedserver.web.editions import negotiate_language, require_language
from feedserver.web.links import here
from feedserver.web.selections import read_page, scope_label
from feedserver.web.services import services
from feedserver.web.templating import MAX_AGE_S, answer_page, register
from feedserver.words import Snippet
from feedserver.words.queries import MAX_QUERY_CHARACTERS

pages = Blueprint("pages", __name__)
register(pages)

PAGE_ENTRIES = 20
_MOST_PAGES = 10_000
_MOST_DIGITS = 6  # that are looked at: a longer number is too large all the same


@pages.get("/")
def front() -> BaseResponse:
    """Lead to the edition in the reader's language, by Accept-Language."""
    answer = redirect(here(page_path(negotiate_language())), 302)
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    return answer


@pages.get("/<language>")
def without_slash(language: str) -> BaseResponse:
    """Lead to the page whose slash was forgotten."""
    if "." in language:  # robots.txt and the like: no language, and not asked for as one
        abort(404)
    require_language(language)
    return redirect(here(page_path(language)), 308)


@pages.get("/<language>/")
def edition(language: str) -> Response:
    """The newest articles in *language*."""
    return _list(language, FeedAddress(language, Format.ATOM), page_path)


@pages.get("/<language>/categories/<category>/", strict_slashes=False)
def in_category(language: str, category: str) -> Response:
    """The newest articles of a category."""
    address = FeedAddress(language, Format.ATOM, category=category)
    return _list(language, address, lambda other: category_path(other, category))


@pages.get("/<language>/sources/<source>/", strict_slashes=False)
def of_source(language: str, source: str) -> Response:
    """The newest articles of a source."""
    address = FeedAddress(language, Format.ATOM, source=source)
    return _list(language, address, lambda other: source_path(other, source))


@pages.get("/<language>/search")
def search(language: str) -> Response:
    """The articles that have the words of ``?q=``, the likeliest first; without any, the field to write them in."""
    query = " ".join(request.args.get("q", "").split())[:MAX_QUERY_CHARACTERS]
    address = FeedAddress(language, Format.ATOM, variant=Variant(query=query or None))
    words = (("q", query),) if query else ()
    return _list(language, address, lambda other: search_path(other) + query_string(words), is_search=True)


def _list(language: str, address: FeedAddress, path_in: Callable[[str], str], *, is_search: bool = False) -> Response:
    """The page at *path_in* (a language): the entries of the feed at *address*, so many of them at a time."""
    require_language(language)
    number = _page_number()
    query = address.variant.query
    with services().database.read() as connection:
        now = services().clock()
        editions, snippets = ([], {}) if is_search and query is None else _read(connection, address, number, now)
        label = None if is_search else scope_label(connection, address, editions)
        categories = list_labelled(connection, language, editions, now=now)
    base_path = path_in(language)
    joint = "&" if "?" in base_path else "?"

    def path_of(page: int) -> str:
        return here(base_path if page == 1 else f"{base_path}{joint}page={page}")

    shown = f"{joint}page={number}" if number > 1 else ""
    return answer_page(
        "list.html",
        language,
        paths={other: path_in(other) + shown for other in services().site.languages},
        editions=editions[:PAGE_ENTRIES],
        label=label,
        address=address,
        categories=categories,
        is_search=is_search,
        query=query or "",
        snippets=snippets,
        number=number,
        newer=path_of(number - 1) if number > 1 else None,
        older=path_of(number + 1) if len(editions) > PAGE_ENTRIES else None,
    )


def _read(
    connection: Connection, address: FeedAddress, number: int, now: datetime
) -> tuple[list[Edition], dict[str, Snippet]]:
    """The editions of the page and, if there are more, the first of the next one; where each has what was searched."""
    offset = (number - 1) * PAGE_ENTRIES
    return read_page(connection, address, now=now, limit=PAGE_ENTRIES + 1, offset=offset)


def _page_number() -> int:
    """The parameter ``page``; the first for what is no number. Other parameters are the reader's own business."""
    written = request.args.get("page", "1")
    if not re.fullmatch("[0-9]+", written):
        return 1
    return min(int(written.lstrip("0")[:_MOST_DIGITS] or 1), _MOST_PAGES)
