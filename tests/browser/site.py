"""A site for browsers: the seeds in five editions, and articles of every other kind, served over loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.settings import Settings
from feedserver.startup import open_site
from feedserver.worker import read_first
from tests.e2e.live_site import free_port
from tests.web.conftest import settings_in
from tests.web.newsroom import EPISODE, FILM, NOW, PAPER, TABLE, Newsroom

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ru", "kk", "kk-Latn", "kk-Arab")
PICTURE_URL = "https://agency.example/img/bridge.png"
NOTES = 45  # three pages

MEDIA = Article(
    source="agency",
    external_id="bridge",
    language="en",
    title="The new bridge across the Ishim, and a talk with the engineers who built it",
    summary="It is two kilometres long and was built in three years.",
    blocks=(
        Block(BlockKind.PARAGRAPH, 'The <em>longest</em> bridge of the <a href="https://example.org/">capital</a>.'),
        Block(BlockKind.HEADING, "How it was built"),
        Block(BlockKind.ITEM, "four thousand tonnes of steel"),
        Block(BlockKind.ITEM, "two winters"),
        Block(BlockKind.FIGURE, '<img alt="The pylons" src="https://agency.example/img/pylons.png">'),
        Block(BlockKind.CODE, "span     " + "1234567890 " * 20),
    ),
    published_at=datetime.fromisoformat("2026-02-28T09:00:00+05:00"),
    categories=("Science", "Industry"),
    author="Asel Nurlan",
    url="https://agency.example/bridge",
    image=PICTURE_URL,
    enclosures=(EPISODE, FILM, PAPER, TABLE),
)
MACHINE = Article(
    source="agency",
    external_id="harvest",
    language="ru",
    title="Урожай собран",
    summary="Зерна больше, чем в прошлом году.",
    blocks=(Block(BlockKind.PARAGRAPH, "Элеваторы приняли пятнадцать миллионов тонн."),),
    published_at=datetime.fromisoformat("2026-02-27T09:00:00+05:00"),
    categories=("Сельское хозяйство",),
    url="https://agency.example/harvest",
)
LONG = Article(
    source="agency",
    external_id="long",
    language="ru",
    title="Достопримечательности высокогорнейшего электрометаллургического предприятия: "
    "https://agency.example/a-very-long-address/without-any-place-to-break/0123456789012345678901234567890123456789",
    summary="",
    blocks=(Block(BlockKind.PARAGRAPH, "Рентгеноэлектрокардиографическое исследование" * 6),),
    published_at=datetime.fromisoformat("2026-02-26T09:00:00+05:00"),
    categories=("Превысокомногорассмотрительствующее", "Экономика"),
    url="https://agency.example/" + "long/" * 60,
)
_KAZAKH_HARVEST = {
    "title": "Егін жиналды",
    "summary": "Астық былтырғыдан көп.",
    "blocks": (Block(BlockKind.PARAGRAPH, "Элеваторлар он бес миллион тонна қабылдады."),),
    "labels": ("Ауыл шаруашылығы",),
}
_NOTES = {
    "en": ("Note {number}: the bus to the airport runs every ten minutes", "It is green, like the others."),
    "ru": ("Заметка {number}: автобус в аэропорт ходит каждые десять минут", "Он зелёный, как и другие."),
    "kk": ("Жазба {number}: әуежайға автобус он минут сайын жүреді", "Ол басқалары сияқты жасыл түсті."),
}


@contextmanager
def serve_seeds(folder: Path, **settings: str) -> Iterator[Newsroom]:
    """The seeds and their catalogues in five editions, served while the context lasts; more can be put in."""
    port = free_port()
    values = {
        "articles": str(ROOT / "seeds"),
        "translations": str(ROOT / "translations"),
        "languages": ",".join(LANGUAGES),
        "base_url": f"http://127.0.0.1:{port}",
    } | settings
    _read_seeds(settings_in(folder, data_dir=str(folder), **values))
    room = Newsroom(folder, **values)
    server = make_server("127.0.0.1", port, room.app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield room
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        room.services.database.close()


def _read_seeds(settings: Settings) -> None:
    """One of them has no date; it gets the same in every run."""
    opened = open_site(settings, clock=lambda: NOW)
    read_first(settings, opened.database, clock=lambda: NOW)
    opened.database.close()


class _Quiet(WSGIRequestHandler):
    """Says nothing of the requests that it answers."""

    def log_request(self, *_: object) -> None:
        pass


def fill(room: Newsroom) -> None:
    """Put in an article with all that goes with one, a machine's translation, an unwieldy one, and many short ones."""
    for article in (MEDIA, MACHINE, LONG):
        room.publish(article)
    room.translate(MACHINE, "kk", origin=Origin.MACHINE, engine="translate-ru_kk 1.2", **_KAZAKH_HARVEST)
    for number in range(NOTES):
        language = ("en", "ru", "kk")[number % 3]
        title, text = _NOTES[language]
        note = Article(
            source="agency",
            external_id=f"note-{number}",
            language=language,
            title=title.format(number=number + 1),
            summary=text,
            blocks=(),
            published_at=NOW - timedelta(days=30 + number),
        )
        room.publish(replace(note, url=f"https://agency.example/notes/{number}"))
