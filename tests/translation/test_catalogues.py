"""Catalogues: editors' words in, the memory out, in the form every gettext tool reads."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import polib
import pytest

from feedserver.errors import CatalogueError
from feedserver.model import Article, Block, BlockKind, Edition, Origin
from feedserver.store.database import Database
from feedserver.store.editions import find_edition
from feedserver.store.memory import EDITORS, find_latest
from feedserver.store.work import claim_jobs
from feedserver.translation.argos import ArgosEngine
from feedserver.translation.catalogues import CatalogueFolder, catalogue_name, export_catalogues, import_catalogue
from feedserver.translation.texts import list_sentences
from feedserver.translation.translator import Translator
from tests.conftest import CATALOGUES, LANGUAGES, NOW, SEEDS, CountingEngine, make_article, save

LATER = NOW + timedelta(days=1)
HEADER = """msgid ""
msgstr ""
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "catalogues"


def write(folder: Path, text: str | bytes, name: str = "ru/one.po") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def known(database: Database, *sentences: str, language: str = "ru") -> dict[str, tuple[str, Origin]]:
    with database.read() as connection:
        found = find_latest(connection, sentences, "en", language)
    return {sentence: (each.translation, each.origin) for sentence, each in found.items()}


def shown(database: Database, article: Article, language: str = "ru") -> Edition:
    with database.read() as connection:
        found = find_edition(connection, article.id, language)
    assert found
    return found


def translate(database: Database, engine: CountingEngine | None, now: object = NOW) -> None:
    with database.write() as connection:
        jobs = claim_jobs(connection, "a:1", now=now, lease=timedelta(minutes=5), limit=99)  # type: ignore[arg-type]
    nothing_installed = ArgosEngine(Path("no-packages"), scratch_dir=Path("no-scratch"))
    Translator(database, engine or nothing_installed, lambda: now, lambda: None).translate(jobs)  # type: ignore[arg-type,return-value]


@pytest.fixture
def story(database: Database, believable: Sequence[str]) -> Article:
    """A saved article, called ``story.txt``, that the packages translate well enough."""
    title, *rest = believable[:4]
    blocks = (Block(BlockKind.PARAGRAPH, " ".join(rest)),)
    article = make_article("story.txt", title=title, summary="", blocks=blocks, categories=())
    save(database, article)
    return article


def test_an_editors_words_are_remembered_as_such(database: Database, folder: Path) -> None:
    path = write(folder, HEADER + ENTRY)

    assert import_catalogue(database, "ru", path, now=NOW) == 1
    assert known(database, "A rocket rises") == {"A rocket rises": ("Ракета взлетает", Origin.EDITED)}
    assert import_catalogue(database, "ru", path, now=NOW) == 0


def test_fuzzy_empty_blank_and_obsolete_entries_are_nobodys_words(database: Database, folder: Path) -> None:
    entries = """
#, fuzzy
msgid "Fuzzy"
msgstr "Примерно"

msgid "Empty"
msgstr ""

msgid "Blank"
msgstr "  "

#~ msgid "Obsolete"
#~ msgstr "Старое"
"""
    assert import_catalogue(database, "ru", write(folder, HEADER + entries), now=NOW) == 0
    assert known(database, "Fuzzy", "Empty", "Blank", "Obsolete") == {}


def test_words_of_a_catalogue_are_dated_by_its_revision(database: Database, folder: Path) -> None:
    article = make_article(summary="", blocks=())
    save(database, article)
    import_catalogue(database, "ru", write(folder, HEADER + ENTRY), now=NOW)
    translate(database, None)

    edition = shown(database, article)
    assert edition.origin is Origin.EDITED
    assert edition.updated_at.isoformat() == "2026-02-01T10:00:00+00:00"


def test_a_correction_is_shown_and_moves_updated_even_if_the_header_stays(database: Database, folder: Path) -> None:
    article = make_article(summary="", blocks=())
    save(database, article)
    import_catalogue(database, "ru", write(folder, HEADER + ENTRY), now=NOW)
    translate(database, None)
    path = write(folder, (HEADER + ENTRY).replace("взлетает", "поднимается"))

    assert import_catalogue(database, "ru", path, now=LATER) == 1
    translate(database, None, LATER)

    assert shown(database, article).title == "Ракета поднимается"
    assert shown(database, article).updated_at == LATER


def test_a_catalogue_imported_again_undoes_no_newer_edit(database: Database, folder: Path) -> None:
    path = write(folder, HEADER + ENTRY)
    import_catalogue(database, "ru", path, now=NOW)
    import_catalogue(database, "ru", write(folder, HEADER + ENTRY.replace("взлетает", "летит"), "ru/new.po"), now=NOW)

    assert import_catalogue(database, "ru", path, now=LATER) == 0
    assert known(database, "A rocket rises")["A rocket rises"][0] == "Ракета летит"


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "another language": (HEADER.replace("ru", "kk") + ENTRY, "ru/one.po: its header says Language: kk"),
    "wrong syntax": (HEADER + ENTRY + '\nmsgid Без кавычек\nmsgstr ""\n', "ru/one.po: line 12: is not a catalogue"),
    "a string left open": (HEADER + ENTRY + '\nmsgid "open\nmsgstr ""\n', "ru/one.po: line 12: is not a catalogue"),
    "not UTF-8": ((HEADER + ENTRY).encode("koi8-r"), "ru/one.po: line 10: is not UTF-8"),
    "a control character": (HEADER + ENTRY.replace("Ракета", "Рак\x0bета"), "ru/one.po: line 10: a character that no"),
    "an escaped one": (HEADER + ENTRY.replace("Ракета", r"Рак\vета"), "ru/one.po: line 8: a character that no"),
    "nothing": ("", "ru/one.po: is not a catalogue: it has no msgid"),
    "a keyword of no catalogue": (HEADER + ENTRY.replace("msgstr", "msgst"), "ru/one.po: line 10: is not a catalogue"),
    "a translation of nothing": (HEADER + '\nmsgstr "Ракета"\n', "ru/one.po: line 8: is not a catalogue"),
    "another file": ("<html>\n", "ru/one.po: is not a catalogue: it has no msgid"),
    "the name of a file": ("/etc/passwd", "ru/one.po: is not a catalogue: it has no msgid"),
    "binary": (b"\0\1\2\3", "ru/one.po: "),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_catalogue_is_refused_with_file_and_line(database: Database, folder: Path, what: str) -> None:
    content, message = REFUSED[what]

    with pytest.raises(CatalogueError) as refused:
        import_catalogue(database, "ru", write(folder, content), now=NOW)

    assert message in str(refused.value)
    assert known(database, "A rocket rises") == {}


def test_a_bad_catalogue_is_logged_once_and_stops_no_other(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(folder, "no catalogue", "ru/bad.po")
    write(folder, HEADER + ENTRY, "ru/good.po")
    (folder / "ru" / "nothing.po").symlink_to("gone.po")
    (folder / "ru" / "folder.po").mkdir()
    catalogues = CatalogueFolder(folder, LANGUAGES)

    report = catalogues.import_changed(database, now=NOW)

    assert report.changed == 1
    assert [str(error) for error in report.refused] == [
        "ru/bad.po: is not a catalogue: it has no msgid",
        "ru/folder.po: is not a file",
    ]
    again = catalogues.import_changed(database, now=NOW)
    assert (again.changed, again.refused) == (0, [])
    assert caplog.text.count("ru/bad.po") == 1


def test_only_what_has_changed_is_imported(database: Database, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    catalogues = CatalogueFolder(folder, LANGUAGES)
    write(folder, HEADER + ENTRY)
    assert catalogues.import_changed(database, now=NOW).changed == 1
    write(folder, HEADER + ENTRY.replace("взлетает", "поднимается"))

    assert catalogues.import_changed(database, now=NOW).changed == 1
    assert caplog.text.count("imported ru/one.po: 1 translations are new or changed") == 2


def test_a_catalogue_of_a_language_that_the_site_has_not_is_left_alone(database: Database, folder: Path) -> None:
    write(folder, HEADER.replace("ru", "tr") + ENTRY, "tr/one.po")

    assert CatalogueFolder(folder, LANGUAGES).import_changed(database, now=NOW).changed == 0


def export(database: Database, folder: Path) -> dict[str, polib.POFile]:
    """The exported catalogues, as polib reads them, by path."""
    paths = export_catalogues(database, folder, LANGUAGES)
    return {str(path.relative_to(folder)): polib.pofile(str(path), check_for_duplicates=True) for path in paths}


def test_every_article_has_a_catalogue_in_each_other_language(database: Database, folder: Path, story: Article) -> None:
    save(database, make_article("Жаңалық 1.txt", language="kk", title="Зымыран", summary="", blocks=()))

    exported = export(database, folder)

    assert sorted(exported) == ["en/Жаңалық_1.po", "kk/story.po", "ru/story.po", "ru/Жаңалық_1.po"]
    entries = {entry.msgid: entry for entry in exported["ru/story.po"]}
    assert list(entries) == list_sentences(story)
    assert all(not entry.msgstr and not entry.flags for entry in entries.values())
    assert entries[story.title].comment == "title"
    assert exported["en/Жаңалық_1.po"].metadata["X-Source-Language"] == "kk"


def test_names_of_catalogues_are_safe_and_never_shared(database: Database, folder: Path) -> None:
    names = ["a b.txt", "a_b.txt", "../../evil.txt", "....txt", "x" * 300 + ".txt", "a/b.txt", ".txt"]
    save(database, *(make_article(name, summary="", blocks=()) for name in names))

    paths = export_catalogues(database, folder, ["ru"])

    assert len(set(paths)) == len(names)
    assert all(path.parent == folder / "ru" for path in paths)
    assert sorted(path.name for path in (folder / "ru").iterdir()) == sorted(path.name for path in paths)
    assert catalogue_name(make_article("000_4d8d.txt")) == "000_4d8d"


def test_a_machines_words_are_exported_fuzzy_with_package_and_version(
    database: Database, folder: Path, story: Article, counting: CountingEngine
) -> None:
    translate(database, counting)
    version = counting.get_route("en", "ru").packages[0].version

    for entry in export(database, folder)["ru/story.po"]:
        assert entry.flags == ["fuzzy"]
        assert entry.msgstr
        assert f"Machine translation: translate-en_ru {version} " in entry.comment


def test_an_exported_catalogue_says_nothing_new_when_imported(
    database: Database, folder: Path, story: Article, counting: CountingEngine
) -> None:
    translate(database, counting)
    export(database, folder)

    assert CatalogueFolder(folder, LANGUAGES).import_changed(database, now=LATER).changed == 0


def test_taking_the_flag_away_makes_a_machines_words_an_editors(
    database: Database, folder: Path, story: Article, counting: CountingEngine
) -> None:
    translate(database, counting)
    before = shown(database, story)
    catalogue = export(database, folder)["ru/story.po"]
    entry = catalogue.find(story.title)
    machines_words = entry.msgstr
    entry.flags.remove("fuzzy")
    catalogue.save()

    assert CatalogueFolder(folder, LANGUAGES).import_changed(database, now=LATER).changed == 1
    assert known(database, story.title) == {story.title: (machines_words, Origin.EDITED)}
    translate(database, counting, LATER)
    assert shown(database, story) == before  # the same words, and the rest is still the machine's

    again = export(database, folder)["ru/story.po"]
    assert again.find(story.title).flags == []
    assert sum(not entry.flags for entry in again) == 1


def test_when_all_flags_are_gone_the_edition_is_the_editors(
    database: Database, folder: Path, story: Article, counting: CountingEngine
) -> None:
    translate(database, counting)
    path = folder / "ru" / "story.po"
    export(database, folder)
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    CatalogueFolder(folder, LANGUAGES).import_changed(database, now=LATER)
    translate(database, counting, LATER)

    edition = shown(database, story)
    assert (edition.origin, edition.engine, edition.updated_at) == (Origin.EDITED, None, LATER)


def test_a_corrected_machine_translation_is_shown_and_moves_updated(
    database: Database, folder: Path, story: Article, counting: CountingEngine
) -> None:
    translate(database, counting)
    catalogue = export(database, folder)["ru/story.po"]
    entry = catalogue.find(story.title)
    entry.msgstr, entry.flags = "Слово редактора", []
    catalogue.save()
    CatalogueFolder(folder, LANGUAGES).import_changed(database, now=LATER)
    counting.asked.clear()
    translate(database, counting, LATER)

    edition = shown(database, story)
    assert (edition.title, edition.origin) == ("Слово редактора", Origin.MACHINE)
    assert edition.updated_at == LATER
    assert counting.asked == []


def test_an_export_after_an_import_gives_the_same_bytes(database: Database, folder: Path) -> None:
    from feedserver.detection import detect  # imported here: few tests need it, and it takes its time
    from feedserver.settings import load_settings
    from feedserver.sources.folder import Folder

    zone = load_settings({}, folder).time_zone
    shutil.copytree(CATALOGUES, folder)
    Folder(SEEDS, zone=zone, languages=LANGUAGES, hold=timedelta(0), detect=detect).read(database, now=NOW)
    catalogues = CatalogueFolder(folder, LANGUAGES)
    assert catalogues.import_changed(database, now=NOW + timedelta(days=9999)).refused == []

    first = {path: path.read_bytes() for path in export_catalogues(database, folder, LANGUAGES)}
    assert len(first) == 10
    assert catalogues.import_changed(database, now=NOW + timedelta(days=9999)).changed == 0
    second = {path: path.read_bytes() for path in export_catalogues(database, folder, LANGUAGES)}

    assert second == first
    for path in first:
        original = polib.pofile(str(CATALOGUES / path.relative_to(folder)))
        exported = polib.pofile(str(path))
        assert {entry.msgid: entry.msgstr for entry in exported} == {entry.msgid: entry.msgstr for entry in original}
        assert exported.metadata["Last-Translator"] == original.metadata["Last-Translator"]
        assert exported.metadata["PO-Revision-Date"] == original.metadata["PO-Revision-Date"]


def test_translators_comments_and_headers_survive_an_export(database: Database, folder: Path, story: Article) -> None:
    text = f'''# Бұл – аудармашының жазбасы.
# The second line of it.
{HEADER.replace("ru", "kk")}"Last-Translator: Әсел <asel@news.example>\\n"

# Не «экипаж»: уточнить.
#. title
msgid "{story.title}"
msgstr "Слова «в кавычках» \\\\ \\"и так\\""
'''
    path = write(folder, text, "kk/story.po")
    import_catalogue(database, "kk", path, now=NOW)

    catalogue = export(database, folder)["kk/story.po"]

    assert catalogue.header == "Бұл – аудармашының жазбасы.\nThe second line of it."
    assert catalogue.metadata["Last-Translator"] == "Әсел <asel@news.example>"
    assert catalogue.metadata["PO-Revision-Date"] == "2026-02-01 10:00+0000"
    entry = catalogue.find(story.title)
    assert entry.tcomment == "Не «экипаж»: уточнить."
    assert entry.msgstr == 'Слова «в кавычках» \\ "и так"'


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
def test_gettext_itself_accepts_the_catalogues(
    database: Database, folder: Path, story: Article, counting: CountingEngine
) -> None:
    translate(database, counting)
    for path in [*export_catalogues(database, folder, LANGUAGES), *CATALOGUES.glob("*/*.po")]:
        done = subprocess.run(
            ["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", path], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_that_cannot_be_written_is_named(database: Database, tmp_path: Path, story: Article) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CatalogueError, match=r"file/ru/story\.po: cannot be written: Not a directory"):
        export_catalogues(database, tmp_path / "file", ["ru"])


def test_an_editors_word_is_kept_under_no_engine(database: Database, folder: Path) -> None:
    import_catalogue(database, "ru", write(folder, HEADER + ENTRY), now=NOW)
    with database.read() as connection:
        (remembered,) = find_latest(connection, ["A rocket rises"], "en", "ru").values()

    assert remembered.engine == EDITORS
