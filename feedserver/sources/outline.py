"""From a page's lines to an article's parts: title, what the page says about it, lead, body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from feedserver.sources.furniture import fold
from feedserver.sources.lines import Kind, Line
from feedserver.sources.titles import first_sentence

_MAX_SUBHEADING_CHARS = 100
_MAX_SUBHEADING_WORDS = 14
_MAX_SUBHEADINGS_IN_A_ROW = 2  # more are a list without bullets, a table or a poem
_MIN_DECK_WORDS = 6  # a shorter line under the title, with no full stop, is a subheading
_SITE_BEHIND = re.compile(r"\s+[-–—|·•]\s+(?:[\w-]+\.)+[a-zа-яқ]{2,12}$", re.IGNORECASE)  # "Pad opens | news.kz"
_UNSURE_BULLETS = "-–—*+"  # a dash opens direct speech as well


@dataclass(frozen=True, slots=True)
class Outline:
    """An article's parts. title, lead: None where the page has none. published_at: UTC.

    body: text only, without the lead and without captions that repeat the title.
    """

    title: str | None
    lead: str | None
    body: tuple[Line, ...]
    published_at: datetime | None
    categories: tuple[str, ...]
    author: str | None


@dataclass(slots=True)
class _Said:
    """What the lines around the article say about it; the first word counts."""

    published_at: datetime | None = None
    categories: list[str] = field(default_factory=list)
    author: str | None = None

    def hear(self, line: Line) -> None:
        self.published_at = self.published_at or line.published_at
        self.author = self.author or line.author
        self.categories += line.categories


def outline(lines: Sequence[Line]) -> Outline:
    """The parts of the article that *lines* hold: of one page, in order, without those of other pages."""
    said = _Said()
    texts = [number for number, line in enumerate(lines) if line.is_text]
    end = texts[-1] + 1 if texts else 0
    title, inner = _take_title(_hear_head(lines[:end], said), said)
    inner = _hear_head(inner, said)
    lead = None
    if inner and _is_lead(inner):
        lead = inner[0].text
        inner = _hear_below_lead(inner[1:], said)
    for line in takewhile(lambda line: line.kind is not Kind.EDGE, lines[end:]):
        said.hear(line)  # under "Last updated" or the site's notices, a date is not the article's
    body = tuple(_as_text(line) for line in inner if lead is None or line.text != lead)
    return Outline(title, lead, body, said.published_at, tuple(dict.fromkeys(said.categories)), said.author)


def _as_text(line: Line) -> Line:
    return line if line.is_text else replace(line, kind=Kind.TEXT)


def _take_title(lines: list[Line], said: _Said) -> tuple[str | None, list[Line]]:
    """The title and the lines under it, without those that repeat it; a word above it is its category."""
    texts = [line for line in lines if line.is_text]
    if len(texts) < 2 or not _is_title(texts[0]):
        return None, lines
    title, above = texts[0], 1
    is_word = " " not in title.text and " " in texts[1].text and _is_title(texts[1]) and len(texts) > 2
    if is_word:
        said.categories.append(title.text)
    if is_word or _is_with_site_name(title.text, texts[1].text):
        title, above = texts[1], lines.index(texts[1]) + 1
        for line in lines[:above]:
            said.hear(line)
    text = _SITE_BEHIND.sub("", title.text)
    folded = fold(text)
    below = [line for line in lines[above:] if not line.is_text or fold(line.text) != folded]
    if not any(line.is_text for line in below):
        return None, [title, *below]
    return text, below


def _is_title(line: Line) -> bool:
    if not line.is_headline or line.is_bulleted or line.text[0].islower():
        return False
    is_open = line.end not in "?!"  # "The pad is open. Video" is a title, "Is it open? Who knows?" a paragraph
    return first_sentence(line.text) == line.text or (is_open and len(line.text) <= _MAX_SUBHEADING_CHARS)


def _is_with_site_name(text: str, title: str) -> bool:
    """Whether *text* is *title* with the site's name behind it, as browsers show it: "Pad opens | News"."""
    rest = text.removeprefix(title)
    return rest != text and rest[:1] == " " and not rest[1].isalnum()


def _hear_head(lines: Sequence[Line], said: _Said) -> list[Line]:
    """*lines* from the first text on, once those above it are heard."""
    for number, line in enumerate(lines):
        if line.is_text:
            return list(lines[number:])
        said.hear(line)
    return []


def _is_lead(lines: Sequence[Line]) -> bool:
    first = lines[0]
    if first.is_bulleted:
        return False
    is_all = not any(line.is_text for line in lines[1:])
    return is_all or len(first.text.split()) >= _MIN_DECK_WORDS or not _may_be_subheading(first)


def _hear_below_lead(lines: list[Line], said: _Said) -> list[Line]:
    """*lines* without those right under the lead that speak about the article.

    A date there is the article's only if it is the one date and nothing above gave another: else it is one
    of the subheadings of a chronicle.
    """
    has_one_date = sum(line.kind is Kind.DATE for line in lines) == 1
    for number, line in enumerate(lines):
        is_subheading = line.kind is Kind.DATE and (said.published_at is not None or not has_one_date)
        if line.is_text or line.kind is Kind.EDGE or is_subheading:
            return lines[number:]
        said.hear(line)
    return []


def find_subheadings(body: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines of *body* that are subheadings: short, unended, with text below them."""
    found: set[int] = set()
    row: list[int] = []
    announced = False  # a row under a colon is what the colon announces
    for line in body:
        if _may_be_subheading(line):
            row.append(line.number)
            continue
        if len(row) <= _MAX_SUBHEADINGS_IN_A_ROW and not announced:
            found.update(row)
        row, announced = [], line.end == ":"
    return frozenset(found)


def _may_be_subheading(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _MAX_SUBHEADING_CHARS
        and line.is_headline
        and line.end != "!"
        and not line.is_bulleted
        and text[0] not in _UNSURE_BULLETS
        and not text[0].islower()
        and len(text.split()) <= _MAX_SUBHEADING_WORDS
        and first_sentence(text) == text
    )


def find_items(body: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines of *body* that are items of a list.

    A dash or an asterisk makes an item only in a row of them, under a colon or with ";" or "," between: else
    it opens direct speech or a footnote.
    """
    found = {line.number for line in body if line.is_bulleted}
    row: list[Line] = []
    colon_above = False
    for above, line in zip((None, *body), (*body, None), strict=True):
        if line is not None and line.text[0] in _UNSURE_BULLETS and line.text[1:2] == " ":
            if not row:
                colon_above = above is not None and above.end == ":"
            row.append(line)
            continue
        if len(row) > 1 and (colon_above or all(item.end in ";," for item in row[:-1])):
            found.update(item.number for item in row)
        row = []
    return frozenset(found)
