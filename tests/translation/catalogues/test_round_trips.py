"""Out of the memory and in again, in every format, through the tools that people use."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedserver.model import Origin
from feedserver.store.database import Database
from feedserver.translation.catalogues.catalogue import Catalogue, Entry, Part, clean
from feedserver.translation.catalogues.formats import Format, read_catalogue
from feedserver.translation.catalogues.po import write_po
from feedserver.translation.catalogues.tmx import write_tmx
from feedserver.translation.catalogues.xliff import write_xliff
from feedserver.translation.catalogues.xliff2 import write_xliff2
from tests.conftest import CATALOGUES, NOW
from tests.translation.catalogues.site import (
    BODY,
    ENTRY,
    HEADER,
    LATER,
    LEAD,
    TITLE,
    add_article,
    add_mixed_article,
    export,
    history,
    import_file,
    import_folder,
    known,
    translate_by_machine,
    words,
    write,
)

FORMATS = list(Format)
XML = [Format.TMX, Format.XLIFF, Format.XLIFF2]
EACH = pytest.mark.parametrize("file_format", FORMATS)
NEEDS_GETTEXT = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
DATED = NOW.replace(microsecond=0)

_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
_NASTY = st.sampled_from([*"\"\\ <>&;_:#'nt%]}{-/", "]]>", "<a1>", "</a1>", "&lt;", "_: ", "\\n", "Ә", "“", "\u00a0"])
_TEXT = st.one_of(st.text(_CHARACTERS, max_size=120), st.lists(_NASTY, max_size=60).map("".join))
SENTENCES = _TEXT.map(lambda text: " ".join(text.split())).filter(bool)
ENTRIES = st.builds(
    lambda sentence, source, translation, edited: Entry(
        sentence, source, "kk", clean(translation), edited and bool(clean(translation)), notes=("title",)
    ),
    SENTENCES,
    st.sampled_from(["en", "ru"]),
    _TEXT,
    st.booleans(),
)


def write_any(file_format: Format, part: Part) -> list[bytes]:
    if file_format is Format.PO:
        return [write_po(part, "kk", dated=DATED, exported_at=NOW, before=None)]
    if file_format is Format.TMX:
        return [write_tmx([part], "kk", exported_at=NOW)]
    if file_format is Format.XLIFF:
        return [write_xliff([part], "kk", exported_at=NOW)]
    return [write_xliff2([part], source, "kk", exported_at=NOW) for source in ("en", "ru")]


def said(catalogues: Sequence[Catalogue]) -> list[tuple[str, str, str, str, bool]]:
    """What catalogues say, as the importer takes it; what nobody translated is nobody's to review."""
    return sorted(
        (each.source, each.sentence, each.target, clean(each.translation), each.reviewed is not False)
        for catalogue in catalogues
        for part in catalogue.parts
        for each in part.entries
        if each.translation
    )


@EACH
@settings(max_examples=60)
@given(entries=st.lists(ENTRIES, min_size=1, max_size=4, unique_by=lambda entry: (entry.source, entry.sentence)))
def test_every_sentence_comes_back_as_it_was(file_format: Format, entries: list[Entry]) -> None:
    part = Part(tuple(entries), article_id="0123456789abcdef", name="one.txt", source="en")

    read = [read_catalogue(content) for content in write_any(file_format, part)]

    assert [refusal for catalogue in read for refusal in catalogue.refused] == []
    assert said(read) == said([Catalogue((part,))])


@pytest.fixture
def site(database: Database) -> Database:
    """An article with a title by a machine, a lead by an editor and an untranslated text, and a mixed one."""
    add_article(database)
    add_mixed_article(database)
    translate_by_machine(database, {TITLE: "Ракет поднимать"}, now=NOW - timedelta(days=60))
    return database


def edited_lead(database: Database, folder: Path) -> None:
    text = HEADER + f'\nmsgid "{LEAD}"\nmsgstr "Первая в этом году."\n'
    import_file(database, write(folder, text, "ru/lead.po"), now=NOW - timedelta(days=1))


@EACH
def test_an_exported_catalogue_says_nothing_new(site: Database, tmp_path: Path, file_format: Format) -> None:
    edited_lead(site, tmp_path / "before")
    before = known(site, TITLE, LEAD, BODY)
    export(site, file_format, tmp_path / "out")

    report = import_folder(site, tmp_path / "out")

    assert (report.changed, report.refused) == (0, [])
    assert sum(file.unchanged for file in report.files) == 1
    assert sum(file.unreviewed for file in report.files) == 1
    assert sum(file.stale for file in report.files) == 0
    assert known(site, TITLE, LEAD, BODY) == before
    assert len(history(site, LEAD)) == 1


@EACH
def test_an_exported_catalogue_says_nothing_new_to_a_new_database_but_the_edits(
    site: Database, tmp_path: Path, file_format: Format, empty_database: Path
) -> None:
    from feedserver.store.database import open_database

    edited_lead(site, tmp_path / "before")
    export(site, file_format, tmp_path / "out")
    other = open_database(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'other.db')}")
    add_article(other)
    add_mixed_article(other)

    report = import_folder(other, tmp_path / "out")

    assert (report.changed, report.refused) == (1, [])
    assert known(other, TITLE, LEAD) == {LEAD: ("Первая в этом году.", Origin.EDITED)}
    other.close()


def open_with_toolkit(path: Path) -> Any:
    """The store class that translate-toolkit's own programs would take for the file."""
    from translate.storage import factory
    from translate.storage.xliff2 import Xliff2File

    content = path.read_bytes()
    return Xliff2File(content) if b"document:2.0" in content else factory.getobject(str(path))


def edit_with_toolkit(path: Path, edits: dict[str, str]) -> None:
    """What a program on translate-toolkit does when somebody types *edits* and saves."""
    store = open_with_toolkit(path)
    if path.suffix == ".tmx":
        store.settargetlanguage(path.parent.name)
    for unit in store.units:
        if unit.source in edits:
            unit.target = edits[unit.source]
            if path.suffix == ".po":
                unit.markfuzzy(False)
    path.write_bytes(bytes(store))


@EACH
def test_what_is_typed_in_a_tool_is_what_the_memory_holds(site: Database, tmp_path: Path, file_format: Format) -> None:
    edited_lead(site, tmp_path / "before")
    edits = {TITLE: 'Ракета <взлетает> & "летит" \\n', LEAD: "Первая за «2026» год — вот…"}
    for path in export(site, file_format, tmp_path / "out"):
        edit_with_toolkit(path, edits)

    report = import_folder(site, tmp_path / "out")

    assert (report.changed, report.refused) == (2, [])
    assert known(site, TITLE, LEAD) == {sentence: (text, Origin.EDITED) for sentence, text in edits.items()}
    assert import_folder(site, tmp_path / "out").files == []


@EACH
def test_a_tool_that_saves_and_changes_nothing_changes_nothing(
    site: Database, tmp_path: Path, file_format: Format
) -> None:
    edited_lead(site, tmp_path / "before")
    for path in export(site, file_format, tmp_path / "out"):
        edit_with_toolkit(path, {})

    assert import_folder(site, tmp_path / "out").changed == 0


@EACH
def test_markup_and_other_languages_survive(site: Database, tmp_path: Path, file_format: Format) -> None:
    for path in export(site, file_format, tmp_path / "out", "kk"):
        store = open_with_toolkit(path)
        if file_format is Format.TMX:  # holds what is translated, so nothing yet
            assert store.units == []
            return
        for unit in store.units:
            if unit.source == "Read <a1>the report</a1> now.":
                unit.target = "Енді <a1>есепті</a1> оқыңыз."
            elif unit.source == "Ракета готова к пуску.":
                unit.target = "Зымыран ұшыруға дайын."
        path.write_bytes(bytes(store))

    assert (import_folder(site, tmp_path / "out").changed, import_folder(site, tmp_path / "out").refused) == (2, [])
    assert known(site, "Ракета готова к пуску.", source="ru", target="kk")
    assert known(site, "Read <a1>the report</a1> now.", target="kk")


@pytest.mark.parametrize("file_format", XML)
def test_xml_is_well_formed_and_its_parts_in_the_order_of_the_standard(
    site: Database, tmp_path: Path, file_format: Format
) -> None:
    edited_lead(site, tmp_path / "before")
    (path, *_) = export(site, file_format, tmp_path / "out")
    root = etree.parse(path).getroot()

    def children(name: str) -> list[list[str]]:
        return [[etree.QName(child).localname for child in each] for each in root.iter(f"{{*}}{name}")]

    if file_format is Format.TMX:
        assert children("tu")[0] == ["note", "note", "prop", "tuv", "tuv"]
        assert {each.get("changeid") for each in root.iter("tuv")} == {None}
        assert {each.get("changedate") for each in root.iter("tuv")} == {
            None,
            "20251231T120000Z",
            "20260201T100000Z",
        }
    elif file_format is Format.XLIFF:
        assert children("file")[0] == ["header", "body"]
        assert children("trans-unit")[0] == ["source", "note"]
        assert children("trans-unit")[-3] == ["source", "target", "note", "note"]
        assert [each.get("state") for each in root.iter("{*}target")] == ["needs-review-translation", "final"]
        assert "document:1.1" not in path.read_text("utf-8")
    else:
        assert children("unit")[0] == ["notes", "segment"]
        assert [each.get("state") for each in root.iter("{*}segment")].count("final") == 1
        assert not list(root.iterfind(".//{*}segment/{*}notes"))


def test_an_editor_named_by_a_tmx_is_noted(site: Database, tmp_path: Path) -> None:
    (path,) = export(site, Format.TMX, tmp_path / "out")
    text = path.read_text("utf-8").replace("Ракет поднимать", "Ракета взлетает")
    path.write_text(text.replace('changedate="20251231T120000Z"', 'changedate="20260301T180000Z" changeid="А. Б."'))

    import_folder(site, tmp_path / "out")

    (edit,) = history(site)
    assert (edit.editor, edit.edited_at) == ("А. Б.", NOW.replace(hour=18))


def test_an_editor_named_by_a_phase_of_an_xliff_is_noted(site: Database, tmp_path: Path) -> None:
    (path,) = export(site, Format.XLIFF, tmp_path / "out")
    phase = '<phase phase-name="1" process-name="review" contact-name="А. Б." date="2026-03-01T18:00:00Z"/>'
    text = path.read_text("utf-8").replace("</header>", f"<phase-group>{phase}</phase-group></header>")
    path.write_text(text.replace("needs-review-translation", "signed-off"))

    import_folder(site, tmp_path / "out")

    (edit,) = history(site)
    assert (edit.editor, edit.edited_at) == ("А. Б.", NOW.replace(hour=18))


@pytest.mark.parametrize(
    ("file_format", "approve"),
    [
        (Format.PO, ("#, fuzzy\n", "")),
        (Format.XLIFF, ('approved="no"', 'approved="yes"')),
        (Format.XLIFF2, ('state="initial"', 'state="reviewed"')),
    ],
)
def test_a_machines_words_are_taken_when_somebody_approves_them(
    site: Database, tmp_path: Path, file_format: Format, approve: tuple[str, str]
) -> None:
    for path in export(site, file_format, tmp_path / "out"):
        path.write_text(path.read_text("utf-8").replace(*approve), "utf-8")

    assert import_folder(site, tmp_path / "out").changed == 1
    assert known(site, TITLE) == {TITLE: ("Ракет поднимать", Origin.EDITED)}


def test_a_tmx_from_elsewhere_is_taken_but_for_what_a_machine_said_too(site: Database, tmp_path: Path) -> None:
    tmx = f"""<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>{TITLE}</seg></tuv><tuv xml:lang="ru-RU"><seg>Ракет поднимать</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>{LEAD}</seg></tuv><tuv xml:lang="ru-RU"><seg>Первая.</seg></tuv>
<tuv xml:lang="kk"><seg>Алғашқысы.</seg></tuv><tuv xml:lang="tr"><seg>Birinci.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Other</seg></tuv><tuv xml:lang="ru"><seg>Иное</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>{BODY}</seg></tuv><tuv xml:lang="ru"><seg>Экипаж <bpt i="1">x</bpt>.</seg></tuv></tu>
</body></tmx>"""
    report = import_file(site, write(tmp_path, tmx, "agency.tmx"), "", now=LATER)

    assert [str(refusal) for refusal in report.refused] == [
        "line 4: tr is not a language of this site (en, ru, kk)",
        "line 6: it holds <bpt>; markup is written as text here, in tags such as <a1>",
    ]
    assert (len(report.changed), report.unreviewed, report.stale) == (3, 1, 1)
    assert words(site, LEAD) == "Первая."
    assert words(site, LEAD, "kk") == "Алғашқысы."
    assert known(site, TITLE)[TITLE][1] is Origin.MACHINE


@pytest.mark.parametrize("file_format", [Format.XLIFF, Format.XLIFF2])
def test_an_article_that_is_not_there_is_refused_by_name_and_the_rest_is_taken(
    database: Database, tmp_path: Path, file_format: Format, empty_database: Path
) -> None:
    from feedserver.store.database import open_database

    add_article(database)
    add_mixed_article(database)
    (path, *_) = export(database, file_format, tmp_path / "out")
    edit_with_toolkit(path, {TITLE: "Ракета", "Ready to rise": "Готова"})
    other = open_database(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'other.db')}")
    add_article(other)

    report = import_file(other, path)

    assert [refusal.reason for refusal in report.refused] == ["no article is called “mixed.txt”"]
    assert path.read_text("utf-8").splitlines()[report.refused[0].line - 1].strip().startswith("<file ")
    assert known(other, TITLE, "Ready to rise") == {TITLE: ("Ракета", Origin.EDITED)}
    other.close()


@pytest.mark.parametrize("file_format", [Format.XLIFF, Format.XLIFF2])
def test_a_sentence_of_two_articles_may_be_changed_in_one_of_them(
    database: Database, tmp_path: Path, file_format: Format
) -> None:
    add_article(database)
    add_article(database, "two.txt", summary="", blocks=())
    import_file(database, write(tmp_path, HEADER + ENTRY), now=NOW - timedelta(days=1))
    (path,) = export(database, file_format, tmp_path / "out")
    text = path.read_text("utf-8")
    for words_now in ("поднимается", "взмывает"):
        path.write_text(text.replace("взлетает", words_now, 1), "utf-8")
        assert import_folder(database, tmp_path / "out").refused == []
        assert words(database) == f"Ракета {words_now}"
    path.write_text(text.replace("взлетает", "летит", 1).replace("взлетает", "прыгает"), "utf-8")

    (refusal,) = import_folder(database, tmp_path / "out").refused
    assert "has other words for this sentence" in str(refusal)
    assert words(database) == "Ракета летит"


@NEEDS_GETTEXT
def test_gettext_itself_accepts_the_catalogues(site: Database, tmp_path: Path) -> None:
    edited_lead(site, tmp_path / "before")
    for path in [*export(site, Format.PO, tmp_path), *CATALOGUES.glob("*/*.po")]:
        done = subprocess.run(
            ["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", path], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")


@NEEDS_GETTEXT
@pytest.mark.parametrize("command", [["msgcat", "--sort-output"], ["msgcat", "--width=40"], ["msgattrib", "--no-wrap"]])
def test_a_catalogue_written_anew_by_gettext_says_nothing_new(
    site: Database, tmp_path: Path, command: list[str]
) -> None:
    edited_lead(site, tmp_path / "before")
    for path in export(site, Format.PO, tmp_path / "out"):
        done = subprocess.run([*command, path], capture_output=True, check=True)
        path.write_bytes(done.stdout)

    report = import_folder(site, tmp_path / "out")
    assert (report.changed, report.refused) == (0, [])


@NEEDS_GETTEXT
def test_an_editors_own_file_merged_by_gettext_is_taken(site: Database, tmp_path: Path) -> None:
    template = tmp_path / "out" / "ru" / "one.po"
    export(site, Format.PO, tmp_path / "out")
    mine = write(tmp_path, HEADER + ENTRY, "mine.po")
    subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", template, mine, template], check=True)

    assert import_folder(site, tmp_path / "out").changed == 1
    assert words(site) == "Ракета взлетает"
