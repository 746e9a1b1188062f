"""The system's Chromium: where it is, how it is started, and the looks that a page has in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Response, Route, ViewportSize

MISSING = "There is no Chromium here, so no page was looked at in a browser; Debian's: apt-get install chromium"
# The first has no window and no toolbar, which take a third of the time; the rest is the same browser.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu"]  # CI has no user namespaces, and often no graphics
# A picture that comes from another host.
_PICTURE = (
    """<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><path fill="#888" d="M0 0h640v360H0z"/></svg>"""
)


@dataclass(frozen=True, slots=True)
class Look:
    """How large the window is, and which colours the reader prefers."""

    name: str
    viewport: ViewportSize
    scheme: Literal["light", "dark"]


_PHONE = ViewportSize(width=390, height=844)
_DESKTOP = ViewportSize(width=1280, height=900)
PHONE_LIGHT = Look("phone-light", _PHONE, "light")
PHONE_DARK = Look("phone-dark", _PHONE, "dark")
DESKTOP_LIGHT = Look("desktop-light", _DESKTOP, "light")
DESKTOP_DARK = Look("desktop-dark", _DESKTOP, "dark")


def find_chromium() -> str | None:
    """The path of the system's Chromium or Chrome; None if it has none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """The system's browser, without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=_FLAGS)


class Reader:
    """Somebody with two windows, one with scripts and one without, who gets from other hosts pictures and nothing else.

    complaints: what the window opened last says in its console, as of what the page's Content-Security-Policy forbids,
    and what it could not load.
    """

    def __init__(self, browser: Browser, site_url: str) -> None:
        self.site_url = site_url
        self.complaints: list[str] = []
        self._windows = {scripts: self._open_window(browser, scripts=scripts) for scripts in (True, False)}

    def open(self, path: str, look: Look, *, scripts: bool = True) -> tuple[Page, Response]:
        """The page at *path* of the site, loaded in this look, and its answer."""
        page = self._windows[scripts]
        self.turn(page, look)
        self.complaints.clear()
        answer = page.goto(self.site_url + path)
        assert answer is not None
        return page, answer

    def turn(self, page: Page, look: Look) -> None:
        """Show *page* on a screen in this look."""
        page.set_viewport_size(look.viewport)
        page.emulate_media(media="screen", color_scheme=look.scheme)

    def close(self) -> None:
        for page in self._windows.values():
            page.context.close()

    def _open_window(self, browser: Browser, *, scripts: bool) -> Page:
        context = browser.new_context(java_script_enabled=scripts)
        context.route(lambda url: not url.startswith(f"{self.site_url}/"), _answer_elsewhere)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"{request.failure}: {request.url}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        """That the page itself is missing is no complaint: its status says so."""
        is_own = message.page is not None and message.location["url"] == message.page.url
        if message.type in ("error", "warning") and not (is_own and message.text.startswith("Failed to load resource")):
            self.complaints.append(message.text)


def _answer_elsewhere(route: Route) -> None:
    if route.request.resource_type == "image":
        route.fulfill(body=_PICTURE, content_type="image/svg+xml")
    else:
        route.abort()
