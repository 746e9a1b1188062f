"""Every kind of page, and what is noted while one is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from feedserver.feeds.addresses import article_path, category_path, page_path, search_path, subscribe_path
from feedserver.model import article_id
from tests.browser.chromium import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_DARK, PHONE_LIGHT, Look, Reader
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
_WORDS = {"en": "harvest", "ru": "урожай", "kk": "егін"}
_FEEDS = {"en": "json", "ru": "rss", "kk": "atom", "kk-Latn": "atom", "kk-Arab": "rss"}

PAGES: Mapping[str, Callable[[str], str]] = {
    "front": page_path,
    "article": lambda language: article_path(language, SEED),
    "bilingual": lambda language: article_path(language, SEED, bilingual=True),
    "subscribe": subscribe_path,
    "feed": lambda language: f"/{language}/feed.{_FEEDS[language]}?limit=5",
    "third": lambda language: f"{page_path(language)}?page=3",
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

# What moves inside a browser's own controls, as a video's, has no node.
_SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) if (each.sources.some(source => source.node)) sum += each.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 50);
})"""
_SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"
_TEXT = """() => {
  for (const button of document.querySelectorAll("button[data-copy]")) button.remove();
  return document.body.innerText;
}"""


@dataclass(slots=True)
class Visit:
    """What was seen of one page. html_bytes: uncompressed. shift: cumulative layout shift.

    text, plain_text: what it says with scripts and without, but for the buttons that only scripts can serve.
    complaints: of the console, and what could not be loaded. sideways: pixels wider than the window, violations:
    axe's report or nothing, both by look.
    """

    status: int
    html_bytes: int
    language: str
    direction: str
    shift: float
    text: str = ""
    plain_text: str = ""
    complaints: list[str] = field(default_factory=list)
    sideways: dict[str, int] = field(default_factory=dict)
    violations: dict[str, str] = field(default_factory=dict)


def visit(reader: Reader, language: str, name: str, screenshots: Path) -> Visit:
    """Look at the page *name* of an edition in each of its looks, then without scripts; keep the screenshots."""
    path = PAGES[name](language)
    first, *others = LOOKS[language]
    page, answer = reader.open(path, first)
    seen = Visit(
        status=answer.status,
        html_bytes=len(answer.body()),
        language=page.evaluate("document.documentElement.lang"),
        direction=page.evaluate("getComputedStyle(document.body).direction"),
        shift=page.evaluate(_SHIFTS),
    )
    for look in (first, *others):
        reader.turn(page, look)
        seen.sideways[look.name] = page.evaluate(_SIDEWAYS)
        found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": AXE_TAGS})
        seen.violations[look.name] = found.generate_report() if found.violations_count else ""
        picture = screenshots / f"{language}-{name}-{look.name}.jpg"
        page.screenshot(path=picture, full_page=True, type="jpeg", quality=60)
    seen.text = page.evaluate(_TEXT)
    seen.complaints = list(reader.complaints)
    page, _ = reader.open(path, look, scripts=False)
    seen.plain_text = page.evaluate(_TEXT)
    return seen
