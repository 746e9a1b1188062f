"""What a web page says of its article beside the text: title, dates, author, sections, pictures.

Only what is said: in JSON-LD (schema.org), in the head (Open Graph and older customs), in marked elements (microdata,
RDFa, hAtom). A date is never guessed from an address or a copyright line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from feedserver.model import Enclosure
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.json_ld import JsonLd
from feedserver.sources.html.links import web_address
from feedserver.sources.html.page_marks import PageMarks
from feedserver.sources.text.plain_text import clean_line
from feedserver.sources.upstream.enclosures import make_enclosure, several
from feedserver.sources.upstream.moments import read_moment

_MAX_NAME_CHARS = 200
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "publishdate", "publish-date", "pubdate",
    "publication_date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "sailthru.date",
    "mediator_published_time", "parsely-pub-date", "article.published", "date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_AUTHOR = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "citation_author")
_SECTION = ("article:section", "parsely-section")
_SITE_JOINTS = (" | ", " — ", " – ", " - ", " :: ", " • ", " · ", " » ", " / ")
_NOBODY = frozenset({"admin", "administrator", "webmaster", "root", "user", "админ", "администратор", "вебмастер"})
_AUTHOR_LABELS = frozenset({"written by", "author", "автор", "автор:", "авторы", "жазған", "написано автором"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its article; the fields are those of an Article.

    base_url: its links count from there. text: the article's, where the page gives it beside what it shows.
    """

    base_url: str | None
    title: str = ""
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    categories: tuple[str, ...] = ()
    author: str | None = None
    url: str | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    text: str = ""


def read_page_facts(root: Any, context: ReadingContext, *, url: str | None) -> PageFacts:
    """What the page *root* (an lxml tree) says. url: where it was read from, if it was."""
    page = _Page(root)
    base = next((value for element in root.iter("base") if (value := element.get("href"))), None)
    base_url = web_address(base, url) or url
    address = _canonical(page, base_url) or url
    title = _title(page)
    marks = PageMarks(root, title)

    def moment(*values: object) -> datetime | None:
        return next((found for value in values if (found := read_moment(value, context))), None)

    return PageFacts(
        base_url=base_url or address,
        title=title,
        language=root.get("lang") or page.said.text("inLanguage") or page.meta("content-language", "og:locale") or None,
        published_at=moment(page.said.text("datePublished"), *map(page.meta, _PUBLISHED), *marks.published()),
        updated_at=moment(page.said.text("dateModified"), *map(page.meta, _UPDATED), *marks.values("dateModified")),
        categories=_sections(page, marks, title),
        author=_author(page, marks),
        url=address,
        image=web_address(page.meta("og:image", "twitter:image") or page.said.image(), base_url),
        enclosures=several(_media(page, marks, base_url)),
        text=page.said.body(),
    )


class _Page:
    """What a page's head says, by name, and its JSON-LD."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.said = JsonLd(root)
        self._meta: dict[str, str] = {}
        for element in root.iter("meta"):
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            value = clean_line(element.get("content") or "")
            if name and value:
                self._meta.setdefault(name.strip().lower(), value)

    def meta(self, *names: str) -> str:
        """The first of the values that the head gives these names; empty if there is none."""
        return next((self._meta[name] for name in names if name in self._meta), "")

    def metas(self, name: str) -> list[str]:
        """The value that the head gives the name, if it does."""
        return [self._meta[name]] if name in self._meta else []

    def texts(self, name: str) -> list[str]:
        """The texts of the elements *name*, each on one line."""
        return [clean_line("".join(element.itertext())) for element in self.root.iter(name)]


def _title(page: _Page) -> str:
    headings = list(dict.fromkeys(filter(None, page.texts("h1"))))
    titles = [page.meta("og:title", "twitter:title"), clean_line(page.said.text("headline"))]
    titles += headings if len(headings) == 1 else []
    titles += page.texts("title")
    title = next(filter(None, titles), "")
    # What the page itself shows as its heading is the title without the site's name.
    shown = next((heading for heading in headings if len(heading) > 3 and title.startswith(heading)), None)
    return shown or _without_site(title, page)


def _without_site(title: str, page: _Page) -> str:
    site = page.meta("og:site_name", "application-name").casefold()
    for joint in _SITE_JOINTS:
        head, found, name = title.rpartition(joint)
        if found and head and (name.casefold() == site or (not site and joint == " | ")):
            return head
    return title


def _canonical(page: _Page, base_url: str | None) -> str | None:
    """The article's address as the page gives it; one of a whole site is a mistake."""
    links = (
        link.get("href") for link in page.root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    )
    for value in (*links, page.meta("og:url")):
        address = web_address(value, base_url)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query):
            return address
    return None


def _sections(page: _Page, marks: PageMarks, title: str) -> tuple[str, ...]:
    """The sections that the page names; else the one that stands last on the way to it from the first page."""
    ways: tuple[Callable[[], list[str]], ...] = (
        lambda: page.said.names("articleSection"),
        *(partial(page.metas, name) for name in _SECTION),
        lambda: marks.values("articleSection"),
        lambda: marks.linked("category"),
        lambda: [name for name in page.said.trail()[1:] if name != title][-1:],
        lambda: [name for name in marks.trail() if name != title][-1:],
    )
    found = (tuple(dict.fromkeys(filter(None, way()))) for way in ways)
    return next(filter(None, found), ())


def _author(page: _Page, marks: PageMarks) -> str | None:
    ways: tuple[Callable[[], list[str]], ...] = (
        lambda: page.said.names("author"),
        *(partial(page.metas, name) for name in _AUTHOR),
        lambda: marks.linked("author")[:1],
        lambda: marks.values("author"),
        lambda: marks.people()[:1],
        lambda: [page.meta("twitter:data1")] if page.meta("twitter:label1").casefold() in _AUTHOR_LABELS else [],
    )
    found = (", ".join(dict.fromkeys(filter(_is_name, way()))) for way in ways)
    return next(filter(None, found), None)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _MAX_NAME_CHARS and "://" not in text and text.casefold() not in _NOBODY


def _media(page: _Page, marks: PageMarks, base_url: str | None) -> Iterator[Enclosure | None]:
    for kind in ("audio", "video"):
        address = page.meta(f"og:{kind}:secure_url", f"og:{kind}:url", f"og:{kind}")
        yield _playable(web_address(address, base_url), page.meta(f"og:{kind}:type"))
    for player in page.root.iter("audio", "video"):
        if not marks.is_elsewhere(player):
            for element in (player, *player.iterdescendants("source")):
                yield _playable(web_address(element.get("src"), base_url), element.get("type"))


def _playable(url: str | None, kind: str | None) -> Enclosure | None:
    """An enclosure if it is a sound or a film; a page that plays one is none."""
    found = make_enclosure(url, kind)
    return found if found and found.type.startswith(("audio/", "video/")) else None
