"""The catalogues that come with the seeds: whole, in good order, and in the right language."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.saved_text import read_saved_text
from feedserver.translation.catalogues.catalogue import Catalogue, Entry
from feedserver.translation.catalogues.naming import catalogue_name
from feedserver.translation.catalogues.po import read_po
from feedserver.translation.checks import find_fault
from feedserver.translation.texts import Sentence, list_sentences
from tests.conftest import CATALOGUES, SEEDS

SEED_NAMES = sorted(path.name for path in SEEDS.glob("*.txt"))
EACH = pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in ("ru", "kk") for name in SEED_NAMES]
)
KAZAKH_LETTERS = set("әғқңөұүһі")
NOT_RUSSIAN = KAZAKH_LETTERS | set("їєґў")


@cache
def article(name: str) -> Article:
    text = (SEEDS / name).read_text("utf-8")
    return read_saved_text(text, name, ReadingContext(source="seeds", zone=UTC, read_at=datetime.now(UTC)))


@cache
def catalogue(language: str, name: str) -> Catalogue:
    return read_po((CATALOGUES / language / f"{catalogue_name(article(name))}.po").read_bytes())


def entries(language: str, name: str) -> tuple[Entry, ...]:
    (part,) = catalogue(language, name).parts
    return part.entries


def words(language: str, name: str) -> str:
    return "\n".join(entry.translation for entry in entries(language, name))


def test_there_are_five_seeds_and_a_catalogue_of_each_in_both_languages() -> None:
    assert len(SEED_NAMES) == 5
    for language in ("ru", "kk"):
        assert sorted(path.stem for path in (CATALOGUES / language).glob("*.po")) == [
            Path(name).stem for name in SEED_NAMES
        ]


@EACH
def test_every_sentence_of_the_article_is_there_in_its_order_and_nothing_else(language: str, name: str) -> None:
    sentences = [Sentence(entry.sentence, entry.source) for entry in entries(language, name)]
    assert sentences == list_sentences(article(name), language)


@EACH
def test_every_sentence_is_translated_by_a_person(language: str, name: str) -> None:
    assert catalogue(language, name).refused == ()
    for entry in entries(language, name):
        assert entry.translation.strip()
        assert entry.reviewed


@EACH
def test_the_header_says_what_it_is(language: str, name: str) -> None:
    (part,) = catalogue(language, name).parts

    assert (part.name, part.source) == (name, "en")
    assert article(name).language == "en"
    assert {entry.target for entry in part.entries} == {language}
    assert catalogue(language, name).editor
    assert catalogue(language, name).revised_at


@EACH
def test_every_translation_passes_the_checks_that_machines_must_pass(language: str, name: str) -> None:
    for entry in entries(language, name):
        assert find_fault(entry.sentence, entry.translation, "en", language) is None, entry.sentence


@EACH
def test_every_number_of_the_original_is_in_the_translation(language: str, name: str) -> None:
    for entry in entries(language, name):
        wanted = [number for number in re.findall(r"\d+", entry.sentence) if len(number) > 1]
        there = re.findall(r"\d+", entry.translation)
        assert set(wanted) <= set(there), entry.sentence


@EACH
def test_the_letters_are_those_of_the_language(language: str, name: str) -> None:
    for entry in entries(language, name):
        text = entry.translation
        letters = {letter for letter in text.lower() if letter.isalpha()}
        if language == "ru":
            assert not letters & NOT_RUSSIAN, text
        elif len(text) > 60:
            assert letters & KAZAKH_LETTERS, text


@EACH
def test_no_word_mixes_latin_and_cyrillic_letters(language: str, name: str) -> None:
    for word in re.findall(r"[^\W\d_]+", words(language, name)):
        scripts = {unicodedata.name(letter).split()[0] for letter in word}
        assert len(scripts) == 1, word


@EACH
def test_the_marks_are_those_of_the_language(language: str, name: str) -> None:
    text = words(language, name)

    assert not re.search("[\"”'’]", text), "quotation marks are «…» here, and „…“ within"
    assert text.count("«") == text.count("»")
    assert text.count("„") == text.count("“")
    assert not re.search(r"  | [,.;:!?»]|« |\.\.", text)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("kk", ["Тоқаев", "Роскосмос", "Байқоңыр", "Бәйтерек", "Қазақстан", "Ресей"]),
        ("ru", ["Токаев", "Роскосмос", "Байконур", "Байтерек", "Казахстан"]),
    ],
)
def test_names_are_written_as_the_language_writes_them(language: str, names: list[str]) -> None:
    together = "\n".join(words(language, name) for name in SEED_NAMES)

    for name in names:
        assert name in together, name


def test_the_title_of_the_long_article_names_the_country() -> None:
    name = next(name for name in SEED_NAMES if name.startswith("003"))

    for language, country in (("kk", "Қазақстан"), ("ru", "Казахстан")):
        titles = {entry.sentence: entry.translation for entry in entries(language, name)}
        assert country in titles[article(name).title]
