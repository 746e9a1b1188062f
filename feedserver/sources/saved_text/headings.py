"""What an article's subheadings look like, to tell them from the headlines of other pages that stand in a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedserver.sources.saved_text.lines import Line


@dataclass(frozen=True, slots=True)
class Headings:
    """The subheadings of a page that stand between paragraphs, where no box is: their greatest length, their ends."""

    max_words: int
    may_ask: bool
    may_state: bool

    def fits(self, line: Line) -> bool:
        """Whether *line* looks like one of them."""
        if not line.may_be_subheading or line.words > self.max_words + 1:
            return False
        return self.may_ask if line.end == "?" else self.may_state


def find_headings(lines: Sequence[Line]) -> Headings:
    """The subheadings among *lines*, which are the article's and what stands in it; without any, nothing fits."""
    found = [
        line
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        if line.is_text and line.may_be_subheading and line.cells == 1 and _is_sentence(above) and _is_sentence(below)
    ]
    return Headings(
        max_words=max((line.words for line in found), default=0),
        may_ask=any(line.end == "?" for line in found),
        may_state=any(line.end != "?" for line in found),
    )


def _is_sentence(line: Line) -> bool:
    return line.is_text and (line.end in (*".:;…",) or line.is_item)
