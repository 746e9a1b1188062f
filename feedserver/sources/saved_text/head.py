"""What stands above an article's text: its title, and lines that say when, by whom and in which category."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedserver.sources.furniture import FURNITURE, fold
from feedserver.sources.saved_text.about import find_author, find_person
from feedserver.sources.saved_text.classify import is_menu_row
from feedserver.sources.saved_text.lines import MAX_HEADLINE_CHARS, Kind, Line
from feedserver.sources.text.titles import first_sentence

_SAYING = (Kind.DATE, Kind.BYLINE, Kind.ABOUT)
_TITLES = (Kind.TEXT, Kind.CAPTION)  # a title of two sentences has a caption's shape
_SITE_BEHIND = re.compile(r"\s+[-–—|·•]\s+(?:[\w-]+\.)+[a-zа-яқ]{2,12}$", re.IGNORECASE)  # "Pad opens | news.kz"
_TRAIL = re.compile(r" (?:›|»|>|→|/|—|::|\\) ")
_MIN_DECK_WORDS = 6  # a shorter line under the title, with no full stop, is a subheading
_BEHIND_TITLE = re.compile(r"[-–—|·•(/]")  # in front of the site's name
_OPENING_LINES = 3  # of which a title says the words
_MIN_STEMS = 4
_MAX_CREDIT_WORDS = 4
_FULL_WORDS = 8
_NEAR = 4  # lines
_STEM_CHARS = 5
_MAX_OPEN_TITLE_CHARS = 100
_MAX_BUTTON_WORDS = 5
_DO_RU = re.compile(r"[аеиоуыюя](?:ть|ться|ти)$|(?:айте|яйте|ите|уйте)(?:сь)?$")
_DO_KK = re.compile(r"[аеіуыйлртп]у$|(?:ыңыз|іңіз)$")
_MAX_CATEGORY_WORDS = 4
_MIN_SAID_AGAIN_WORDS = 3


@dataclass(slots=True)
class Said:
    """What the lines around the article say about it; the first word counts."""

    published_at: datetime | None = None
    categories: list[str] = field(default_factory=list)
    author: str | None = None
    is_dated_for_sure: bool = False  # by a label

    def hear(self, line: Line) -> None:
        """Take what *line* says that has not been said before; a labelled date counts more than a date alone."""
        is_first = line.kind is Kind.ABOUT and line.published_at is not None and not self.is_dated_for_sure
        self.published_at = line.published_at if is_first else self.published_at or line.published_at
        self.is_dated_for_sure |= is_first
        self.author = self.author or line.author
        self.categories += line.categories


def find_title(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Which of *lines* above the text, which stands from *start* to *end*, is its title; None if none is."""
    candidates = [at for at in range(start) if _may_be_title(lines[at])]
    if not candidates:
        return None
    said_again = _said_again(lines)
    told = Counter(_stems(" ".join(line.text for line in lines[start:end])))
    told.update(_stems(" ".join(line.text for line in lines[start : start + _OPENING_LINES])))
    return max(candidates, key=lambda at: (_likeness(lines, at, start, said_again, told), -at))


def _may_be_title(line: Line) -> bool:
    text = line.text
    return (
        line.kind in _TITLES
        and len(text) <= MAX_HEADLINE_CHARS
        and line.end not in (*".,;:…", "")
        and line.starts_as_a_sentence
        and not line.is_bulleted
        and text[0] != "["
        and (line.end not in "?!" or line.is_one_sentence)
        and line.cells == 1
        and not (_is_of_two(line) and ("©" in text or FURNITURE.has_word(text, "pictures")))
        and not is_menu_row(line)
        and not (line.words < _MIN_SAID_AGAIN_WORDS and line.text[0] in '«“"')
    )


def _is_of_two(line: Line) -> bool:
    """Whether *line* is of two sentences, as most captions are and few titles."""
    return line.kind is Kind.CAPTION or not line.is_one_sentence


def _likeness(lines: Sequence[Line], at: int, start: int, said_again: frozenset[str], told: Counter[str]) -> float:
    """How much the line at *at* looks like the title of the text that begins at *start* and has the stems *told*."""
    line = lines[at]
    between = [
        each for each in lines[at + 1 : start] if each.is_text and each.end != "." and not find_person(each.text)
    ]
    likeness = 0.4 * min(line.words, _FULL_WORDS) - 0.25 * len(between) - 0.1 * min(start - at, 10) - 0.4 * line.calls
    if line.words >= _MIN_SAID_AGAIN_WORDS and _title_text(line) in said_again:
        likeness += 3.0
    below = lines[at + 1] if at + 1 < len(lines) else None
    if line.words > _MAX_CREDIT_WORDS and any(map(_is_credit, (lines[at - 1] if at else None, below))):
        likeness -= 2.0  # rather what the picture shows whose credit is beside it
    if below is not None and below.is_text and below.end == "." and below.calls < 3:
        likeness += 1.0  # what stands in a menu has no paragraph under it
    likeness += 1.6 * _said_below(line, told)
    likeness -= 0.7 * (_is_of_two(line) and first_sentence(line.text)[-1] != "?")
    if line.kind is Kind.CAPTION:
        likeness -= 1.0
    if find_author(line.text):
        likeness -= 3.5
    elif is_button(line):
        likeness -= 2.0
    beside = lines[at + 1 : at + 1 + _NEAR]
    if any(each.kind in _SAYING or (each.is_text and find_person(each.text)) for each in beside):
        likeness += 1.2
    if at and lines[at - 1].kind in _SAYING:
        likeness += 0.8
    # Of two headlines in a row the first is the title, the second its deck; above the first one stands no other.
    # But a site's name, above its title, says nothing that the text says.
    if line.words < _MIN_SAID_AGAIN_WORDS and any(each.text == line.text for each in lines[:at]):
        likeness -= 1.5  # a section, in the menu as well
    if at and _may_be_title(lines[at - 1]):
        above, is_first = lines[at - 1], at > 1 and lines[at - 2].kind in (*_SAYING, Kind.NOISE)
        least = 0.35 if is_first else 0.7
        is_long = above.words >= _MIN_SAID_AGAIN_WORDS if is_first else above.words > _MIN_SAID_AGAIN_WORDS
        if is_long and _said_below(above, told) >= least * _said_below(line, told):
            likeness -= 3.8 if is_first else 3.2
    return likeness


def _is_credit(line: Line | None) -> bool:
    return line is not None and line.words <= _MAX_CREDIT_WORDS and FURNITURE.has_word(line.text, "pictures")


def _said_below(line: Line, told: Counter[str]) -> float:
    """How much of what *line* says the text says as well, from 0 to 2: its opening counts twice."""
    stems = _stems(line.text)
    return sum(min(told[stem], 2) for stem in stems) / max(len(stems), _MIN_STEMS)


def _stems(text: str) -> list[str]:
    """The beginnings of the longer words of *text*: what they mean, whatever their endings."""
    return [word[:_STEM_CHARS] for word in re.findall(r"[^\W\d_]{4,}", text.casefold())]


def _said_again(lines: Sequence[Line]) -> frozenset[str]:
    """What a page says more than once, as it does its title: alone, at the end of a trail, with the site behind."""
    counted: dict[str, int] = {}
    for line in lines:
        ways = {fold(line.text), _title_text(line), fold(_TRAIL.split(line.text)[-1])}
        for quoted in re.findall('[“«"]([^”»"]+)[”»"]', line.text):
            ways.add(fold(quoted))
        for way in ways:
            counted[way] = counted.get(way, 0) + 1
    said = {way for way, count in counted.items() if count > 1}
    texts = [fold(line.text) for line in lines if len(line.text) <= MAX_HEADLINE_CHARS]
    before = {text[: sign.start()].rstrip() for text in texts for sign in _BEHIND_TITLE.finditer(text)}
    return frozenset(said | (before & counted.keys()))


def _title_text(line: Line) -> str:
    return fold(_SITE_BEHIND.sub("", line.text))


def hear_above(lines: Sequence[Line], title_at: int, said: Said) -> None:
    """Hear what the lines right above the title at *title_at* say: a date, a byline, the section."""
    near = lines[max(0, title_at - _NEAR - 1) : title_at]
    for line in reversed(near):
        if line.kind in _SAYING:
            said.hear(line)
    trail = _trail_category(lines[:title_at])
    if trail:
        said.categories.append(trail)
    elif near and not said.categories:
        above = next(
            (line for line in reversed(near) if line.kind not in _SAYING and line.kind is not Kind.NOISE), None
        )
        if above is not None and _is_section(above, lines[:title_at]):
            said.categories.append(above.text)


def _trail_category(above: Sequence[Line]) -> str | None:
    """The section in a trail such as "Home › Space › Pad opens"."""
    for line in reversed(above):
        home, *rest = [part.strip() for part in _TRAIL.split(line.text)]
        if line.kind is Kind.EDGE and len(rest) > 1 and FURNITURE.table_of(home.rpartition(": ")[2]) == "edges":
            return rest[0] if FURNITURE.table_of(rest[0]) is None else None
    return None


def _is_section(line: Line, above: Sequence[Line]) -> bool:
    """Whether *line*, right above the title, names its section: it stands alone there, or in the menu as well."""
    if not line.is_text or line.words > _MAX_CATEGORY_WORDS or not line.is_headline or line.end in "?!":
        return False
    texts = [f" {fold(each.text)} " for each in above if each.kind in (Kind.TEXT, Kind.ENTRY)]
    return len(texts) == 1 or sum(f" {fold(line.text)} " in text for text in texts) > 1


def is_deck(line: Line) -> bool:
    """Whether *line*, between the title and the text, is of the article: a sentence, or nearly one."""
    is_sentence = line.words >= _MIN_DECK_WORDS and line.starts_as_a_sentence and not line.is_item
    return line.is_text and is_sentence and line.cells == 1 and (line.end == "." or not line.calls)


def hear_person(line: Line, said: Said) -> None:
    """Take *line*, beside what speaks about the article, for its author if it is somebody's name."""
    if said.author is None and line.is_text:
        said.author = find_author(line.text)


def is_title(line: Line) -> bool:
    """Whether *line* could be a title where none stands above the text: one sentence, or short and open."""
    if not line.is_text or not line.is_headline or line.is_bulleted or not line.starts_as_a_sentence:
        return False
    return line.is_one_sentence or (line.end not in "?!" and len(line.text) <= _MAX_OPEN_TITLE_CHARS)


def is_button(line: Line) -> bool:
    """Whether *line* says what pressing it does; in Russian and Kazakh the ending shows it."""
    words = line.text.casefold().split()
    if len(words) > _MAX_BUTTON_WORDS or line.end in (*".!?:", ""):
        return False
    return words[0] in FURNITURE.words["buttons"] or bool(_DO_RU.search(words[0]) or _DO_KK.search(words[-1]))


def strip_site(title: str) -> str:
    """*title* without the site's address behind it."""
    return _SITE_BEHIND.sub("", title)
