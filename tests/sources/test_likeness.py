"""The same story in nearly the same words, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.model import Block, BlockKind
from feedserver.sources.likeness import Wording, wording_of
from tests.conftest import make_article

ENGLISH = (
    "The crew of the station has repaired the antenna that a storm of small stones had bent in spring. "
    "Two of them worked outside for 6 hours while the third moved the long arm from within. "
    "The engineers on the ground had practised every step with them in a pool of water. "
    "The station now hears the ground as well as it did before, and the crew will rest for 3 days."
)
RUSSIAN = (
    "Экипаж станции починил антенну, которую весной погнул поток мелких камней. "
    "Двое космонавтов 6 часов работали снаружи, а третий изнутри управлял длинным манипулятором. "
    "Инженеры на Земле заранее отработали с ними каждый шаг в бассейне. "
    "Теперь станция слышит Землю так же хорошо, как и прежде, и экипаж будет отдыхать 3 дня. "
    "Следующий выход в открытый космос намечен на осень, когда прибудет грузовой корабль."
)
KAZAKH = (
    "Станция экипажы көктемде ұсақ тастар ағыны майыстырған антеннаны жөндеді. "
    "Екі ғарышкер сыртта 6 сағат жұмыс істеді, ал үшіншісі ұзын манипуляторды іштен басқарды. "
    "Жердегі инженерлер олармен бірге әр қадамды бассейнде алдын ала пысықтаған болатын. "
    "Енді станция Жерді бұрынғыдай жақсы естиді, экипаж 3 күн демалады. "
    "Ашық ғарышқа келесі шығу жүк кемесі келетін күзге жоспарланып отыр."
)
RATES = (
    "Ұлттық банк бүгінге арналған ресми бағамдарды жариялады. Бір АҚШ доллары {0} теңге тұрады, бір еуро {1} теңге, "
    "бір рубль {2} теңге. Сауда-саттық кезінде қор биржасында сұраныс пен ұсыныс тең болды, ал банктер шетел валютасын "
    "осы бағамнан сәл жоғары сатып, сәл төмен сатып алды. Айырбастау пункттерінде бағам өзгеше болуы мүмкін екенін "
    "еске саламыз, өйткені олар бағамды өздері белгілейді және күн ішінде өзгерте алады."
)


def told(text: str, language: str = "en", **changes: object) -> Wording:
    article = make_article(language=language, summary="", blocks=(Block(BlockKind.PARAGRAPH, text),))
    return wording_of(replace(article, **changes), language)


TEXTS = [("en", ENGLISH), ("ru", RUSSIAN), ("kk", KAZAKH)]
LANGUAGES = [language for language, _ in TEXTS]


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=LANGUAGES)
def test_the_same_words_tell_the_same_however_they_are_set(language: str, text: str) -> None:
    first, _, rest = text.partition(". ")
    blocks = (Block(BlockKind.HEADING, f"<strong>{rest[:40]}</strong>"), Block(BlockKind.QUOTE, rest[40:]))
    wording = told(text, language)
    other = told("", language, source="paper", title="Another title", summary=f"{first.upper()}!", blocks=blocks)

    # A cut within a word leaves two; all else is the same.
    assert wording.tells_the_same(other)
    assert other.tells_the_same(wording)


@pytest.mark.parametrize(
    ("language", "text", "byline"),
    [(*each, byline) for each, byline in zip(TEXTS, ["By Ann Lee.", "Анна Ли.", "Анна Ли."], strict=True)],
    ids=LANGUAGES,
)
def test_a_byline_and_a_few_other_words_do_not_count(language: str, text: str, byline: str) -> None:
    other = f"{byline} {text}".rsplit(" ", 2)[0]

    assert told(text, language).tells_the_same(told(other, language))


def test_a_sentence_more_may_have_numbers_of_its_own() -> None:
    assert told(ENGLISH).tells_the_same(told(ENGLISH + " It is the 14th repair since 2011."))


@pytest.mark.parametrize(
    "changed",
    [
        ENGLISH.replace("6 hours", "7 hours"),
        ENGLISH.replace("6 hours", "3 hours").replace("3 days", "6 days"),
        ENGLISH.replace("6 hours", "16 hours") + " It is the 14th repair.",
    ],
    ids=["another number", "the same numbers in another order", "another number and a sentence more"],
)
def test_numbers_decide(changed: str) -> None:
    assert not told(ENGLISH).tells_the_same(told(changed))


def test_the_rates_of_two_days_are_two_stories() -> None:
    monday, tuesday = (
        told(RATES.format(*rates), "kk") for rates in [("450,1", "490,2", "5,5"), ("450,1", "490,3", "5,5")]
    )

    assert monday.tells_the_same(monday)
    assert not monday.tells_the_same(tuesday)


def test_two_stories_are_two() -> None:
    other = ENGLISH.replace("antenna", "kitchen").replace("storm", "party").replace("stones", "guests")
    rewritten = " ".join(reversed(other.split()))

    assert not told(ENGLISH).tells_the_same(told(rewritten))


def test_another_language_is_another_story() -> None:
    assert not told(ENGLISH).tells_the_same(told(ENGLISH, "ru"))


def test_short_texts_are_never_the_same_and_have_no_simhash() -> None:
    short = told("The crew is well. " * 9)
    enough = told("The crew is well. " * 10)

    assert not short.tells_the_same(short)
    assert short.simhash is None
    assert enough.simhash is not None
    assert not short.tells_the_same(enough)


def test_a_code_or_a_picture_of_many_letters_is_no_text() -> None:
    figure = Block(BlockKind.FIGURE, '<img src="https://a.example/1.jpg" alt="' + "one two three four " * 20 + '">')

    assert told("", blocks=(figure,)).simhash is None


def test_a_simhash_is_that_of_the_words_and_differs_little_where_they_do() -> None:
    simhash = told(ENGLISH).simhash
    assert simhash is not None
    assert 0 <= simhash < 1 << 64
    assert simhash == told(ENGLISH.upper(), title="Another").simhash
    near = told("By Ann Lee. " + ENGLISH).simhash
    far = told(RUSSIAN, "ru").simhash
    assert near is not None
    assert far is not None
    assert (simhash ^ near).bit_count() <= 8 < (simhash ^ far).bit_count()


WORDS = st.lists(st.sampled_from(["rocket", "crew", "7", "12", "ғарыш", "школа", "и"]), min_size=35, max_size=60)


@settings(max_examples=40)
@given(WORDS, WORDS)
def test_likeness_is_mutual_and_every_long_text_is_like_itself(one: list[str], two: list[str]) -> None:
    first, second = told(" ".join(one)), told(" ".join(two))

    assert first.tells_the_same(second) == second.tells_the_same(first)
    assert first.tells_the_same(first) == (len(one) >= 40)
