"""Reading an upstream feed, in whatever format it is."""

from __future__ import annotations

from feedserver.errors import SourceError
from feedserver.sources.context import ReadingContext
from feedserver.sources.upstream.decoding import decode_feed
from feedserver.sources.upstream.document import FeedDocument
from feedserver.sources.upstream.json_feed import read_json_feed
from feedserver.sources.upstream.not_feeds import refusal_of
from feedserver.sources.upstream.prolog import cut_prolog
from feedserver.sources.upstream.xml import read_xml_feed


def read_feed(body: bytes, context: ReadingContext, *, url: str, content_type: str | None = None) -> FeedDocument:
    """The feed that *body* is: RSS 0.90 to 2.0, Atom 0.3 or 1.0, JSON Feed 1 or 1.1.

    url: where it came from; relative addresses count from there. content_type: the header, of which the charset
    counts; None: not known. XML that is not well-formed is read as far as it goes.
    Raises SourceError, with *url* and what it is instead, for anything that is no feed; if it is a web page that
    links to feeds, the message names them. Refuses XML with declarations of its own (entities).
    """
    try:
        text = decode_feed(body, content_type)
        if text.startswith("{"):
            return read_json_feed(text, context, url=url)
        markup = cut_prolog(text)
        if markup is None:
            raise SourceError(refusal_of(text, url))
        return read_xml_feed(markup, context, url=url)
    except SourceError as error:
        raise SourceError(f"{url}: {error}") from error
