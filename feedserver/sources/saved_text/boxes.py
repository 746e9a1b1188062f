"""What stands in an article's text without being of it: the lines of boxes between its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile

from feedserver.sources.saved_text.head import is_button
from feedserver.sources.saved_text.headings import find_headings
from feedserver.sources.saved_text.lines import Kind, Line

_OF_BOXES = (Kind.NOISE, Kind.CALL, Kind.MORE_LINK, Kind.ENTRY, Kind.ADVERTISEMENT)
_MIN_BOXED = 2  # short lines
_MAX_BOXED_CHARS = 200
_MAX_OFFERED = 3
_MIN_CALLS = 3
_MIN_PARAGRAPH_CHARS = 25


def find_boxed(text: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines of *text*, the article's below its first paragraph, that boxes hold."""
    boxed = {*_short_lines(text), *_sentences(text), *_headed(text)}
    boxed |= {line.number for above, line in pairwise(text) if above.number in boxed and is_button(line)}
    boxed |= {above.number for above, line in pairwise(text) if above.kind is Kind.EDGE and line.number in boxed}
    return frozenset(boxed)


def is_paragraph(line: Line) -> bool:
    """Whether *line* ends as a sentence or an item of a list does, or has more than one sentence."""
    return line.is_text and (line.end in ".:;…" or not line.is_one_sentence or line.is_item)


def _short_lines(text: Sequence[Line]) -> Iterator[int]:
    """The numbers of the short lines that stand among furniture between two paragraphs.

    A subheading right above the second paragraph is not in the box, nor is a short line alone.
    """
    headings = find_headings(text)
    for is_between, run in groupby(text, key=_is_short):
        lines = list(run)
        texts = [line for line in lines if line.is_text or (line.kind is Kind.EDGE and _has_letters(line))]
        if not is_between or len(texts) < _MIN_BOXED or all(line.end == "." for line in texts):
            continue
        if not any(line.kind in _OF_BOXES for line in lines[lines.index(texts[0]) :]):
            continue
        last = lines[-1]
        is_headed = last.is_text and last.may_be_subheading and not is_button(last)
        is_headed = is_headed and (headings.fits(last) or (not headings.max_words and len(texts) > _MIN_BOXED))
        yield from (line.number for line in texts if not (is_headed and line is last))


def _is_short(line: Line) -> bool:
    if line.kind is Kind.TIME:
        return False
    is_short = len(line.text) < _MIN_PARAGRAPH_CHARS and line.end == "." and not line.is_item
    return (is_short or not is_paragraph(line)) and line.cells == 1 and not (line.is_text and line.end == ",")


def _has_letters(line: Line) -> bool:
    """Whether *line* is no time alone, as live blogs have them."""
    return any(map(str.isalpha, line.text))


def _sentences(text: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines, of whatever end, in which a site speaks of itself beside a button or a call."""
    for above, line in pairwise(text[-2:]):
        if _may_be_boxed(line) and above.kind is Kind.CALL and line.calls:
            yield line.number
    for above, line, below in zip(text, text[1:], text[2:], strict=False):
        if _may_be_boxed(line) and _is_boxed(line, above, below):
            yield line.number


def _headed(text: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines between a word such as "Newsletter" and a button: what the box offers."""
    for number, heading in enumerate(text):
        if heading.kind not in (Kind.EDGE, Kind.PERHAPS_OTHER_PAGES) or not _has_letters(heading):
            continue
        texts = list(takewhile(_may_be_boxed, text[number + 1 : number + 1 + _MAX_OFFERED]))
        below = text[number + 1 + len(texts) :]
        if texts and below and below[0].kind in (Kind.NOISE, Kind.CALL):
            yield from (line.number for line in texts)


def _may_be_boxed(line: Line) -> bool:
    return line.is_text and len(line.text) <= _MAX_BOXED_CHARS and not line.is_item and line.cells == 1


def _is_boxed(line: Line, above: Line, below: Line) -> bool:
    is_below = above.kind in _OF_BOXES
    is_above_call = below.kind is Kind.CALL or (below.is_text and is_button(below))
    if is_button(line) and (below.kind is Kind.CAPTION or above.kind is Kind.CALL):
        return True
    if is_above_call and above.kind is Kind.CALL:
        return True
    is_open = line.end not in ".!?…" and not line.may_be_subheading
    if is_open and (is_above_call or (is_below and below.kind is Kind.NOISE)):
        return True
    return is_below and line.calls >= (1 if is_above_call else _MIN_CALLS)
