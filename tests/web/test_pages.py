"""The pages as browsers, feed readers and screen readers meet them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from lxml import etree
from lxml import html as markup
from werkzeug.test import TestResponse

import feedserver.web
from feedserver import create_app
from feedserver.model import Article, Block, BlockKind, Enclosure, Origin, Source, SourceKind
from feedserver.settings import load_settings
from feedserver.store.articles import save_article, withdraw_missing
from feedserver.store.database import open_database
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.store.work import Translation, claim_jobs, finish_job
from feedserver.web.services import EXTENSION, Services

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

ROCKET = Article(
    source="agency",
    external_id="rocket",
    language="en",
    title="Rockets & <stars>",
    summary="A rocket flies.",
    blocks=(
        Block(BlockKind.PARAGRAPH, 'It <em>flies</em> <a href="https://example.org/x">far</a>.'),
        Block(BlockKind.HEADING, "Where"),
        Block(BlockKind.ITEM, "to the Moon"),
        Block(BlockKind.ITEM, "to Mars"),
    ),
    published_at=datetime(2025, 4, 8, 20, 30, tzinfo=UTC),
    categories=("Space", "Industry"),
    author="Asel Nurlan",
    url="https://agency.example/rocket",
)
EPISODE = Enclosure("https://cdn.example/42.mp3?a=1&b=2", "audio/mpeg", 12_345_678, 2885, "Launch & landing")
FILM = Enclosure("https://cdn.example/42.mp4", "video/mp4")
PAPER = Enclosure("https://agency.example/report.pdf", "application/pdf", 1_204_224, title="The report")
TABLE = Enclosure("https://agency.example/table.xlsx", "application/vnd.ms-excel")
PICTURE = Enclosure("https://agency.example/pad.jpg", "image/jpeg", 45_678)
EPISODE_PAGE = replace(
    ROCKET, image="https://agency.example/img/rocket.jpg", enclosures=(PAPER, EPISODE, FILM, TABLE, PICTURE)
)
HARVEST = Article(
    source="agency",
    external_id="harvest",
    language="en",
    title="Harvest",
    summary="Wheat grows.",
    blocks=(),
    published_at=datetime(2024, 9, 1, tzinfo=UTC),
    categories=("Space", "Fields"),
)


class Newsroom:
    """A site with a clock that stands still; articles are put in by hand."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """*folder*: holds the database, made or not."""
        (folder / "articles").mkdir()
        variables = {"articles": str(folder / "articles"), "data_dir": str(folder)}
        variables |= {"translations": str(folder), "packages_dir": str(folder / "packages")}
        variables |= {"title": "Daily", "base_url": "https://news.example", "time_zone": "Asia/Almaty"} | settings
        environ = {f"FEEDSERVER_{name.upper()}": value for name, value in variables.items()}
        self.app: Flask = create_app(load_settings(environ, folder))
        self.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder.parent))  # compiled once, not per test
        self.services: Services = replace(self.app.extensions[EXTENSION], clock=lambda: NOW)
        self.app.extensions[EXTENSION] = self.services
        self.client: FlaskClient = self.app.test_client()

    def publish(self, article: Article, *, held_for: timedelta = timedelta(), twin_id: str | None = None) -> None:
        """*twin_id*: the article of another source that it is the same story as."""
        with self.services.database.write() as connection:
            source = Source(article.source, SourceKind.FEED, "https://agency.example/feed", title="The Agency")
            save_source(connection, source, DeclaredBy.COMMAND, now=NOW)
            save_article(
                connection,
                article,
                seen_at=NOW,
                languages=self.services.site.languages,
                held_until=NOW + held_for,
                twin_id=twin_id,
            )

    def translate(self, article: Article, language: str, **texts: Any) -> None:
        translation = Translation(
            origin=Origin.EDITED,
            title=f"{language}: {article.title}",
            summary=f"{language}: {article.summary}",
            blocks=article.blocks,
            labels=tuple(f"{language}: {label}" for label in article.categories),
            engine=None,
            sentences=(),
            dated=NOW,
        )
        translation = replace(translation, **texts)
        with self.services.database.write() as connection:
            for job in claim_jobs(connection, "test", now=NOW, lease=timedelta(0), limit=100):
                if job.article.id == article.id and job.language == language:
                    assert finish_job(connection, job, translation, now=NOW)

    def withdraw_all(self, source: str) -> None:
        with self.services.database.write() as connection:
            withdraw_missing(connection, source, set(), now=NOW)

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def page(self, path: str) -> markup.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == 200
        assert answer.content_type == "text/html; charset=utf-8"
        return markup.document_fromstring(answer.text)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database; to make one takes longer than most of these tests."""
    path = tmp_path_factory.mktemp("migrated") / "feedserver.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def open_newsroom(tmp_path: Path, migrated: Path) -> Iterator[Callable[..., Newsroom]]:
    """Opens a site with the settings it is given; may be called once."""
    opened = []

    def open_(**settings: str) -> Newsroom:
        shutil.copy(migrated, tmp_path)
        opened.append(Newsroom(tmp_path, **settings))
        return opened[0]

    yield open_
    opened[0].services.database.close()


@pytest.fixture
def newsroom(open_newsroom: Callable[..., Newsroom]) -> Newsroom:
    return open_newsroom()


@pytest.fixture
def rocket(newsroom: Newsroom) -> str:
    """The id of an article that is edited in Russian and pending in Kazakh."""
    newsroom.publish(ROCKET)
    newsroom.translate(ROCKET, "ru", title="Ракеты & <звёзды>", summary="Ракета летит.", labels=("Космос", "Заводы"))
    return ROCKET.id


def find(page: markup.HtmlElement, path: str) -> list[markup.HtmlElement]:
    """The elements at a path of names and classes such as ``main .entry h2``."""
    steps = (step.partition(".") for step in path.split())
    xpath = "".join(
        f"//{name or '*'}" + (f"[contains(concat(' ', @class, ' '), ' {of_class} ')]" if of_class else "")
        for name, _, of_class in steps
    )
    return list(page.xpath(xpath))


def texts(page: markup.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in find(page, path)]


def language_of(element: markup.HtmlElement) -> str:
    return str(element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"))


# The front


@pytest.mark.parametrize(
    ("accept_language", "path"), [("kk-KZ,ru;q=0.8", "/kk/"), ("ru", "/ru/"), ("de", "/en/"), ("", "/en/")]
)
def test_the_front_leads_to_the_readers_language(newsroom: Newsroom, accept_language: str, path: str) -> None:
    answer = newsroom.get("/", Accept_Language=accept_language)
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert answer.headers["Vary"] == "Accept-Language"
    assert "max-age" in answer.headers["Cache-Control"]


def test_a_site_below_a_path_links_below_it(newsroom: Newsroom, rocket: str) -> None:
    environ = {"SCRIPT_NAME": "/news"}
    assert newsroom.client.get("/", environ_overrides=environ).headers["Location"] == "/news/en/"
    page = markup.document_fromstring(newsroom.client.get("/ru/", environ_overrides=environ).text)
    assert all(link.startswith(("/news/", "#")) for link in page.xpath("//body//@href"))
    assert page.xpath("string(//link[@rel='stylesheet']/@href)") == "/news/static/site.css"


def test_behind_a_proxy_that_takes_the_path_away_the_base_url_gives_it(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(base_url="https://example.org/news")
    assert newsroom.get("/").headers["Location"] == "/news/en/"


def test_a_forgotten_slash_is_forgiven(newsroom: Newsroom) -> None:
    answer = newsroom.get("/kk")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/kk/")


# An edition


def test_an_edition_shows_its_articles_newest_first(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(HARVEST)
    page = newsroom.page("/ru/")
    assert page.get("lang") == "ru"
    assert texts(page, "h1") == ["Статьи на русском языке"]
    assert texts(page, ".tally") == ["2 статьи"]
    assert texts(page, ".entry h2") == ["Ракеты & <звёзды>", "Harvest"]
    assert texts(page, ".entry .lead") == ["Ракета летит.", "Wheat grows."]
    assert texts(page, ".entry .origin") == ["Перевод редакции", "Ещё не переведено"]
    assert page.xpath("string(//article//h2/a/@href)") == f"/ru/articles/{rocket}"


def test_an_article_whose_first_paragraph_has_links_is_listed_with_its_text(newsroom: Newsroom) -> None:
    paragraph = Block(BlockKind.PARAGRAPH, 'The <a href="https://a.example/">crew</a> is well &amp; at work.')
    newsroom.publish(replace(HARVEST, summary="", blocks=(paragraph,)))

    assert texts(newsroom.page("/en/"), ".entry .lead") == ["The crew is well & at work."]


def test_dates_are_written_in_the_readers_language_and_the_sites_time_zone(newsroom: Newsroom, rocket: str) -> None:
    # 20:30 UTC on the 8th is the 9th in Almaty.
    expected = {"en": "April 9, 2025", "ru": "9 апреля 2025 г.", "kk": "2025 ж. 9 сәуір"}
    for language, date in expected.items():
        page = newsroom.page(f"/{language}/")
        assert texts(page, "time") == [date]
        assert page.xpath("string(//time/@datetime)") == "2025-04-08T20:30:00+00:00"


def test_text_in_another_language_than_the_page_says_so(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page("/kk/")
    for path in (".entry h2", ".entry .lead", ".facts a"):
        assert {language_of(element) for element in find(page, path)} == {"en"}
    assert language_of(find(page, ".origin")[0]) == "kk"
    page = newsroom.page("/ru/")
    assert {language_of(element) for element in find(page, "main *")} == {"ru"}


def test_text_in_an_unknown_language_says_that_too(newsroom: Newsroom) -> None:
    newsroom.publish(replace(HARVEST, language="und"))
    assert find(newsroom.page("/en/"), ".entry h2")[0].get("lang") == ""


def test_an_article_that_is_held_back_is_not_listed_yet(newsroom: Newsroom) -> None:
    newsroom.publish(HARVEST, held_for=timedelta(hours=1))
    assert texts(newsroom.page("/en/"), ".entry h2") == ["Harvest"]
    assert find(newsroom.page("/kk/"), ".entry") == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "There are no articles yet."), ("ru", "Статей пока нет."), ("kk", "Әзірге мақала жоқ.")],
)
def test_an_empty_edition_says_so_kindly(newsroom: Newsroom, language: str, sentence: str) -> None:
    assert texts(newsroom.page(f"/{language}/"), ".empty")[0].startswith(sentence)


def test_a_page_names_the_feeds_of_its_language_for_feed_readers(newsroom: Newsroom, rocket: str) -> None:
    for path in ("/kk/", f"/kk/articles/{rocket}"):
        links = newsroom.page(path).xpath("//head/link[@rel='alternate'][@type]")
        assert [(link.get("type"), link.get("href")) for link in links] == [
            ("application/atom+xml", "/kk/feed.atom"),
            ("application/rss+xml", "/kk/feed.rss"),
            ("application/feed+json", "/kk/feed.json"),
        ]
        assert [link.get("title") for link in links] == [
            f"Daily · Қазақша ({name})" for name in ("Atom", "RSS", "JSON Feed")
        ]


def test_every_link_of_a_page_leads_somewhere(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(replace(HARVEST, categories=("Жаңа ғасыр",)))
    for path in ("/ru/", f"/kk/articles/{rocket}", f"/en/articles/{rocket}"):
        for link in {*newsroom.page(path).xpath("//@href")}:
            parts = urlsplit(link)
            if parts.netloc in ("", "news.example"):
                answer = newsroom.client.get(parts.path or path, follow_redirects=True)
                assert answer.status_code == 200, link
                if parts.fragment:
                    found = markup.document_fromstring(answer.text)
                    assert found.get_element_by_id(unquote(parts.fragment)) is not None
                answer.close()


def test_the_feeds_of_categories_and_sources_are_listed(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page("/ru/")
    assert texts(page, ".feed-name") == ["Все статьи", "Заводы", "Космос", "The Agency", "articles"]
    links = page.xpath("//*[@id='feeds']//@href")
    assert "/ru/categories/space/feed.json" in links
    assert "/ru/sources/agency/feed.rss" in links
    assert "/ru/feeds.opml" in links


def test_a_category_is_named_in_the_language_where_that_is_known(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(replace(HARVEST, published_at=datetime(2025, 12, 1, tzinfo=UTC)))  # newer, pending, in Space too
    named = {element.get("id"): element for element in newsroom.page("/ru/").xpath("//li[@id]")}
    space, fields = named["category-space"][0], named["category-fields"][0]
    assert (space.text_content(), language_of(space)) == ("Космос", "ru")
    assert (fields.text_content(), language_of(fields)) == ("Fields", "en")


def test_a_category_of_older_articles_than_the_page_shows_is_listed(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(feed_entries="1")
    for article in (ROCKET, HARVEST):
        newsroom.publish(article)
        newsroom.translate(article, "kk")
    page = newsroom.page("/kk/")
    assert len(find(page, ".entry")) == 1
    assert "kk: Fields" in texts(page, ".feed-name")


def test_categories_are_in_the_order_of_the_alphabet_also_the_kazakh_one(newsroom: Newsroom) -> None:
    labels = ["Қоғам", "Ғылым", "Әлем", "Ақпарат", "Білім", "Өнер", "Тарих", "Ұлт", "Індет", "Яхта", "Ләззат"]
    newsroom.publish(replace(HARVEST, language="kk", categories=tuple(labels)))
    shown = [text for text in texts(newsroom.page("/kk/"), ".feed-name") if text in labels]
    assert shown == ["Ақпарат", "Әлем", "Білім", "Ғылым", "Қоғам", "Ләззат", "Өнер", "Тарих", "Ұлт", "Індет", "Яхта"]


# The languages


def test_the_switcher_stays_on_the_article(newsroom: Newsroom, rocket: str) -> None:
    links = find(newsroom.page(f"/ru/articles/{rocket}"), "nav a")
    assert [(link.text, link.get("href"), link.get("hreflang"), language_of(link)) for link in links] == [
        ("English", f"/en/articles/{rocket}", "en", "en"),
        ("Русский", f"/ru/articles/{rocket}", "ru", "ru"),
        ("Қазақша", f"/kk/articles/{rocket}", "kk", "kk"),
    ]
    assert [link.get("aria-current") for link in links] == [None, "page", None]


def test_search_engines_learn_of_the_page_in_every_language(newsroom: Newsroom, rocket: str) -> None:
    def alternates(path: str) -> dict[str, str]:
        links = newsroom.page(path).xpath("//head/link[@rel='alternate'][not(@type)]")
        return {link.get("hreflang"): link.get("href") for link in links}

    site = "https://news.example"
    assert alternates("/ru/") == {"x-default": f"{site}/"} | {tag: f"{site}/{tag}/" for tag in ("en", "ru", "kk")}
    assert alternates(f"/ru/articles/{rocket}") == {
        tag: f"{site}/{tag}/articles/{rocket}" for tag in ("en", "ru", "kk")
    }
    canonical = newsroom.page(f"/ru/articles/{rocket}").xpath("string(//link[@rel='canonical']/@href)")
    assert canonical == f"{site}/ru/articles/{rocket}"


def test_a_language_without_texts_of_its_own_gets_english_ones(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(languages="kk,tr")
    newsroom.publish(replace(HARVEST, language="tr", title="Hasat"))
    page = newsroom.page("/tr/")
    assert page.get("lang") == "en"
    assert texts(page, "h1") == ["Articles in Turkish"]
    assert find(page, ".entry h2")[0].get("lang") == "tr"


# An article


def test_an_article_shows_all_of_its_text(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page(f"/ru/articles/{rocket}")
    assert texts(page, "title") == ["Ракеты & <звёзды> · Daily"]
    assert texts(page, "h1") == ["Ракеты & <звёзды>"]
    assert texts(page, ".text .lead") == ["Ракета летит."]
    assert [child.tag for child in find(page, ".text")[0]] == ["p", "p", "h2", "ul"]
    assert texts(page, ".text ul li") == ["to the Moon", "to Mars"]
    assert find(page, ".text p em")[0].text == "flies"
    assert page.xpath("string(//*[@class='text']//a/@href)") == "https://example.org/x"
    assert texts(page, ".author") == ["Автор: Asel Nurlan"]
    assert texts(page, ".facts a") == ["Космос", "Заводы"]


def test_a_translation_says_what_it_is_and_leads_to_the_original(newsroom: Newsroom, rocket: str) -> None:
    newsroom.translate(ROCKET, "kk", origin=Origin.MACHINE, engine="Argos Translate (en_kk 1.0)", faults={"looping": 2})
    page = newsroom.page(f"/kk/articles/{rocket}")
    assert texts(page, ".origin") == ["Машиналық аударма"]
    assert texts(page, ".notice") == [
        "Ағылшын тілінен машиналық аударма: Argos Translate (en_kk 1.0) · 2 сөйлем аударылмады. Түпнұсқасын оқу"
    ]
    link = find(page, ".notice a")[0]
    assert (link.get("href"), link.get("hreflang")) == (f"/en/articles/{rocket}", "en")


def test_the_original_of_a_language_the_site_has_not_is_at_its_source(newsroom: Newsroom) -> None:
    newsroom.publish(replace(ROCKET, language="de"))
    page = newsroom.page(f"/ru/articles/{ROCKET.id}")
    assert page.xpath("string(//*[@class='notice']/a/@href)") == ROCKET.url


def test_an_original_needs_no_notice_and_names_its_source(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page(f"/en/articles/{rocket}")
    assert texts(page, ".origin") == ["Original"]
    assert find(page, ".notice") == []
    assert page.xpath("string(//*[@class='source']/a/@href)") == ROCKET.url


def test_an_address_that_is_no_web_page_is_not_linked(newsroom: Newsroom) -> None:
    newsroom.publish(replace(ROCKET, url="javascript:alert(1)"))
    page = newsroom.page(f"/en/articles/{ROCKET.id}")
    assert find(page, ".source") == []


def test_an_article_not_translated_yet_is_shown_in_its_own_language(newsroom: Newsroom) -> None:
    newsroom.publish(ROCKET, held_for=timedelta(hours=1))  # someone follows a link before it is listed
    page = newsroom.page(f"/kk/articles/{ROCKET.id}")
    assert texts(page, "h1") == ["Rockets & <stars>"]
    assert language_of(find(page, "h1")[0]) == language_of(find(page, ".text p")[0]) == "en"
    assert texts(page, ".notice")[0].startswith("Әзірге аударылмаған: мәтін ағылшын тілінде берілген.")
    assert language_of(find(page, ".notice")[0]) == "kk"


def test_markup_that_should_not_be_there_does_not_reach_the_page(newsroom: Newsroom) -> None:
    bad = '<script>alert(1)</script><a href="javascript:x" onclick="x">a</a><img src=x onerror=x><p>b</p><b>c</b>'
    newsroom.publish(replace(ROCKET, title="</title><script>t", blocks=(Block(BlockKind.PARAGRAPH, bad),)))
    page = newsroom.page(f"/en/articles/{ROCKET.id}")
    assert page.xpath("//script | //*[@onclick] | //*[@onerror]") == []
    assert page.xpath("//*[starts-with(@href, 'javascript')]") == []
    assert texts(page, ".text b") == ["c"]


def test_what_can_be_heard_and_seen_is_loaded_when_the_reader_starts_it(newsroom: Newsroom) -> None:
    newsroom.publish(EPISODE_PAGE)
    page = newsroom.page(f"/en/articles/{ROCKET.id}")
    players = page.xpath("//audio | //video")
    assert [(player.tag, player.get("src")) for player in players] == [("audio", EPISODE.url), ("video", FILM.url)]
    assert all(player.get("preload") == "none" and "controls" in player.attrib for player in players)
    assert all("autoplay" not in player.attrib for player in players)
    assert texts(page, ".player figcaption") == ["Launch & landing"]
    assert page.xpath("//*[@class='player']//a/@href") == [EPISODE.url, FILM.url]


@pytest.mark.parametrize(
    ("language", "audio", "video"),
    [
        ("en", "Download: audio, 48:05, 12.3 MB", "Download: video"),
        ("ru", "Скачать: аудио, 48:05, 12,3 МБ", "Скачать: видео"),
        ("kk", "Жүктеп алу: аудио, 48:05, 12,3 МБ", "Жүктеп алу: бейне"),
    ],
)
def test_what_is_to_be_loaded_says_what_and_how_large_it_is(
    newsroom: Newsroom, language: str, audio: str, video: str
) -> None:
    newsroom.publish(EPISODE_PAGE)
    assert texts(newsroom.page(f"/{language}/articles/{ROCKET.id}"), ".player a") == [audio, video]


def test_all_other_files_are_listed_below_the_text(newsroom: Newsroom) -> None:
    newsroom.publish(EPISODE_PAGE)
    page = newsroom.page(f"/ru/articles/{ROCKET.id}")
    assert texts(page, ".files li") == [
        "The report (PDF, 1,2 МБ)",
        "https://agency.example/table.xlsx (файл)",
        "https://agency.example/pad.jpg (изображение, 45,7 кБ)",
    ]
    assert page.xpath("//*[@class='files']//a/@href") == [PAPER.url, TABLE.url, PICTURE.url]
    assert [language_of(link) for link in find(page, ".files a")] == ["en", "ru", "ru"]


@pytest.mark.parametrize(
    ("length", "size"),
    [(300, "0.3 kB"), (4_000, "4 kB"), (1_000_000, "1 MB"), (734_003_200, "734 MB"), (1_500_000_000, "1.5 GB")],
)
def test_sizes_are_in_the_unit_that_people_use(newsroom: Newsroom, length: int, size: str) -> None:
    newsroom.publish(replace(ROCKET, enclosures=(replace(PAPER, length=length),)))
    assert texts(newsroom.page(f"/en/articles/{ROCKET.id}"), ".files li") == [f"The report (PDF, {size})"]


def test_the_picture_of_an_article_stands_above_its_text_unless_it_is_in_it(newsroom: Newsroom) -> None:
    newsroom.publish(EPISODE_PAGE)
    pictures = newsroom.page(f"/en/articles/{ROCKET.id}").xpath("//img[following::*[@class='text']]")
    assert [picture.get("src") for picture in pictures] == [EPISODE_PAGE.image]
    assert [picture.get("referrerpolicy") for picture in pictures] == ["no-referrer"]
    figure = Block(BlockKind.FIGURE, f'<img src="{EPISODE_PAGE.image}" alt=""><figcaption>The pad</figcaption>')
    newsroom.publish(replace(EPISODE_PAGE, blocks=(figure,)))
    sources = newsroom.page(f"/en/articles/{ROCKET.id}").xpath("//img/@src")
    assert sources == [EPISODE_PAGE.image]


def test_an_article_without_media_has_no_traces_of_them(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page(f"/en/articles/{rocket}")
    assert page.xpath("//main//img | //audio | //video | //*[@class='files'] | //*[@class='sources']") == []


def test_a_story_of_several_sources_names_them_all(newsroom: Newsroom) -> None:
    newsroom.publish(ROCKET)
    newsroom.publish(replace(ROCKET, source="daily", url="https://daily.example/жаңалық"), twin_id=ROCKET.id)
    page = newsroom.page(f"/kk/articles/{ROCKET.id}")
    assert texts(page, ".source") == ["Дереккөздері:"]
    assert page.xpath("//*[@class='sources']//a/@href") == [
        ROCKET.url,
        "https://daily.example/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B",
    ]


def test_a_sentence_left_in_the_original_keeps_its_mark(newsroom: Newsroom, rocket: str) -> None:
    block = Block(BlockKind.PARAGRAPH, 'Ракета. <span lang="en">It flies.</span>')
    newsroom.translate(ROCKET, "kk", blocks=(block,))
    assert [language_of(span) for span in find(newsroom.page(f"/kk/articles/{rocket}"), ".text span")] == ["en"]


def test_an_unknown_parameter_of_a_page_is_ignored(newsroom: Newsroom, rocket: str) -> None:
    assert newsroom.get(f"/ru/articles/{rocket}?view=bilingual").status_code == 200
    assert newsroom.get("/ru/?utm_source=x").status_code == 200


# What is not there


@pytest.mark.parametrize("path", ["/de/", "/de", "/de/articles/x", "/de/feeds.opml", "/%00/", "/%FF/"])
def test_an_unknown_language_is_refused_with_those_there_are(newsroom: Newsroom, path: str) -> None:
    answer = newsroom.get(path)
    assert answer.status_code == 404
    assert "There are: en, ru, kk." in answer.text


@pytest.mark.parametrize("name", ["nothing", "%00", "%FF", "%3Cscript%3E", "x" * 5000])
def test_an_unknown_article_is_refused_with_the_way_to_the_others(newsroom: Newsroom, name: str) -> None:
    answer = newsroom.get(f"/ru/articles/{name}")
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/plain")
    assert "https://news.example/ru/" in answer.text


def test_a_withdrawn_article_is_gone(newsroom: Newsroom, rocket: str) -> None:
    newsroom.withdraw_all("agency")
    answer = newsroom.get(f"/ru/articles/{rocket}")
    assert answer.status_code == 410
    assert "withdrawn" in answer.text


# The list of feeds


def test_the_list_of_feeds_names_them_in_the_readers_language(newsroom: Newsroom, rocket: str) -> None:
    answer = newsroom.get("/ru/feeds.opml")
    assert answer.content_type == "text/x-opml; charset=utf-8"
    addresses = etree.fromstring(answer.data).xpath("//outline[@type='rss']/@xmlUrl")
    assert "https://news.example/ru/feed.atom" in addresses
    assert "https://news.example/ru/categories/space/feed.atom" in addresses
    assert "https://news.example/ru/sources/agency/feed.atom" in addresses
    assert "Daily · Космос" in etree.fromstring(answer.data).xpath("//outline/@text")
    for address in addresses:
        assert newsroom.get(urlsplit(address).path).status_code == 200


# The protocol


@pytest.mark.parametrize("path", ["/ru/", "/ru/articles/{rocket}", "/ru/feeds.opml"])
def test_what_a_browser_has_it_need_not_load_again(newsroom: Newsroom, rocket: str, path: str) -> None:
    path = path.format(rocket=rocket)
    first = newsroom.get(path)
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert len(first.headers.getlist("Date")) <= 1
    again = newsroom.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    head = newsroom.client.head(path)
    assert (head.status_code, head.headers["ETag"], head.data) == (200, first.headers["ETag"], b"")
    newsroom.translate(ROCKET, "kk", title="Зымырандар")
    kazakh = newsroom.get(path.replace("/ru/", "/kk/"), If_None_Match=first.headers["ETag"])
    assert kazakh.status_code == 200


@pytest.mark.parametrize("path", ["/", "/ru/", "/ru/articles/{rocket}", "/ru/articles/none", "/ru/feeds.opml"])
def test_pages_run_no_script_and_load_nothing_from_elsewhere_but_media(
    newsroom: Newsroom, rocket: str, path: str
) -> None:
    answer = newsroom.get(path.format(rocket=rocket))
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    media = {"img-src": "https: http:", "media-src": "https: http:"}
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        **(media if rocket in answer.request.path else {"img-src": "'self'"}),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers
    assert "<script" not in answer.text
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", ["/kk/", "/kk/articles/{rocket}"])
def test_a_page_has_its_landmarks_and_a_way_past_the_header(newsroom: Newsroom, rocket: str, path: str) -> None:
    page = newsroom.page(path.format(rocket=rocket))
    assert [len(page.xpath(f"//{name}")) for name in ("header", "main", "footer", "nav[@aria-label]", "h1")] == [1] * 5
    assert page.xpath("string(//body/a/@href)") == f"#{find(page, 'main')[0].get('id')}"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(newsroom.get(path.format(rocket=rocket)).data) < 50_000


# Colours (WCAG 2.2 §1.4.3)


def themes() -> Sequence[dict[str, str]]:
    css = (Path(feedserver.web.__file__).parent / "static" / "site.css").read_text("utf-8")
    blocks = [part.split("}")[0] for part in css.split(":root {")[1:]]
    return [
        {
            name.strip().removeprefix("--"): value.strip()
            for name, value in (line.split(":") for line in block.split(";") if "--" in line)
        }
        for block in blocks
    ]


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_stands_out_from_what_it_stands_on_by_day_and_by_night() -> None:
    assert len(themes()) == 2
    for theme in themes():
        for ink in ("text", "quiet", "link", "machine"):
            for paper in ("page", "panel"):
                lights = sorted((luminance(theme[ink]), luminance(theme[paper])))
                assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (ink, paper)
