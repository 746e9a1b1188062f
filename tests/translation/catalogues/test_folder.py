"""The watched folder: what editors save is taken in, without a restart, once."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from feedserver.store.database import Database
from feedserver.translation.catalogues.folder import CatalogueFolder, find_files
from feedserver.translation.catalogues.formats import Format
from tests.conftest import LANGUAGES, NOW
from tests.translation.catalogues.site import (
    BODY,
    ENTRY,
    HEADER,
    LATER,
    TITLE,
    add_article,
    export,
    known,
    translate_by_machine,
    words,
    write,
)


def test_only_what_has_changed_is_imported(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    add_article(database)
    catalogues = CatalogueFolder(tmp_path, LANGUAGES)
    write(tmp_path, HEADER + ENTRY)
    assert catalogues.import_changed(database, now=NOW).changed == 1
    assert catalogues.import_changed(database, now=NOW).files == []
    write(tmp_path, HEADER + ENTRY.replace("взлетает", "поднимается"))

    assert catalogues.import_changed(database, now=LATER).changed == 1
    assert words(database) == "Ракета поднимается"
    assert caplog.text.count("imported ru/one.po: 1 translations are new or changed") == 2


def test_after_a_restart_nothing_is_imported_twice(database: Database, tmp_path: Path) -> None:
    add_article(database)
    write(tmp_path, HEADER + ENTRY)
    CatalogueFolder(tmp_path, LANGUAGES).import_changed(database, now=NOW)

    assert CatalogueFolder(tmp_path, LANGUAGES).import_changed(database, now=LATER).files == []


def test_a_bad_catalogue_is_logged_once_and_stops_no_other(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add_article(database)
    write(tmp_path, "no catalogue", "ru/bad.po")
    write(tmp_path, HEADER + ENTRY, "ru/good.po")
    (tmp_path / "ru" / "nothing.po").symlink_to("gone.po")
    (tmp_path / "ru" / "folder.po").mkdir()
    catalogues = CatalogueFolder(tmp_path, LANGUAGES)

    report = catalogues.import_changed(database, now=NOW)

    assert report.changed == 1
    assert [str(error) for error in report.refused] == [
        "ru/bad.po: is not a catalogue: it has no msgid",
        "ru/folder.po: is not a file",
    ]
    again = catalogues.import_changed(database, now=NOW)
    assert (again.changed, again.refused) == (0, [])
    assert caplog.text.count("not imported: ru/bad.po") == 1


def test_a_refused_line_is_logged_once_for_each_state_of_the_file(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add_article(database)
    catalogues = CatalogueFolder(tmp_path, LANGUAGES)
    broken = HEADER + ENTRY + f'\nmsgid "{BODY}"\nmsgstr "Экипаж <b1>здоров</b1>."\n'
    write(tmp_path, broken)
    for _ in range(3):
        catalogues.import_changed(database, now=NOW)
    message = "not imported: ru/one.po: line 13: the tag <b1> is not in the source"
    assert caplog.text.count(message) == 1

    write(tmp_path, broken + "\n")
    catalogues.import_changed(database, now=LATER)
    assert caplog.text.count(message) == 2


def test_a_catalogue_of_an_article_that_is_not_read_yet_waits_for_it(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    write(tmp_path, HEADER + ENTRY)
    catalogues = CatalogueFolder(tmp_path, LANGUAGES)
    for _ in range(2):
        report = catalogues.import_changed(database, now=NOW)
        assert (report.changed, report.refused) == (0, [])
    assert caplog.text.count("ru/one.po waits: no article is called one.txt") == 1
    assert known(database, TITLE) == {}
    add_article(database, "other.txt", title="Other", summary="", blocks=())
    assert catalogues.import_changed(database, now=NOW).changed == 0

    add_article(database)
    assert catalogues.import_changed(database, now=NOW).changed == 1
    assert catalogues.import_changed(database, now=NOW).files == []
    assert caplog.text.count("waits") == 1


def test_a_catalogue_that_waits_is_not_forgotten_over_a_restart(database: Database, tmp_path: Path) -> None:
    write(tmp_path, HEADER + ENTRY)
    CatalogueFolder(tmp_path, LANGUAGES).import_changed(database, now=NOW)
    add_article(database)

    assert CatalogueFolder(tmp_path, LANGUAGES).import_changed(database, now=NOW).changed == 1


def test_what_is_no_catalogue_of_the_site_is_left_alone(database: Database, tmp_path: Path) -> None:
    add_article(database)
    write(tmp_path, HEADER.replace("ru", "tr") + ENTRY, "tr/one.po")
    for name in ("glossary.csv", ".#one.po", ".one.po.swp", "one.po~", "tmp123"):
        write(tmp_path, "what is this", f"ru/{name}")

    report = CatalogueFolder(tmp_path, LANGUAGES).import_changed(database, now=NOW)

    assert (report.changed, report.refused, report.files) == (0, [], [])


@pytest.mark.parametrize("file_format", [Format.TMX, Format.XLIFF, Format.XLIFF2])
def test_files_of_other_formats_may_be_dropped_into_it(database: Database, tmp_path: Path, file_format: Format) -> None:
    add_article(database)
    translate_by_machine(database, {TITLE: "Ракет"})
    (path,) = export(database, file_format, tmp_path / "out")
    text = path.read_text("utf-8").replace("Ракет<", "Ракета<").replace("needs-review-translation", "translated")
    write(tmp_path, text, f"ru/{path.name}")

    assert CatalogueFolder(tmp_path, LANGUAGES).import_changed(database, now=LATER).changed == 1
    assert words(database) == "Ракета"


def test_a_look_at_an_unchanged_folder_opens_no_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_article(database)
    write(tmp_path, HEADER + ENTRY)
    catalogues = CatalogueFolder(tmp_path, LANGUAGES)
    catalogues.import_changed(database, now=NOW)
    opened: list[object] = []
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path) or b"")

    catalogues.import_changed(database, now=NOW + timedelta(days=1))

    assert opened == []


def test_a_folder_means_the_catalogues_in_it_and_in_its_languages(tmp_path: Path) -> None:
    for name in ("ru/one.po", "kk/one.xlf", "tr/one.po", "all.tmx", "notes.txt", "deeper/and/deeper.po"):
        write(tmp_path, "", name)

    found = {file.name: (file.language, file.key) for file in find_files(tmp_path, LANGUAGES, home=tmp_path)}

    assert found == {
        str(tmp_path / "all.tmx"): ("", str(tmp_path / "all.tmx")),
        "kk/one.xlf": ("kk", "kk/one.xlf"),
        "ru/one.po": ("ru", "ru/one.po"),
        "tr/one.po": ("tr", "tr/one.po"),
    }
    elsewhere = {file.key for file in find_files(tmp_path, LANGUAGES, home=tmp_path / "other")}
    assert str(tmp_path / "ru" / "one.po") in elsewhere


def test_a_file_is_known_by_its_place(tmp_path: Path) -> None:
    inside, outside = write(tmp_path, "", "site/ru/one.po"), write(tmp_path, "", "mail/one.po")

    (mine,) = find_files(inside, LANGUAGES, home=tmp_path / "site")
    assert (mine.language, mine.name, mine.key) == ("ru", "ru/one.po", "ru/one.po")
    (other,) = find_files(outside, LANGUAGES, home=tmp_path / "site")
    assert (other.language, other.name, other.key) == ("", str(outside), str(outside))
