"""Make the README's pictures of the seeds' site: ``python -m tests.tools.make_screenshots``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, ViewportSize, sync_playwright

from feedserver.feeds.addresses import FeedAddress, Format, article_path, page_path
from feedserver.model import article_id
from tests.browser.chromium import MISSING, Look, Reader, find_chromium, launch
from tests.browser.site import ROOT, serve_seeds

FOLDER = ROOT / "docs"
ARTICLE = article_id("seeds", "001_0ab93f9235e1e3a8.txt")
PICTURES = {
    "page.png": page_path("kk"),
    "bilingual.png": article_path("kk", ARTICLE, bilingual=True),
    "feed.png": FeedAddress("kk", Format.ATOM).path,
}
LOOK = Look("readme", ViewportSize(width=1280, height=800), "light")
# Where the last article or paragraph that is to be seen whole ends.
_END = """() => Math.max(...[...document.querySelectorAll(".entry, .row")]
  .map(each => each.getBoundingClientRect().bottom).filter(bottom => bottom <= innerHeight))"""


def main() -> None:
    """Write the pictures; what they show is the same each time, but for the fonts of the machine and a port."""
    if find_chromium() is None:
        sys.exit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_seeds(Path(folder), title="Baikonur Daily", languages="en,ru,kk") as room,
        sync_playwright() as playwright,
        launch(playwright) as browser,
    ):
        reader = Reader(browser, room.services.site.base_url)
        for name, path in PICTURES.items():
            page, _ = reader.open(path, LOOK)
            shown = FloatRect(x=0, y=0, width=LOOK.viewport["width"], height=page.evaluate(_END))
            page.screenshot(path=FOLDER / name, clip=shown)
            print(f"{FOLDER / name}: {(FOLDER / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
