"""The page of one article: its text, where it comes from, what goes with it; alone or beside its original."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, request

from feedserver.feeds.addresses import article_path, page_path
from feedserver.feeds.cleaning import web_address, web_addresses
from feedserver.feeds.content import origin_of, pair_blocks
from feedserver.model import UNDETERMINED, Block, BlockKind, Edition, Origin
from feedserver.store.editions import is_withdrawn
from feedserver.web.editions import find_edition, require_language
from feedserver.web.links import here
from feedserver.web.media import media_of
from feedserver.web.refusals import Refusal, bad_request
from feedserver.web.services import services
from feedserver.web.templating import answer_page, lead_of, register

articles = Blueprint("articles", __name__)
register(articles)

_SCHEMA = "https://schema.org"
_DESCRIPTION_CHARS = 200


@articles.get("/<language>/articles/<article_id>")
def article(language: str, article_id: str) -> Response:
    """One article in *language*; while its translation is pending, in the language it was written in."""
    require_language(language)
    bilingual = _is_bilingual()
    with services().database.read() as connection:
        found = find_edition(connection, article_id, language, with_originals=True)
        withdrawn = found is None and is_withdrawn(connection, article_id)
    if found is None:
        raise _gone(language) if withdrawn else _unknown(language, article_id)
    external_url = web_address(found.original_url) if found.original_url else None
    description = lead_of(found, _DESCRIPTION_CHARS)
    return answer_page(
        "article.html",
        language,
        paths={other: article_path(other, article_id, bilingual=bilingual) for other in services().site.languages},
        with_media=True,
        edition=found,
        origin=origin_of(found),
        media=media_of(found),
        passages=list(_passages(found.blocks)),
        rows=_rows(found) if bilingual and found.original is not None else None,
        original_url=_original_url(found),
        external_url=external_url,
        other_urls=web_addresses(found.other_urls, but=external_url),
        canonical_path=article_path(language, article_id),
        bilingual_path=here(article_path(language, article_id, bilingual=True)),
        description=description,
        facts=_structured(found, language, description, external_url),
    )


def _is_bilingual() -> bool:
    views = request.args.getlist("view")
    if views not in ([], ["bilingual"]):
        raise bad_request(f"view is “{', '.join(views)}”; allowed is bilingual.")
    return bool(views)


def _passages(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks one by one, but the items of a list together."""
    for is_list, group in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
        if is_list:
            yield list(group)
        else:
            yield from ([block] for block in group)


def _rows(found: Edition) -> list[tuple[list[Block], list[Block]]]:
    """The text in pieces, each with what it translates; the lead is a paragraph, lists stay together."""
    original = found.original
    assert original is not None
    rows: list[tuple[list[Block], list[Block]]] = []
    for pair in pair_blocks(found.blocks, original.blocks):
        left, right = ([each] if each else [] for each in pair)
        is_item = all(each is None or each.kind is BlockKind.ITEM for each in pair)
        if is_item and rows and all(each.kind is BlockKind.ITEM for side in rows[-1] for each in side):
            rows[-1] = (rows[-1][0] + left, rows[-1][1] + right)
        else:
            rows.append((left, right))
    return rows


def _original_url(found: Edition) -> str | None:
    """The page of what was translated: ours, else the source's; None if this is it or there is none."""
    if found.origin is Origin.ORIGINAL:
        return None
    if found.original_language in services().site.languages:
        return here(article_path(found.original_language, found.article_id))
    return web_address(found.original_url) if found.original_url else None


def _structured(found: Edition, language: str, description: str, external_url: str | None) -> dict[str, Any]:
    """The article in schema.org's words (JSON-LD), for machines that look at pages."""
    site = services().site
    here_url = site.base_url + article_path(language, found.article_id)
    facts: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "NewsArticle",
        "@id": here_url,
        "mainEntityOfPage": here_url,
        "headline": found.title or description,
        "description": description,
        "datePublished": found.published_at.isoformat(),
        "dateModified": found.updated_at.isoformat(),
        "publisher": {"@type": "Organization", "name": site.title, "url": site.base_url + "/"},
    }
    if found.text_language != UNDETERMINED:
        facts["inLanguage"] = found.text_language
    if found.author:
        facts["author"] = {"@type": "Person", "name": found.author}
    if found.categories:
        facts["articleSection"] = [category.label for category in found.categories]
    if image := web_address(found.image) if found.image else None:
        facts["image"] = image
    if found.origin in (Origin.MACHINE, Origin.EDITED):
        facts["translationOfWork"] = _work(found, external_url)
    elif external_url is not None:
        facts["isBasedOn"] = external_url
    return facts


def _work(found: Edition, external_url: str | None) -> dict[str, Any]:
    """What was translated."""
    work: dict[str, Any] = {"@type": "NewsArticle", "inLanguage": found.original_language}
    if found.original is not None:
        work["headline"] = found.original.title
    if found.original_language in services().site.languages:
        work["@id"] = services().site.base_url + article_path(found.original_language, found.article_id)
    if external_url is not None:
        work["url"] = external_url
    return work


def _unknown(language: str, article_id: str) -> Refusal:
    there = services().site.base_url + page_path(language)
    return Refusal(HTTPStatus.NOT_FOUND, f"There is no article “{article_id}” here. The articles are listed at {there}")


def _gone(language: str) -> Refusal:
    there = services().site.base_url + page_path(language)
    return Refusal(HTTPStatus.GONE, f"This article has been withdrawn by its source. Others are listed at {there}")
