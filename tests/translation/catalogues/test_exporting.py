"""The memory out, as PO files beside those that are there."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from feedserver.declarations import folder_source
from feedserver.errors import CatalogueError
from feedserver.store.database import Database
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.translation.catalogues.exporting import export_language, export_po
from feedserver.translation.catalogues.folder import CatalogueFolder
from feedserver.translation.catalogues.formats import Format
from feedserver.translation.catalogues.naming import catalogue_name
from feedserver.translation.texts import list_sentences
from tests.conftest import CATALOGUES, LANGUAGES, NOW, SEEDS, make_article, save
from tests.translation.catalogues.site import (
    BODY,
    HEADER,
    LATER,
    LEAD,
    MACHINE,
    TITLE,
    add_article,
    add_mixed_article,
    export,
    import_file,
    translate_by_machine,
    write,
)


def test_every_article_has_a_catalogue_in_each_other_language(database: Database, tmp_path: Path) -> None:
    article = add_article(database)
    add_article(database, "Жаңалық 1.txt", language="kk", title="Зымыран", summary="", blocks=())

    written = export_po(database, tmp_path, LANGUAGES, now=NOW)

    assert sorted(str(path.relative_to(tmp_path)) for path in written) == [
        "en/Жаңалық_1.po",
        "kk/one.po",
        "ru/one.po",
        "ru/Жаңалық_1.po",
    ]
    text = (tmp_path / "ru" / "one.po").read_text("utf-8")
    positions = [text.index(f'msgid "{sentence.text}"\nmsgstr ""\n') for sentence in list_sentences(article, "ru")]
    assert positions == sorted(positions)
    assert "fuzzy" not in text
    assert f'#. title\nmsgid "{TITLE}"' in text
    assert '"X-Source-Language: kk\\n"' in (tmp_path / "en" / "Жаңалық_1.po").read_text("utf-8")


def test_a_machines_words_are_flagged_and_say_which_engine(database: Database, tmp_path: Path) -> None:
    add_article(database)
    translate_by_machine(database, {TITLE: "Ракета взлетает"})

    (path,) = export(database, Format.PO, tmp_path)

    assert (
        f'#. title\n#. Machine translation: {MACHINE}\n#, fuzzy\nmsgid "{TITLE}"\nmsgstr "Ракета взлетает"\n'
        in path.read_text("utf-8")
    )


def test_a_sentence_in_another_language_has_it_as_context(database: Database, tmp_path: Path) -> None:
    add_mixed_article(database)

    (russian,) = export(database, Format.PO, tmp_path, "ru")
    (kazakh,) = export(database, Format.PO, tmp_path, "kk")

    assert "msgctxt" not in russian.read_text("utf-8")
    assert "готова" not in russian.read_text("utf-8")
    assert '#. quotation\nmsgctxt "ru"\nmsgid "Ракета готова к пуску."\n' in kazakh.read_text("utf-8")


def test_translators_comments_and_headers_survive_an_export(database: Database, tmp_path: Path) -> None:
    add_article(database)
    text = f"""# Бұл – аудармашының жазбасы.
# The second line of it.
{HEADER.replace("ru", "kk")}"Last-Translator: Әсел <asel@news.example>\\n"

# Не «экипаж»: уточнить.
#. title
msgid "{TITLE}"
msgstr "Слова «в кавычках» \\\\ \\"и так\\""
"""
    path = write(tmp_path, text, "kk/one.po")
    import_file(database, path, "kk")

    (exported,) = export(database, Format.PO, tmp_path, "kk")
    now = exported.read_text("utf-8")

    assert exported == path
    assert now.startswith("# Бұл – аудармашының жазбасы.\n# The second line of it.\nmsgid")
    assert '"Last-Translator: Әсел <asel@news.example>\\n"' in now
    assert '"PO-Revision-Date: 2026-02-01 10:00+0000\\n"' in now
    assert "# Не «экипаж»: уточнить.\n#. title\n" in now
    assert 'msgstr "Слова «в кавычках» \\\\ \\"и так\\""' in now


def test_a_catalogue_that_would_say_the_same_is_left_as_it_is(database: Database, tmp_path: Path) -> None:
    add_article(database)
    translate_by_machine(database, {TITLE: "Ракета взлетает"})
    (path,) = export(database, Format.PO, tmp_path)
    folded = path.read_text("utf-8").replace('"Ракета взлетает"', '""\n"Ракета "\n"взлетает"').replace("\n", "\r\n")
    path.write_text(folded, "utf-8", newline="")
    before = path.read_bytes()

    export(database, Format.PO, tmp_path, now=LATER)
    assert path.read_bytes() == before
    translate_by_machine(database, {BODY: "Экипаж здоров."})
    export(database, Format.PO, tmp_path, now=LATER)
    text = path.read_text("utf-8")
    assert f"X-Exported-At: {LATER.isoformat()}" in text
    assert '""\n"Ракета "\n"взлетает"' in text  # still folded as the editor's tool has done it


def test_words_that_look_like_a_comment_of_kde_are_words(database: Database, tmp_path: Path) -> None:
    title = "_: \\n is what begins a comment"
    add_article(database, title=title)
    translate_by_machine(database, {title: "_: \\n с чего начинается примечание"})
    (path,) = export(database, Format.PO, tmp_path)
    translate_by_machine(database, {BODY: "Экипаж здоров."})
    export(database, Format.PO, tmp_path, now=LATER)

    text = path.read_text("utf-8").replace("#, fuzzy\n", "")
    assert 'msgid "_: \\\\n is what begins a comment"\nmsgstr "_: \\\\n с чего' in text
    assert [change.sentence for change in import_file(database, write(tmp_path, text)).changed] == [title, BODY]


def test_the_catalogues_of_the_seeds_stay_byte_for_byte(database: Database, tmp_path: Path) -> None:
    from feedserver.settings import load_settings  # imported here: few tests need it, and it takes its time
    from feedserver.watching import make_folder

    now = NOW + timedelta(days=9999)
    shutil.copytree(CATALOGUES, tmp_path / "site")
    source = folder_source(SEEDS)
    with database.write() as connection:
        save_source(connection, source, DeclaredBy.SETTINGS, now=NOW)
    make_folder(source, load_settings({}, tmp_path)).read(database, now=NOW)
    report = CatalogueFolder(tmp_path / "site", LANGUAGES).import_changed(database, now=now)
    assert (report.refused, len(report.files)) == ([], 10)
    assert sum(file.stale for file in report.files) == 0

    written = export_po(database, tmp_path / "site", LANGUAGES, now=now)

    assert len(written) == 10
    for path in written:
        assert path.read_bytes() == (CATALOGUES / path.relative_to(tmp_path / "site")).read_bytes()
    assert CatalogueFolder(tmp_path / "site", LANGUAGES).import_changed(database, now=now).files == []


def test_names_of_catalogues_are_safe_and_never_shared(database: Database, tmp_path: Path) -> None:
    names = ["a b.txt", "a_b.txt", "../../evil.txt", "....txt", "x" * 300 + ".txt", "a/b.txt", ".txt", "a\nb\x07.txt"]
    save(database, *(make_article(name, summary="", blocks=()) for name in names))

    paths = export_po(database, tmp_path, ["ru"], now=NOW)

    assert len(set(paths)) == len(names)
    assert all(path.parent == tmp_path / "ru" for path in paths)
    assert sorted(path.name for path in (tmp_path / "ru").iterdir()) == sorted(path.name for path in paths)
    assert catalogue_name(make_article("000_4d8d.txt")) == "000_4d8d"
    for path in paths:
        assert import_file(database, path).refused == []
    for file_format in (Format.TMX, Format.XLIFF, Format.XLIFF2):
        for path in export(database, file_format, tmp_path / "out"):
            assert import_file(database, path).refused == []


def test_a_language_that_every_article_is_written_in_has_no_file(database: Database) -> None:
    add_article(database)

    assert export_language(database, Format.XLIFF, "en", now=NOW) == {}


def test_xliff_2_has_a_file_for_each_pair(database: Database) -> None:
    add_mixed_article(database)

    assert sorted(export_language(database, Format.XLIFF2, "kk", now=NOW)) == ["en-kk.xlf", "ru-kk.xlf"]
    assert sorted(export_language(database, Format.XLIFF, "kk", now=NOW)) == ["kk.xlf"]


def test_a_folder_that_cannot_be_written_is_named(database: Database, tmp_path: Path) -> None:
    add_article(database)
    (tmp_path / "file").touch()

    with pytest.raises(CatalogueError, match=r"file/ru/one\.po: cannot be written: Not a directory"):
        export(database, Format.PO, tmp_path / "file")
    with pytest.raises(CatalogueError, match=r"file/ru/ru\.tmx: cannot be written: "):
        export(database, Format.TMX, tmp_path / "file")


def test_nothing_is_written_over_a_file_that_is_no_catalogue(database: Database, tmp_path: Path) -> None:
    add_article(database)
    path = write(tmp_path, HEADER + f'\nmsgid "{LEAD}\n')

    with pytest.raises(CatalogueError, match=r"ru/one\.po: line 9: is not a catalogue"):
        export(database, Format.PO, tmp_path)
    assert path.read_text("utf-8").endswith(f'"{LEAD}\n')
