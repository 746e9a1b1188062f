"""What a web page says of its article beside the text: title, dates, author, sections, pictures.

Only what is said: in JSON-LD (schema.org), in the head (Open Graph and older customs), in marked elements. A date is
never guessed from an address or a copyright line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from feedserver.model import Enclosure
from feedserver.sources.context import ReadingContext
from feedserver.sources.html_links import web_address
from feedserver.sources.plain_text import clean_line
from feedserver.sources.upstream.enclosures import make_enclosure, several
from feedserver.sources.upstream.moments import read_moment

_ARTICLE_TYPES = ("article", "posting", "report", "liveblog", "podcastepisode", "videoobject")
_MAX_OBJECTS = 1_000  # of JSON-LD
_MAX_NAME_CHARS = 200
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "publishdate", "publish-date", "pubdate",
    "publication_date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "sailthru.date",
    "mediator_published_time", "parsely-pub-date", "article.published", "date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_SITE_JOINTS = (" | ", " — ", " – ", " - ", " :: ", " • ", " · ", " » ", " / ")
_ELSEWHERE = ("aside", "nav", "footer")  # what stands in them is about other articles


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its article; the fields are those of an Article. base_url: its links count from there."""

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


def read_page_facts(root: Any, context: ReadingContext, *, url: str | None) -> PageFacts:
    """What the page *root* (an lxml tree) says. url: where it was read from, if it was."""
    page = _Page(root, context)
    base = page.first("base", "href")
    base_url = web_address(base, url) or url
    address = _canonical(page, base_url) or url
    said = page.json_ld
    return PageFacts(
        base_url=base_url or address,
        title=_title(page),
        language=root.get("lang") or _text_in(said, "inLanguage") or page.meta("content-language", "og:locale") or None,
        published_at=page.moment(said.get("datePublished"), _PUBLISHED, "datePublished"),
        updated_at=page.moment(said.get("dateModified"), _UPDATED, "dateModified"),
        categories=_sections(page),
        author=_author(page),
        url=address,
        image=web_address(page.meta("og:image", "twitter:image") or _image_in(said.get("image")), base_url),
        enclosures=several(_media(page, base_url)),
    )  # fmt: skip


class _Page:
    """A page's elements and values by name."""

    def __init__(self, root: Any, context: ReadingContext) -> None:
        self.root = root
        self._context = context
        self._meta: dict[str, str] = {}
        for element in root.iter("meta"):
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            value = clean_line(element.get("content") or "")
            if name and value:
                self._meta.setdefault(name.strip().lower(), value)
        self.json_ld = _article_in(root)

    def meta(self, *names: str) -> str:
        """The first of the values that the head gives these names; empty if there is none."""
        return next((self._meta[name] for name in names if name in self._meta), "")

    def first(self, name: str, attribute: str) -> str | None:
        """The attribute of the first element *name* that has it."""
        return next((value for element in self.root.iter(name) if (value := element.get(attribute))), None)

    def text(self, element: Any) -> str:
        """The text of an element, on one line."""
        return clean_line("".join(element.itertext()))

    def marked(self, name: str) -> Iterator[Any]:
        """The elements with the ``itemprop`` *name*."""
        return (element for element in self.root.iter() if name in (element.get("itemprop") or "").split())

    def moment(self, said: object, names: tuple[str, ...], itemprop: str) -> datetime | None:
        """A date: from JSON-LD, else the head, else an element marked so, else (when published) the one ``time``."""
        values = [said, *(self.meta(name) for name in names)]
        values += [element.get("datetime") or element.get("content") for element in self.marked(itemprop)]
        if itemprop == "datePublished":
            values += self._times()
        return next((moment for value in values if (moment := read_moment(value, self._context))), None)

    def _times(self) -> list[str]:
        """The dates of the elements ``time`` of the article, if there is but one or one said to be it."""
        times = [element for element in self.root.iter("time") if not _is_elsewhere(element)]
        chosen = [element for element in times if element.get("pubdate") is not None] or times
        dates = dict.fromkeys(element.get("datetime") or self.text(element) for element in chosen)
        return list(dates) if len(dates) == 1 else []


def _is_elsewhere(element: Any) -> bool:
    return any(
        parent.tag in _ELSEWHERE or "comment" in (parent.get("class") or "") for parent in element.iterancestors()
    )


def _title(page: _Page) -> str:
    headings = list(dict.fromkeys(filter(None, map(page.text, page.root.iter("h1")))))
    titles = [page.meta("og:title", "twitter:title"), clean_line(_text_in(page.json_ld, "headline"))]
    titles += headings if len(headings) == 1 else []
    titles += [page.text(element) for element in page.root.iter("title")]
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


def _sections(page: _Page) -> tuple[str, ...]:
    said = page.json_ld.get("articleSection")
    labels = said if isinstance(said, list) else [said]
    found = [label for label in labels if isinstance(label, str)] or [page.meta("article:section")]
    return tuple(dict.fromkeys(filter(None, map(clean_line, found))))


def _author(page: _Page) -> str | None:
    people = page.json_ld.get("author")
    names = [_text_in(person, "name") if isinstance(person, dict) else person
             for person in (people if isinstance(people, list) else [people])]  # fmt: skip
    said = [clean_line(name) for name in names if isinstance(name, str)]
    if not any(said):
        said = [page.meta("author"), page.meta("article:author"), page.meta("dc.creator")]
        said += [page.text(link) for link in page.root.iter("a") if "author" in (link.get("rel") or "").split()]
        said = [next((name for name in said if name and "://" not in name), "")]
    found = dict.fromkeys(name for name in said if name and len(name) <= _MAX_NAME_CHARS and "://" not in name)
    return ", ".join(found) or None


def _media(page: _Page, base_url: str | None) -> Iterator[Enclosure | None]:
    for kind in ("audio", "video"):
        address = page.meta(f"og:{kind}:secure_url", f"og:{kind}:url", f"og:{kind}")
        yield _playable(web_address(address, base_url), page.meta(f"og:{kind}:type"))
    for player in page.root.iter("audio", "video"):
        if not _is_elsewhere(player):
            for element in (player, *player.iterdescendants("source")):
                yield _playable(web_address(element.get("src"), base_url), element.get("type"))


def _playable(url: str | None, kind: str | None) -> Enclosure | None:
    """An enclosure if it is a sound or a film; a page that plays one is none."""
    found = make_enclosure(url, kind)
    return found if found and found.type.startswith(("audio/", "video/")) else None


def _article_in(root: Any) -> Mapping[str, Any]:
    """The object of the page's JSON-LD that is an article; empty if there is none."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            document = json.loads("".join(script.itertext()).strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for found in _objects(document):
            types = found.get("@type")
            names = " ".join(map(str, types if isinstance(types, list) else [types])).lower()
            if any(name in names for name in _ARTICLE_TYPES):
                return found
    return {}


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document that are about the page, not about parts of another."""
    queue, count = [document], 0
    while queue and count < _MAX_OBJECTS:
        node, count = queue.pop(0), count + 1
        if isinstance(node, list):
            queue += node[:_MAX_OBJECTS]
        elif isinstance(node, dict):
            yield node
            queue += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


def _text_in(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _image_in(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    found = value.get("url") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None
