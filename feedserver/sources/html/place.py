"""Where on a web page its article is: the element that holds it, and what sites put beside it there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from feedserver.sources.html.passages import Passage

_MOST = 0.85  # of what is known of the article: the element that holds as much is the article's

# Elements of text; what they stand in is a section of the page.
_TEXT_ROWS = (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre listing figure figcaption",
    "table tbody thead tfoot tr",
)
_TEXT_ELEMENTS = frozenset(name for row in _TEXT_ROWS for name in row.split())
_ELSEWHERE = frozenset({"nav", "aside", "footer"})
_ROLES = frozenset({"navigation", "complementary", "contentinfo", "dialog", "alertdialog", "search"})
# Words in class and id by which sites name what stands in an article and is none of it.
_NAME_ROWS = (
    "ad ads advert advertisement adsbygoogle banner promo paywall gate subscribe subscription newsletter",
    "cmts comment comments disqus rating likes share sharedaddy sharing social cookie cookies",
    "also recommended related tags breadcrumb breadcrumbs crumbs",
)
_NAMES = frozenset(name for row in _NAME_ROWS for name in row.split())
_NAME = re.compile(r"[a-z]+")


class Place:
    """The element that holds the article, and the sections in it, as some of its passages (*known*) tell."""

    def __init__(self, known: Sequence[Passage]) -> None:
        weights: dict[Any, int] = {}
        for passage in known:
            section = _section(passage.holder)
            weights[section] = weights.get(section, 0) + len(passage.letters) ** 2  # furniture is short
        self._element = _holder_of_most(weights)
        self._above = frozenset((self._element, *self._element.iterancestors()))
        self._held = {**dict.fromkeys(self._above, False), self._element: True}
        self._named = dict.fromkeys(self._above, False)
        self._sections = {_shape(section) for section in weights if self.holds(section)}

    def holds(self, element: Any) -> bool:
        """Whether *element* is in the article's, or is it."""
        return _inherited(element, self._held)

    def is_of_article(self, passage: Passage) -> bool:
        """Whether *passage* stands in a section of the same kind as the article's own."""
        return self.holds(passage.holder) and _shape(_section(passage.holder)) in self._sections

    def is_twin(self, passage: Passage) -> bool:
        """Whether *passage* stands in the article's element, or outside in a section that is named as the article's."""
        if self.holds(passage.holder):
            return True
        shape = _shape(_section(passage.holder))
        return shape[1] != "" and shape in self._sections

    def is_around(self, heading: Any, other: Any) -> bool:
        """Whether *other* is in the innermost element that holds both *heading* and the article."""
        shared = next(element for element in (heading, *heading.iterancestors()) if element in self._above)
        return any(element is shared for element in (other, *other.iterancestors()))

    def is_named(self, passage: Passage) -> bool:
        """Whether the page itself calls the place of *passage* something else than its article."""
        return _inherited(passage.holder, self._named, _has_name)


def names_inside(element: Any) -> Callable[[Passage], bool]:
    """Place.is_named for an article that is known to be in *element*."""
    named = dict.fromkeys((element, *element.iterancestors()), False)
    return lambda passage: _inherited(passage.holder, named, _has_name)


def _holder_of_most(weights: dict[Any, int]) -> Any:
    """The innermost element that holds most of what the elements of *weights* weigh."""
    root = next(iter(weights)).getroottree().getroot()
    enough = _MOST * sum(weights.values())
    held = dict(weights)
    for element in reversed(list(root.iter())):  # what is inside an element comes before it
        weight = held.get(element, 0)
        if weight >= enough:
            return element
        if weight:
            parent = element.getparent()
            held[parent] = held.get(parent, 0) + weight
    raise AssertionError("the root holds everything")


def _inherited(element: Any, known: dict[Any, bool], is_so: Callable[[Any], bool] = lambda _: False) -> bool:
    """Whether *element* or one around it is so; the nearest that is *known* decides, and the answer becomes known."""
    path = []
    while element is not None and element not in known:
        path.append(element)
        if is_so(element):
            break
        element = element.getparent()
    else:
        known.update(dict.fromkeys(path, element is not None and known[element]))
        return element is not None and known[element]
    known.update(dict.fromkeys(path, True))
    return True


def _section(holder: Any) -> Any:
    while holder.tag in _TEXT_ELEMENTS and (parent := holder.getparent()) is not None:
        holder = parent
    return holder


def _shape(section: Any) -> tuple[str, str]:
    return section.tag, section.get("class") or ""


def _has_name(element: Any) -> bool:
    names = _NAME.findall(f"{element.get('class', '')} {element.get('id', '')}".lower())
    return element.tag in _ELSEWHERE or element.get("role") in _ROLES or not _NAMES.isdisjoint(names)
