"""The pages as browsers, feed readers and screen readers meet them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import etree
from lxml import html as markup

import feedserver.web
from feedserver.model import Block, BlockKind, Origin
from tests.web.newsroom import (
    EPISODE,
    EPISODE_PAGE,
    FILM,
    HARVEST,
    PAPER,
    PICTURE,
    ROCKET,
    TABLE,
    Newsroom,
)


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
    for path in ("/ru/", "/kk/subscribe", f"/ru/articles/{rocket}?view=bilingual", f"/kk/articles/{rocket}"):
        for link in {*newsroom.page(path).xpath("//@href")}:
            parts = urlsplit(urljoin(f"https://news.example{path}", link))
            if parts.netloc == "news.example" and parts.scheme == "https":
                answer = newsroom.client.get(f"{parts.path}?{parts.query}", follow_redirects=True)
                assert answer.status_code == 200, link
                if parts.fragment:
                    found = markup.document_fromstring(answer.text)
                    assert found.get_element_by_id(unquote(parts.fragment)) is not None
                answer.close()


def test_the_feeds_of_categories_and_sources_are_listed(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page("/ru/subscribe")
    assert texts(page, ".feeds h3") == ["Все статьи", "Заводы", "Космос", "The Agency", "articles"]
    assert "https://news.example/ru/categories/space/feed.atom" in texts(page, ".feeds code")
    links = page.xpath("//*[contains(@class, 'feeds')]//@href")
    assert "/ru/categories/space/feed.json" in links
    assert "/ru/sources/agency/feed.rss" in links
    assert "/ru/feeds.opml" in links


def test_a_category_is_named_in_the_language_where_that_is_known(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(replace(HARVEST, published_at=datetime(2025, 12, 1, tzinfo=UTC)))  # newer, pending, in Space too
    for page, path in (("/ru/", ".categories li a"), ("/ru/subscribe", ".feeds h3")):
        named = {element.text: language_of(element) for element in find(newsroom.page(page), path)}
        assert (named["Космос"], named["Fields"]) == ("ru", "en")


def test_a_category_and_a_source_have_pages_of_their_own(newsroom: Newsroom, rocket: str) -> None:
    newsroom.publish(replace(HARVEST, source="daily"))
    page = newsroom.page("/ru/categories/fields/")
    assert texts(page, ".entry h2") == ["Harvest"]
    assert texts(page, "h1") == ["Fields"]
    assert page.xpath("string(//nav[@class='categories']//a[@aria-current]/@href)") == "/ru/categories/fields/"
    links = page.xpath("//head/link[@rel='alternate'][@type]/@href")
    assert links == [f"/ru/categories/fields/feed.{name}" for name in ("atom", "rss", "json")]
    assert texts(newsroom.page("/ru/sources/agency/"), ".entry h2") == ["Ракеты & <звёзды>"]
    assert newsroom.get("/ru/categories/none/").status_code == 404
    assert newsroom.get("/ru/sources/none/").status_code == 404
    assert newsroom.get("/xx/sources/agency/").status_code == 404


def test_a_long_list_comes_page_by_page(newsroom: Newsroom) -> None:
    for number in range(45):
        newsroom.publish(replace(HARVEST, external_id=str(number), title=f"Number {number:02}"))
    shown, path = [], "/en/"
    for _ in range(3):
        page = newsroom.page(path)
        shown += texts(page, ".entry h2")
        path = page.xpath("string(//a[@rel='next']/@href)")
    assert path == ""
    assert sorted(shown) == [f"Number {number:02}" for number in range(45)]
    assert page.xpath("string(//a[@rel='prev']/@href)") == "/en/?page=2"
    assert page.xpath("string(//link[@rel='canonical']/@href)") == "https://news.example/en/?page=3"
    assert newsroom.page("/en/?page=2").xpath("string(//a[@rel='prev']/@href)") == "/en/"
    assert texts(newsroom.page("/en/?page=9"), ".empty") == ["There are no more articles."]
    for wrong in ("0", "-1", "x", "1" * 100, "1" * 5000, "٣"):
        assert newsroom.get(f"/en/?page={wrong}").status_code == 200


def test_a_category_of_older_articles_than_the_page_shows_is_listed(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(feed_entries="1")
    for article in (ROCKET, HARVEST):
        newsroom.publish(article)
        newsroom.translate(article, "kk")
    assert "kk: Fields" in texts(newsroom.page("/kk/subscribe"), ".feeds h3")
    assert "kk: Fields" in texts(newsroom.page("/kk/categories/industry/"), ".categories a")


def test_categories_are_in_the_order_of_the_alphabet_also_the_kazakh_one(newsroom: Newsroom) -> None:
    labels = ["Қоғам", "Ғылым", "Әлем", "Ақпарат", "Білім", "Өнер", "Тарих", "Ұлт", "Індет", "Яхта", "Ләззат"]
    newsroom.publish(replace(HARVEST, language="kk", categories=tuple(labels)))
    shown = [text for text in texts(newsroom.page("/kk/"), ".categories a") if text in labels]
    assert shown == ["Ақпарат", "Әлем", "Білім", "Ғылым", "Қоғам", "Ләззат", "Өнер", "Тарих", "Ұлт", "Індет", "Яхта"]


# The languages


def test_the_switcher_stays_on_the_article(newsroom: Newsroom, rocket: str) -> None:
    links = find(newsroom.page(f"/ru/articles/{rocket}"), ".languages a")
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
        tag: f"{site}/{name}/articles/{rocket}"
        for tag, name in (("en", "en"), ("ru", "ru"), ("kk", "kk"), ("x-default", "en"))
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
        "Ағылшын тілінен машиналық аударма: Argos Translate (en_kk 1.0) · 2 сөйлем аударылмады. "
        "Түпнұсқасын оқу Түпнұсқамен қатар"
    ]
    link = find(page, ".notice a")[0]
    assert (link.get("href"), link.get("hreflang")) == (f"/en/articles/{rocket}", "en")


def test_the_original_of_a_language_the_site_has_not_is_at_its_source(newsroom: Newsroom) -> None:
    newsroom.publish(replace(ROCKET, language="de"))
    page = newsroom.page(f"/ru/articles/{ROCKET.id}")
    assert page.xpath("string(//*[contains(@class, 'notice')]/a/@href)") == ROCKET.url


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
    scripts = page.xpath("//script | //*[@onclick] | //*[@onerror]")
    assert [(each.get("src"), each.get("type")) for each in scripts] == [
        (None, "application/ld+json"),
        ("/static/site.js", None),
    ]
    assert json.loads(scripts[0].text)["headline"] == "</title><script>t"
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


def test_a_translation_stands_beside_its_original(newsroom: Newsroom, rocket: str) -> None:
    newsroom.translate(ROCKET, "kk", title="Зымырандар", summary="Зымыран ұшады.")
    page = newsroom.page(f"/kk/articles/{rocket}?view=bilingual")
    rows = [[" ".join(side.text_content().split()) for side in row] for row in find(page, ".row")]
    assert rows == [
        ["Қазақша", "English Rockets & <stars>"],
        ["Зымыран ұшады.", "A rocket flies."],
        ["It flies far."] * 2,
        ["Where"] * 2,
        ["to the Moonto Mars"] * 2,
    ]
    assert {(language_of(left), language_of(right)) for left, right in find(page, ".row")} == {("kk", "en")}
    links = find(page, ".languages a")
    assert [link.get("href") for link in links] == [
        f"/{language}/articles/{rocket}?view=bilingual" for language in ("en", "ru", "kk")
    ]
    assert page.xpath("string(//link[@rel='canonical']/@href)") == f"https://news.example/kk/articles/{rocket}"
    alone = newsroom.page(f"/en/articles/{rocket}?view=bilingual")  # the original has nothing beside it
    assert find(alone, ".row") == []
    assert texts(alone, ".text .lead") == ["A rocket flies."]


def test_machines_learn_what_an_article_translates(newsroom: Newsroom, rocket: str) -> None:
    page = newsroom.page(f"/ru/articles/{rocket}")
    facts = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert (facts["@type"], facts["inLanguage"], facts["headline"]) == ("NewsArticle", "ru", "Ракеты & <звёзды>")
    assert facts["translationOfWork"] == {
        "@type": "NewsArticle",
        "@id": f"https://news.example/en/articles/{rocket}",
        "inLanguage": "en",
        "headline": "Rockets & <stars>",
        "url": ROCKET.url,
    }
    assert page.xpath("string(//meta[@property='og:title']/@content)") == "Ракеты & <звёзды>"
    assert page.xpath("string(//meta[@property='og:locale']/@content)") == "ru"
    assert page.xpath("//meta[@property='og:locale:alternate']/@content") == ["en", "kk"]
    original = newsroom.page(f"/en/articles/{rocket}").xpath("string(//script[@type='application/ld+json'])")
    assert json.loads(original)["isBasedOn"] == ROCKET.url
    assert "translationOfWork" not in json.loads(original)


def test_a_header_links_to_the_page_in_every_language(newsroom: Newsroom, rocket: str) -> None:
    answer = newsroom.get(f"/ru/articles/{rocket}")
    assert answer.headers["Content-Language"] == "ru"
    assert f'<https://news.example/kk/articles/{rocket}>; rel="alternate"; hreflang="kk"' in answer.headers["Link"]


def test_kazakh_comes_in_other_letters_too(open_newsroom: Callable[..., Newsroom]) -> None:
    newsroom = open_newsroom(languages="en,ru,kk,kk-Latn,kk-Arab")
    newsroom.publish(replace(HARVEST, language="kk", title="Егін жиналды", summary="Қазақстанда бидай пісті."))
    latin, arabic = newsroom.page("/kk-Latn/"), newsroom.page("/kk-Arab/")
    assert texts(latin, ".entry h2") == ["Egın jinaldy"]
    assert texts(latin, ".subscribe") == ["Jazylu"]
    assert (latin.get("lang"), latin.get("dir")) == ("kk-Latn", None)
    assert (arabic.get("lang"), arabic.get("dir")) == ("kk-Arab", "rtl")
    russian = find(newsroom.page("/ru/"), ".entry h2")[0]  # not translated yet
    assert (russian.get("lang"), russian.get("dir")) == ("kk", None)
    assert [link.text for link in find(latin, ".languages a")][3:] == ["Qazaqşa", "قازاقشا"]
    assert [link.get("dir") for link in find(latin, ".languages a")][3:] == [None, "rtl"]


def test_a_sentence_left_in_the_original_keeps_its_mark(newsroom: Newsroom, rocket: str) -> None:
    block = Block(BlockKind.PARAGRAPH, 'Ракета. <span lang="en">It flies.</span>')
    newsroom.translate(ROCKET, "kk", blocks=(block,))
    assert [language_of(span) for span in find(newsroom.page(f"/kk/articles/{rocket}"), ".text span")] == ["en"]


def test_an_unknown_parameter_of_a_page_is_ignored(newsroom: Newsroom, rocket: str) -> None:
    assert newsroom.get(f"/ru/articles/{rocket}?utm_source=x").status_code == 200
    assert newsroom.get("/ru/?utm_source=x").status_code == 200


def test_an_unknown_view_of_an_article_is_refused(newsroom: Newsroom, rocket: str) -> None:
    answer = newsroom.get(f"/ru/articles/{rocket}?view=trilingual")
    assert answer.status_code == 400
    assert "“trilingual”; allowed is bilingual" in answer.text


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
def test_pages_run_and_load_nothing_from_elsewhere_but_media(newsroom: Newsroom, rocket: str, path: str) -> None:
    answer = newsroom.get(path.format(rocket=rocket))
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    media = {"img-src": "https: http:", "media-src": "https: http:"}
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        **(media if rocket in answer.request.path else {"img-src": "'self'"}),
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", ["/kk/", "/kk/articles/{rocket}"])
def test_a_page_has_its_landmarks_and_a_way_past_the_header(newsroom: Newsroom, rocket: str, path: str) -> None:
    page = newsroom.page(path.format(rocket=rocket))
    assert [len(page.xpath(f"//{name}")) for name in ("header", "main", "footer", "form", "h1")] == [1] * 5
    assert page.xpath("count(//nav)") == page.xpath("count(//nav[@aria-label])") >= 1
    assert page.xpath("string(//body/a/@href)") == f"#{find(page, 'main')[0].get('id')}"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(newsroom.get(path.format(rocket=rocket)).data) < 50_000


# Colours (WCAG 2.2 §1.4.3)


def themes() -> Sequence[dict[str, str]]:
    css = (Path(feedserver.web.__file__).parent / "static" / "site.css").read_text("utf-8")
    css = css.partition("@media print")[0]
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
