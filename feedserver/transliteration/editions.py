"""A whole article in another script."""

from __future__ import annotations

from dataclasses import replace

from feedserver.model import Block, BlockKind, Category, Edition, Enclosure
from feedserver.transliteration.html import transliterate_html
from feedserver.transliteration.scripts import SCRIPTS, is_written_from
from feedserver.transliteration.text import transliterate


def transliterate_edition(edition: Edition, tag: str) -> Edition:
    """The edition of *tag*, one of SCRIPTS, made of the Kazakh *edition*.

    Everything that is read is rewritten: title, summary, blocks, labels of categories, author, titles of enclosures.
    Code and blocks in a language of their own stay; what identifies the article stays too. A pending edition, whose
    text is still in another language, is only given its new language. Raises ValueError if *tag* is not in SCRIPTS.
    """
    if not is_written_from(edition.text_language, tag):
        return replace(edition, language=tag)
    return replace(
        edition,
        language=tag,
        text_language=tag,
        title=transliterate(edition.title, tag),
        summary=transliterate(edition.summary, tag),
        blocks=tuple(_block(block, tag) for block in edition.blocks),
        categories=tuple(Category(each.slug, transliterate(each.label, tag)) for each in edition.categories),
        author=_optional(edition.author, tag),
        enclosures=tuple(_enclosure(each, tag) for each in edition.enclosures),
    )


def _block(block: Block, tag: str) -> Block:
    if block.kind is BlockKind.CODE or not is_written_from(block.language or SCRIPTS[tag], tag):
        return block
    return Block(block.kind, transliterate_html(block.html, tag), block.language and tag)


def _enclosure(enclosure: Enclosure, tag: str) -> Enclosure:
    return replace(enclosure, title=_optional(enclosure.title, tag))


def _optional(text: str | None, tag: str) -> str | None:
    return None if text is None else transliterate(text, tag)
