"""Which line above an article's text is its title: the one that looks most like it, by learned weights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedserver.sources.furniture import FURNITURE, fold
from feedserver.sources.saved_text.about import find_author, find_person
from feedserver.sources.saved_text.classify import is_menu_row
from feedserver.sources.saved_text.head import SAYING, is_button
from feedserver.sources.saved_text.lines import MAX_HEADLINE_CHARS, TRAIL, Kind, Line
from feedserver.sources.saved_text.site import find_site
from feedserver.sources.saved_text.stems import stems_of
from feedserver.sources.saved_text.weights import Features, weigh
from feedserver.sources.text.titles import first_sentence

_TITLES = (Kind.TEXT, Kind.CAPTION)  # a title of two sentences has a caption's shape
_SITE_BEHIND = re.compile(r"\s+[-–—|·•]\s+(?:[\w-]+\.)+[a-zа-яқ]{2,12}$", re.IGNORECASE)  # "Pad opens | news.kz"
_BEHIND_TITLE = re.compile(r"[-–—|·•(/]")  # in front of the site's name
_OPENING_LINES = 3  # of which a title says the words
_MIN_STEMS = 4
_MIN_TRAIL_PARTS = 3
_MAX_CREDIT_WORDS = 4
_FULL_WORDS = 8
_MIN_LONG_WORDS = 4
_MIN_DECK_WORDS = 8
_MIN_SAID_AGAIN_WORDS = 3
_MAX_CALLS_OF_TEXT = 2
_MAX_BARE_LINES = 2  # above the text of a page that somebody has cut by hand
_NEAR = 4  # lines
_FAR = 10  # lines


def find_title(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Which of *lines* above the text, which stands from *start* to *end*, is its title; None if none is."""
    candidates = list(list_candidates(lines, start, end))
    candidates = [each for each in candidates if "author" not in each[1]] or candidates
    if not candidates:
        return None
    first = candidates[0][0]
    if first == 0 and start <= _MAX_BARE_LINES and lines[0].words >= _MIN_LONG_WORDS:
        return first  # no page is around it; below may be a subheading
    at, _ = max(candidates, key=lambda each: (weigh(each[1], "title"), -each[0]))
    return at


def list_candidates(lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[int, Features]]:
    """Which of *lines* may be the title of the text from *start* to *end*, each with what shows whether it is."""
    page = None
    site = find_site(lines)
    for at in range(start):
        if _may_be_title(lines[at]) and lines[at].text != site:
            page = page or _page(lines, start, end)
            yield at, {name: float(value) for name, value in page.features(at).items() if value}


def strip_site(title: str) -> str:
    """*title* without the site's address behind it."""
    return _SITE_BEHIND.sub("", title)


def _may_be_title(line: Line) -> bool:
    text = line.text
    return (
        line.kind in _TITLES
        and len(text) <= MAX_HEADLINE_CHARS
        and line.end not in (*".,;:…", "")
        and line.starts_as_a_sentence
        and not line.is_bulleted
        and text[0] != "["
        and line.cells == 1
        and not (_is_of_two(line) and ("©" in text or FURNITURE.has_word(text, "pictures")))
        and not is_menu_row(line)
        and len(TRAIL.split(text)) < _MIN_TRAIL_PARTS
        and not (line.words < _MIN_SAID_AGAIN_WORDS and line.text[0] in '«“"')
    )


def _is_of_two(line: Line) -> bool:
    """Whether *line* is of two sentences, as most captions are and few titles."""
    return line.kind is Kind.CAPTION or not line.is_one_sentence


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page whose text begins at *start* and has the stems *told*; what it says more than once."""

    lines: Sequence[Line]
    start: int
    told: Counter[str]
    said_again: frozenset[str]

    def features(self, at: int) -> dict[str, float]:
        line = self.lines[at]
        return {**self._words(line), **self._above(at, line), **self._below(at, line)}

    def _words(self, line: Line) -> dict[str, float]:
        return {
            "words": min(line.words, _FULL_WORDS),
            "long": line.words >= _MIN_LONG_WORDS,
            "words of sites": line.calls,
            "one sentence": line.is_one_sentence,
            "two sentences": _is_of_two(line) and first_sentence(line.text)[-1] != "?",
            "caption": line.kind is Kind.CAPTION,
            "author": find_author(line.text) is not None,
            "button": is_button(line),
            "said by the text": self._said_by_text(line),
            "said again": line.words >= _MIN_SAID_AGAIN_WORDS and _title_text(line) in self.said_again,
            "in the window's title": line.words >= _MIN_SAID_AGAIN_WORDS and self._heads_window(line),
        }

    def _above(self, at: int, line: Line) -> dict[str, float]:
        """What stands above. Of two headlines in a row the first is the title, the second its deck."""
        if at == 0:
            return {}
        above, over = self.lines[at - 1], self.lines[at - 2] if at > 1 else None
        near = self.lines[max(0, at - _NEAR + 1) : at]
        found: dict[str, float] = {
            "blank line above": line.number - above.number > 1,
            "furniture above": not above.is_text,
            "short line above": above.words < _MIN_LONG_WORDS,
            "date or author above": above.kind in SAYING,
            "in the menu, too": line.words < _MIN_SAID_AGAIN_WORDS and self._is_above(at, line),
            "headlines above": sum(_may_be_title(each) and each.words >= _MIN_LONG_WORDS for each in near),
        }
        if _may_be_title(above):
            said, own = self._said_by_text(above), self._said_by_text(line)
            is_first = over is not None and over.kind in (*SAYING, Kind.NOISE)
            found |= {
                "headline above": 1,
                "headline above is long": above.words > _MIN_LONG_WORDS,
                "headline above, said by the text": said,
                "headline above, said as much": above.words >= _MIN_LONG_WORDS and said >= 0.7 * own,
                "first headline above": is_first and above.words >= _MIN_SAID_AGAIN_WORDS and said >= 0.35 * own,
            }
        return found

    def _heads_window(self, line: Line) -> bool:
        """Whether the page's first line, the title of the browser's window, begins with *line* and goes on."""
        window = fold(self.lines[0].text)
        return window.startswith(fold(line.text)) and len(window) > len(fold(line.text))

    def _is_above(self, at: int, line: Line) -> bool:
        return any(each.text == line.text for each in self.lines[:at])

    def _below(self, at: int, line: Line) -> dict[str, float]:
        between = [
            each
            for each in self.lines[at + 1 : self.start]
            if each.is_text and each.end != "." and not find_person(each.text)
        ]
        beside = self.lines[at + 1 : at + 1 + _NEAR]
        below = self.lines[at + 1]
        around = (self.lines[at - 1], below) if at else (below,)
        found: dict[str, float] = {
            "text between": len(between),
            "no text between": not between,
            "lines to the text": min(self.start - at, _FAR),
            "blank line below": below.number - line.number > 1,
            "date or author below": any(each.kind in SAYING or _is_person(each) for each in beside),
            "paragraph below": below.is_text and below.end == "." and below.calls <= _MAX_CALLS_OF_TEXT,
            "deck below": below.is_text and below.words >= _MIN_DECK_WORDS,
            "credit beside": line.words > _MAX_CREDIT_WORDS and any(map(_is_credit, around)),
        }
        if _may_be_title(below):
            found |= {
                "headline below": 1,
                "headline below is long": below.words > _MIN_LONG_WORDS,
                "headline below, said by the text": self._said_by_text(below),
            }
        return found

    def _said_by_text(self, line: Line) -> float:
        """How much of what *line* says the text says as well, from 0 to 2: its opening counts twice."""
        stems = stems_of(line.text)
        return sum(min(self.told[stem], 2) for stem in stems) / max(len(stems), _MIN_STEMS)


def _page(lines: Sequence[Line], start: int, end: int) -> _Page:
    told = Counter(stems_of(" ".join(line.text for line in lines[start:end])))
    told.update(stems_of(" ".join(line.text for line in lines[start : start + _OPENING_LINES])))
    return _Page(lines, start, told, _said_again(lines))


def _is_person(line: Line) -> bool:
    return line.is_text and find_person(line.text) is not None


def _is_credit(line: Line) -> bool:
    return line.words <= _MAX_CREDIT_WORDS and FURNITURE.has_word(line.text, "pictures")


def _said_again(lines: Sequence[Line]) -> frozenset[str]:
    """What a page says more than once, as it does its title: alone, at the end of a trail, with the site behind."""
    counted: dict[str, int] = {}
    for line in lines:
        ways = {fold(line.text), _title_text(line), fold(TRAIL.split(line.text)[-1])}
        for quoted in re.findall('[“«"]([^”»"]+)[”»"]', line.text):
            ways.add(fold(quoted))
        for way in ways:
            counted[way] = counted.get(way, 0) + 1
    said = {way for way, count in counted.items() if count > 1}
    texts = [fold(line.text) for line in lines if len(line.text) <= MAX_HEADLINE_CHARS]
    before = {text[: sign.start()].rstrip() for text in texts for sign in _BEHIND_TITLE.finditer(text)}
    return frozenset(said | (before & counted.keys()))


def _title_text(line: Line) -> str:
    return fold(strip_site(line.text))
