"""Which words say what: from a model's attention, from how the words look, and from both."""

from __future__ import annotations

from pathlib import Path

import ctranslate2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.translation.argos import ArgosEngine
from feedserver.translation.markup.alignment import Alignment, locate, words
from feedserver.translation.markup.guessing import combine, guess


def best(alignment: Alignment, source: str, translation: str) -> dict[str, str]:
    """For each token of the translation the token of the source that it has most to do with."""
    return {
        translation[start:end]: source[slice(*max(zip(row, alignment.source, strict=True))[1])]
        for (start, end), row in zip(alignment.target, alignment.weights, strict=True)
    }


def test_words_are_words_numbers_and_addresses() -> None:
    text = "Mr. O'Neil's 1,200.5 km: https://x.org/a?b=c «Алматы-2», за\u0301мок — AT&T…"

    assert [text[start:end] for start, end in words(text)] == [
        "Mr", "O'Neil's", "1,200.5", "km", "https://x.org/a?b=c", "Алматы-2", "за\u0301мок", "AT&T",
    ]  # fmt: skip
    assert words("— !") == [(0, 1), (2, 3)]
    assert words(" ") == []


# ---------------------------------------------------------------- tokens


def test_tokens_are_found_in_their_text_without_its_white_space() -> None:
    assert locate(["▁The", "▁So", "yu", "z", "▁", "5"], "The  Soyuz\u00a05") == (
        (0, 3),
        (5, 7),
        (7, 9),
        (9, 10),
        (10, 10),
        (11, 12),
    )
    assert locate(["кос@@", "мос", "!"], "космос!") == ((0, 3), (3, 6), (6, 7))


def test_what_the_tokenizer_has_changed_is_found_between_what_it_has_not() -> None:
    text = "№ 5 … ﬁne 漢 x"
    ranges = locate(["▁No", "▁5", "▁...", "▁f", "ine", "▁", "<unk>", "▁x"], text)

    assert [text[start:end] for start, end in ranges] == ["№", "5", "…", "ﬁ", "ne", "", "漢", "x"]


@given(
    st.lists(st.text(st.sampled_from("▁abc№…½ д漢<\u0301"), max_size=4), max_size=8),
    st.text(st.sampled_from("abc№…½ д漢<\u0301"), max_size=12),
)
def test_whatever_the_tokens_their_ranges_are_in_order(tokens: list[str], text: str) -> None:
    ranges = locate(tokens, text)
    flat = [offset for each in ranges for offset in each]

    assert len(ranges) == len(tokens)
    assert flat == sorted(flat)
    assert all(0 <= offset <= len(text) for offset in flat)


# ---------------------------------------------------------------- edits, pivots


FIRST = Alignment(((0, 1), (2, 3)), ((0, 2), (3, 5)), ((0.9, 0.1), (0.2, 0.8)))


def test_an_alignment_goes_through_a_text_in_the_middle() -> None:
    # The second package cuts the middle text, "xx yy", into three tokens.
    second = Alignment(((0, 2), (3, 4), (4, 5)), ((0, 1), (1, 2)), ((1.0, 0.0, 0.0), (0.0, 0.5, 0.5)))
    through = FIRST.through(second)

    assert (through.source, through.target) == (FIRST.source, second.target)
    assert through.weights[0] == pytest.approx((0.9, 0.1))
    assert through.weights[1] == pytest.approx((0.2, 0.8))


def test_stand_ins_are_replaced_in_the_translation() -> None:
    # "Zx Yq." with a stand-in of two tokens: the name put back is one.
    alignment = Alignment(((0, 3),), ((0, 1), (1, 2), (3, 5), (5, 6)), ((1.0,), (0.5,), (0.2,), (0.1,)))
    edited = alignment.replace_target([(0, 2, "Байқоңыр")])

    assert edited.target == ((0, 8), (9, 11), (11, 12))
    assert edited.weights == ((0.75,), (0.2,), (0.1,))


def test_stand_ins_are_replaced_in_the_source() -> None:
    alignment = Alignment(((0, 1), (1, 2), (3, 5)), ((0, 1),), ((0.25, 0.5, 0.25),))

    assert alignment.replace_source([(0, 2, "Baikonur")]).source == ((0, 8), (9, 11))
    assert alignment.replace_source([(0, 2, "Baikonur")]).weights == ((0.75, 0.25),)
    assert alignment.replace_source([(0, 3, "")]).source == ((0, 2),)


@given(st.data())
def test_however_it_is_edited_the_ranges_stay_in_order(data: st.DataObject) -> None:
    def rising(count: int) -> list[int]:
        return sorted(data.draw(st.lists(st.integers(0, 30), min_size=count, max_size=count)))

    offsets = rising(2 * data.draw(st.integers(0, 6)))
    ranges = tuple(zip(offsets[::2], offsets[1::2], strict=True))
    borders = rising(2 * data.draw(st.integers(0, 3)))
    edits = [
        (start, end, data.draw(st.sampled_from(["", "x", "long name"])))
        for start, end in zip(borders[::2], borders[1::2], strict=True)
        if start < end
    ]
    alignment = Alignment(ranges, ((0, 1),), ((1.0,) * len(ranges),)).replace_source(edits)
    flat = [offset for each in alignment.source for offset in each]

    assert flat == sorted(flat)
    assert len(alignment.weights[0]) == len(alignment.source)
    assert sum(alignment.weights[0]) <= len(ranges)


def test_pooled_to_words_a_row_is_the_mean_of_its_tokens() -> None:
    tokens = Alignment(((0, 1), (1, 2), (2, 5)), ((0, 2), (2, 4)), ((0.2, 0.2, 0.6), (0.0, 0.0, 1.0)))

    assert tokens.pooled([(0, 2), (3, 5)], [(0, 4)])[0] == pytest.approx([0.2, 0.8])
    assert tokens.pooled([(0, 2)], [(7, 9)]) == [[0.0]]


# ---------------------------------------------------------------- guessing


def test_names_and_numbers_are_known_in_the_other_alphabet() -> None:
    source = "On 12 June the President of Kazakhstan, Kassym-Jomart Tokayev, visited Baikonur."
    translation = "Қазақстан Президенті Қасым-Жомарт Тоқаев 12 маусымда Байқоңырға барды."
    found = best(guess(source, translation), source, translation)

    assert found["Қазақстан"] == "Kazakhstan"
    assert found["Президенті"] == "President"
    assert found["Қасым-Жомарт"] == "Kassym-Jomart"
    assert found["Тоқаев"] == "Tokayev"
    assert found["12"] == "12"
    assert found["Байқоңырға"] == "Baikonur"


def test_where_nothing_is_known_the_place_counts() -> None:
    found = best(guess("aaaa bbbb cccc dddd", "щщщщ жжжж цццц шшшш"), "aaaa bbbb cccc dddd", "щщщщ жжжж цццц шшшш")

    assert list(found.values()) == ["aaaa", "bbbb", "cccc", "dddd"]


def test_attention_decides_where_the_eye_cannot() -> None:
    source, translation = "The crew repaired a broken window", "Экипаж сынған терезені жөндеді"
    tokens = Alignment(
        tuple(words(source)),
        tuple(words(translation)),
        ((0.2, 0.6, 0.2, 0, 0, 0), (0, 0, 0.1, 0.2, 0.5, 0.2), (0, 0, 0, 0, 0.3, 0.7), (0, 0, 0.8, 0, 0, 0.2)),
    )
    found = best(combine(tokens, guess(source, translation)), source, translation)

    assert list(found.values()) == ["crew", "broken", "window", "repaired"]


def test_a_full_stop_that_all_words_look_at_does_not_win() -> None:
    source, translation = "Astana is old .", "Астана ескі ."
    resting = Alignment(
        ((0, 6), (7, 9), (10, 13), (14, 15)),
        ((0, 6), (7, 11), (12, 13)),
        ((0.3, 0, 0, 0.7), (0, 0, 0.3, 0.7), (0, 0, 0, 1)),
    )
    found = best(combine(resting, guess(source, translation)), source, translation)

    assert found == {"Астана": "Astana", "ескі": "old"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_guessed(source: str, translation: str) -> None:
    guessed = guess(source, translation)
    both = combine(Alignment((), (), ()), guessed)

    for alignment in (guessed, both):
        assert alignment.source == tuple(words(source))
        assert alignment.target == tuple(words(translation))
        assert all(weight > 0 for row in alignment.weights for weight in row)


# ---------------------------------------------------------------- a real model


@pytest.mark.parametrize("target", ["ru", "kk"])
def test_the_attention_of_a_real_package_is_an_alignment(engine: ArgosEngine, target: str) -> None:
    """Its rows are the tokens it has said, its columns those it was given: no end of sentence on either side."""
    source = "The President met the head of the space agency in 2019."
    path: Path = engine.get_route("en", target).packages[0].path
    engine.translate(engine.get_route("en", target), ["Yes."])
    from argostranslate.package import Package

    tokenizer = Package(path).tokenizer
    given_tokens = tokenizer.encode(source)
    model = ctranslate2.Translator(str(path / "model"), intra_threads=1)
    (result,) = model.translate_batch([given_tokens], return_attention=True, replace_unknowns=True)
    said = result.hypotheses[0]
    translation = tokenizer.decode(said).strip()
    attention = Alignment(
        locate(given_tokens, source), locate(said, translation), tuple(tuple(row) for row in result.attention[0])
    )

    assert len(attention.weights) == len(said)
    assert {len(row) for row in attention.weights} == {len(given_tokens)}
    assert "".join(source[start:end] for start, end in attention.source) == source.replace(" ", "")
    assert "".join(translation[start:end] for start, end in attention.target) == translation.replace(" ", "")
    combined = combine(attention, guess(source, translation))
    assert combined.target == tuple(words(translation))
