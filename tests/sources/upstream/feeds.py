"""Feeds as the world writes them, and how the tests read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.upstream import FeedDocument, read_feed

URL = "https://news.example/section/feed.xml"
ALMATY = ZoneInfo("Asia/Almaty")
CONTEXT = ReadingContext("news", ALMATY, datetime(2026, 3, 1, 12, tzinfo=UTC))


def read(feed: str | bytes, content_type: str | None = None, context: ReadingContext = CONTEXT) -> FeedDocument:
    body = feed.encode() if isinstance(feed, str) else feed
    return read_feed(body, context, url=URL, content_type=content_type)


def read_one(feed: str | bytes) -> Article:
    """The only article of *feed*, of which nothing is refused."""
    document = read(feed)
    assert document.refused == ()
    (article,) = document.articles
    return article


def rss(*items: str, channel: str = "") -> str:
    """RSS 2.0 with the namespaces that are in use."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel><title>News</title><link>https://news.example/</link>{channel}{inside}</channel></rss>"
    )


def atom(*entries: str, feed: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:feed</id>{feed}{inside}</feed>'
