"""An article as sentences, and put together again: shape, white space and escapes survive, the origin is honest."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.work import Translation
from feedserver.translation.argos import Route
from feedserver.translation.markup.html import read_html
from feedserver.translation.packages.installed import Package
from feedserver.translation.texts import Sentence, SentenceTranslation, list_entries, list_sentences, put_together
from tests.conftest import NOW, make_article

P, H, LI = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM
ROUTE = Route((Package("translate-en_ru", "0.1", "en", "ru", Path("none")),), 4)

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
    for sentence in list_sentences(article, "ru"):
        text = exceptions.get(sentence.text.split()[0], shouted(sentence.text))
        translations[sentence] = SentenceTranslation(text, origin, NOW, None if text else "looping")
    return put_together(article, "ru", translations, route=ROUTE, made_with="packages")


def shouted(tagged: str) -> str:
    """In capitals, but for the tags."""
    return re.sub(r"[^<>]+(?![^<]*>)", lambda found: found[0].upper(), tagged)


def texts(article: Article) -> list[str]:
    return [sentence.text for sentence in list_sentences(article, "ru")]


def plain(block: Block) -> str:
    return read_html(block.html)[0].text


def test_the_texts_come_in_reading_order_with_what_they_are() -> None:
    assert [kind for kind, _ in list_entries(ARTICLE, "ru")] == [
        *("category", "category", "title", "lead", "lead"),
        *("paragraph", "paragraph", "heading", "list item"),
    ]
    assert ("heading", Sentence("R&D", "en")) in list_entries(ARTICLE, "ru")


def test_every_sentence_comes_once_and_only_if_it_needs_a_translation() -> None:
    assert texts(ARTICLE) == [
        *("Space", "Space & time", "A rocket rises"),
        *("It is the first.", "It is not the last.", "The crew is well.", "R&D"),
    ]


def test_a_sentence_is_the_same_whatever_its_spaces() -> None:
    article = make_article(title="  It is\u00a05 km.\n It  is far. ", summary="", blocks=())
    assert texts(article) == ["It is 5 km.", "It is far."]


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
    assert edition.sentences == tuple(texts(ARTICLE))
    assert (edition.edited, edition.machine) == (0, 7)
    assert edition.untranslated == 0
    assert edition.dated == NOW


def test_words_of_a_translation_are_never_markup() -> None:
    edition = translated(ARTICLE, The='<script>alert("1")</script> & <b>жирно</b>')

    assert "<" not in edition.blocks[0].html
    assert plain(edition.blocks[0]).startswith('<script>alert("1")</script> & <b>жирно</b>')


def test_a_sentence_that_stays_in_the_original_is_marked_and_counted() -> None:
    edition = translated(ARTICLE, The=None, A=None)

    assert edition.blocks[0].html == " ".join(['<span lang="en">The crew is well.</span>'] * 2)
    assert edition.title == "A rocket rises"
    assert edition.untranslated == 2
    assert edition.faults == {"looping": 2}


def test_what_only_editors_wrote_is_edited_and_names_no_engine() -> None:
    edition = translated(ARTICLE, Origin.EDITED)

    assert (edition.origin, edition.engine, edition.edited_at) == (Origin.EDITED, None, NOW)


def test_one_sentence_of_a_machine_makes_the_edition_a_machines() -> None:
    later = NOW + timedelta(days=1)
    sentences = list_sentences(ARTICLE, "ru")
    translations = {sentence: SentenceTranslation("x", Origin.EDITED, NOW) for sentence in sentences}
    translations[Sentence("R&D", "en")] = SentenceTranslation("НИОКР", Origin.MACHINE, later)
    edition = put_together(ARTICLE, "ru", translations, route=ROUTE, made_with="packages")

    assert (edition.origin, edition.engine) == (Origin.MACHINE, "Argos Translate (translate-en_ru 0.1)")
    assert (edition.edited, edition.machine, edition.made_with) == (6, 1, "packages")
    assert (edition.dated, edition.edited_at) == (later, NOW)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(TEXT, st.lists(TEXT, max_size=4))
def test_an_article_put_together_of_its_own_sentences_reads_as_before(title: str, paragraphs: list[str]) -> None:
    blocks = tuple(Block(P, html.escape(text, quote=False)) for text in paragraphs)
    article = make_article(title=title, summary="", blocks=blocks)
    same = {each: SentenceTranslation(each.text, Origin.EDITED, NOW) for each in list_sentences(article, "ru")}
    edition = put_together(article, "ru", same, route=None, made_with=None)

    assert edition.title.split() == title.split()
    assert [plain(block).split() for block in edition.blocks] == [plain(block).split() for block in blocks]


RICH = (
    Block(P, 'Read <a href="https://x.org/?a=1&amp;b=2">the <em>long</em> report</a> now. <em>It is. It was.</em>'),
    Block(BlockKind.QUOTE, "We <strong>know</strong>."),
    Block(BlockKind.CODE, "make <em>serve</em> it"),
    Block(BlockKind.FIGURE, '<img src="p.png" alt="A rocket"><figcaption>The start.</figcaption>'),
)


def test_markup_is_a_tag_in_the_sentence_and_html_again_in_the_edition() -> None:
    article = make_article(title="", summary="", blocks=RICH)

    assert list(list_entries(article, "ru")) == [
        ("paragraph", Sentence("Read <a1>the <em1>long</em1> report</a1> now.", "en")),
        ("paragraph", Sentence("<em1>It is.</em1>", "en")),
        ("paragraph", Sentence("<em1>It was.</em1>", "en")),
        ("quotation", Sentence("We <strong1>know</strong1>.", "en")),
        ("caption", Sentence("<figcaption1>The start.</figcaption1>", "en")),
        ("image description", Sentence("A rocket", "en")),
    ]
    assert [block.html for block in translated(article).blocks] == [
        'READ <a href="https://x.org/?a=1&amp;b=2">THE <em>LONG</em> REPORT</a> NOW. <em>IT IS. IT WAS.</em>',
        "WE <strong>KNOW</strong>.",
        "make <em>serve</em> it",
        '<img src="p.png" alt="A ROCKET"><figcaption>THE START.</figcaption>',
    ]


def test_a_marked_sentence_that_stays_in_the_original_keeps_its_markup() -> None:
    article = make_article(title="", summary="", blocks=RICH[:1])
    edition = translated(article, Read=None)

    assert edition.blocks[0].html.startswith(
        '<span lang="en">Read <a href="https://x.org/?a=1&amp;b=2">the <em>long</em> report</a> now.</span> <em>IT IS.'
    )


def test_a_passage_in_another_language_is_translated_from_that_and_one_in_the_target_language_stays() -> None:
    blocks = (Block(P, "Жақсы.", "kk"), Block(P, "Хорошо.", "ru"))
    article = make_article(title="", summary="", blocks=blocks)

    assert list_sentences(article, "ru") == [Sentence("Жақсы.", "kk")]
    assert list_sentences(article, "kk") == [Sentence("Хорошо.", "ru")]
    assert translated(article).blocks == (Block(P, "ЖАҚСЫ."), Block(P, "Хорошо."))
    assert translated(article, **{"Жақсы.": None}).blocks[0] == Block(P, '<span lang="kk">Жақсы.</span>')


def test_a_translation_through_a_third_language_says_so() -> None:
    first, second = (Package(f"translate-{a}_{b}", "1", a, b, Path("none")) for a, b in (("kk", "en"), ("en", "ru")))
    article = make_article(language="kk", title="Жақсы", summary="", blocks=())
    known = {each: SentenceTranslation("Хорошо", Origin.MACHINE, NOW) for each in list_sentences(article, "ru")}
    edition = put_together(article, "ru", known, route=Route((first, second), 4), made_with="both")

    assert (edition.pivot, edition.engine) == ("en", "Argos Translate (translate-kk_en 1 → translate-en_ru 1)")
