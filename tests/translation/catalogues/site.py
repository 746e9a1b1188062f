"""A small site and files of editors, for the tests of catalogues."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from feedserver.model import Article, Block, BlockKind, Origin
from feedserver.store.database import Database
from feedserver.store.edits import Edit, list_edits
from feedserver.store.memory import find_latest, save_translations
from feedserver.translation.catalogues.exporting import export_language, export_po, write_files
from feedserver.translation.catalogues.folder import CatalogueFolder, ImportReport
from feedserver.translation.catalogues.formats import Format
from feedserver.translation.catalogues.importing import CatalogueFile, FileReport, Importer
from tests.conftest import LANGUAGES, NOW, make_article, save

LATER = NOW + timedelta(days=1)
MACHINE = "argos translate-en_ru 1.9"
TITLE, LEAD, BODY = "A rocket rises", "It is the first this year.", "The crew is well."
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: one.txt\\n"
"Language: ru\\n"
"PO-Revision-Date: 2026-02-01 10:00+0000\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Source-Language: en\\n"
"""
ENTRY = """
#. title
msgid "A rocket rises"
msgstr "Ракета взлетает"
"""


def add_article(database: Database, name: str = "one.txt", **changes: object) -> Article:
    """An English article of a title, a lead and a sentence."""
    article = make_article(name, **changes)
    save(database, article)
    return article


def add_mixed_article(database: Database) -> Article:
    """An English article with a link in its text and a quotation in Russian."""
    blocks = (
        Block(BlockKind.PARAGRAPH, 'Read <a href="/report">the report</a> now.'),
        Block(BlockKind.QUOTE, "Ракета готова к пуску.", "ru"),
    )
    return add_article(database, "mixed.txt", title="Ready to rise", summary="", blocks=blocks)


def translate_by_machine(
    database: Database, words: dict[str, str], target: str = "ru", source: str = "en", now: datetime = NOW
) -> None:
    with database.write() as connection:
        save_translations(connection, words, source, target, engine=MACHINE, now=now)


def write(folder: Path, text: str | bytes, name: str = "ru/one.po", written_at: datetime | None = None) -> Path:
    """The file *name* as an editor leaves it, at the time *written_at* (now)."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if written_at is not None:
        os.utime(path, (written_at.timestamp(), written_at.timestamp()))
    return path


def import_file(database: Database, path: Path, language: str = "ru", now: datetime = NOW) -> FileReport:
    """Import one file as `translations import` does."""
    name = f"{language}/{path.name}" if language else path.name
    return Importer(database, LANGUAGES, now=now).import_file(CatalogueFile(path, language, name, name))


def import_folder(database: Database, folder: Path, now: datetime = LATER) -> ImportReport:
    return CatalogueFolder(folder, LANGUAGES).import_changed(database, now=now, patient=False)


def export(
    database: Database, file_format: Format, folder: Path, language: str = "ru", now: datetime = NOW
) -> list[Path]:
    """Export one language into ``<folder>/<language>/``."""
    if file_format is Format.PO:
        return export_po(database, folder, [language], now=now)
    return write_files(folder / language, export_language(database, file_format, language, now=now))


def known(database: Database, *sentences: str, source: str = "en", target: str = "ru") -> dict[str, tuple[str, Origin]]:
    with database.read() as connection:
        found = find_latest(connection, sentences, source, target)
    return {sentence: (each.translation, each.origin) for sentence, each in found.items()}


def words(database: Database, sentence: str = TITLE, target: str = "ru") -> str:
    """The words that stand for a sentence."""
    return known(database, sentence, target=target)[sentence][0]


def history(database: Database, sentence: str = TITLE, target: str = "ru") -> list[Edit]:
    with database.read() as connection:
        return list_edits(connection, [sentence], "en", target).get(sentence, [])
