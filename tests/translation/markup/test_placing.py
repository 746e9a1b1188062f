"""Marks around the right words of a translation: on sentences where those are known, and on random ones."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.translation.markup.alignment import Alignment, words
from feedserver.translation.markup.guessing import guess
from feedserver.translation.markup.marks import Marked, find_fault_of_tags, parse_tagged, write_tagged
from feedserver.translation.markup.placing import place
from tests.translation.markup.marks import WORDS, marked_texts


def aligned(source: str, translation: str, pairs: str) -> Alignment:
    """Diffuse attention as a model gives it. pairs: for each word of the translation the numbers of its source words."""  # noqa: E501
    left, right = words(source), words(translation)
    rows = []
    for numbers in pairs.split():
        own = [int(number) for number in numbers.split("+") if number != "-"]
        rows.append(tuple(0.4 / len(left) + (0.6 / len(own) if number in own else 0) for number in range(len(left))))
    assert len(rows) == len(right)
    return Alignment(tuple(left), tuple(right), tuple(rows))


@pytest.mark.parametrize(
    ("source", "expected", "pairs"),
    [
        # verb last, as Kazakh has it
        (
            "The crew <em1>repaired</em1> the <a1>broken window</a1>.",
            "Экипаж <a1>сынған терезені</a1> <em1>жөндеді</em1>.",
            "0+1 4 5 2",
        ),
        # genitive before what it belongs to
        ("They saw <a1>the roof of the house</a1> yesterday.", "Олар кеше <a1>үйдің төбесін</a1> көрді.", "0 7 6 3 1"),
        (
            "He wrote <a1>a long letter</a1> to <em1>his mother</em1>.",
            "Ол <em1>анасына</em1> <a1>ұзақ хат</a1> жазды.",
            "0 6+7 3 4 1",
        ),
        # nested, in another order
        (
            "Read <a1>the <em1>yearly</em1> report</a1> now.",
            "Сейчас прочитайте <a1><em1>ежегодный</em1> отчёт</a1>.",
            "4 0 2 3",
        ),
        (
            "Read <a1>the report <em1>of the year</em1></a1> now.",
            "Қазір <a1><em1>жылдың</em1> есебін</a1> оқыңыз.",
            "6 5 2 0",
        ),
        # quotes and stops outside stay outside, inside stay inside
        ('He saw "<em1>the house</em1>".', "Он видел «<em1>дом</em1>».", "0 1 2+3"),
        ('He saw <em1>"the house."</em1>', "Он видел <em1>«дом».</em1>", "0 1 2+3"),
        ("<b1>Note:</b1> he came.", "<b1>Ескерту:</b1> ол келді.", "0 1 2"),
        ("He saw <a1>the big house</a1>.", "Он видел <a1>большой «дом»</a1>.", "0 1 3 4"),
        # the whole sentence
        ("<b1>He came.</b1>", "<b1>«Ол» келді!</b1>", "0 1"),
        ("<a1><b1>He came</b1></a1>.", "<a1><b1>Ол келді</b1></a1>.", "0 1"),
        # what holds no text
        ("<img1/> He came<br1/> home <img2/>", "<img1/> Ол үйге келді<br1/> <img2/>", "0 2 1"),
        ("See <a1><img1/> the house</a1> there.", "Там <a1><img1/>дом</a1> увидишь.", "3 1+2 0"),
        ("One line <br1/>Other line <br2/><br3/>Third", "Бір жол <br1/>Басқа жол <br2/><br3/>Үшінші", "0 1 2 3 4"),
        # part of a word: all of it
        ("He likes <b1>B</b1>aikonur.", "Ему нравится <b1>Байконур</b1>.", "0 1 2"),
        # marked punctuation
        ("Go<b1>!</b1> Now.", "Иди<b1>!</b1> Сейчас.", "0 1"),
    ],
)
def test_marks_stand_around_the_right_words(source: str, expected: str, pairs: str) -> None:
    marked, translation = parse_tagged(source), parse_tagged(expected).text

    assert write_tagged(place(marked, translation, aligned(marked.text, translation, pairs))) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<a1>Kazakhstan</a1> and <a2>Russia</a2> met in <em1>Astana</em1>.",
            "В <em1>Астане</em1> встретились <a2>Россия</a2> и <a1>Казахстан</a1>.",
        ),
        ("Type <code1>ls -l</code1> first.", "Алдымен <code1>ls -l</code1> деп теріңіз."),
    ],
)
def test_without_attention_names_and_code_lead_the_way(source: str, expected: str) -> None:
    marked, translation = parse_tagged(source), parse_tagged(expected).text

    assert write_tagged(place(marked, translation, guess(marked.text, translation))) == expected


def test_with_nothing_to_go_by_the_place_in_the_sentence_counts() -> None:
    source = parse_tagged("aaa <b1>bbb</b1> ccc <i1>ddd</i1>")

    assert write_tagged(place(source, "ж з и к", Alignment((), (), ()))) == "ж <b1>з</b1> и <i1>к</i1>"


def test_code_is_found_where_it_is_a_word_of_its_own() -> None:
    source = parse_tagged("Do <code1>cat</code1> or <code2>cat x</code2> or <code3>cat</code3>")
    translation = "concatenate: cat x, cat, cat."

    assert write_tagged(place(source, translation, guess(source.text, translation))).count("<code") == 3


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("<b1>one</b1> <i1>two</i1>", "бірекі", "<i1><b1>бірекі</b1></i1>"),
        ("<a1>one</a1> <a2>two</a2>", "бірекі", "<a1>бірекі</a1><a2></a2>"),
        ("<a1>one</a1> <img1/>", "", "<a1></a1><img1/>"),
        ("<b1>one</b1> <i1>two</i1>", "…", "<i1><b1>…</b1></i1>"),
    ],
)
def test_with_fewer_words_than_marks_no_mark_is_lost(source: str, translation: str, expected: str) -> None:
    marked = parse_tagged(source)
    placed = place(marked, translation, guess(marked.text, translation))

    assert sorted(write_tagged(placed)) == sorted(expected)
    assert placed.text == translation


@st.composite
def alignments(draw: st.DrawFn, source: str, translation: str) -> Alignment:
    """Of random tokens with random weights, or guessed."""
    if draw(st.booleans()):
        return guess(source, translation)

    def ranges(text: str) -> tuple[tuple[int, int], ...]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
        return tuple(itertools.pairwise(cuts))

    left, right = ranges(source), ranges(translation)
    weight = st.sampled_from([0.0, 0.1, 0.5, 1.0])
    rows = (tuple(draw(st.lists(weight, min_size=len(left), max_size=len(left)))) for _ in right)
    return Alignment(left, right, tuple(rows))


@settings(max_examples=100)
@given(
    st.data(),
    marked_texts(),
    st.lists(st.sampled_from([*WORDS, "Байқоңыр", "ракета", "«иә»,"]), max_size=12).map(" ".join),
)
def test_every_mark_comes_out_once_and_well_nested(data: st.DataObject, source: Marked, translation: str) -> None:
    placed = place(source, translation, data.draw(alignments(source.text, translation)))

    assert placed.text == translation
    assert Counter(mark.tag for mark in placed.marks) == Counter(mark.tag for mark in source.marks)
    assert parse_tagged(write_tagged(placed)) == placed
    fault = find_fault_of_tags(source, placed)
    assert fault is None or "holds no text" in fault or "must stay" in fault
    if len(words(translation)) >= 2 * len(source.marks) and "code" not in str(source.marks):
        assert fault is None
        parents = {mark.tag: parent for parent, mark in with_parents(source)}
        assert {mark.tag: parent for parent, mark in with_parents(placed)} == parents
    if "code" not in str(source.marks):
        assert all(text == text.strip() for text in (translation[mark.start : mark.end] for mark in placed.marks))


def with_parents(marked: Marked) -> list[tuple[str, object]]:
    """Each mark with the tag of the one it stands in."""
    path: list[str] = []
    found = []
    for mark in marked.marks:
        del path[mark.depth :]
        found.append((path[-1] if path else "", mark))
        path.append(mark.tag)
    return found
