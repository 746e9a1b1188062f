"""What a page says of its article in JSON-LD (schema.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from feedserver.sources.text.plain_text import clean_line

_ARTICLE_TYPES = ("article", "posting", "report", "liveblog", "podcastepisode", "videoobject")
_MAX_OBJECTS = 1_000
_OF_THE_PAGE = ("@graph", "mainEntity", "mainEntityOfPage", "breadcrumb")  # the other parts are about others


class JsonLd:
    """The objects of a page. article: the one that is an article; empty if there is none."""

    def __init__(self, root: Any) -> None:
        objects = [found for document in _documents(root) for found in _objects(document)]
        self._by_id = {found["@id"]: found for found in objects if isinstance(found.get("@id"), str) and len(found) > 1}
        self._trails = [found for found in objects if "breadcrumblist" in _type_of(found)]
        articles = (found for found in objects if any(name in _type_of(found) for name in _ARTICLE_TYPES))
        self.article: Mapping[str, Any] = next(articles, {})

    def text(self, key: str) -> str:
        """What the article has as *key*; empty if that is no text."""
        return _text(self.article.get(key))

    def names(self, key: str) -> list[str]:
        """The names of the people, sections or the like that the article has as *key*."""
        values = self.article.get(key)
        return [name for value in (values if isinstance(values, list) else [values]) if (name := self._name(value))]

    def image(self) -> str | None:
        """The address of the article's first picture."""
        value = self.article.get("image")
        value = value[0] if isinstance(value, list) and value else value
        return _text(value.get("url") if isinstance(value, dict) else value) or None

    def body(self) -> str:
        """The whole text, if it is for everybody."""
        is_paid = str(self.article.get("isAccessibleForFree")).lower() == "false"
        return "" if is_paid else self.text("articleBody")

    def trail(self) -> list[str]:
        """The names of the pages above this one, from the first down."""
        steps = [step for trail in self._trails[:1] for step in _list(trail.get("itemListElement"))]
        return [name for step in steps if (name := self._name(step) or self._name(step.get("item")))]

    def _name(self, value: object) -> str:
        if isinstance(value, dict):
            whole = self._by_id.get(_text(value.get("@id")), value) if "name" not in value else value
            value = whole.get("name")
        return clean_line(_text(value))


def _documents(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            yield json.loads("".join(script.itertext()).strip(), strict=False)
        except (ValueError, RecursionError):
            continue


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document that are about the page, not about parts of another."""
    queue, count = [document], 0
    while queue and count < _MAX_OBJECTS:
        node, count = queue.pop(0), count + 1
        if isinstance(node, list):
            queue += node[:_MAX_OBJECTS]
        elif isinstance(node, dict):
            yield node
            queue += [node[key] for key in _OF_THE_PAGE if key in node]


def _type_of(node: Mapping[str, Any]) -> str:
    types = node.get("@type")
    return " ".join(map(str, types if isinstance(types, list) else [types])).lower()


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
