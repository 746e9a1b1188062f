"""A served site whose news change while readers are subscribed, and a log of what it answered them."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import polib

from feedserver.model import article_id
from tests.e2e.live_site import LANGUAGES, REPOSITORY, LiveSite

# What the readers subscribe to, in every format that they read: path and query without the extension. One line a feed;
# it must have room for a few articles more than there are.
FEEDS = (
    "/feed",
    *(f"/{language}/feed" for language in LANGUAGES),
    "/kk-Latn/feed",
    "/kk/feed?view=bilingual",
)
ORIGINAL = "kk"
_TITLES = {
    "en": "Bridge No. {number} has opened across the Ishim in Astana",
    "ru": "В Астане открыли мост № {number} через Ишим — подъезд ещё строится",
    "kk": "Астанада Есіл өзені арқылы өтетін № {number} көпір ашылды",
}
_CORRECTED = {"en": " (corrected)", "ru": " (исправлено)", "kk": " (түзетілді)"}
_TEXTS = {
    "en": "The bridge is two kilometres long, was built in three years and is one of the most beautiful in the world.",
    "ru": "Длина моста — два километра, его строили три года, и он — один из самых красивых в мире.",
    "kk": "Көпірдің ұзындығы екі шақырым, оны үш жыл салды, жаһандағы ең әсем көпірлердің бірі.",
}
_CORRECTION = {
    "en": "This article gave its length wrongly at first.",
    "ru": "Сначала длина в этой статье была указана неверно.",
    "kk": "Бұл мақалада әуелде оның ұзындығы қате көрсетілген еді.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a reader has kept it, or should. published_at: None where the reader keeps none.

    text: HTML or plain text, as far as the reader keeps it.
    """

    id: str
    title: str
    link: str
    published_at: datetime | None
    text: str


class Newsroom(LiveSite):
    """The seeds and some news of its own, all in three languages, behind a server that logs its answers."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.settings |= {
            "FEEDSERVER_BASE_URL": self.url,
            "FEEDSERVER_LANGUAGES": ",".join((*LANGUAGES, "kk-Latn")),
            "FEEDSERVER_ARTICLES": str(self.articles),
            "FEEDSERVER_TRANSLATIONS": str(self.translations),
        }
        self._published = self._marks = 0
        shutil.copy(REPOSITORY / "wsgi.py", root)

    def open(self) -> None:
        """Start the web server and the worker, as an operator does who runs them apart."""
        server = self.start(
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "1"),
            *("--host", "127.0.0.1", "--port", str(self.port)),
            *("--access-log", "--access-log-fmt", "answered %(status)d %(path)s %(query_string)s"),
            "wsgi:app",
        )
        self.wait_until(self._answers, "the web server is up", server)
        self.start_feedserver("worker")
        self.publish()

    def publish(self) -> None:
        """Publish a new article; return once every language shows it."""
        self._published += 1
        self._wait_for(self._write(self._published))

    def change(self) -> str:
        """Correct title and text of the newest article and publish another; return once every language shows both.

        Returns the id of the corrected article, without authority and language.
        """
        corrected = self._write(self._published, corrected=True)
        self._published += 1
        published = self._write(self._published)
        self._wait_for(corrected, published)
        return corrected.id

    def expected(self, feed: str) -> list[Entry]:
        """The entries of a *feed* (a member of FEEDS), as its JSON Feed has them."""
        answer = self.ask(address(feed, "json"))
        assert answer.status == 200, (feed, answer)
        return [_entry(item) for item in json.loads(answer.text)["items"]]

    def answered(self) -> Counter[tuple[int, str]]:
        """How often which status was answered to a request of which path with query, so far."""
        self._marks += 1
        mark = f"mark={self._marks}"
        self.ask(f"/healthz?{mark}")  # the log is in order, but late
        self.wait_until(lambda: mark in self.output, "the log is written")
        lines = re.findall(r"answered (\d+) (\S+) ?(\S*)$", self.output, re.MULTILINE)
        return Counter((int(status), f"{path}?{query}" if query else path) for status, path, query in lines)

    def _answers(self) -> bool:
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False

    def _write(self, number: int, *, corrected: bool = False) -> _Story:
        name = f"bridge-{number}"
        titles = {
            language: title.format(number=number) + (_CORRECTED[language] if corrected else "")
            for language, title in _TITLES.items()
        }
        paragraph = (_TEXTS, _CORRECTION) if corrected else (_TEXTS,)
        for language in set(LANGUAGES) - {ORIGINAL}:
            catalogue = polib.POFile()
            catalogue.metadata = {
                "Project-Id-Version": f"{name}.txt",
                "Content-Type": "text/plain; charset=UTF-8",
                "Language": language,
                "X-Source-Language": ORIGINAL,
            }
            for texts in (titles, *paragraph):
                catalogue.append(polib.POEntry(msgid=texts[ORIGINAL], msgstr=texts[language]))
            path = self.translations / language / f"{name}.po"
            path.parent.mkdir(exist_ok=True)
            catalogue.save(str(path))
        text = " ".join(sentence[ORIGINAL] for sentence in paragraph)
        self.write_article(f"{name}.txt", titles[ORIGINAL], text, date="5 мамыр 2025")
        return _Story(article_id("seeds", f"{name}.txt"), titles)

    def _wait_for(self, *stories: _Story) -> None:
        for language in LANGUAGES:
            titles = {story.id: story.titles[language] for story in stories}
            self.wait_until(
                lambda language=language, titles=titles: (
                    titles.items() <= {key: item["title"] for key, item in self.entries(language).items()}.items()
                ),
                f"{titles} in {language}",
            )


@dataclass(frozen=True, slots=True)
class _Story:
    """The id of an article of the newsroom's own, and its title by language."""

    id: str
    titles: dict[str, str]


def address(feed: str, extension: str) -> str:
    """Path and query of a *feed* in the format that has this *extension*."""
    path, question, query = feed.partition("?")
    return f"{path}.{extension}{question}{query}"


def letters(text: str) -> str:
    """The letters and digits of *text*, which may be HTML: what is left of it however a reader shows it."""
    return "".join(char for char in unescape(re.sub(r"<[^>]*>", "", text)) if char.isalnum())


def _entry(item: dict[str, Any]) -> Entry:
    published_at = datetime.fromisoformat(item["date_published"])
    return Entry(item["id"], item["title"], item["url"], published_at, item["content_html"])
