"""Words left untranslated, words of another language, loops, and links."""

import pytest

from feedserver.translation.checks import Fault, find_fault, list_links

SOURCE = "The rocket was launched from the new pad in the morning, the head of the agency has reported to the press."


@pytest.mark.parametrize(
    ("source_language", "target_language", "source", "translation"),
    [
        ("en", "ru", SOURCE, "Ракета стартовала from the new площадки утром, сообщил прессе глава агентства."),
        (
            "en",
            "kk",
            SOURCE,
            "Зымыран таңертең жаңа алаңнан launched, деп хабарлады агенттік басшысы press өкілдеріне.",
        ),
        ("ru", "kk", "Глава агентства сообщил об этом.", "Бұл туралы head of агенттік хабарлады."),
        ("ru", "en", "Глава агентства сообщил о запуске.", "The head of the agency reported the запуске."),
        ("kk", "en", "Агенттік басшысы ұшыру туралы айтты.", "The head of the agency told about ұшыру."),
    ],
)
def test_words_left_untranslated_are_seen(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is Fault.UNTRANSLATED_WORDS


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("He read The Lord of the Rings at NASA.", "В NASA он читал The Lord of the Rings."),
        ("The famous film “gone with the wind” is very old by now.", "Знаменитый фильм «gone with the wind» уже стар."),
        ("To read the clock, call the function with get_time.", "Чтобы узнать время, вызовите get_time(with, the)."),
        ("It is 300 km away and weighs 40 kg.", "До него 300 km, весит он 40 kg."),
        ("The iPhone of Leonardo da Vinci", "iPhone, принадлежащий Leonardo da Vinci"),
        ("The members (MWPs) have met.", "Члены (от англ. member of the parliament) встретились."),
        ("You can always write to us on bank.example.kz.", "Вы всегда можете написать нам на bank.example.kz."),
    ],
)
def test_names_quotations_code_and_units_may_stay(source, translation):
    assert find_fault(source, translation, "en", "ru") is None


def test_foreign_words_that_the_source_has_as_foreign_words_may_stay():
    assert find_fault("Термин open source не нов.", "Бұл open source термині жаңа емес.", "ru", "kk") is None


@pytest.mark.parametrize(
    ("target_language", "translation"),
    [
        (
            "kk",
            "Бүгін таңертең ғарыш айлағынан жаңа зымыран ұшырылды, деп хабарлады агенттік басшысы, "
            "руководители проекта рассматривают дальнейшие испытания двигателей, рассказали представители предприятия.",
        ),
        ("kk", "Бүгін таңертең ғарыш айлағынан зымыран ұшырылды, это было в первый раз для агентства."),
        (
            "ru",
            "Сегодня утром с космодрома была запущена новая ракета, сообщил глава агентства, басшысы мәлімдеді бүгін.",
        ),
    ],
)
def test_a_stretch_of_another_cyrillic_language_is_seen(target_language, translation):
    assert find_fault(SOURCE + SOURCE, translation, "en", target_language) is Fault.WRONG_SCRIPT


@pytest.mark.parametrize(
    ("target_language", "translation"),
    [
        (
            "kk",
            "Кездесуге Николас Клевес, Даррен Дрейк, Ариэль Эрлий, Эрнан Ферручи, Диего Мендоза, Алехандро Пагнукко, "
            "Леонардо Бернардо келді.",
        ),
        ("kk", "Театрда «Мастер и Маргарита» қойылды."),
        ("ru", "Встречу провёл аким Әбдірахман Сүлейменұлы, приехавший утром из столицы в областной центр."),
    ],
)
def test_names_and_titles_are_no_stretch_of_another_language(target_language, translation):
    assert find_fault(SOURCE, translation, "en", target_language) is None


@pytest.mark.parametrize(
    "translation",
    [
        "Дело в том, что в том, что в том, что ракета стартовала с площадки.",
        "Ракета и и и стартовала утром с новой площадки космодрома.",
        "Раааааакета стартовала утром с новой площадки космодрома.",
        "Ракета стартовала по-по-по-по-по новой площадке.",
        "Ракета стартовала...-...-...-...",
        "Ракета стартовала . . . . . . .",
        "Ракета стартовала , , , , , , ,",
        "Ракета стартовала (((((((",
        "Ракета стартовала ––––––––",
        "Ракета стартовала «»«»«»«»«»",
        "Ракета стартовала утром, сообщил глава агентства прессе, сообщил глава агентства прессе.",
        "Зымыран жаңа алаңнан таңертең ұшырылды, жаңа алаңнан таңертең ұшырылды.",
    ],
)
def test_every_known_kind_of_loop_is_seen(translation):
    language = "kk" if "Зымыран" in translation else "ru"
    assert find_fault(SOURCE, translation, "en", language) is Fault.LOOPING


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("I have a dream, I have a dream today!", "У меня есть одна мечта, у меня есть одна мечта!"),
        ("From 10 to 14 years or from 15 to 19 years.", "В возрасте от 10 до 14, в возрасте от 15 до 19 лет."),
        ("Well... he said: “No!..”", "Ну... он сказал: «Нет!..»..."),
        ("Budget: 8 billion in 2020, 9 billion in 2021.", "Бюджет: 8 млрд в 2020 году, 9 млрд в 2021 году."),
        ("One ***** for the film ----------", "Одна ***** фильму ----------"),
        ("Ha ha ha ha ha!", "Ха-ха-ха-ха-ха!"),
    ],
)
def test_what_repeats_in_the_source_or_in_good_style_is_no_loop(source, translation):
    assert find_fault(source, translation, "en", "ru") is None


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("No link here, nor at 10:30 or a.b.", []),
        ("See https://example.com/a_(b)), or www.example.kz!", ["https://example.com/a_(b)", "www.example.kz"]),
        (
            "Пишите: press@example.kz; «https://example.kz/жаңалық»-те.",
            ["press@example.kz", "https://example.kz/жаңалық"],
        ),
        ("(HTTPS://EXAMPLE.COM).", ["HTTPS://EXAMPLE.COM"]),
    ],
)
def test_links_are_found_without_the_marks_after_them(text, links):
    assert [text[start:end] for start, end in list_links(text)] == links
