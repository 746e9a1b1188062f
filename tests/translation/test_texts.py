"""An article as sentences, and put together again: shape, white space and escapes survive, the origin is honest."""

from __future__ import annotations

import html
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.work import Translation
from feedserver.translation.texts import (
    SentenceTranslation,
    list_sentences,
    list_texts,
    put_together,
    sentences_of,
    text_of,
)
from tests.conftest import NOW, make_article

P, H, LI = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM
ENGINE = "Argos Translate (translate-en_ru 0.1)"

ARTICLE = make_article(
    title="A rocket rises",
    summary="It is the first. It is not the last.",
    blocks=(
        Block(P, "The crew is well. The crew is well."),
        Block(H, "R&amp;D"),
        Block(LI, "2025"),
        Block(LI, "It is the first."),
    ),
    categories=("Space", "Space & time"),
)


def translated(article: Article, origin: Origin = Origin.MACHINE, **exceptions: str | None) -> Translation:
    """*article* with every sentence in capitals, but for *exceptions*, by the sentence's first word."""
    translations = {}
    for sentence in list_sentences(article):
        text = exceptions.get(sentence.split()[0], sentence.upper())
        translations[sentence] = SentenceTranslation(text, origin, NOW)
    return put_together(article, translations, engine=ENGINE)


def test_the_texts_come_in_reading_order_with_what_they_are() -> None:
    assert [kind for kind, _ in list_texts(ARTICLE)] == [
        *("category", "category", "title", "lead"),
        *("paragraph", "heading", "list item", "list item"),
    ]
    assert ("heading", "R&D") in list_texts(ARTICLE)


def test_every_sentence_comes_once_and_only_if_it_needs_a_translation() -> None:
    assert list_sentences(ARTICLE) == [
        *("Space", "Space & time", "A rocket rises"),
        *("It is the first.", "It is not the last.", "The crew is well.", "R&D"),
    ]


def test_a_sentence_is_the_same_whatever_its_spaces() -> None:
    assert sentences_of("  It is\u00a05 km.\n It  is far. ", "en") == ["It is 5 km.", "It is far."]


def test_an_edition_has_the_shape_of_its_article() -> None:
    edition = translated(ARTICLE)

    assert edition.title == "A ROCKET RISES"
    assert edition.summary == "IT IS THE FIRST. IT IS NOT THE LAST."
    assert edition.blocks == (
        Block(P, "THE CREW IS WELL. THE CREW IS WELL."),
        Block(H, "R&amp;D"),
        Block(LI, "2025"),
        Block(LI, "IT IS THE FIRST."),
    )
    assert edition.labels == ("SPACE", "SPACE & TIME")
    assert edition.sentences == tuple(list_sentences(ARTICLE))
    assert edition.untranslated == 0
    assert edition.dated == NOW


def test_words_of_a_translation_are_never_markup() -> None:
    edition = translated(ARTICLE, The='<script>alert("1")</script> & <b>жирно</b>')

    assert "<" not in edition.blocks[0].html
    assert text_of(edition.blocks[0]).startswith('<script>alert("1")</script> & <b>жирно</b>')


def test_a_sentence_that_stays_in_the_original_is_marked_and_counted() -> None:
    edition = translated(ARTICLE, The=None, A=None)

    assert edition.blocks[0].html == " ".join(['<span lang="en">The crew is well.</span>'] * 2)
    assert edition.title == "A rocket rises"
    assert edition.untranslated == 2


def test_what_only_editors_wrote_is_edited_and_names_no_engine() -> None:
    edition = translated(ARTICLE, Origin.EDITED)

    assert (edition.origin, edition.engine, edition.edited_at) == (Origin.EDITED, None, NOW)


def test_one_sentence_of_a_machine_makes_the_edition_a_machines() -> None:
    later = NOW + timedelta(days=1)
    translations = {sentence: SentenceTranslation("x", Origin.EDITED, NOW) for sentence in list_sentences(ARTICLE)}
    translations["R&D"] = SentenceTranslation("НИОКР", Origin.MACHINE, later)
    edition = put_together(ARTICLE, translations, engine=ENGINE)

    assert (edition.origin, edition.engine) == (Origin.MACHINE, ENGINE)
    assert (edition.dated, edition.edited_at) == (later, NOW)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(TEXT, st.lists(TEXT, max_size=4))
def test_an_article_put_together_of_its_own_sentences_reads_as_before(title: str, paragraphs: list[str]) -> None:
    blocks = tuple(Block(P, html.escape(text, quote=False)) for text in paragraphs)
    article = make_article(title=title, summary="", blocks=blocks)
    same = {sentence: SentenceTranslation(sentence, Origin.EDITED, NOW) for sentence in list_sentences(article)}
    edition = put_together(article, same, engine=ENGINE)

    assert edition.title.split() == title.split()
    assert [text_of(block).split() for block in edition.blocks] == [text_of(block).split() for block in blocks]
