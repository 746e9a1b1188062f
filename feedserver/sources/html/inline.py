"""The inline HTML of one block, as it grows while a page is read."""

from __future__ import annotations

import html as html_text
import re

_MAX_DEPTH = 16  # no text is nested deeper, but hostile HTML is
_SPACES = re.compile(r"\s{2,}|[^\S \u00a0\u202f]")  # a single no-break space is typography: "2 km"


class Inline:
    """The inline HTML of one block as it grows: white space collapsed, elements open only around text."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, str] | None] = []  # open elements: name, start tag; None for one left out
        self._written = 0  # how many of them stand in the block
        self._parts: list[str] = []
        self._pending = ""  # a space or a line break of which is not yet known whether it shows
        self.has_text = False

    @property
    def is_broken(self) -> bool:
        """Whether a line break stands at the end."""
        return self._pending == "<br>"

    def open(self, name: str, start_tag: str) -> None:
        is_left_out = len(self._stack) >= _MAX_DEPTH or (
            name == "a" and any(element and element[0] == "a" for element in self._stack)
        )
        self._stack.append(None if is_left_out or not start_tag else (name, start_tag))

    def close(self) -> None:
        element = self._stack.pop()
        if self._written > len(self._stack):
            self._written -= 1
            if element:
                self._parts.append(f"</{element[0]}>")

    def add_text(self, text: str) -> None:
        text = _SPACES.sub(" ", text)
        bare = text.strip()
        if text[:1].isspace():
            self.add_space(text[0])
        if bare:
            self.add_html(html_text.escape(bare, quote=False))
            self.has_text = True
            if text[-1:].isspace():
                self.add_space(text[-1])

    def add_space(self, space: str = " ") -> None:
        if self._parts and not self.is_broken:
            self._pending = " " if self._pending else space

    def add_break(self) -> None:
        if self._parts:
            self._pending = "<br>"

    def add_html(self, html: str) -> None:
        self._parts.append(self._pending)
        self._parts += [element[1] for element in self._stack[self._written :] if element]
        self._parts.append(html)
        self._written, self._pending = len(self._stack), ""

    def take(self) -> str:
        """The block as HTML; the next one begins inside the same elements."""
        closing = [f"</{element[0]}>" for element in reversed(self._stack[: self._written]) if element]
        html = "".join((*self._parts, *closing))
        self._parts, self._written, self._pending, self.has_text = [], 0, "", False
        return html
