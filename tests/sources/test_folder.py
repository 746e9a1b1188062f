"""A folder of articles, looked at again and again: what is new, changed, gone, and what is no article at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedserver.detection import detect
from feedserver.errors import SourceError
from feedserver.model import Article, article_id
from feedserver.sources.folder import Folder, Reading
from feedserver.sources.plain_text import MAX_BYTES
from feedserver.store.articles import get_article, list_articles
from feedserver.store.database import Database
from feedserver.store.editions import find_edition
from feedserver.store.sources import has_been_read, list_sources
from tests.conftest import LANGUAGES, NOW

PAGE = """A rocket rises
April 8, 2025

{} The launch went as planned, the agency says.

The crew is well. They will work on the station for half a year.
"""
LONG_AGO = NOW - timedelta(days=1)


def page(lead: str = "A rocket rose over the steppe this morning.") -> bytes:
    return PAGE.format(lead).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "Agency News"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(path: Path) -> Folder:
    return Folder(path, zone=UTC, languages=("en", "ru", "kk"), hold=timedelta(hours=1), detect=detect)


@pytest.fixture
def look(folder: Folder, database: Database) -> Callable[..., Reading]:
    def look(*, now: datetime = NOW, settled: bool = False) -> Reading:
        return folder.read(database, now=now, settled=settled)

    return look


def write(file: Path, data: bytes, at: datetime = LONG_AGO) -> None:
    file.write_bytes(data)
    os.utime(file, (at.timestamp(), at.timestamp()))


def articles(database: Database) -> list[Article]:
    with database.read() as connection:
        return list(list_articles(connection))


def test_new_files_become_articles(path: Path, look: Callable[..., Reading], database: Database) -> None:
    write(path / "b.txt", page())
    write(path / "a.TXT", page("Another rocket rose over the steppe."))

    assert look() == Reading(added=["a.TXT", "b.txt"])
    assert {article.id for article in articles(database)} == {
        article_id("agency-news", "a.TXT"),
        article_id("agency-news", "b.txt"),
    }
    with database.read() as connection:
        assert list(list_sources(connection)) == [("agency-news", "Agency News")]
        assert has_been_read(connection, "agency-news")


def test_the_same_folder_again_changes_nothing(
    path: Path, look: Callable[..., Reading], folder: Folder, database: Database
) -> None:
    write(path / "a.txt", page())
    look()

    assert not folder.has_changed()
    assert look() == Reading()
    anew = Folder(path, zone=UTC, languages=("en", "ru", "kk"), hold=timedelta(hours=1), detect=detect)
    assert anew.has_changed()
    assert anew.read(database, now=NOW + timedelta(days=1)) == Reading()


def test_a_file_touched_but_not_changed_changes_nothing(path: Path, look: Callable[..., Reading]) -> None:
    write(path / "a.txt", page())
    look()
    write(path / "a.txt", page(), at=NOW)

    assert look(now=NOW + timedelta(minutes=1)) == Reading()


def test_a_folder_copied_elsewhere_gives_the_same_ids(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "Agency News"
    elsewhere.mkdir(parents=True)
    settings = {"zone": UTC, "languages": ("en",), "hold": timedelta(0), "detect": detect}

    assert Folder(elsewhere, **settings).slug == Folder(path, **settings).slug  # type: ignore[arg-type]


def test_a_changed_file_changes_its_article(path: Path, look: Callable[..., Reading], database: Database) -> None:
    write(path / "a.txt", page())
    look()
    (before,) = articles(database)
    write(path / "a.txt", page("No rocket rose today."), at=NOW)

    assert look(now=NOW + timedelta(minutes=1)) == Reading(changed=["a.txt"])
    (after,) = articles(database)
    assert after.id == before.id
    assert "No rocket" in after.summary
    with database.read() as connection:
        edition = find_edition(connection, after.id, "en")
    assert edition
    assert edition.updated_at == NOW + timedelta(minutes=1)


def test_a_removed_file_withdraws_its_article_and_brings_it_back(
    path: Path, look: Callable[..., Reading], database: Database
) -> None:
    write(path / "a.txt", page())
    write(path / "b.txt", page("Another rocket rose."))
    look()
    (path / "a.txt").unlink()

    assert look() == Reading(withdrawn=["a.txt"])
    assert [article.external_id for article in articles(database)] == ["b.txt"]
    write(path / "a.txt", page())
    assert look() == Reading(changed=["a.txt"])
    assert len(articles(database)) == 2


BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n\t\n", "is empty"),
    "binary.txt": (bytes(range(256)) * 20, "binary"),
    "utf16.txt": ("A rocket rises".encode("utf-16"), "UTF-16"),
    "latin1.txt": (page("Un caf\u00e9.").decode().encode("latin-1"), "is not valid UTF-8"),
    "cut.txt": ("Зымыран ұшты".encode()[:-1], "is not valid UTF-8"),
    "nul.txt": (page().replace(b"crew", b"cr\0ew"), "NUL"),
    "bell.txt": (page().replace(b"crew", b"cr\x07ew"), "U+0007"),
    "noncharacter.txt": (page("\ufffe"), "U+FFFE"),
    "numbers.txt": (b"1 2 3\n\n4.5\n--- !!! ---\n", "no letters"),
    "long line.txt": (b"rocket " * 100_000, "too long"),
    "page.html": (b"<p>A rocket rises.</p>", "is not saved page text"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_reported_by_name_with_the_reason_once(
    path: Path, look: Callable[..., Reading], database: Database, name: str
) -> None:
    data, reason = BAD[name]
    write(path / name, data)
    write(path / "good.txt", page())
    write(path / "zz good.txt", page("Another rocket rose."))

    reading = look()

    assert reading.added == ["good.txt", "zz good.txt"]
    (error,) = reading.refused
    assert str(error).startswith(f"{name}: ")
    assert reason in str(error)
    assert look() == Reading()
    assert len(articles(database)) == 2


def test_fifty_megabytes_of_one_line_are_not_even_read(path: Path, look: Callable[..., Reading]) -> None:
    with (path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)  # sparse: takes no room
    os.utime(path / "huge.txt", (LONG_AGO.timestamp(),) * 2)
    write(path / "good.txt", page())

    reading = look()

    assert reading.added == ["good.txt"]
    assert str(reading.refused[0]) == f"huge.txt: is larger than {MAX_BYTES:,} bytes; no page text is"


def test_a_bad_file_that_is_mended_becomes_an_article(path: Path, look: Callable[..., Reading]) -> None:
    write(path / "a.txt", b"")
    assert look().refused
    write(path / "a.txt", page())

    assert look() == Reading(added=["a.txt"])


def test_an_article_whose_file_becomes_bad_stays_as_it_was(
    path: Path, look: Callable[..., Reading], database: Database
) -> None:
    write(path / "a.txt", page())
    look()
    before = articles(database)
    write(path / "a.txt", b"\0")

    assert [str(error) for error in look().refused] == [
        "a.txt: is binary, not text: it has the character NUL (byte 0)",
    ]
    assert articles(database) == before


def test_a_link_that_leads_out_of_the_folder_is_refused(
    path: Path, tmp_path: Path, look: Callable[..., Reading]
) -> None:
    write(tmp_path / "secret.txt", page())
    (path / "link.txt").symlink_to(tmp_path / "secret.txt")

    reading = look()

    assert reading.added == []
    assert [str(error) for error in reading.refused] == ["link.txt: is a link that leads out of the folder"]


def test_a_link_within_the_folder_is_an_article(path: Path, look: Callable[..., Reading]) -> None:
    write(path / "a.txt", page())
    (path / "b.txt").symlink_to("a.txt")

    assert look().added == ["a.txt", "b.txt"]


def test_links_to_nothing_and_to_themselves_are_passed_over(path: Path, look: Callable[..., Reading]) -> None:
    (path / "loop.txt").symlink_to("loop.txt")
    (path / "nothing.txt").symlink_to("gone.txt")
    write(path / "z.txt", page())

    assert look() == Reading(added=["z.txt"])


def test_folders_and_hidden_files_are_none_of_our_business(path: Path, look: Callable[..., Reading]) -> None:
    (path / "folder.txt").mkdir()
    write(path / ".hidden.txt", page())
    write(path / ".a.txt.swp", b"\0")

    assert look() == Reading()


def test_a_fifo_is_refused_and_never_waited_for(path: Path, look: Callable[..., Reading]) -> None:
    os.mkfifo(path / "fifo.txt")

    assert [str(error) for error in look().refused] == ["fifo.txt: is not a file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(path: Path, look: Callable[..., Reading]) -> None:
    write(path / "a.txt", page())
    (path / "a.txt").chmod(0)

    assert [str(error) for error in look().refused] == ["a.txt: cannot be read: Permission denied"]


def test_a_name_that_is_not_utf_8_is_escaped_and_stays(path: Path, look: Callable[..., Reading]) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        write(path / name, page())
    except OSError:
        pytest.skip("this file system takes only UTF-8")

    reading = look()
    assert reading == Reading(added=[r"caf\udce9.txt"])
    assert look() == Reading()


def test_a_file_being_written_is_left_for_the_next_look(
    path: Path, folder: Folder, look: Callable[..., Reading]
) -> None:
    write(path / "a.txt", page()[:50], at=NOW - timedelta(milliseconds=100))

    assert look(settled=True) == Reading()
    assert folder.has_changed()
    write(path / "a.txt", page(), at=NOW)
    assert look(settled=True, now=NOW + timedelta(seconds=2)) == Reading(added=["a.txt"])


def test_a_file_dated_in_the_future_is_read_all_the_same(path: Path, look: Callable[..., Reading]) -> None:
    write(path / "a.txt", page(), at=NOW + timedelta(days=1))

    assert look(settled=True) == Reading(added=["a.txt"])


def test_a_file_written_to_while_it_is_read_is_left_for_the_next_look(path: Path, database: Database) -> None:
    write(path / "a.txt", page())

    class Grows(type(path)):  # type: ignore[misc]
        def read_bytes(self) -> bytes:
            data: bytes = super().read_bytes()
            write(Path(self), page("The rest comes."), at=NOW)
            return data[:30]

    folder = Folder(Grows(path), zone=UTC, languages=("en",), hold=timedelta(0), detect=detect)

    assert folder.read(database, now=NOW + timedelta(minutes=1)) == Reading()
    assert folder.has_changed()


def test_a_vanished_folder_withdraws_nothing(
    path: Path, folder: Folder, look: Callable[..., Reading], database: Database
) -> None:
    write(path / "a.txt", page())
    look()
    path.rename(path.with_name("moved"))

    with pytest.raises(SourceError, match="Agency News: No such file or directory"):
        folder.has_changed()
    with pytest.raises(SourceError, match="Agency News: No such file or directory"):
        look()
    with database.read() as connection:
        assert get_article(connection, article_id("agency-news", "a.txt"))
    assert len(articles(database)) == 1


def test_a_fault_of_the_reader_itself_is_reported_and_does_not_stop_the_others(
    database: Database, tmp_path: Path
) -> None:
    def detect_or_fail(text: str) -> str:
        if "Mars" in text:
            raise RecursionError("too deep")
        return "en"

    for name, planet in (("a.txt", "Mars"), ("b.txt", "Venus")):
        (tmp_path / name).write_text(f"A probe to {planet}\n\nThe probe to {planet} was launched on Monday morning.\n")
    folder = Folder(tmp_path, zone=UTC, languages=LANGUAGES, hold=timedelta(hours=1), detect=detect_or_fail)
    reading = folder.read(database, now=NOW)
    assert reading.added == ["b.txt"]
    assert "a.txt: the reader failed on it" in str(reading.refused[0])
