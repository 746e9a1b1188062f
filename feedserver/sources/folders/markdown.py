"""Markdown files with front matter, as static site generators have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedserver.errors import SourceError
from feedserver.model import Article, BlockKind
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.folders.front_matter import read_front_matter
from feedserver.sources.html.blocks import read_blocks, text_of_block


@dataclass(frozen=True, slots=True)
class MarkdownReading:
    """What a Markdown file holds.

    translation_of: the file of which this is a translation made by hand; translations: the files that are such
    translations of this, by language; as the file names them, without their folders checked. language: as declared.
    """

    article: Article
    translation_of: str | None
    language: str | None
    translations: Mapping[str, str]


def read_markdown(text: str, external_id: str, context: ReadingContext) -> MarkdownReading:
    """Read *text*: front matter in YAML between lines of ``---`` or in TOML between ``+++``, then CommonMark.

    Tables and strikethrough are understood, HTML is sanitised. The first heading is the title if the front matter has
    none. Unknown keys say nothing. Raises SourceError, with *external_id*, and the line where there is one, if a
    value of the front matter is wrong, if it is a draft, or if nothing is in it.
    """
    facts, body = read_front_matter(text, external_id, context)
    if facts.draft:
        raise SourceError(f"{external_id}: is a draft")
    blocks = list(read_blocks(_to_html(body), base_url=facts.url))
    title = facts.title
    if not title and blocks and blocks[0].kind is BlockKind.HEADING:
        title = text_of_block(blocks.pop(0))
    article = compose(
        context,
        external_id=external_id,
        title=title,
        blocks=blocks,
        summary=facts.summary,
        declared_language=facts.language,
        published_at=facts.published_at,
        updated_at=facts.updated_at,
        categories=facts.categories,
        author=facts.author,
        url=facts.url,
        image=facts.image,
    )
    return MarkdownReading(article, facts.translation_of, facts.language, facts.translations)


def _to_html(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))
