"""The status page: right numbers, as a page and as JSON, and nothing on it that is not for everybody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from lxml import html as markup

from feedserver.model import Origin, Source, SourceKind
from feedserver.store.announcements import save_hubs, save_refusal
from feedserver.store.articles import save_article
from feedserver.store.polls import get_poll, plan_polls, save_poll
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.store.work import (
    Job,
    Translation,
    claim_jobs,
    finish_job,
    give_up,
    retry_later,
    save_heartbeat,
    wait_for_package,
)
from feedserver.web.reporting import public
from feedserver.web.services import EXTENSION, Services
from tests.conftest import make_article
from tests.web.conftest import SiteMaker

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LANGUAGES = ("en", "ru", "kk")
FEED = Source("agency", SourceKind.FEED, "https://user:word@agency.example/feed?key=abc", title="The <i>Agency</i>")

TEXT = Translation(
    origin=Origin.MACHINE,
    title="Ракета",
    summary="",
    blocks=(),
    labels=(),
    sentences=(),
    dated=NOW,
    made_with="translate-en_ru 1.9",
    machine=3,
    faults={"looping": 2},
)


@pytest.fixture
def app(make_app: SiteMaker, packages_dir: Path, tmp_path: Path, empty_database: Path) -> Flask:
    """A site without seeds, with a package for Russian alone and a clock that stands still."""
    for name in "none", "data":
        (tmp_path / name).mkdir()
    shutil.copy(empty_database, tmp_path / "data" / "feedserver.db")
    for folder in packages_dir.iterdir():
        if "en_ru" in folder.name:
            shutil.copytree(folder, tmp_path / "packages" / folder.name)
    made = make_app(articles="", translations=str(tmp_path / "none"))
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(empty_database.parent))  # compiled once, not per test
    made.extensions[EXTENSION] = replace(made.extensions[EXTENSION], clock=lambda: NOW)
    return made


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def fill(services: Services, count: int = 4) -> dict[tuple[str, str], Job]:
    """*count* articles that were read half an hour ago; their jobs by title and language, all claimed."""
    with services.database.write() as connection:
        save_source(connection, FEED, DeclaredBy.COMMAND, now=NOW)
        plan_polls(connection, interval_s=300, now=NOW)
        for number in range(count):
            save_article(
                connection,
                make_article(str(number), title=f"<script>{number}</script>"),
                seen_at=NOW - timedelta(minutes=30),
                languages=LANGUAGES,
                held_until=NOW + timedelta(minutes=30),
            )
        jobs = claim_jobs(connection, "host:1", now=NOW, lease=timedelta(minutes=5), limit=99)
    return {(job.article.external_id, job.language): job for job in jobs}


def change(services: Services, act: Callable[..., Any], *arguments: object, **options: object) -> None:
    with services.database.write() as connection:
        act(connection, *arguments, **options)


def as_json(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/status.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.get_json()
    return found


def as_page(app: Flask, language: str = "en") -> markup.HtmlElement:
    answer = app.test_client().get(f"/status?lang={language}")
    assert answer.status_code == 200
    return markup.document_fromstring(answer.text)


def rows(page: markup.HtmlElement, table: str) -> list[list[str]]:
    """The cells of the rows of a table's body."""
    found = page.xpath(f'//table[@class="{table}"]/tbody/tr')
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_the_page_and_the_json_say_the_same_right_numbers(app: Flask, services: Services) -> None:
    jobs = fill(services)
    for number, made_at in (("0", NOW - timedelta(minutes=5)), ("1", NOW - timedelta(hours=5))):
        change(services, finish_job, jobs[number, "ru"], TEXT, now=made_at)
    change(services, give_up, jobs["2", "ru"], TEXT, now=NOW)
    change(services, retry_later, jobs["3", "ru"], "boom", wait_until=NOW + timedelta(minutes=1))
    for number in "0", "1", "2":
        change(services, wait_for_package, jobs[number, "kk"], "en-kk", now=NOW)
    change(services, save_heartbeat, "host:1", now=NOW)

    report = as_json(app)
    english, russian, kazakh = report["languages"]
    page = as_page(app)

    assert (english["original"], english["pending"]) == (4, 0)
    counted = ["original", "edited", "machine", "failed", "pending"]
    assert [russian[name] for name in counted] == [0, 0, 2, 1, 1]
    assert [kazakh[name] for name in counted] == [0, 0, 0, 0, 4]
    assert rows(page, "coverage")[1] == ["Русский", "50%", "0", "0", "2", "1", "1"]
    queue = ["queued", "held", "waiting", "again", "claimed", "failing", "last_hour", "last_day"]
    assert [russian[name] for name in queue] == [1, 1, {}, 0, 0, 1, 2, 3]
    assert [kazakh[name] for name in queue] == [1, 1, {"en-kk": 3}, 0, 1, 0, 0, 0]
    assert rows(page, "queue")[2] == ["Қазақша", "1", "30 minutes", "1", "3", "0", "1", "0", "0", "0"]
    assert russian["oldest_at"] == (NOW - timedelta(minutes=30)).isoformat()
    assert russian["kept"] == {"looping": 6}
    assert rows(page, "kept") == [["Русский", "the same words again and again", "6"]]
    assert (report["articles"], report["todo"], report["workers"]) == (4, 1, 1)
    assert [claim["language"] for claim in report["claims"]] == ["kk"]


def test_what_fails_is_named_with_its_reason_and_the_next_attempt(app: Flask, services: Services) -> None:
    jobs = fill(services)
    change(services, retry_later, jobs["0", "ru"], "<b>boom</b>", wait_until=NOW + timedelta(minutes=1))
    change(services, give_up, jobs["1", "ru"], TEXT, now=NOW)

    page, report = as_page(app), as_json(app)

    assert report["errors"] == [["<b>boom</b>", 1]]
    assert rows(page, "errors") == [["<b>boom</b>", "1"]]
    assert rows(page, "failures") == [
        ["<script>0</script>", "Русский", "<b>boom</b>", "March 1, 2026, 12:01 PM"],
        ["<script>1</script>", "Русский", "the same words again and again: 2", "when other packages or editors come"],
    ]
    assert not page.xpath("//main//script | //main//b")


def test_a_missing_package_is_named_with_the_command_that_installs_it(app: Flask, services: Services) -> None:
    change(services, wait_for_package, fill(services, 1)["0", "kk"], "en-kk", now=NOW)

    page = as_page(app)

    assert [row[0] for row in rows(page, "packages")] == ["en → ru"]
    assert rows(page, "missing") == [["en → kk", "1", "feedserver models install kk"]]
    (missing,) = as_json(app)["missing"]
    assert missing == {"source": "en", "target": "kk", "editions": 1, "command": "feedserver models install kk"}


def test_a_source_in_trouble_comes_first_and_keeps_its_secrets(app: Flask, services: Services) -> None:
    fill(services)
    with services.database.write() as connection:
        save_source(connection, Source("a", SourceKind.FOLDER, "/srv/a", title="A"), DeclaredBy.COMMAND, now=NOW)
        poll = get_poll(connection, "agency")
        save_poll(connection, replace(poll, trouble=f"{FEED.location}: <u>HTTP 500</u>", checked_at=NOW))

    answer, report = as_page(app), as_json(app)

    assert (report["sources_total"], report["sources_in_trouble"]) == (2, 1)
    agency, folder = report["sources"]
    assert (agency["slug"], agency["articles"], agency["kind"]) == ("agency", 4, "feed")
    assert (folder["slug"], folder["trouble"]) == ("a", None)
    first = rows(answer, "sources-states")[0]
    assert first[0] == "The <i>Agency</i>"
    assert first[-1] == agency["trouble"]
    assert "HTTP 500" in first[-1]
    assert not {"word", "abc", "/srv"} & set(markup.tostring(answer).decode().replace("=", " ").split())
    assert "key=abc" not in str(report)


def test_only_so_many_sources_are_listed_and_the_rest_is_counted(app: Flask, services: Services) -> None:
    with services.database.write() as connection:
        for number in range(203):
            source = Source(f"s{number}", SourceKind.FEED, f"https://{number}.example/", title=f"{number:03}")
            save_source(connection, source, DeclaredBy.COMMAND, now=NOW)

    report = as_json(app)

    assert (report["sources_total"], len(report["sources"])) == (203, 200)
    assert "Sources: 203; in trouble: 0. 3 more are not listed here." in " ".join(as_page(app).text_content().split())


def test_hubs_are_shown_with_what_they_are_still_to_hear(app: Flask, services: Services) -> None:
    change(services, save_hubs, ["https://hub.example/"])
    fill(services, 1)
    change(services, save_refusal, "https://hub.example/", "HTTP 500", failures=1, next_at=NOW + timedelta(hours=1))

    assert rows(as_page(app), "hubs") == [["https://hub.example/", "1", "–", "March 1, 2026, 1:00 PM", "HTTP 500"]]
    assert as_json(app)["hubs"][0]["waiting"] == 1


def test_an_empty_site_has_a_status_too(app: Flask) -> None:
    assert [row[1] for row in rows(as_page(app), "coverage")] == ["–", "–", "–"]
    assert as_json(app)["done_at"] is None


@pytest.mark.parametrize(
    ("zone", "said"), [("UTC", "March 1, 2026, 12:00 PM UTC"), ("Asia/Almaty", "March 1, 2026, 5:00 PM UTC+05")]
)
def test_the_page_says_when_it_was_made_and_by_which_clock(app: Flask, zone: str, said: str) -> None:
    found: Services = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(found, settings=replace(found.settings, time_zone=ZoneInfo(zone)))

    assert f"As of {said}." in " ".join(as_page(app).text_content().split()).replace("\u202f", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_that_is_asked_for(app: Flask, services: Services, language: str) -> None:
    fill(services)
    by_header = app.test_client().get("/status", headers={"Accept-Language": language})

    for page in (as_page(app, language), markup.document_fromstring(by_header.text)):
        assert page.get("lang") == language
    assert {"Accept", "Accept-Language"} <= set(by_header.vary)
    assert by_header.headers["Cache-Control"] == "no-store"


def test_the_page_is_json_for_those_who_ask_for_it(app: Flask) -> None:
    answer = app.test_client().get("/status", headers={"Accept": "application/json"})

    assert answer.mimetype == "application/json"
    assert "Accept" in answer.vary
    assert answer.get_json() == as_json(app)


def test_every_table_has_a_caption_and_heads_of_rows_and_columns(app: Flask, services: Services) -> None:
    jobs = fill(services)
    change(services, retry_later, jobs["0", "ru"], "boom", wait_until=NOW)

    tables = as_page(app).xpath("//table")

    assert len(tables) >= 6
    for table in tables:
        assert table.xpath("caption")
        assert all(head.get("scope") == "col" for head in table.xpath("thead//th"))
        assert all(row.xpath("th[@scope='row']") for row in table.xpath("tbody/tr"))


def test_a_broken_database_is_a_503(app: Flask, services: Services) -> None:
    services.database.close()
    with Path(services.database.sqlite_path).open("r+b") as file:
        file.truncate(4096)
    app.testing = False

    for path in ("/status", "/status.json"):
        assert app.test_client().get(path).status_code == 503


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/srv/news/packages/en_ru/model.bin: broken", "…/model.bin: broken"),
        ("https://me:secret@a.example/x/y?key=1: HTTP 500", "https://…a.example/x/y?…: HTTP 500"),
        ("a\nb\x00 c", "a b c"),
        ("x" * 400, "x" * 300 + "…"),
        (None, None),
    ],
)
def test_what_everybody_may_read_has_no_folders_and_no_secrets(said: str | None, shown: str | None) -> None:
    assert public(said) == shown


def test_the_server_loads_no_engine_to_know_what_is_missing(app: Flask, services: Services) -> None:
    fill(services, 1)
    before = sorted(services.settings.data_dir.rglob("*"))
    assert as_json(app)["missing"]
    assert sorted(services.settings.data_dir.rglob("*")) == before  # Argos makes folders there when it is imported
