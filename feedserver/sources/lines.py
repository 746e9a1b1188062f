"""What each line of a saved page is, as far as the line itself can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import Enum, auto

from feedserver.sources.dates import SEPARATOR, parse_date
from feedserver.sources.furniture import FURNITURE, Label, fold
from feedserver.sources.plain_text import clean_line

_MAX_PHRASE_CHARS = 160  # no heading, label or row of buttons is longer
_MIN_PARAGRAPH_CHARS = 80  # a line that ends in a full stop and is no shorter is a paragraph
_MAX_NOTICE_CHARS = 1_500
MAX_HEADLINE_CHARS = 200

_CLOSING = " \u00a0\"'“”„«»‘’)]"  # may follow a sentence's end; pages confuse opening and closing quotes
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_PLAYER = re.compile(rf"(?:{_CLOCK.pattern})(?: ?/ ?(?:{_CLOCK.pattern}))")
_SITE_NAME = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-zа-яқ]{2,12}/?", re.IGNORECASE)
_CREDIT = re.compile(r"(?:©|\(c\)) ?[^.!?]{1,60}\.?[^.!? ]{0,12}", re.IGNORECASE)
_ARROW = re.compile(r"(?:«|‹|<<|←) [^»›]{1,40}|[^«‹]{1,40} (?:»|›|>>|→)")
_TRAIL = re.compile(r" (?:›|»|>|→|/) ")
_BY = re.compile(
    r"(?:By|BY) ((?:[A-Z][\w.’'-]*)(?: (?:and |de |van |von )?[A-Z][\w.’'-]*){1,4}(?:, [A-Z][\w .’'-]{1,30})?)"
)
SURE_BULLETS = "•‣▪▫◦●○∙■□►▸➤➢✓✔·"


class Kind(Enum):
    """What a line is by itself. Only its position shows whether it is furniture (EDGE, DATE, ABOUT, …)."""

    TEXT = auto()
    DATE = auto()  # a date and nothing else
    BYLINE = auto()  # a date with categories or an author: "President • 05 April, 2019"
    ABOUT = auto()  # categories, an author or a labelled date
    OTHER_PAGES = auto()  # a heading over links to other pages
    PERHAPS_OTHER_PAGES = auto()
    COMMENTS = auto()
    MORE_LINK = auto()
    EDGE = auto()  # furniture if no text of the article stands above, or below
    NOISE = auto()  # furniture wherever it stands


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, with what it says of the article. number: in the file, from 1."""

    number: int
    text: str
    kind: Kind = Kind.TEXT
    published_at: datetime | None = None
    categories: tuple[str, ...] = ()
    author: str | None = None

    @property
    def is_text(self) -> bool:
        return self.kind is Kind.TEXT

    @property
    def is_dated(self) -> bool:
        return self.published_at is not None

    @property
    def is_bulleted(self) -> bool:
        return self.text[0] in SURE_BULLETS

    @property
    def is_truncated(self) -> bool:
        """Whether the text is cut, as teasers are; some pages put a full stop behind the "…"."""
        return self.text.rstrip(". ").endswith("…") or self.text.endswith("...")

    @property
    def end(self) -> str:
        """The last character but for quotes and brackets."""
        return self.text.rstrip(_CLOSING)[-1:]

    @property
    def is_headline(self) -> bool:
        """Whether it could be a headline: short, with no end of a sentence but a question or a call."""
        return len(self.text) <= MAX_HEADLINE_CHARS and self.end not in (*".,;:…", "")

    @property
    def is_prose(self) -> bool:
        """Whether it can only be a paragraph: a sentence that ends, or a great length."""
        return self.is_text and (self.end == "." or len(self.text) > MAX_HEADLINE_CHARS)


_KINDS = {
    "other_pages": Kind.OTHER_PAGES,
    "perhaps_other_pages": Kind.PERHAPS_OTHER_PAGES,
    "comments": Kind.COMMENTS,
    "more_links": Kind.MORE_LINK,
    "buttons": Kind.NOISE,
    "edges": Kind.EDGE,
}


def read_lines(text: str, zone: tzinfo) -> Iterator[Line]:
    """The lines of *text* that are not blank, in order, each with its kind.

    text: lines separated by ``\\n``. zone: of the dates that give none.
    """
    for number, raw in enumerate(text.split("\n"), start=1):
        cleaned = clean_line(raw)
        if cleaned:
            yield classify(Line(number, cleaned), zone)


def classify(line: Line, zone: tzinfo) -> Line:
    """*line* with its kind and what it says of the article. zone: as in read_lines."""
    text = line.text
    if not _LETTER_OR_DIGIT.search(text) or FURNITURE.is_icon_row(text):
        return replace(line, kind=Kind.NOISE)
    if len(text) > (_MIN_PARAGRAPH_CHARS if text.endswith(".") else _MAX_PHRASE_CHARS):
        is_notice = len(text) <= _MAX_NOTICE_CHARS and FURNITURE.is_notice(text)
        return replace(line, kind=Kind.EDGE) if is_notice else line
    table = FURNITURE.table_of(text)
    if table is not None:
        return replace(line, kind=_KINDS[table])
    if (
        FURNITURE.is_counter(text)
        or FURNITURE.is_network_row(text)
        or _PLAYER.fullmatch(text)
        or _CREDIT.fullmatch(text)
    ):
        return replace(line, kind=Kind.NOISE)
    if _is_edge(text):
        return replace(line, kind=Kind.EDGE)
    return _labelled(line, zone) or _dated(line, zone) or line


def _is_edge(text: str) -> bool:
    if not _LETTER.search(text):
        return _CLOCK.fullmatch(text) is not None or text.isdigit()
    if fold(_CLOCK.sub("", text)) in FURNITURE.days:  # "Today, 14:05": no date without the day of saving
        return True
    if _SITE_NAME.fullmatch(text) or _ARROW.fullmatch(text) or FURNITURE.is_notice(text):
        return True
    home, *trail = _TRAIL.split(text, maxsplit=1)  # "Home › News › Space"
    return bool(trail) and FURNITURE.table_of(home) == "edges"


def _labelled(line: Line, zone: tzinfo) -> Line | None:
    """*line* if it is a label with what it says ("Categories: Space"), with its kind; else None."""
    by = _BY.fullmatch(line.text)
    if by is not None:
        return replace(line, kind=Kind.ABOUT, author=by[1])
    name, colon, said = line.text.partition(":")
    said = said.strip()
    if not colon or not said:
        return None
    if FURNITURE.table_of(name) == "other_pages" and replace(line, text=said).is_headline:
        return replace(line, kind=Kind.NOISE)
    match FURNITURE.labels.get(fold(name)):
        case Label.CATEGORIES if _is_short(said, 20):
            return replace(line, kind=Kind.ABOUT, categories=_list_of(said))
        case Label.AUTHOR if _is_short(said, 8):
            return replace(line, kind=Kind.ABOUT, author=said)
        case Label.PUBLISHED if (moment := parse_date(said, zone)) is not None:
            return replace(line, kind=Kind.ABOUT, published_at=moment)
        case Label.OTHER if _is_short(said, 12):
            return replace(line, kind=Kind.NOISE)
    return None


def _dated(line: Line, zone: tzinfo) -> Line | None:
    """*line* if it is a date, alone or with short parts beside it, with what it says; else None."""
    moment = parse_date(line.text, zone)
    if moment is not None:
        return replace(line, kind=Kind.DATE, published_at=moment)
    if not SEPARATOR.search(line.text):
        return None
    categories: list[str] = []
    author = None
    for part in filter(None, SEPARATOR.split(line.text)):
        found = None if moment else parse_date(part, zone)
        by = _BY.fullmatch(part)
        if found is not None:
            moment = found
        elif by is not None:
            author = by[1]
        elif not _is_short(part, 5):
            return None
        elif not FURNITURE.is_counter(part) and _LETTER.search(part):
            categories.append(part)
    if moment is None:
        return None
    return replace(
        line,
        kind=Kind.BYLINE,
        published_at=moment,
        categories=tuple(dict.fromkeys(categories)),
        author=author,
    )


def _is_short(text: str, max_words: int) -> bool:
    return len(text.split()) <= max_words and text[-1] not in ".;:…!?"


def _list_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split(r"[,;|•·]", text)))))
