"""What fails is tried in other ways, what is marked stays marked, and what must come out right does or fails.

The fixture packages are poor translators: what is asked is what must hold whatever comes back.
"""

from __future__ import annotations

import pytest

from feedserver.translation.argos import ArgosEngine, Decoding
from feedserver.translation.attempts import Attempts, Outcome
from feedserver.translation.checks import find_fault
from feedserver.translation.glossary.terms import Glossary, Term, has_term
from feedserver.translation.markup.marks import find_fault_of_tags, parse_tagged
from tests.conftest import CountingEngine

MARKED = [
    "The <em1>President</em1> signed <a1>the law on education</a1>.",
    "<a1>Kazakhstan and <em1>Russia</em1></a1> are <strong1>good neighbours</strong1>.<br1/>",
    "<q1>We will build <b1>new</b1> roads</q1>, said <a1>the <em1>Prime</em1> Minister</a1>.",
    "The new school <img1/>opened in <a1>Almaty</a1>.",
    "<em1>The press service reports.</em1>",
]
BAIKONUR = Term("Baikonur", "Байқоңыр")


def translate(engine: ArgosEngine, target: str, *sentences: str, terms: tuple[Term, ...] = ()) -> Outcome:
    route = engine.get_route("en", target)
    return Attempts(engine, route, "en", target, Glossary(terms), lambda: None).translate(sentences)


@pytest.mark.parametrize("target", ["ru", "kk"])
def test_every_tag_comes_back_once_and_well_nested(engine: ArgosEngine, target: str) -> None:
    outcome = translate(engine, target, *MARKED)

    assert len(outcome.translations) >= 3
    for tagged, translation in outcome.translations.items():
        source, answer = parse_tagged(tagged), parse_tagged(translation)
        assert find_fault_of_tags(source, answer) is None
        assert find_fault(source.text, answer.text, "en", target) is None
    assert outcome.translations.keys() | outcome.faults.keys() == set(MARKED)
    assert outcome.translations.keys().isdisjoint(outcome.faults)


def test_what_is_marked_from_end_to_end_stays_so(engine: ArgosEngine) -> None:
    (translation,) = translate(engine, "kk", "<em1>The press service reports.</em1>").translations.values()

    assert translation.startswith("<em1>")
    assert translation.endswith("</em1>")


def test_marks_do_not_change_the_words(engine: ArgosEngine) -> None:
    plain = [parse_tagged(each).text for each in MARKED]
    with_marks, without = (translate(engine, "kk", *sentences).translations for sentences in (MARKED, plain))

    for tagged, text in zip(MARKED, plain, strict=True):
        if tagged in with_marks:
            assert parse_tagged(with_marks[tagged]).text == without[text]


def test_what_passes_is_asked_once_and_only_what_fails_again(counting: CountingEngine) -> None:
    good, bad = "The press service reports.", "Between 48151 and 62342 of the 99173 people came."
    outcome = translate(counting, "kk", good, bad)

    assert list(outcome.translations) == [good]
    assert list(outcome.faults) == [bad]
    assert [good, bad] in counting.asked
    assert sum(good in asked for asked in counting.asked) == 1
    assert sum(bad in asked for asked in counting.asked) == 2  # once more, with another search


def test_a_failing_sentence_is_tried_in_parts_at_last(counting: CountingEngine) -> None:
    sentence = "In 48151 the crew came back; in 62342 of all the years they went out again; and 99173 people saw it."
    translate(counting, "kk", sentence)

    assert counting.asked[-1] == [
        "In 48151 the crew came back;",
        "in 62342 of all the years they went out again;",
        "and 99173 people saw it.",
    ]


def test_a_term_of_the_glossary_is_in_the_translation_or_the_sentence_fails(engine: ArgosEngine) -> None:
    sentences = (
        "The rocket was launched from Baikonur.",
        "The President visited Baikonur.",
        "Baikonur is a city.",
        "The delegation came from Baikonur to Astana.",
    )
    outcome = translate(engine, "kk", *sentences, terms=(BAIKONUR,))

    assert outcome.translations
    for translation in outcome.translations.values():
        assert has_term(translation, BAIKONUR, "kk")
    for sentence in outcome.faults:
        assert sentence not in outcome.translations


def test_a_marked_name_is_marked_in_the_translation(engine: ArgosEngine) -> None:
    sentences = ("The President visited <a1>Baikonur</a1>.", "<a1>Baikonur</a1> is a city.")
    outcome = translate(engine, "kk", *sentences, terms=(BAIKONUR,))

    assert outcome.translations
    for translation in outcome.translations.values():
        marked = parse_tagged(translation)
        assert any("Байқоңыр" in marked.text[mark.start : mark.end] for mark in marked.marks)


def test_code_and_addresses_come_out_letter_for_letter_or_the_sentence_fails(engine: ArgosEngine) -> None:
    sentences = (
        "Run <code1>make serve</code1> in Astana.",
        "The report is at https://news.example.org/x7Qk_93/zWv?id=48151623 now.",
        "Write to press.office@example.org about the meeting.",
    )
    outcome = translate(engine, "kk", *sentences)

    assert outcome.translations.keys() | outcome.faults.keys() == set(sentences)
    for sentence, translation in outcome.translations.items():
        for verbatim in ("<code1>make serve</code1>", "https://news.example.org/x7Qk_93/zWv?id=48151623"):
            assert (verbatim in sentence) <= (verbatim in translation)
    assert any("@" in each or "https:" in each for each in outcome.translations.values())


def test_a_term_within_code_or_an_address_is_a_part_of_that(engine: ArgosEngine) -> None:
    sentences = ("<code1>Baikonur</code1> is a city.", "Read www.Baikonur.example in Astana.")
    outcome = translate(engine, "kk", *sentences, terms=(BAIKONUR,))

    assert outcome.translations
    assert all("Baikonur" in each and "Байқоңыр" not in each for each in outcome.translations.values())
    assert "terms" not in outcome.faults.values()


def test_the_other_search_is_another_beam_that_does_not_repeat_itself(
    counting: CountingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[Decoding | None] = []
    original = ArgosEngine.translate

    def noting(self, route, sentences, decoding=None, *, align=False):  # type: ignore[no-untyped-def]
        used.append(decoding)
        return original(self, route, sentences, decoding, align=align)

    monkeypatch.setattr(ArgosEngine, "translate", noting)
    translate(counting, "kk", "Between 48151 and 62342 of the 99173 people came.")

    assert [each and each.beam_size for each in used] == [None, 4]  # the engine's own is 1
    assert used[1]
    assert used[1].repetition_penalty > 1
    assert used[1].no_repeat_ngram_size


def test_a_sentence_of_thousands_of_marked_words_does_not_hold_up_the_others(engine: ArgosEngine) -> None:
    endless, good = "word <em1>and</em1> " + "word and " * 2000, "The press service reports."
    outcome = translate(engine, "kk", endless.rstrip(), good)

    assert list(outcome.translations) == [good]
    assert list(outcome.faults) == [endless.rstrip()]
