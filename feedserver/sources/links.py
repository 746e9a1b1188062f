"""Taking out of a page what belongs to other pages: lists of links, teasers, the readers' comments.

A heading alone proves nothing: an article may have a subheading "Related". What follows it decides. A line is
taken for an entry of a list if it bears the mark of a link (a date beside it, "…", "read more") or could be
a headline; a sentence with its full stop is taken for the article's own text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedserver.sources.lines import Kind, Line

_LIST_HEADINGS = (Kind.OTHER_PAGES, Kind.PERHAPS_OTHER_PAGES)
_DATED = (Kind.DATE, Kind.BYLINE)
_MIN_PARAGRAPHS_ABOVE_COMMENTS = 2  # higher up "Leave a comment" is a link down to them
_MAX_HEADING_WORDS = 6
_MIN_DATED_HEADLINES = 2  # one may be the article's own last line with the article's date


def without_other_pages(lines: Sequence[Line]) -> list[Line]:
    """*lines* without the lists of other pages, their headings, the comments and noise; the rest in order.

    A heading that turns out to be a subheading of the article comes back as text.
    """
    lines = [line for line in lines if line.kind is not Kind.NOISE]
    kept: list[Line] = []
    has_text, paragraphs = False, 0  # of the article, so far
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind is Kind.COMMENTS and paragraphs >= _MIN_PARAGRAPHS_ABOVE_COMMENTS:
            break
        end = at
        if line.kind in _LIST_HEADINGS:
            end = _end_of_list(lines, at, has_text)
            line = replace(line, kind=Kind.TEXT)
        elif paragraphs:
            end = _end_of_bare_entries(lines, at)
            if end > at and _heads_a_list(kept[-1]):
                kept.pop()
        if end > at:
            at = end
            continue
        at += 1
        if line.kind not in (Kind.MORE_LINK, Kind.COMMENTS):
            paragraphs += line.is_prose
            has_text = has_text or line.is_text
            kept.append(line)
    return kept


def _end_of_list(lines: Sequence[Line], at: int, has_text: bool) -> int:
    """Where the list under the heading at *at* ends; *at* itself if the heading is the article's.

    has_text: whether the article has begun. If not, the last headline above its first paragraph is its title.
    """
    end = _end_of_entries(lines, at + 1)
    if end == len(lines) or not _is_entry_kind(lines[end]):
        return end  # nothing but the list down to the page's end or to the next heading
    entries = [number for number in range(at + 1, end) if lines[number].is_text]
    if not has_text:
        return entries[-1] if entries else at
    is_sure = lines[at].kind is Kind.OTHER_PAGES or all(_is_marked(lines, entry) for entry in entries)
    return end if is_sure and end > at + 1 else at


def _end_of_entries(lines: Sequence[Line], start: int) -> int:
    """The first line from *start* on that is no entry of a list of links."""
    date_first = start < len(lines) and lines[start].kind in _DATED
    for number in range(start, len(lines)):
        line = lines[number]
        if not _is_entry_kind(line):
            return number
        if not line.is_text or line.is_headline or line.is_truncated:
            continue
        beside = number - 1 if date_first else number + 1
        if not (_has_kind(lines, beside, _DATED) or _has_kind(lines, number + 1, (Kind.MORE_LINK,))):
            return number
    return len(lines)


def _is_entry_kind(line: Line) -> bool:
    return line.kind not in (*_LIST_HEADINGS, Kind.COMMENTS)


def _is_marked(lines: Sequence[Line], number: int) -> bool:
    """Whether the text at *number* bears the mark of a link to another page."""
    return (
        lines[number].is_truncated
        or _has_kind(lines, number - 1, _DATED)
        or _has_kind(lines, number + 1, (*_DATED, Kind.MORE_LINK))
    )


def _has_kind(lines: Sequence[Line], number: int, kinds: Sequence[Kind]) -> bool:
    return number < len(lines) and lines[number].kind in kinds


def _end_of_bare_entries(lines: Sequence[Line], at: int) -> int:
    """Where a list without a known heading ends that begins at *at*; *at* itself if none begins there.

    One teaser with its link is proof enough; headlines with dates have to be repeated.
    """
    end, teasers, headlines = at, 0, 0
    while True:
        text_at = end + 1 if _has_kind(lines, end, _DATED) else end
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


def _heads_a_list(line: Line) -> bool:
    """Whether *line*, above a list of links, is its heading rather than the article's last line."""
    return line.is_text and len(line.text.split()) <= _MAX_HEADING_WORDS and line.end not in ".;,…"
