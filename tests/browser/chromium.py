"""The system's Chromium: where it is, how it is started, and the looks that a page has in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Playwright, Route, ViewportSize

MISSING = "There is no Chromium here, so no page was looked at in a browser; Debian's: apt-get install chromium"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
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


def open_context(browser: Browser, site_url: str, look: Look, *, scripts: bool = True) -> BrowserContext:
    """A reader to whom other hosts give pictures, and nothing else."""
    context = browser.new_context(viewport=look.viewport, color_scheme=look.scheme, java_script_enabled=scripts)

    def answer(route: Route) -> None:
        if route.request.resource_type == "image":
            route.fulfill(body=_PICTURE, content_type="image/svg+xml")
        else:
            route.abort()

    context.route(lambda url: not url.startswith(f"{site_url}/"), answer)
    return context
