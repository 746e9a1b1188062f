"""Dates and numbers: what may be written otherwise, and what got lost or came from nowhere."""

import pytest

from feedserver.translation.checks import Fault, find_fault

KEPT = [
    ("en", "ru", "It was signed on April 8, 2025.", "Документ подписан 8 апреля 2025 года."),
    ("en", "ru", "It was signed on 8 April.", "Документ подписан 8-го апреля."),
    ("en", "ru", "It was signed on Apr. 8th, 2025.", "Документ подписан 08.04.2025."),
    ("en", "ru", "It was signed on Sept. 8.", "Документ подписан 8 сентября."),
    ("en", "ru", "The meeting is on the 9th of May.", "Встреча пройдёт 9 мая."),
    ("en", "ru", "It began in May 2024.", "Всё началось в мае 2024 года."),
    ("en", "ru", "It began in June 2024.", "Всё началось в июне 2024 года."),
    ("en", "ru", "The forum is on 8–10 April.", "Форум пройдёт с 8 по 10 апреля."),
    ("en", "ru", "The forum is on April 8-10, 2025.", "Форум пройдёт 8–10 апреля 2025 года."),
    ("en", "ru", "It was signed on 4/8/2025.", "Документ подписан 8 апреля 2025 года."),
    ("en", "kk", "It was signed on April 8, 2025.", "Құжатқа 2025 жылғы 8 сәуірде қол қойылды."),
    ("en", "kk", "It opened on September 21.", "Ол 21 қыркүйегінде ашылды."),
    ("ru", "kk", "Документ подписан 8 апреля 2025 года.", "Құжатқа 2025 жылдың 8 сәуірінде қол қойылды."),
    ("ru", "en", "Документ подписан 08.04.2025.", "It was signed on April 8, 2025."),
    ("kk", "ru", "Құжатқа 2025 жылғы 8 сәуірде қол қойылды.", "Документ подписан 08.04.2025."),
    ("kk", "en", "Ол сәуірдің 8-інде ашылды.", "It opened on April 8."),
    ("en", "zh", "It was signed on April 8, 2025 in Astana.", "该文件于2025年4月8日在阿斯塔纳签署。"),
]

LOST = [
    ("en", "ru", "It was signed on April 8.", "Документ подписан."),
    ("en", "ru", "It was signed on April 8.", "Документ подписан 8 мая."),
    ("en", "ru", "It was signed on April 8.", "Документ подписан 9 апреля."),
    ("en", "ru", "It was signed on April 8, 2025.", "Документ подписан 8 апреля."),
    ("en", "ru", "It began in May 2024.", "Всё началось в марте 2024 года."),
    ("en", "ru", "It was signed on 2025-04-08.", "Документ подписан 8 марта 2025 года."),
    ("en", "ru", "On 05.04.2019 they met.", "Они встретились 5 апреля."),
    ("en", "kk", "It was signed on April 8, 2025.", "Құжатқа 2025 жылғы 8 қазанда қол қойылды."),
    ("ru", "kk", "Документ подписан 8 апреля 2025 года.", "Құжатқа 2025 жылғы сәуірде қол қойылды."),
    ("ru", "en", "Документ подписан 8 мая.", "It was signed on March 8."),
    ("kk", "ru", "Құжатқа 2025 жылдың сәуірінде қол қойылды.", "Документ подписан в марте 2025 года."),
    ("kk", "en", "Ол сәуірдің 8-інде ашылды.", "It opened in April."),
]


@pytest.mark.parametrize(("source_language", "target_language", "source", "translation"), KEPT)
def test_a_date_written_as_the_language_does_is_kept(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is None


@pytest.mark.parametrize(("source_language", "target_language", "source", "translation"), LOST)
def test_a_lost_day_month_or_year_is_seen(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is Fault.DATES


@pytest.mark.parametrize(
    ("source_language", "source", "translation"),
    [
        ("en", "They may march with 5 people.", "Они могут пройти впятером."),
        ("en", "March on, all 7 of you, and win!", "Вперёд, все семеро, и победите!"),
        ("en", "In May the talks went on.", "Весной переговоры продолжились."),
        ("en", "Version 4.8.20 is out today.", "Сегодня вышла версия 4.8.20."),
        ("kk", "Ол 2018 жылғы маусымда екі рет жеңді.", "В сезоне 2018 года он победил дважды."),
        ("kk", "Қар 5 күн жауды.", "Снег шёл пять дней."),
    ],
)
def test_words_that_are_also_months_are_no_dates(source_language, source, translation):
    assert find_fault(source, translation, source_language, "ru") is None


def test_a_language_without_known_months_is_asked_for_day_and_year_alone():
    source = "It was signed on April 8, 2025 in Astana."
    assert find_fault(source, "Signita la 8 prilo 2025 en Astana.", "en", "tlh") is None
    assert find_fault(source, "Signita la 9 prilo 2025 en Astana.", "en", "tlh") is Fault.DATES


@pytest.mark.parametrize(
    ("source_language", "target_language", "source", "translation"),
    [
        ("en", "ru", "The rocket was launched.", "Было запущено 37 ракет."),
        ("en", "kk", "The rocket was launched.", "2019 жылы зымыран ұшырылды."),
        ("ru", "en", "Ракета стартовала.", "The rocket was launched 37 times."),
        ("kk", "ru", "Зымыран ұшырылды.", "Запущено 1 250 ракет."),
    ],
)
def test_a_number_from_nowhere_is_seen(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is Fault.INVENTED_NUMBERS


@pytest.mark.parametrize(
    ("source_language", "target_language", "source", "translation"),
    [
        ("en", "ru", "Two million people came.", "Пришло 2 000 000 человек."),
        ("en", "ru", "It costs $1.5 billion.", "Это стоит 1,5 млрд долларов."),
        ("en", "kk", "Twenty-five people came.", "25 адам келді."),
        ("ru", "en", "Пришло двадцать пять человек.", "25 people came."),
        ("kk", "ru", "Жиырма бес адам келді.", "Пришло 25 человек."),
        ("en", "ru", "It starts at 7 in the evening.", "Начало в 19:00."),
        ("en", "ru", "Their team won 3-1.", "Их команда победила 3:1."),
        ("ru", "en", "В XX веке это изменилось.", "It changed in the 20th century."),
        ("en", "ru", "The spring '19 collection.", "Весенняя коллекция 2019 года."),
        ("en", "ru", "It flew 385 miles to the north.", "Он пролетел 620 километров на север."),
        ("en", "ru", "Growth was 12.5 percent.", "Рост составил 12,5 %."),
        ("tr", "ru", "Yirmi beş kişi geldi buraya.", "Сюда пришло 25 человек."),
    ],
)
def test_a_number_in_another_form_is_neither_lost_nor_invented(source_language, target_language, source, translation):
    assert find_fault(source, translation, source_language, target_language) is None
