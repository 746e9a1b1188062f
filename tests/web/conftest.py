"""A site made of the seeds and their catalogues, first read at a fixed time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedserver import create_app
from feedserver.settings import Settings, load_settings
from feedserver.startup import open_site
from feedserver.store.database import open_database
from feedserver.worker import read_first
from tests.web.newsroom import ROCKET, Newsroom

ROOT = Path(__file__).parents[2]
FIRST_SEEN = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)

SiteMaker = Callable[..., Flask]


def settings_in(folder: Path, **more: str) -> Settings:
    """Settings of the seeds' site with its data in *folder*; *more* by name."""
    values = {
        "articles": str(ROOT / "seeds"),
        "translations": str(ROOT / "translations"),
        "data_dir": str(folder / "data"),
        "packages_dir": str(folder / "packages"),
        "base_url": "https://news.example.org",
        "languages": "en,ru,kk,kk-Latn,kk-Arab",
    } | more
    return load_settings({f"FEEDSERVER_{name.upper()}": value for name, value in values.items()}, folder)


@pytest.fixture
def make_app(tmp_path: Path) -> SiteMaker:
    """An app with settings of one's own: ``make_app(feed_entries="2")``."""

    def make(**more: str) -> Flask:
        settings = settings_in(tmp_path, **more)
        opened = open_site(settings, clock=lambda: FIRST_SEEN)
        read_first(settings, opened.database, clock=lambda: FIRST_SEEN)
        opened.database.close()
        app = create_app(settings)
        app.testing = True
        return app

    return make


@pytest.fixture(scope="session")
def seeds_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app of the seeds; its database is not to be changed."""
    settings = settings_in(tmp_path_factory.mktemp("seeds"))
    opened = open_site(settings, clock=lambda: FIRST_SEEN)
    read_first(settings, opened.database, clock=lambda: FIRST_SEEN)
    app = create_app(settings)
    app.testing = True
    return app


@pytest.fixture
def client(seeds_app: Flask) -> FlaskClient:
    return seeds_app.test_client()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database; to make one takes longer than most of these tests."""
    path = tmp_path_factory.mktemp("migrated") / "feedserver.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def open_newsroom(tmp_path: Path, migrated: Path) -> Iterator[Callable[..., Newsroom]]:
    """Opens a site with the settings it is given; may be called once."""
    opened = []

    def open_(**settings: str) -> Newsroom:
        shutil.copy(migrated, tmp_path)
        opened.append(Newsroom(tmp_path, **settings))
        return opened[0]

    yield open_
    opened[0].services.database.close()


@pytest.fixture
def newsroom(open_newsroom: Callable[..., Newsroom]) -> Newsroom:
    return open_newsroom()


@pytest.fixture
def rocket(newsroom: Newsroom) -> str:
    """The id of an article that is edited in Russian and pending in Kazakh."""
    newsroom.publish(ROCKET)
    newsroom.translate(ROCKET, "ru", title="Ракеты & <звёзды>", summary="Ракета летит.", labels=("Космос", "Заводы"))
    return ROCKET.id
