"""Where on a page the article's text stands: the stretch of lines that has most of it and least of anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedserver.sources.saved_text.classify import is_menu_row
from feedserver.sources.saved_text.lines import MAX_HEADLINE_CHARS, Kind, Line

# What a line adds to the stretch. A paragraph of a hundred characters is worth about two lines of furniture: less
# text than that, behind so much furniture, is no longer the article's.
_WORTH = {
    Kind.TIME: 0.5,
    Kind.DATE: -0.7,
    Kind.BYLINE: -0.7,
    Kind.ABOUT: -0.5,
    Kind.OTHER_PAGES: -1.0,
    Kind.PERHAPS_OTHER_PAGES: -0.5,
    Kind.ENTRY: -0.15,
    Kind.COMMENTS: -0.3,
    Kind.REPLY: -1.0,
    Kind.MORE_LINK: -0.5,
    Kind.ADVERTISEMENT: -0.1,
    Kind.CAPTION: -0.2,
    Kind.CALL: -0.6,
    Kind.EDGE: -0.8,
    Kind.END: -8.0,
    Kind.NOISE: -0.2,
}
_MIN_PROSE_CHARS = 25  # a shorter sentence is worth half: buttons and labels may end in a full stop
_FULL_CHARS = 400
_PROSE, _SHORT_PROSE = 0.7, 0.35
_UNKNOWN = -0.5
_HEADING = -0.2
_END_OR_HEADING = -3.0  # "About the project" may head a part of the article
_ROW = -0.1  # with figures, its columns lost
_TABLE_ROW = 0.3
_MENU_ROW = -0.8
_LISTED = 0.1
_LOOSE_ITEM = -0.3
_ABOUT_US = -1.5
_CALL, _SHORT_CALL = 0.45, 0.3  # what each weak word of a site takes from a paragraph and from a short line
_MAX_LABEL_WORDS = 8
_RATE = re.compile(r"\([^()]*[0-9][^()]* = [^()]*[0-9][^()]*\)")  # "($1 = 0.92 euros)", below a report of an agency
_FIGURE = re.compile("[0-9]")
_ABOUT = re.compile(r"About (?:the )?[A-Z]|О компании |О проекте ")  # who has sent a press release
_MAX_HAND_CUT_LINES = 4  # below the text of a page that shows no furniture there


def find_stretch(lines: Sequence[Line]) -> tuple[int, int]:
    """From where to where, the end excluded, *lines* are the article's; (0, 0) if they hold no prose.

    The title and what stands beside it are not in it.
    """
    start, end, _ = max(_stretches(lines), key=lambda stretch: stretch[2], default=(0, 0, 0.0))
    return start, _with_what_is_left(lines, end)


def find_beginning(lines: Sequence[Line]) -> int:
    """From where *lines* may be the article's: where the first stretch begins that is worth half the best or more."""
    stretches = list(_stretches(lines))
    best = max((worth for _, _, worth in stretches), default=0.0)
    return next((start for start, _, worth in stretches if 2 * worth >= best), 0)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int, float]]:
    """Every stretch that is worth something, with its worth; none can be made better by a line more or less."""
    start, end, running, best = 0, 0, 0.0, 0.0
    announced = False  # by a sentence with a colon: a list, though its bullets may be lost
    for number, line in enumerate(lines):
        above = lines[number - 1] if number else None
        below = lines[number + 1] if number + 1 < len(lines) else None
        announced = _announces(line) or (announced and line.is_text and line.end not in ".!?")
        worth = _worth(line, above, below)
        running += max(worth, _LISTED) if announced else worth
        if running > best:
            end, best = number + 1, running
        if running <= 0:
            if best > 0:
                yield start, end, best
            start, running, best = number + 1, 0.0, 0.0
    if best > 0:
        yield start, end, best


def _with_what_is_left(lines: Sequence[Line], end: int) -> int:
    """*end*, or the page's end if there are but a few lines of text below: then somebody has cut the page by hand."""
    below = lines[end:]
    return len(lines) if end and len(below) <= _MAX_HAND_CUT_LINES and all(line.is_text for line in below) else end


def _worth(line: Line, above: Line | None, below: Line | None) -> float:
    """What *line* adds to the stretch it stands in."""
    if not line.is_text:
        return _worth_of_furniture(line, below)
    if line.is_item and line.end not in ".!?":
        in_list = above is not None and (above.is_item or above.end in ":" or above.may_be_subheading)
        return _LISTED if in_list else _LOOSE_ITEM
    if line.cells > 1 and any(each is not None and each.cells == line.cells for each in (above, below)):
        return _TABLE_ROW
    if is_menu_row(line):
        return _MENU_ROW
    size = min(len(line.text), _FULL_CHARS) / 100
    if line.end == ":" and line.words <= _MAX_LABEL_WORDS // 2 and (below is None or not below.is_text):
        return _UNKNOWN
    if _is_prose(line):
        is_short = len(line.text) < _MIN_PROSE_CHARS
        return (_SHORT_PROSE if is_short else _PROSE) + size - _CALL * line.calls
    if len(line.text) > MAX_HEADLINE_CHARS:
        return size - _CALL * line.calls
    return max(_worth_of_short(line, above, below) - _SHORT_CALL * line.calls, -1.0)


def _worth_of_furniture(line: Line, below: Line | None) -> float:
    heads = below is not None and below.is_text and _is_prose(below)
    if heads and line.kind is Kind.END:
        return _END_OR_HEADING
    return _HEADING if heads and line.kind in (Kind.EDGE, Kind.DATE) else _WORTH[line.kind]


def _worth_of_short(line: Line, above: Line | None, below: Line | None) -> float:
    if line.end in "!?":
        return _HEADING
    if _has_figures(line) and (_has_figures(above) or _has_figures(below)):
        return _ROW
    if _ABOUT.match(line.text):
        return _ABOUT_US
    heads = line.may_be_subheading and below is not None and below.is_text and not _is_short_label(below)
    return _HEADING if heads else _UNKNOWN


def _is_prose(line: Line) -> bool:
    """Whether *line* ends as a sentence does. A single question or call may be a headline or a button as well."""
    if line.end in ".:" and line.end:
        return True
    if _RATE.fullmatch(line.text):
        return True
    is_long = len(line.text) >= _MIN_PROSE_CHARS
    return line.end in ("…", "!", "?") and (line.is_item or (is_long and not line.is_one_sentence))


def _announces(line: Line) -> bool:
    return line.is_text and line.end == ":" and len(line.text) > _MIN_PROSE_CHARS and not line.calls


def _has_figures(line: Line | None) -> bool:
    """Whether *line* may be the row of a table whose columns are lost: a short line with a number."""
    return line is not None and line.is_text and _FIGURE.search(line.text) is not None and line.is_headline


def _is_short_label(line: Line) -> bool:
    """Whether *line*, under a short one, is rather the next of a menu than what the short one heads."""
    return line.cells == 1 and not line.is_item and line.end not in ".:…!?" and line.words <= _MAX_LABEL_WORDS
