"""Telling what on a page belongs to other pages: lists of links, teasers, advertisements, the readers' comments.

A heading alone proves nothing: an article may have a subheading "Related". What follows it decides. A line is
taken for an entry of a list if it bears the mark of a link (a date beside it, "…", "read more") or could be
a headline; a sentence with its full stop is taken for the article's own text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from feedserver.sources.furniture import FURNITURE, fold
from feedserver.sources.saved_text.classify import is_menu_row, is_slide_number
from feedserver.sources.saved_text.comments import start_of_comments
from feedserver.sources.saved_text.headings import find_headings
from feedserver.sources.saved_text.lines import DATED, LIST_HEADINGS, UNSEEN, Kind, Line
from feedserver.sources.saved_text.stretch import find_beginning
from feedserver.sources.saved_text.tables import find_rows

_MAX_HEADING_WORDS = 6
_MIN_DATED_HEADLINES = 2  # one may be the article's own last line with the article's date
_MIN_ENTRIES = 2
_MIN_ROW = 3  # of headlines without a known heading
_MIN_SAID_TOO_OFTEN = 4
_MIN_SLIDES = 2
_MIN_ENTRY_WORDS = 4
_MIN_KNOWN_WORDS = 2  # the same, under a heading that says what they are
_MAX_OFFER_CHARS = 160
_MAX_CONTENTS_WORDS = 14
_FIGURES = re.compile(r"[0-9].*[^0-9].*[0-9]")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}[.)]|[•*·–—-]) ")


def mark_other_pages(lines: Sequence[Line]) -> list[Line]:
    """*lines* up to the comments, in order; below the text's beginning, what belongs to other pages is Kind.ENTRY.

    Above it everything but the title is furniture anyway. A heading that turns out to be a subheading of the article
    has become text.
    """
    lines = lines[: start_of_comments(lines)]
    below = lines[find_beginning(lines) :]
    seen = [line for line in below if line.kind not in UNSEEN]
    kinds = dict.fromkeys(_offers(below), Kind.ENTRY) | _kinds_in(seen)
    kinds |= dict.fromkeys(_dated_headline(below), Kind.ENTRY)
    kinds |= dict.fromkeys((*_contents(lines), *_menu_rows(lines), *_said_too_often(below)), Kind.ENTRY)
    kinds |= dict.fromkeys(_gallery(lines), Kind.CAPTION)
    kinds |= dict.fromkeys(find_rows(lines), Kind.TEXT)
    return [replace(line, kind=kinds[line.number]) if line.number in kinds else line for line in lines]


def _contents(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines of a table of contents: what a short line says is said again below."""
    last = {_bare(line): line.number for line in lines if line.is_text and line.words <= _MAX_CONTENTS_WORDS}
    for line in lines:
        if line.is_text and line.is_item and last.get(_bare(line), line.number) > line.number:
            yield line.number


def _menu_rows(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the rows of links; rows of as many columns above or below make a table."""
    for above, line, below in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        if line.is_text and is_menu_row(line) and not any(each and each.cells == line.cells for each in (above, below)):
            yield line.number


def _said_too_often(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the short lines that a page has again and again, as it has its buttons."""
    short = [line for line in lines if line.is_text and line.words <= _MAX_HEADING_WORDS and line.cells == 1]
    counted = Counter(line.text for line in short)
    for line in short:
        if counted[line.text] >= _MIN_SAID_TOO_OFTEN and line.is_headline and not line.is_item:
            yield line.number


def _gallery(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines under "1/6", "2/6", … on a page that has paragraphs elsewhere: captions."""
    found = [line.number for above, line in pairwise(lines) if is_slide_number(above) and line.is_text]
    if len(found) >= _MIN_SLIDES and sum(line.is_prose for line in lines) >= _MIN_ENTRIES * len(found):
        yield from found


def _bare(line: Line) -> str:
    return fold(_NUMBERING.sub("", line.text))


def _dated_headline(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the only headline with a date beside it between paragraphs, the date, the words above both."""
    found = []
    for number in range(1, len(lines) - 2):
        above, first, second = lines[number - 1 : number + 2]
        text = second if first.kind is Kind.DATE else first
        below = next((line for line in lines[number + 2 :] if line.kind not in UNSEEN), None)
        if (
            {first.kind, second.kind} == {Kind.DATE, Kind.TEXT}
            and text.words >= _MIN_ENTRY_WORDS
            and _is_bare_headline(text, _MIN_ENTRY_WORDS)
            and below is not None
            and below.is_prose
            and (above.end in ".:" or (above.is_text and _heads_a_list(above)) or not above.is_text)
        ):
            heading = [above.number] if above.is_text and _heads_a_list(above) else []
            found.append((*heading, first.number, second.number))
    if len(found) == 1:
        yield from found[0]


def _offers(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines under the word "Advertisement" that are what it announces."""
    for above, line in pairwise(lines):
        if above.kind is Kind.ADVERTISEMENT and line.is_text and len(line.text) <= _MAX_OFFER_CHARS:
            is_heading = line.words < _MAX_HEADING_WORDS and line.end not in "!"
            is_heading |= find_headings([each for each in lines if each.is_text and each is not line]).fits(line)
            if FURNITURE.is_offer(line.text) or not (line.end in (*".:", "") or line.is_item or is_heading):
                yield line.number


def _kinds_in(lines: Sequence[Line]) -> dict[int, Kind]:
    """What lines turn out to be beside their neighbours, by their numbers."""
    kinds: dict[int, Kind] = {}
    at = paragraphs = 0
    while at < len(lines):
        line = lines[at]
        end = at
        if line.kind in LIST_HEADINGS:
            end = _end_of_list(lines, at)
            if end == at:
                is_link = line.kind is Kind.OTHER_PAGES and line.end == ":"  # whose list is left out of the text
                kinds[line.number] = Kind.NOISE if is_link else Kind.TEXT
        elif paragraphs:
            end = _end_of_bare_entries(lines, at)
            if end > at and at and _heads_a_list(lines[at - 1]):
                kinds[lines[at - 1].number] = Kind.ENTRY
            elif end == at:
                end = _end_of_headlines(lines, at)
        if end > at:
            kinds.update(dict.fromkeys((each.number for each in lines[at:end]), Kind.ENTRY))
            at = end
            continue
        at += 1
        paragraphs += line.is_prose
    return kinds


def _end_of_list(lines: Sequence[Line], at: int) -> int:
    """Where the list under the heading at *at* ends; *at* itself if the heading is the article's."""
    end = _end_of_entries(lines, at + 1)
    if end == len(lines) or not _is_entry_kind(lines[end]):
        return end  # nothing but the list down to the page's end or to the next heading
    entries = [number for number in range(at + 1, end) if lines[number].is_text]
    is_row = len(entries) >= _MIN_ROW and not any(lines[entry].is_item or lines[entry].cells > 1 for entry in entries)
    is_sure = lines[at].kind is Kind.OTHER_PAGES or is_row or all(_is_marked(lines, entry) for entry in entries)
    return _without_subheading(lines, at, end) if is_sure and end > at + 1 else at


def _without_subheading(lines: Sequence[Line], at: int, end: int) -> int:
    """*end*, or one less if the last line of the list is rather a subheading of the paragraph under it."""
    last, above = lines[end - 1], lines[end - 2]
    if not last.is_text or not above.is_text or not last.may_be_subheading or end - at <= _MIN_ENTRIES:
        return end
    is_shorter = last.words < above.words
    headings = find_headings(lines)
    if headings.fits(last) and (is_shorter or (last.end == "?") != (above.end == "?")):
        return end - 1
    is_long = end - at > _MIN_ENTRIES + 1 and headings.max_words > 0
    return end - 1 if is_long and is_shorter and last.words <= _MAX_HEADING_WORDS else end


def _end_of_entries(lines: Sequence[Line], start: int) -> int:
    """The first line from *start* on that is no entry of a list of links."""
    date_first = start < len(lines) and lines[start].kind in DATED
    for number in range(start, len(lines)):
        line = lines[number]
        if not _is_entry_kind(line):
            return number
        if not line.is_text or line.is_headline or line.is_truncated:
            continue
        if date_first and number + 1 < len(lines) and lines[number + 1].is_prose:
            return number  # paragraph upon paragraph: the article goes on
        beside = number - 1 if date_first else number + 1
        if not (_has_kind(lines, beside, DATED) or _has_kind(lines, number + 1, (Kind.MORE_LINK,))):
            return number
    return len(lines)


def _is_entry_kind(line: Line) -> bool:
    return line.kind not in (*LIST_HEADINGS, Kind.COMMENTS, Kind.END, Kind.TIME)


def _is_marked(lines: Sequence[Line], number: int) -> bool:
    """Whether the text at *number* bears the mark of a link to another page."""
    return (
        lines[number].is_truncated
        or _has_kind(lines, number - 1, DATED)
        or _has_kind(lines, number + 1, (*DATED, Kind.MORE_LINK))
    )


def _has_kind(lines: Sequence[Line], number: int, kinds: Sequence[Kind]) -> bool:
    return number < len(lines) and lines[number].kind in kinds


def _end_of_bare_entries(lines: Sequence[Line], at: int) -> int:
    """Where a list without a known heading ends that begins at *at*; *at* itself if none begins there.

    One teaser with its link is proof enough; headlines with dates have to be repeated.
    """
    end, teasers, headlines = at, 0, 0
    while True:
        text_at = end + 1 if _has_kind(lines, end, DATED) else end
        if not _has_kind(lines, text_at, (Kind.TEXT,)):
            break
        text, is_dated = lines[text_at], text_at > end
        if _has_kind(lines, text_at + 1, (Kind.MORE_LINK,)) and (text.is_truncated or is_dated):
            teasers += 1
            end = text_at + 2
        elif is_dated and text.is_truncated:
            headlines += 1
            end = text_at + 1
        elif not is_dated and text.is_headline and _has_kind(lines, text_at + 1, (Kind.BYLINE,)):
            headlines += 1
            end = text_at + 2
        else:
            break
    return end if teasers or headlines >= _MIN_DATED_HEADLINES else at


def _end_of_headlines(lines: Sequence[Line], at: int) -> int:
    """Where the headlines under a heading such as "More interviews" end; *at* if there is no such heading at *at*.

    A row of headlines shows by itself that it is none of the text's, unless a colon announces it.
    """
    heading, above = lines[at], lines[at - 1]
    is_known = FURNITURE.has_word(heading.text, "list")
    is_heading = heading.is_headline or (is_known and heading.end == ":")
    if not heading.is_text or heading.words > _MAX_HEADING_WORDS or not is_heading or heading.cells > 1:
        return at
    end = at + 1
    while end < len(lines) and _is_bare_headline(lines[end], _MIN_KNOWN_WORDS if is_known else _MIN_ENTRY_WORDS):
        end += 1
    if is_known:
        return _without_subheading(lines, at, end) if end - at > _MIN_ENTRIES else at
    end = _without_subheading(lines, at, end)
    is_plain = all(":" not in line.text and not _FIGURES.search(line.text) for line in lines[at:end])
    return end if end - at >= _MIN_ROW and is_plain and above.end != ":" and not heading.is_item else at


def _is_bare_headline(line: Line, min_words: int) -> bool:
    is_open = line.end not in "?!" or line.is_one_sentence
    return line.is_text and line.is_headline and is_open and line.words >= min_words and not line.is_item


def _heads_a_list(line: Line) -> bool:
    """Whether *line*, above a list of links, is its heading rather than the article's last line."""
    return line.is_text and line.words <= _MAX_HEADING_WORDS and line.end not in ".;,…"
