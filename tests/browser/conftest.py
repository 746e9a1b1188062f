"""One browser and one served site for all tests here. The browser is the system's; none is downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import MISSING, Reader, find_chromium, launch
from tests.browser.site import fill, serve_seeds
from tests.web.newsroom import Newsroom

SCREENSHOTS = Path(__file__).parent / "screenshots"  # git ignores it; CI keeps it


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A package's fixture: while it is open, its event loop stands in the way of everybody else's."""
    if find_chromium() is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """The seeds and articles of every other kind, served; not to be changed. Made only where there is a browser."""
    with serve_seeds(tmp_path_factory.mktemp("site")) as room:
        fill(room)
        yield room


@pytest.fixture(scope="package")
def reader(browser: Browser, site: Newsroom) -> Iterator[Reader]:
    """Who looks at it. One for all: to open a window takes longer than to open a page."""
    somebody = Reader(browser, site.services.site.base_url)
    yield somebody
    somebody.close()
