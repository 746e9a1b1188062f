"""Saved pages of many shapes are read by general rules."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feedserver.errors import SourceError
from feedserver.model import Article, BlockKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.saved_text import read_saved_text

P, H, LI = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM
CONTEXT = ReadingContext(source="s", zone=UTC, read_at=datetime(2026, 4, 8, 12, tzinfo=UTC), language="en")


def read(page: str, context: ReadingContext = CONTEXT) -> Article:
    return read_saved_text(page, "page.txt", context)


def body(article: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, html.unescape(block.html)) for block in article.blocks]


ENGLISH = """\
Skip to content
Home › News › Space
SpaceWatch.example
Facebook Twitter Telegram
New launch pad opens at Baikonur
Leave a Comment
By Jane Doe | April 5, 2019 | 1,204 views
Photo: Roscosmos
The pad will serve light rockets for the next twenty years.
The agency publishes podcasts about it. Podcasts are heard by 20,000 people a week.
Share
Related
Related work began in 2015 & cost < 3 million dollars.
What comes next?
Two launches are planned. “Related parties” will watch them.
He is 42.
Filed under: Space, Kazakhstan
Tags: pad, rocket
Comments (2)
John
April 6, 2019
Great article! I have been there myself.
Your email address will not be published. Required fields are marked *
© 2019 SpaceWatch. All rights reserved.
"""


def test_an_english_page_without_blank_lines() -> None:
    article = read(ENGLISH)
    assert article.title == "New launch pad opens at Baikonur"
    assert article.published_at == datetime(2019, 4, 5, tzinfo=UTC)
    assert article.author == "Jane Doe"
    assert article.categories == ("Space", "Kazakhstan")
    assert article.summary == "The pad will serve light rockets for the next twenty years."
    assert body(article) == [
        (P, "The agency publishes podcasts about it. Podcasts are heard by 20,000 people a week."),
        (H, "Related"),
        (P, "Related work began in 2015 & cost < 3 million dollars."),
        (H, "What comes next?"),
        (P, "Two launches are planned. “Related parties” will watch them."),
        (P, "He is 42."),
    ]
    assert article.blocks[2].html == "Related work began in 2015 &amp; cost &lt; 3 million dollars."


RUSSIAN = """\
Главная / Новости / Космос

8 апреля 2025 г., 14:05

Рубрика: Космос

На Байконуре начались испытания «Союза-5»

1 234 просмотра

Поделиться

Испытания новой ракеты начались в понедельник, сообщает пресс-служба Роскосмоса.

Ракета «Союз-5» создаётся для комплекса «Байтерек». Первый пуск намечен на конец года.

Читайте также: Казахстан и Россия обсудили «Байтерек»

— Мы готовы к пуску, — сказал глава предприятия.

Читайте также

Глава Роскосмоса посетил Астану

Новый экипаж прибыл на МКС

Работы идут по графику:

- стартовый стол готов;
- топливо поставлено;
- расчёт обучен.

Пуск покажут в прямом эфире.

Подписывайтесь на наш канал в Telegram

Последние новости

Двигатель испытали на стенде

7 апреля 2025, 10:00

В Алматы открылась выставка. На ней показали ракету.

6 апреля 2025, 09:30

Похожие новости

Экипаж вернулся на Землю

Читать далее

Оставить комментарий

Комментарии проходят проверку. Будьте вежливы.
"""


def test_a_russian_page_with_links_between_its_paragraphs() -> None:
    article = read(RUSSIAN)
    assert article.title == "На Байконуре начались испытания «Союза-5»"
    assert article.published_at == datetime(2025, 4, 8, 14, 5, tzinfo=UTC)
    assert article.categories == ("Космос",)
    assert article.summary.startswith("Испытания новой ракеты начались")
    assert body(article) == [
        (P, "Ракета «Союз-5» создаётся для комплекса «Байтерек». Первый пуск намечен на конец года."),
        (P, "— Мы готовы к пуску, — сказал глава предприятия."),
        (P, "Работы идут по графику:"),
        (LI, "стартовый стол готов;"),
        (LI, "топливо поставлено;"),
        (LI, "расчёт обучен."),
        (P, "Пуск покажут в прямом эфире."),
    ]


KAZAKH = """\
Басты бет

Бәйтерек кешенінде сынақтар басталды

Ғарыш | 2025 жылғы 8 сәуір | 181 рет қаралды

Авторы: Айгүл Серікова

Сынақтар дүйсенбіде басталды, деп хабарлады Роскосмостың баспасөз қызметі.

Ұшыру күні

Алғашқы ұшыру жыл соңына жоспарланған. Оған екі елдің мамандары қатысады.

Бөлісу

«Біз дайынбыз», – деді кешен басшысы.

Тағы оқыңыз

Ғарышкерлер Жерге оралды…

Толығырақ

Астанада көрме ашылды…

Толығырақ

Соңғы жаңалықтар

Жаңа спутник ұшырылды

Ғарыш • 7 сәуір 2025

Пікір қалдыру

© Барлық құқықтар қорғалған.
"""


def test_a_kazakh_page_with_a_list_of_teasers() -> None:
    article = read(KAZAKH)
    assert article.title == "Бәйтерек кешенінде сынақтар басталды"
    assert article.published_at == datetime(2025, 4, 8, tzinfo=UTC)
    assert article.categories == ("Ғарыш",)
    assert article.author == "Айгүл Серікова"
    assert article.summary.startswith("Сынақтар дүйсенбіде")
    assert body(article) == [
        (H, "Ұшыру күні"),
        (P, "Алғашқы ұшыру жыл соңына жоспарланған. Оған екі елдің мамандары қатысады."),
        (P, "«Біз дайынбыз», – деді кешен басшысы."),
    ]


def test_a_list_of_links_above_the_title_is_not_the_article() -> None:
    article = read(
        """\
Latest news
Crew returns to Earth
Space • 4 April, 2019
Satellite is in orbit
Space • 3 April, 2019
New launch pad opens at Baikonur
Space • 5 April, 2019
The pad will serve light rockets for twenty years.
It cost three million dollars.
"""
    )
    assert article.title == "New launch pad opens at Baikonur"
    assert article.published_at == datetime(2019, 4, 5, tzinfo=UTC)
    assert article.summary == "The pad will serve light rockets for twenty years."
    assert body(article) == [(P, "It cost three million dollars.")]


@pytest.mark.parametrize(
    "list_of_links",
    [
        "In other chapters\nCrew returns to Earth\nSpace • 4 April, 2019\nPad opens\nSpace • 3 April, 2019",
        "In other chapters:\n4 April 2019\nThe crew of the station has returned to…\nfull story",
        "In other chapters\n4 April 2019\nThe crew…\n3 April 2019\nThe pad…\n",
        "4 April 2019\nThe crew of the station has returned home.\nRead more",
        "Read also:\nThe crew of the station has returned home.\nSpace • 4 April, 2019",
        "More news:\n4 April 2019\nThe crew of the station is home.\n3 April 2019\nThe pad is open.",
        "Podcasts\n0:00\n13:56\nThe week in space\n15:40",
        "Related\nCrew returns to Earth\nIs the pad ready?",
        "Related\nPhotos\nVideo",
        "Tags:\nSpace\nKazakhstan",
    ],
)
def test_a_list_of_links_at_the_foot_goes_by_its_shape(list_of_links: str) -> None:
    article = read(f"Pad opens at Baikonur\n\nThe pad is open.\n\nIt was built fast.\n\n{list_of_links}\n")
    assert article.published_at is None
    assert body(article) == [(P, "It was built fast.")]


@pytest.mark.parametrize(
    ("below", "blocks"),
    [
        ("Related\n\nThe crew flew home.", [(H, "Related"), (P, "The crew flew home.")]),
        ("Video\n\nThe crew flew home.", [(H, "Video"), (P, "The crew flew home.")]),
        ("See also\n\nThe crew flew home.", [(H, "See also"), (P, "The crew flew home.")]),
        ("Related.", [(P, "Related.")]),
        ("The end", [(P, "The end")]),
        ("Read more about it in the book.", [(P, "Read more about it in the book.")]),
        ("12 views of the Earth were taken.", [(P, "12 views of the Earth were taken.")]),
        ("• pad;\n• rocket;\n• crew", [(LI, "pad;"), (LI, "rocket;"), (LI, "crew")]),
        ("•-5 degrees;\n• 7 degrees", [(LI, "-5 degrees;"), (LI, "7 degrees")]),
        ("Aims:\n* pad\n* rocket", [(P, "Aims:"), (LI, "pad"), (LI, "rocket")]),
        ("— Is it ready?\n— It is.", [(P, "— Is it ready?"), (P, "— It is.")]),
        ("* The name was changed.", [(P, "* The name was changed.")]),
        ("Menu\n\nIt was short.", [(H, "Menu"), (P, "It was short.")]),
        ("10:00\n\nThe crew left.", [(H, "10:00"), (P, "The crew left.")]),
        ("Both:\nA pad\nA crew\nThey flew.", [(P, "Both:"), (P, "A pad"), (P, "A crew"), (P, "They flew.")]),
        ("Anna\nMaria\nOlga\nThey flew.", [(P, "Anna"), (P, "Maria"), (P, "Olga"), (P, "They flew.")]),
    ],
)  # fmt: skip
def test_what_only_resembles_furniture_stays(below: str, blocks: list[tuple[BlockKind, str]]) -> None:
    article = read(f"Pad opens at Baikonur\n\nThe pad is open.\n\nIt was built fast.\n\n{below}\n")
    assert body(article) == [(P, "It was built fast."), *blocks]


def test_paragraphs_that_begin_with_dates_are_paragraphs() -> None:
    paragraphs = ["April 12, 1961. Gagarin is in orbit.", "12 April 1981 was the day of the first shuttle."]
    article = read("A day in April\n\nIt is a great day.\n\n" + "\n\n".join(paragraphs))
    assert article.published_at is None
    assert body(article) == [(P, text) for text in paragraphs]


def test_the_dates_of_a_chronicle_are_its_subheadings() -> None:
    article = read("The race\n5 May 2019\nIt took years.\nApril 12, 1961\nGagarin flew.\nMay 5, 1961\nShepard flew.\n")
    assert article.published_at == datetime(2019, 5, 5, tzinfo=UTC)
    assert body(article) == [
        (H, "April 12, 1961"),
        (P, "Gagarin flew."),
        (H, "May 5, 1961"),
        (P, "Shepard flew."),
    ]


def test_a_subheading_under_the_lead_stays() -> None:
    article = read("Pad opens\n\nThe pad is open.\n\nMenu\n\nIt has rice. Comments (3) were few.\n")
    assert body(article) == [(H, "Menu"), (P, "It has rice. Comments (3) were few.")]


def test_a_date_under_the_lead_is_the_articles() -> None:
    text = "The pad at Baikonur is open."
    article = read(f"Pad opens at Baikonur\nThe pad will serve light rockets\nBy Ann Lee\n5 May 2019\n{text}\n")
    assert article.published_at == datetime(2019, 5, 5, tzinfo=UTC)
    assert article.author == "Ann Lee"
    assert article.summary == "The pad will serve light rockets"
    assert body(article) == [(P, text)]


def test_a_date_at_the_foot_is_the_articles_if_no_other_is() -> None:
    article = read("Pad opens\n\nThe pad is open.\n\nPublished: 5 May 2019 10:30\n")
    assert article.published_at == datetime(2019, 5, 5, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("foot", ["Last updated\n\n6 May 2019", "Updated: 6 May 2019", "Next »\n\n6 May 2019"])
def test_a_later_date_at_the_foot_is_not_the_articles(foot: str) -> None:
    assert read(f"Pad opens\n\nThe pad is open.\n\n{foot}\n").published_at is None
    article = read(f"Pad opens\n\n5 May 2019\n\nThe pad is open.\n\n{foot}\n")
    assert article.published_at == datetime(2019, 5, 5, tzinfo=UTC)


def test_the_word_above_the_title_is_a_category() -> None:
    article = read("Space\nPad opens at Baikonur\nThe pad is open.\nIt was built fast.\n")
    assert (article.title, article.categories) == ("Pad opens at Baikonur", ("Space",))


@pytest.mark.parametrize(
    "top",
    [
        "Pad opens. Video | Space News\n\nPad opens. Video",
        "Pad opens. Video - Space.example\n\n© Space.example\n\nPad opens. Video\n\n(c) Ann Lee",
        "Today, 14:05\n\nPad opens. Video\n\n2 hours ago",
        "Вчера\n\nPad opens. Video\n\nPad opens. Video",
        "12\n\nPad opens. Video\n\nLeave a comment\n\nUpdated: 5 May 2019",
    ],
)
def test_what_stands_around_the_title_is_no_part_of_it(top: str) -> None:
    article = read(f"{top}\n\nThe pad is open to all.\n\nLeave a comment\n\nIt was built fast.\n")
    assert (article.title, article.summary) == ("Pad opens. Video", "The pad is open to all.")
    assert article.published_at is None
    assert body(article) == [(P, "It was built fast.")]


@pytest.mark.parametrize(
    "between",
    [
        "Advertisement\nManaged tents without the poles. Try them free for 30 days.",
        "Boats on the river at dawn, before the pad was built. Photo: Ann Lee",
        "Boats lie beside the road to the pad that was built so fast",
        "“The pad is open to all”",
        "MORE INTERVIEWS\nThe man who maps pads\nA pad is a library on fire",
        "Why pads freeze in winter\nWho cleans the roofs of pads\nThe woman who mends old maps of pads",
        "Get the morning pad\nFive stories before breakfast\nSign me up",
        "READ MORE: How to build a pad",
        "Photo 2 of 12",
        "Image caption, A pad",
        "Image source,\nGetty Pads",
        "Pads | Rockets | Crews",
    ],
)
def test_what_stands_between_paragraphs_and_is_no_text_goes(between: str) -> None:
    paragraphs = ["It was built fast, they said.", "It is big and new, and it will serve for the next twenty years."]
    page = f"Pad opens\n\nThe pad is open to all who come.\n\n{paragraphs[0]}\n{between}\n\n{paragraphs[1]}\n"
    assert body(read(page)) == [(P, text) for text in paragraphs]


LONG = (
    "The new pad at the northern edge of the cosmodrome is open to all who come, its builders said on Tuesday.",
    "It was built in less than two years, and the old one next to it will be a museum from the spring on.",
    "The crew that will fly from it first has arrived already and is getting ready for the flight in the hotel.",
)


@pytest.mark.parametrize(
    "between",
    [
        "Builders check the tower of the pad\nSource: Cosmos Daily",
        "Ann Lee/BBC",
        "Иван Петров / Коммерсантъ",
        "Cosmos Ann Lee on the tower of the pad, with a red helmet in her hand.\nCosmos\nAnn Lee has built three pads",
        "The tower of the pad\nThe tower of the pad",
        "The builders of the pad\n\nThe crew\n",
        "File image",
        "Видеодан кадр",
        "A view of the pad",
        "Video\nHow the pad was built\n00:48",
        "0:00\n4:41",
        "Read also Museum of pads is closed for repairs",
        "WATCH | How the pad was built",
        "Оқи отырыңыз:",
        "Terms of use",
        "Follow our live blog",
    ],
)
def test_what_belongs_to_pictures_and_links_goes(between: str) -> None:
    page = (
        f"Pad opens\n\n{LONG[0]}\n\nWhy now\n\n{LONG[1]}\n\n{between}\n\n{LONG[2]}\n\nWhat next\n\n{LONG[0][::-1]}.\n"
    )
    expected = {*LONG[1:], "Why now", "What next", "The crew"}
    assert {text for _, text in body(read(page))} - {f"{LONG[0][::-1]}."} <= expected


@pytest.mark.parametrize("heading", ["What the builders say about the price", "‘No spare pads on the shelf’"])
def test_a_subheading_stays(heading: str) -> None:
    said = f"{LONG[2]} There are no spare pads on the shelf."
    page = f"Pad opens\n\n{LONG[0]}\n\nHay and heating oil\n\n{LONG[1]}\n\n{heading}\n\n{said}\n"
    assert body(read(page)) == [(H, "Hay and heating oil"), (P, LONG[1]), (H, heading), (P, said)]


def test_times_over_what_happened_then_stay() -> None:
    page = f"Pad opens\n\n{LONG[0]}\n\n10:15\n\n{LONG[1]}\n\n10:20\n\n{LONG[2]}\n"
    assert [text for _, text in body(read(page))] == ["10:15", LONG[1], "10:20", LONG[2]]


@pytest.mark.parametrize(
    "below",
    [
        "Ann Lee\nA reporter of Cosmos Daily. She writes about pads.",
        "Contact Ann Lee at 715-555-0142 or alee@cosmos.example. She answers at night.",
    ],
)
def test_who_the_author_is_does_not_end_the_text(below: str) -> None:
    article = read(f"Pad opens\n\n5 April 2019\nAnn Lee\n\n{LONG[0]}\n\n{LONG[1]}\n\n{LONG[2]}\n\n{below}\n")
    assert article.author == "Ann Lee"
    assert [text for _, text in body(article)] == list(LONG[1:])


def test_a_rate_in_brackets_ends_the_text() -> None:
    page = f"Pad opens\n\n{LONG[0]}\n\n{LONG[1]}\n\n($1 = 0.9174 euros)\n\nShare\nRead also\nA\nB\n"
    assert body(read(page))[-1] == (P, "($1 = 0.9174 euros)")


def test_a_label_may_stand_above_what_it_says() -> None:
    article = read("Pad opens\n\nAuthor\n\nAnn Lee\n\nPublished\n\n5 May 2019\n\nThe pad is open.\n\nIt is big.\n")
    assert (article.author, article.published_at) == ("Ann Lee", datetime(2019, 5, 5, tzinfo=UTC))
    assert body(article) == [(P, "It is big.")]


def test_days_count_from_the_day_of_saving() -> None:
    context = replace(CONTEXT, saved_at=datetime(2019, 5, 5, 12, tzinfo=UTC))
    page = "Pad opens at Baikonur\n\nYesterday, 14:05\n\nThe pad is open.\n\nIt is big.\n"
    assert read(page, context).published_at == datetime(2019, 5, 4, 14, 5, tzinfo=UTC)
    assert read(page).published_at is None


def test_comments_without_a_heading_show_by_their_shape() -> None:
    comments = "Ann\n6 May 2019\nGreat pad.\n\nBen K\n7 May 2019\nI saw it. It is really big and it will be of use.\n"
    article = read(f"Pad opens\n\nThe pad is open.\n\nIt is big.\n\n{comments}")
    assert body(article) == [(P, "It is big.")]
    assert article.published_at is None


def test_the_rows_of_a_table_stay() -> None:
    table = "Day\tPad\tFlights\n5 May\tOld\t3\n6 May\tNew\t4"
    article = read(f"Pad opens\n\nThe pad is open.\n\nIt is big.\n\n{table}\n\nIt was built fast.\n")
    rows = ["Day Pad Flights", "5 May Old 3", "6 May New 4"]
    assert body(article) == [(P, "It is big."), *((P, row) for row in rows), (P, "It was built fast.")]


def test_the_times_of_a_live_blog_stay_with_their_text() -> None:
    article = read("Pad opens\n\nThe pad opens now.\n\n10:05\n\nIt is open.\n\nShare\n\n09:30\n\nWe wait.\n\nShare\n")
    assert [text for _, text in body(article)] == ["10:05", "It is open.", "09:30", "We wait."]


def test_the_readers_comments_are_not_the_article() -> None:
    article = read("Pad opens\n\nIt is open.\n\nIt is big.\n\nComments (1)\n\nAnn\n\nGreat pad. I saw it.\n")
    assert body(article) == [(P, "It is big.")]


@pytest.mark.parametrize("by", ["By Ann Lee", "BY ANN LEE", "By Ann Lee, Reuters", "Author: Ann Lee", "Автор: Ann Lee"])
def test_the_author_is_the_one_the_page_names(by: str) -> None:
    article = read(f"Pad opens\n\n{by}\n\nIt is open.\n\nBy Monday it will be full.\n")
    assert article.author is not None
    assert article.author.casefold().startswith("ann lee")
    assert body(article) == [(P, "By Monday it will be full.")]


def test_a_question_can_be_a_title() -> None:
    article = read("Will the pad open?\n\nNobody knows. We asked.\n")
    assert (article.title, article.summary, article.blocks) == (
        "Will the pad open?",
        "Nobody knows. We asked.",
        (),
    )


def test_an_article_that_begins_with_a_subheading_has_no_lead() -> None:
    article = read("Pad opens at Baikonur\n\nThe beginning\n\nThe pad is open.\n")
    assert article.summary == ""
    assert body(article) == [(H, "The beginning"), (P, "The pad is open.")]


def test_a_page_of_one_line_has_it_as_title_and_lead() -> None:
    article = read("The pad is open\n\n5 May 2019\n\nThe pad is open\n")
    assert article.published_at == datetime(2019, 5, 5, tzinfo=UTC)
    assert (article.title, article.summary, article.blocks) == ("The pad is open", "The pad is open", ())


def test_captions_that_repeat_the_title_go() -> None:
    article = read("Pad opens\n\nThe pad is open.\n\nPAD OPENS.\n\nIt was built fast.\n\n«Pad opens»\n")
    assert body(article) == [(P, "It was built fast.")]


KAZAKH_STORY = """\
Бәйтерек кешенінде сынақтар басталды

Сынақтар дүйсенбіде басталды, деп хабарлады Роскосмостың баспасөз қызметі.

Алғашқы ұшыру жыл соңына жоспарланған. Оған екі елдің мамандары қатысады.
"""


def test_the_language_is_the_declared_one_else_the_texts() -> None:
    assert read(KAZAKH_STORY, replace(CONTEXT, language="ru")).language == "ru"
    assert read(KAZAKH_STORY, replace(CONTEXT, language=None)).language == "kk"
    assert read("東京の天気\n\n今日は晴れです。\n", replace(CONTEXT, language=None)).language == "und"


def test_the_categories_of_the_source_come_first_and_none_twice() -> None:
    page = "Pad opens\n\nThe pad is open.\n\nIt is big.\n\nCategories: Space, Kazakhstan\n"
    article = read(page, replace(CONTEXT, categories=("Kazakhstan", "News")))
    assert article.categories == ("Kazakhstan", "News", "Space")


@pytest.mark.parametrize(("days", "is_believed"), [(-400, True), (0, True), (1, True), (2, False), (365, False)])
def test_a_date_later_than_tomorrow_is_none(days: int, is_believed: bool) -> None:
    day = (CONTEXT.read_at + timedelta(days=days)).replace(hour=0)
    article = read(f"Pad opens\n\n{day:%d.%m.%Y}\n\nThe pad is open.\n\nIt is big.\n")
    assert article.published_at == (day if is_believed else None)
    assert article.title == "Pad opens"
    assert article.summary == "The pad is open."


@pytest.mark.parametrize(
    "page",
    [
        "1\n2\n3",
        "Share\n\n12 views\n\nLeave a comment",
        "5 April 2019\n\nLast news\n\nPad opens\n\nSpace • 4 April, 2019",
    ],
)
def test_a_page_without_an_article_is_refused_by_name(page: str) -> None:
    with pytest.raises(SourceError, match=r"^page\.txt: has no article"):
        read(page)


SCRAPS = st.sampled_from(
    [
        *ENGLISH.splitlines(),
        *RUSSIAN.splitlines(),
        *KAZAKH.splitlines(),
        "•",
        "- a",
        "…",
        "",
        "0:00",
        "Space",
        "»",
    ]
)


# What the decoder lets through: no controls, no surrogates, no noncharacters.
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\t\n"))
PAGES = st.lists(SCRAPS | TEXT).map("\n".join) | TEXT


@given(PAGES)
@settings(max_examples=100)
def test_any_text_gives_an_article_fit_for_a_feed_or_a_source_error(page: str) -> None:
    try:
        article = read(page)
    except SourceError as error:
        article, message = None, str(error)
    if article is None:
        assert message.startswith("page.txt: ")
        return
    texts = [article.title, article.summary, article.author or "", *article.categories]
    texts += [block.html for block in article.blocks]
    assert article.title.strip()
    assert article.summary or article.blocks
    assert all(block.html.strip() for block in article.blocks)
    assert not any(is_forbidden(char) for text in texts for char in text)


def is_forbidden(char: str) -> bool:
    return char < " " or "\ud800" <= char <= "\udfff" or (ord(char) & 0xFFFE) == 0xFFFE


WORDS = st.sampled_from(["the", "crew", "news", "related", "video", "comment", "ракета", "ғарыш", "12", "май"])
SENTENCES = st.lists(WORDS, min_size=7, max_size=12).map(lambda words: "So " + " ".join(words) + " went.")
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join), min_size=2, max_size=6, unique=True)
TOPS = st.lists(st.sampled_from(["Menu", "Share", "12 views", "Главная", "Бөлісу", "0:00", "icon a icon bicon"]))
MIDDLES = st.sampled_from(["", "Share", "181 timeviewed", "Реклама", "1 234 просмотра", "Read also: Pad opens"])
FEET = st.lists(
    st.sampled_from(
        [
            "Last news\n\nPad opens\n\nSpace • 14 May, 2020",
            "Читайте также\n\nПуск прошёл успешно\n\nЭкипаж вернулся",
            "Тағы оқыңыз\n\nҒарышкерлер оралды…\n\nТолығырақ",
            "More from this category:\nJuly 25, 2013\n\nAt the site the work goes on…\n\nfull story",
            "Podcasts\n0:00\n13:56",
            "Пікір қалдыру",
            "© 2020 All rights reserved.",
            "Follow us on Telegram",
            "Next »",
        ]
    )
)


@given(PARAGRAPHS, TOPS, MIDDLES, FEET, st.sampled_from(["\n", "\n\n"]))
def test_a_text_wrapped_in_furniture_comes_out_unchanged(
    paragraphs: Sequence[str], top: list[str], middle: str, feet: list[str], end: str
) -> None:
    assume(not any(one != other and one in other for one in paragraphs for other in paragraphs))  # a pull quote
    title = "A quiet day in orbit"
    lines = [*top, title, "5 April 2019", paragraphs[0], middle, *paragraphs[1:], *feet]
    article = read(end.join(lines))
    assert article.title == title
    assert article.published_at == datetime(2019, 4, 5, tzinfo=UTC)
    assert [article.summary, *(block.html for block in article.blocks)] == list(paragraphs)


@pytest.mark.parametrize(
    "line",
    [
        "The crew of the station came home after half a year in orbit and was met by friends. " * 10,
        "Related",
        "Pad opens\nSpace • 14 May, 2020",
        "5 May 2019",
        "(" * 150 + "a",
        "« " * 70 + "a",
        "a. " * 50 + "b",
        "a b c d e f",
        "- a;",
    ],
)
def test_a_page_of_a_thousand_lines_is_read(line: str) -> None:
    page = "Pad opens\n\nThe pad is open.\n\nIt was built fast.\n\n" + f"{line}\n" * 1_000
    assert read(page).title == "Pad opens"


@pytest.mark.parametrize(
    "line",
    ["By Ann Lee in Nation on 5 May 2020", "Ann Lee | May 5, 2020", "Ann Lee, Almaty. Published 5 May 2020",
     "Автор: Ann Lee 05.05.2020", "Posted on May 5, 2020 by Ann Lee"],
)  # fmt: skip
def test_a_date_and_an_author_are_found_in_one_line(line: str) -> None:
    article = read(f"Pad opens at Baikonur\n\n{line}\n\nThe pad is open.\n\nIt was built fast.\n")
    assert (article.published_at, article.author) == (datetime(2020, 5, 5, tzinfo=UTC), "Ann Lee")
    assert [article.summary, *(text for _, text in body(article))] == ["The pad is open.", "It was built fast."]


def test_a_box_between_paragraphs_goes_and_a_subheading_below_it_stays() -> None:
    opening = "The pad at Baikonur is open.\n\nWhy now?\n\nThe old one was built sixty years ago."
    box = "Newsletter\nEverything that flies\nEvery Friday, for people who look up.\nEnter your email\nSubscribe"
    article = read(f"Pad opens at Baikonur\n\n{opening}\n\n{box}\n\nWhat next?\n\nA crew flies there in May.\n")
    assert [text for _, text in body(article)] == [
        "Why now?", "The old one was built sixty years ago.", "What next?", "A crew flies there in May.",
    ]  # fmt: skip


def test_who_the_author_is_stands_below_the_text() -> None:
    text = "The pad at Baikonur is open.\n\nIt was built in a year.\n\nA crew flies there in May."
    bio = "Ann Lee\nSenior Reporter\nAnn covers space and the people who work there. She keeps bees."
    article = read(f"Pad opens at Baikonur\n\n{text}\n\n{bio}\n")
    assert article.author == "Ann Lee"
    assert [text for _, text in body(article)] == ["It was built in a year.", "A crew flies there in May."]


def test_captions_under_numbers_of_a_gallery_go() -> None:
    text = [f"The crew worked on the pad for the whole of month {number}." for number in range(1, 7)]
    slides = "1/2\nThe pad in spring.\n\n2/2\nThe pad in summer."
    article = read("\n\n".join(["Pad opens at Baikonur", *text[:3], slides, *text[3:]]))
    assert [line for _, line in body(article)] == text[1:]


POSTS = (
    "The bridge is closed to all traffic, and the police ask drivers to take the road along the river.",
    "A crane has come, and the first part of the tram stands on its wheels again after two hours of work.",
    "Nine people were hurt, the doctors say, and five of them have been sent home by now with a few plasters.",
    "The first tram has crossed the bridge again, and that is all from here; we wish you a good night.",
)


@pytest.mark.parametrize("times", [("9:27", "10:12", "11:04", "23.59"), ("8.41pm", "8.15pm", "7.32pm", "11.50am")])
def test_of_a_live_report_times_and_headings_stay(times: tuple[str, ...]) -> None:
    posts = "".join(
        f"{time}\nA heading {number}\n{text}\nShare this post\n"
        for number, (time, text) in enumerate(zip(times, POSTS, strict=True))
    )
    page = (
        f"Tram leaves the rails\nBy Ann Lee\n{LONG[0]}\nRefresh\nNewest first\nOldest first\n{posts}Load more posts\n"
    )
    expected = [
        each
        for number, (time, text) in enumerate(zip(times, POSTS, strict=True))
        for each in (time, f"A heading {number}", text)
    ]
    article = read(page)
    assert [text for _, text in body(article)] == expected
    assert [kind for kind, _ in body(article)][1::3] == [H] * len(POSTS)


def test_times_of_comments_are_none_of_a_live_report() -> None:
    comments = "".join(f"Reader {number}\n1{number}:20\nI was there myself and saw it.\n" for number in range(5))
    page = f"Pad opens\nBy Ann Lee\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\nComments (5)\n{comments}"
    assert [text for _, text in body(read(page))] == list(LONG[1:])


@pytest.mark.parametrize(
    "rows",
    [
        ["1. Crew 9 6 2 1 17-7 20", "2. Builders 9 5 2 2 16-8 17", "3. Cosmodrome 9 5 1 3 11-9 16"],
        ["Pads / 2024 / 2025", "Rockets of the cosmodrome / 4 / 12", "Builders / 120 / 96"],
        ["Crew – Builders 3:1 (Kim 5, 48)", "Hotel – Museum 0:0", "Cosmodrome – Spring 0:4 (Lee 11)"],
        ["Crew: Kim – Lee", "Builders: 74 – 59", "Museum: 8 704"],
    ],
    ids=["figures", "slashes", "scores", "sides"],
)
def test_rows_of_a_table_that_has_lost_its_columns_stay(rows: list[str]) -> None:
    page = (
        f"Pad opens\nBy Ann Lee\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\nThe results\n"
        + "\n".join(rows)
        + "\nShare\nTags: pad\n"
    )
    assert [text for _, text in body(read(page))] == [*LONG[1:], "The results", *rows]


def test_rates_below_an_article_are_no_table_of_it() -> None:
    rates = "USD 499.7 +0.2 501\nEUR 566.1 +0.1 570\nCNY 69.4 -0.3 70\n"
    page = f"Pad opens\nBy Ann Lee\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\nShare\nExchange rates\n{rates}"
    assert [text for _, text in body(read(page))] == list(LONG[1:])


@pytest.mark.parametrize("heading", ["What you need to know", "Коротко", "Қысқаша"])
def test_key_points_above_the_text_are_of_the_article(heading: str) -> None:
    points = [
        "• The new pad at the cosmodrome is open",
        "• The old one will be a museum",
        "• The crew has arrived for the flight",
    ]
    page = (
        f"New pad opens at the cosmodrome\nBy Ann Lee\n5 April 2019\nShare\n{heading}\n"
        + "\n".join(points)
        + f"\nRefresh\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n"
    )
    assert body(read(page))[:4] == [(H, heading), *((LI, point[2:]) for point in points)]


def test_links_above_the_text_are_no_key_points() -> None:
    links = "• Why cats sleep so long in winter\n• Ten rivers to see before summer\n• Who cleans roofs in Oslo\n"
    text = "\n".join(LONG)
    article = read(f"New pad opens at the cosmodrome\nBy Ann Lee\n5 April 2019\nShare\nLatest\n{links}Share\n{text}\n")
    assert [article.summary, *(text for _, text in body(article))] == list(LONG)


@pytest.mark.parametrize(
    "between",
    [
        "Dana Reed\n@danareed\nso they locked the pad.\n7:22 PM · Feb 6, 2026\n18.4K\nReply\nCopy link",
        "Poll\nWill you visit the new pad?\n○ Yes, of course\n○ No\nVote\n2,087 votes",
        "Опрос\nПоедете ли вы туда?\nДа 71%\nНет 29%\nВсего: 2 087 голосов",
        "A pad is born\n5 hours ago\nDuration 2:14\nWatch the builders as they carry stones.",
        "“It was built in less than two years”",
        "$5 a month $10 a month $25 a month Other",
        "The plan of the pad (PDF, 1.2 MB)",
        "https://pads.example/2026/plan",
    ],
)  # fmt: skip
def test_what_pages_embed_between_paragraphs_goes(between: str) -> None:
    page = f"Pad opens\nBy Ann Lee\n{LONG[0]}\n{LONG[1]}\n{between}\n{LONG[2]}\n{POSTS[0]}\nShare\n"
    assert [text for _, text in body(read(page))] == [LONG[1], LONG[2], POSTS[0]]


@pytest.mark.parametrize(
    "below",
    [
        "Correction: an earlier version said that the pad was old.\nEditors' picks\nThe hotel where it is night.",
        "Исправление от 26.11.25: частота указана неверно.",
        "Түзету. 15 мамыр, 10:20. Тереңдігі қате жазылған.",
        "About the author\nAnn Lee has written three books and likes old maps more than she likes rockets.",
        "The Pad Post is made by four people and a cat. Give what you can.",
        "Ann Lee\nShe has written three books.\nShe likes old maps.\nMore of hers\nWhy maps lie to us all",
    ],
)
def test_what_a_site_says_below_an_article_is_not_of_it(below: str) -> None:
    foot = "Share\n© 2026 The Pad Post. All rights reserved.\n"
    page = f"The Pad Post\nMenu\nPad opens\nBy Ann Lee\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n{POSTS[1]}\n{below}\n{foot}"
    article = read(page)
    assert (article.title, article.author) == ("Pad opens", "Ann Lee")
    assert [text for _, text in body(article)] == [LONG[1], LONG[2], POSTS[1]]


def test_what_a_site_offers_between_paragraphs_goes_and_what_it_was_told_stays() -> None:
    offer = "Plan ahead for the Pad Post summits. Hear what nobody would do again."
    told = "“It is a good place,” the builder told The Pad Post."
    page = f"Pad opens | The Pad Post\nPad opens\nBy Ann Lee\n{LONG[0]}\n{LONG[1]}\nShare\n{offer}\nRegister now\n"
    page += f"{LONG[2]}\n{told}\n{POSTS[2]}\nShare\n© 2026 The Pad Post\n"
    assert [text for _, text in body(read(page))] == [LONG[1], LONG[2], told, POSTS[2]]


@pytest.mark.parametrize(
    ("top", "category"),
    [
        ("Главная / Экономика", "Экономика"),
        ("Басты › Жаңалықтар › Ғылым және инновация", "Ғылым және инновация"),
        ("Home / Weather / Pad opens at Baikonur in spring", "Weather"),
        ("[17]Home > [18]Regions", "Regions"),
    ],
)
def test_a_trail_above_the_title_names_the_section(top: str, category: str) -> None:
    article = read(f"Menu\n{top}\nPad opens at Baikonur in spring\n5 May 2019\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n")
    assert article.categories == (category,)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Ann Lee and Tom Fell", "Ann Lee and Tom Fell"),
        ("Words: Ann Lee | Photos: Tom Fell", "Ann Lee"),
        ("👩 Ann Lee 5 May 2019 ⏱ 5 min 👁 8,4K ❤ 311", "Ann Lee"),
        ("Ann Lee · Pad News · Posted: May 5, 2019 4:00 AM EDT | Last Updated: May 6", "Ann Lee"),
        ("Declan Froome at Quarry Lane", "Declan Froome"),
        ("Анна Иванова / Камск онлайн", "Анна Иванова"),
        ("Ann Lee in Nairobi and Tom Fell in London", "Ann Lee in Nairobi and Tom Fell in London"),
    ],
)
def test_an_author_is_found_in_many_forms_of_line(line: str, author: str) -> None:
    article = read(f"Pad opens at Baikonur\n{line}\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n")
    assert article.author == author
    assert article.categories == ()


@pytest.mark.parametrize(
    "line",
    [
        "Published: 5 May 2019, 08:05. Updated: 6 May 2019, 17:42",
        "5 мая 2019, 08:05 (обновлено 17:42)",
        "05.05.2019 в 08:05, обновлено в 17:42",
        "Обновлено 17:42, опубликовано 05.05.2019 08:05",
        "05.05.2019 08:05 👁 345",
        "Начало трансляции: 5 мая 2019, 08:05. Обновлено: 6 мая 2019, 17:42",
    ],
)
def test_of_two_dates_in_a_line_that_of_publishing_counts(line: str) -> None:
    article = read(f"Pad opens at Baikonur\n{line}\n{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n")
    assert article.published_at == datetime(2019, 5, 5, 8, 5, tzinfo=UTC)
