"""The whole web pages of ``html_pages/`` and how well they are read: what should come out of each is told beside it."""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from feedserver.model import Article, BlockKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.blocks import text_of_block
from feedserver.sources.html.page import read_html_page
from feedserver.sources.text.encodings import decode

PAGES = Path(__file__).parent / "html_pages"
READ_AT = datetime(2026, 6, 1, tzinfo=UTC)

_NOT_HREF = re.compile(r'(<a href="[^"]*")[^>]*>')


@dataclass(frozen=True)
class HtmlPage:
    """A web page, with the address it was read from, and what should come of it (see ``html_pages/README.md``)."""

    name: str
    data: bytes
    url: str
    context: ReadingContext
    expected: dict[str, Any]


@dataclass(frozen=True)
class Check:
    """What was looked at: *kind*, such as ``title`` or ``kept``, and the phrase."""

    kind: str
    subject: str
    is_right: bool


def list_html_pages() -> Iterator[HtmlPage]:
    """Every page, by name."""
    for path in sorted(PAGES.glob("*.toml")):
        expected = tomllib.loads(path.read_text("utf-8"))
        context = ReadingContext("pages", ZoneInfo(expected["zone"]), read_at=READ_AT)
        yield HtmlPage(path.stem, path.with_suffix(".html").read_bytes(), expected["url"], context, expected)


def read_article(page: HtmlPage) -> Article:
    text = decode(page.data, page.name, is_html=True).text
    return read_html_page(text, page.name, page.context, url=page.url)


def check(page: HtmlPage, article: Article) -> Iterator[Check]:
    """Everything that the page's expectations say, looked up in *article*."""
    expected = page.expected
    published_at = expected["published_at"].astimezone(UTC) if "published_at" in expected else None
    yield Check("title", article.title, article.title == expected["title"])
    yield Check("date", str(article.published_at), article.published_at == published_at)
    yield Check("author", str(article.author), article.author == expected.get("author"))
    yield Check("categories", str(article.categories), list(article.categories) == expected["categories"])
    yield Check("language", article.language, article.language == expected["language"])
    # A caption belongs to its picture: as one it is no text of the article.
    texts = [text_of_block(block) for block in article.blocks if block.kind is not BlockKind.FIGURE]
    text = _folded("\n".join((article.summary, *texts)))
    markup = _NOT_HREF.sub(r"\1>", _folded("\n".join(block.html for block in article.blocks)))
    yield from (Check("kept", phrase, _folded(phrase) in text) for phrase in expected["kept"])
    yield from (Check("dropped", phrase, _folded(phrase) not in text) for phrase in expected["dropped"])
    yield from (
        Check("marks", mark, html.unescape(_folded(mark)) in html.unescape(markup)) for mark in expected["marks"]
    )


def measure() -> dict[str, tuple[int, int]]:
    """By kind of check (title, date, …, kept, dropped, marks): how many are right, and of how many."""
    checks = [each for page in list_html_pages() for each in check(page, read_article(page))]
    of_all = Counter(each.kind for each in checks)
    right = Counter(each.kind for each in checks if each.is_right)
    return {kind: (right[kind], number) for kind, number in of_all.items()}


def _folded(text: str) -> str:
    return " ".join(text.split())
