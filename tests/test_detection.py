"""Detection: English, Russian and Kazakh are told apart, and from their neighbours."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.detection import detect, detect_passage

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
    ("bg", "Срещата се състоя в понеделник на космодрума Байконур, който се намира в Казахстан."),
    ("mk", "Средбата се одржа во понеделникот на космодромот Бајконур, кој се наоѓа во Казахстан."),
    ("de", "Das Treffen fand am Montag auf dem Kosmodrom Baikonur statt, das in Kasachstan liegt."),
    ("fr", "La réunion s'est tenue lundi au cosmodrome de Baïkonour, situé au Kazakhstan."),
    ("es", "La reunión tuvo lugar el lunes en el cosmódromo de Baikonur, situado en Kazajistán."),
    ("tr", "Toplantı pazartesi günü Kazakistan'da bulunan Baykonur uzay üssünde gerçekleşti."),
]

NEIGHBOURS = [
    "Жолугушуу дүйшөмбү күнү Казакстандагы Байконур космодромунда өттү, ага көп адам катышты деп билдирди.",  # Kyrgyz
    "Очрашу дүшәмбе көнне Казахстандагы Байконур космодромында узды, дип хәбәр итә матбугат хезмәте.",  # Tatar
    "Сустрэча адбылася ў панядзелак на касмадроме Байканур, які знаходзіцца ў Казахстане.",  # Belarusian
    "Мулоқот рӯзи душанбе дар кайҳонгоҳи Бойқӯнур, ки дар Қазоқистон ҷойгир аст, баргузор гардид.",  # Tajik
    "Учрашув душанба куни Қозоғистонда жойлашган Бойқўнғир космодромида бўлиб ўтди, деб хабар берди.",  # Uzbek
]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_is_known_by_its_language(language, sentence):
    assert detect(sentence) == language


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_seeds_are_english_with_all_their_dirt(path):
    assert detect(path.read_text("utf-8")) == "en"


@pytest.mark.parametrize("sentence", NEIGHBOURS)
def test_a_neighbour_without_a_profile_is_taken_for_neither_kazakh_nor_russian(sentence):
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
    ],
)
def test_where_there_is_no_telling_the_language_is_undetermined(text):
    assert detect(text) == "und"


def test_only_the_beginning_of_a_long_text_counts():
    assert detect(KAZAKH * 200 + ENGLISH * 100_000) == "kk"


@settings(deadline=None)  # other work may slow the machine
@given(st.text())
def test_any_text_gets_an_answer_and_always_the_same(text):
    language = detect(text)
    assert language == detect(text)
    assert 2 <= len(language) <= 3


def test_threads_do_not_disturb_each_other():
    texts = [sentence for _, sentence in SENTENCES] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect, texts)) == [language for language, _ in SENTENCES] * 4


def test_the_detector_is_not_loaded_before_it_is_asked():
    code = "import sys, feedserver.detection; sys.exit('langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


RUSSIAN = "Премьер-министр провёл заседание правительства, на котором обсудили развитие экономики и новые дороги."
KAZAKH = "Премьер-министр Үкімет отырысын өткізіп, онда экономиканы дамыту мен жаңа жолдар мәселесі талқыланды."
ENGLISH = "The Prime Minister chaired a meeting of the Government on the development of the economy and new roads."


@pytest.mark.parametrize("around", ["en", "ru", "kk"])
@pytest.mark.parametrize(("passage", "language"), [(RUSSIAN * 2, "ru"), (KAZAKH, "kk"), (ENGLISH, "en")])
def test_a_passage_is_in_another_language_than_the_text_around_it(passage: str, language: str, around: str) -> None:
    assert detect_passage(passage, around) == language


@pytest.mark.parametrize("passage", ["Алматы", "Space Adventures", "NASA, ESA", "«Роскосмос»", "", "2025 — 10:30"])
@pytest.mark.parametrize("around", ["en", "ru", "kk"])
def test_a_few_words_are_in_the_language_of_the_text_around_them(passage: str, around: str) -> None:
    assert detect_passage(passage, around) == around
