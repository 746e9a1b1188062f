"""What an upstream feed says, in whatever format, our feeds say too: read and served for real, compared by feedparser.

An agency on the loopback has its news as RSS, Atom and JSON Feed of every age. A worker's poller reads them, the app
serves them, and what a reader of the agency's own feed would learn is laid beside what a reader of ours learns.
"""

from __future__ import annotations

import html
import json
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from flask import Flask

from feedserver import create_app
from feedserver.startup import now_utc, open_site
from feedserver.stopping import Stop
from feedserver.watching import make_poller
from tests.e2e.upstream_site import FORMATS, STORIES
from tests.sources.fetching.hostile_server import HostileServer, answer
from tests.web.conftest import settings_in

OURS = ("atom", "rss", "json")
_BLOCK = re.compile(r"</?(?:p|h\d|ul|ol|li|blockquote|figure|figcaption|img|br|div)\b[^>]*>")
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_IMAGE = re.compile(r'<img\b[^>]*\bsrc="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader learns of one article. files: address, type and length each, without the picture."""

    title: str
    link: str
    author: str | None
    categories: tuple[str, ...]
    published_at: datetime | None
    language: str
    text: str
    links: tuple[str, ...]
    images: tuple[str, ...]
    picture: str | None = None
    files: tuple[tuple[str, str, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Trip:
    """A site that has read everything, and what it has read: by the source's slug and the language."""

    app: Flask
    upstream: dict[tuple[str, str], bytes]

    def served(self, name: str, language: str, extension: str) -> bytes:
        answered = self.app.test_client().get(f"/{language}/sources/{name}-{language}/feed.{extension}")
        assert answered.status_code == 200
        return bytes(answered.data)


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    folder = tmp_path_factory.mktemp("round-trips")
    with HostileServer() as server:
        upstream: dict[tuple[str, str], bytes] = {}
        declared = []
        for name, (write, content_type) in FORMATS.items():
            for language, stories in STORIES.items():
                document = upstream[name, language] = write(stories, language, server.url().rstrip("/"))
                url = server.serve(f"/{name}/{language}", answer(document, ("Content-Type", content_type)))
                declared.append(f'[[sources]]\nfeed = "{url}"\nslug = "{name}-{language}"\n')
        (folder / "feedserver.toml").write_text("\n".join(declared))
        settings = settings_in(folder, articles="", private_hosts=server.netloc, merge_stories="no")
        opened = open_site(settings)
        readings = make_poller(settings, opened.database, Stop(), now_utc).look_at_due()
        opened.database.close()
        for slug, reading in readings.items():
            assert (len(reading.added), reading.refused) == (3, []), slug
        assert len(readings) == len(upstream)
        yield Trip(create_app(settings), upstream)


@pytest.mark.parametrize("extension", OURS)
@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("name", FORMATS)
def test_what_the_upstream_says_we_say_too(trip: Trip, name: str, language: str, extension: str) -> None:
    theirs = said_by_theirs(trip.upstream[name, language])
    ours = said_by_ours(trip.served(name, language, extension))

    assert len(theirs) == len(STORIES[language])
    assert [without_date(each) for each in ours] == [without_date(each) for each in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.published_at == (other.published_at or mine.published_at)
        assert mine.published_at is not None


def without_date(said: Said) -> Said:
    return replace(said, published_at=None)


def said_by_theirs(document: bytes) -> list[Said]:
    """What the upstream document says; the text behind the summary, where it has both."""
    if document.startswith(b"{"):
        return said_by_json(json.loads(document), lead=True)
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    return [said_by_entry(each, parsed.feed.language, lead=True) for each in parsed.entries]


def said_by_ours(document: bytes) -> list[Said]:
    if document.startswith(b"{"):
        return said_by_json(json.loads(document))
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    return [said_by_entry(each, parsed.feed.language) for each in parsed.entries]


def said_by_entry(entry: Any, language: str, *, lead: bool = False) -> Said:
    """What an entry says, as feedparser has it. lead: its text is the summary and the content."""
    content = entry.content[0].value if "content" in entry else entry.summary
    if lead and "content" in entry:
        content = f"<p>{html.escape(entry.summary)}</p>{content}"
    via = [link.href for link in entry.links if link.rel == "via"]
    files = [(link.href, link.type, int(link.length)) for link in entry.links if link.rel == "enclosure"]
    pictures = [url for url, kind, _ in files if kind.startswith("image/")]
    pictures += [each["url"] for each in entry.get("media_thumbnail", ())]
    dated = entry.get("published_parsed") or entry.get("updated_parsed")
    return Said(
        title=html.unescape(entry.title),
        link=via[0] if via else entry.link,
        author=entry.get("author"),
        categories=tuple(tag.get("label") or tag.term for tag in entry.get("tags", ())),
        published_at=datetime.fromtimestamp(timegm(dated), UTC) if dated else None,
        language=entry.get("language") or language,
        text=text_in(content),
        links=addresses(_LINK, content),
        images=addresses(_IMAGE, content),
        picture=next(iter(pictures), None),
        files=tuple(each for each in files if not each[1].startswith("image/")),
    )


def said_by_json(feed: dict[str, Any], *, lead: bool = False) -> list[Said]:
    return [said_by_item(item, feed["language"], lead=lead) for item in feed["items"]]


def said_by_item(item: dict[str, Any], language: str, *, lead: bool) -> Said:
    content = f"<p>{html.escape(item['summary'])}</p>{item['content_html']}" if lead else item["content_html"]
    files = [(each["url"], each["mime_type"], each["size_in_bytes"]) for each in item.get("attachments", ())]
    pictures = [url for url, kind, _ in files if kind.startswith("image/")]
    return Said(
        title=item["title"],
        link=item.get("external_url") or item["url"],
        author=", ".join(author["name"] for author in item["authors"]) if "authors" in item else None,
        categories=tuple(item.get("tags", ())),
        published_at=datetime.fromisoformat(item["date_published"]).astimezone(UTC),
        language=item.get("language") or language,
        text=text_in(content),
        links=addresses(_LINK, content),
        images=addresses(_IMAGE, content),
        picture=item.get("image") or next(iter(pictures), None),
        files=tuple(each for each in files if not each[1].startswith("image/")),
    )


def text_in(content: str) -> str:
    """The words of some HTML, with one space where there is any, or a block begins or ends."""
    bare = re.sub(r"<[^>]*>", "", _BLOCK.sub(" ", content))
    return " ".join(html.unescape(bare).split())


def addresses(pattern: re.Pattern[str], content: str) -> tuple[str, ...]:
    """The addresses in some HTML, all in ASCII."""
    return tuple(quote(html.unescape(each), safe=":/?#[]@!$&'()*+,;=%~") for each in pattern.findall(content))
