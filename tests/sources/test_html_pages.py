"""Whole pages of many sites and systems are read: the article comes out, the furniture stays behind."""

from __future__ import annotations

import pytest

from feedserver.sources.html.blocks import text_of_block
from tests.sources.html_pages_reading import HtmlPage, check, list_html_pages, measure, read_article

PAGES = {page.name: page for page in list_html_pages()}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> HtmlPage:
    return PAGES[request.param]


def test_everything_that_is_said_of_a_page_comes_out(page: HtmlPage) -> None:
    assert [each for each in check(page, read_article(page)) if not each.is_right] == []


def test_no_text_comes_out_twice(page: HtmlPage) -> None:
    article = read_article(page)
    texts = [article.summary, *filter(None, map(text_of_block, article.blocks))]
    assert len(set(texts)) == len(texts)


def test_there_are_pages_of_each_language_and_every_kind_of_check() -> None:
    assert {page.expected["language"] for page in PAGES.values()} == {"en", "ru", "kk"}
    shares = measure()
    assert set(shares) == {"title", "date", "author", "categories", "language", "kept", "dropped", "marks"}
    assert all(0 < right <= of_all for right, of_all in shares.values())
