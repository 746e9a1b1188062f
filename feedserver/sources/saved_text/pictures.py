"""What stands beside the pictures and the players in an article: captions, descriptions, credits, lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from feedserver.sources.furniture import FURNITURE
from feedserver.sources.saved_text.about import find_author
from feedserver.sources.saved_text.lines import Kind, Line
from feedserver.sources.saved_text.stretch import find_beginning

_MIN_PARAGRAPH_CHARS = 80
_MAX_AGENCY_WORDS = 4
_MAX_CREDIT_WORDS = 8
_MIN_CAPTION_WORDS = 4  # fewer above a credit may be a subheading, the picture under it
_MIN_LIVE_TIMES = 2
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_SOURCE = re.compile(r"(?:©|\(c\)|(?:source|источник|дереккөз|дереккөзі)\s?:)", re.IGNORECASE)
_VIEW = re.compile(
    r"(?:an? view|(?:an? )?(?:aerial|general|satellite) view) (?:of|from)\b|(?:общий )?вид (?:на|с|из)\b", re.IGNORECASE
)
_NAME = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\\w’'-]+"
_SIGNATURE = re.compile(
    rf"{_NAME}(?: {_NAME}){{1,2}}(?: ?/ ?| for (?=[A-Z])|,? для (?=[«А-Я])|, (?=[«“]))[^.!?:]{{2,40}}"
)


def mark_pictures(lines: Sequence[Line]) -> list[Line]:
    """*lines*, in order; what belongs to a picture or a player inside the article is Kind.CAPTION.

    Above the article's first paragraph the line over a credit may as well be the title, and is left alone.
    """
    described, players = frozenset(_described(lines)), frozenset(_players(lines))
    at = _first_paragraph(lines)
    found = described | players | {line.number for line in (*_credited(lines[at:]), *_repeated(lines[at:]))}
    found |= {line.number for line in (*filter(_shows, lines[at + 1 :]), *_signatures(lines[at:]))}
    found |= frozenset(_videos(lines[at:]))
    return [replace(line, kind=Kind.CAPTION) if line.number in found else line for line in lines]


def _first_paragraph(lines: Sequence[Line]) -> int:
    start = find_beginning(lines)
    long = (at for at in range(start, len(lines)) if lines[at].is_prose and len(lines[at].text) > _MIN_PARAGRAPH_CHARS)
    return next(long, len(lines))


def _described(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of a description that begins with the agency's name, of the name alone below, of the caption."""
    for line, agency, caption in zip(lines, lines[1:], lines[2:], strict=False):
        is_agency = agency.is_text and agency.words <= _MAX_AGENCY_WORDS and agency.is_headline
        if is_agency and line.is_text and line.text.startswith(f"{agency.text} "):
            yield from (line.number, agency.number)
            if caption.is_text and _is_open(caption):
                yield caption.number


def _credited(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines right above a credit that end as no sentence does."""
    for line, credit in pairwise(lines):
        is_caption = line.is_text and _is_open(line) and line.words >= _MIN_CAPTION_WORDS
        if is_caption and is_credit(credit) and find_author(line.text) is None:
            yield line


def is_credit(line: Line) -> bool:
    """Whether *line* says whose picture the one above it is."""
    is_said = bool(_SOURCE.match(line.text)) or FURNITURE.has_word(line.text.split()[0], "pictures")
    return line.kind in (Kind.CAPTION, Kind.NOISE) and line.words <= _MAX_CREDIT_WORDS and is_said


def _shows(line: Line) -> bool:
    """Whether *line*, short and open, begins or ends with a picture: "File image", "Кадр из видео", "A view of …"."""
    if not line.is_text or not _is_open(line) or line.words > _MAX_CREDIT_WORDS or not line.is_one_sentence:
        return False
    first, *_, last = line.text.split() * 2
    return _VIEW.match(line.text) is not None or any(FURNITURE.has_word(word, "pictures") for word in (first, last))


def _signatures(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that name who took a picture and the agency: "Anna Lee/BBC"; several in a row are rather a list."""
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        is_open = line.is_text and line.words <= _MAX_CREDIT_WORDS and line.end != "."
        is_signed, *beside = (_SIGNATURE.fullmatch(each.text) is not None for each in (line, above, below))
        is_byline = above.is_prose and not below.is_text  # below the text
        if is_open and is_signed and not any(beside) and not is_byline:
            yield line


def _repeated(lines: Sequence[Line]) -> Iterator[Line]:
    """The short lines that are said twice in a row: a picture's description and its caption."""
    for line, below in pairwise(lines):
        if line.is_text and line.text == below.text and _is_open(line):
            yield from (line, below)


def _players(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the times in a row, as under a player: where it stands and how long it takes."""
    for line, below in pairwise(lines):
        if _is_clock(line) and _is_clock(below):
            yield from (line.number, below.number)


def _videos(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of a video's title, of its length below, of the word above; not where times head what happened."""
    heading = sum(_is_clock(line) and below.is_prose for line, below in pairwise(lines))
    if heading >= _MIN_LIVE_TIMES:
        return
    for word, title, length in zip(lines, lines[1:], lines[2:], strict=False):
        if title.is_text and _is_open(title) and _is_clock(length):
            yield from (title.number, length.number)
            if word.kind is Kind.PERHAPS_OTHER_PAGES:
                yield word.number


def _is_clock(line: Line) -> bool:
    return _CLOCK.fullmatch(line.text) is not None


def _is_open(line: Line) -> bool:
    return line.is_headline and line.end not in "?!" and line.cells == 1 and not line.is_item
