"""Reading a whole web page: HTML in, one article out.

trafilatura finds which of its texts are the article. The text itself is taken from the page as it stands, because
trafilatura's loses captions, languages, films and line breaks.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.dates import SEPARATOR, parse_date
from feedserver.sources.html.article import Extract, find_article
from feedserver.sources.html.blocks import read_blocks
from feedserver.sources.html.elements import parse_html
from feedserver.sources.html.page_facts import read_page_facts
from feedserver.sources.html.passages import Passage, passages_of
from feedserver.sources.saved_text.about import find_person
from feedserver.sources.saved_text.classify import classify
from feedserver.sources.saved_text.lines import Kind, Line
from feedserver.sources.text.plain_text import letters_of

log = logging.getLogger(__name__)

_MAX_BYLINE_CHARS = 120
_BYLINES = (Kind.DATE, Kind.BYLINE, Kind.ABOUT, Kind.NOISE)
_TEXT_ELEMENTS = ("p", "head", "item", "row", "cell", "quote", "code", "ab")


def read_html_page(text: str, external_id: str, context: ReadingContext, *, url: str | None = None) -> Article:
    """The article of the web page *text*.

    url: where it was read from; links count from there. Title, dates, author and sections are the page's own, as it
    says them; a date that it only shows counts if it stands at the article's head. A text that only a script would
    have shown is taken from the page's JSON-LD. No request is made.
    Raises SourceError, with *external_id*, if the page has no article.
    """
    root = parse_html(text)
    if root is None:
        raise SourceError(f"{external_id}: has no article: the page is empty")
    facts = read_page_facts(root, context, url=url)
    _unwrap_forms(root)
    title = letters_of(facts.title)
    about = _About(facts.author, context)
    found = find_article(root, passages_of(root, base_url=facts.base_url), _extract(text), title, about.is_byline)
    about.read(found.head)
    body, author = found.body, about.author
    if author is None and len(body) > 1 and (signature := find_person(body[-1].text)) is not None:
        author = signature
        del body[-1]
    blocks = _with_text_for_scripts([passage.block for passage in body], body, facts.text)
    if not blocks:
        raise SourceError(f"{external_id}: has no article, nothing but the furniture of a page")
    return compose(
        context,
        external_id=external_id,
        title=facts.title,
        blocks=blocks,
        declared_language=facts.language,
        published_at=facts.published_at or about.published_at,
        updated_at=facts.updated_at,
        categories=facts.categories,
        author=author,
        url=facts.url,
        image=facts.image,
        enclosures=facts.enclosures,
    )


def _extract(text: str) -> Extract:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(text, include_comments=False, include_tables=True, with_metadata=False)
    except Exception:  # hostile pages find ways; what it cannot read has no article
        log.warning("trafilatura failed on a page", exc_info=True)
        found = None
    body = getattr(found, "body", None)
    if body is None:
        return Extract(frozenset(), "")
    parts = frozenset(letters_of("".join(element.itertext())) for element in body.iter(*_TEXT_ELEMENTS))
    return Extract(parts, letters_of("".join(body.itertext())))


class _About:
    """What the lines between the title and the text say: the first author, unless he is known, and the first date."""

    def __init__(self, author: str | None, context: ReadingContext) -> None:
        self.author = author
        self.published_at: datetime | None = None
        self._context = context

    def read(self, lines: Sequence[str]) -> None:
        for text in lines:
            if len(text) <= _MAX_BYLINE_CHARS:
                said = self._classified(text)
                self.author = self.author or said.author
                self.published_at = self.published_at or said.published_at or _date_in(text, self._context)

    def is_byline(self, text: str) -> bool:
        if len(text) > _MAX_BYLINE_CHARS:
            return False
        if (self.author and self.author in text) or _date_in(text, self._context) is not None:
            return True
        return self._classified(text).kind in _BYLINES

    def _classified(self, text: str) -> Line:
        return classify(Line(1, text), [text], self._context)


def _date_in(text: str, context: ReadingContext) -> datetime | None:
    """The date that *text* is, alone or beside other short parts."""
    parts = (*SEPARATOR.split(text), text.partition(":")[2])
    found = (parse_date(part, context.zone, context.saved_at) for part in parts)
    return next(filter(None, found), None)


def _with_text_for_scripts(blocks: list[Block], body: Sequence[Passage], said: str) -> list[Block]:
    """*blocks*, or the text that the page's JSON-LD gives if they are less than half of it."""
    if 2 * sum(len(passage.letters) for passage in body) >= len(letters_of(said)):
        return blocks if any(passage.text for passage in body) else []
    if "</p>" in said:
        return list(read_blocks(said, base_url=None))
    lines = filter(None, map(str.strip, said.split("\n")))
    return [Block(BlockKind.PARAGRAPH, html.escape(line, quote=False)) for line in lines]


def _unwrap_forms(root: Any) -> None:
    """Some systems put the whole page into one form."""
    from lxml import etree

    etree.strip_tags(root, "form")
