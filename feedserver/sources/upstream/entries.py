"""From an entry as feedparser describes it to an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from feedserver.model import Article, Enclosure
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.blocks import read_blocks
from feedserver.sources.html.links import web_address
from feedserver.sources.upstream.enclosures import (
    Picture,
    best_picture,
    is_image,
    make_enclosure,
    read_duration,
    read_length,
    several,
)
from feedserver.sources.upstream.moments import read_moment
from feedserver.sources.upstream.texts import categories_of, html_of, id_of, language_of, line_of, visible_length

_HTML = ("text/html", "application/xhtml+xml")
_READABLE = (*_HTML, "text/plain")
_EMAIL = re.compile(r"[^\s<>()@]+@[^\s<>()@]+")
_MAX_NAME_CHARS = 300
_MUCH_LONGER = 1.5
_AROUND_NAMES = " \t\n()<>\"',;"


def read_entry(
    entry: Mapping[str, Any], context: ReadingContext, *, url: str, language: str | None, author: str | None
) -> Article:
    """The article that *entry*, an entry of feedparser's, is.

    url: where the feed came from. language, author: the feed's, for entries that name none.
    Raises SourceError if nothing is in it.
    """
    entry = dict(entry)  # feedparser's own mapping answers for keys that are not there
    title = entry.get("title_detail") or {}
    base = title.get("base") or url
    link = _link(entry, url)
    published, updated = entry.get("published") or entry.get("created"), entry.get("updated")
    published_at, updated_at = read_moment(published, context), read_moment(updated, context)
    body, summary = _prose(entry)
    image = best_picture(_pictures(entry, base))
    return compose(
        context,
        external_id=id_of(_string(entry.get("id")), link, _string(entry.get("title")), _string(published or updated)),
        title=_line(title | {"value": _string(entry.get("title"))}) if title else "",
        blocks=read_blocks(_html(body), base_url=_base_of(body, link, url)),
        summary=_line(summary),
        declared_language=language_of(entry.get("language"), body.get("language"), title.get("language"), language),
        published_at=published_at or updated_at,
        updated_at=updated_at if published_at else None,
        categories=categories_of(_string(tag.get("label") or tag.get("term")) for tag in entry.get("tags", ())),
        author=names_of(entry) or author,
        url=link,
        image=image,
        enclosures=_with_duration(several(_files(entry, base), without=image), entry),
    )


def names_of(thing: Mapping[str, Any]) -> str | None:
    """The names of the authors of a feed or an entry. An e-mail address is none: it is not for the world to read."""
    authors = thing.get("authors") or ()
    given = [author.get("name") for author in authors] or [thing.get("author")]
    names = (_EMAIL.sub(" ", line_of(_string(name)[:_MAX_NAME_CHARS])).strip(_AROUND_NAMES) for name in given)
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def address_of(thing: Mapping[str, Any], rel: str, base_url: str) -> str | None:
    """The address of the first link of a feed or an entry with that *rel*."""
    return next(addresses_of(thing, rel, base_url), None)


def addresses_of(thing: Mapping[str, Any], rel: str, base_url: str) -> Iterator[str]:
    for link in thing.get("links") or ():
        if link.get("rel") == rel and (rel != "alternate" or link.get("type") in _HTML):
            address = web_address(link.get("href"), base_url)
            if address:
                yield address


def _link(entry: Mapping[str, Any], url: str) -> str | None:
    """Where the entry stands on the web. What counts as a guid's address must be a whole one."""
    return (
        web_address(_string(entry.get("feedburner_origlink")))
        or address_of(entry, "alternate", url)
        or web_address(_string(entry.get("link")))
    )


def _prose(entry: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The text of an entry and its description; nothing for the second where it is the text itself.

    The text is the longest content, unless the description is much longer: podcasts have it the wrong way round.
    """
    contents = [content for content in entry.get("content", ()) if _is_readable(content)]
    content: Mapping[str, Any] = max(contents, key=_length, default={})
    description = entry.get("summary_detail") or {}
    if not _is_readable(description):
        return content, {}
    if not content or _length(description) > _MUCH_LONGER * _length(content):
        return description, {}
    return content, description


def _length(text: Mapping[str, Any]) -> int:
    return visible_length(text["value"])


def _is_readable(text: Mapping[str, Any]) -> bool:
    return text.get("type", _READABLE[0]) in _READABLE and bool(_string(text.get("value")).strip())


def _pictures(entry: Mapping[str, Any], base: str) -> Iterator[Picture]:
    shown = [media for media in entry.get("media_content", ()) if _is_picture(media)]
    for media in (*shown, *entry.get("media_thumbnail", ()), entry.get("image") or {}, *_links(entry, "enclosure")):
        address = web_address(media.get("url") or media.get("href"), base)
        if address and ("rel" not in media or is_image(media.get("type"), address)):
            yield Picture(address, read_length(media.get("width")) or 0)


def _files(entry: Mapping[str, Any], base: str) -> Iterator[Enclosure | None]:
    for link in _links(entry, "enclosure"):
        address = web_address(link.get("href"), base)
        yield make_enclosure(
            address, link.get("type"), length=link.get("length"), title=line_of(link.get("title") or "")
        )
    for media in entry.get("media_content", ()):
        if not _is_picture(media):
            address = web_address(media.get("url"), base)
            length, duration = media.get("filesize"), media.get("duration")
            yield make_enclosure(address, media.get("type"), length=length, duration=duration)


def _is_picture(media: Mapping[str, Any]) -> bool:
    return media.get("medium") == "image" or is_image(media.get("type"), media.get("url") or "")


def _with_duration(files: tuple[Enclosure, ...], entry: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    """*files*; a podcast says how long its episode is beside the file."""
    duration = read_duration(entry.get("itunes_duration"))
    if files and files[0].duration_s is None and files[0].type.startswith(("audio/", "video/")):
        return replace(files[0], duration_s=duration), *files[1:]
    return files


def _links(entry: Mapping[str, Any], rel: str) -> list[Mapping[str, Any]]:
    return [link for link in entry.get("links", ()) if link.get("rel") == rel]


def _line(text: Mapping[str, Any]) -> str:
    """*text* of feedparser's as one line; what RSS calls plain may be HTML, and feedparser has looked."""
    return line_of(_string(text.get("value")), is_html=text.get("type") in _HTML)


def _html(text: Mapping[str, Any]) -> str:
    return html_of(_string(text.get("value")), is_html=text.get("type") in _HTML)


def _base_of(text: Mapping[str, Any], link: str | None, url: str) -> str:
    """Where the links of *text* count from: its xml:base, else the entry's page, as feeds pass through many hands."""
    base = text.get("base") or url
    return link or url if base == url else str(base)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
