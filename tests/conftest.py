"""What tests share: a database, the fixture packages and an engine that has them loaded, settings, articles."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from feedserver.model import Article, Block, BlockKind, Source, SourceKind
from feedserver.settings import Settings, load_settings
from feedserver.store.articles import Saved, save_article
from feedserver.store.database import Connection, Database, open_database
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.translation.argos import Answer, ArgosEngine, Decoding, Route
from feedserver.translation.checks import find_fault
from feedserver.translation.packages.adding import add_package

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
CATALOGUES = ROOT / "translations"
PACKAGE_FILES = sorted((ROOT / "tests" / "fixtures" / "packages").glob("*.argosmodel"))

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LANGUAGES = ("en", "ru", "kk")


def make_article(name: str = "one.txt", **changes: object) -> Article:
    """An English article of two sentences and a title, changed as told."""
    values: dict[str, object] = {
        "source": "agency",
        "external_id": name,
        "language": "en",
        "title": "A rocket rises",
        "summary": "It is the first this year.",
        "blocks": (Block(BlockKind.PARAGRAPH, "The crew is well."),),
        "published_at": datetime(2025, 4, 8, tzinfo=UTC),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def save_named(connection: Connection, slug: str, title: str, *, now: datetime = NOW) -> None:
    """Make a folder known as a source."""
    save_source(connection, Source(slug, SourceKind.FOLDER, f"/{slug}", title=title), DeclaredBy.SETTINGS, now=now)


def save(database: Database, *articles: Article, now: datetime = NOW, hold: timedelta = timedelta(hours=1)) -> Saved:
    """Save *articles* as their source would; what saving the last did."""
    with database.write() as connection:
        for article in articles:
            save_named(connection, article.source, article.source.title(), now=now)
            saved = save_article(connection, article, seen_at=now, languages=LANGUAGES, held_until=now + hold)
    return saved


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with nothing but the schema; to be copied."""
    path = tmp_path_factory.mktemp("empty") / "news.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> str:
    """An empty database of each kind that the store runs on."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'news.db')}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def packages_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the fixture packages installed; not to be changed."""
    folder = tmp_path_factory.mktemp("packages")
    for file in PACKAGE_FILES:
        add_package(file, folder)
    return folder


@pytest.fixture(scope="session")
def engine(packages_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> ArgosEngine:
    """The real engine on the fixture packages; its models are loaded once for all tests."""
    return ArgosEngine(packages_dir, scratch_dir=tmp_path_factory.mktemp("scratch"), beam_size=1, threads=1)


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of a site of its own with copies of the seeds and their catalogues and no packages, changed as told."""

    def make(**changes: object) -> Settings:
        values: dict[str, object] = {
            "articles": tmp_path / "seeds",
            "translations": tmp_path / "translations",
            "data_dir": tmp_path / "data",
            "packages_dir": tmp_path / "packages",
            "beam_size": 1,
            "threads": 1,
        }
        for original, copy in ((SEEDS, tmp_path / "seeds"), (CATALOGUES, tmp_path / "translations")):
            if not copy.exists():
                shutil.copytree(original, copy)
        environ = {f"FEEDSERVER_{name.upper()}": str(value) for name, value in (values | changes).items()}
        return load_settings(environ, tmp_path)

    return make


class CountingEngine(ArgosEngine):
    """The real engine, its models shared, that notes what it is asked."""

    def __init__(self, engine: ArgosEngine) -> None:
        self.__dict__ |= engine.__dict__
        self.asked: list[list[str]] = []

    def translate(
        self, route: Route, sentences: Sequence[str], decoding: Decoding | None = None, *, align: bool = False
    ) -> list[Answer]:
        self.asked.append(list(sentences))
        return super().translate(route, sentences, decoding, align=align)


@pytest.fixture
def counting(engine: ArgosEngine) -> CountingEngine:
    return CountingEngine(engine)


_SENTENCES = (
    "The crew is well.",
    "The Prime Minister chaired a meeting of the Government.",
    "He spoke about the economy.",
    "Kazakhstan and Russia are good neighbours.",
    "The minister answered questions of journalists.",
    "The new school opened in Almaty.",
    "People are waiting for the bus.",
    "The parties discussed cooperation.",
    "We will build new roads.",
    "The press service reports.",
    "The President signed the law.",
)


@pytest.fixture(scope="session")
def believable(engine: ArgosEngine) -> list[str]:
    """Sentences that the fixture packages, poor as they are, translate into words that pass the checks."""
    good = list(_SENTENCES)
    for target in ("ru", "kk"):
        route = engine.get_route("en", target)
        answers = engine.translate(route, good)
        passing = {
            sentence
            for sentence, answer in zip(good, answers, strict=True)
            if find_fault(sentence, answer.text, "en", target) is None
        }
        good = [sentence for sentence in good if sentence in passing]
    assert len(good) >= 4
    return good
