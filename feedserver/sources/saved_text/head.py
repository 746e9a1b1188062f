"""What stands above an article's text: its title, and lines that say when, by whom and in which category."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedserver.sources.furniture import FURNITURE, fold
from feedserver.sources.saved_text.about import LYNX_NUMBER, find_author
from feedserver.sources.saved_text.lines import TRAIL, Kind, Line

SAYING = (Kind.DATE, Kind.BYLINE, Kind.ABOUT)
_MIN_DECK_WORDS = 6  # a shorter line under the title, with no full stop, is a subheading
_NEAR = 4  # lines
_MAX_ABOVE = 8  # lines, if they are labels
_MAX_LABEL_WORDS = 4
_MAX_OPEN_TITLE_CHARS = 100
_MAX_BUTTON_WORDS = 5
_DO_RU = re.compile(r"[аеиоуыюя](?:ть|ться|ти)$|(?:айте|яйте|ите|уйте)(?:сь)?$")
_DO_KK = re.compile(r"[аеіуыйлртп]у$|(?:ыңыз|іңіз)$")
_MAX_CATEGORY_WORDS = 4


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


def hear_above(lines: Sequence[Line], title_at: int, said: Said) -> None:
    """Hear what the lines right above the title at *title_at* say: a date, a byline, the section."""
    near = _right_above(lines, title_at)
    for at in range(len(near) - 1, -1, -1):
        if near[at].kind in SAYING:
            said.hear(near[at])
        elif any(beside.kind in SAYING for beside in near[max(0, at - 1) : at + 2]):
            hear_person(near[at], said)
    trail = _trail_category(lines[:title_at], lines[title_at].text)
    if trail:
        said.categories.append(trail)
    elif near and not said.categories:
        above = next((line for line in reversed(near) if line.kind not in SAYING and line.kind is not Kind.NOISE), None)
        if above is not None and _is_section(above, lines[:title_at]):
            said.categories.append(above.text)


def _right_above(lines: Sequence[Line], title_at: int) -> Sequence[Line]:
    """The lines above the title, up to one that may be another page's headline."""
    start = title_at
    while start and title_at - start < _MAX_ABOVE:
        if title_at - start > _NEAR and lines[start - 1].words > _MAX_LABEL_WORDS:
            break
        start -= 1
    return lines[start:title_at]


def _trail_category(above: Sequence[Line], title: str) -> str | None:
    """The section in a trail such as "Home › Space › Pad opens"; of one that begins with the news, the next."""
    for line in reversed(above):
        home, *rest = [LYNX_NUMBER.sub("", part.strip()) for part in TRAIL.split(line.text)]
        if line.kind not in (Kind.EDGE, Kind.NOISE) or FURNITURE.table_of(home.rpartition(": ")[2]) != "edges":
            continue
        parts = [part for part in rest if part and not _is_cut(part, title)]
        if parts:
            return next((part for part in parts if not FURNITURE.has_word(part, "news")), None)
    return None


def _is_cut(part: str, title: str) -> bool:
    """Whether *part* of a trail is the *title*, perhaps cut."""
    return len(part.split()) > 1 and fold(title).startswith(fold(part))


def _is_section(line: Line, above: Sequence[Line]) -> bool:
    """Whether *line*, right above the title, names its section: it stands alone there, or in the menu as well."""
    if line.words > _MAX_CATEGORY_WORDS or not line.is_headline or line.end in "?!":
        return False
    if line.kind is Kind.EDGE:
        return sum(fold(each.text) == fold(line.text) for each in above) > 1
    texts = [f" {fold(each.text)} " for each in above if each.kind in (Kind.TEXT, Kind.ENTRY)]
    return line.is_text and (len(texts) == 1 or sum(f" {fold(line.text)} " in text for text in texts) > 1)


def is_deck(line: Line) -> bool:
    """Whether *line*, between the title and the text, is of the article: a sentence, or nearly one."""
    is_sentence = line.words >= _MIN_DECK_WORDS and line.starts_as_a_sentence and not line.is_item
    return line.is_text and is_sentence and line.cells == 1 and (line.end == "." or not line.calls)


def hear_person(line: Line, said: Said) -> None:
    """Take *line*, beside what speaks about the article, for its author if it is somebody's name."""
    if said.author is None and line.is_text and line.text.split()[0].casefold() not in FURNITURE.words["buttons"]:
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
