"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any

from feedserver.feeds.model import Entry, Feed
from feedserver.model import Enclosure

VERSION = "https://jsonfeed.org/version/1.1"


def render_json(feed: Feed) -> bytes:
    """The feed as a JSON document in UTF-8; the same feed gives the same bytes.

    Where an entry comes from stands in its extension ``_feedserver``: origin (``original``, ``edited``,
    ``machine``, ``pending``), original_language, original_url, engine, translated_through (a language),
    untranslated, the number of sentences left as they were, other_urls, where else the same story stands, and source,
    the feed that it came in.
    """
    document = _without_none(
        version=VERSION,
        title=feed.title,
        home_page_url=feed.page_url,
        feed_url=feed.self_url,
        next_url=feed.link("prev-archive"),
        description=feed.subtitle,
        authors=[{"name": feed.author}],
        language=feed.language,
        hubs=[{"type": "WebSub", "url": hub} for hub in feed.hubs] or None,
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
        image=entry.image,
        date_published=entry.published_at.isoformat(),
        date_modified=entry.updated_at.isoformat(),
        authors=[{"name": entry.author}] if entry.author else None,
        tags=[category.label for category in entry.categories] or None,
        language=entry.language,
        attachments=[_attachment(enclosure) for enclosure in entry.enclosures] or None,
        _feedserver=_without_none(
            origin=entry.origin,
            original_language=entry.original_language,
            original_url=entry.original_url,
            engine=entry.engine,
            translated_through=entry.pivot,
            untranslated=entry.untranslated,
            other_urls=list(entry.other_urls) or None,
            source={"title": entry.upstream.title, "feed_url": entry.upstream.url} if entry.upstream else None,
        ),
    )


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    return _without_none(
        url=enclosure.url,
        mime_type=enclosure.type,
        title=enclosure.title,
        size_in_bytes=enclosure.length,
        duration_in_seconds=enclosure.duration_s,
    )


def _without_none(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
