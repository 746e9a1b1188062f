"""Text with marks on it: what a translator sees of inline markup.

A text without markup is plain, unescaped text. A link, an emphasis or a picture in it is a simple numbered tag,
``Read <a1>the report</a1>.<br1/>``, and only text that looks like such a tag is escaped, with ``&lt;``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from feedserver.errors import TranslationError
from feedserver.inline_html import OPAQUE, VOID

# A tag; or "<" as it is written where it would begin one, with an "amp;" for each time it was escaped before.
_TOKEN = re.compile(r"<(?P<closes>/?)(?P<tag>[a-z]+[0-9]+)(?P<void>/?)>|&(?P<amps>(?:amp;)*)lt;")
_TAG = re.compile(r"</?[a-z]+[0-9]+/?>")
_ESCAPED = re.compile(r"&((?:amp;)*lt;)")


class MarkupError(TranslationError):
    """The tags of a text do not fit together; the message names the tag."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An element's place. tag: its name and number, ``a1``. start, end: half-open, in characters of the text.

    start == end if it holds no text. depth: how many marks it stands in; it tells whether a picture at the end of a
    link is inside it.
    """

    tag: str
    start: int
    end: int
    depth: int

    @property
    def name(self) -> str:
        """The element: ``a`` of ``a1``."""
        return name_of(self.tag)


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain text and the marks on it, in document order, the outer before the inner."""

    text: str
    marks: tuple[Mark, ...] = ()


def name_of(tag: str) -> str:
    """The element that *tag* stands for: ``a`` of ``a1``."""
    return tag.rstrip("0123456789")


def is_void(tag: str) -> bool:
    """Whether *tag* stands for an element that holds no text, as a picture or a line break."""
    return name_of(tag) in VOID


class Kind(Enum):
    """What an event does."""

    OPEN = "open"
    CLOSE = "close"
    VOID = "void"


@dataclass(slots=True)
class Event:
    """A tag as it stands in the text: before the character number *offset*."""

    offset: int
    kind: Kind
    tag: str


def list_events(marked: Marked) -> list[Event]:
    """The marks as opening, closing and void tags, in the order in which they are written."""
    events: list[Event] = []
    open_marks: list[Mark] = []

    def close(down_to: int) -> None:
        while len(open_marks) > down_to:
            mark = open_marks.pop()
            events.append(Event(mark.end, Kind.CLOSE, mark.tag))

    for mark in marked.marks:
        close(mark.depth)
        if is_void(mark.tag):
            events.append(Event(mark.start, Kind.VOID, mark.tag))
        else:
            events.append(Event(mark.start, Kind.OPEN, mark.tag))
            open_marks.append(mark)
    close(0)
    return events


def build(text: str, events: Iterable[Event]) -> Marked:
    """The opposite of list_events. Raises MarkupError if the tags are not balanced."""
    marks: list[Mark] = []
    open_marks: list[int] = []
    for event in events:
        if event.kind is Kind.CLOSE:
            if not open_marks or marks[open_marks[-1]].tag != event.tag:
                raise MarkupError(f"the tag </{event.tag}> closes nothing that was opened last")
            place = open_marks.pop()
            marks[place] = Mark(event.tag, marks[place].start, event.offset, marks[place].depth)
            continue
        marks.append(Mark(event.tag, event.offset, event.offset, len(open_marks)))
        if event.kind is Kind.OPEN:
            open_marks.append(len(marks) - 1)
    if open_marks:
        raise MarkupError(f"the tag <{marks[open_marks[-1]].tag}> is never closed")
    return Marked(text, tuple(marks))


def parse_tagged(tagged: str) -> Marked:
    """Read a text with tags. Raises MarkupError if they are unbalanced or cross each other."""
    parts: list[str] = []
    events: list[Event] = []
    length = position = 0
    for match in _TOKEN.finditer(tagged):
        plain = tagged[position : match.start()]
        if not match["tag"]:
            plain += "&" + match["amps"].removeprefix("amp;") + "lt;" if match["amps"] else "<"
        parts.append(plain)
        length += len(plain)
        position = match.end()
        if match["tag"]:
            events += _events_of(match, length)
    parts.append(tagged[position:])
    return build("".join(parts), events)


def _events_of(match: re.Match[str], offset: int) -> Iterator[Event]:
    tag = match["tag"]
    if is_void(tag):
        if match["closes"] or not match["void"]:
            raise MarkupError(f"the tag {match[0]} holds no text: write it <{tag}/>")
        yield Event(offset, Kind.VOID, tag)
        return
    if not match["closes"]:
        yield Event(offset, Kind.OPEN, tag)
    if match["closes"] or match["void"]:
        yield Event(offset, Kind.CLOSE, tag)


def write_tagged(marked: Marked) -> str:
    """The text with its tags: ``parse_tagged(write_tagged(marked)) == marked``."""
    parts: list[str] = []
    position = 0
    for event in list_events(marked):
        parts.append(_escape(marked.text[position : event.offset]))
        parts.append(
            {Kind.OPEN: f"<{event.tag}>", Kind.CLOSE: f"</{event.tag}>", Kind.VOID: f"<{event.tag}/>"}[event.kind]
        )
        position = event.offset
    parts.append(_escape(marked.text[position:]))
    return "".join(parts)


def _escape(text: str) -> str:
    if "&" in text:
        text = _ESCAPED.sub(r"&amp;\1", text)
    return _TAG.sub(lambda match: "&lt;" + match[0][1:], text) if "<" in text else text


def opaque_ranges(marked: Marked) -> list[tuple[int, int]]:
    """Where text stands that is not language (code, keys, variables), outermost elements only, in order."""
    ranges: list[tuple[int, int]] = []
    for mark in marked.marks:
        if mark.name in OPAQUE and mark.start < mark.end and (not ranges or mark.start >= ranges[-1][1]):
            ranges.append((mark.start, mark.end))
    return ranges


def find_fault_of_tags(source: Marked, translation: Marked) -> str | None:
    """What an editor got wrong in the tags of a translation, as a sentence for the editor; None if nothing.

    The order of the tags is free. Tags that cross were found by parse_tagged.
    """
    wanted = {mark.tag: mark for mark in source.marks}
    times = Counter(mark.tag for mark in translation.marks)
    for tag in wanted:
        if not times[tag]:
            return f"the tag <{tag}> of the source is missing"
    for mark in translation.marks:
        if mark.tag not in wanted:
            return f"the tag <{mark.tag}> is not in the source"
        if times[mark.tag] > 1:
            return f"the tag <{mark.tag}> stands {times[mark.tag]} times, and only once in the source"
        there = _text_of(source, wanted[mark.tag])
        here = _text_of(translation, mark)
        if there.strip() and not here.strip():
            return f"the tag <{mark.tag}> holds no text"
        if mark.name in OPAQUE and here != there:
            return f"the text in <{mark.tag}> must stay as it is: {there}"
    return _find_nested_link(translation.marks)


def _text_of(marked: Marked, mark: Mark) -> str:
    return marked.text[mark.start : mark.end]


def _find_nested_link(marks: Sequence[Mark]) -> str | None:
    """HTML knows no link in a link: browsers tear them apart."""
    link: Mark | None = None
    for mark in marks:
        if link and mark.depth <= link.depth:
            link = None
        if mark.name == "a" and link:
            return f"the tag <{mark.tag}> is a link inside the link <{link.tag}>"
        if mark.name == "a":
            link = mark
    return None
