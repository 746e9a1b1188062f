"""How well saved pages are read: which of their lines come out, and which should.

Run with ``make bench`` or ``python benchmarks/reading.py``. The pages are those of ``tests/sources/pages``: to those in
``tuned`` and ``crowded`` (with all that may interrupt a text) the reader was fitted; at those in ``kept_aside`` nobody
who works on it looks. Precision: of the lines that come out (title, paragraphs, headings, items), how many should.
Recall: of those that should, how many come out. Both also weighted by characters. Titles, dates and authors: on how
many pages they are right; where none is said, none is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))  # the pages and their loader are with the tests

if TYPE_CHECKING:
    from feedserver.model import Article
    from tests.sources.pages_reading import Page


def main() -> None:
    from tests.sources.pages_reading import SETS, list_pages, read_article

    print("Saved pages        pages  precision  recall  by characters  titles  dates  authors")
    seconds, chars = 0.0, 0
    for name in SETS:
        pages = list(list_pages(name))
        started = time.perf_counter()
        read = [(page, read_article(page)) for page in pages]
        seconds += time.perf_counter() - started
        chars += sum(len(page.text) for page in pages)
        _print_row(name, read)
        for language in sorted({page.language for page in pages}):
            _print_row(f"  {language}", [each for each in read if each[0].language == language])
    print(f"\n{chars / seconds / 1e6:.2f} million characters/s")


def _print_row(title: str, read: Sequence[tuple[Page, Article]]) -> None:
    from tests.sources.pages_reading import score_chars, score_lines, total

    lines = total(score_lines(page, article) for page, article in read)
    chars = total(score_chars(page, article) for page, article in read)

    def share(is_right: Callable[[Page, Article], bool]) -> str:
        return f"{sum(is_right(page, article) for page, article in read) / len(read):.0%}"

    print(
        f"{title:18} {len(read):5} {lines.precision:10.3f} {lines.recall:7.3f}"
        f"  {chars.precision:.3f}, {chars.recall:.3f} "
        f" {share(lambda page, article: page.title == ' '.join(article.title.split())):>6}"
        f" {share(lambda page, article: page.published_at == article.published_at):>6}"
        f" {share(lambda page, article: page.author == article.author):>8}"
    )


if __name__ == "__main__":
    main()
