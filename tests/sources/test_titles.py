"""A page without a title gets its first sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.sources.text.titles import MAX_TITLE_CHARS, first_sentence, make_title


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("The crew landed. All are well.", "The crew landed."),
        ("Will it fly? It will.", "Will it fly?"),
        ("“We shall fly.” He said no more.", "“We shall fly.”"),
        ("One sentence only", "One sentence only"),
        ("Gen. Smith met the crew. They talked.", "Gen. Smith met the crew."),
        ("U.S. officials met A.S. Pushkin. They talked.", "U.S. officials met A.S. Pushkin."),
        ("It grew by 3.5 percent. Prices fell.", "It grew by 3.5 percent."),
        ("1. The crew landed. All are well.", "1. The crew landed."),
        ("Yahoo! said it would. It did not.", "Yahoo! said it would."),
        ("Экипаж вернулся в г. Алматы. Все здоровы.", "Экипаж вернулся в г. Алматы."),
        ("Встреча прошла в 2019 г. в Москве. Она длилась час.", "Встреча прошла в 2019 г. в Москве."),
        ("Выделено 5 млн руб. из бюджета. Этого мало.", "Выделено 5 млн руб. из бюджета."),
        ("Кездесу 2019 ж. сәуірде өтті. Ол бір сағатқа созылды.", "Кездесу 2019 ж. сәуірде өтті."),
        ("Экипаж оралды… Бәрі аман.", "Экипаж оралды…"),
    ],
)
def test_abbreviations_and_initials_do_not_end_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_a_short_sentence_is_the_title_as_it_is() -> None:
    assert make_title("The crew landed. All are well.") == "The crew landed."


def test_a_long_sentence_is_cut_at_a_word() -> None:
    assert make_title("word " * 40) == "word " * 18 + "word word…"


def test_a_sentence_of_just_the_length_is_not_cut() -> None:
    sentence = "a" * 49 + " " + "b" * 49 + "."
    assert make_title(sentence + " More.") == sentence


def test_no_punctuation_stands_before_the_cut() -> None:
    assert make_title("a" * 90 + ", and " + "b" * 90) == "a" * 90 + ", and…"
    assert make_title("a" * 97 + ", " + "b" * 90) == "a" * 97 + "…"


def test_a_single_long_word_is_cut_within() -> None:
    assert make_title("a" * 300) == "a" * 99 + "…"


@given(st.text(min_size=1).filter(str.strip))
def test_a_title_is_never_empty_nor_too_long_and_begins_as_the_text_does(text: str) -> None:
    title = make_title(text)
    assert 0 < len(title) <= MAX_TITLE_CHARS
    assert text.startswith(title) or (title[-1] == "…" and text.startswith(title[:-1]))
    assert text.startswith(first_sentence(text))
