"""An article as sentences, and the sentences put together again as an edition.

Blocks are translated as plain text: inline markup in them does not survive yet.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import nh3

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.work import Translation
from feedserver.translation.checks import needs_translation
from feedserver.translation.sentences import split

_KIND_NAMES = {BlockKind.PARAGRAPH: "paragraph", BlockKind.HEADING: "heading", BlockKind.ITEM: "list item"}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SentenceTranslation:
    """What a sentence became. text: None if no translation passed the checks. dated: when it was made."""

    text: str | None
    origin: Origin
    dated: datetime


def list_texts(article: Article) -> Iterator[tuple[str, str]]:
    """The plain texts of *article* in reading order, each with what it is, in a word."""
    for label in article.categories:
        yield "category", label
    yield "title", article.title
    if article.summary:
        yield "lead", article.summary
    for block in article.blocks:
        yield _KIND_NAMES[block.kind], text_of(block)


def list_sentences(article: Article) -> list[str]:
    """The sentences of *article* that need a translation, each once, in reading order."""
    texts = (text for _, text in list_texts(article))
    return list(dict.fromkeys(sentence for text in texts for sentence in sentences_of(text, article.language)))


def sentences_of(text: str, language: str) -> list[str]:
    """The sentences of one text that need a translation, in order."""
    return [sentence for _, sentence, _ in _cut(text, language) if needs_translation(sentence)]


def put_together(
    article: Article, translations: Mapping[str, SentenceTranslation], *, engine: str | None
) -> Translation:
    """The edition of *article* whose sentences became *translations* (all of ``list_sentences``).

    engine: for people, None if there was none; named only where a machine translated anything.
    """
    sentences = list_sentences(article)
    used = [translations[sentence] for sentence in sentences]
    by_machine = any(translation.origin is Origin.MACHINE for translation in used)

    def plain(text: str) -> str:
        return _replace(text, article.language, translations, lambda sentence: sentence, lambda sentence: sentence)

    return Translation(
        origin=Origin.MACHINE if by_machine else Origin.EDITED,
        title=plain(article.title),
        summary=plain(article.summary),
        blocks=tuple(_block(block, article.language, translations) for block in article.blocks),
        labels=tuple(plain(label) for label in article.categories),
        engine=engine if by_machine else None,
        untranslated=sum(translation.text is None for translation in used),
        sentences=tuple(sentences),
        dated=max((translation.dated for translation in used), default=_LONG_AGO),
        edited_at=max((each.dated for each in used if each.origin is Origin.EDITED), default=None),
    )


def text_of(block: Block) -> str:
    """The plain text of a block."""
    return html.unescape(nh3.clean(block.html, tags=set()))


def _block(block: Block, language: str, translations: Mapping[str, SentenceTranslation]) -> Block:
    def foreign(sentence: str) -> str:
        return f'<span lang="{html.escape(language)}">{_escape(sentence)}</span>'

    inline = _replace(text_of(block), language, translations, _escape, foreign)
    return Block(block.kind, nh3.clean(inline, tags={"span"}, attributes={"span": {"lang"}}))


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


def _replace(
    text: str,
    language: str,
    translations: Mapping[str, SentenceTranslation],
    translated: Callable[[str], str],
    foreign: Callable[[str], str],
) -> str:
    """*text* with every sentence replaced by its translation; *foreign* marks one that stays in the original."""
    parts = []
    for before, sentence, after in _cut(text, language):
        translation = translations.get(sentence)
        if translation is None:
            parts += [before, translated(sentence), after]
        elif translation.text is None:
            parts += [before, foreign(sentence), after]
        else:
            parts += [before, translated(translation.text), after]
    return "".join(parts)


def _cut(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    """(white space, sentence, white space), …; in a sentence every run of white space is one plain space.

    The memory and the catalogues shall not tell "5 km" with a no-break space from "5 km" without.
    """
    for piece in split(text, language):
        begins = len(piece) - len(piece.lstrip())
        ends = max(begins, len(piece.rstrip()))
        yield piece[:begins], " ".join(piece[begins:ends].split()), piece[ends:]
