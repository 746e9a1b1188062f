"""Every kind of page, in every edition, as a browser shows it: on a phone and on a desk, in light and in dark."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SCREENSHOTS
from tests.browser.visits import LOOKS, PAGES_OF, Visit, visit
from tests.web.newsroom import Newsroom

MAX_BYTES = 50_000  # without pictures
GROUPS = {"en": "browser-1", "ru": "browser-2", "kk": "browser-2", "kk-Latn": "browser-1", "kk-Arab": "browser-1"}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((language, name), id=f"{language}-{name}", marks=pytest.mark.xdist_group(GROUPS[language]))
        for language in LOOKS
        for name in PAGES_OF[language]
    ],
)
def page(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The language of an edition, and the name of a page of it."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def seen(page: tuple[str, str], browser: Browser, site: Newsroom) -> Visit:
    """What there is to see of the page; looked at once for all tests."""
    return visit(browser, site.services.site.base_url, *page, SCREENSHOTS)


def test_a_page_is_there_and_nothing_on_it_fails(seen: Visit, page: tuple[str, str]) -> None:
    assert seen.status == (HTTPStatus.NOT_FOUND if page[1] == "missing" else HTTPStatus.OK)
    assert seen.complaints == []


def test_axe_finds_nothing_to_object_to(seen: Visit) -> None:
    assert not any(seen.violations.values()), "\n".join(seen.violations.values())


def test_a_page_is_no_wider_than_the_window(seen: Visit) -> None:
    assert not any(seen.sideways.values()), seen.sideways


def test_nothing_moves_while_a_page_loads(seen: Visit) -> None:
    assert seen.shift == 0


def test_a_page_is_small(seen: Visit) -> None:
    assert 0 < seen.html_bytes < MAX_BYTES


def test_a_page_says_its_language_and_runs_in_its_direction(seen: Visit, page: tuple[str, str]) -> None:
    assert (seen.language, seen.direction) == (page[0], "rtl" if page[0] == "kk-Arab" else "ltr")


def test_a_page_says_the_same_without_scripts(seen: Visit) -> None:
    assert seen.plain_text == seen.text != ""
