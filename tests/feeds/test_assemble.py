"""Editions become a feed: ids, dates, languages, links and content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.model import Entry, Feed, Link
from feedserver.feeds.variants import Variant
from feedserver.model import Block, BlockKind, Edition, Origin
from tests.feeds.handmade import EDITIONS, LAUNCH, LAUNCH_RU, SITE, STEPPE, STEPPE_PENDING, at

RU = FeedAddress("ru", Format.ATOM)
AS_WRITTEN = FeedAddress(None, Format.ATOM)


def feed_of(address: FeedAddress, *editions: Edition) -> Feed:
    return assemble(editions, address, SITE)


def entry_of(address: FeedAddress, edition: Edition) -> Entry:
    return feed_of(address, edition).entries[0]


def test_entries_keep_the_order_of_the_editions() -> None:
    feed = feed_of(RU, *EDITIONS["ru"])
    assert [entry.id for entry in feed.entries] == [
        "tag:news.example,2026-01-01:9f2c1d7a5b3e8406/ru",
        "tag:news.example,2026-01-01:0a1b2c3d4e5f6071/ru",
    ]


def test_an_article_as_written_has_the_id_it_has_in_its_language() -> None:
    as_written = entry_of(AS_WRITTEN, STEPPE)
    assert as_written.id == entry_of(FeedAddress("kk", Format.RSS), STEPPE).id


def test_a_new_base_url_changes_no_id() -> None:
    moved = assemble((LAUNCH_RU,), RU, replace(SITE, base_url="https://other.example"))
    assert moved.id == feed_of(RU, LAUNCH_RU).id
    assert moved.entries[0].id == entry_of(RU, LAUNCH_RU).id


def test_formats_and_limits_of_a_feed_have_one_id() -> None:
    ids = {
        feed_of(FeedAddress("ru", format_, category="space", variant=Variant(limit=limit))).id
        for format_ in Format
        for limit in (None, 20)
    }
    assert ids == {"tag:news.example,2026-01-01:feed/ru/categories/space"}
    assert feed_of(AS_WRITTEN).id == "tag:news.example,2026-01-01:feed/all"


def test_a_feed_is_as_old_as_its_newest_change() -> None:
    assert feed_of(RU, *EDITIONS["ru"]).updated_at == LAUNCH_RU.updated_at


def test_an_empty_feed_is_as_old_as_the_site() -> None:
    assert feed_of(RU).updated_at == at(2026, 1, 1)


def test_an_untranslated_entry_keeps_its_language() -> None:
    feed = feed_of(RU, STEPPE_PENDING)
    assert feed.language == "ru"
    assert feed.entries[0].language == "kk"
    assert feed.entries[0].title == "Далада көктем"


def test_a_feed_of_articles_in_several_languages_claims_none() -> None:
    assert feed_of(AS_WRITTEN, LAUNCH, STEPPE).language is None
    assert feed_of(AS_WRITTEN, STEPPE).language == "kk"


def test_a_feed_names_its_scope() -> None:
    feed = assemble((), FeedAddress("kk", Format.ATOM, category="space"), SITE, scope_label="Ғарыш")
    assert feed.title == "Бүгін & Today · Ғарыш"
    assert feed.subtitle == "Ғарыш: қазақ тіліндегі мақалалар"


def test_a_feed_links_to_itself_its_page_its_languages_and_its_formats() -> None:
    base = "https://news.example/feeds"
    assert feed_of(FeedAddress("ru", Format.RSS, variant=Variant(limit=5))).links == (
        Link(f"{base}/ru/feed.rss?limit=5", "self", "application/rss+xml", "ru"),
        Link(f"{base}/ru/", "alternate", "text/html", "ru"),
        Link(f"{base}/en/feed.rss?limit=5", "alternate", "application/rss+xml", "en"),
        Link(f"{base}/kk/feed.rss?limit=5", "alternate", "application/rss+xml", "kk"),
        Link(f"{base}/ru/feed.atom?limit=5", "alternate", "application/atom+xml", "ru"),
        Link(f"{base}/ru/feed.json?limit=5", "alternate", "application/feed+json", "ru"),
        Link(f"{base}/ru/"),
    )


def test_the_first_and_the_last_alternate_of_an_entry_are_its_page() -> None:
    page = "https://news.example/feeds/ru/articles/9f2c1d7a5b3e8406"
    entry = entry_of(RU, LAUNCH_RU)
    alternates = [link for link in entry.links if link.rel == "alternate"]
    assert entry.page_url == alternates[0].href == alternates[-1].href == page
    assert [link.hreflang for link in alternates] == ["ru", "en", "kk", None]


def test_an_article_in_a_language_without_edition_has_its_page_in_the_default_one() -> None:
    german = replace(LAUNCH, language="de", text_language="de", original_language="de")
    assert entry_of(AS_WRITTEN, german).page_url.startswith("https://news.example/feeds/en/articles/")


def test_the_original_is_linked_where_it_came_from() -> None:
    address = "https://space.example/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B?q=a%20b"
    entry = entry_of(RU, LAUNCH_RU)
    assert entry.external_url == entry.original_url == address
    assert Link(address, "via", "text/html", "en") in entry.links
    assert f'<a href="{address}">Оригинал</a>' in entry.content


def test_an_original_that_came_from_no_web_page_is_linked_here() -> None:
    entry = entry_of(RU, STEPPE_PENDING)
    assert entry.external_url is None
    assert entry.original_url == "https://news.example/feeds/kk/articles/0a1b2c3d4e5f6071"


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    for url in ("javascript:alert(1)", "/relative", "http://[bad", "https://"):
        assert entry_of(AS_WRITTEN, replace(LAUNCH, original_url=url)).original_url is None


@pytest.mark.parametrize(
    ("edition", "origin", "label"),
    [
        (LAUNCH_RU, "machine", "Машинный перевод"),
        (STEPPE_PENDING, "pending", "Ещё не переведено"),
        (replace(LAUNCH_RU, origin=Origin.EDITED), "edited", "Перевод редакции"),
        (replace(LAUNCH_RU, origin=Origin.ORIGINAL), "original", None),
    ],
)
def test_an_entry_says_where_its_words_come_from(edition: Edition, origin: str, label: str | None) -> None:
    entry = entry_of(RU, edition)
    assert (entry.origin, entry.origin_label) == (origin, label)


def test_content_is_the_lead_the_blocks_and_the_notice() -> None:
    assert entry_of(RU, replace(LAUNCH_RU, original_url=None)).content.splitlines() == [
        "<p>Комплекс на Байконуре готов и ждёт.</p>",
        "<p>Стартовая площадка перестроена.</p>",
        "<ul><li>испытание</li><li>запуск</li></ul>",
        "<p><em>Машинный перевод с английского: Argos Translate (translate-en_ru 1.9) · "
        "не переведено 2 предложения · "
        '<a href="https://news.example/feeds/en/articles/9f2c1d7a5b3e8406">Оригинал</a></em></p>',
    ]


def test_the_notice_of_a_pending_entry_is_marked_as_the_readers_language() -> None:
    notice = entry_of(RU, STEPPE_PENDING).content.splitlines()[-1]
    assert notice.startswith('<p lang="ru"><em>Ещё не переведено: текст на казахском языке')


def test_an_original_has_no_notice() -> None:
    assert "<em>" not in entry_of(AS_WRITTEN, LAUNCH).content


def test_lists_apart_stay_apart() -> None:
    kinds = (BlockKind.ITEM, BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.ITEM)
    edition = replace(LAUNCH, summary="", blocks=tuple(Block(kind, "x") for kind in kinds))
    assert entry_of(AS_WRITTEN, edition).content == "<ul><li>x</li><li>x</li></ul>\n<p>x</p>\n<ul><li>x</li></ul>"


def test_an_article_of_nothing_still_has_a_title_and_content() -> None:
    edition = replace(LAUNCH_RU, title="\x00", summary="", blocks=(), origin=Origin.ORIGINAL)
    entry = entry_of(RU, edition)
    assert (entry.title, entry.content) == ("Без заголовка", "<p>Без заголовка</p>")


def test_an_author_is_a_name_without_an_address() -> None:
    assert entry_of(AS_WRITTEN, LAUNCH).author == "Aigul Sarsen"
    assert entry_of(AS_WRITTEN, replace(LAUNCH, author="<b>\x07</b>")).author is None
