"""The page on which readers find the feeds, and the list of them for their software."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response

from feedserver.feeds.addresses import FeedAddress, Format, subscribe_path
from feedserver.feeds.opml import CONTENT_TYPE, render_opml
from feedserver.model import Category
from feedserver.store.database import Connection
from feedserver.store.editions import Selection
from feedserver.store.sources import list_largest_sources
from feedserver.web.categories import list_labelled
from feedserver.web.editions import list_editions, require_language
from feedserver.web.services import services
from feedserver.web.templating import answer_bytes, answer_page, register

subscriptions = Blueprint("subscriptions", __name__)
register(subscriptions)

# Readers on the web, and how their page to add a feed is asked for one.
_READERS = {
    "Feedly": "https://feedly.com/i/subscription/feed/{}",
    "Inoreader": "https://www.inoreader.com/?add_feed={}",
    "NewsBlur": "https://www.newsblur.com/?url={}",
    "The Old Reader": "https://theoldreader.com/feeds/subscribe?url={}",
}


@subscriptions.get("/<language>/subscribe")
def subscribe(language: str) -> Response:
    """The feeds of *language*, and what a feed is."""
    require_language(language)
    site, now = services().site, services().clock()
    with services().database.read() as connection:
        categories, sources = _list_feeds(connection, language, now)
    url = site.base_url + FeedAddress(language, Format.ATOM).path
    return answer_page(
        "subscribe.html",
        language,
        paths={other: subscribe_path(other) for other in site.languages},
        url=url,
        readers={name: address.format(quote(url, safe="")) for name, address in _READERS.items()},
        categories=categories,
        sources=sources,
    )


@subscriptions.get("/<language>/feeds.opml")
def feed_list(language: str) -> Response:
    """The feeds of *language* as OPML, for feed readers to import at once."""
    require_language(language)
    with services().database.read() as connection:
        categories, sources = _list_feeds(connection, language, services().clock())
    listed = render_opml(
        services().site, language, categories=[category for category, _ in categories], sources=sources
    )
    return answer_bytes(listed, CONTENT_TYPE)


def _list_feeds(
    connection: Connection, language: str, now: datetime
) -> tuple[list[tuple[Category, str]], list[tuple[str, str]]]:
    """The categories, each with the language of its label, and the sources (slug and title) that have feeds."""
    limit = services().settings.feed_entries
    editions = list_editions(connection, Selection(language), now=now, limit=limit)
    return list_labelled(connection, language, editions, now=now), list_largest_sources(connection)
