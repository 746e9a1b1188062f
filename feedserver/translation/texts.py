"""An article as sentences, and the sentences put together again as an edition.

A sentence is plain text with simple tags for the markup inside it (``markup``): what the memory holds and what
editors see. Addresses and pictures are no part of it: the article keeps them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.work import Translation
from feedserver.translation.argos import Route
from feedserver.translation.checks import needs_translation
from feedserver.translation.markup.html import Element, read_html, write_html
from feedserver.translation.markup.marks import Marked, MarkupError, parse_tagged, write_tagged
from feedserver.translation.markup.pieces import Piece, cut, enclose, join, squeeze
from feedserver.translation.sentences import split

_KIND_NAMES = {
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.HEADING: "heading",
    BlockKind.ITEM: "list item",
    BlockKind.QUOTE: "quotation",
    BlockKind.FIGURE: "caption",
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: tagged text, and the language that it is written in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class SentenceTranslation:
    """What a sentence became. text: tagged; None if no translation passed the checks, fault then says why.

    dated: when it was made.
    """

    text: str | None
    origin: Origin
    dated: datetime
    fault: str | None = None


def list_entries(article: Article, target: str) -> Iterator[tuple[str, Sentence]]:
    """What of *article* is to be translated into *target*, in reading order: what it is, in a word, and the sentence.

    A sentence that occurs again comes again. What is written in the target language already does not come.
    """
    for what, marked, language in _list_texts(article):
        if language == target:
            continue
        for _, sentence in _sentences_of(marked, language):
            if sentence is not None:
                yield what, sentence


def list_sentences(article: Article, target: str) -> list[Sentence]:
    """The sentences of *article* that need a translation into *target*, each once, in reading order."""
    return list(dict.fromkeys(sentence for _, sentence in list_entries(article, target)))


def put_together(
    article: Article,
    target: str,
    translations: Mapping[Sentence, SentenceTranslation],
    *,
    route: Route | None,
    made_with: str | None,
) -> Translation:
    """The edition of *article* in *target* whose sentences became *translations* (all of ``list_sentences``).

    route, made_with: of the machine, None if there was none; named only where it had a part in the text.
    """
    sentences = list_sentences(article, target)
    used = [translations[sentence] for sentence in sentences]
    faults = Counter(each.fault or "" for each in used if each.text is None)
    by_machine = any(each.origin is Origin.MACHINE for each in used)
    writer = _Writer(article, target, translations)
    return Translation(
        origin=Origin.MACHINE if by_machine else Origin.EDITED,
        title=writer.plain(article.title, article.language),
        summary=writer.plain(article.summary, article.language),
        blocks=tuple(writer.block(block) for block in article.blocks),
        labels=tuple(writer.plain(label, article.language) for label in article.categories),
        engine=route.label if route and by_machine else None,
        pivot=route.pivot if route and by_machine else None,
        made_with=made_with if by_machine else None,
        sentences=tuple(sentence.text for sentence in sentences),
        edited=sum(each.origin is Origin.EDITED for each in used),
        machine=sum(each.origin is Origin.MACHINE and each.text is not None for each in used),
        faults=faults,
        dated=max((each.dated for each in used), default=_LONG_AGO),
        edited_at=max((each.dated for each in used if each.origin is Origin.EDITED), default=None),
    )


def _list_texts(article: Article) -> Iterator[tuple[str, Marked, str]]:
    """The texts of *article* in reading order: what each is, in a word, the text, its language."""
    for label in article.categories:
        yield "category", Marked(label), article.language
    yield "title", Marked(article.title), article.language
    if article.summary:
        yield "lead", Marked(article.summary), article.language
    for block in article.blocks:
        if block.kind is BlockKind.CODE:
            continue
        marked, elements = read_html(block.html)
        language = block.language or article.language
        yield _KIND_NAMES[block.kind], marked, language
        for element in elements.values():
            if alternative := element.get("alt"):
                yield "image description", Marked(alternative), language


class _Writer:
    """Writes texts of one article in another language."""

    def __init__(self, article: Article, target: str, translations: Mapping[Sentence, SentenceTranslation]) -> None:
        self._article = article
        self._target = target
        self._translations = translations

    def plain(self, text: str, language: str) -> str:
        return self._translated(Marked(text), language)[0].text

    def block(self, block: Block) -> Block:
        language = block.language or self._article.language
        if block.kind is BlockKind.CODE:
            return block
        if language == self._target:
            return replace(block, language=None)
        marked, elements = read_html(block.html)
        for tag, element in elements.items():
            if alternative := element.get("alt"):
                elements[tag] = element.replace("alt", self.plain(alternative, language))
        translated, foreign = self._translated(marked, language)
        elements |= dict.fromkeys(foreign, Element("span", (("lang", language),)))
        return Block(block.kind, write_html(translated, elements))

    def _translated(self, marked: Marked, language: str) -> tuple[Marked, list[str]]:
        """The text with every sentence replaced by its translation, and the tags around those that have none."""
        if language == self._target:
            return marked, []
        pieces: list[Piece] = []
        foreign: list[str] = []
        for piece, sentence in _sentences_of(marked, language):
            translation = self._translations.get(sentence) if sentence is not None else None
            if translation is None:
                pieces.append(piece)
            elif translation.text is None:
                foreign.append(f"span{_FOREIGN + len(foreign)}")
                pieces.append(Piece(enclose(piece.marked, foreign[-1]), piece.names))
            else:
                pieces.append(Piece(_parse(translation.text), piece.names))
        return join(pieces), foreign


_FOREIGN = 1_000_000  # beyond the numbers of any text's own elements


def _sentences_of(marked: Marked, language: str) -> Iterator[tuple[Piece, Sentence | None]]:
    """All pieces of a text in order, each with the sentence that it is; None for what needs no translation.

    In a sentence every run of white space is one plain space: the memory and the catalogues shall not tell "5 km"
    with a no-break space from "5 km" without.
    """
    ranges: list[tuple[int, int]] = []
    at = 0
    for part in split(marked.text, language):
        if part.strip():
            ranges.append((at + len(part) - len(part.lstrip()), at + len(part.rstrip())))
        at += len(part)
    for number, piece in enumerate(cut(marked, ranges)):
        is_sentence = number % 2 and needs_translation(piece.marked.text)
        yield piece, Sentence(write_tagged(squeeze(piece.marked)), language) if is_sentence else None


def _parse(text: str) -> Marked:
    try:
        return parse_tagged(text)
    except MarkupError:  # an editor's words from before there were tags
        return Marked(text)
