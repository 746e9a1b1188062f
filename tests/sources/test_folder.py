"""A folder of articles, looked at again and again: what is new, changed, gone, and what is no article at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedserver.declarations import folder_source
from feedserver.errors import SourceError
from feedserver.model import Article, Origin, article_id
from feedserver.sources.folders.files import FileReading, read_file
from feedserver.sources.folders.folder import Folder
from feedserver.sources.taking_in import Intake, Reading
from feedserver.sources.text.encodings import MAX_BYTES
from feedserver.store.articles import get_article, list_articles
from feedserver.store.database import Database
from feedserver.store.editions import find_edition
from feedserver.store.sources import DeclaredBy, has_been_read, list_sources, save_source
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


def open_folder(path: Path, database: Database, **options: object) -> Folder:
    source = replace(folder_source(path), **options)  # type: ignore[arg-type]
    with database.write() as connection:
        save_source(connection, source, DeclaredBy.SETTINGS, now=NOW)
    return Folder(source, zone=UTC, intake=Intake(LANGUAGES, timedelta(hours=1)))


@pytest.fixture
def folder(path: Path, database: Database) -> Folder:
    return open_folder(path, database)


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
    anew = open_folder(path, database)
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

    assert folder_source(elsewhere).slug == folder_source(path).slug


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
    "cut.txt": ("Зымыран ұшты".encode()[:-1], "is not valid UTF-8"),
    "nul.txt": (page().replace(b"crew", b"cr\0ew"), "NUL"),
    "bell.txt": (page().replace(b"crew", b"cr\x07ew"), "U+0007"),
    "noncharacter.txt": (page("\ufffe"), "U+FFFE"),
    "numbers.txt": (b"1 2 3\n\n4.5\n--- !!! ---\n", "no letters"),
    "long line.txt": (b"rocket " * 100_000, "too long"),
    "page.docx": (b"A rocket rises.", "is of no kind that is read; those end in .txt"),
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


def test_hidden_files_pictures_and_what_browsers_save_beside_a_page_are_none_of_our_business(
    path: Path, look: Callable[..., Reading]
) -> None:
    (path / ".git").mkdir()
    write(path / ".git" / "a.txt", page())
    write(path / ".hidden.txt", page())
    write(path / ".a.txt.swp", b"\0")
    (path / "page_files").mkdir()
    write(path / "page_files" / "frame.html", b"<p>An advertisement.</p>")
    write(path / "rocket.jpg", b"\xff\xd8\xff")
    (path / "elsewhere").symlink_to(path.parent)

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


def test_a_file_written_to_while_it_is_read_is_left_for_the_next_look(
    path: Path, folder: Folder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path / "a.txt", page())
    whole = Path.read_bytes

    def read_and_grow(self: Path) -> bytes:
        data = whole(self)
        write(self, page("The rest comes."), at=NOW)
        return data[:30]

    monkeypatch.setattr(Path, "read_bytes", read_and_grow)

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
    path: Path, folder: Folder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_file

    def read_or_fail(data: bytes, name: str, context: object) -> FileReading:
        if b"Mars" in data:
            raise RecursionError("too deep")
        return read(data, name, context)  # type: ignore[arg-type]

    monkeypatch.setattr("feedserver.sources.folders.folder.read_file", read_or_fail)
    for name, planet in (("a.txt", "Mars"), ("b.txt", "Venus")):
        (path / name).write_text(f"A probe to {planet}\n\nThe probe to {planet} was launched on Monday morning.\n")
    reading = folder.read(database, now=NOW)

    assert reading.added == ["b.txt"]
    assert "a.txt: the reader failed on it" in str(reading.refused[0])


def test_sub_folders_are_read_and_are_categories_if_asked_for(path: Path, database: Database) -> None:
    (path / "Ғарыш" / "Байқоңыр").mkdir(parents=True)
    write(path / "Ғарыш" / "Байқоңыр" / "a.txt", page())
    folder = open_folder(path, database, by_folder=True, categories=("News",))

    assert folder.read(database, now=NOW).added == ["Ғарыш/Байқоңыр/a.txt"]
    (article,) = articles(database)
    assert article.categories == ("News", "Ғарыш", "Байқоңыр")


def test_encodings_are_found_and_said(path: Path, folder: Folder) -> None:
    text = "Ракета поднялась над степью\n\nЗапуск прошёл успешно, сообщили в пресс-службе космодрома.\n"
    for encoding in ("utf-8", "utf-16", "windows-1251", "koi8-r"):
        write(path / f"{encoding}.txt", text.encode(encoding))

    found = dict(folder.check(now=NOW))

    told = {
        name: (each.encoding, each.articles[0].title) for name, each in found.items() if not isinstance(each, Exception)
    }
    assert told == {
        "koi8-r.txt": ("KOI8-R", "Ракета поднялась над степью"),
        "utf-16.txt": ("UTF-16", "Ракета поднялась над степью"),
        "utf-8.txt": ("UTF-8", "Ракета поднялась над степью"),
        "windows-1251.txt": ("windows-1251", "Ракета поднялась над степью"),
    }


def test_every_kind_of_file_becomes_an_article(path: Path, look: Callable[..., Reading], database: Database) -> None:
    text = "The rocket rose over the steppe this morning, and the crew of three is well."
    write(path / "a.txt", page())
    write(path / "b.html", f"<html><body><article><h1>By web</h1><p>{text}</p><p>{text} Still.</p></article>".encode())
    write(path / "c.md", f"---\ntitle: By hand\nlang: en\n---\n\n{text}\n".encode())
    items = [{"id": "7", "title": "By machine", "content_html": f"<p>{text}</p>"}, {"id": "8", "content_text": text}]
    write(path / "d.json", json.dumps(items).encode())

    reading = look()

    assert reading.refused == []
    assert reading.added == ["a.txt", "b.html", "c.md", "d.json#7", "d.json#8"]
    assert {article.title for article in articles(database)} >= {"By web", "By hand", "By machine"}


def test_an_item_that_leaves_its_file_is_withdrawn(path: Path, look: Callable[..., Reading]) -> None:
    items = [{"id": str(number), "content_text": f"The rocket number {number} rose this morning."} for number in (1, 2)]
    write(path / "d.json", json.dumps(items).encode())
    look()
    write(path / "d.json", json.dumps(items[:1]).encode(), at=NOW)

    assert look(now=NOW + timedelta(minutes=1)).withdrawn == ["d.json#2"]
    write(path / "d.json", b"{", at=NOW + timedelta(minutes=2))
    assert look(now=NOW + timedelta(minutes=3)).withdrawn == []  # a slip in a file withdraws nothing


ORIGINAL = "---\ntitle: A rocket rises\nlang: en\n{}---\n\nThe crew is well and will work for half a year.\n"
TRANSLATION = "---\ntitle: Зымыран көтерілді\nlang: kk\n{}---\n\nЭкипаж аман-есен, жарты жыл жұмыс істейді.\n"


@pytest.mark.parametrize(
    ("original", "translation", "said"),
    [
        ("orbit.md", "orbit.kk.md", ("", "")),
        ("orbit.md", "aa.md", ("", "translation_of: orbit.md\n")),
        ("orbit.md", "aa.md", ("translations: {kk: aa.md}\n", "")),
    ],
    ids=["by its name", "as it says", "as the original says"],
)
def test_a_translation_beside_its_original_is_its_edition(
    path: Path, look: Callable[..., Reading], database: Database, original: str, translation: str, said: tuple[str, str]
) -> None:
    write(path / original, ORIGINAL.format(said[0]).encode())
    write(path / translation, TRANSLATION.format(said[1]).encode())
    look()

    (article,) = articles(database)
    assert article.external_id == original
    with database.read() as connection:
        edition = find_edition(connection, article.id, "kk")
    assert edition
    assert (edition.title, edition.origin) == ("Зымыран көтерілді", Origin.EDITED)
    (path / translation).unlink()
    assert look(now=NOW + timedelta(minutes=1)).withdrawn == [translation]
    with database.read() as connection:
        edition = find_edition(connection, article.id, "kk")
    assert edition
    assert (edition.title, edition.origin) == ("A rocket rises", None)


def test_a_translation_whose_original_comes_later_finds_it(
    path: Path, look: Callable[..., Reading], database: Database
) -> None:
    write(path / "aa.md", TRANSLATION.format("translation_of: orbit.md\n").encode())
    assert [str(error) for error in look().refused] == ["aa.md: is a translation of orbit.md, which is not there"]
    write(path / "orbit.md", ORIGINAL.format("").encode())

    assert look() == Reading(added=["orbit.md"], changed=["aa.md"])
    (article,) = articles(database)
    with database.read() as connection:
        assert find_edition(connection, article.id, "kk").title == "Зымыран көтерілді"  # type: ignore[union-attr]
