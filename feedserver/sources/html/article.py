"""Which passages of a web page are its article, and what the lines at its head say.

trafilatura says which paragraphs are; the element that holds nearly all of them is the article's. What it passes over
there (subheadings, items, text without a paragraph of its own) comes back, what it takes from elsewhere (readers'
comments, appeals to subscribe) goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from feedserver.model import BlockKind
from feedserver.sources.furniture import FURNITURE
from feedserver.sources.html.passages import FURNITURE_TABLES, MAX_SUBHEADING_CHARS, Passage
from feedserver.sources.html.place import Place, names_inside
from feedserver.sources.text.plain_text import clean_line, letters_of

_LONG = 25  # letters: more are hardly the same in two places by chance
_PARAGRAPH = 100  # letters: as many are more than a standfirst
_WINDOW = 20_000  # letters: how far ahead of the last paragraph the next is looked for
_MAX_HEAD_CHARS = 300  # of a line with date and author; more is text
_MAX_SHORT = 20  # passages of a page that may be too short for trafilatura


@dataclass(frozen=True, slots=True)
class Extract:
    """What trafilatura takes for the article: the letters of each of its elements, and of all one after another."""

    parts: frozenset[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Found:
    """The passages of the article; the lines at its head: those from the title to the text, then those just above."""

    body: list[Passage]
    head: list[str]


def find_article(
    root: Any, passages: Sequence[Passage], extract: Extract, title: str, is_byline: Callable[[str], bool]
) -> Found:
    """Those of *passages*, the page's, that are the article.

    title: its letters. is_byline: whether a line above the text says something of the article and is none of it.
    """
    heading = _heading(passages, title)
    start = 0 if heading is None else heading + 1
    kept = _kept(passages, extract, start)
    known = {number for number, is_kept in enumerate(kept) if is_kept and len(passages[number].letters) >= _LONG}
    if not known and len(passages) <= _MAX_SHORT:
        kept = _kept_of_short(root, passages, start)
    known = known or {number for number, is_kept in enumerate(kept) if is_kept}
    if not known:
        return Found([], [])
    place = Place([passages[number] for number in sorted(known)])
    for number in range(start, len(passages)):
        passage = passages[number]
        if len(passage.letters) >= _PARAGRAPH and place.holds(passage.holder):
            break
        kept[number] = kept[number] and (passage.is_sentence or not is_byline(passage.text))
    taken = _taken(passages, kept, place, range(start, len(passages)), title)
    if not taken:
        return Found([], [])
    first = next((number for number in taken if number in known or passages[number].is_sentence), taken[0])
    chosen = _with_pictures(passages, frozenset(taken), place, range(start, taken[-1] + 1))
    above = first  # what stands higher must adjoin: the rest of the page's head does not
    while above - 1 in chosen or (above > start and passages[above - 1].is_silent):
        above -= 1
    body = [passages[number] for number in chosen if number >= above]
    return Found(body, _head(passages, heading, first, place, title))


def _heading(passages: Sequence[Passage], title: str) -> int | None:
    """The place of the title over the article: of several the last with most of the page's text below it."""
    total = below = sum(len(passage.letters) for passage in passages)
    found = None
    for number, passage in enumerate(passages):
        below -= len(passage.letters)
        lines = [letters_of(line) for line in passage.lines]
        if title and title in lines and 3 * below >= total and not _has_text(passage, lines.index(title)):
            found = number
    return found


def _has_text(passage: Passage, line: int) -> bool:
    return any(len(text) > MAX_SUBHEADING_CHARS for text in passage.lines[line + 1 :])


def _kept(passages: Sequence[Passage], extract: Extract, start: int) -> list[bool]:
    """Which of *passages* are in the extract.

    Long texts are looked for in its order; short ones must be a part as a whole.
    """
    kept = [False] * start
    position = 0
    for passage in passages[start:]:
        letters = passage.letters
        if passage.is_silent or len(letters) < _LONG:
            kept.append(not passage.is_silent and letters in extract.parts)
            continue
        found = extract.whole.find(letters, position, position + _WINDOW + len(letters))
        kept.append(found >= 0)
        if found >= 0:
            position = found + len(letters)
    return kept


def _kept_of_short(root: Any, passages: Sequence[Passage], start: int) -> list[bool]:
    """The same for articles too short for trafilatura: the sentences of the element that is marked as the article."""
    marked = _marked(root)
    if marked is None:
        return [False] * len(passages)
    inside, is_named = frozenset(marked.iter()), names_inside(marked)
    return [
        number >= start
        and passage.is_sentence
        and passage.holder in inside
        and not passage.is_furniture
        and not is_named(passage)
        for number, passage in enumerate(passages)
    ]


def _marked(root: Any) -> Any:
    """The element that the page marks as its one article; a page without any furniture is one as a whole."""
    for name in ("article", "main"):
        found = list(islice(root.iter(name), 2))
        if found:
            return found[0] if len(found) == 1 else None
    return None if next(root.iter("nav", "header", "footer", "aside"), None) is not None else root


def _taken(passages: Sequence[Passage], kept: Sequence[bool], place: Place, among: range, title: str) -> list[int]:
    """The numbers of the texts *among* the passages that belong to the article, in order."""
    taken = []
    end = max((number for number in among if place.holds(passages[number].holder)), default=among[-1])
    is_followed = False  # whether the next text is the article's: a subheading's must be
    for number in reversed(among):
        passage = passages[number]
        if passage.is_silent:
            continue
        if passage.letters == title or place.is_named(passage):
            is_followed = False
            continue
        if kept[number]:
            # A lead may stand before the article's element.
            is_taken = not passage.is_furniture and (number <= end or place.is_twin(passage))
        else:
            is_taken = place.is_of_article(passage) and not (passage.is_mostly_links or passage.is_furniture)
            is_taken = is_taken and (passage.is_sentence or passage.is_listed)
        if passage.is_subheading and place.holds(passage.holder):
            # "What's next" is a heading of the article's own if trafilatura says so, too.
            is_own = kept[number] or FURNITURE.table_of(passage.text) not in FURNITURE_TABLES
            is_taken = (is_followed and is_own) or (is_taken and passage.block.kind is not BlockKind.HEADING)
        if is_taken:
            taken.append(number)
        is_followed = is_taken
    return taken[::-1]


def _with_pictures(
    passages: Sequence[Passage], taken: frozenset[int], place: Place, among: range
) -> dict[int, Passage]:
    """Those *taken*, and the pictures and films beside them or above them all, by number."""
    first = min(taken)
    return {
        number: passages[number]
        for number in among
        if number in taken
        or (
            passages[number].is_silent
            and not place.is_named(passages[number])
            and (number < first or not taken.isdisjoint((number - 1, number + 1)))
        )
    }


def _head(passages: Sequence[Passage], heading: int | None, first: int, place: Place, title: str) -> list[str]:
    if heading is None:
        return []
    lines = list(passages[heading].lines)
    lines = lines[[letters_of(line) for line in lines].index(title) + 1 :]
    for passage in passages[heading + 1 : first]:
        lines += _lines_of(passage)
    # A date above the title is today's on many sites, but not inside the article.
    if heading and place.is_around(passages[heading].holder, passages[heading - 1].holder):
        lines += _lines_of(passages[heading - 1])
    return lines


def _lines_of(passage: Passage) -> list[str]:
    """The lines of *passage*, and the texts of its elements, which may stand side by side."""
    if len(passage.text) > _MAX_HEAD_CHARS:
        return []
    parts = list(filter(None, map(clean_line, passage.holder.itertext())))
    return [*passage.lines, *(parts if letters_of("".join(parts)) == passage.letters else ())]
