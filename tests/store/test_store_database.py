"""The database: migrated by itself, whole transactions only, and refused in a sentence where it cannot be used."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import feedserver.store
from feedserver.errors import StoreError
from feedserver.model import Source, SourceKind
from feedserver.store.appearances import find_appearance
from feedserver.store.articles import Saved, count_articles, digest_of, list_articles
from feedserver.store.columns import write_blocks
from feedserver.store.database import Connection, Database, open_database
from feedserver.store.editions import Selection, list_editions
from feedserver.store.memory import find_latest, sentence_key
from feedserver.store.schema import HEAD, metadata
from feedserver.store.similar import list_similar
from feedserver.store.sources import get_source
from tests.conftest import NOW, make_article, save, save_named


def test_the_newest_migration_is_the_schemas() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(feedserver.store.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def differences(connection: Connection) -> list[Any]:
    """In what the database is not as the schema says; the virtual table of the search and what it keeps are no part."""

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not (name or "").startswith("search_text")

    context = MigrationContext.configure(connection, opts={"include_name": is_ours})
    return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_schema(database: Database) -> None:
    with database.read() as connection:
        assert differences(connection) == []


def migrated_to(version: str, path: Path) -> sqlite3.Connection:
    """A database as an older feedserver left it."""
    config = Config()
    config.set_main_option("script_location", str(Path(feedserver.store.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()
    return sqlite3.connect(path)


def test_an_older_database_keeps_its_words_and_its_editors_history_begins(tmp_path: Path) -> None:
    with closing(migrated_to("0001", tmp_path / "old.db")) as old, old:
        old.executemany(
            "INSERT INTO memory VALUES (?, 'en', 'kk', ?, ?, ?, ?, ?, '2026-03-01 12:00:00.000000')",
            [
                ("k1", sentence_key("Yes"), "Yes", "Иә", "edited", ""),
                ("k2", sentence_key("No"), "No", "Жоқ", "machine", "translate-en_kk 1 beam=4"),
            ],
        )
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.read() as connection:
        standing = find_latest(connection, ["Yes", "No"], "en", "kk")
        rows = connection.exec_driver_sql("SELECT sentence, translation, editor, won FROM edits").all()
    database.close()

    assert {sentence: each.translation for sentence, each in standing.items()} == {"Yes": "Иә", "No": "Жоқ"}
    assert [tuple(row) for row in rows] == [("Yes", "Иә", "", 1)]


def test_the_articles_of_an_older_database_appear_where_they_were_read(tmp_path: Path) -> None:
    here, gone = make_article(url="https://agency.example/1"), make_article("gone.txt")
    with closing(migrated_to("0002", tmp_path / "old.db")) as old, old:
        old.execute("INSERT INTO sources (slug, title) VALUES ('agency', 'Agency')")
        for article, url, withdrawn_at in ((here, here.url, None), (gone, None, "2026-02-01 00:00:00.000000")):
            old.execute(
                "INSERT INTO articles (id, source, external_id, language, title, summary, blocks, url, published_at,"
                " updated_at, digest, withdrawn_at) VALUES (?, 'agency', ?, 'en', ?, ?, ?, ?,"
                " '2025-04-08 00:00:00.000000', '2025-04-08 00:00:00.000001', ?, ?)",
                (
                    *(article.id, article.external_id, article.title, article.summary, write_blocks(article.blocks)),
                    *(url, digest_of(article), withdrawn_at),
                ),
            )
            old.executemany(
                "INSERT INTO editions (article_id, language, origin, title, summary, blocks, categories, untranslated,"
                " todo, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
                [
                    (article.id, "en", "original", *[None] * 4),
                    (article.id, "kk", "edited", "Зымыран", "Бірінші.", '[["p","Аман."]]', "[]"),
                ],
            )
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    try:
        with database.read() as connection:
            assert differences(connection) == []
            (edition,) = list_editions(connection, Selection("kk", source="agency"), now=NOW, limit=9)
            assert (edition.title, edition.original_url, edition.other_urls) == ("Зымыран", here.url, ())
            appearance = find_appearance(connection, "agency", "gone.txt")
            assert appearance is not None
            assert appearance.is_gone
            assert list(list_articles(connection)) == [here]
            assert get_source(connection, "agency") == (Source("agency", SourceKind.FOLDER, ""), None)
        assert save(database, here) is Saved.UNCHANGED  # not one that is read for the first time
        assert save(database, gone) is Saved.CHANGED
    finally:
        database.close()


def test_similar_texts_of_an_older_database_are_found(tmp_path: Path) -> None:
    article = make_article()
    with closing(migrated_to("0005", tmp_path / "old.db")) as old, old:
        old.execute("INSERT INTO sources (slug, title) VALUES ('agency', 'Agency')")
        old.execute(
            "INSERT INTO articles (id, source, external_id, language, title, summary, blocks, published_at, updated_at,"
            " digest, simhash) VALUES (?, 'agency', ?, 'en', 'A', '', '[]', '2025-04-08 00:00:00.000000',"
            " '2025-04-08 00:00:00.000001', ?, ?)",
            (article.id, article.external_id, digest_of(article), f"{0xABCDEF:016x}"),
        )
        parts = [f"en:{place}:{0xABCDEF >> 13 * place & 8191:04x}" for place in range(5)]
        old.executemany(
            "INSERT INTO simhash_parts VALUES (?, '2025-04-08 00:00:00.000000', ?)",
            [(each, article.id) for each in parts],
        )
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    try:
        day, published = timedelta(days=1), datetime(2025, 4, 8, tzinfo=UTC)
        with database.read() as connection:
            assert differences(connection) == []
            near, around = 0xABCDEE, {"after": published - day, "before": published + day}
            found = list_similar(connection, near, language="en", not_in="paper", **around)
        assert list(found) == [article.id]
    finally:
        database.close()


def test_what_was_written_is_there_when_the_database_is_opened_again(database_url: str) -> None:
    first = open_database(database_url)
    save(first, make_article())
    first.close()

    second = open_database(database_url)
    with second.read() as connection:
        assert count_articles(connection) == 1
    second.close()


def test_a_failed_transaction_writes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            save_named(connection, "agency", "Agency")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sources").scalar() == 0


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.read() as connection:
        before = count_articles(connection)
        save(database, make_article())
        assert count_articles(connection) == before
    with database.read() as connection:
        assert count_articles(connection) == before + 1


def test_a_database_that_a_newer_feedserver_wrote_is_refused(database: Database, database_url: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreError, match=r"news\.db has schema 9999, .* a newer one wrote it"):
        open_database(database_url)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'a' / 'b' / 'news.db'}").close()

    assert (tmp_path / "a" / "b" / "news.db").is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match=r"cannot make the folder of the database .*news\.db: "):
        open_database(f"sqlite:///{tmp_path / 'file' / 'news.db'}")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_bytes(b"This is a letter to the editor, and no database at all. " * 99)

    with pytest.raises(StoreError, match=r"news\.db: file is not a database"):
        open_database(f"sqlite:///{tmp_path / 'news.db'}")


def test_a_folder_in_the_place_of_the_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"database .*: unable to open database file"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_database_damaged_while_it_is_open_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    database = open_database(f"sqlite:///{path}")
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(200_000))

    def use() -> None:
        save(open_database(f"sqlite:///{path}"), make_article())

    with pytest.raises(StoreError, match=r"news\.db: "):
        use()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_database_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_database(f"sqlite:///{path}").close()
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(StoreError, match=r"news\.db: "):
            save(open_database(f"sqlite:///{path}"), make_article())
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="names no file"):
        open_database(url)


def test_a_database_locked_by_another_program_is_named(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedserver.store.database.LOCK_TIMEOUT_S", 0)
    impatient = open_database(f"sqlite:///{tmp_path / 'news.db'}")
    other = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match=r"news\.db: database is locked"):
        save(impatient, make_article())
    other.close()
    impatient.close()
