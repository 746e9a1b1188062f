"""The worker, end to end: a folder of pages in, editions in three languages out; stopped, killed, started again."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedserver.errors import StoreError
from feedserver.model import Edition, Origin, article_id
from feedserver.settings import Settings
from feedserver.startup import open_site
from feedserver.stopping import Stop
from feedserver.store.articles import count_articles, list_articles
from feedserver.store.database import Database
from feedserver.store.editions import Selection, count_pending, list_editions
from feedserver.store.feed_states import get_state
from feedserver.store.work import claim_jobs, get_work_state, list_workers, save_heartbeat
from feedserver.translation.packages.adding import add_package
from feedserver.worker import HEARTBEAT, Stopped, Worker, read_first
from tests.conftest import LANGUAGES, PACKAGE_FILES

NOW = datetime(2027, 1, 1, tzinfo=UTC)  # after the catalogues were written
LEASE = timedelta(minutes=5)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Rounds(Stop):
    """Tells a worker to stop after so many rounds, and never waits; its poller, in a thread of its own, does."""

    def __init__(self, rounds: int, after_each: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.rounds = rounds
        self.after_each = after_each
        self.pauses: list[float] = []

    def wait(self, timeout_s: float) -> bool:
        if threading.current_thread() is not threading.main_thread():
            return super().wait(timeout_s)
        self.pauses.append(timeout_s)
        self.after_each()
        if len(self.pauses) == self.rounds:
            self.set()
        return self.is_set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def site(settings: Settings, clock: Clock) -> Iterator[Database]:
    """The opened, empty database of the site."""
    database = open_site(settings, clock).database
    yield database
    database.close()


@pytest.fixture
def start(settings: Settings, site: Database, clock: Clock) -> Callable[..., Worker]:
    def start(stop: Stop | None = None) -> Worker:
        return Worker(settings, site, stop=stop, clock=clock)

    return start


def work(worker: Worker) -> None:
    while worker.run_once(settled=False):
        pass


def editions(database: Database, language: str | None, now: datetime = NOW) -> list[Edition]:
    with database.read() as connection:
        return list_editions(connection, Selection(language), now=now, limit=99)


def sixth(database: Database, language: str) -> Edition:
    """The edition of the page that ``write_sixth`` writes."""
    (found,) = (each for each in editions(database, language) if each.article_id == article_id("seeds", "sixth.txt"))
    return found


def install_packages(settings: Settings) -> None:
    for file in PACKAGE_FILES:
        add_package(file, settings.packages_dir)


def write_sixth(settings: Settings, believable: Sequence[str]) -> None:
    first, second, third, fourth = believable[:4]
    text = f"A new page\nDecember 1, 2026\n\n{first} {second}\n\n{third} {fourth}\n"
    (settings.articles / "sixth.txt").write_text(text, "utf-8")


def test_the_seeds_speak_three_languages_before_any_package_is_installed(
    start: Callable[..., Worker], site: Database
) -> None:
    work(start())

    assert [each.origin for each in editions(site, "en")] == [Origin.ORIGINAL] * 5
    for language in ("ru", "kk"):
        translated = editions(site, language)
        assert [each.origin for each in translated] == [Origin.EDITED] * 5
        assert {each.text_language for each in translated} == {language}
        assert {each.untranslated for each in translated} == {0}
    assert [each.article_id for each in editions(site, "kk")] == [each.article_id for each in editions(site, "en")]
    with site.read() as connection:
        assert count_pending(connection) == {}


def test_a_second_look_changes_nothing(start: Callable[..., Worker], site: Database, clock: Clock) -> None:
    work(start())
    before = {language: editions(site, language) for language in LANGUAGES}
    with site.read() as connection:
        states = [get_state(connection, language) for language in ("", *LANGUAGES)]
    clock.now += timedelta(days=1)
    work(start())

    assert {language: editions(site, language) for language in LANGUAGES} == before
    with site.read() as connection:
        assert [get_state(connection, language) for language in ("", *LANGUAGES)] == states


def test_a_database_built_anew_gives_the_same_editions(
    start: Callable[..., Worker], site: Database, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    work(start())
    clock.now += timedelta(days=1)
    anew = open_site(replace(settings, database=f"sqlite:///{tmp_path / 'anew.db'}"), clock).database
    work(Worker(settings, anew, clock=clock))

    for language in LANGUAGES:
        before, after = editions(site, language), editions(anew, language)
        assert [each.article_id for each in after] == [each.article_id for each in before]
        # The undated page is dated when it was first seen; the others have nothing of "now".
        assert [each for each in after if each.published_at < NOW] == [
            each for each in before if each.published_at < NOW
        ]
    anew.close()


def test_a_sixth_article_is_translated_by_the_packages(
    start: Callable[..., Worker], site: Database, settings: Settings, believable: Sequence[str]
) -> None:
    install_packages(settings)
    worker = start()
    work(worker)
    write_sixth(settings, believable)
    work(worker)

    for language in ("ru", "kk"):
        new = sixth(site, language)
        assert (new.origin, new.text_language) == (Origin.MACHINE, language)
        assert new.engine
        assert new.engine.startswith(f"Argos Translate (translate-en_{language} ")
        assert [each.origin for each in editions(site, language) if each != new] == [Origin.EDITED] * 5


def test_without_a_package_the_original_is_shown_at_once_and_said_once_with_the_command(
    start: Callable[..., Worker],
    site: Database,
    settings: Settings,
    believable: Sequence[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_sixth(settings, believable)
    worker = start()
    for _ in range(3):
        work(worker)

    assert (sixth(site, "ru").origin, sixth(site, "ru").text_language) == (None, "en")
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 2
    kazakh, russian = warnings
    assert kazakh.startswith("no package translates en → kk")
    assert kazakh.endswith("feedserver models install kk")
    assert russian.startswith("no package translates en → ru")
    assert russian.endswith("feedserver models install ru")


def test_a_package_that_comes_later_is_used_without_a_restart(
    start: Callable[..., Worker], site: Database, settings: Settings, believable: Sequence[str]
) -> None:
    write_sixth(settings, believable)
    worker = start()
    work(worker)
    install_packages(settings)
    work(worker)

    assert sixth(site, "ru").origin is Origin.MACHINE
    assert sixth(site, "kk").origin is Origin.MACHINE


def test_a_corrected_catalogue_is_shown_without_a_restart(
    start: Callable[..., Worker], site: Database, settings: Settings, clock: Clock
) -> None:
    worker = start()
    work(worker)
    catalogue = settings.translations / "kk" / "004_8fda87e54f7d6c9f.po"
    text = catalogue.read_text("utf-8")
    catalogue.write_text(text.replace('msgstr "Ғарыш"', 'msgstr "Ғарыш әлемі"'), "utf-8")
    assert catalogue.read_text("utf-8") != text
    clock.now += timedelta(days=1000)
    work(worker)

    changed = [each for each in editions(site, "kk") if each.updated_at == clock.now]
    assert [category.label for each in changed for category in each.categories if category.slug == "space"] == [
        "Ғарыш әлемі"
    ]


def test_a_worker_told_to_stop_gives_its_claims_back_and_loses_nothing(
    start: Callable[..., Worker], site: Database, settings: Settings, believable: Sequence[str]
) -> None:
    install_packages(settings)
    write_sixth(settings, believable)
    stop = Stop()
    stop.set()

    with pytest.raises(Stopped):
        start(stop).run_once(settled=False)

    with site.read() as connection:
        assert list_workers(connection) == []
        assert count_articles(connection) == 6
    work(start())
    assert sixth(site, "ru").origin is Origin.MACHINE


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def claim_as(database: Database, name: str, limit: int = 99) -> None:
    with database.write() as connection:
        assert claim_jobs(connection, name, now=NOW, lease=LEASE, limit=limit)


@pytest.mark.parametrize("pid", [dead_process, os.getpid], ids=["dead", "its own from before"])
def test_the_claims_of_killed_workers_of_this_machine_are_taken_over_at_once(
    start: Callable[..., Worker], site: Database, pid: Callable[[], int]
) -> None:
    start().read(settled=False)
    claim_as(site, f"{socket.gethostname()}:{pid()}")

    start(Rounds(3)).run()

    with site.read() as connection:
        assert count_pending(connection) == {}


def test_a_worker_that_no_longer_runs_is_not_counted(start: Callable[..., Worker], site: Database) -> None:
    dead, living = f"{socket.gethostname()}:{dead_process()}", f"{socket.gethostname()}:{os.getppid()}"
    for name in (dead, living):
        with site.write() as connection:
            save_heartbeat(connection, name, now=NOW)

    start(Rounds(1)).run()

    with site.read() as connection:
        assert set(list_workers(connection)) == {living, f"{socket.gethostname()}:{os.getpid()}"}


def test_the_claims_of_living_workers_and_of_other_machines_stand(start: Callable[..., Worker], site: Database) -> None:
    start().read(settled=False)
    living, other = f"{socket.gethostname()}:{os.getppid()}", f"another.machine:{dead_process()}"
    claim_as(site, living, limit=3)
    claim_as(site, other)

    start(Rounds(3)).run()

    with site.read() as connection:
        assert {living, other} <= set(list_workers(connection))
        assert sum(count_pending(connection).values()) == 10


def test_a_worker_pauses_only_when_there_is_nothing_to_do(
    start: Callable[..., Worker], settings: Settings, site: Database
) -> None:
    rounds = Rounds(3)
    start(rounds).run()

    assert rounds.pauses == [0, settings.scan_interval_s, settings.scan_interval_s]


def test_a_worker_says_that_it_lives_now_and_then(start: Callable[..., Worker], site: Database, clock: Clock) -> None:
    seen = []

    def note() -> None:
        with site.read() as connection:
            seen.append(get_work_state(connection, now=clock.now).worker_seen_at)
        clock.now += HEARTBEAT / 2

    start(Rounds(4, note)).run()

    assert seen == [NOW, NOW, NOW + HEARTBEAT, NOW + HEARTBEAT]


def test_a_worker_outlives_a_database_that_cannot_be_written_for_a_while(
    start: Callable[..., Worker], site: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = start(rounds := Rounds(3))
    failures = iter([StoreError("database news.db: disk full")])
    read = worker.read

    def failing(**options: bool) -> object:
        for failure in failures:
            raise failure
        return read(**options)

    monkeypatch.setattr(worker, "read", failing)
    worker.run()

    assert "database news.db: disk full" in caplog.text
    assert rounds.pauses[0]
    assert rounds.pauses[1] == 0
    assert len(editions(site, "kk")) == 5


def test_a_vanished_folder_is_said_once_and_withdraws_nothing(
    start: Callable[..., Worker], site: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    worker = start()
    work(worker)
    moved = settings.articles.with_name("moved")
    settings.articles.rename(moved)
    readings, _ = worker.read()
    worker.read()

    assert [str(error) for error in readings["seeds"].refused] == [
        f"folder of articles {settings.articles}: No such file or directory"
    ]
    assert caplog.text.count("nothing is withdrawn") == 1
    assert len(editions(site, "en")) == 5
    moved.rename(settings.articles)
    assert worker.read()[0]["seeds"].refused == []


def test_a_bad_file_is_named_once_and_stops_nothing(
    start: Callable[..., Worker], site: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.articles / "000 bad.txt").write_bytes(b"\0")
    worker = start()
    work(worker)
    work(worker)

    assert caplog.text.count("not read: 000 bad.txt: is binary") == 1
    assert len(editions(site, "kk")) == 5


def test_the_first_reading_finishes_what_editors_wrote_and_claims_nothing_for_good(
    site: Database, settings: Settings, clock: Clock, believable: Sequence[str]
) -> None:
    write_sixth(settings, believable)
    read_first(settings, site, clock=clock)

    kazakh = editions(site, "kk")
    assert {each.origin for each in kazakh} == {Origin.EDITED, None}
    assert [each.text_language for each in kazakh if each.origin is None] == ["en"]  # no package: shown at once
    with site.read() as connection:
        assert len(list(list_articles(connection))) == 6
        assert list_workers(connection) == []
        assert count_pending(connection) == {"kk": 1, "ru": 1}
    assert not open_site(settings, clock).unread


def test_the_first_reading_holds_back_what_a_package_can_translate(
    make_settings: Callable[..., Settings], clock: Clock, packages_dir: Path, believable: Sequence[str]
) -> None:
    settings = make_settings(packages_dir=packages_dir)
    write_sixth(settings, believable)
    database = open_site(settings, clock).database
    read_first(settings, database, clock=clock)

    assert [each.origin for each in editions(database, "kk")] == [Origin.EDITED] * 5
    with database.read() as connection:
        assert get_work_state(connection, now=clock()).todo == 2
    database.close()


def test_the_first_reading_of_a_folder_that_is_not_there_is_no_crash(
    make_settings: Callable[..., Settings], clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = make_settings(articles=tmp_path / "nowhere")
    opened = open_site(settings, clock)

    read_first(settings, opened.database, clock=clock)

    assert f"folder of articles {tmp_path / 'nowhere'}: No such file" in caplog.text
    assert open_site(settings, clock).unread
