"""Every kind of page, and what is noted while one is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from feedserver.feeds.addresses import article_path, category_path, page_path, search_path, subscribe_path
from feedserver.model import article_id
from tests.browser.chromium import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_DARK, PHONE_LIGHT, Look, open_context
from tests.browser.site import LONG, MACHINE, MEDIA

SEED = article_id("seeds", "002_e1ed6fd59ecf7d98.txt")  # has a list, a category and edited translations
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Each two: every width and every theme. Kazakh has the other two, so that all four are looked at.
LOOKS: Mapping[str, Sequence[Look]] = {
    "en": (PHONE_LIGHT, DESKTOP_DARK),
    "ru": (PHONE_LIGHT, DESKTOP_DARK),
    "kk": (DESKTOP_LIGHT, PHONE_DARK),
    "kk-Latn": (PHONE_LIGHT,),
    "kk-Arab": (PHONE_LIGHT, DESKTOP_DARK),
}
_WORDS = {"en": "note", "ru": "заметка", "kk": "жазба", "kk-Latn": "жазба", "kk-Arab": "жазба"}
_FEEDS = {"en": "json", "ru": "rss", "kk": "atom", "kk-Latn": "atom", "kk-Arab": "rss"}

PAGES: Mapping[str, Callable[[str], str]] = {
    "front": page_path,
    "article": lambda language: article_path(language, SEED),
    "bilingual": lambda language: article_path(language, SEED, bilingual=True),
    "subscribe": subscribe_path,
    "feed": lambda language: f"/{language}/feed.{_FEEDS[language]}",
    "second": lambda language: f"{page_path(language)}?page=2",
    "category": lambda language: category_path(language, "roscosmos"),
    "media": lambda language: article_path(language, MEDIA.id),  # an original in English, pending elsewhere
    "machine": lambda language: article_path(language, MACHINE.id, bilingual=True),  # in Kazakh; an original in Russian
    "unwieldy": lambda language: article_path(language, LONG.id),
    "search": lambda language: f"{search_path(language)}?q={_WORDS[language]}",
    "search-in-vain": lambda language: f"{search_path(language)}?q=xyzzy",
    "search-form": search_path,
    "status": lambda language: f"/status?lang={language}",
    "missing": lambda language: f"/{language}/nothing",
}
PAGES_OF: Mapping[str, Sequence[str]] = {
    language: tuple(PAGES)[:5] if "-" in language else tuple(PAGES) for language in LOOKS
}

_SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 50);
})"""
_SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"
_TEXT = """() => {
  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = true;
  return document.body.innerText;
}"""


@dataclass(slots=True)
class Visit:
    """What was seen of one page. html_bytes: uncompressed. shift: cumulative layout shift. text, plain_text: what the
    page says with scripts and without. complaints: of the console, and what could not be loaded. sideways: pixels wider
    than the window, violations: axe's report, both by look.
    """

    status: int
    html_bytes: int
    language: str
    direction: str
    shift: float
    text: str
    plain_text: str
    complaints: list[str] = field(default_factory=list)
    sideways: dict[str, int] = field(default_factory=dict)
    violations: dict[str, str] = field(default_factory=dict)


def visit(browser: Browser, site_url: str, language: str, name: str, screenshots: Path) -> Visit:
    """Look at the page *name* of an edition in each of its looks, then without scripts; keep the screenshots."""
    url = site_url + PAGES[name](language)
    first, *others = LOOKS[language]
    with _opened(browser, site_url, first) as page:
        complaints = _listen(page, url)
        answer = page.goto(url)
        assert answer is not None
        seen = Visit(
            status=answer.status,
            html_bytes=len(answer.body()),
            language=page.evaluate("document.documentElement.lang"),
            direction=page.evaluate("getComputedStyle(document.body).direction"),
            shift=page.evaluate(_SHIFTS),
            text="",
            plain_text="",
            complaints=complaints,
        )
        for look in (first, *others):
            _look(page, look, seen, screenshots / f"{language}-{name}-{look.name}.jpg")
        seen.text = page.evaluate(_TEXT)
    with _opened(browser, site_url, first, scripts=False) as page:
        page.goto(url)
        _picture(page, screenshots / f"{language}-{name}-{first.name}-without-scripts.jpg")
        seen.plain_text = page.evaluate(_TEXT)
    return seen


@contextmanager
def _opened(browser: Browser, site_url: str, look: Look, *, scripts: bool = True) -> Iterator[Page]:
    with open_context(browser, site_url, look, scripts=scripts) as context:
        yield context.new_page()


def _listen(page: Page, url: str) -> list[str]:
    """What the page complains of from now on. That it is missing itself is no complaint."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:  # also of what the page's Content-Security-Policy forbids
        is_own = message.location["url"] == url and message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not is_own:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.failure}: {request.url}"))
    return complaints


def _look(page: Page, look: Look, seen: Visit, picture: Path) -> None:
    page.set_viewport_size(look.viewport)
    page.emulate_media(color_scheme=look.scheme)
    seen.sideways[look.name] = page.evaluate(_SIDEWAYS)
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": AXE_TAGS})
    seen.violations[look.name] = found.generate_report() if found.violations_count else ""
    _picture(page, picture)


def _picture(page: Page, path: Path) -> None:
    page.screenshot(path=path, full_page=True, type="jpeg", quality=60)
