"""The lines of a saved page: what one is called, and what its shape alone shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from feedserver.sources.text.titles import first_sentence

MAX_HEADLINE_CHARS = 200
SURE_BULLETS = "•‣▪▫◦●○∙■□►▸➤➢✓✔·"
UNSURE_BULLETS = "-–—*+"  # a dash opens direct speech as well
CHOICES = "○◯◦⚪□☐"  # in front of what may be chosen in a poll
TRAIL = re.compile(r" (?:›|»|>|→|/|—|::|\\) ")  # between the parts of "Home › Space › Pad opens"

_MAX_SUBHEADING_CHARS = 100
_MAX_SUBHEADING_WORDS = 14
_MAX_CAPTION_CHARS = 260
_MAX_CREDIT_WORDS = 9  # behind its first sentence
_MIN_CAPTION_WORDS = 8  # a shorter one is a heading of two parts: "Day one. The lake"
_CLOSING = " \u00a0\"'“”„«»‘’)]"  # may follow a sentence's end; pages confuse opening and closing quotes
_OPENING = "\"'“„«‘([—–- "
_NUMBERED = re.compile(r"(?:[0-9]{1,3}[.)]|\[[0-9]{1,3}\]) \S")


class Kind(Enum):
    """What a line is by itself. Only its position shows whether it is furniture (EDGE, DATE, ABOUT, …)."""

    TEXT = auto()
    TIME = auto()  # over a post of a live report
    DATE = auto()  # a date and nothing else
    BYLINE = auto()  # a date with categories or an author: "President • 05 April, 2019"
    ABOUT = auto()  # categories, an author or a labelled date
    OTHER_PAGES = auto()  # a heading over links to other pages
    PERHAPS_OTHER_PAGES = auto()
    ENTRY = auto()  # of a list of other pages, or the heading over it
    COMMENTS = auto()
    REPLY = auto()  # a button under a reader's comment
    MORE_LINK = auto()
    ADVERTISEMENT = auto()  # the word above one
    CAPTION = auto()  # of a picture
    CALL = auto()  # a site speaks to its readers
    EDGE = auto()  # furniture if no text of the article stands above, or below
    END = auto()  # what follows the article's end: "About the author"
    NOISE = auto()  # furniture wherever it stands


DATED = (Kind.DATE, Kind.BYLINE)
LIST_HEADINGS = (Kind.OTHER_PAGES, Kind.PERHAPS_OTHER_PAGES)
UNSEEN = (Kind.NOISE, Kind.CAPTION, Kind.CALL)  # may stand between the lines of a list


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, with what it says of the article.

    number: in the file, from 1. cells: how many columns it has, if it is the row of a table or of a menu. calls: how
    many words it has with which sites speak of themselves.
    """

    number: int
    text: str
    kind: Kind = Kind.TEXT
    published_at: datetime | None = None
    categories: tuple[str, ...] = ()
    author: str | None = None
    cells: int = 1
    calls: int = 0

    @property
    def is_text(self) -> bool:
        return self.kind is Kind.TEXT

    @property
    def is_bulleted(self) -> bool:
        return self.text[0] in SURE_BULLETS

    @property
    def is_item(self) -> bool:
        """Whether it looks like an item of a list; a line of direct speech does, too."""
        return self.text[0] in SURE_BULLETS + UNSURE_BULLETS or _NUMBERED.match(self.text) is not None

    @property
    def is_truncated(self) -> bool:
        """Whether the text is cut, as teasers are; some pages put a full stop behind the "…"."""
        return self.text.rstrip(". ").endswith("…") or self.text.endswith("...")

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def end(self) -> str:
        """The last character but for quotes and brackets."""
        return self.text.rstrip(_CLOSING)[-1:]

    @property
    def is_one_sentence(self) -> bool:
        return first_sentence(self.text) == self.text

    @property
    def is_headline(self) -> bool:
        """Whether it could be a headline: short, with no end of a sentence but a question or a call."""
        return len(self.text) <= MAX_HEADLINE_CHARS and self.end not in (*".,;:…", "")

    @property
    def is_prose(self) -> bool:
        """Whether it can only be a paragraph: a sentence that ends, or a great length."""
        return self.is_text and (self.end == "." or len(self.text) > MAX_HEADLINE_CHARS)

    @property
    def is_caption(self) -> bool:
        """Whether it has a caption's shape: a sentence, and behind it something that does not end as one."""
        return (
            self.end not in (*".!?:;…", "")
            and len(self.text) <= _MAX_CAPTION_CHARS
            and self.words >= _MIN_CAPTION_WORDS
            and not self.is_item
            and 0 < len(self.text.removeprefix(first_sentence(self.text)).split()) <= _MAX_CREDIT_WORDS
        )

    @property
    def may_be_subheading(self) -> bool:
        return (
            len(self.text) <= _MAX_SUBHEADING_CHARS
            and self.is_headline
            and self.end != "!"
            and not self.is_bulleted
            and self.text[0] not in UNSURE_BULLETS
            and self.starts_as_a_sentence
            and self.words <= _MAX_SUBHEADING_WORDS
            and self.is_one_sentence
        )

    @property
    def starts_as_a_sentence(self) -> bool:
        return not self.text.lstrip(_OPENING)[:1].islower()
