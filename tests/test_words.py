"""Words of a search: folded, in other forms, asked for, marked where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.words import Form, Term, folded, make_snippet, terms_of
from feedserver.words.queries import MAX_QUERY_CHARACTERS, MAX_TERMS

QUERIES = st.text(st.characters() | st.sampled_from("\"'-*()^:{}«»\x00\ud800\u202eёқabж "), max_size=60)


def finds(query: str, text: str, language: str) -> bool:
    """Whether all of *query* stands in *text*, by the snippet's marks, and nothing that it excludes."""
    terms = terms_of(query, language)
    found = [any(is_match for _, is_match in make_snippet(text, [Term(term.forms)])) for term in terms]
    return bool(terms) and all(each is not term.is_excluded for each, term in zip(found, terms, strict=True))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "ракета ракеты ракетой ракетами"),
        ("ru", "город города городов городами"),
        ("ru", "газ газа газом газы"),
        ("ru", "новый новая новых новыми"),
        ("kk", "қала қалалар қаланың қалада қалаға қаладан қаласы қаласында"),
        ("kk", "кітап кітабы кітаптар кітаптарда кітабын"),
        ("kk", "балалар балаларға бала баланың балаларымыз"),
        ("kk", "мектеп мектебі мектептер мектепте мектебінде"),
        ("kk", "көк көгі көкте"),
        ("kk", "балық балығы балықтар"),
        ("kk", "халық халқы халқының халыққа"),
        ("kk", "ел елдер елге еліміз елдің"),
        ("kk", "министр министрі министрлер министрге"),
        ("en", "city cities"),
        ("en", "hope hopes hoped hoping"),
        ("en", "stop stops stopped stopping"),
        ("en", "company companies"),
        ("de", "Regierung Regierungen"),
    ],
)
def test_every_form_of_a_word_finds_every_other(language: str, words: str) -> None:
    for asked in words.split():
        for written in words.split():
            assert finds(asked, f"Один {written}, two.", language), f"{asked} → {written}"


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("ru", "кот", "который"),
        ("ru", "газ", "газета"),
        ("en", "car", "career"),
        ("kk", "қала", "қалай қалды"),
        ("kk", "Алматы", "алма"),
        ("ru", "202", "2026"),
        ("ru", "ЕС", "если"),
    ],
)
def test_a_short_word_does_not_find_what_only_begins_like_it(language: str, query: str, text: str) -> None:
    assert not finds(query, text, language)


def test_a_long_stem_finds_the_words_of_its_family() -> None:
    assert finds("ғарыш", "ғарышта", "kk")
    assert finds("ғарыш", "Ғарышкер оралды", "kk")
    assert finds("косм*", "космодром", "ru")
    assert not finds("ко*", "космодром", "ru")  # too much would begin so


@pytest.mark.parametrize(
    ("query", "language"), [("rocket", "kk"), ("rockets", "ru"), ("ракеты", "en"), ("ракета", "kk")]
)
def test_a_word_of_another_language_is_found_on_any_page(query: str, language: str) -> None:
    assert finds(query, "The rocket: ракета", language)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("qalalar", "Қалада", "kk-Latn"),
        ("QALA", "қаланың", "kk-Latn"),
        ("Ğaryş", "Ғарышкер оралды", "kk-Latn"),
        ("bılım", "білімге", "kk-Latn"),
        ("bilim", "білімге", "kk-Latn"),  # typed without the dotless i
        ("kino", "киноның", "kk-Latn"),
        ("«bılım beru»", "Ол білім беру туралы айтты", "kk-Latn"),
        ("ğary*", "ғарышта", "kk-Latn"),
        ("NASA", "NASA айтты", "kk-Latn"),
        ("қала", "қалада", "kk-Latn"),
        ("قالالار", "қалада", "kk-Arab"),
        ("ءبولىم", "бөлімге", "kk-Arab"),
        ("دەكلاراتسيا", "декларацияның", "kk-Arab"),
        ("Россия", "Россия", "kk-Arab"),
    ],
)
def test_kazakh_words_in_other_scripts_find_the_cyrillic_ones(query: str, text: str, language: str) -> None:
    assert finds(query, text, language)


@pytest.mark.parametrize(("query", "text"), [("-qala", "қаланың"), ('-"bılım beru"', "білім беру"), ("qala", "қалай")])
def test_what_is_excluded_or_another_word_is_not_found_in_another_script_either(query: str, text: str) -> None:
    assert not finds(query, text, "kk-Latn")


def test_case_yo_and_signs_make_no_difference() -> None:
    assert folded("Ещё ЁЖ") == folded("еще еж")
    assert folded("за\u0301мок") == folded("замок")
    assert folded("О’Нил O‘zbek Oʻzbek") == "о'нил o'zbek o'zbek"
    assert folded("İstanbul ISPARTA ısparta") == "istanbul isparta isparta"
    assert folded("ке\u00adлі\u200eсім\u00a0сөз\ufeff") == "келісім сөз"
    assert folded("и\u0306ог") == folded("йог")
    assert folded("a\x00b\ud800c") == "a b c"


def test_a_query_is_words_phrases_and_what_must_not_be() -> None:
    phrase, excluded, prefix = terms_of('«Қазақстан халқы» -ауа-райы "" -- ! раке*', "kk")

    assert phrase == Term((Form("қазақстан халқы", is_prefix=False),))
    assert excluded.is_excluded
    assert excluded.forms[0].text == "ауа райы"
    assert prefix == Term((Form("раке", is_prefix=True),))


def test_parts_of_a_compound_are_found_in_their_own_forms() -> None:
    assert finds("ракета-носитель", "Ракеты-носителя нет", "ru")
    assert finds("O'Neill", "O’Neill said", "en")
    assert not finds("-covid-19", "After Covid-19", "en")
    assert finds("rocket -covid-19", "A rocket, 19 covids", "en")


def test_a_query_has_limits() -> None:
    assert len(terms_of(" ".join(f"w{number}" for number in range(99)), "en")) == MAX_TERMS
    assert terms_of("x" * 10_000, "en") == terms_of("x" * MAX_QUERY_CHARACTERS, "en")


@settings(max_examples=200)
@given(QUERIES, st.sampled_from(["en", "ru", "kk", "kk-Latn", "hi", "und"]))
def test_any_query_is_words_and_spaces_alone(query: str, language: str) -> None:
    for term in terms_of(query, language):
        assert term.forms
        for form in term.forms:
            assert form.text == form.text.strip()
            assert not set(form.text) & set("\"'*-()^:{}\x00")
            form.text.encode()


@settings(max_examples=100)
@given(st.text(max_size=600), QUERIES)
def test_a_snippet_is_a_piece_of_the_text(text: str, query: str) -> None:
    pieces = make_snippet(text, terms_of(query, "ru"), max_characters=80)
    said = "".join(piece for piece, _ in pieces)

    assert all(piece for piece, _ in pieces)
    assert len(said) <= 82
    assert said.strip("…").strip() in " ".join(text.split()) or any(not letter.isprintable() for letter in text)


def test_a_snippet_shows_where_most_of_it_stands() -> None:
    text = "Ракета там. " + "Ничего нового. " * 40 + "Новая ракета и экипаж здоровы. " + "Потом. " * 40

    pieces = make_snippet(text, terms_of("экипаж ракеты -потоп", "ru"), max_characters=120)

    assert [piece for piece, is_match in pieces if is_match] == ["ракета", "экипаж"]
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)
    assert len("".join(piece for piece, _ in pieces)) <= 122


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    assert make_snippet("Ең басы осы.", terms_of("ракета", "kk")) == (("Ең басы осы.", False),)
    assert make_snippet("", terms_of("ракета", "kk")) == ()
