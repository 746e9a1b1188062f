"""What the templates speak of, and how a page is answered: in the reader's language, compressed, with its headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from markupsafe import Markup

from feedserver.codings import Coding
from feedserver.feeds.addresses import (
    FeedAddress,
    Format,
    article_path,
    category_path,
    opml_path,
    page_path,
    search_path,
    source_path,
    subscribe_path,
)
from feedserver.feeds.rendering import encoded
from feedserver.feeds.wording import wording
from feedserver.inline_html import text_of
from feedserver.languages import name_of
from feedserver.model import UNDETERMINED, Block, BlockKind, Edition, Enclosure
from feedserver.transliteration import direction_of
from feedserver.web.kept import choose_coding
from feedserver.web.links import here
from feedserver.web.media import clock, kind_of, shown_html
from feedserver.web.services import services
from feedserver.web.translations import decimal, gettext, interface_language, long_date, long_time

MAX_AGE_S = 60
FORMATS = {Format.ATOM: "Atom", Format.RSS: "RSS", Format.JSON: "JSON Feed"}
_LEAD_CHARS = 280  # of a list; more is on the article's page

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; {media}; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The pictures and sounds of an article stand at its source. No hosts are named: podcasts come by redirects over
# others. Where the site is on https, browsers ask for what is on http by https, or not at all.
_MEDIA = {False: "img-src 'self'", True: "img-src https: http:; media-src https: http:"}


def init_templates(app: Flask) -> None:
    """Give the templates their words."""
    app.context_processor(_vocabulary)


def register(pages: Blueprint) -> None:
    """Browsers are to be strict with all that *pages* answer, also with what is no page."""
    pages.after_request(_secure)


def _secure(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _POLICY.format(media=_MEDIA[False]))
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return answer


def answer_page(
    template: str,
    language: str,
    *,
    paths: Mapping[str, str],
    status: int = 200,
    with_media: bool = False,
    cache_control: str = f"public, max-age={MAX_AGE_S}",
    **values: Any,
) -> Response:
    """The page that *template* makes of *values*, or 304 if the client has it.

    language: the edition's that it stands in. paths: the same page in every language, by language. with_media:
    whether pictures and sounds of other hosts may be shown.
    """
    html = render_template(template, language=language, paths=paths, **values)
    answer = answer_bytes(html.encode(), "text/html; charset=utf-8", cache_control=cache_control, status=status)
    answer.headers["Content-Language"] = interface_language()
    answer.headers["Content-Security-Policy"] = _POLICY.format(media=_MEDIA[with_media])
    _secure(answer)
    if status == 200:
        answer.headers["Link"] = ", ".join(
            f'<{services().site.base_url}{path}>; rel="alternate"; hreflang="{other}"' for other, path in paths.items()
        )
    return answer


def answer_bytes(
    body: bytes, content_type: str, *, cache_control: str = f"public, max-age={MAX_AGE_S}", status: int = 200
) -> Response:
    """*body* in the coding that the client likes, or 304 if it has it."""
    coding = choose_coding(request.headers.get("Accept-Encoding")) or Coding.IDENTITY
    content = encoded(body, coding)
    answer = Response(content.body, status, content_type=content_type)
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = cache_control
    if coding is not Coding.IDENTITY:
        answer.headers["Content-Encoding"] = coding
    if status == 200:
        answer.headers["ETag"] = content.etag
        answer.make_conditional(request)
        del answer.headers["Date"]  # Werkzeug adds it, and so does every server
    return answer


def _vocabulary() -> dict[str, Any]:
    return {
        "site": services().site,
        "words": wording(interface_language()),
        "formats": FORMATS,
        "here": here,
        "name_of": name_of,
        "direction_of": direction_of,
        "lang": lang,
        "block_lang": block_lang,
        "long_date": long_date,
        "long_time": long_time,
        "lead_of": lead_of,
        "file_facts": _file_facts,
        "inline": lambda block: Markup(shown_html(block)),
        "FeedAddress": FeedAddress,
        "page_path": page_path,
        "article_path": article_path,
        "category_path": category_path,
        "source_path": source_path,
        "search_path": search_path,
        "subscribe_path": subscribe_path,
        "opml_path": opml_path,
    }


def lang(language: str) -> Markup:
    """The attributes for a piece of text in *language*; none if the page is in it (HTML §3.2.6.2, unknown: "")."""
    own = interface_language()
    if language == own:
        return Markup()
    mark = Markup(' lang="{}"').format("" if language == UNDETERMINED else language)
    direction = direction_of(language)
    return mark if direction == direction_of(own) else mark + Markup(' dir="{}"').format(direction)


def block_lang(block: Block, language: str) -> Markup:
    """The attributes for a block in another language than *language*, the text's around it."""
    if block.language in (None, language):
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(block.language, direction_of(block.language or ""))


def lead_of(edition: Edition, limit: int = _LEAD_CHARS) -> str:
    """The beginning of the text, for lists: the lead, else the first paragraph; cut between two words."""
    paragraphs = (block for block in edition.blocks if block.kind is BlockKind.PARAGRAPH)
    first = (text for block in paragraphs if (text := text_of(block.html).strip()))
    lead = edition.summary or next(first, "")
    return lead if len(lead) <= limit else lead[:limit].rsplit(None, 1)[0].rstrip(" .,;:–—-") + "…"


def _file_facts(file: Enclosure) -> str:
    """What is known of a file, as readers of the page's language say it: «аудио, 48:05, 12,3 МБ»."""
    kinds = {"audio": gettext("audio"), "video": gettext("video"), "image": gettext("picture")}
    facts = ["PDF" if file.type == "application/pdf" else kinds.get(kind_of(file), gettext("file"))]
    if file.duration_s is not None:
        facts.append(clock(file.duration_s))
    if file.length is not None:
        units = {10**9: gettext("GB"), 10**6: gettext("MB"), 10**3: gettext("kB")}
        size = next((size for size in units if file.length >= size), 10**3)
        facts.append(f"{decimal(file.length / size)}\xa0{units[size]}")
    return ", ".join(facts)
