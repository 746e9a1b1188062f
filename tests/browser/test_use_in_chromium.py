"""What readers do on the site: they search, switch, copy, page, print, and do without a mouse or without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_LIGHT, Look, Reader
from tests.browser.site import LANGUAGES, NOTES
from tests.browser.visits import PAGES

pytestmark = pytest.mark.xdist_group("browser-1")

ARTICLES = NOTES + 3 + 5  # of the agency's own three, and the seeds
NARROWEST_PX = 320  # what WCAG 2.2 asks for (1.4.10)
# How the element with the focus is outlined, and whether nothing lies over it.
_FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getClientRects()[0];
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: element.tagName,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: element.contains(top),
  };
}"""
_LIGHTNESS = """property => {
  const [red, green, blue] = getComputedStyle(document.body)[property].match(/\\d+/g).map(Number);
  return (red + green + blue) / 3 / 255;
}"""

PageOpener = Callable[..., Page]


@pytest.fixture
def url(reader: Reader) -> str:
    """The site's address, without a slash at the end."""
    return reader.site_url


@pytest.fixture
def open_page(reader: Reader) -> PageOpener:
    """Opens a page of the site by its path."""

    def open_(path: str, look: Look = DESKTOP_LIGHT, *, scripts: bool = True) -> Page:
        page, answer = reader.open(path, look, scripts=scripts)
        assert answer.ok, path
        return page

    return open_


def test_the_switcher_stays_on_the_article_and_on_its_view(open_page: PageOpener, url: str) -> None:
    page = open_page(PAGES["bilingual"]("kk"))
    languages = page.locator(".languages")
    expect(languages.locator("[aria-current]")).to_have_text("Қазақша")
    languages.get_by_role("link", name="Русский").click()
    expect(page).to_have_url(url + PAGES["bilingual"]("ru"))
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator(".row")).not_to_have_count(0)


def test_the_switcher_stays_on_what_was_searched(open_page: PageOpener, url: str) -> None:
    page = open_page(PAGES["search"]("ru"))
    page.locator(".languages").get_by_role("link", name="English").click()
    expect(page.get_by_role("searchbox")).to_have_value("урожай")
    assert page.url.startswith(f"{url}/en/search?q=")


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [("en", "airports", "airport"), ("ru", "автобусов", "автобус"), ("kk", "автобустар", "автобус")],
)
def test_the_search_finds_a_word_in_another_form(open_page: PageOpener, language: str, typed: str, found: str) -> None:
    page = open_page(f"/{language}/")
    page.get_by_role("searchbox").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.get_by_role("searchbox")).to_have_value(typed)
    assert found in page.locator(".entry").first.inner_text()


def test_a_search_in_vain_says_so_to_screen_readers_too(open_page: PageOpener) -> None:
    page = open_page(PAGES["search-in-vain"]("en"))
    expect(page.get_by_role("status")).to_contain_text("xyzzy")
    expect(page.locator(".entry")).to_have_count(0)


@pytest.mark.parametrize("path", ["/kk/subscribe", "/kk/feed.atom"])
def test_the_copy_button_copies_the_feeds_address_and_says_so(open_page: PageOpener, url: str, path: str) -> None:
    page = open_page(path)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
    button = page.locator("button[data-copy]").first
    said = button.inner_text()
    button.click()
    expect(button).to_have_text("Көшірілді")
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}/kk/feed.atom"
    assert said == "Көшіру"


@pytest.mark.parametrize("extension", ["atom", "rss", "json"])
def test_a_feed_that_is_opened_is_a_page_and_one_that_is_fetched_is_a_feed(
    open_page: PageOpener, url: str, extension: str
) -> None:
    page = open_page(f"/ru/feed.{extension}")
    expect(page.locator("#feed-address")).to_have_text(f"{url}/ru/feed.{extension}")
    expect(page.locator(".entry")).not_to_have_count(0)
    fetched = page.context.request.get(page.url)
    assert extension in fetched.headers["content-type"]


def test_the_front_door_leads_to_the_browsers_language(browser: Browser, url: str) -> None:
    with browser.new_context(locale="kk-KZ") as context:
        page = context.new_page()
        page.goto(url)
        assert page.url == f"{url}/kk/"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page: PageOpener) -> None:
    page = open_page("/ru/", PHONE_LIGHT)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("name", ["front", "subscribe", "feed", "machine"])
def test_whoever_goes_by_keyboard_sees_where_they_are(open_page: PageOpener, name: str) -> None:
    page = open_page(PAGES[name]("kk"))
    stops = min(page.locator("a, button, input").filter(visible=True).count(), 40)
    for _ in range(stops):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        assert stop["outlined"], stop
        assert stop["seen"], stop


def test_paging_shows_every_article_once(open_page: PageOpener) -> None:
    page = open_page("/kk/")
    seen = _links(page.locator(".entry h2 a"))
    while (older := page.locator("[rel=next]").filter(visible=True)).count():
        older.click()
        page.wait_for_load_state()
        seen += _links(page.locator(".entry h2 a"))
    assert len(seen) == len(set(seen)) == ARTICLES
    page.get_by_role("link", name="Жаңарақ мақалалар").click()
    expect(page).to_have_url(re.compile("page=2$"))


def test_what_is_printed_is_the_article_alone(open_page: PageOpener) -> None:
    page = open_page(PAGES["machine"]("kk"), DESKTOP_DARK)
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".languages", ".search", ".subscribe", ".skip"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".notice")).to_be_visible()
    assert (page.evaluate(_LIGHTNESS, "backgroundColor"), page.evaluate(_LIGHTNESS, "color")) == (1, 0)


@pytest.mark.parametrize("look", [DESKTOP_LIGHT, DESKTOP_DARK], ids=lambda look: look.scheme)
def test_a_page_is_as_light_or_as_dark_as_the_reader_prefers(open_page: PageOpener, look: Look) -> None:
    page = open_page("/en/", look)
    paper, ink = page.evaluate(_LIGHTNESS, "backgroundColor"), page.evaluate(_LIGHTNESS, "color")
    assert (paper > 0.9 and ink < 0.2) if look.scheme == "light" else (paper < 0.2 and ink > 0.8)


def test_arabic_letters_run_from_the_right_and_so_does_the_page(open_page: PageOpener) -> None:
    page = open_page("/kk-Arab/")
    title, search = (page.locator(each).bounding_box() for each in (".site-title a", ".search"))
    assert title is not None
    assert search is not None
    assert title["x"] > search["x"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_the_narrowest_window(open_page: PageOpener, url: str, language: str) -> None:
    page = open_page("/en/subscribe")
    page.set_viewport_size({"width": NARROWEST_PX, "height": 640})
    for name in ("front", "article", "bilingual", "subscribe", "feed", "media", "unwieldy", "status"):
        page.goto(url + PAGES[name](language))
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROWEST_PX, name


def test_everything_can_be_reached_without_scripts(open_page: PageOpener, url: str) -> None:
    page = open_page("/ru/", PHONE_LIGHT, scripts=False)
    page.get_by_role("searchbox").fill("автобусов")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.locator(".entry h2 a").first.click()
    page.wait_for_url("**/articles/*")
    page.get_by_role("link", name="Все статьи").click()
    expect(page).to_have_url(f"{url}/ru/")
    page.get_by_role("link", name="Подписаться").click()
    expect(page.locator("#all")).to_have_text(f"{url}/ru/feed.atom")
    expect(page.locator("button[data-copy]").first).to_be_hidden()
    page.get_by_role("link", name="RSS").first.click()
    expect(page.locator("#feed-address")).to_have_text(f"{url}/ru/feed.rss")


def _links(found: Locator) -> list[str]:
    return [str(link.get_attribute("href")) for link in found.all()]
