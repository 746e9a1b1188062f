"""The saved pages of ``pages/`` and how well they are read: a line is right if it comes out and should."""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.saved_text import read_saved_text
from feedserver.sources.saved_text.lines import SURE_BULLETS
from feedserver.sources.text.plain_text import clean_line

PAGES = Path(__file__).parent / "pages"
SETS = ("tuned", "crowded", "kept_aside")

_KEPT_MARKS = ("T ", "P ", "H ", "L ")
_BULLET = re.compile(rf"^(?:[{SURE_BULLETS}]\s*|[*+–—-]\s+)")


@dataclass(frozen=True)
class Page:
    """A saved page with what should come of it.

    lines: title, headings, paragraphs and items, compared by text; kept: their numbers, from 1.
    """

    name: str
    language: str
    text: str
    context: ReadingContext
    title: str
    lines: Counter[str]
    kept: frozenset[int]
    published_at: datetime | None
    author: str | None
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How the lines that came out compare with those that should have; sums of lines or of characters."""

    right: int = 0
    came_out: int = 0
    should: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.came_out + other.came_out, self.should + other.should)

    @property
    def precision(self) -> float:
        return self.right / self.came_out if self.came_out else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.should if self.should else 1.0


def list_pages(name: str) -> Iterator[Page]:
    """The pages of the set *name*, by name."""
    for path in sorted((PAGES / name).glob("*.page")):
        yield read_page(path)


def read_page(path: Path) -> Page:
    """The page in a file of the form that ``pages/README.md`` describes."""
    _, header, body = path.read_text("utf-8").split("+++\n", maxsplit=2)
    said = tomllib.loads(header)
    marked = [(line[:2], line[2:]) for line in body.split("\n")]
    titles = [folded(text) for mark, text in marked if mark == "T "]
    assert len(titles) == 1, f"{path.name}: a page has one title"
    zone = ZoneInfo(said["zone"])
    return Page(
        name=path.stem,
        language=said["language"],
        text="\n".join(text for _, text in marked),
        context=ReadingContext("pages", zone, read_at=said["saved_at"], saved_at=said["saved_at"]),
        title=titles[0],
        lines=Counter(folded(text) for mark, text in marked if mark in _KEPT_MARKS),
        kept=frozenset(number for number, (mark, _) in enumerate(marked, start=1) if mark in _KEPT_MARKS),
        published_at=said["published_at"].astimezone(UTC) if "published_at" in said else None,
        author=said.get("author"),
        categories=tuple(said.get("categories", ())),
    )


def folded(line: str) -> str:
    """*line* for comparing: what cannot be seen does not count, nor does a bullet."""
    return _BULLET.sub("", " ".join(clean_line(line).split()), count=1)


def read_article(page: Page) -> Article:
    return read_saved_text(page.text, page.name, page.context)


def lines_of(article: Article) -> Counter[str]:
    """The lines of an article as a page's are compared; no summary counts as none."""
    texts = (article.title, article.summary, *(html.unescape(block.html) for block in article.blocks))
    return Counter(folded(text) for text in texts if text)


def score_lines(page: Page, article: Article) -> Score:
    """How many of the article's lines are right."""
    got = lines_of(article)
    return Score((got & page.lines).total(), got.total(), page.lines.total())


def score_chars(page: Page, article: Article) -> Score:
    """The same, each line by its length."""
    got = lines_of(article)
    return Score(_chars(got & page.lines), _chars(got), _chars(page.lines))


def total(scores: Iterable[Score]) -> Score:
    return sum(scores, Score())


def _chars(lines: Counter[str]) -> int:
    return sum(len(line) * count for line, count in lines.items())
