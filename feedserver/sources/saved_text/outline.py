"""From a page's lines to an article's parts: title, what the page says about it, lead, body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile, groupby, pairwise

from feedserver.sources.furniture import FURNITURE, fold
from feedserver.sources.saved_text.about import find_author
from feedserver.sources.saved_text.boxes import find_boxed, is_paragraph
from feedserver.sources.saved_text.classify import is_correction
from feedserver.sources.saved_text.closing import find_closing
from feedserver.sources.saved_text.head import (
    SAYING,
    Said,
    hear_above,
    hear_person,
    is_button,
    is_deck,
    is_title,
)
from feedserver.sources.saved_text.headings import find_headings
from feedserver.sources.saved_text.key_points import find_key_points
from feedserver.sources.saved_text.lines import LIST_HEADINGS, MAX_HEADLINE_CHARS, UNSURE_BULLETS, Kind, Line
from feedserver.sources.saved_text.odds import INSIDE, find_unlikely
from feedserver.sources.saved_text.pictures import is_credit
from feedserver.sources.saved_text.pull_quotes import find_pull_quotes
from feedserver.sources.saved_text.site import find_promoted, find_site
from feedserver.sources.saved_text.stretch import find_stretch
from feedserver.sources.saved_text.title import find_title, strip_site

_MAX_SUBHEADINGS_IN_A_ROW = 2  # more are a list without bullets, a table or a poem
_MIN_DECK_WORDS = 6
_MIN_PICTURED_DECK_WORDS = 8  # above a credit
_MIN_CAPTION_WORDS = 7  # fewer may be a subheading
_MAX_CAPTIONS = 3  # in a row; more are a list without bullets
_NEAR = 3  # lines
_MIN_ABOVE_END = 3  # times as much text as below
_NEAR_AUTHOR = 12  # lines
_NEAR_TOP = 8  # lines, of the text
_MAX_ROLE_WORDS = 5
_MAX_LABEL_WORDS = 4
_SITE_BEHIND = re.compile(r" ?[-–—|·•] \S")
_MIN_EDGE_WORDS = 3
_ASKS = re.compile(  # as subheadings do, and captions do not
    r"^(?:what|how|why|who|when|where|which|что|как|почему|кто|когда|где|зачем|сколько|чем|куда)\b|"
    r"\b(?:қалай|неге|қашан|қайда|кім|қанша|неліктен)\b",
    re.IGNORECASE,
)
_ABOUT_COMPANY = re.compile(r"About(?: [A-Z][\w&.’'-]*){1,4}|(?:О компании|О группе) [«A-ZА-Я][\w» -]{1,40}")
_QUOTES = "\"“”«»„‘’'"
_NUMBER = re.compile(r"^[0-9]{1,2}[.)] ")


@dataclass(frozen=True, slots=True)
class Outline:
    """An article's parts. title, lead: None where the page has none. published_at: UTC.

    body: text only, without the lead and without captions that repeat the title.
    """

    title: str | None
    lead: str | None
    body: tuple[Line, ...]
    published_at: datetime | None
    categories: tuple[str, ...]
    author: str | None


def outline(lines: Sequence[Line]) -> Outline:
    """The parts of the article that *lines* hold: of one page, in order, those of other pages marked."""
    said = Said()
    title_at, start, end = _places(lines)
    title = None if title_at is None else strip_site(lines[title_at].text)
    body = _take_body(lines, title_at, start, _end_of_text(lines, start, end), said)
    lead = body[0].text if body and _is_lead(body) else None
    if title is not None and not body:
        title, lead = None, title  # nothing but a headline
    rest = tuple(_as_text(line) for line in body if lead is None or line.text != lead)
    author = None if said.author is None else _as_written(said.author, lines)
    categories = dict.fromkeys(_as_written(category, lines) for category in said.categories)
    return Outline(title, lead, rest, said.published_at, tuple(categories), author)


def _take_body(lines: Sequence[Line], title_at: int | None, start: int, end: int, said: Said) -> list[Line]:
    """The lines of the article below its title; its text stands from *start* to *end*. What others say is heard."""
    head = lines[:start] if title_at is None else lines[title_at + 1 : start]
    titles = [] if title_at is None else [strip_site(lines[title_at].text), lines[title_at].text]
    head = [line for line in head if not _is_title_again(line, titles)]
    text = lines[start:end]
    points = find_key_points(head, text)
    if head and head[-1].kind in LIST_HEADINGS:  # over links to other pages, if not over key points
        text = list(dropwhile(lambda line: line.is_item and line.number not in points, text))
    body = _take_head(head, text, said, points, has_title=title_at is not None)
    if title_at is not None:
        hear_above(lines, title_at, said)
    body += _take_text(text, said)
    _hear_below(lines[end:], said)
    site = find_site(lines)
    body = [line for line in body if not _is_title_again(line, titles)]
    body = body[: find_closing(body, said, site)]
    foreign = find_promoted(lines, body, site) | (find_unlikely(lines, titles[0] if titles else "") - points)
    body = [line for at, line in enumerate(body) if line.number not in foreign or (at == 0 and is_deck(line))]
    return body[: find_closing(body, said, site)]  # what stood below it may be gone


def _is_title_again(line: Line, titles: Sequence[str]) -> bool:
    """Whether *line* is one of *titles*, perhaps with the site's name behind it, as a picture's description has."""
    if fold(line.text) in map(fold, titles):
        return True
    behind = next((line.text.removeprefix(title) for title in titles if line.text.startswith(title)), "")
    return _SITE_BEHIND.match(behind) is not None and line.is_headline


def _as_written(name: str, lines: Sequence[Line]) -> str:
    """*name*, in capitals only if the page nowhere says it otherwise."""
    if not name.isupper():
        return name
    folded = name.casefold()
    return next((line.text for line in lines if line.text.casefold() == folded and not line.text.isupper()), name)


def _places(lines: Sequence[Line]) -> tuple[int | None, int, int]:
    """Where the title stands, if there is one, and from where to where the text does."""
    start, end = find_stretch(lines)
    if not end:  # no prose: the last line of text is what there is
        texts = [number for number, line in enumerate(lines) if line.is_text]
        start, end = (texts[-1], texts[-1] + 1) if texts else (0, 0)
    title_at = find_title(lines, start, end)
    if title_at is None and end and is_title(lines[start]) and any(line.is_text for line in lines[start + 1 : end]):
        return start, start + 1, end
    return title_at, start, end


def _end_of_text(lines: Sequence[Line], start: int, end: int) -> int:
    """*end*, or where in the last part of the text from *start* on stands "About the author" or a correction."""
    chars = [len(line.text) * line.is_text for line in lines[start:end]]
    for at in range(start, end):
        is_end = lines[at].kind is Kind.END and FURNITURE.has_word(lines[at].text, "writers")
        is_end |= is_correction(lines[at]) or _ABOUT_COMPANY.fullmatch(lines[at].text) is not None
        if is_end and sum(chars[: at - start]) > _MIN_ABOVE_END * sum(chars[at - start :]):
            return at
    return end


def _take_head(
    head: Sequence[Line], text: Sequence[Line], said: Said, points: frozenset[int] = frozenset(), *, has_title: bool
) -> list[Line]:
    """What of *head*, the lines between title and *text*, is of the article; the rest is heard.

    That is a deck right under the title, the key *points*, and a subheading right above the text.
    """
    kept: list[Line] = []
    texts = [line for line in head if line.is_text]
    below = {fold(line.text) for line in text}
    has_headings = len(head) == 1 or any(line.may_be_subheading and after.is_prose for line, after in pairwise(text))
    for number, line in enumerate(head):
        is_of_post = number > 0 and head[number - 1].kind is Kind.TIME and line.may_be_subheading
        if line.number in points or line.kind is Kind.TIME or is_of_post:
            kept.append(line)
            continue
        if line.kind in SAYING:
            said.hear(line)
            continue
        name = _behind_label(line.text)
        if line.is_text and find_author(name) is not None:
            hear_person(replace(line, text=name), said)
            continue
        if not line.is_text or fold(_NUMBER.sub("", line.text)) in below:
            continue
        is_first, is_last = line is texts[0], number == len(head) - 1
        above = head[number - 1] if number else None
        is_heading = (
            is_last
            and has_headings
            and line.may_be_subheading
            and not is_button(line)
            and (above is None or not above.is_text)
        )
        is_caption = line.words < _MIN_PICTURED_DECK_WORDS and not is_last and is_credit(head[number + 1])
        if is_heading or (has_title and is_first and is_deck(line) and not is_caption):
            kept.append(line)
    return kept


def _behind_label(text: str) -> str:
    """*text* without an unknown label in front: what is a person's name behind one is the author's."""
    label, colon, name = text.partition(": ")
    is_label = colon and len(label.split()) <= _MAX_LABEL_WORDS and not FURNITURE.has_word(label, "pictures")
    return name if is_label else text


def _take_text(text: Sequence[Line], said: Said) -> list[Line]:
    """What of *text* is of the article; lines under its first paragraph that speak about the article are heard."""
    at = next((at for at, line in enumerate(text[1:], start=1) if is_paragraph(line)), len(text))
    head, rest = text[1:at], text[at:]
    dates = sum(line.kind is Kind.DATE for line in text)
    says = [line for line in head if line.kind in (*SAYING, Kind.NOISE, Kind.CAPTION) or find_author(line.text)]
    is_chronicle = all(line.kind is Kind.DATE for line in says) and (said.published_at is not None or dates > 1)
    if says and not is_chronicle:
        head = _take_head(head, rest, said, has_title=False)
    foreign = {*find_boxed(rest), *find_pull_quotes(text), *_uncredited_captions(text)}
    kept = [line for line in (*text[:1], *head, *rest) if _is_inside(line) and line.number not in foreign]
    for at, line in enumerate(rest):
        if line.kind is Kind.ABOUT and said.published_at is None and at < _NEAR_TOP:
            said.hear(line)
            kept = [each for each in kept if each is not line]
        elif line.kind is Kind.ABOUT:
            said.hear(replace(line, published_at=None))
    return kept


def _is_inside(line: Line) -> bool:
    """Whether *line*, in the midst of the text, is of it: there "Date: 14 May" is when something takes place."""
    if line.kind is Kind.EDGE and line.words >= _MIN_EDGE_WORDS and FURNITURE.table_of(line.text) is not None:
        return False  # "Terms of use" heads no part of an article
    return line.kind in (*INSIDE, Kind.TIME) or (line.kind is Kind.ABOUT and line.published_at is not None)


def _uncredited_captions(text: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines between paragraphs that end as no sentence does: too long for a subheading, or over one.

    A page whose other subheadings stand alone has no subheading over another.
    """
    has_headings = find_headings(text).max_words > 0
    numbers = range(1, len(text) - 1)
    for is_open, run in groupby(numbers, key=lambda at: _is_headless(text[at])):
        places = list(run)
        above, below = text[places[0] - 1], text[places[-1] + 1]
        is_framed = above.end in ".!?" and (below.end in ".!?:" or not below.is_text)
        if not is_open or not is_framed or len(places) > _MAX_CAPTIONS:
            continue
        for at in places:
            is_over_heading = at < places[-1] and has_headings and below.is_prose and text[places[-1]].may_be_subheading
            is_long = text[at].words >= _MIN_CAPTION_WORDS + 2 * bool(_ASKS.search(text[at].text))
            if is_long or is_over_heading:
                yield text[at].number


def _is_headless(line: Line) -> bool:
    """Whether *line* is short and ends as no sentence does; what somebody says, in quotes, is no caption."""
    is_short = line.is_text and len(line.text) <= MAX_HEADLINE_CHARS and line.cells == 1 and not line.is_item
    is_short &= not (line.text[0] in _QUOTES and line.text[-1] in _QUOTES)
    return is_short and line.is_headline and line.end not in "?!" and line.is_one_sentence and ":" not in line.text


def _hear_below(lines: Sequence[Line], said: Said) -> None:
    """Hear what the lines under the text say; under "Last updated" a date is not the article's, nor far below."""
    for line in lines[:_NEAR]:
        if line.kind is Kind.EDGE:
            break
        if line.kind in SAYING:
            said.hear(line)
        elif line.is_text:
            hear_person(line, said)
            break
    for line, below in pairwise(lines[:_NEAR_AUTHOR]):
        if line.is_text and FURNITURE.has_word(below.text, "of_author"):  # "All articles by the author", below the name
            hear_person(line, said)
        if line.kind in (Kind.OTHER_PAGES, Kind.ENTRY, Kind.COMMENTS):
            return
        if line.kind is Kind.ABOUT:
            said.hear(replace(line, published_at=None, categories=()))
        elif below.words <= _MAX_ROLE_WORDS and FURNITURE.has_word(below.text, "roles"):
            hear_person(line, said)


def _as_text(line: Line) -> Line:
    return line if line.is_text else replace(line, kind=Kind.TEXT)


def _is_lead(lines: Sequence[Line]) -> bool:
    first = lines[0]
    if first.is_bulleted:
        return False
    return len(lines) == 1 or first.words >= _MIN_DECK_WORDS or not first.may_be_subheading


def find_subheadings(body: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines of *body* that are subheadings: short, unended, with text below them."""
    found: set[int] = set()
    row: list[int] = []
    announced = False  # a row under a colon is what the colon announces
    for line in body:
        if line.may_be_subheading and line.cells == 1:
            row.append(line.number)
            continue
        if len(row) <= _MAX_SUBHEADINGS_IN_A_ROW and not announced:
            found.update(row)
        row, announced = [], line.end == ":"
    return frozenset(found)


def find_items(body: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines of *body* that are items of a list.

    A dash or an asterisk makes an item only in a row of them, under a colon or with ";" or "," between: else
    it opens direct speech or a footnote.
    """
    found = {line.number for line in body if line.is_bulleted}
    row: list[Line] = []
    colon_above = False
    for above, line in zip((None, *body), (*body, None), strict=True):
        if line is not None and line.text[0] in UNSURE_BULLETS and line.text[1:2] == " ":
            if not row:
                colon_above = above is not None and above.end == ":"
            row.append(line)
            continue
        if len(row) > 1 and (colon_above or all(item.end in ";," for item in row[:-1])):
            found.update(item.number for item in row)
        row = []
    return frozenset(found)
