"""How a source is declared: a table of the settings file, or the options of a command, becomes a Source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from feedserver.errors import FeedserverError
from feedserver.languages import normalise_tag
from feedserver.model import Source, SourceKind, fingerprint, slug_of

_KINDS = {"folder": SourceKind.FOLDER, "feed": SourceKind.FEED, "pages": SourceKind.PAGES}
_OPTIONS = ("slug", "title", "language", "time_zone", "categories", "by_folder", "full_text")
_MAX_SLUG_CHARS = 100


class WrongDeclarationError(FeedserverError):
    """A declaration is wrong; the message says what of it, and what could stand there instead of *value*."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        super().__init__(f"{name} is “{value}”; allowed is {allowed}")


def declare_source(table: Mapping[str, Any]) -> Source:
    """The source that *table* declares.

    It has one of ``folder`` (a path), ``feed`` (an address) and ``pages`` (a list of addresses on one site), and may
    have slug, title, language, time_zone, categories (a list), by_folder and full_text (true or false). The slug is
    made of the folder's name or of the address where it is not given. Raises WrongDeclarationError.
    """
    for name in table:
        if name not in (*_KINDS, *_OPTIONS):
            raise WrongDeclarationError("source", name, f"one of {', '.join((*_KINDS, *_OPTIONS))}")
    named = [name for name in _KINDS if name in table]
    if len(named) != 1:
        raise WrongDeclarationError("source", " and ".join(named) or "{}", "one of folder, feed and pages")
    kind = _KINDS[named[0]]
    pages = _pages(table["pages"]) if kind is SourceKind.PAGES else ()
    location = _location(kind, table[named[0]], pages)
    slug = _text(table, "slug") or _short(slug_of(_name_of(kind, location)))
    if slug != slug_of(slug) or len(slug) > _MAX_SLUG_CHARS:
        raise WrongDeclarationError("slug", slug, "small letters and digits with hyphens between, such as space-news")
    by_folder, full_text = _flag(table, "by_folder"), _flag(table, "full_text")
    if by_folder and kind is not SourceKind.FOLDER:
        raise WrongDeclarationError("by_folder", True, "only for folders")
    if full_text and kind is not SourceKind.FEED:
        raise WrongDeclarationError("full_text", True, "only for feeds")
    return Source(
        slug=slug,
        kind=kind,
        location=location,
        title=_text(table, "title"),
        language=_language(table),
        zone=_zone(table),
        categories=_categories(table),
        by_folder=by_folder,
        full_text=full_text,
        pages=pages,
    )


def folder_source(path: Path) -> Source:
    """The source that a folder is, with nothing else declared; its slug is the folder's own name."""
    name = path.resolve().name or "articles"
    return Source(slug_of(name), SourceKind.FOLDER, str(path), title=name)


def is_web_address(value: object) -> bool:
    """Whether *value* is an absolute http or https address with a host and without spaces."""
    if not isinstance(value, str) or re.search(r"[\s<>\"\x00-\x1f]", value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _location(kind: SourceKind, value: object, pages: Sequence[str]) -> str:
    if kind is SourceKind.PAGES:
        parts = urlsplit(pages[0])
        return f"{parts.scheme}://{parts.netloc}/"
    if kind is SourceKind.FOLDER:
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            raise WrongDeclarationError("folder", value, "a path")
        try:
            return str(Path(value).expanduser())
        except RuntimeError:  # ~name, of nobody here
            raise WrongDeclarationError("folder", value, "a path; there is no such home folder") from None
    if not is_web_address(value):
        raise WrongDeclarationError("feed", value, "an address such as https://example.org/feed.xml")
    return str(value)


def _pages(value: object) -> tuple[str, ...]:
    pages = value if isinstance(value, list | tuple) else ()
    if not pages or not all(map(is_web_address, pages)) or len({urlsplit(page).netloc for page in pages}) != 1:
        raise WrongDeclarationError("pages", value, 'addresses on one site, such as ["https://example.org/article"]')
    return tuple(dict.fromkeys(pages))


def _name_of(kind: SourceKind, location: str) -> str:
    if kind is SourceKind.FOLDER:
        return folder_source(Path(location)).slug
    parts = urlsplit(location)
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(re.sub(r"\.\w+$", "", parts.path))
    return host if kind is SourceKind.PAGES else f"{host} {path} {unquote(parts.query)}"


def _short(slug: str) -> str:
    """*slug*, or its beginning and a hash of it."""
    if len(slug) <= _MAX_SLUG_CHARS:
        return slug
    return f"{slug[: _MAX_SLUG_CHARS - 9].strip('-')}-{fingerprint([slug])[:8]}"


def _text(table: Mapping[str, Any], name: str) -> str | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or re.search(r"[\x00-\x1f\x7f]", value):
        raise WrongDeclarationError(name, value, "some text in one line")
    return value.strip()


def _flag(table: Mapping[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise WrongDeclarationError(name, value, "true or false")
    return value


def _language(table: Mapping[str, Any]) -> str | None:
    value = _text(table, "language")
    try:
        return normalise_tag(value) if value else None
    except ValueError:
        raise WrongDeclarationError("language", value, "a language tag such as kk") from None


def _zone(table: Mapping[str, Any]) -> str | None:
    value = _text(table, "time_zone")
    try:
        return ZoneInfo(value).key if value else None
    except (KeyError, ValueError, OSError):
        raise WrongDeclarationError("time_zone", value, "a time zone such as Asia/Almaty") from None


def _categories(table: Mapping[str, Any]) -> tuple[str, ...]:
    value = table.get("categories", [])
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) and each.strip() for each in value):
        raise WrongDeclarationError("categories", value, 'a list such as ["Space"]')
    return tuple(dict.fromkeys(each.strip() for each in value))
