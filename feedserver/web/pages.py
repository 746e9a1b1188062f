"""The pages: an edition with its newest articles and its feeds, one article, and the list of feeds for readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask_babel import format_date, format_decimal, gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from feedserver.feeds.addresses import FeedAddress, Format, article_path, opml_path, page_path
from feedserver.feeds.cleaning import web_address, web_addresses
from feedserver.feeds.opml import CONTENT_TYPE, render_opml
from feedserver.feeds.wording import wording
from feedserver.inline_html import text_of
from feedserver.languages import name_of, negotiate
from feedserver.model import UNDETERMINED, Block, BlockKind, Category, Edition, Enclosure, Origin
from feedserver.store.articles import list_categories
from feedserver.store.database import Connection
from feedserver.store.editions import Selection, find_edition, is_withdrawn, list_editions
from feedserver.store.sources import list_largest_sources
from feedserver.web.editions import require_language
from feedserver.web.links import here
from feedserver.web.media import clock, kind_of, media_of, shown_html
from feedserver.web.refusals import Refusal
from feedserver.web.services import services
from feedserver.web.translations import init_babel, interface_language

__all__ = ["init_babel", "pages"]

pages = Blueprint("pages", __name__)

MAX_AGE_S = 60
_FORMATS = {Format.ATOM: "Atom", Format.RSS: "RSS", Format.JSON: "JSON Feed"}
_POLICY = (
    "default-src 'none'; style-src 'self'; {media}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'".format
)
_HEADERS = {
    "Content-Security-Policy": _POLICY(media="img-src 'self'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
# The pictures and sounds of an article stand at its source. No hosts are named: podcasts come by redirects over
# others. Where the site is on https, browsers ask for what is on http by https, or not at all.
_ARTICLE_POLICY = _POLICY(media="img-src https: http:; media-src https: http:")
# The alphabets of Russian and Kazakh as one: by code points, Kazakh's own letters would come after all others.
_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_COLLATION = str.maketrans({letter: chr(ord("а") + place) for place, letter in enumerate(_ALPHABET)})


@pages.after_request
def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@pages.context_processor
def _vocabulary() -> dict[str, Any]:
    """What every template speaks of."""
    return {
        "site": services().site,
        "words": wording(interface_language()),
        "formats": _FORMATS,
        "here": here,
        "name_of": name_of,
        "lang": _lang,
        "block_lang": _block_lang,
        "long_date": _long_date,
        "first_paragraph": _first_paragraph,
        "file_facts": _file_facts,
        "inline": lambda block: Markup(shown_html(block)),
        "FeedAddress": FeedAddress,
        "page_path": page_path,
        "article_path": article_path,
        "opml_path": opml_path,
    }


@pages.get("/")
def front() -> BaseResponse:
    """Lead to the edition in the reader's language, by Accept-Language."""
    language = negotiate(request.headers.get("Accept-Language"), services().site.languages)
    answer = redirect(here(page_path(language)), 302)
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
    """The newest articles in *language*, and all the feeds there are of it."""
    require_language(language)
    now, limit = services().clock(), services().settings.feed_entries
    with services().database.read() as connection:
        editions = list_editions(connection, Selection(language), now=now, limit=limit)
        categories = list(_list_labelled(connection, language, editions, now=now))
        sources = list_largest_sources(connection)
    return _answer(
        render_template(
            "edition.html",
            language=language,
            paths={other: page_path(other) for other in services().site.languages},
            editions=editions,
            categories=categories,
            sources=sources,
        )
    )


@pages.get("/<language>/articles/<article_id>")
def article(language: str, article_id: str) -> Response:
    """One article in *language*; while its translation is pending, in the language it was written in."""
    require_language(language)
    with services().database.read() as connection:
        found = find_edition(connection, article_id, language)
        withdrawn = found is None and is_withdrawn(connection, article_id)
    if found is None:
        raise _gone(language) if withdrawn else _unknown(language, article_id)
    external_url = web_address(found.original_url) if found.original_url else None
    answer = _answer(
        render_template(
            "article.html",
            language=language,
            paths={other: article_path(other, article_id) for other in services().site.languages},
            edition=found,
            media=media_of(found),
            passages=list(_passages(found.blocks)),
            original_url=_original_url(found),
            external_url=external_url,
            other_urls=web_addresses(found.other_urls, but=external_url),
        )
    )
    answer.headers["Content-Security-Policy"] = _ARTICLE_POLICY
    return answer


@pages.get("/<language>/feeds.opml")
def feed_list(language: str) -> Response:
    """The feeds of *language* as OPML, for feed readers to import at once."""
    require_language(language)
    now, limit = services().clock(), services().settings.feed_entries
    with services().database.read() as connection:
        editions = list_editions(connection, Selection(language), now=now, limit=limit)
        categories = [category for category, _ in _list_labelled(connection, language, editions, now=now)]
        sources = list_largest_sources(connection)
    return _answer(render_opml(services().site, language, categories=categories, sources=sources), CONTENT_TYPE)


def _answer(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Response:
    """200 with *body*, or 304 if the client has it."""
    response = make_response(body)
    response.headers["Content-Type"] = content_type
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    response.add_etag()
    response.make_conditional(request)
    del response.headers["Date"]  # Werkzeug adds it, and so does every server
    return response


def _unknown(language: str, article_id: str) -> Refusal:
    there = services().site.base_url + page_path(language)
    return Refusal(HTTPStatus.NOT_FOUND, f"There is no article “{article_id}” here. The articles are listed at {there}")


def _gone(language: str) -> Refusal:
    there = services().site.base_url + page_path(language)
    return Refusal(HTTPStatus.GONE, f"This article has been withdrawn by its source. Others are listed at {there}")


def _list_labelled(
    connection: Connection, language: str, editions: Sequence[Edition], *, now: datetime
) -> Iterator[tuple[Category, str]]:
    """The categories with articles shown in *language*, each with the language of its label, by label.

    editions: the newest in *language*; a category that none of them has is labelled as in its newest article.
    A label in *language* goes before one of an article that is not translated yet.
    """
    labelled: dict[str, tuple[Category, str]] = {}
    for each in sorted(editions, key=lambda each: each.text_language != language):
        for category in each.categories:
            labelled.setdefault(category.slug, (category, each.text_language))
    for slug in {category.slug for category in list_categories(connection)} - labelled.keys():
        for each in list_editions(connection, Selection(language, category=slug), now=now, limit=1):
            labelled[slug] = next(
                (category, each.text_language) for category in each.categories if category.slug == slug
            )
    yield from sorted(labelled.values(), key=lambda pair: pair[0].label.casefold().translate(_COLLATION))


def _passages(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks one by one, but the items of a list together."""
    for is_list, group in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
        if is_list:
            yield list(group)
        else:
            yield from ([block] for block in group)


def _original_url(found: Edition) -> str | None:
    """The page of what was translated: ours, else the source's; None if this is it or there is none."""
    if found.origin is Origin.ORIGINAL:
        return None
    if found.original_language in services().site.languages:
        return here(article_path(found.original_language, found.article_id))
    return web_address(found.original_url) if found.original_url else None


def _lang(language: str) -> Markup:
    """The attribute for a piece of text in *language*; none if the page is in it (HTML §3.2.6.2, unknown: "")."""
    if language == interface_language():
        return Markup()
    return Markup(' lang="{}"').format("" if language == UNDETERMINED else language)


def _block_lang(block: Block, edition: Edition) -> Markup:
    """The attribute for a block in another language than the text around it."""
    if block.language in (None, edition.text_language):
        return Markup()
    return Markup(' lang="{}"').format(block.language)


def _file_facts(file: Enclosure) -> str:
    """What is known of a file, as readers of the page's language say it: «аудио, 48:05, 12,3 МБ»."""
    kinds = {"audio": gettext("audio"), "video": gettext("video"), "image": gettext("picture")}
    facts = ["PDF" if file.type == "application/pdf" else kinds.get(kind_of(file), gettext("file"))]
    if file.duration_s is not None:
        facts.append(clock(file.duration_s))
    if file.length is not None:
        units = {10**9: gettext("GB"), 10**6: gettext("MB"), 10**3: gettext("kB")}
        size = next((size for size in units if file.length >= size), 10**3)
        facts.append(f"{format_decimal(file.length / size, '#,##0.#')}\xa0{units[size]}")
    return ", ".join(facts)


def _first_paragraph(edition: Edition) -> str:
    """The text of the first paragraph, for lists: one with links in it stands in no summary. Empty if there is none."""
    paragraphs = (block for block in edition.blocks if block.kind is BlockKind.PARAGRAPH)
    return next((text for block in paragraphs if (text := text_of(block.html).strip())), "")


def _long_date(moment: datetime) -> str:
    """The day of *moment* in the site's time zone, as readers of the page's language write it."""
    written: str = format_date(moment.astimezone(services().settings.time_zone).date(), "long")
    return written
