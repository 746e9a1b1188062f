"""feedparser, kept within bounds. Import it where a feed is read, not before: it is slow to load.

``feedparser.parse`` is not used: it opens files and addresses, finds encodings and expands entities, which is done
already or never; and of what a feed repeats without end it makes work that grows with the square.
"""

from __future__ import annotations

import io
import xml.sax
import xml.sax.handler
from typing import Any
from xml.parsers import expat

from feedparser.api import LooseFeedParser, StrictFeedParser

from feedserver.errors import SourceError
from feedserver.sources.upstream.document import MAX_ENTRIES
from feedserver.sources.upstream.mending import mend
from feedserver.sources.upstream.texts import MAX_TAG_CHARS, looks_like_html

MAX_BROKEN_CHARS = 1_000_000  # the loose parser takes up to 6 s for so many
MAX_ELEMENTS = 100_000
MAX_ATTRIBUTES = 200  # of one element
_MAX_NAMESPACES = 50  # feedparser looks through all of them at every element
_MAX_BASE_CHARS = 500  # of xml:base, which is worked out anew at every element
_MAX_TAGS = 50  # of one entry; feedparser compares each with each
_DELETED = "deleted-entry"  # RFC 6721, whatever its prefix


class _Enough(Exception):
    """More entries than are read."""


class _Bounded:
    """What both parsers of feedparser are not to do.

    feeddata, entries, version: as feedparser describes them. deleted: the ids of entries said to be deleted.
    """

    feeddata: Any
    entries: list[Any]
    version: str
    namespaces_in_use: dict[str, str]
    baseuri: str

    looks_like_html = staticmethod(looks_like_html)  # what RSS gives as plain text
    can_be_relative_uri = StrictFeedParser.can_be_relative_uri - {"id"}  # an id is a name, also if it looks like a path

    def __init__(self, url: str = "") -> None:
        super().__init__(url, None, "utf-8")  # type: ignore[call-arg]
        self.resolve_relative_uris = False  # done with the links of the blocks
        self.sanitize_html = False  # done by the reader of the blocks, which all HTML passes
        self.deleted: list[str] = []
        self._elements = 0

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise SourceError(f"is refused: it has more than {MAX_ELEMENTS} elements")
        if tag.rpartition(":")[2] == _DELETED:
            self.deleted += [value for name, value in attrs if name == "ref" and value]
        attrs = [(name, value) for name, value in attrs if not self._is_endless(name.lower(), value)]
        super().unknown_starttag(tag, attrs)  # type: ignore[misc]
        if len(self.entries) > MAX_ENTRIES:
            raise _Enough

    def _is_endless(self, name: str, value: str) -> bool:
        """Whether an attribute that counts for all elements inside makes each of them slow."""
        if name in ("xml:base", "base"):
            return len(value) > _MAX_BASE_CHARS or len(self.baseuri) > _MAX_BASE_CHARS
        return name in ("xml:lang", "lang") and len(value) > MAX_TAG_CHARS

    def track_namespace(self, prefix: str | None, uri: str) -> None:
        if len(self.namespaces_in_use) < _MAX_NAMESPACES:
            super().track_namespace(prefix, uri)  # type: ignore[misc]

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        if len(self._get_context().setdefault("tags", [])) < _MAX_TAGS:  # type: ignore[attr-defined]
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def _sync_author_detail(self, key: str = "author") -> None:
        """Keep what the author's element says as it stands; feedparser cuts it up, and wrongly in newer domains."""
        context = self._get_context()  # type: ignore[attr-defined]
        people = context.get(f"{key}s")
        if people and not people[-1] and context.get(key):
            people[-1]["name"] = context[key]


class _Strict(_Bounded, StrictFeedParser):  # type: ignore[misc]
    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: N802
        if len(attrs) > MAX_ATTRIBUTES:  # feedparser looks for each among all
            raise SourceError(f"is refused: it has an element with more than {MAX_ATTRIBUTES} attributes")
        super().startElementNS(name, qname, attrs)


class _Loose(_Bounded, LooseFeedParser):  # type: ignore[misc]
    pass


_Strict()  # the first one fills a table that all share, and other threads are not to see it half full


def parse(markup: str, url: str) -> _Bounded:
    """The feed that *markup*, XML from its root element on, holds: a parser of feedparser that has read it.

    url: where it came from, the base of its links.
    Raises SourceError for XML that no feed needs (too many elements) and, if it is not well-formed, for more than
    MAX_BROKEN_CHARS of it.
    """
    fault = _fault_of(markup)
    if fault:
        markup = mend(markup)
        fault = _fault_of(markup)
    if fault and len(markup) > MAX_BROKEN_CHARS:
        raise SourceError(f"is no well-formed XML ({fault}), and too long to be read all the same")
    parser = _Loose(url) if fault else _Strict(url)
    try:
        parser.feed(markup) if fault else _read_strictly(markup, parser)
    except _Enough:
        pass
    except SourceError:
        raise
    except Exception as error:  # feedparser was made for people's mistakes, not for malice, and fails in many ways
        raise SourceError(f"is XML that cannot be read ({type(error).__name__}: {str(error)[:100]})") from error
    return parser


def _fault_of(markup: str) -> str | None:
    """Why *markup* is not well-formed, None if it is."""
    try:
        expat.ParserCreate("utf-8", " ").Parse(markup.encode(), True)
    except expat.ExpatError as error:
        return str(error)
    return None


def _read_strictly(markup: str, parser: Any) -> None:
    reader = xml.sax.make_parser()
    reader.setFeature(xml.sax.handler.feature_namespaces, True)
    reader.setFeature(xml.sax.handler.feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(markup.encode()))
    source.setEncoding("utf-8")
    reader.parse(source)
