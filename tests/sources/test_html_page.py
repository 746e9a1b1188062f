"""A whole web page becomes the article that is on it, with what the page says of it."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feedserver.errors import SourceError
from feedserver.model import Article, Enclosure
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.page import read_html_page
from tests.conftest import NOW

ALMATY = ZoneInfo("Asia/Almaty")
CONTEXT = ReadingContext("agency", ALMATY, NOW)
URL = "https://news.example/2025/orbit"

HEADER = """<header><a href="/">Космос сегодня</a>
<nav><ul><li><a href="/">Главная</a><li><a href="/n">Новости</a></ul></nav><p>1 марта 2026</p></header>"""
BYLINE = "<p>8 апреля 2025, 14:05</p>"
BODY = """<figure><img src="/a.jpg" alt="Капсула"><figcaption>Капсула в степи. Фото агентства</figcaption></figure>
<p>Капсула с <b>тремя</b> космонавтами <a href="../2024/x">приземлилась</a> в степи к юго-востоку от Жезказгана.</p>
<p>Экипаж провёл на станции полгода и выполнил все опыты, сообщает агентство.</p>
<h2>Самочувствие экипажа</h2>
<ul><li>Обследование у врачей в первые часы</li><li>Отдых в <i>Звёздном</i> городке</li></ul>
<blockquote>«Мы рады быть дома, спасибо всем», — сказал командир.</blockquote>
<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>
<p>Следующий экипаж отправится на орбиту в сентябре.<br><br>Старт назначен на двадцатое число, корабль готов.</p>
<p lang="kk">Ғарышкерлер Қазақстан жеріне аман-есен оралды, үшеуінің де көңіл күйі жақсы.</p>"""
RELATED = """<div class="related"><h3>Читайте также</h3>
<ul><li><a href="/3"><img src="/3.jpg">Новый корабль готов к полёту</a>
<li><a href="/4">Ракета на старте, всё готово</a></ul></div>"""
ASIDE = """<aside><h3>Популярное</h3>
<p>Сто лет назад в этот день произошло событие, о котором мы расскажем отдельно.</p></aside>"""
COMMENTS = '<div id="comments"><p>Вася: отличная новость, поздравляю экипаж и желаю всем здоровья!</p></div>'
FOOTER = "<footer><p>© 2025 Космос сегодня. Все права защищены. Мы используем cookie.</p></footer>"
EXPECTED = [
    "Капсула в степи. Фото агентства</figcaption>",
    'Капсула с <b>тремя</b> космонавтами <a href="https://news.example/2024/x">приземлилась</a>',
    "Экипаж провёл на станции полгода",
    "Самочувствие экипажа",
    "Обследование у врачей",
    "Отдых в <i>Звёздном</i> городке",
    "«Мы рады быть дома",
    'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"',
    "Следующий экипаж",
    "Старт назначен",
    "Ғарышкерлер Қазақстан",
]


def page(head: str = "", *, h1: str = "Экипаж вернулся на Землю", byline: str = BYLINE, body: str = BODY) -> str:
    return f"""<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8">
<title>Экипаж вернулся на Землю | Космос сегодня</title>{head}</head>
<body>{HEADER}<main><article><h1>{h1}</h1>{byline}<div class="share"><a href="#">Поделиться</a></div>
{body}{RELATED}</article>{ASIDE}</main>{COMMENTS}{FOOTER}</body></html>"""


def ld_json(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def read(html: str, url: str | None = URL, context: ReadingContext = CONTEXT) -> Article:
    return read_html_page(html, "orbit.html", context, url=url)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the reader of pages asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_the_article_is_what_comes_out_with_its_markup() -> None:
    article = read(page())
    assert article.title == "Экипаж вернулся на Землю"
    assert len(article.blocks) == len(EXPECTED)
    for block, expected in zip(article.blocks, EXPECTED, strict=True):
        assert expected in block.html
    assert (article.language, article.url, article.summary) == ("ru", URL, "")
    assert article.blocks[-1].language == "kk"


def test_a_page_in_one_form_is_read_all_the_same() -> None:
    html = (
        page()
        .replace("<main>", '<form id="aspnetForm"><input type="hidden" value="x"><main>')
        .replace("</main>", "</main></form>")
    )
    assert read(html).blocks == read(page()).blocks


def test_a_page_from_a_folder_keeps_only_absolute_links() -> None:
    article = read(page(), url=None)
    assert article.url is None
    assert "приземлилась" in article.blocks[0].html
    assert "<a" not in article.blocks[0].html


@pytest.mark.parametrize(
    "head", ['<base href="https://cdn.example/2025/">', '<link rel="canonical" href="https://cdn.example/2025/a">']
)
def test_the_page_says_where_its_links_count_from(head: str) -> None:
    assert "https://cdn.example/a.jpg" in read(page(head), url=None).blocks[0].html


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("", "Экипаж вернулся на Землю", "Экипаж вернулся на Землю"),
        ('<meta property="og:title" content="Экипаж дома">', "Экипаж вернулся", "Экипаж дома"),
        ('<meta property="og:title" content="Экипаж вернулся — Космос">', "Экипаж вернулся", "Экипаж вернулся"),
        (
            '<meta property="og:title" content="Экипаж дома - Космос"><meta property="og:site_name" content="Космос">',
            "Космос",
            "Экипаж дома",
        ),
        (ld_json('{"@type": "NewsArticle", "headline": "Экипаж дома"}'), "Экипаж вернулся", "Экипаж дома"),
        ("", "", "Экипаж вернулся на Землю"),
    ],
)
def test_the_title_is_without_the_sites_name(head: str, h1: str, title: str) -> None:
    assert read(page(head, h1=h1)).title == title


@pytest.mark.parametrize(
    "head",
    [
        ld_json(
            '{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2025-04-08T14:05+05:00"}'
        ),
        ld_json('{"@graph": [{"@type": "WebSite"}, {"@type": ["Article"], "datePublished": "2025-04-08T09:05:00Z"}]}'),
        ld_json('[{"@type": "BreadcrumbList"}, {"@type": "BlogPosting", "datePublished": "2025-04-08T14:05"}]'),
        ld_json("{broken") + '<meta property="article:published_time" content="2025-04-08T14:05+05:00">',
        '<meta itemprop="datePublished" content="2025-04-08T14:05">',
        '<meta name="pubdate" content="2025-04-08 14:05">',
    ],
)
def test_the_date_is_what_the_page_declares(head: str) -> None:
    assert read(page(head, byline="<p>1 января 2020</p>")).published_at == datetime(2025, 4, 8, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "byline",
    [
        BYLINE,
        '<time datetime="2025-04-08T14:05">вчера</time>',
        "<p>Опубликовано: 8 апреля 2025, 14:05</p>",
        "<p>Наука • 8 апреля 2025, 14:05</p>",
        "<div>08.04.2025 14:05</div>",
    ],
)
def test_a_date_that_is_only_shown_counts_at_the_articles_head(byline: str) -> None:
    article = read(page(byline=byline))
    assert article.published_at == datetime(2025, 4, 8, 9, 5, tzinfo=UTC)
    assert "2025" not in "".join(block.html for block in article.blocks[1:])


def test_a_date_is_never_invented() -> None:
    assert read(page(byline=""), url="https://news.example/2025/04/08/orbit").published_at is None
    times = '<time datetime="2025-04-01">1</time><time datetime="2025-04-02">2</time>'
    assert read(page(byline="", body=BODY + times)).published_at is None
    future = '<meta property="article:published_time" content="2031-01-01">'
    assert read(page(future, byline="")).published_at is None


def test_sections_author_address_and_pictures_are_the_pages() -> None:
    head = (
        ld_json(
            '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Айгүл Серікова"}, {"name": "https://x"}],'
            '"articleSection": ["Космос", "Наука"], "dateModified": "2025-04-09", "keywords": "a,b"}'
        )
        + '<link rel="canonical" href="/2025/orbit?page=1"><meta property="og:image" content="/og.jpg">'
        + '<meta property="og:audio" content="/a.mp3"><meta property="og:video" content="https://player.example/1">'
        + '<meta name="keywords" content="космос, ракета">'
    )
    article = read(page(head, body=BODY + '<video><source src="/v.webm" type="video/webm"></video>'))
    assert article.categories == ("Космос", "Наука")
    assert article.author == "Айгүл Серікова"
    assert article.url == "https://news.example/2025/orbit?page=1"
    assert article.image == "https://news.example/og.jpg"
    assert article.updated_at == datetime(2025, 4, 9, tzinfo=ALMATY)
    assert article.enclosures == (
        Enclosure("https://news.example/a.mp3", "audio/mpeg"),
        Enclosure("https://news.example/v.webm", "video/webm"),
    )


def test_a_canonical_address_that_is_the_whole_sites_is_a_mistake() -> None:
    assert read(page('<link rel="canonical" href="https://news.example/">')).url == URL


@pytest.mark.parametrize(
    "html",
    [
        f"<title>Note</title>{HEADER}<article><h1>Note</h1><p>The shop is closed on Monday.</p></article>{FOOTER}",
        "<title>Note</title><p>The shop is closed on Monday.</p>",
    ],
)
def test_a_very_short_article_is_one(html: str) -> None:
    article = read(html)
    assert (article.title, article.summary, article.blocks) == ("Note", "The shop is closed on Monday.", ())


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        "<html><head><title>Redirecting</title><meta http-equiv=refresh content='0;url=/x'></head><body></body></html>",
        f"<html><body>{HEADER}{FOOTER}</body></html>",
        "<html><head><title>Before you go on</title></head><p>We use cookies to improve your experience on our site."
        "</p><button>Accept all</button><a href=/x>Privacy policy</a></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(SourceError, match=r"^orbit\.html: has no article"):
        read(html)


@pytest.mark.parametrize(
    "junk", ["<div>" * 10_000, "<b><p>" * 5_000, "<table><tr><td>" * 3_000, "<a href=x>" * 5_000, "<" * 50_000]
)
def test_a_page_made_to_do_harm_is_read_or_refused(junk: str) -> None:
    try:
        article = read(page(body=BODY + junk + "<p>after"))
    except SourceError:
        return
    assert article.title


ARTICLE_BODY = "Первый абзац текста, который показал бы скрипт.\\n\\nВторой абзац, без которого новость не новость."


def test_a_text_that_only_a_script_would_show_is_taken_from_what_the_page_says() -> None:
    said = ld_json(f'{{"@type": "NewsArticle", "headline": "Новость", "articleBody": "{ARTICLE_BODY}"}}')
    article = read(f'<html lang="ru"><head>{said}</head><body><div id="root">Загрузка</div></body></html>')
    assert article.summary.startswith("Первый абзац")
    assert [block.html.split(",")[0] for block in article.blocks] == ["Второй абзац"]


def test_a_text_that_is_for_subscribers_is_left_to_them() -> None:
    paid = '"isAccessibleForFree": false'
    said = ld_json(f'{{"@type": "Article", "headline": "Новость", "articleBody": "{ARTICLE_BODY}", {paid}}}')
    with pytest.raises(SourceError, match="has no article"):
        read(f'<html lang="ru"><head>{said}</head><body><div id="root">Загрузка</div></body></html>')


def test_a_picture_with_a_line_below_it_is_a_figure_without_saying_so() -> None:
    figure = '<div class="ph"><img src="/b.jpg"><div>Капсула ночью</div></div>'
    article = read(page(body=BODY.replace("<h2>", f"{figure}<h2>")))
    (found,) = (block for block in article.blocks if "/b.jpg" in block.html)
    assert found.html.endswith("<figcaption>Капсула ночью</figcaption>")


def test_comments_below_the_text_stay_out_whatever_they_are_called() -> None:
    below = '<div class="x7"><p>Я это видел своими глазами, капсула упала за нашим селом.</p></div>'
    article = read(page(body=f'<div class="text">{BODY}</div>{below}'))
    assert not any("своими глазами" in block.html for block in article.blocks)


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="admin">', BODY, None),
        ('<meta name="author" content="admin">', BODY + "<p>Николай Борисов</p>", "Николай Борисов"),
        ("", f'<span itemprop="author"><span itemprop="name">Арсен Галимов</span></span>{BODY}', "Арсен Галимов"),
        (
            ld_json(
                '[{"@type": "Person", "@id": "#a", "name": "Диана Руф"},'
                '{"@type": "BlogPosting", "author": {"@id": "#a"}}]'
            ),
            BODY,
            "Диана Руф",
        ),
    ],
)
def test_the_author_is_a_person(head: str, body: str, author: str | None) -> None:
    assert read(page(head, body=body)).author == author


def test_the_section_is_the_last_on_the_way_to_the_page() -> None:
    trail = (
        '<div class="breadcrumbs"><a href="/">Главная</a> / <a href="/n">Наука</a> / <a href="/n/c">Космос</a></div>'
    )
    assert read(page(byline=trail + BYLINE)).categories == ("Космос",)


def test_marks_by_the_thousand_take_no_time() -> None:
    marks = "<div itemprop='author datePublished' class='fn published' property='dc:date' rel=author>" * 1_500
    assert read(page(body=BODY + marks + "<b>x</b>" * 2_000)).title == "Экипаж вернулся на Землю"
