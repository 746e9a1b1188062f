"""Reading the text of a saved news page: the text in, one article out."""

from __future__ import annotations

import html
from collections.abc import Sequence

from feedserver.detection import detect_passage, language_of_passages
from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.saved_text.classify import read_lines
from feedserver.sources.saved_text.embeds import mark_embeds
from feedserver.sources.saved_text.lines import Line
from feedserver.sources.saved_text.links import mark_other_pages
from feedserver.sources.saved_text.live import mark_times
from feedserver.sources.saved_text.outline import Outline, find_items, find_subheadings, outline
from feedserver.sources.saved_text.pictures import mark_pictures
from feedserver.sources.saved_text.tables import find_columns
from feedserver.sources.text.titles import make_title


def read_saved_text(text: str, external_id: str, context: ReadingContext) -> Article:
    """The article that *text*, all the text of a saved page, holds among the page's furniture.

    text: decoded and fit for a feed, its lines separated by ``\\n``. external_id: as in Article. The lead is the
    summary and stands in no block; a page without a title gets its first sentence, cut. published_at is None if the
    page gives no date, or one that is still to come by more than a day. Raises SourceError, with *external_id* and
    the reason, if the text holds no article.
    """
    parts = outline(mark_lines(text, context))
    if not any(char.isalpha() for line in (parts.title, parts.lead, *_texts(parts)) for char in line or ""):
        raise SourceError(f"{external_id}: has no article, nothing but the furniture of a page")
    title = parts.title or make_title(parts.lead or parts.body[0].text)
    language = context.language or language_of_passages((title, parts.lead or "", *_texts(parts)))
    moment = parts.published_at
    return Article(
        source=context.source,
        external_id=external_id,
        language=language,
        title=title,
        summary=parts.lead or "",
        blocks=_blocks(parts.body, language),
        published_at=None if moment is None or context.is_to_come(moment) else moment,
        categories=tuple(dict.fromkeys((*context.categories, *parts.categories))),
        author=parts.author,
    )


def mark_lines(text: str, context: ReadingContext) -> list[Line]:
    """The lines of *text* that are not blank, each with its kind, up to the readers' comments."""
    lines = list(read_lines(text, context))
    for mark in (find_columns, mark_times, mark_embeds, mark_pictures, mark_other_pages):
        lines = mark(lines)
    return lines


def _texts(parts: Outline) -> tuple[str, ...]:
    return tuple(line.text for line in parts.body)


def _blocks(body: Sequence[Line], language: str) -> tuple[Block, ...]:
    """The blocks of *body*, in order; the text is escaped, bullets stripped; *language* is the text's as a whole."""
    items, subheadings = find_items(body), find_subheadings(body)
    blocks = []
    for line in body:
        kind, text = BlockKind.PARAGRAPH, line.text
        if line.number in items:
            kind, text = BlockKind.ITEM, text[1:].lstrip()
        elif line.number in subheadings:
            kind = BlockKind.HEADING
        own = detect_passage(text, language)
        blocks.append(Block(kind, html.escape(text, quote=False), None if own == language else own))
    return tuple(blocks)
