"""How often the detector is right, on sentences that none of its profiles was made from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedserver.detection import detect
from tests.detection.declaration import NEIGHBOURS, TURKIC, beginnings, read_sentences
from tests.tools.make_kk_profile import in_latin

HALVES = pytest.mark.parametrize("odd", [False, True], ids=["even articles", "odd articles"])


def share(sentences: list[str], is_wanted: Callable[[str], bool]) -> float:
    assert len(sentences) >= 30
    return sum(is_wanted(detect(sentence)) for sentence in sentences) / len(sentences)


@HALVES
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_99_of_100_sentences_and_95_of_100_beginnings_are_known(language: str, odd: bool) -> None:
    sentences = read_sentences(language, odd=odd)
    assert share(sentences, language.__eq__) >= 0.99
    assert share(beginnings(sentences), language.__eq__) >= 0.95


@HALVES
def test_kazakh_in_latin_letters_is_known_as_well(odd: bool) -> None:
    sentences = [in_latin(sentence) for sentence in read_sentences("kk", odd=odd)]
    assert share(sentences, "kk-Latn".__eq__) >= 0.99
    assert share(beginnings(sentences), "kk-Latn".__eq__) >= 0.95


@HALVES
@pytest.mark.parametrize("language", NEIGHBOURS)
def test_a_neighbour_is_hardly_ever_taken_for_russian_or_kazakh(language: str, odd: bool) -> None:
    sentences = read_sentences(language, odd=odd)
    assert share(sentences, {"ru", "kk"}.__contains__) <= 0.05
    assert share(beginnings(sentences), {"ru", "kk"}.__contains__) <= 0.05


@HALVES
@pytest.mark.parametrize("language", TURKIC)
def test_turkish_and_azerbaijani_are_hardly_ever_taken_for_kazakh_in_latin_letters(language: str, odd: bool) -> None:
    sentences = read_sentences(language, odd=odd)
    assert share(sentences, "kk-Latn".__eq__) <= 0.05
    assert share(beginnings(sentences), "kk-Latn".__eq__) <= 0.05
