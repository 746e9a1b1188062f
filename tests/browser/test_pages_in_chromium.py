"""Every kind of page, in every edition, as a browser shows it: on a phone and on a desk, in light and in dark."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from tests.browser.chromium import Reader
from tests.browser.conftest import SCREENSHOTS
from tests.browser.visits import LOOKS, PAGES_OF, visit

MAX_BYTES = 50_000  # without pictures
GROUPS = {"en": "browser-1", "ru": "browser-2", "kk": "browser-2", "kk-Latn": "browser-1", "kk-Arab": "browser-1"}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        pytest.param(language, name, id=f"{language}-{name}", marks=pytest.mark.xdist_group(GROUPS[language]))
        for language in LOOKS
        for name in PAGES_OF[language]
    ],
)
def test_a_page_is_whole_still_small_and_open_to_all(reader: Reader, language: str, name: str) -> None:
    """One test for all that can be seen of a page: to open it takes far longer than to look at it."""
    seen = visit(reader, language, name, SCREENSHOTS)
    assert seen.status == (HTTPStatus.NOT_FOUND if name == "missing" else HTTPStatus.OK)
    assert seen.complaints == []
    assert not any(seen.violations.values()), "\n".join(seen.violations.values())
    assert not any(seen.sideways.values()), seen.sideways
    assert seen.shift == 0, "something moves while it loads"
    assert 0 < seen.html_bytes < MAX_BYTES
    assert (seen.language, seen.direction) == (language, "rtl" if language == "kk-Arab" else "ltr")
    assert seen.plain_text == seen.text != "", "it says something else without scripts"
