"""Trying a source without storing anything: what is there, what would be read of it, and what not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedserver.errors import SourceError
from feedserver.model import Article, Source, SourceKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.fetching.client import Fetched
from feedserver.sources.folders.files import FileReading, original_of
from feedserver.sources.folders.folder import Folder
from feedserver.sources.polling.full_text import PAGE_TYPES, fetch_page, is_page, read_page
from feedserver.sources.polling.looks import FEED_TYPES, Looker
from feedserver.sources.upstream import FeedDocument, find_feeds, read_feed

_SHOWN = 5  # articles of a feed


@dataclass(frozen=True, slots=True)
class Finding:
    """One line about a source. is_refusal: something that is not read, with the reason."""

    text: str
    is_refusal: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """What stands at an address. feeds: of a page, the addresses of the feeds that it links to."""

    kind: SourceKind
    fetched: Fetched
    feeds: tuple[str, ...] = ()


def probe(address: str, looker: Looker) -> Probe:
    """Ask once whether a feed or a web page stands at *address*. Raises SourceError if neither, or it cannot be had."""
    fetched = looker.fetcher.fetch(address, accept=f"{FEED_TYPES}, text/html;q=0.5")
    context = ReadingContext(source="", zone=looker.zone, read_at=looker.clock())
    try:
        read_feed(fetched.body, context, url=fetched.final_url, content_type=fetched.content_type)
    except SourceError:
        if not is_page(fetched):
            raise
        feeds = find_feeds(fetched.body.decode("utf-8", "replace"), fetched.final_url)
        return Probe(SourceKind.PAGES, fetched, tuple(feeds))
    return Probe(SourceKind.FEED, fetched)


def check_source(
    source: Source, looker: Looker, folder: Folder | None, fetched: Fetched | None = None
) -> Iterator[Finding]:
    """What is found at *source*, line by line. folder: if it is one. fetched: the feed, where it has just been had."""
    try:
        if folder is not None:
            yield from _check_folder(folder, looker)
        elif source.kind is SourceKind.FEED:
            yield from _check_feed(source, looker, fetched or looker.fetcher.fetch(source.location, accept=FEED_TYPES))
        else:
            for page in source.pages:
                yield from _check_page(page, source, looker)
    except SourceError as error:
        yield Finding(str(error), is_refusal=True)


def _check_folder(folder: Folder, looker: Looker) -> Iterator[Finding]:
    encodings: Counter[str] = Counter()
    for name, found in folder.check(now=looker.clock()):
        if isinstance(found, SourceError):
            yield Finding(str(found), is_refusal=True)
            continue
        encodings[found.encoding] += 1
        yield from _tell_file(name, found)
    yield Finding(", ".join(f"{count} in {encoding}" for encoding, count in sorted(encodings.items())) or "no files")


def _tell_file(name: str, found: FileReading) -> Iterator[Finding]:
    original = found.translation_of or original_of(name)
    for article in found.articles:
        whose = f"translation of {original}, " if original else ""
        yield Finding(f"{name}: {found.encoding}, {whose}{_tell(article)}")
    for error in found.refused:
        yield Finding(str(error), is_refusal=True)


def _check_feed(source: Source, looker: Looker, fetched: Fetched) -> Iterator[Finding]:
    if fetched.permanent_url != fetched.url:
        yield Finding(f"has moved for good to {fetched.permanent_url}")
    context = looker.context(source)
    document = read_feed(fetched.body, context, url=fetched.final_url, content_type=fetched.content_type)
    yield from _tell_feed(fetched, document)
    for article in document.articles[:_SHOWN]:
        yield Finding(f"  {_tell(article)}")
        if source.full_text and article.url:
            try:
                page = fetch_page(looker.fetcher, article.url, context)
            except SourceError as error:
                yield Finding(f"only a teaser: {error}", is_refusal=True)
            else:
                yield Finding(f"    its page: {_tell(page)}")
    for refusal in document.refused:
        yield Finding(str(refusal), is_refusal=True)


def _tell_feed(fetched: Fetched, document: FeedDocument) -> Iterator[Finding]:
    count = _count(len(document.articles), "article")
    yield Finding(f"{document.format}, “{document.title}”, {count}, {_languages(document.articles)}")
    kept = [name for name, value in (("ETag", fetched.etag), ("Last-Modified", fetched.last_modified)) if value]
    yield Finding(
        f"can be asked whether it has changed: {' and '.join(kept)}" if kept else "is sent whole at every look"
    )
    for hub in document.hub_urls:
        yield Finding(f"has a hub that pushes: {hub}")


def _check_page(page: str, source: Source, looker: Looker) -> Iterator[Finding]:
    fetched = looker.fetcher.fetch(page, obey_robots=True, accept=PAGE_TYPES)
    yield Finding(f"{page}: {_tell(read_page(fetched, page, looker.context(source)))}")


def _tell(article: Article) -> str:
    dated = article.published_at.isoformat() if article.published_at else "undated"
    parts = [
        article.language,
        dated,
        _count(len(article.blocks) + bool(article.summary), "paragraph"),
        f"“{article.title}”",
    ]
    if article.enclosures:
        parts.insert(-1, _count(len(article.enclosures), "enclosure"))
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _languages(articles: Sequence[Article]) -> str:
    counts = Counter(article.language for article in articles)
    return ", ".join(f"{count} {language}" for language, count in counts.most_common()) or "none"
