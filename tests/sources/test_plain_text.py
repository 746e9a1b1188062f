"""What nobody sees and what no feed may hold is cleaned from a text; the rest of it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.sources.text.plain_text import clean_line, clean_text, letters_of, refusal_of_text


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("  The \t crew  landed. ", "The crew landed."),
        ("\u200bThe\u200b cr\u00adew\ufeff", "The crew"),
        ("2\u00a0km", "2\u00a0km"),
        ("engines\u00a0 on", "engines on"),
        ("engines \u00a0on\u00a0", "engines on"),
        ("и\u0306", "й"),
        ("thin\u2009space", "thin space"),
        ("\u202edorw\u202c", "dorw"),
        ("\u200b \u00a0", ""),
        ("\U0001f468\u200d\U0001f680", "\U0001f468\u200d\U0001f680"),
        ("cr\x07ew \ud800is\ufffe \U0001ffffwell", "crew is well"),
        ("one\ntwo", "one two"),
    ],
)
def test_a_line_is_cleaned_of_what_nobody_sees(line: str, cleaned: str) -> None:
    assert clean_line(line) == cleaned
    assert clean_line(cleaned) == cleaned


def test_a_text_keeps_its_white_space() -> None:
    assert clean_text(" if x:\r\n\ty\u00ad  = \x0b1\n") == " if x:\r\n\ty  = 1\n"


def test_letters_are_compared_without_case_space_and_signs() -> None:
    assert letters_of("«Ғарыш — 2025», dedi.") == letters_of("ғарыш 2025 DEDI") == "ғарыш2025dedi"


@given(st.text())
def test_what_is_cleaned_may_stand_in_a_feed(text: str) -> None:
    assert refusal_of_text(clean_line(text) + "a") is None
