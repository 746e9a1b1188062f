"""What a page's elements are marked as: microdata (``itemprop``), RDFa (``property``), hAtom (``class``), ``rel``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from feedserver.sources.text.plain_text import clean_line, letters_of

_ELSEWHERE = ("aside", "nav", "article")  # what stands in them is about other articles
_HEADINGS = ("h1", "h2", "h3")
_RDFA_DATES = frozenset({"dc:date", "dc:created", "dc:issued", "schema:datepublished", "datepublished"})
_RDFA_PEOPLE = frozenset({"foaf:name", "dc:creator", "schema:author"})
_HATOM_PEOPLE = frozenset({"fn", "p-author"})
_HATOM_DATES = frozenset({"published", "dt-published", "entry-date"})
_UPDATED = frozenset({"updated", "dt-updated", "modified", "datemodified"})
_MAX_TRAIL = 10
_MAX_MARKED = 20  # elements with one mark; an article has few, and hostile pages nest thousands
_MAX_TIMES = 500
_MAX_PARTS = 50  # of an element's text: what a mark says is short


class PageMarks:
    """The marked elements of the page *root*, whose article has this *title*."""

    def __init__(self, root: Any, title: str) -> None:
        self._root = root
        letters = letters_of(title)
        headings = [element for element in root.iter(*_HEADINGS) if letters_of(_text(element)) == letters]
        self._heading = headings[0] if headings else next(root.iter("h1"), root)
        self._around = frozenset((self._heading, *self._heading.iterancestors()))
        self._article = next((element for element in self._heading.iterancestors("article")), None)

    def values(self, name: str) -> list[str]:
        """What the elements with the ``itemprop`` *name* say: as an attribute, as their own ``name``, or as text."""
        marked = (element for element in self._root.iter() if name in (element.get("itemprop") or "").split())
        return list(map(_said, islice(marked, _MAX_MARKED)))

    def published(self) -> list[str]:
        """The dates that are marked as the article's, the surest first."""
        dates = self.values("datePublished")
        dates += [_said(element) for element in self._of("property", _RDFA_DATES)]
        dates += [_said(element) for element in self._of("class", _HATOM_DATES)]
        return dates + self._times()

    def people(self) -> list[str]:
        """The names that are marked as the author's."""
        elements = (*self._of("property", _RDFA_PEOPLE), *self._of("class", _HATOM_PEOPLE))
        return [_said(element) for element in elements]

    def linked(self, relation: str) -> list[str]:
        """The texts of the links with this ``rel`` that stand nearest to the article's heading."""
        return list(map(_text, self._near(self._of("rel", frozenset({relation})))))

    def trail(self) -> list[str]:
        """The links that lead from the first page to this one, without the first."""
        for element in self._root.iter("nav", "div", "ul", "ol", "p"):
            marks = " ".join(element.get(name) or "" for name in ("class", "id", "aria-label", "itemtype"))
            if "crumb" in marks.lower():
                links = [link for link in element.iter("a") if _text(link)][:_MAX_TRAIL]
                return [_text(link) for link in links if not _is_first_page(link.get("href"))]
        return []

    def is_elsewhere(self, element: Any) -> bool:
        """Whether *element* is about another article, or a reader's comment."""
        parents = list(element.iterancestors())
        elsewhere = _ELSEWHERE if self._article in parents else (*_ELSEWHERE, "footer")  # the article's, or the page's
        for parent in parents:
            if parent in self._around:
                return False
            if parent.tag in elsewhere or "comment" in (parent.get("class") or ""):
                return True
        return False

    def _of(self, attribute: str, tokens: frozenset[str]) -> Iterator[Any]:
        """The first elements of the article with one of *tokens* (in lower case) in *attribute*."""
        marked = (
            element
            for element in self._root.iter()
            if not tokens.isdisjoint(element.get(attribute, "").lower().split())
        )
        return (element for element in islice(marked, _MAX_MARKED) if not self.is_elsewhere(element))

    def _near(self, elements: Iterable[Any]) -> list[Any]:
        """Those of *elements* that share the innermost element with the heading."""
        near: dict[Any, list[Any]] = {}
        for element in elements:
            shared = next((parent for parent in element.iterancestors() if parent in self._around), None)
            near.setdefault(shared, []).append(element)
        return next((near[parent] for parent in (self._heading, *self._heading.iterancestors()) if parent in near), [])

    def _times(self) -> list[str]:
        """The dates of the elements ``time`` nearest to the heading, if there is but one or one said to be it."""
        times = [element for element in islice(self._root.iter("time"), _MAX_TIMES) if not self.is_elsewhere(element)]
        times = self._near(time for time in times if _UPDATED.isdisjoint((time.get("class") or "").lower().split()))
        chosen = [element for element in times if element.get("pubdate") is not None] or times
        dates = dict.fromkeys(element.get("datetime") or _text(element) for element in chosen)
        return list(dates) if len(dates) == 1 else []


def _text(element: Any) -> str:
    return clean_line("".join(islice(element.itertext(), _MAX_PARTS)))


def _said(element: Any) -> str:
    parts = islice(element.iterdescendants(), _MAX_PARTS)
    element = next((part for part in parts if part.get("itemprop") == "name"), element)
    value = element.get("datetime") or element.get("content") or (element.get("title") if element.tag == "abbr" else "")
    return clean_line(value) if value else _text(element)


def _is_first_page(address: str | None) -> bool:
    return not urlsplit(address or "").path.strip("/")
