"""Detection: English, Russian and Kazakh are told apart, and from their neighbours."""

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.detection import detect, detect_passage, language_of, language_of_passages
from feedserver.languages import normalise_tag
from tests.tools.make_kk_profile import in_latin

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

ENGLISH = "The meeting took place on Monday at the Baikonur Cosmodrome, a Russian-operated spaceport in Kazakhstan."
RUSSIAN = "Встреча состоялась в понедельник на космодроме Байконур, который находится в Казахстане."
KAZAKH = "Кездесу дүйсенбі күні Қазақстандағы Ресей пайдаланатын Байқоңыр ғарыш айлағында өтті."

SENTENCES = [
    ("en", ENGLISH),
    ("en", "The head of Roscosmos, Dmitry Rogozin, met Kassym-Jomart Tokayev (Қасым-Жомарт Тоқаев)."),
    ("en", "ROSCOSMOS AND NASA DISCUSS PARTNER PROJECTS AT BAIKONUR"),
    ("ru", RUSSIAN),
    ("ru", "В Казахстане партия «Нұр Отан» и газета «Егемен Қазақстан» сообщили о новой встрече с президентом."),
    ("ru", "РОСКОСМОС И NASA ОБСУДИЛИ СОВМЕСТНЫЕ ПРОЕКТЫ НА БАЙКОНУРЕ"),
    ("ru", "Корабль «Союз МС-27» доставит на МКС экипаж: Sergey Ryzhikov, Jonathan Kim."),
    ("kk", KAZAKH),
    ("kk", "ҚАЗАҚСТАН МЕН РЕСЕЙ ҒАРЫШ ТЕХНОЛОГИЯЛАРЫН ДАМЫТЫП ЖАТЫР"),
    ("kk", "Бүгін ұшырылды."),
    ("kk", "Мемлекет басшысы NASA және SpaceX өкілдерімен кездесті."),
    ("uk", "Зустріч відбулася в понеділок на космодромі Байконур, який розташований у Казахстані."),
    ("be", "Сустрэча адбылася ў панядзелак на касмадроме Байканур, які знаходзіцца ў Казахстане."),
    ("ky", "Жолугушуу дүйшөмбү күнү Казакстандагы Байконур космодромунда өттү, ага көп адам катышты."),
    ("tt", "Очрашу дүшәмбе көнне Казахстандагы Байконур космодромында узды, дип хәбәр итә матбугат хезмәте."),
    ("sr", "Састанак је одржан у понедељак на космодрому Бајконур, који се налази у Казахстану."),
    ("tg", "Мулоқот рӯзи душанбе дар кайҳонгоҳи Бойқӯнур, ки дар Қазоқистон ҷойгир аст, баргузор гардид."),
    ("uz-Cyrl", "Учрашув душанба куни Қозоғистонда жойлашган Бойқўнғир космодромида бўлиб ўтди, деб хабар берди."),
    ("kk-Latn", "Kezdesu düisenbı künı Qazaqstandağy Resei paidalanatyn Baiqoñyr ğaryş ailağynda öttı."),
    ("kk-Latn", "QAZAQSTAN MEN RESEI ĞARYŞ TEHNOLOGİIALARYN DAMYTYP JATYR"),
    ("kk", "Google, Microsoft және Apple компанияларында"),
    ("bg", "Срещата се състоя в понеделник на космодрума Байконур, който се намира в Казахстан."),
    ("mk", "Средбата се одржа во понеделникот на космодромот Бајконур, кој се наоѓа во Казахстан."),
    ("de", "Das Treffen fand am Montag auf dem Kosmodrom Baikonur statt, das in Kasachstan liegt."),
    ("fr", "La réunion s'est tenue lundi au cosmodrome de Baïkonour, situé au Kazakhstan."),
    ("es", "La reunión tuvo lugar el lunes en el cosmódromo de Baikonur, situado en Kazajistán."),
    ("tr", "Toplantı pazartesi günü Kazakistan'da bulunan Baykonur uzay üssünde gerçekleşti."),
]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_is_known_by_its_language(language, sentence):
    assert detect(sentence) == language


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_seeds_are_english_with_all_their_dirt(path):
    assert detect(path.read_text("utf-8")) == "en"


@pytest.mark.parametrize(
    "sentence",
    [
        "Осрашыу дүшәмбе көнө Ҡаҙағстандағы Байҡоңор космодромында үтте, тип хәбәр итә матбуғат хеҙмәте.",  # Bashkir
        "Тӗлпулу тунти кун Казахстанри Байконур космодромӗнче иртнӗ тесе пӗлтерет пресса служби.",  # Chuvash
    ],
)
def test_a_language_without_a_profile_is_undetermined(sentence):
    assert detect(sentence) == "und"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "да",
        "2021",
        "*** – ***",
        "\0",
        "🚀🚀🚀🚀",
        "https://example.com/news",
        "会议在星期一举行。",
        "\ud800\udfff\uffff",
        "ǁǂǃ ǁǂǃ",
    ],
)
def test_where_there_is_no_telling_the_language_is_undetermined(text):
    assert detect(text) == "und"


def test_only_the_beginning_of_a_long_text_counts():
    assert detect(KAZAKH * 200 + ENGLISH * 100_000) == "kk"


def test_letters_in_two_parts_are_read_as_one():
    assert detect(unicodedata.normalize("NFD", RUSSIAN)) == "ru"


@settings()  # other work may slow the machine
@given(st.text())
def test_any_text_gets_an_answer_and_always_the_same(text):
    language = detect(text)
    assert language == detect(text)
    assert normalise_tag(language) == language


def test_threads_do_not_disturb_each_other():
    texts = [sentence for _, sentence in SENTENCES] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect, texts)) == [language for language, _ in SENTENCES] * 4


def test_the_detector_is_not_loaded_before_it_is_asked():
    code = "import sys, feedserver.detection; sys.exit('langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("around", ["en", "ru", "kk"])
@pytest.mark.parametrize(("passage", "language"), [(RUSSIAN * 2, "ru"), (KAZAKH, "kk"), (ENGLISH, "en")])
def test_a_passage_is_in_another_language_than_the_text_around_it(passage: str, language: str, around: str) -> None:
    assert detect_passage(passage, around) == language


@pytest.mark.parametrize("passage", ["Алматы", "Space Adventures", "NASA, ESA", "«Роскосмос»", "", "2025 — 10:30"])
@pytest.mark.parametrize("around", ["en", "ru", "kk"])
def test_a_few_words_are_in_the_language_of_the_text_around_them(passage: str, around: str) -> None:
    assert detect_passage(passage, around) == around


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        *[("ru", "ru"), ("ru_RU", "ru"), ("RU-ru", "ru"), (" rus ", "ru"), ("Russian", "ru")],
        *[("kk", "kk"), ("kk-KZ", "kk"), ("kz", "kk"), ("kaz", "kk"), ("kk-Cyrl-KZ", "kk"), ("kk-Latn-KZ", "kk-Latn")],
        *[("en", "en"), ("en-us", "en"), ("EN_GB", "en"), ("eng", "en")],
        *[("de_at", "de-AT"), ("ger", "de"), ("zh-hans-cn", "zh-Hans-CN"), ("ua", "uk"), ("hr", "hr")],
    ],
)
def test_what_a_document_declares_is_believed_in_its_usual_form(declared: str, language: str) -> None:
    assert language_of("Baikonur 2025", declared=declared) == language


@pytest.mark.parametrize(
    "declared", [None, "", "und", "mul", "xx", "nonsense", "en us", "{{ lang }}", "-", "\0", "Қазақша"]
)
@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("ru", RUSSIAN), ("kk", KAZAKH)])
def test_a_declaration_that_names_no_language_counts_as_none(declared: str | None, language: str, text: str) -> None:
    assert language_of(text, declared=declared) == language


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en", RUSSIAN, "ru"),
        ("en-US", KAZAKH, "kk"),
        ("de", KAZAKH, "kk"),
        ("en", "Қазақстан Республикасы", "kk"),
        ("ru", KAZAKH, "kk"),
        ("ru", ENGLISH, "en"),
        ("kk", RUSSIAN, "ru"),
        ("kk-KZ", ENGLISH, "en"),
        ("kk", in_latin(KAZAKH), "kk-Latn"),
        ("kk-Latn", KAZAKH, "kk"),
        ("en", in_latin(KAZAKH), "kk-Latn"),
        ("en", "Das Treffen fand am Montag auf dem Kosmodrom Baikonur statt, das in Kasachstan liegt. " * 3, "de"),
        ("uk", RUSSIAN * 3, "ru"),
    ],
)
def test_letters_that_clearly_say_otherwise_win(declared: str, text: str, language: str) -> None:
    assert language_of(text, declared=declared) == language


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("ru", "Space Adventures"),
        ("kk", "Алматы"),
        ("kk", "Мемлекет басшысы"),
        ("ru", "Газета «Егемен Қазақстан» сообщила о новой встрече с президентом в Астане."),
        ("en", "«Роскосмос»"),
        ("uk", "Россия"),
        ("hr", "Sastanak je održan u ponedjeljak na kozmodromu Bajkonur, koji se nalazi u Kazahstanu."),
        ("ba", "Осрашыу дүшәмбе көнө Ҡаҙағстандағы Байҡоңор космодромында үтте."),
    ],
)
def test_letters_that_leave_a_doubt_do_not(declared: str, text: str) -> None:
    assert language_of(text, declared=declared) == declared


@pytest.mark.parametrize("declared", [None, "ru", "ru-RU", "und"])
def test_one_kazakh_passage_does_not_make_a_russian_text_kazakh(declared: str | None) -> None:
    assert language_of_passages(["Встреча", RUSSIAN * 2, KAZAKH, RUSSIAN * 3], declared=declared) == "ru"


@pytest.mark.parametrize("declared", [None, "ru", "kk"])
def test_most_of_the_letters_decide_not_most_of_the_passages(declared: str | None) -> None:
    assert language_of_passages([RUSSIAN, RUSSIAN, KAZAKH * 4], declared=declared) == "kk"


def test_short_passages_count_together() -> None:
    items = ["таңғы ас пен шай", "бір шелек су", "жаңа қолғап", "ұзын арқан", "үлкен күрек", "өткір балта"] * 3
    assert language_of_passages(["Не аламыз?", *items, RUSSIAN]) == "kk"


@pytest.mark.parametrize(("passages", "language"), [([], "und"), (["", "2025"], "und"), (["Алматы"], "kk")])
def test_where_no_passage_tells_the_whole_and_what_it_declares_do(passages: list[str], language: str) -> None:
    assert language_of_passages(passages, declared="kk" if "Алматы" in passages else None) == language
