"""The whole text of an article whose feed has only a teaser, read from the article's own page."""

from __future__ import annotations

from dataclasses import replace

from feedserver.errors import SourceError
from feedserver.inline_html import text_of
from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.fetching.client import Fetched, Fetcher
from feedserver.sources.text.encodings import charset_of, decode

PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"
_HTML = ("text/html", "application/xhtml+xml")


def fetch_page(fetcher: Fetcher, url: str, context: ReadingContext) -> Article:
    """The article on the page at *url*, with the address as its external id; robots.txt is obeyed.

    Raises FetchError, or SourceError if the page is no HTML or holds no article.
    """
    return read_page(fetcher.fetch(url, obey_robots=True, accept=PAGE_TYPES), url, context)


def read_page(fetched: Fetched, external_id: str, context: ReadingContext) -> Article:
    """The article on a page that was fetched. Raises SourceError as above."""
    if not is_page(fetched):
        raise SourceError(f"{external_id}: is no web page, but {fetched.content_type}")
    from feedserver.sources.html.page import read_html_page

    charset = charset_of(fetched.content_type)
    decoded = decode(fetched.body, external_id, declared=charset, is_html=True, max_bytes=len(fetched.body))
    return read_html_page(decoded.text, external_id, context, url=fetched.final_url)


def is_page(fetched: Fetched) -> bool:
    """Whether the server says that it is HTML, or nothing."""
    return (fetched.content_type or _HTML[0]).partition(";")[0].strip().lower() in _HTML


def with_text_of(entry: Article, page: Article) -> Article:
    """*entry* of a feed with the text of its *page*, if that is longer; the rest is as the feed has it."""
    if _length(page) <= _length(entry):
        return entry
    return replace(
        entry,
        language=page.language,
        summary=page.summary,
        blocks=page.blocks,
        published_at=entry.published_at or page.published_at,
        author=entry.author or page.author,
        image=entry.image or page.image,
    )


def _length(article: Article) -> int:
    return len(article.summary) + sum(len(text_of(block.html)) for block in article.blocks)
