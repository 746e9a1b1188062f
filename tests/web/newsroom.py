"""A newsroom whose articles are put in by hand, and its readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from lxml import html as markup
from werkzeug.test import TestResponse

from feedserver import create_app
from feedserver.model import Article, Block, BlockKind, Enclosure, Origin, Source, SourceKind
from feedserver.settings import load_settings
from feedserver.store.articles import save_article, withdraw_missing
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.store.work import Translation, claim_jobs, finish_job
from feedserver.web.services import EXTENSION, Services

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

ROCKET = Article(
    source="agency",
    external_id="rocket",
    language="en",
    title="Rockets & <stars>",
    summary="A rocket flies.",
    blocks=(
        Block(BlockKind.PARAGRAPH, 'It <em>flies</em> <a href="https://example.org/x">far</a>.'),
        Block(BlockKind.HEADING, "Where"),
        Block(BlockKind.ITEM, "to the Moon"),
        Block(BlockKind.ITEM, "to Mars"),
    ),
    published_at=datetime(2025, 4, 8, 20, 30, tzinfo=UTC),
    categories=("Space", "Industry"),
    author="Asel Nurlan",
    url="https://agency.example/rocket",
)
EPISODE = Enclosure("https://cdn.example/42.mp3?a=1&b=2", "audio/mpeg", 12_345_678, 2885, "Launch & landing")
FILM = Enclosure("https://cdn.example/42.mp4", "video/mp4")
PAPER = Enclosure("https://agency.example/report.pdf", "application/pdf", 1_204_224, title="The report")
TABLE = Enclosure("https://agency.example/table.xlsx", "application/vnd.ms-excel")
PICTURE = Enclosure("https://agency.example/pad.jpg", "image/jpeg", 45_678)
EPISODE_PAGE = replace(
    ROCKET, image="https://agency.example/img/rocket.jpg", enclosures=(PAPER, EPISODE, FILM, TABLE, PICTURE)
)
HARVEST = Article(
    source="agency",
    external_id="harvest",
    language="en",
    title="Harvest",
    summary="Wheat grows.",
    blocks=(),
    published_at=datetime(2024, 9, 1, tzinfo=UTC),
    categories=("Space", "Fields"),
)


class Newsroom:
    """A site with a clock that stands still; articles are put in by hand."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """*folder*: holds the database, made or not."""
        (folder / "articles").mkdir()
        variables = {"articles": str(folder / "articles"), "data_dir": str(folder)}
        variables |= {"translations": str(folder), "packages_dir": str(folder / "packages")}
        variables |= {"title": "Daily", "base_url": "https://news.example", "time_zone": "Asia/Almaty"} | settings
        environ = {f"FEEDSERVER_{name.upper()}": value for name, value in variables.items()}
        self.app: Flask = create_app(load_settings(environ, folder))
        self.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder.parent))  # compiled once, not per test
        self.services: Services = replace(self.app.extensions[EXTENSION], clock=lambda: NOW)
        self.app.extensions[EXTENSION] = self.services
        self.client: FlaskClient = self.app.test_client()

    def publish(self, article: Article, *, held_for: timedelta = timedelta(), twin_id: str | None = None) -> None:
        """*twin_id*: the article of another source that it is the same story as."""
        with self.services.database.write() as connection:
            source = Source(article.source, SourceKind.FEED, "https://agency.example/feed", title="The Agency")
            save_source(connection, source, DeclaredBy.COMMAND, now=NOW)
            save_article(
                connection,
                article,
                seen_at=NOW,
                languages=self.services.settings.translated_languages,
                held_until=NOW + held_for,
                twin_id=twin_id,
            )

    def translate(self, article: Article, language: str, **texts: Any) -> None:
        translation = Translation(
            origin=Origin.EDITED,
            title=f"{language}: {article.title}",
            summary=f"{language}: {article.summary}",
            blocks=article.blocks,
            labels=tuple(f"{language}: {label}" for label in article.categories),
            engine=None,
            sentences=(),
            dated=NOW,
        )
        translation = replace(translation, **texts)
        with self.services.database.write() as connection:
            for job in claim_jobs(connection, "test", now=NOW, lease=timedelta(0), limit=100):
                if job.article.id == article.id and job.language == language:
                    assert finish_job(connection, job, translation, now=NOW)

    def withdraw_all(self, source: str) -> None:
        with self.services.database.write() as connection:
            withdraw_missing(connection, source, set(), now=NOW)

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def page(self, path: str) -> markup.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == 200
        assert answer.content_type == "text/html; charset=utf-8"
        return markup.document_fromstring(answer.text)
