"""Reading a whole web page: HTML in, one article out.

trafilatura finds which of its texts are the article. The text itself is taken from the page as it stands, because
trafilatura's loses captions, languages, films and line breaks.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.dates import SEPARATOR, is_date, parse_date
from feedserver.sources.furniture import FURNITURE
from feedserver.sources.html_blocks import blocks_of, parse_html, text_of_block
from feedserver.sources.html_links import player_address
from feedserver.sources.page_facts import read_page_facts
from feedserver.sources.plain_text import clean_line, letters_of

log = logging.getLogger(__name__)

_MAX_BLOCKS = 10_000
_LONG = 25  # letters: more are hardly the same in two places by chance
_WINDOW = 20_000  # letters: how far ahead of the last paragraph the next is looked for
_LINES_ABOVE = 3
_MAX_NOTICE_CHARS = 1_500
_TEXT_ELEMENTS = ("p", "head", "item", "row", "cell", "quote", "code", "ab")
_FURNITURE = frozenset({"other_pages", "comments", "more_links", "buttons", "edges"})
_LINK = re.compile(r'<a href="([^"]+)">[^<]*</a>')


def read_html_page(text: str, external_id: str, context: ReadingContext, *, url: str | None = None) -> Article:
    """The article of the web page *text*.

    url: where it was read from; links count from there. Title, dates, author and sections are the page's own, as it
    says them; a date that it only shows counts if it stands at the article's head. No request is made.
    Raises SourceError, with *external_id*, if the page has no article.
    """
    root = parse_html(text)
    if root is None:
        raise SourceError(f"{external_id}: has no article: the page is empty")
    facts = read_page_facts(root, context, url=url)
    _unwrap_forms(root)
    blocks = [_Passage(block, clean_line(text_of_block(block))) for block in blocks_of(root, base_url=facts.base_url)]
    blocks = blocks[:_MAX_BLOCKS]
    first, body = _find_article(blocks, _extract(text), letters_of(facts.title))
    if not any(passage.text for passage in body):
        raise SourceError(f"{external_id}: has no article, nothing but the furniture of a page")
    return compose(
        context,
        external_id=external_id,
        title=facts.title,
        blocks=[passage.block for passage in body],
        declared_language=facts.language,
        published_at=facts.published_at or _shown_date(blocks[:first], letters_of(facts.title), context),
        updated_at=facts.updated_at,
        categories=facts.categories,
        author=facts.author,
        url=facts.url,
        image=facts.image,
        enclosures=facts.enclosures,
    )


@dataclass(frozen=True, slots=True)
class _Passage:
    """A block of the page with its text on one line."""

    block: Block
    text: str

    @property
    def is_silent(self) -> bool:
        """Whether it is a picture or a film: nothing that trafilatura's text would have."""
        if self.block.kind is BlockKind.FIGURE:
            return True
        link = _LINK.fullmatch(self.block.html)
        return link is not None and player_address("iframe", html.unescape(link[1])) is not None

    @property
    def is_furniture(self) -> bool:
        if FURNITURE.table_of(self.text) in _FURNITURE or FURNITURE.is_counter(self.text):
            return True
        return len(self.text) <= _MAX_NOTICE_CHARS and FURNITURE.is_notice(self.text)


@dataclass(frozen=True, slots=True)
class _Extract:
    """What trafilatura takes for the article: the letters of each of its elements, and of all one after another."""

    parts: frozenset[str]
    whole: str


def _extract(text: str) -> _Extract:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(text, include_comments=False, include_tables=True, with_metadata=False)
    except Exception:  # hostile pages find ways; what it cannot read has no article
        log.warning("trafilatura failed on a page", exc_info=True)
        found = None
    body = getattr(found, "body", None)
    if body is None:
        return _Extract(frozenset(), "")
    parts = frozenset(letters_of("".join(element.itertext())) for element in body.iter(*_TEXT_ELEMENTS))
    return _Extract(parts, letters_of("".join(body.itertext())))


def _find_article(passages: Sequence[_Passage], extract: _Extract, title: str) -> tuple[int, list[_Passage]]:
    """The place of the article's first paragraph among the passages, and those that are the article."""
    kept, long = _kept(passages, extract)
    if not any(kept):
        return 0, []
    places = long or [number for number, is_kept in enumerate(kept) if is_kept]
    first, start, end = places[0], places[0], places[-1] + 1
    while start and (kept[start - 1] or passages[start - 1].is_silent):
        start -= 1
    while end < len(kept) and kept[end]:
        end += 1
    body = []
    for number in range(start, end):
        passage = passages[number]
        if passage.is_silent:  # beside a text that belongs to the article
            near = kept[max(start, number - 1) : number + 2]
            is_of_article = any(near) or number < first
        else:
            is_of_article = kept[number] and letters_of(passage.text) != title
            if passage.block.kind is BlockKind.HEADING and kept[number + 1 : number + 2] == [True]:
                pass  # "What's next" is one of the article's own headings if a text of the article follows
            elif passage.is_furniture or (number < first and is_date(passage.text)):
                is_of_article = False
        if is_of_article:
            body.append(passage)
    return first, body


def _kept(passages: Sequence[_Passage], extract: _Extract) -> tuple[list[bool], list[int]]:
    """Which of *passages* are in the extract, and the places of the long ones among them.

    Long texts are looked for in its order; short ones must be a part as a whole.
    """
    kept, long, position = [], [], 0
    for number, passage in enumerate(passages):
        letters = letters_of(passage.text)
        if passage.is_silent or len(letters) < _LONG:
            kept.append(not passage.is_silent and letters in extract.parts)
            continue
        found = extract.whole.find(letters, position, position + _WINDOW + len(letters))
        kept.append(found >= 0)
        if found >= 0:
            long.append(number)
            position = found + len(letters)
    return kept, long


def _shown_date(above: Sequence[_Passage], title: str, context: ReadingContext) -> datetime | None:
    """The date that stands between the title and the text, or right above the title.

    Not one further up: that is today's, as many sites show it.
    """
    heading = next((number for number, passage in enumerate(above) if letters_of(passage.text) == title), None)
    start = max(0, (len(above) if heading is None else heading) - _LINES_ABOVE)
    for passage in above[start:]:
        for part in (*SEPARATOR.split(passage.text), passage.text.partition(":")[2]):
            moment = parse_date(part, context.zone, context.saved_at)
            if moment is not None:
                return moment
    return None


def _unwrap_forms(root: Any) -> None:
    """Some systems put the whole page into one form."""
    from lxml import etree

    etree.strip_tags(root, "form")
