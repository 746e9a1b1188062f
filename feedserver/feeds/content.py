"""What an entry holds, as HTML: lead, body, where its words come from; if asked for, the original beside them."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from feedserver.feeds.cleaning import fit, line, name
from feedserver.feeds.variants import Content, Variant
from feedserver.feeds.wording import SEPARATOR, Wording
from feedserver.model import UNDETERMINED, Block, BlockKind, Edition, Text

PENDING = "pending"


def origin_of(edition: Edition) -> str:
    """Where the words of *edition* come from, as entries name it."""
    return edition.origin.value if edition.origin else PENDING


def content_of(edition: Edition, variant: Variant, words: Wording, title: str, original_url: str | None) -> str:
    """The content of an entry as HTML; never empty, as for want of a lead and a body it is the *title*.

    words: the phrases of the feed's language. original_url: where the notice of a translation links to.
    """
    if variant.content is Content.TITLE:
        return _paragraph(title)
    lead = line(edition.summary)
    if variant.content is Content.SUMMARY:
        parts = [_paragraph(lead or title)]
    elif variant.bilingual and edition.original is not None:
        parts = list(_side_by_side(edition, edition.original))
    else:
        parts = [_paragraph(lead)] if lead else []
        parts += _body(edition.blocks, edition.text_language)
    notice = _notice(edition, words, original_url)
    return "\n".join([*(parts or [_paragraph(title)]), *([notice] if notice else [])])


def pair_blocks(blocks: Sequence[Block], original: Sequence[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Each block of a translation with the one that it translates, in order.

    A machine translates block by block. Where a person has joined or split some, those of one kind between two
    headings are paired from the front, and what is left over stands alone.
    """
    if [block.kind for block in blocks] == [block.kind for block in original]:
        yield from zip(blocks, original, strict=True)
        return
    for part, other in zip_longest(_parts(blocks), _parts(original), fillvalue=()):
        yield from zip_longest(part, other)


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """*blocks* cut before every heading."""
    part: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING and part:
            yield tuple(part)
            part = []
        part.append(block)
    yield tuple(part)


def _side_by_side(edition: Edition, original: Text) -> Iterator[str]:
    """Every piece of the edition, under it the same of the original, marked with its language."""
    language = edition.original_language
    yield _paragraph(line(original.title), language)
    for text, marked in ((edition.summary, None), (original.summary, language)):
        if lead := line(text):
            yield _paragraph(lead, marked)
    for block, other in pair_blocks(edition.blocks, original.blocks):
        if block is not None:
            yield from _body([block], edition.text_language)
        if other is not None:
            yield from _body([Block(other.kind, other.html, other.language or language)], edition.text_language)


def _paragraph(text: str, language: str | None = None) -> str:
    return f"<p{_lang(language)}>{html.escape(text, quote=False)}</p>"


def _lang(language: str | None) -> str:
    """The attribute for a piece in *language* (HTML §3.2.6.2: empty where it is not known)."""
    if language is None:
        return ""
    return f' lang="{"" if language == UNDETERMINED else html.escape(language)}"'


def _notice(edition: Edition, words: Wording, original_url: str | None) -> str | None:
    """Where the words come from, for people."""
    engine = name(edition.engine or "") or None
    notice = words.notice(
        origin_of(edition), edition.original_language, engine, pivot=edition.pivot, untranslated=edition.untranslated
    )
    if notice is None:
        return None
    notice = html.escape(notice, quote=False)
    if original_url is not None:
        notice += f'{SEPARATOR}<a href="{html.escape(original_url)}">{words.original}</a>'
    # In a pending entry the notice is not in the language of the text around it.
    marked = "" if words.language == edition.text_language else _lang(words.language)
    return f"<p{marked}><em>{notice}</em></p>"


def _body(blocks: Sequence[Block], language: str) -> Iterator[str]:
    """The blocks as HTML elements, marked where not in *language*; neighbouring items form one list."""
    for is_list, group in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
        texts = [(block, fit(block.html)) for block in group]
        elements = [_element(block, text, language) for block, text in texts if text]
        if is_list and elements:
            yield f"<ul>{''.join(elements)}</ul>"
        else:
            yield from elements


def _element(block: Block, text: str, language: str) -> str:
    marked = "" if block.language == language else _lang(block.language)
    return f"<{block.kind}{marked}>{text}</{block.kind}>"
