"""Checks: what people write passes, what broken engines write does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.translation.checks import Fault, find_fault, needs_translation

GOOD = [
    ("en", "ru", "The crew of Soyuz MS-27 docked to the ISS.", "Экипаж «Союза МС-27» пристыковался к МКС."),
    ("en", "kk", "The crew of Soyuz MS-27 docked to the ISS.", "«Союз МС-27» экипажы ХҒС-қа түйісті."),
    ("ru", "kk", "Встреча состоялась в понедельник.", "Кездесу дүйсенбіде өтті."),
    ("kk", "ru", "Кездесу дүйсенбіде өтті.", "Встреча состоялась в понедельник."),
    ("kk", "en", "Кездесу дүйсенбіде өтті.", "The meeting took place on Monday."),
    ("en", "zh", "The meeting took place on Monday at the cosmodrome.", "会议在星期一在航天发射场举行。"),
    ("en", "ru", "Yes", "Да"),
    ("en", "kk", "ISS", "Халықаралық ғарыш станциясы"),
    ("en", "ru", "***", "***"),
]

SAME = [
    "Roscosmos",
    "NASA",
    "Soyuz MS-27",
    "Kassym-Jomart Tokayev",
    "2021",
    "https://example.com/a",
    "SpaceX, NASA",
]


@pytest.mark.parametrize(("source_language", "target_language", "source", "translation"), GOOD)
def test_a_good_translation_has_no_fault(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is None


@pytest.mark.parametrize("source", SAME)
@pytest.mark.parametrize("target_language", ["ru", "kk"])
def test_a_lone_name_number_or_acronym_may_stay_as_it_is(source, target_language):
    assert find_fault(source, source, "en", target_language) is None


@pytest.mark.parametrize("translation", ["", "  \n", "...", "–"])
def test_nothing_in_return_is_empty(translation):
    assert find_fault("The launch is over.", translation, "en", "ru") is Fault.EMPTY


@pytest.mark.parametrize(
    ("source_language", "target_language", "source", "translation"),
    [
        ("en", "ru", "The launch is over.", "The launch is over."),
        ("en", "ru", "The launch is over.", "the launch is over"),
        ("en", "kk", "Read more", "Read more"),
        ("en", "kk", "RUSSIA AND KAZAKHSTAN LAUNCH ROCKET", "RUSSIA AND KAZAKHSTAN LAUNCH ROCKET"),
        ("ru", "kk", "Встреча состоялась в понедельник.", "Встреча состоялась в понедельник."),
        ("kk", "ru", "Кездесу дүйсенбіде өтті.", "Кездесу дүйсенбіде өтті."),
        (
            "ru",
            "kk",
            "Президент сообщил о запуске нового корабля с космодрома.",
            "Президент сообщил о запуске нового корабля с ғарыш айлағынан.",
        ),
        (
            "en",
            "ru",
            "The head of the agency reported on the launch of the new spacecraft.",
            "Глава агентства сообщил on the launch of the new spacecraft.",
        ),
    ],
)
def test_a_source_copied_through_is_seen(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is Fault.COPIED


@pytest.mark.parametrize(
    ("target_language", "translation"),
    [
        ("ru", "Das Treffen fand am Montag am Kosmodrom statt."),
        ("ru", "Кездесу дүйсенбі күні ғарыш айлағында өтті."),
        ("ru", "Зустріч відбулася в понеділок на космодромі."),
        ("kk", "Kezdesu düisenbi küni ğaryş ailağynda ötti."),
        (
            "kk",
            "Встреча состоялась в понедельник на космодроме, которым управляет российская сторона, "
            "и была посвящена совместным проектам.",
        ),
        ("en", "Встреча состоялась в понедельник на космодроме."),
        ("kk-Latn", "Кездесу дүйсенбі күні ғарыш айлағында өтті."),
    ],
)
def test_the_wrong_script_or_letters_of_another_language_are_seen(target_language, translation):
    source = "La réunion s'est tenue lundi au cosmodrome, exploité par la Russie, et portait sur des projets."
    assert find_fault(source, translation, "fr", target_language) is Fault.WRONG_SCRIPT


def test_names_that_keep_their_letters_are_no_wrong_script():
    assert find_fault("NASA and SpaceX: Falcon 9", "NASA и SpaceX: Falcon 9", "en", "ru") is None
    assert find_fault("Apple shows iPhone", "Apple iPhone көрсетті", "en", "kk") is None


def test_short_kazakh_without_a_letter_of_its_own_passes():
    assert find_fault("The president came to Almaty.", "Президент Алматыда.", "en", "kk") is None


@pytest.mark.parametrize(
    "translation",
    [
        "Мы очень очень очень очень рады этому.",
        "Ракета стартовала с космодрома, с космодрома, с космодрома.",
        "Ғарыш айлағынан зымыран ұшты, зымыран ұшты, зымыран ұшты.",
        "Тататататататататата ракета стартовала.",
        "Он знал то, что он был там, а она знала, где " * 3 + "он был.",
    ],
)
def test_a_loop_is_seen(translation):
    source = "The rocket was launched from the cosmodrome in the morning, as the head of the agency has reported."
    language = "kk" if "Ғарыш" in translation else "ru"
    assert find_fault(source, translation, "en", language) is Fault.LOOPING


def test_repetition_for_style_or_from_the_source_is_no_loop():
    assert find_fault("We are very, very, very glad.", "Мы очень, очень, очень рады.", "en", "ru") is None
    assert find_fault("Go, go, go, go, go!", "Вперёд, вперёд, вперёд, вперёд!", "en", "ru") is None
    assert find_fault("He came little by little.", "Ол бірте-бірте келді.", "en", "kk") is None


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Yes.", "Да, конечно, он сказал об этом вчера на встрече с журналистами."),
        (
            "The rocket was launched from the cosmodrome in the morning, as the agency reports today.",
            "Ракета.",
        ),
    ],
)
def test_an_absurd_length_is_seen(source, translation):
    assert find_fault(source, translation, "en", "ru") is Fault.LENGTH


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Details on https://example.com/Launch.", "Подробности на сайте."),
        ("Details on https://example.com/Launch.", "Подробности: https://example.com/Пуск."),
        ("Write to press@example.kz, please.", "Пишите нам, пожалуйста."),
        ("See www.example.kz!", "См. на сайте!"),
    ],
)
def test_a_lost_link_is_seen(source, translation):
    assert find_fault(source, translation, "en", "ru") is Fault.LINKS


def test_a_kept_link_passes_whatever_mark_follows_it():
    source = "Details (see https://example.com/a_(b)), or write to Press@example.kz."
    translation = "Подробности: https://example.com/a_(b), press@example.kz;"
    assert find_fault(source, translation, "en", "ru") is None


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("The flight of Soyuz MS-27 lasts long.", "Полёт «Союза» длится долго."),
        ("It happened in 2021 in Kazan.", "Это было в 2012 году в Казани."),
        ("They paid 5,000 tenge.", "Олар теңге төледі."),
        ("It takes 3.5 hours.", "Бұл үш сағат."),
        ("From 15 to 25 people came.", "Пришло от 15 человек."),
    ],
)
def test_a_lost_number_is_seen(source, translation):
    language = "kk" if set(translation) & set("әғқңөұүі") else "ru"
    assert find_fault(source, translation, "en", language) is Fault.NUMBERS


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("It costs 3.5 million.", "Это стоит 3,5 миллиона."),
        ("They paid 1,500,000 tenge.", "Олар 1 500 000 теңге төледі."),
        ("They paid 1,500,000 tenge.", "Они заплатили 1,5 млн тенге."),
        ("They paid 12,000 tenge.", "Олар 12 мың теңге төледі."),
        ("They paid 2.5 million.", "Они заплатили 2\u00a0500\u00a0000."),
        ("It takes 3 hours and 21 minutes.", "Это занимает три часа и 21 минуту."),
        ("About 100 people came.", "Пришло около ста человек."),
        ("It begins at 10:30 p.m.", "Начало в 22:30."),
        ("It began at 08:27.", "Ол 8.27-де басталды."),
        ("In the 20th century.", "В XX веке."),
        ("In the 19th century.", "ХІХ ғасырда."),
        ("In the 1930s.", "В 30-е годы."),
        ("On 05.04.2019 they met.", "Они встретились 5 апреля 2019 года."),
        ("It was signed on 2019-04-05.", "Ол 2019 жылғы 5 сәуірде қол қойылды."),
        ("On April 29, 2021, and in 1961–1975.", "29 апреля 2021 года и в 1961—1975 годах."),
    ],
)
def test_a_number_written_as_the_language_does_is_kept(source, translation):
    language = "kk" if set(translation) & set("әғқңөұүі") else "ru"
    assert find_fault(source, translation, "en", language) is None


def test_a_time_may_change_to_the_twelve_hour_clock():
    assert find_fault("Встреча начнётся в 15:00.", "The meeting starts at 3 p.m.", "ru", "en") is None


@pytest.mark.parametrize(
    "translation",
    ["Ракета <unk> стартовала.", "Ракета ⁇ стартовала.", ">>kaz<< Зымыран ұшты.", "Ракета▁стартовала"],
)
def test_marks_of_the_model_are_seen(translation):
    assert find_fault("The rocket was launched.", translation, "en", "ru") is Fault.UNKNOWN_TOKENS


def test_the_same_mark_in_the_source_is_a_text_like_any_other():
    assert find_fault("The tag <s> strikes out.", "Тег <s> зачёркивает.", "en", "ru") is None


@pytest.mark.parametrize("sentence", ["", " ", "2021", "***", "– 3.5 %", "13:56", "https://example.com/news", "a@b.kz"])
def test_a_sentence_without_words_needs_no_translation(sentence):
    assert not needs_translation(sentence)


@pytest.mark.parametrize("sentence", ["Yes", "5 km", "Иә.", "See https://example.com", "会"])
def test_a_sentence_with_a_word_needs_translation(sentence):
    assert needs_translation(sentence)


@settings()  # other work may slow the machine
@given(st.text(), st.text(), st.sampled_from(["en", "ru", "kk", "kk-Latn", "zh", "und"]))
def test_any_two_texts_can_be_compared(source, translation, language):
    assert find_fault(source, translation, "en", language) in {None, *Fault}


HOSTILE = (
    *("a", "a1", "1,", "1 000", "www.", "a@", "a.", "та", "слово ", "X", "-", "[a-", "a b ", "й ", ". ", "(", "«a "),
    *("8 April ", "April", "08.04.2025 ", "1/", "https://a.b/x ", "https://a(", "the ", "10 p.m. ", "٣ "),
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_line_of_anything_can_be_checked(unit):
    # A check that looks at everything before, or after, each place would take minutes here.
    text = unit * (60_000 // len(unit))
    assert find_fault(text, text[::-1], "en", "ru") in {None, *Fault}
    assert find_fault(f"Да {text}", text, "ru", "en") in {None, *Fault}


def test_a_date_that_was_said_a_thousand_times_is_looked_for_once():
    text = " ".join(f"{day} April {year}" for year in range(1900, 2025) for day in range(1, 29))
    assert find_fault(text, text.replace("April", "апреля"), "en", "ru") is None
