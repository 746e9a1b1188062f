"""Whatever reader found the parts of an article, they are put together by the same rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind, Enclosure
from feedserver.sources.composing import compose
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.blocks import read_blocks
from tests.conftest import NOW

CONTEXT = ReadingContext("agency", UTC, NOW)
BODY = "<p>The crew of the station is well and works hard.</p><p>They come home in spring, the agency says.</p>"
FIRST = "The crew of the station is well and works hard."
KAZAKH = "Ғарышкерлер Қазақстан жеріне аман-есен оралды, үшеуінің де көңіл күйі жақсы, дәрігерлер риза."
RUSSIAN = "Экипаж станции чувствует себя хорошо и много работает, сообщает агентство; на орбите всё спокойно."


def make(html: str = BODY, context: ReadingContext = CONTEXT, **parts: object) -> Article:
    values: dict[str, object] = {"external_id": "orbit.html", "title": "News from orbit"}
    return compose(context, blocks=read_blocks(html, base_url=None), **(values | parts))  # type: ignore[arg-type]


def texts(article: Article) -> list[str]:
    return [block.html for block in article.blocks]


def test_title_and_summary_are_clean_lines() -> None:
    article = make(title=" News\u200b from\n<orbit>\x07 ", summary="All\n is  well.")
    assert (article.title, article.summary) == ("News from <orbit>", "All is well.")


def test_without_a_title_the_first_sentence_is_it() -> None:
    assert make("<p>All is well. They work.</p>", title=" ").title == "All is well."
    assert make("<p>They work.</p>", title="", summary="All is well. So far.").title == "All is well."


def test_a_heading_that_repeats_the_title_goes() -> None:
    assert texts(make(f"<h1>News from «orbit»</h1>{BODY}", summary="A lead.")) == texts(make(summary="A lead."))


def test_nothing_at_all_is_no_article() -> None:
    with pytest.raises(SourceError, match=r"^orbit\.html: has no article"):
        make(" <p> ", title="\u200b")


def test_an_enclosure_is_enough() -> None:
    file = Enclosure("https://x.example/talk.mp3?a=1", "audio/mpeg")
    assert make("", title="", enclosures=[file]).title == "talk.mp3?a=1"
    assert make("", title="", enclosures=[Enclosure(file.url, file.type, title="A talk")]).title == "A talk"


def test_a_lead_of_its_own_stays_and_takes_nothing_from_the_text() -> None:
    article = make(summary="Six people live in orbit.")
    assert article.summary == "Six people live in orbit."
    assert len(article.blocks) == 2


@pytest.mark.parametrize(
    "teaser",
    [
        "",
        FIRST,
        "«THE CREW» of the station is well - and works hard",
        "The crew of the station is we…",
        "The crew of the station […]",
        "The crew of the station [...] Read more »",
        "The crew of the station is well and works hard. They come home in spring... Continue reading →",
        "The crew of the station. Читать далее",
        "The crew of the station… Толығырақ",
        "The crew of the station [&#8230;] The post News appeared first on Agency.".replace("&#8230;", "…"),
        "News from orbit",
        "Read more",
    ],
)
def test_the_beginning_of_the_text_is_no_lead_and_a_plain_first_paragraph_is_one(teaser: str) -> None:
    article = make(summary=teaser)
    assert article.summary == FIRST
    assert texts(article) == ["They come home in spring, the agency says."]


@pytest.mark.parametrize("summary", ["", FIRST])
@pytest.mark.parametrize(
    "first",
    ["<p>The crew of <b>the station</b> is well and works hard.</p>", f"<li>{FIRST}</li>", f"<p lang=de>{FIRST}</p>"],
)
def test_a_first_paragraph_that_is_more_than_text_stays_where_it_is(first: str, summary: str) -> None:
    article = make(f"{first}<p>More.</p>", summary=summary)
    assert article.summary == ""
    assert len(article.blocks) == 2


def test_a_picture_before_the_first_paragraph_stays() -> None:
    article = make(f"<img src='https://x.example/a.png'>{BODY}")
    assert article.summary == FIRST
    assert [block.kind for block in article.blocks] == [BlockKind.FIGURE, BlockKind.PARAGRAPH]


def test_an_invitation_at_the_end_of_a_lead_goes() -> None:
    assert make("", summary="Six people live in orbit… Read more →").summary == "Six people live in orbit…"
    assert make("", summary="Ракеты, корабли и так далее.").summary == "Ракеты, корабли и так далее."


def test_a_blogs_credit_to_itself_goes() -> None:
    credit = '<p>The post <a href="https://x.example/">News</a> appeared first on <a href="https://x.example/">Agency</a>.</p>'
    assert texts(make(BODY + credit)) == texts(make())


def test_the_operators_language_counts_more_than_anything() -> None:
    context = ReadingContext("agency", UTC, NOW, language="kk")
    assert make(context=context, declared_language="ru").language == "kk"
    assert make(declared_language="en-GB").language == "en"
    assert make(f"<p>{RUSSIAN}</p>", title="Новости с орбиты").language == "ru"


def test_a_passage_in_another_language_has_its_own() -> None:
    html = f"{BODY}{BODY}<p>{RUSSIAN}</p><p lang=de>So.</p><p lang=en-US>Yes.</p><pre>{RUSSIAN}</pre>"
    article = make(html, summary="A lead.", context=ReadingContext("agency", UTC, NOW, language="en"))
    assert [block.language for block in article.blocks] == [None, None, None, None, "ru", "de", None, None]


@pytest.mark.parametrize("declared", ["ru", None])
def test_a_long_quotation_does_not_make_the_language_of_the_whole(declared: str | None) -> None:
    html = f"<p>{RUSSIAN}</p><blockquote>{KAZAKH}</blockquote><p>{RUSSIAN} Экипаж отдыхает после работы.</p>"
    article = make(html, title="Новости с орбиты", summary="Вот что пишут.", declared_language=declared)
    assert article.language == "ru"
    assert [block.language for block in article.blocks] == [None, "kk", None]


def test_most_of_the_text_says_the_language_even_against_the_page() -> None:
    html = f"<p>{KAZAKH}</p><p>{RUSSIAN}</p><p>{KAZAKH} Экипаж демалып жатыр.</p>"
    article = make(html, title="Орбитадан жаңалықтар", summary="Не болды?", declared_language="ru")
    assert article.language == "kk"
    assert [block.language for block in article.blocks] == [None, "ru", None]


def test_a_language_that_all_blocks_declare_is_the_articles() -> None:
    article = make(f'<div lang="ru"><p>{RUSSIAN}</p><p>{RUSSIAN} Всё.</p></div>', title="Новости с орбиты")
    assert article.summary == RUSSIAN
    assert [block.language for block in article.blocks] == [None]


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        (NOW, NOW),
        (NOW + timedelta(hours=23), NOW + timedelta(hours=23)),
        (NOW + timedelta(hours=25), None),
        (datetime(2025, 4, 8, 5, tzinfo=ZoneInfo("Asia/Almaty")), datetime(2025, 4, 8, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (datetime(9999, 12, 31, tzinfo=UTC), None),
        (None, None),
    ],
)
def test_a_date_is_in_utc_and_not_in_the_future(date: datetime | None, kept: datetime | None) -> None:
    article = make(published_at=date, updated_at=date)
    assert (article.published_at, article.updated_at) == (kept, kept)
    assert kept is None or (article.published_at is not None and article.published_at.tzinfo is UTC)


def test_a_naive_date_is_an_error_of_the_program() -> None:
    with pytest.raises(TypeError):
        make(published_at=datetime(2025, 4, 8))  # noqa: DTZ001


def test_the_sources_categories_come_first_and_each_once() -> None:
    context = ReadingContext("agency", UTC, NOW, categories=("Space", "News"))
    article = make(context=context, categories=[" space ", "", "Crew\n  life", "x" * 101, *map(str, range(30))])
    assert article.categories[:3] == ("Space", "News", "Crew life")
    assert len(article.categories) == 20


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:image/png;base64,AA", "/relative", "ftp://x.example/a", ""]
)
def test_only_web_addresses_are_kept(address: str) -> None:
    article = make(url=address, image=address)
    assert (article.url, article.image) == (None, None)
    assert make(url="https://x.example/ a").url == "https://x.example/%20a"


def test_characters_no_feed_may_hold_are_removed_from_blocks() -> None:
    article = compose(
        CONTEXT, external_id="x", title="T", summary="S.", blocks=[Block(BlockKind.PARAGRAPH, "cr\x07ew\ud800 \ufffe")]
    )
    assert texts(article) == ["crew "]
