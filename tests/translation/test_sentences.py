"""Sentences: cut where a reader would, and nothing lost. In the examples "|" stands where the cut belongs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.translation.sentences import split

ENGLISH = [
    "The meeting took place on Monday. |Test launches are expected by the end of the year.",
    "Mr. Putin met Gen. Ivanov and Dr. Kim. |They talked for 3.5 hours.",
    "Lt. Gen. A. B. Volkov lives in St. Petersburg.",
    "The U.S. Senate and the U.N. General Assembly voted. |It was close.",
    "He lives in the U.S. |He likes it.",
    "Spacecraft, e.g. Soyuz, i.e. a Russian one, fly vs. Dragon.",
    "The launch is at 10 a.m. Moscow time. |The landing is at 9 p.m. |The crew sleeps then.",
    "See No. 5 and Fig. 3 in vol. II on pp. 10–12. |No. |I will not.",
    "SpaceX Inc. CEO Elon Musk came. |He works for SpaceX Inc. |The firm is large.",
    "On Jan. 5 and in Feb. 2021 they met.",
    "A.S. Pushkin wrote it. |V.A.Soloviyov announced it. |Zh. Kassymbek agreed. |J. R. R. Tolkien did not.",
    "The crew of Soyuz MS-27. |Three people fly on Soyuz-U. |Four on others.",
    "The launch marks the defeat in World War II. |The spacecraft was named Victory Rocket.",
    "So do I. |But World War I. |Then came peace.",
    "It costs 3.5 million. |Version 2.10.1 is out. |5 people came.",
    "See https://example.com/a.b?c=d. |Write to info@example.kz. |Visit example.com. |Bye.",
    "What?! |Really... |Yes… |No!!!",
    "Wait... he said. |And then… nothing.",
    '"It is ready." |He left. |"Really?" he asked. |(It was late.) |Then he came.',
    "“It is ready.” |‘Yes.’ |«Да.» |Next.",
    "“The conquest of space became a symbol.” |Next comes this.",
    "“Yes!” – Bakanov said. |He left.",
    "“We cooperate with them”, — Ostapenko said. |He left.",
    "“We work on the principles of parity.” — Ostapenko noted.",
    "“Is it true?”, asked Tokayev. |It is.",
    "I dream of space. “",
    "1. First item",
    "  2.1. Second item. |It is long.",
    "He can't. |Putin can.",
    "It rose in Moscow (U.S.) Senate terms.",
    "They doubt it (?) But they go.",
    "It was proved.[12] |Others doubt it.",
    "First paragraph without a stop\n\n|Second paragraph. |Its end.",
    "One line\nand its continuation. |The end.",
    "He came in 1991. |– She did not. |• A point.",
]

RUSSIAN = [
    "Встреча состоялась в понедельник. |Пуск намечен на конец года.",
    "Родился А. С. Пушкин в 1799 г. в Москве. |Он стал поэтом.",
    "В 2021 г. Путин посетил г. Алматы. |В 2022 г. |Он вернулся.",
    "Это было в 1990–1995 гг. |В те годы всё менялось. |В XIX в. Россия росла.",
    "Он купил хлеб, молоко и т.д. |Потом ушёл. |Сюда входят США, Китай и др. |Казахстан участвует.",
    "Это, т. е. пуск и т. п. |Далее по плану.",
    "Он живёт на ул. Абая, д. 5, кв. 7. |Университет им. Гумилёва рядом.",
    "Потрачено 5 млн. рублей, 3 млрд. |Это 200 тыс. руб. |На эти деньги строят.",
    "См. рис. 5 на стр. 10 и гл. IV. |Тел. +7 700 000 00 00.",
    "Проф. Иванов и акад. Королёв спорили. |К.-Ж. Тоқаев слушал.",
    "Указ подписал К.-Ж. Токаев. |Дж. Байден согласился.",
    "«Мы готовы», – сказал Рогозин. |«Да!» – ответил он. |«Нет…» – возразил другой.",
    "«Мы готовы.» |«Союз МС-27» стартует завтра.",
    "— Да, — сказал он. |— Пойдём.",
    "Корабль «Союз МС-27». |Экипаж «Прогресса». |Полёт длится 3,5 часа.",
    "Это я. |Иван пришёл.",
    "Как?! |Неужели?.. |Да.",
    "До н. э. это было иначе.",
]

KAZAKH = [
    "Кездесу дүйсенбіде өтті. |Ұшыру жыл соңына жоспарланған.",
    "Қасым-Жомарт Тоқаев 2019 ж. 5 сәуірде кездесті. |Ол сұхбат берді.",
    "2019 ж. Тоқаев келді. |1990–1995 жж. |Бұл кезең ауыр болды.",
    "Оған АҚШ, Қытай, Жапония т.б. |Қазақстан да қатысады.",
    "Нан, сүт, ет т. б. |Олар қымбат. |Кітап, дәптер т.с.с. |Бәрі керек.",
    "Б.з.д. V ғ. сақтар өмір сүрді. |Олар көшпелі еді.",
    "Қ.-Ж. Тоқаев пен Қ. К. Тоқаев – бір адам. |Ә. Бөкейхан – басқа.",
    "Проф. Сәтбаев пен тех. ғылым докторы келді.",
    "Бюджеті 5 млн. АҚШ доллары. |Бұл көп.",
    "«Біз дайынбыз!» – деді ол. |«Қашан?» деп сұрады Тоқаев.",
    "«Бәйтерек» кешені салынуда. |«Союз МС-27» кемесі ұшты.",
    "– Келдің бе? |– Иә.",
    "Ол Байқоңырда, Абай көш. 5 үйде тұрады.",
]

OTHERS = [
    ("fr", "Il est là. |Elle aussi, p. 5."),
    ("de", "Dr. Kim kam. |„Wir sind bereit.“ |Danach ging er."),
    ("zh", "会议在星期一举行。|发射准备就绪！|是吗？"),
    ("ar", "هل هذا صحيح؟ |نعم."),
    ("kk-Latn", "Ol keldi. |Biz kettik."),
]

EXAMPLES = [
    *(("en", example) for example in ENGLISH),
    *(("ru", example) for example in RUSSIAN),
    *(("kk", example) for example in KAZAKH),
    *OTHERS,
]


@pytest.mark.parametrize(("language", "example"), EXAMPLES)
def test_a_paragraph_is_cut_where_a_reader_would(language, example):
    assert split(example.replace("|", ""), language) == example.split("|")


def test_only_the_empty_text_has_no_sentences():
    assert split("", "en") == []
    assert split(" ", "en") == [" "]
    assert split("***", "ru") == ["***"]


def test_white_space_stays_where_it_was():
    assert split(" \n One.  Two.\t\u00a0Three. \n", "en") == [" \n One.  ", "Two.\t\u00a0", "Three. \n"]


def test_the_language_decides_what_is_an_abbreviation():
    assert len(split("Это проф. Иванов.", "ru")) == 1
    assert len(split("It is a prof. Иванов.", "ja")) == 1
    assert len(split("Это проф. Иванов.", "ja")) == 2


# Texts made of what the rule looks at reach more of it than arbitrary ones.
PARTS = st.sampled_from(
    [
        *' .!?…,"«»“”()[]-–—•',
        "\n",
        "\n\n",
        "\u00a0",
        "...",
        "A",
        "г",
        "т.",
        "U.S.",
        "Mr",
        "No",
        "5",
        "1.",
        "Он",
        "the",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PARTS, max_size=40).map("".join))
LANGUAGES = st.sampled_from(["en", "ru", "kk", "fr", "und"])


@settings()  # other work may slow the machine
@given(TEXTS, LANGUAGES)
def test_the_pieces_joined_are_the_text(text, language):
    assert "".join(split(text, language)) == text


@settings()  # other work may slow the machine
@given(TEXTS, LANGUAGES)
def test_a_piece_holds_a_letter_or_digit_unless_the_text_holds_none(text, language):
    pieces = split(text, language)
    assert all(pieces)
    assert len(pieces) <= 1 or all(any(c.isalnum() for c in piece) for piece in pieces)


@settings()  # other work may slow the machine
@given(TEXTS, LANGUAGES)
def test_no_piece_but_the_first_starts_with_white_space(text, language):
    assert not any(piece[0].isspace() for piece in split(text, language)[1:])


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        ".",
        ".)",
        "a. ",
        "т. ",
        "U.",
        "1. ",
        '. " ',
        ". (",
        "- ",
        "\n \n",
        " ",
        "x-",
        "Я. А",
        "No. ",
        "«.» – ",
    ],
)
def test_a_long_line_of_anything_is_cut(unit):
    # A rule that looks at everything before, or after, each mark would take minutes here.
    text = unit * 20_000
    assert "".join(split(text, "ru")) == text
