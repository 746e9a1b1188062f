"""The nouns of feedserver, as frozen values. No I/O, no libraries, nothing that can fail.

All times are aware datetimes in UTC. All languages are BCP 47 tags such as ``kk``; ``und`` where unknown.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedserver.codings import Coding

UNDETERMINED = "und"


class Origin(StrEnum):
    """Where the words of an edition or of a sentence come from."""

    ORIGINAL = "original"
    EDITED = "edited"  # a person stands behind it
    MACHINE = "machine"


class BlockKind(StrEnum):
    """What a block is; the value is the HTML element it becomes. Neighbouring items form one list."""

    PARAGRAPH = "p"
    HEADING = "h2"
    ITEM = "li"
    QUOTE = "blockquote"
    CODE = "pre"  # never translated
    FIGURE = "figure"  # an image, then its caption in <figcaption>


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, quotation, piece of code or figure of an article's body.

    html: inline HTML, already sanitised and escaped; never block elements, never empty. Saved text has no
    markup, so there it is the escaped text. language: where it is another one than the text's around it.
    """

    kind: BlockKind
    html: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A category: *slug* is stable and goes into URLs, *label* is for people."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an article: the sound of a podcast, a video, a document.

    url: absolute, http or https. type: its media type (``audio/mpeg``). length: in bytes, None if not known.
    """

    url: str
    type: str
    length: int | None = None
    duration_s: int | None = None
    title: str | None = None


class SourceKind(StrEnum):
    """What a source is."""

    FOLDER = "folder"  # of files; watched
    FEED = "feed"  # somebody else's; polled
    PAGES = "pages"  # single pages of one web site, each read once


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from, as the operator declares it.

    slug: stable, part of URLs and of every article's id. title: for people; of a feed that has none here, the feed's
    own. location: the folder's path or an http(s) address. language, zone: what it is in and in which time zone (an
    IANA name) its dates are, where it does not say or is wrong. categories: of every article, before its own.
    by_folder: sub-folders are categories (folders). full_text: its entries are teasers, and the text is read from
    their pages (feeds). pages: addresses that are read once each (pages; the location is their site's).
    """

    slug: str
    kind: SourceKind
    location: str
    title: str | None = None
    language: str | None = None
    zone: str | None = None
    categories: tuple[str, ...] = ()
    by_folder: bool = False
    full_text: bool = False
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """The original, in one language, as it was read.

    source: slug of the source. external_id: what the source calls it (a file name, a guid).
    title, summary: plain text; *summary* is the lead (the page's own, else its first paragraph) and is not
    repeated in *blocks*; empty if there is none. published_at: None if the page does not say. updated_at: when its
    source says that it last changed it. url: where the original stands on the web, if known. image: the address
    of the picture that stands for it, absolute. enclosures: in the source's order.
    """

    source: str
    external_id: str
    language: str
    title: str
    summary: str
    blocks: tuple[Block, ...]
    published_at: datetime | None = None
    categories: tuple[str, ...] = ()
    author: str | None = None
    url: str | None = None
    updated_at: datetime | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def id(self) -> str:
        """16 hex digits derived from source and external id alone: a rebuilt database gives the same."""
        return article_id(self.source, self.external_id)


@dataclass(frozen=True, slots=True)
class Text:
    """What an article says in one language: title, lead and body, as in Article."""

    title: str
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One article in one language, as readers see it.

    language: the edition's. text_language: the one its text is really in (the original's while pending).
    origin: None while pending: then the text is the original's. engine: what translated it, for people, such
    as ``Argos Translate (translate-en_ru 1.9)``; None unless origin is machine. pivot: the language it was
    translated through, None if directly. untranslated: how many sentences stayed in the original's language
    because no translation passed the checks. image, enclosures: the article's. other_urls: where else the same
    story stands, by other sources. original: what the article itself says, where that was asked for and is not the
    text.
    """

    article_id: str
    language: str
    text_language: str
    origin: Origin | None
    title: str
    summary: str
    blocks: tuple[Block, ...]
    categories: tuple[Category, ...]
    author: str | None
    source: str
    original_language: str
    original_url: str | None
    published_at: datetime
    updated_at: datetime
    engine: str | None = None
    pivot: str | None = None
    untranslated: int = 0
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    other_urls: tuple[str, ...] = ()
    original: Text | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What a site says of itself.

    base_url: without a slash at the end. languages: the editions, first is the default. authority,
    authority_date: the stable part of every id (RFC 4151); the date is ``YYYY-MM-DD``. hubs: WebSub hubs that hear of
    news.
    """

    title: str
    base_url: str
    languages: tuple[str, ...]
    authority: str
    authority_date: str
    hubs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body in one content coding. etag: strong, quoted, a hash of these bytes."""

    etag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendering:
    """The bytes of one feed in one format, as kept and as sent.

    links: the header Link (RFC 8288). bodies: in every content coding. last_modified: whole seconds. expires_at: from
    when on the rendering is no longer current (an edition held back is due then); None if only a change can end it.
    """

    content_type: str
    links: str
    bodies: Mapping[Coding, Encoded]
    last_modified: datetime
    expires_at: datetime | None = None


def article_id(source: str, external_id: str) -> str:
    """The id of an article, from the slug of its source and its external id."""
    return fingerprint([source, external_id])[:16]


def fingerprint(parts: Sequence[object]) -> str:
    """The SHA-256, in hex, of a canonical form of *parts*. Joined strings collide; JSON does not."""
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def slug_of(label: str) -> str:
    """The slug of a label: its words in lower case joined by hyphens (``Space Tourism`` → ``space-tourism``).

    Letters of every script are kept; a label without any letter or digit gives a slug made of its hash.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", label).casefold())
    return "-".join(words) or fingerprint([label])[:8]
