"""Reading the text of a saved news page: bytes in, one article out."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import tzinfo

from feedserver.detection import detect_passage
from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind
from feedserver.sources.lines import Line, read_lines
from feedserver.sources.links import without_other_pages
from feedserver.sources.outline import Outline, find_items, find_subheadings, outline
from feedserver.sources.plain_text import MAX_BYTES, decode_text
from feedserver.sources.titles import make_title


def read_saved_text(
    data: bytes,
    *,
    source: str,
    external_id: str,
    zone: tzinfo,
    detect: Callable[[str], str],
    max_bytes: int = MAX_BYTES,
) -> Article:
    """The article that *data*, the text of a saved page in UTF-8, holds among the page's furniture.

    source, external_id: as in Article. zone: of the dates that give none. detect: gives the language tag of a
    text (title, lead and body, a line each). The lead is the summary and stands in no block; a page without a
    title gets its first sentence, cut. published_at is None if the page gives no date.
    Raises SourceError, with *external_id* and the reason, if *data* is larger than *max_bytes*, empty,
    binary, not UTF-8, has a character that no feed may hold or an absurd line, or holds no article.
    """
    text = decode_text(data, external_id, max_bytes)
    parts = outline(without_other_pages(list(read_lines(text, zone))))
    if not any(char.isalpha() for line in (parts.title, parts.lead, *_texts(parts)) for char in line or ""):
        raise SourceError(f"{external_id}: has no article, nothing but the furniture of a page")
    first = parts.lead or parts.body[0].text
    title = parts.title or make_title(first)
    language = detect("\n".join((title, parts.lead or "", *_texts(parts))))
    return Article(
        source=source,
        external_id=external_id,
        language=language,
        title=title,
        summary=parts.lead or "",
        blocks=_blocks(parts.body, language),
        published_at=parts.published_at,
        categories=parts.categories,
        author=parts.author,
    )


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
