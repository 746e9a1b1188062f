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
from itertools import islice
from typing import Any

from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.dates import SEPARATOR, parse_date
from feedserver.sources.furniture import FURNITURE
from feedserver.sources.html_blocks import blocks_of, text_of_block
from feedserver.sources.html_elements import parse_html
from feedserver.sources.html_links import player_address
from feedserver.sources.page_facts import read_page_facts
from feedserver.sources.plain_text import clean_line, letters_of

log = logging.getLogger(__name__)

_MAX_BLOCKS = 10_000
_LONG = 25  # letters: more are hardly the same in two places by chance
_WINDOW = 20_000  # letters: how far ahead of the last paragraph the next is looked for
_MAX_BYLINE_CHARS = 120
_MAX_NOTICE_CHARS = 1_500
_TEXT_ELEMENTS = ("p", "head", "item", "row", "cell", "quote", "code", "ab")
_FURNITURE = frozenset({"other_pages", "comments", "more_links", "buttons", "edges"})
_MAX_SHORT = 20  # blocks
_MIN_SENTENCE_CHARS = 20
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
    base = facts.base_url
    passages = [_passage(block, context) for block in blocks_of(root, base_url=base)[:_MAX_BLOCKS]]
    first, body = _find_article(passages, _extract(text), letters_of(facts.title))
    if not body:
        marked = _marked(root)
        passages = [] if marked is None else [_passage(block, context) for block in blocks_of(marked, base_url=base)]
        first, body = _short_article(passages, letters_of(facts.title))
    if not any(passage.text for passage in body):
        raise SourceError(f"{external_id}: has no article, nothing but the furniture of a page")
    return compose(
        context,
        external_id=external_id,
        title=facts.title,
        blocks=[passage.block for passage in body],
        declared_language=facts.language,
        published_at=facts.published_at or _shown_date(passages[:first], letters_of(facts.title)),
        updated_at=facts.updated_at,
        categories=facts.categories,
        author=facts.author,
        url=facts.url,
        image=facts.image,
        enclosures=facts.enclosures,
    )


@dataclass(frozen=True, slots=True)
class _Passage:
    """A block of the page with its text on one line. moment: the date that it is, alone or beside other short parts."""

    block: Block
    text: str
    moment: datetime | None

    @property
    def is_silent(self) -> bool:
        """Whether it is a picture or a film: nothing that trafilatura's text would have."""
        if self.block.kind is BlockKind.FIGURE:
            return True
        link = _LINK.fullmatch(self.block.html)
        return link is not None and player_address("iframe", html.unescape(link[1])) is not None

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as sentences do."""
        return len(self.text) >= _MIN_SENTENCE_CHARS and self.text.rstrip('»”") ')[-1:] in (".", "!", "?", "…")

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
            elif passage.is_furniture:
                is_of_article = False
        if is_of_article:
            body.append(passage)
    return first, body


def _kept(passages: Sequence[_Passage], extract: _Extract) -> tuple[list[bool], list[int]]:
    """Which of *passages* are in the extract, and the places of the long ones among them.

    Long texts are looked for in its order; short ones must be a part as a whole.
    """
    kept: list[bool] = []
    long: list[int] = []
    position = 0
    for number, passage in enumerate(passages):
        letters = letters_of(passage.text)
        if passage.moment is not None and not long:
            kept.append(False)  # a byline
            continue
        if passage.is_silent or len(letters) < _LONG:
            kept.append(not passage.is_silent and letters in extract.parts)
            continue
        found = extract.whole.find(letters, position, position + _WINDOW + len(letters))
        kept.append(found >= 0)
        if found >= 0:
            long.append(number)
            position = found + len(letters)
    return kept, long


def _marked(root: Any) -> Any:
    """The element that the page marks as its one article; a page without any furniture is one as a whole."""
    for name in ("article", "main"):
        found = list(islice(root.iter(name), 2))
        if found:
            return found[0] if len(found) == 1 else None
    return None if next(root.iter("nav", "header", "footer", "aside"), None) is not None else root


def _short_article(passages: Sequence[_Passage], title: str) -> tuple[int, list[_Passage]]:
    """As _find_article, for articles too short for trafilatura: all that is there, if a sentence is among it."""
    kept = [passage for passage in passages if not passage.is_furniture and letters_of(passage.text) != title]
    sentences = [passage for passage in kept if passage.moment is None and passage.is_sentence]
    if not sentences or len(passages) > _MAX_SHORT:
        return 0, []
    return passages.index(sentences[0]), [passage for passage in kept if passage.moment is None]


def _passage(block: Block, context: ReadingContext) -> _Passage:
    text = clean_line(text_of_block(block))
    moment = None
    if len(text) <= _MAX_BYLINE_CHARS:
        parts = (*SEPARATOR.split(text), text.partition(":")[2])
        found = (parse_date(part, context.zone, context.saved_at) for part in parts)
        moment = next(filter(None, found), None)
    return _Passage(block, text, moment)


def _shown_date(above: Sequence[_Passage], title: str) -> datetime | None:
    """The date that stands between the title and the text; the one above the title is today's on many sites."""
    heading = next((number for number, passage in enumerate(above) if letters_of(passage.text) == title), len(above))
    return next(filter(None, (passage.moment for passage in above[heading:])), None)


def _unwrap_forms(root: Any) -> None:
    """Some systems put the whole page into one form."""
    from lxml import etree

    etree.strip_tags(root, "form")
