"""Phrases in the reader's language, in the right case and number."""

from __future__ import annotations

import pytest

from feedserver.feeds.wording import wording

ENGINE = "Argos Translate (translate-en_ru 1.9)"


@pytest.mark.parametrize(
    ("reader", "original", "notice"),
    [
        ("en", "kk", f"Machine translation from Kazakh by {ENGINE}"),
        ("ru", "en", f"Машинный перевод с английского: {ENGINE}"),
        ("ru", "kk", f"Машинный перевод с казахского: {ENGINE}"),
        ("ru", "de", f"Машинный перевод (язык оригинала: немецкий): {ENGINE}"),
        ("ru", "und", f"Машинный перевод: {ENGINE}"),
        ("kk", "en", f"Ағылшын тілінен машиналық аударма: {ENGINE}"),
        ("kk", "ru", f"Орыс тілінен машиналық аударма: {ENGINE}"),
        ("kk", "de", f"Машиналық аударма (түпнұсқа тілі: неміс): {ENGINE}"),
        ("de", "en", f"Machine translation from English by {ENGINE}"),
    ],
)
def test_a_machine_translation_says_so(reader: str, original: str, notice: str) -> None:
    assert wording(reader).notice("machine", original, ENGINE) == notice


@pytest.mark.parametrize(
    ("reader", "notice"),
    [
        ("en", "Translated from English by our editors"),
        ("ru", "Перевод с английского выполнен нашей редакцией"),
        ("kk", "Ағылшын тілінен редакциямыз аударған"),
    ],
)
def test_an_edited_translation_says_who_stands_behind_it(reader: str, notice: str) -> None:
    assert wording(reader).notice("edited", "en", None) == notice


@pytest.mark.parametrize(
    ("reader", "original", "notice"),
    [
        ("en", "ru", "Not translated yet: shown in Russian"),
        ("en", "und", "Not translated yet: shown in the original language"),
        ("ru", "en", "Ещё не переведено: текст на английском языке"),
        ("ru", "uz", "Ещё не переведено: текст на языке оригинала (узбекский)"),
        ("kk", "en", "Әзірге аударылмаған: мәтін ағылшын тілінде берілген"),
        ("kk", "uz", "Әзірге аударылмаған: мәтін түпнұсқа тілінде берілген (өзбек)"),
    ],
)
def test_a_pending_edition_says_which_language_it_is_in(reader: str, original: str, notice: str) -> None:
    assert wording(reader).notice("pending", original, None) == notice


@pytest.mark.parametrize(
    ("reader", "count", "end"),
    [
        ("en", 1, "1 sentence is not translated"),
        ("en", 2, "2 sentences are not translated"),
        ("ru", 1, "не переведено 1 предложение"),
        ("ru", 3, "не переведено 3 предложения"),
        ("ru", 5, "не переведено 5 предложений"),
        ("ru", 11, "не переведено 11 предложений"),
        ("ru", 21, "не переведено 21 предложение"),
        ("kk", 1, "1 сөйлем аударылмады"),
        ("kk", 5, "5 сөйлем аударылмады"),
    ],
)
def test_untranslated_sentences_are_counted_in_the_right_number(reader: str, count: int, end: str) -> None:
    notice = wording(reader).notice("machine", "en", None, untranslated=count)
    assert notice is not None
    assert notice.endswith(f" · {end}")


@pytest.mark.parametrize(
    ("reader", "notice"),
    [
        ("en", "Machine translation from Kazakh (through English) by Argos"),
        ("ru", "Машинный перевод с казахского (через английский): Argos"),
        ("kk", "Қазақ тілінен машиналық аударма (ағылшын тілі арқылы): Argos"),
    ],
)
def test_a_translation_through_another_language_says_so(reader: str, notice: str) -> None:
    assert wording(reader).notice("machine", "kk", "Argos", pivot="en") == notice


def test_an_original_needs_no_notice() -> None:
    assert wording("ru").notice("original", "ru", None) is None


def test_a_subtitle_says_what_a_feed_holds() -> None:
    assert wording("kk").subtitle("kk", None) == "Қазақ тіліндегі мақалалар"
    assert wording("ru").subtitle("ru", "Космос") == "Космос: статьи на русском языке"
    assert wording("de").subtitle("de", None) == "Articles in German"
    assert wording("en").subtitle(None, None) == "Articles in the language they were written in"


def test_a_regional_tag_gets_the_words_of_its_language() -> None:
    assert wording("ru-KZ").language == "ru"
    assert wording("ru").notice("edited", "en-GB", None) == "Перевод с английского выполнен нашей редакцией"
    assert wording("en").notice("pending", "uz-UZ", None) == "Not translated yet: shown in Uzbek"
    assert wording("ru").notice("pending", "pt-BR", None) == (
        "Ещё не переведено: текст на языке оригинала (бразильский португальский)"
    )
