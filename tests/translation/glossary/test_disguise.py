"""Names in disguise: what comes back is put in the right case, what does not come back is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.translation.argos import ArgosEngine
from feedserver.translation.glossary.disguise import Disguise, Protected, apply_edits, disguise
from feedserver.translation.glossary.inflection import inflect, list_forms
from feedserver.translation.glossary.terms import Glossary, Term, has_term

RUSSIAN = {
    "Roscosmos": "Роскосмос",
    "Akorda": "Акорда",
    "NASA": "NASA",
    "Dmitry Loskutov": "Дмитрий Лоскутов",
    "Svetlana Savitskaya": "Светлана Савицкая",
    "Soyuz": "«Союз»",
}
KAZAKH = RUSSIAN | {"Akorda": "Ақорда", "ISS": "Халықаралық ғарыш станциясы", "Baikonur": "Байқоңыр"}
TARGETS = {"ru": RUSSIAN, "kk": KAZAKH}


def in_disguise(sentence: str, language: str, attempt: int = 0) -> Disguise:
    """*sentence* with all its names in disguise."""
    glossary = Glossary(Term(source, target) for source, target in TARGETS[language].items())
    ranges = [Protected(each.start, each.end, each.term.target) for each in glossary.find(sentence, "en")]
    disguised = disguise(sentence, ranges, "en", language, attempt=attempt)
    assert disguised is not None
    return disguised


def reveal(sentence: str, language: str, translation: str) -> str | None:
    """What becomes of *translation*, in which {0:gen} is the first stand-in in the genitive."""
    disguised = in_disguise(sentence, language)

    class Form(str):
        def __format__(self, slot: str) -> str:
            return inflect(self, slot, language)

    revealed = disguised.reveal(translation.format(*map(Form, disguised.names)))
    return revealed.text if revealed else None


@pytest.mark.parametrize(
    ("sentence", "translation", "expected"),
    [
        ("The head of Roscosmos", "Глава {0:gen}", "Глава Роскосмоса"),
        ("He thanked Dmitry Loskutov.", "Он поблагодарил {0:acc}.", "Он поблагодарил Дмитрия Лоскутова."),
        ("He told Svetlana Savitskaya.", "Он сказал {0:dat}.", "Он сказал Светлане Савицкой."),
        ("At Akorda", "В {0:loc}", "В Акорде"),
        ("To Akorda", "К {0:dat}", "К Акорде"),
        ("About Akorda", "О {0:loc}", "Об Акорде"),
        ("From NASA", "От {0:gen}", "От NASA"),
        ("The Soyuz", "Полет «{0:gen}»", "Полет «Союза»"),
        ("On Soyuz", "На {0:loc}", "На «Союзе»"),
        ("ROSCOSMOS REPORTS", "СООБЩЕНИЕ ТАДЖИКИСТАНА", "СООБЩЕНИЕ РОСКОСМОСА"),
        (
            "Roscosmos told Dmitry Loskutov about NASA",
            "{0:ins} о {2:loc} сказано {1:dat}",
            "Роскосмосом о NASA сказано Дмитрию Лоскутову",
        ),
    ],
)
def test_a_name_comes_out_in_the_russian_case_of_its_stand_in(sentence: str, translation: str, expected: str) -> None:
    assert reveal(sentence, "ru", translation) == expected


@pytest.mark.parametrize(
    ("sentence", "translation", "expected"),
    [
        ("The head of Roscosmos", "{0:gen} басшысы", "Роскосмостың басшысы"),
        ("The head of Roscosmos", "{0} басшысы", "Роскосмос басшысы"),
        ("From Baikonur", "{0:abl} ұшты", "Байқоңырдан ұшты"),
        ("At Baikonur", "{0:attr} кездесу", "Байқоңырдағы кездесу"),
        ("With Dmitry Loskutov", "{0:ins} кездесті", "Дмитрий Лоскутовпен кездесті"),
        ("To the ISS", "{0:dat} ұшты", "Халықаралық ғарыш станциясына ұшты"),
        ("NASA", "{0:gen} кемесі", "NASA-ның кемесі"),
        ("Roscosmos and NASA", "{0} мен {1}", "Роскосмос пен NASA"),
        ("Soyuz", "{0} мен «Аполлон»", "«Союз» бен «Аполлон»"),
    ],
)
def test_a_name_comes_out_in_the_kazakh_case_of_its_stand_in(sentence: str, translation: str, expected: str) -> None:
    assert reveal(sentence, "kk", translation) == expected


@pytest.mark.parametrize(
    ("sentence", "language", "translation"),
    [
        ("Roscosmos", "ru", "Космическое агентство"),
        ("Roscosmos", "ru", "{0} и {0:gen}"),
        ("Roscosmos", "ru", "{0} и таджикский космос"),
        ("Roscosmos", "ru", "{0:pl gen}"),
        ("Roscosmos", "ru", "Республика {0}"),
        ("Roscosmos and NASA", "ru", "{0} и космос"),
        ("Roscosmos", "kk", "Моңғолиялық"),
        ("Roscosmos", "kk", "{0} Республикасы"),
        ("Roscosmos", "kk", ""),
    ],
)
def test_a_stand_in_that_is_lost_doubled_or_changed_is_not_believed(
    sentence: str, language: str, translation: str
) -> None:
    assert reveal(sentence, language, translation) is None


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_an_address_stays_letter_for_letter_in_any_case(language: str) -> None:
    sentence = "Write to press@example.org or see https://example.org/_a."
    ranges = [Protected(9, 26, "press@example.org", inflects=False), Protected(34, 56, sentence[34:56], inflects=False)]
    disguised = disguise(sentence, ranges, "en", language)
    assert disguised is not None
    first, second = disguised.names

    assert disguised.text == apply_edits(sentence, disguised.edits)
    revealed = disguised.reveal(f"{inflect(first, 'gen', language)}; {inflect(second, 'ins', language)}.")
    assert revealed is not None
    assert revealed.text == "press@example.org; https://example.org/_a."


def test_no_stand_in_is_one_that_the_sentence_has_itself() -> None:
    sentence = "Mongolian, Uzbek and Japanese experts visited Roscosmos with Ivanov."

    for attempt in range(12):
        (name,) = in_disguise(sentence, "kk", attempt).names
        assert name not in {"Моңғолия", "Өзбекстан", "Жапония"}


def test_every_attempt_takes_other_stand_ins() -> None:
    names = [in_disguise("Roscosmos and NASA met Dmitry Loskutov.", "ru", attempt).names for attempt in range(2)]

    assert set(names[0]).isdisjoint(names[1])


def test_a_term_in_a_case_is_disguised_in_that_case() -> None:
    sentence = "Встреча с Дмитрием Лоскутовым в Байконуре."
    glossary = Glossary([Term("Дмитрий Лоскутов", "Дмитрий Лоскутов"), Term("Байконур", "Байқоңыр")])
    found = glossary.find(sentence, "ru")
    ranges = [Protected(each.start, each.end, each.term.target, slot=each.slot) for each in found]
    disguised = disguise(sentence, ranges, "ru", "kk")

    assert disguised is not None
    assert disguised.text == "Встреча с Монголией в Таджикистане."


def test_too_many_names_and_plurals_are_not_disguised() -> None:
    ranges = [Protected(each, each + 1, "Союз") for each in range(0, 60, 2)]

    assert disguise("x " * 30, ranges, "en", "kk") is None
    assert disguise("ракеты", [Protected(0, 6, "зымыран", slot="pl")], "ru", "kk") is None


def test_languages_without_names_of_countries_are_left_alone() -> None:
    assert disguise("NASA", [Protected(0, 4, "NASA")], "en", "qya") is None


def test_a_language_without_inflection_here_keeps_its_own_endings() -> None:
    disguised = disguise("Roscosmos", [Protected(0, 9, "Roskosmos")], "en", "tr")
    assert disguised is not None

    revealed = disguised.reveal(f"{disguised.names[0]}'nın başkanı")
    assert revealed is not None
    assert revealed.text == "Roskosmos'nın başkanı"


def test_the_engine_gives_stand_ins_back_where_it_lost_the_names(engine: ArgosEngine) -> None:
    """Poor as the package is, it knows countries, and Kazakh cases."""
    sentences = ["The delegation arrived in Baikonur.", "Roscosmos signed the agreement."]
    terms = {"Baikonur": "Байқоңыр", "Roscosmos": "Роскосмос"}
    route = engine.get_route("en", "kk")
    saved = 0
    for sentence in sentences:
        term = next(Term(*each) for each in terms.items() if each[0] in sentence)
        assert not has_term(engine.translate(route, [sentence])[0].text, term, "kk")
        for attempt in range(4):
            disguised = in_disguise(sentence, "kk", attempt)
            revealed = disguised.reveal(engine.translate(route, [disguised.text])[0].text)
            if revealed:
                assert has_term(revealed.text, term, "kk")
                saved += 1
                break
    assert saved == len(sentences)


WORDS = st.sampled_from(
    ["глава", "басшысы", "и", "мен", "о", "в", "об", "«", "»", "ROSCOSMOS", "Китай", "республика", "…"]
)


@given(
    language=st.sampled_from(["ru", "kk"]),
    sentence=st.lists(st.sampled_from([*KAZAKH, "and", "met", "in", "Mongolia"]), max_size=6).map(" ".join),
    data=st.data(),
)
def test_no_stand_in_stays_and_the_edits_lead_from_one_text_to_the_other(
    language: str, sentence: str, data: st.DataObject
) -> None:
    disguised = in_disguise(sentence, language)
    forms = [form for name in disguised.names for form in list_forms(name, language)]
    parts = st.lists(WORDS | st.sampled_from(forms) if forms else WORDS, max_size=12)
    base = list(disguised.names) if data.draw(st.booleans()) else []
    translation = " ".join(data.draw(st.permutations([*base, *data.draw(parts)])))
    revealed = disguised.reveal(translation)

    assert apply_edits(sentence, disguised.edits) == disguised.text
    if revealed is None:
        return
    assert apply_edits(translation, revealed.edits) == revealed.text
    assert all(one.end <= other.start for one, other in zip(revealed.edits, revealed.edits[1:], strict=False))
    words = revealed.text.casefold().split()
    assert not any(word.startswith(name.casefold()[:4]) for word in words for name in disguised.names)
    assert all(
        has_term(revealed.text, Term(source, TARGETS[language][source]), language)
        for source in TARGETS[language]
        if source in sentence
    )
