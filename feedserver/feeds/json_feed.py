"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any

from feedserver.feeds.model import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def render_json(feed: Feed) -> bytes:
    """The feed as a JSON document in UTF-8; the same feed gives the same bytes.

    Where an entry comes from stands in its extension ``_feedserver``: origin (``original``, ``edited``,
    ``machine``, ``pending``), original_language, original_url, engine, translated_through (a language) and
    untranslated, the number of sentences left as they were.
    """
    document = _without_none(
        version=VERSION,
        title=feed.title,
        home_page_url=feed.page_url,
        feed_url=feed.self_url,
        description=feed.subtitle,
        authors=[{"name": feed.author}],
        language=feed.language,
        items=[_item(entry) for entry in feed.entries],
    )
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry) -> dict[str, Any]:
    return _without_none(
        id=entry.id,
        url=entry.page_url,
        external_url=entry.external_url,
        title=entry.title,
        content_html=entry.content,
        summary=entry.summary or None,
        date_published=entry.published_at.isoformat(),
        date_modified=entry.updated_at.isoformat(),
        authors=[{"name": entry.author}] if entry.author else None,
        tags=[category.label for category in entry.categories] or None,
        language=entry.language,
        _feedserver=_without_none(
            origin=entry.origin,
            original_language=entry.original_language,
            original_url=entry.original_url,
            engine=entry.engine,
            translated_through=entry.pivot,
            untranslated=entry.untranslated,
        ),
    )


def _without_none(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
