"""The front matter of Markdown files: facts about an article, in YAML or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from posixpath import dirname, join, normpath
from typing import Any, TypeVar

from feedserver.errors import SourceError
from feedserver.languages import normalise_tag
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.links import web_address
from feedserver.sources.upstream.moments import read_moment

_MAX_CHARS = 20_000
_MAX_BRACKETS = 500  # the time of the reader of YAML grows as the square of their depth
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_MAX_SHOWN_CHARS = 60
_NOTHING = ("", "~", "null", None)
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a front matter says; language: a BCP 47 tag. translations: file by language."""

    title: str = ""
    summary: str = ""
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    categories: tuple[str, ...] = ()
    author: str | None = None
    url: str | None = None
    image: str | None = None
    draft: bool = False
    translation_of: str | None = None
    translations: Mapping[str, str] = field(default_factory=dict)


def read_front_matter(text: str, name: str, context: ReadingContext) -> tuple[FrontMatter, str]:
    """The front matter of *text* and what follows it. name: what messages call the file.

    Raises SourceError, with *name*, the key and its line, if a value is not of the kind it must be.
    """
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence not in _FENCES:
        return FrontMatter(), text
    lines = rest.split("\n")
    end = next((number for number, line in enumerate(lines) if line.rstrip() in _FENCES[fence]), None)
    if end is None:
        if fence == "---":  # a line across the page
            return FrontMatter(), text
        raise SourceError(f"{name}: front matter: does not end; a line of {fence} is missing")
    head, body = "\n".join(lines[:end]), "\n".join(lines[end + 1 :])
    if len(head) > _MAX_CHARS:
        raise SourceError(f"{name}: front matter: is too long: {len(head)} characters, {_MAX_CHARS} are allowed")
    values = _read_toml(head, name) if fence == "+++" else _read_yaml(head, name)
    return _Facts(values, head, name, context).read(), "\n" * (end + 2) + body


def _read_yaml(head: str, name: str) -> dict[str, Any]:
    """The values by key; every scalar is a string, so that a title may be ``1984`` and a language ``no``."""
    import yaml

    if sum(map(head.count, "[{")) > _MAX_BRACKETS:
        raise SourceError(f"{name}: front matter: has more than {_MAX_BRACKETS} brackets")
    try:
        for event in yaml.parse(head, yaml.BaseLoader):
            if getattr(event, "anchor", None):  # a few lines of them grow to gigabytes
                line = event.start_mark.line + 2
                raise SourceError(
                    f"{name}: front matter, line {line}: has an anchor or an alias (& or *): write it out"
                )
        values = yaml.load(head, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise SourceError(f"{name}: front matter, line {line}: is no valid YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceError(f"{name}: front matter: is no valid YAML: {str(error).partition(chr(10))[0]}") from error
    if not isinstance(values, dict):
        if values:
            raise SourceError(f"{name}: front matter: has no keys with values, such as title: …")
        return {}
    return {key: value for key, value in values.items() if isinstance(key, str)}


def _read_toml(head: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"{name}: front matter: is no valid TOML: {error} (below the line +++)") from error


class _Facts:
    """Takes the values of a front matter, each of the kind it must be."""

    def __init__(self, values: Mapping[str, Any], head: str, name: str, context: ReadingContext) -> None:
        self._values = {key.lower(): value for key, value in values.items() if value not in _NOTHING}
        self._head = head
        self._name = name
        self._context = context

    def read(self) -> FrontMatter:
        published = self._values.get("published")
        is_published = _BOOLEANS.get(str(published).lower()) if published is not None else None
        if is_published is not None:  # in Jekyll it is a switch
            del self._values["published"]
        url = self._first(self._url, "canonical_url", "source_url", "source", "url")
        image = self._first(self._text, "image", "cover", "thumbnail")
        return FrontMatter(
            title=self._first(self._text, "title") or "",
            summary=self._first(self._text, "summary", "description") or "",
            language=self._first(self._language, "lang", "language"),
            published_at=self._first(self._date, "date", "published"),
            updated_at=self._first(self._date, "updated", "lastmod"),
            categories=self._labels("categories", "category", "tags"),
            author=", ".join(self._people("author", "authors")) or None,
            url=url,
            image=web_address(image, url),
            draft=bool(self._first(self._boolean, "draft")) or is_published is False,
            translation_of=self._first(self._file, "translation_of"),
            translations=self._first(self._translations, "translations") or {},
        )

    def _first(self, read: Callable[[str, Any], _Value], *keys: str) -> _Value | None:
        return next((read(key, self._values[key]) for key in keys if key in self._values), None)

    def _text(self, key: str, value: Any) -> str:
        if isinstance(value, (list, dict)):
            raise self._wrong(key, "must be a text")
        return str(value)

    def _boolean(self, key: str, value: Any) -> bool:
        found = _BOOLEANS.get(str(value).lower())
        if found is None:
            raise self._wrong(key, f"{_shown(value)} is neither true nor false")
        return found

    def _language(self, key: str, value: Any) -> str:
        try:
            return normalise_tag(self._text(key, value))
        except ValueError as error:
            raise self._wrong(key, str(error)) from error

    def _date(self, key: str, value: Any) -> datetime:
        found = _moment(value, self._context)
        if found is None:
            raise self._wrong(key, f"{_shown(value)} is not a date such as 2025-04-08 or 2025-04-08T14:05+05:00")
        return found

    def _url(self, key: str, value: Any) -> str | None:
        text = self._text(key, value)
        found = web_address(text)
        if found is None and not text.startswith("/"):  # a place on the site that the file was written for
            raise self._wrong(key, f"{_shown(text)} is no http or https address")
        return found

    def _file(self, key: str, value: Any) -> str:
        """A file beside this one; below the folder of articles, whatever it says."""
        text = self._text(key, value)
        place = normpath(join(dirname(self._name), text))
        if text.startswith("/") or place.startswith("..") or "\\" in text:
            raise self._wrong(key, f"{_shown(text)} leads out of the folder")
        return text

    def _translations(self, key: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self._wrong(key, "must name a file for each language, such as kk: orbit.kk.md")
        return {self._language(key, language): self._file(key, file) for language, file in value.items()}

    def _labels(self, *keys: str) -> tuple[str, ...]:
        return tuple(label for key in keys for label in self._list(key, self._values.get(key, [])))

    def _list(self, key: str, value: Any) -> list[str]:
        if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(item, (list, dict)) for item in value)
        ):
            raise self._wrong(key, "must be a list, or words with commas between")
        parts = map(str, value) if isinstance(value, list) else str(value).split(",")
        return [part.strip() for part in parts if part.strip()]

    def _people(self, *keys: str) -> dict[str, None]:
        """Names; some write a person as a list of facts."""
        found: dict[str, None] = {}
        for key in keys:
            value = self._values.get(key, [])
            for person in value if isinstance(value, list) else [value]:
                name = person.get("name") if isinstance(person, dict) else person
                if not name or isinstance(name, (list, dict)):
                    raise self._wrong(key, "must be a name, or a list of names")
                found[str(name).strip()] = None
        return found

    def _wrong(self, key: str, reason: str) -> SourceError:
        lines = self._head.split("\n")
        key_first = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[:=]""", re.IGNORECASE)
        line = next((number for number, text in enumerate(lines, start=2) if key_first.match(text)), 1)
        return SourceError(f"{self._name}: front matter, {key} (line {line}): {reason}")


def _moment(value: Any, context: ReadingContext) -> datetime | None:
    """A date in UTC; without zone it is in the context's, a day alone its midnight. None if *value* is none."""
    if isinstance(value, str):
        return read_moment(value, context)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=context.zone)).astimezone(UTC)
    except OverflowError:  # the year 1 or 9999
        return None


def _shown(value: object) -> str:
    text = repr(str(value))
    return text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"
