"""The glossary: read from a file that people write, terms found in sentences, and their translations recognised."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.errors import CatalogueError
from feedserver.translation.glossary.terms import Glossary, Term, has_term, key_of, lost_terms, read_glossary

TERMS = [
    Term("Roscosmos", "Роскосмос"),
    Term("Soyuz", "«Союз»"),
    Term("Soyuz MS-27", "«Союз МС-27»"),
    Term("Baikonur", "Байконур"),
    Term("Dmitry Loskutov", "Дмитрий Лоскутов"),
    Term("launch vehicle", "ракета-носитель"),
    Term("NASA", "NASA"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ru" / "glossary.csv"
    path.parent.mkdir()
    return path


def found_in(sentence: str, terms: list[Term] = TERMS, language: str = "en") -> list[tuple[str, str]]:
    """What is found in *sentence*, as it stands there, with its slot."""
    return [(sentence[each.start : each.end], each.slot) for each in Glossary(terms).find(sentence, language)]


def test_a_file_with_a_header_and_one_without_are_the_same(file: Path) -> None:
    rows = 'Roscosmos,Роскосмос,a company\n"Smith, Jones",«Смит и Джонс»\n\nNASA,,as it is\nISS\n'
    expected = (
        Term("Roscosmos", "Роскосмос", "a company"),
        Term("Smith, Jones", "«Смит и Джонс»", ""),
        Term("NASA", "NASA", "as it is"),
        Term("ISS", "ISS", ""),
    )
    for header in ("", "source,target,note\n", "\ufeffSource,Target\r\n"):
        file.write_text(header + rows, encoding="utf-8")

        assert read_glossary(file).terms == expected


@pytest.mark.parametrize("text", ["", "\n\n", "source,target,note\n", ",,\n"])
def test_an_empty_file_is_an_empty_glossary(file: Path, text: str) -> None:
    file.write_text(text)

    assert read_glossary(file).terms == ()


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"NASA,\nISS,\xd0\nEVA,", 2, "UTF-8"),
        ("NASA,НАСА\nISS,МКС\nNASA,НАСА\n".encode(), 3, "line 1"),
        (b"a,b,c,d\n", 1, "4 columns"),
        ("NASA;НАСА\n".encode(), 1, "commas"),
        (",НАСА\n".encode(), 1, "no source"),
        (b'ISS\nNASA,"A\n', 2, "CSV"),
        (b'NASA,"A"B\n', 1, "CSV"),
        (b"NASA,\x00\n", 1, ""),
        (b"NASA,A\x07B\n", 1, "character"),
        ("«Союз»,Soyuz\n".encode(), 1, "quotation marks"),
        (b"NASA,---\n", 1, "neither letter"),
        (b"NASA," + b"a" * 201, 1, "201 characters"),
        (b"NASA," + b"a" * 200_000, 1, ""),
    ],
)
def test_what_is_no_glossary_is_refused_with_file_and_line(file: Path, content: bytes, line: int, reason: str) -> None:
    file.write_bytes(content)

    with pytest.raises(CatalogueError) as caught:
        read_glossary(file)
    assert str(caught.value).startswith(f"ru/glossary.csv: line {line}: ")
    assert reason in str(caught.value)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(CatalogueError, match=r"ru/glossary\.csv: cannot be read"):
        read_glossary(file)


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "glossary.csv"
    path.write_bytes(content)
    try:
        glossary = read_glossary(path)
    except CatalogueError:
        return
    for term in glossary.terms:
        assert [each.term for each in glossary.find(term.source, "en")][:1] != []
        assert has_term(term.target, term, "ru")


def test_the_longest_term_is_found_and_nothing_within_it() -> None:
    assert found_in("Soyuz MS-27 and Soyuz MS-28 docked.") == [("Soyuz MS-27", ""), ("Soyuz", "")]


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        ("Roscosmos's head and NASA’s astronaut", ["Roscosmos", "NASA"]),
        ("(Roscosmos), “Soyuz”", ["Roscosmos", "Soyuz"]),
        ("ROSCOSMOS AND NASA AT BAIKONUR", ["ROSCOSMOS", "NASA", "BAIKONUR"]),
        ("Launch vehicle on the pad: a launch vehicle", ["Launch vehicle", "launch vehicle"]),
        ("The nasal roscosmos of Soyuzes", []),
        ("Baikonur", ["Baikonur"]),
        ("", []),
    ],
)
def test_terms_are_found_as_whole_words_with_their_capitals(sentence: str, terms: list[str]) -> None:
    assert [text for text, _ in found_in(sentence)] == terms


def test_russian_terms_are_found_in_every_case() -> None:
    terms = [Term("Роскосмос", "Roscosmos"), Term("Дмитрий Лоскутов", "Dmitry Loskutov"), Term("Королев", "Korolyov")]

    assert found_in("Глава Роскосмоса встретился с Дмитрием Лоскутовым у Королёва.", terms, "ru") == [
        ("Роскосмоса", "gen"),
        ("Дмитрием Лоскутовым", "ins"),
        ("Королёва", "gen"),
    ]


def test_kazakh_terms_are_found_in_every_case() -> None:
    terms = [Term("Байқоңыр", "Байконур"), Term("Халықаралық ғарыш станциясы", "МКС"), Term("НАСА", "НАСА")]

    assert found_in("НАСА-ның кемесі Байқоңырдан Халықаралық ғарыш станциясына ұшты.", terms, "kk") == [
        ("НАСА-ның", "gen"),
        ("Байқоңырдан", "abl"),
        ("Халықаралық ғарыш станциясына", "dat"),
    ]


def test_the_key_changes_with_the_terms_of_the_sentence_alone() -> None:
    def key(sentence: str, *terms: Term) -> str:
        return key_of(Glossary(terms).find(sentence, "en"))

    sentence = "Roscosmos and NASA"
    assert key("Nothing here", *TERMS) == ""
    assert key(sentence, *TERMS) == key("NASA, Roscosmos, NASA", *reversed(TERMS))
    assert key(sentence, *TERMS) == key(sentence, Term("Roscosmos", "Роскосмос", "a note"), Term("NASA", "NASA"))
    assert key(sentence, *TERMS) != key(sentence, Term("Roscosmos", "«Роскосмос»"), Term("NASA", "NASA"))
    assert key(sentence, *TERMS) != key(sentence, Term("Roscosmos", "Роскосмос"))


def test_the_digest_is_of_terms_not_of_notes_or_order() -> None:
    assert Glossary(TERMS).digest == Glossary(reversed(TERMS)).digest
    assert Glossary(TERMS).digest == Glossary([Term(each.source, each.target, "new") for each in TERMS]).digest
    assert Glossary(TERMS).digest != Glossary(TERMS[1:]).digest


@pytest.mark.parametrize(
    ("language", "translation", "target", "there"),
    [
        ("ru", "Глава Роскосмоса", "Роскосмос", True),
        ("ru", "ГЛАВА РОСКОСМОСА", "Роскосмос", True),
        ("ru", "роскосмос", "Роскосмос", False),
        ("ru", "Роскосмосовский", "Роскосмос", False),
        ("ru", "встретился с Дмитрием Лоскутовым", "Дмитрий Лоскутов", True),
        ("ru", "встретился с Дмитрием Лоскутом", "Дмитрий Лоскутов", False),
        ("ru", "Ракетой-носителем", "ракета-носитель", True),
        ("ru", "на борту Международной космической станции", "Международная космическая станция", True),
        ("ru", "корабль Союза", "«Союз»", True),
        ("ru", "к Королёву", "Королев", True),
        ("ru", "с NASA", "NASA", True),
        ("kk", "Роскосмостың басшысы", "Роскосмос", True),
        ("kk", "НАСА-ның кемесі", "НАСА", True),
        ("kk", "Халықаралық ғарыш станциясына", "Халықаралық ғарыш станциясы", True),
        ("kk", "Байқоңырлықтар", "Байқоңыр", False),
        ("en", "Baikonur's", "Baikonur", True),
        ("tr", "Baykonur'a", "Baykonur", True),
    ],
)
def test_a_translation_has_a_term_in_any_of_its_forms(
    language: str, translation: str, target: str, there: bool
) -> None:
    assert has_term(translation, Term("whatever", target), language) is there


def test_lost_terms_are_told_once_each() -> None:
    found = Glossary(TERMS).find("Roscosmos, NASA, Roscosmos and Baikonur", "en")

    assert lost_terms("Байконур", found, "ru") == [TERMS[0], TERMS[6]]
    assert lost_terms("NASA, Роскосмос и Байконур", found, "ru") == []
