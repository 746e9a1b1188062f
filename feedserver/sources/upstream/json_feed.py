"""JSON Feed 1 and 1.1, and single items of one (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from feedserver.errors import SourceError
from feedserver.model import Article, Enclosure
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.blocks import read_blocks
from feedserver.sources.html.links import web_address
from feedserver.sources.upstream.collecting import collect
from feedserver.sources.upstream.document import FeedDocument
from feedserver.sources.upstream.enclosures import is_image, make_enclosure, several
from feedserver.sources.upstream.moments import read_moment
from feedserver.sources.upstream.texts import categories_of, html_of, id_of, language_of, line_of

_VERSION = "https://jsonfeed.org/version/"
_MAX_VERSION_CHARS = 10


def read_json_feed(text: str, context: ReadingContext, *, url: str) -> FeedDocument:
    """The JSON Feed that *text* is. url: where it came from. Raises SourceError if it is none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"is no valid JSON ({error})") from error
    version = _string(feed, "version") if isinstance(feed, dict) else ""
    items = feed.get("items") if isinstance(feed, dict) else None
    if not version.replace("http://", "https://").startswith(_VERSION) or not isinstance(items, list):
        raise SourceError('is JSON, but no JSON Feed: that has "version" and "items"')
    language, home_url = language_of(feed.get("language")), _address(feed, "home_page_url", url)
    found = collect(items, lambda item: read_item(item, context, base_url=home_url or url, declared_language=language))
    return FeedDocument(
        title=line_of(_string(feed, "title")),
        home_url=home_url,
        language=language,
        self_url=_address(feed, "feed_url", url),
        hub_urls=tuple(filter(None, (_address(hub, "url", url) for hub in _objects(feed, "hubs")))),
        ttl_s=None,
        articles=found.articles,
        deleted=(),
        refused=found.refused,
        format=f"JSON Feed {version.rpartition('/')[2][:_MAX_VERSION_CHARS]}",
    )


def read_item(
    item: Mapping[str, object],
    context: ReadingContext,
    *,
    base_url: str | None,
    external_id: str | None = None,
    declared_language: str | None = None,
) -> Article:
    """The article that an item of a JSON Feed is.

    item: as json.loads gives it; what has another type than the format asks for counts as missing. base_url: where
    relative addresses count from; None: they are dropped. external_id: None: the item's own id. declared_language:
    where the item names none.
    Raises SourceError if it is no object or nothing is in it.
    """
    if not isinstance(item, Mapping):
        raise SourceError("an entry is no JSON object")
    url = _address(item, "url", base_url) or _address(item, "external_url", base_url)
    title, published = _string(item, "title"), _string(item, "date_published")
    markup, text = _string(item, "content_html"), _string(item, "content_text")
    body = html_of(markup, is_html=True) if markup.strip() else html_of(text, is_html=False)
    image = _address(item, "image", base_url) or _address(item, "banner_image", base_url)
    image = image or next((file.url for file in _attachments(item, base_url) if is_image(file.type, "")), None)
    published_at, updated_at = read_moment(published, context), read_moment(item.get("date_modified"), context)
    return compose(
        context,
        external_id=external_id or id_of(_identifier(item), url, title, published),
        title=line_of(title),
        blocks=read_blocks(body, base_url=url or base_url),
        summary=line_of(_string(item, "summary")),
        declared_language=language_of(item.get("language"), declared_language),
        published_at=published_at or updated_at,
        updated_at=updated_at if published_at else None,
        categories=categories_of(_whole(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
        author=_authors(item),
        url=url,
        image=image,
        enclosures=several(_attachments(item, base_url), without=image),
    )


def _authors(item: Mapping[str, object]) -> str | None:
    """All names; version 1 has one author, 1.1 a list."""
    author = item.get("author")
    people = [*_objects(item, "authors"), *([author] if isinstance(author, Mapping) else [])]
    names = dict.fromkeys(line_of(_string(person, "name")) for person in people)
    return ", ".join(filter(None, names)) or None


def _attachments(item: Mapping[str, object], base_url: str | None) -> Iterator[Enclosure]:
    for file in _objects(item, "attachments"):
        enclosure = make_enclosure(
            _address(file, "url", base_url),
            file.get("mime_type"),
            length=file.get("size_in_bytes"),
            duration=file.get("duration_in_seconds"),
            title=line_of(_string(file, "title")),
        )
        if enclosure is not None:
            yield enclosure


def _identifier(item: Mapping[str, object]) -> str:
    """The id; a number, against the format's rule, is taken as its digits."""
    found = item.get("id")
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else _string(item, "id")


def _string(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return _whole(found) if isinstance(found, str) else ""


def _whole(text: str) -> str:
    """*text* without halves of characters (lone surrogates), which JSON can hold and nothing else."""
    return text.encode("utf-8", "replace").decode()


def _address(value: Mapping[str, object], key: str, base_url: str | None) -> str | None:
    return web_address(_string(value, key), base_url)


def _list(value: Mapping[str, object], key: str) -> list[object]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _objects(value: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    return [found for found in _list(value, key) if isinstance(found, Mapping)]
