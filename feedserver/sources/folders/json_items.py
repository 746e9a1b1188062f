"""Files of JSON Feed items: one, a list of them, or a whole feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from feedserver.errors import SourceError
from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.links import web_address
from feedserver.sources.upstream.json_feed import read_item

MAX_ITEMS = 5_000
_CONTENT = frozenset({"content_html", "content_text"})


def read_json_items(text: str, name: str, context: ReadingContext) -> tuple[list[Article], list[SourceError]]:
    """The articles of the file *name*, in its order, and why others of its items cannot be read.

    The external id of a single item is *name*, that of one in a list ``name#id``. Of two items with the same id the
    first counts. Raises SourceError, with *name*, if *text* is no such file.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name}: is no valid JSON: {error or 'is nested too deeply'}") from error
    if isinstance(document, dict) and not isinstance(document.get("items"), list):
        if _CONTENT.isdisjoint(document):
            raise SourceError(f"{name}: is no JSON Feed and no item of one: that has content_html or content_text")
        return [_read(document, {}, name, name, context)], []
    feed, items = (document, document["items"]) if isinstance(document, dict) else ({}, document)
    if not isinstance(items, list):
        raise SourceError(f"{name}: is no JSON Feed, no item of one and no list of them")
    if len(items) > MAX_ITEMS:
        raise SourceError(f"{name}: has too many items: {len(items)}, {MAX_ITEMS} are allowed")
    articles: dict[str, Article] = {}
    refused = []
    for number, item in enumerate(items, start=1):
        try:
            article = _read(item, feed, f"{name}, item {number}", None, context)
        except SourceError as error:
            refused.append(error)
            continue
        external_id = f"{name}#{article.external_id}"
        articles.setdefault(external_id, replace(article, external_id=external_id))
    return list(articles.values()), refused


def _read(item: Any, feed: Mapping[str, Any], shown: str, external_id: str | None, context: ReadingContext) -> Article:
    """The article that *item* is; *feed* is what stands around it. Raises SourceError that begins with *shown*."""
    home, language = feed.get("home_page_url"), feed.get("language")
    try:
        return read_item(
            item,
            context,
            base_url=web_address(home) if isinstance(home, str) else None,
            external_id=external_id,
            declared_language=language if isinstance(language, str) else None,
        )
    except SourceError as error:
        raise SourceError(f"{shown}: {str(error).removeprefix(f'{external_id}: ')}") from error
