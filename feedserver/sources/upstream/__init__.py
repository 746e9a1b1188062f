"""Feeds of others: RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1 and 1.1. Pure: bytes in, articles out."""

from feedserver.sources.upstream.document import FeedDocument
from feedserver.sources.upstream.not_feeds import find_feeds
from feedserver.sources.upstream.reading import read_feed

__all__ = ["FeedDocument", "find_feeds", "read_feed"]
