"""Where on a page the readers' comments begin."""

from __future__ import annotations

from collections.abc import Sequence

from feedserver.sources.saved_text.lines import DATED, UNSEEN, Kind, Line

_MIN_PARAGRAPHS_ABOVE_COMMENTS = 2  # higher up "Leave a comment" is a link down to them
_MIN_REPLIES = 2
_MAX_NAME_WORDS = 3
_NEAR = 3  # lines
_MAX_LINES_OF_A_COMMENT = 8
_MAX_HEADING_WORDS = 6
_MIN_PARAGRAPH_CHARS = 80


def start_of_comments(lines: Sequence[Line]) -> int:
    """Where the readers' comments begin: under their heading, or where the buttons under each show it."""
    paragraphs = 0
    replies = [number for number, line in enumerate(lines) if line.kind is Kind.REPLY]
    signed = [number for number in range(1, len(lines) - 1) if _is_signed(lines, number)]
    for number, line in enumerate(lines):
        is_heading = line.kind is Kind.COMMENTS and paragraphs >= _MIN_PARAGRAPHS_ABOVE_COMMENTS
        if is_heading and not _is_link_to_comments(lines, number):
            return number
        if paragraphs >= _MIN_PARAGRAPHS_ABOVE_COMMENTS and number in replies[:1] and len(replies) >= _MIN_REPLIES:
            return _start_of_comment(lines, number)
        if paragraphs >= _MIN_PARAGRAPHS_ABOVE_COMMENTS and number + 1 in signed[:1] and len(signed) >= _MIN_REPLIES:
            return number
        paragraphs += line.is_prose
    return len(lines)


def _is_link_to_comments(lines: Sequence[Line], number: int) -> bool:
    """Whether the article goes on under the words at *number*: posts, or paragraphs by nobody, with no date."""
    below = [line for line in lines[number + 1 : number + 1 + _MAX_LINES_OF_A_COMMENT] if line.kind not in UNSEEN]
    if any(line.kind is Kind.TIME for line in below[:_NEAR]):  # "Newest first" sorts the posts of a live report, too
        return True
    while below and below[0].kind in (Kind.EDGE, Kind.REPLY, Kind.COMMENTS):
        below.pop(0)
    chars = sum(len(line.text) for line in below[:2])
    return len(below) > 1 and all(line.is_prose for line in below[:2]) and chars > 2 * _MIN_PARAGRAPH_CHARS


def _is_signed(lines: Sequence[Line], number: int) -> bool:
    """Whether at *number* stands the date of a comment: below a name, above what its bearer says."""
    name, date, said = lines[number - 1 : number + 2]
    is_name = name.is_text and name.words <= _MAX_NAME_WORDS and name.end not in ".;,!?…"
    return is_name and date.kind in DATED and said.is_text and said.end in ".!?…" and bool(said.end)


def _start_of_comment(lines: Sequence[Line], reply: int) -> int:
    """Where the comment begins under which the button at *reply* stands: at its date, or the name above that."""
    for number in range(reply - 1, max(0, reply - _MAX_LINES_OF_A_COMMENT), -1):
        if lines[number].kind in DATED:
            above = number - 1
            return above if lines[above].is_text and lines[above].words <= _MAX_HEADING_WORDS else number
    return reply
