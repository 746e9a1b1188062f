"""How likely a line is the article's: weights of its features, learned from pages that people have marked.

The rules of the other modules say what a line is when they know its words. Of the lines that they take for the
article's, those that look, by shape and by what stands around them, as furniture does on other sites are found here.
The weights are those of a logistic regression.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from feedserver.sources.saved_text.headings import find_headings
from feedserver.sources.saved_text.lines import CHOICES, Kind, Line
from feedserver.sources.saved_text.stems import stems_of
from feedserver.sources.saved_text.tables import find_told_rows
from feedserver.sources.saved_text.weights import Features, weigh

# In the midst of the text a date or a word such as "Menu" may be a subheading.
INSIDE = (Kind.TEXT, Kind.DATE, Kind.EDGE, Kind.END)
MIN_ODDS = 0.4  # below, a line that the rules would keep is not the article's

_MIN_PARAGRAPHS = 3  # of a page; what was learned from news pages does not hold for a note of a few lines
_MIN_PARAGRAPH_CHARS = 80
_MAX_STEMS = 10
_MAX_WORDS = 40
_MAX_CALLS = 6
_MAX_CALLS_OF_TEXT = 1  # of a sentence
_SHORT_WORD_CHARS = 3
_FAR = 9  # lines
_MAX_RUN = 15
_MAX_RUN_FURNITURE = 8
_NEAR = 5  # lines
_MAX_NEAR_CHARS = 2_000
_NEIGHBOURS = (-2, -1, 1, 2)
_OF_NEIGHBOURS = ("paragraph", "item", "columns", "may be a subheading", "words of sites", "log of characters",
    "share of capitalised words", "kind text", "kind noise", "kind caption", "kind entry", "kind call", "kind date",
    "kind about", "kind advertisement", "kind edge", "ends with none", "ends with colon", "ends with stop",
    "ends with question", "icon", "choice", "capitals", "percentage", "clock", "address",
    "share of stems of paragraphs")  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"https?:|www\.|@|\.\w{2,4}/")
_CLOCK = re.compile(r"\b[0-9]{1,2}[:.][0-9]{2}\b")
_ICON = re.compile("[\u2190-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_ENDS = {".": "stop", "!": "question", "?": "question", ":": "colon", "…": "ellipsis", ",": "comma", ";": "comma"}


def find_unlikely(lines: Sequence[Line], title: str) -> frozenset[int]:
    """The numbers of those *lines* of a page that are hardly of the article named *title*; of paragraphs, none.

    lines: all of the page, in order, each with its kind.
    """
    if sum(map(_is_paragraph, lines)) < _MIN_PARAGRAPHS:
        return frozenset()
    told = {stem for line in lines if _is_paragraph(line) for stem in stems_of(line.text)}
    sure = _headings_of_posts(lines) | find_told_rows(lines, told)
    return frozenset(
        line.number
        for line, features in zip(lines, features_of(lines, title), strict=True)
        if is_open(line) and line.number not in sure and _odds(features) < MIN_ODDS
    )


def _headings_of_posts(lines: Sequence[Line]) -> set[int]:
    return {
        line.number
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        if above.kind is Kind.TIME and below.is_prose
    }


def is_open(line: Line) -> bool:
    """Whether *line* is asked about here: the rules may keep it, and it is no paragraph."""
    is_sentence = line.is_text and line.end == "." and line.calls <= _MAX_CALLS_OF_TEXT
    return line.kind in INSIDE and not is_sentence and not _is_paragraph(line)


def features_of(lines: Sequence[Line], title: str) -> Sequence[Features]:
    """What the weights are for, of each of *lines*; a feature that is missing is 0. *title*: the article's."""
    page = _Page(lines, title)
    alone = [{**_shape(line), **page.words_of(line)} for line in lines]
    around = [page.place_of(number) for number in range(len(lines))]
    found = []
    for number in range(len(lines)):
        features = {**alone[number], **around[number]}
        for offset in _NEIGHBOURS:
            if 0 <= number + offset < len(lines):
                beside = alone[number + offset]
                features |= {f"{name} at {offset:+}": beside.get(name, 0.0) for name in _OF_NEIGHBOURS}
            else:
                features[f"page ends at {offset:+}"] = 1.0
        found.append({name: float(value) for name, value in features.items() if value})
    return found


def _odds(features: Features) -> float:
    return 1 / (1 + math.exp(-weigh(features, "line")))


def _is_paragraph(line: Line) -> bool:
    return line.is_text and line.end in (*".!?…:",) and len(line.text) >= _MIN_PARAGRAPH_CHARS


def _shape(line: Line) -> dict[str, float]:
    """What *line* shows alone."""
    text, words = line.text, _WORD.findall(line.text)
    letters = sum(map(str.isalpha, text)) or 1
    return {
        f"kind {line.kind.name.lower()}": 1,
        f"ends with {_ENDS.get(line.end, 'none')}": 1,
        "log of characters": math.log(len(text) + 1),
        "words": min(line.words, _MAX_WORDS) / 10,
        "paragraph": _is_paragraph(line),
        "item": line.is_item,
        "bullet": line.is_bulleted,
        "columns": min(line.cells, 5) - 1,
        "may be a subheading": line.may_be_subheading,
        "one sentence": line.is_one_sentence,
        "may be a caption": line.is_caption,
        "words of sites": min(line.calls, _MAX_CALLS),
        "share of digits": sum(map(str.isdigit, text)) / len(text),
        "share of capitals": sum(map(str.isupper, text)) / letters,
        "share of capitalised words": sum(word[0].isupper() for word in words) / max(len(words), 1),
        "share of short words": sum(len(word) <= _SHORT_WORD_CHARS for word in words) / max(len(words), 1),
        "begins with a quote": text[0] in "«\"“„–—",
        "begins in lower case": text[0].islower(),
        "ends with a bracket": text[-1] in ")]",
        "address": _ADDRESS.search(text) is not None,
        "clock": _CLOCK.search(text) is not None,
        "year": _YEAR.search(text) is not None,
        "percentage": "%" in text,
        "capitals": text.isupper() and letters > 1,
        "icon": _ICON.search(text) is not None,
        "choice": text[0] in CHOICES,
        "arrow": text[-1] in "→»›>▸▶" or text[0] in "→»›>▸▶",
        "bar": " | " in text or " · " in text or " • " in text or " / " in text,
        "in quotes": text[0] in "«\"“„" and text[-1] in "»\"”“",
        "colon within": ": " in text,
    }  # fmt: skip


class _Page:
    """All lines of a page, to ask what a line has in common with them and what stands around it."""

    def __init__(self, lines: Sequence[Line], title: str) -> None:
        self.lines = lines
        self.title = set(stems_of(title))
        self.headings = find_headings(lines)
        self.paragraphs = [number for number, line in enumerate(lines) if _is_paragraph(line)]
        self.times = Counter(line.text.casefold() for line in lines)
        self.stems = Counter(stem for number in self.paragraphs for stem in set(stems_of(lines[number].text)))
        chars = (len(line.text) * _is_paragraph(line) for line in lines)
        self.chars = list(accumulate(chars, initial=0))  # of paragraphs, above each line

    def words_of(self, line: Line) -> dict[str, float]:
        """What the words of *line* have in common with the paragraphs and with the title."""
        stems = set(stems_of(line.text))
        own = int(_is_paragraph(line))
        shared = sum(self.stems[stem] > own for stem in stems)
        return {
            "stems": min(len(stems), _MAX_STEMS),
            "share of stems of paragraphs": shared / max(len(stems), 1),
            "share of stems of the title": len(stems & self.title) / max(len(stems), 1),
            "stands again": self.times[line.text.casefold()] > 1,
        }

    def place_of(self, number: int) -> dict[str, float]:
        """Where the line stands between paragraphs, and among how much furniture."""
        at = bisect_left(self.paragraphs, number)
        is_own = at < len(self.paragraphs) and self.paragraphs[at] == number
        above = self.paragraphs[at - 1] if at else None
        below = next(iter(self.paragraphs[at + is_own : at + is_own + 1]), None)
        first, end = 0 if above is None else above + 1, len(self.lines) if below is None else below
        run = [] if is_own else self.lines[first:end]
        furniture = sum(not line.is_text for line in run)
        total = max(self.chars[-1], 1)
        near = self.chars[min(number + _NEAR + 1, len(self.lines))] - self.chars[max(number - _NEAR, 0)]
        own = self.chars[number + 1] - self.chars[number]
        return {
            "lines from the paragraph above": _FAR if above is None else min(number - above, _FAR),
            "lines to the paragraph below": _FAR if below is None else min(below - number, _FAR),
            "lines between paragraphs": min(len(run), _MAX_RUN),
            "share of furniture between paragraphs": furniture / max(len(run), 1),
            "furniture between paragraphs": min(furniture, _MAX_RUN_FURNITURE),
            "share of text above": self.chars[number] / total,
            "share of text below": (total - self.chars[number + 1]) / total,
            "text near": min(near - own, _MAX_NEAR_CHARS) / 1_000,
            "like subheadings": self.headings.fits(self.lines[number]),
            "figures in a row": self._has_figures(number)
            and (self._has_figures(number - 1) or self._has_figures(number + 1)),
        }

    def _has_figures(self, number: int) -> bool:
        """Whether there is such a line, and it may be the row of a table."""
        if not 0 <= number < len(self.lines):
            return False
        line = self.lines[number]
        return line.is_text and line.is_headline and any(map(str.isdigit, line.text))
