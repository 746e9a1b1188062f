"""Inline HTML read as marked text, and marked text written as HTML again."""

from __future__ import annotations

import html as html_text
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from feedserver.inline_html import OPAQUE, VOID, sanitise
from feedserver.translation.markup.marks import Event, Kind, Marked, build, list_events

MAX_DEPTH = 16  # no text is nested deeper, but hostile HTML is
_SPACE = " \t\n\f\r"  # white space in HTML; a no-break space is none
_WORD_OR_SPACE = re.compile(rf"[{_SPACE}]+|[^{_SPACE}]+")


@dataclass(frozen=True, slots=True)
class Element:
    """What a tag stands for: an HTML element's name and attributes, unescaped."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()

    def get(self, attribute: str) -> str:
        """The value of an attribute, empty if there is none."""
        return dict(self.attributes).get(attribute, "")

    def replace(self, attribute: str, value: str) -> Element:
        """The same element with another value of an attribute it has, such as a translated ``alt``."""
        return Element(self.name, tuple((key, value if key == attribute else old) for key, old in self.attributes))

    @property
    def start_tag(self) -> str:
        """As HTML: ``<a href="https://x.org/">``."""
        values = (f' {key}="{html_text.escape(value)}"' for key, value in self.attributes)
        return f"<{self.name}{''.join(values)}>"


def read_html(html: str) -> tuple[Marked, dict[str, Element]]:
    """The text of *html* with its inline elements as marks, and what each tag stands for. Never raises.

    *html* is sanitised first. White space is as browsers show it: one space for a run, none after a line break, but
    always one before it, so that the words around it stay apart; it moves out of elements at their ends. Elements
    that hold nothing vanish.
    """
    reader = _Reader()
    reader.feed(sanitise(html))
    reader.close()
    return reader.result()


def write_html(marked: Marked, elements: Mapping[str, Element]) -> str:
    """The marked text as sanitised HTML. A tag that *elements* doesn't know is left out, its text kept."""
    parts: list[str] = []
    position = 0
    for event in list_events(marked):
        parts.append(html_text.escape(marked.text[position : event.offset], quote=False))
        position = event.offset
        element = elements.get(event.tag)
        if element:
            parts.append(f"</{element.name}>" if event.kind is Kind.CLOSE else element.start_tag)
    parts.append(html_text.escape(marked.text[position:], quote=False))
    return sanitise("".join(parts))


class _Reader(HTMLParser):
    """Reads what nh3 has written: every element is closed, in order, and everything else is escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._length = 0
        self._pending = ""  # white space of which is not yet known where it belongs
        self._spaced = True  # so that white space here would show nothing
        self._events: list[Event] = []  # with the numbers of their elements for tags
        self._elements: list[Element] = []
        self._open: list[int | None] = []  # the open elements' numbers, None for one that is left out
        self._names: list[str] = []  # of those that are not

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, tuple((key, value or "") for key, value in attrs))
        if tag in VOID:
            if tag == "br" and not self._spaced:
                self._pending = " "
            self._flush()
            self._spaced = tag == "br"
            self._add_event(Kind.VOID, element)
            return
        if len(self._names) >= MAX_DEPTH or (tag == "a" and "a" in self._names):
            self._open.append(None)
            return
        self._open.append(len(self._elements))
        self._names.append(tag)
        self._add_event(Kind.OPEN, element)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._open:
            return
        number = self._open.pop()
        if number is None:
            return
        self._names.pop()
        last = self._events[-1]
        if last.kind is Kind.OPEN and last.offset == self._length:  # it holds nothing
            self._events.pop()
        else:
            self._events.append(Event(self._length, Kind.CLOSE, str(number)))

    def handle_data(self, data: str) -> None:
        for word in _WORD_OR_SPACE.findall(data):
            if word[0] not in _SPACE:
                self._flush()
                self._add_text(word)
                self._spaced = False
            elif not self._spaced:
                self._pending += word

    def result(self) -> tuple[Marked, dict[str, Element]]:
        numbers: Counter[str] = Counter()
        tags: dict[str, str] = {}
        for event in self._events:
            if event.kind is not Kind.CLOSE:
                name = self._elements[int(event.tag)].name
                numbers[name] += 1
                tags[event.tag] = f"{name}{numbers[name]}"
        events = [Event(event.offset, event.kind, tags[event.tag]) for event in self._events]
        return build("".join(self._parts), events), {tag: self._elements[int(key)] for key, tag in tags.items()}

    def _flush(self) -> None:
        """Put pending white space before what has just been opened: as it is inside code, elsewhere as one space."""
        if not self._pending:
            return
        opened = 0
        while opened < len(self._events) and self._is_fresh(self._events[-1 - opened]):
            opened += 1
        opaque = not OPAQUE.isdisjoint(self._names)
        self._add_text(self._pending if opaque and not opened else " ")
        for event in self._events[len(self._events) - opened :]:
            event.offset = self._length
        self._pending = ""

    def _is_fresh(self, event: Event) -> bool:
        return event.kind is Kind.OPEN and event.offset == self._length

    def _add_text(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _add_event(self, kind: Kind, element: Element) -> None:
        self._events.append(Event(self._length, kind, str(len(self._elements))))
        self._elements.append(element)
