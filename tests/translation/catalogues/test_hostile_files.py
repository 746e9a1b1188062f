"""Files that mean harm, or that were torn on the way."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.errors import CatalogueError
from feedserver.store.database import Database
from feedserver.translation.catalogues.formats import Format, read_catalogue
from tests.translation.catalogues.site import (
    HEADER,
    LATER,
    TITLE,
    add_article,
    export,
    import_file,
    known,
    translate_by_machine,
    write,
)

TMX = '<tmx version="1.4"><header srclang="en"/><body>{}</body></tmx>'
UNIT = '<tu><tuv xml:lang="en"><seg>A rocket rises</seg></tuv><tuv xml:lang="ru"><seg>{}</seg></tuv></tu>'
GROWING = '<!DOCTYPE tmx [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "entities that grow": (GROWING + "]>" + TMX.format(UNIT.format("&i;")), "line 1: declarations"),
    "an entity that names a file": (
        '<!DOCTYPE tmx [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + TMX.format(UNIT.format("&f;")),
        "line 1: declarations",
    ),
    "a parameter entity": (
        '<?xml version="1.0"?>\n<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>' + TMX.format(""),
        "line 2: declarations",
    ),
    "an entity that nobody declared": (TMX.format(UNIT.format("&f;")), "line 1: is not well-formed XML: undefined"),
    "a control character": (TMX.format(UNIT.format("a\x0bb")), "line 1: is not well-formed XML"),
    "a reference to one": (TMX.format(UNIT.format("a&#11;b")), "line 1: is not well-formed XML"),
    "half a file": (TMX.format("\n" + UNIT)[:80], "line 2: is not well-formed XML"),
    "an encoding that nobody knows": ('<?xml version="1.0" encoding="x-evil"?><tmx/>', "unknown encoding"),
    "an encoding that it is not in": (
        '<?xml version="1.0" encoding="us-ascii"?>' + TMX.format(UNIT.format("Да")),
        "line 1: is not well-formed XML",
    ),
    "an empty memory": ("<tmx/>", ""),
    "an empty XLIFF 1.2": ('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "is no XLIFF 1.2"),
    "an empty XLIFF 2.0": ('<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', ""),
    "an XLIFF of no version": ("<xliff/>", "is no XLIFF 1.2"),
    "nested deeply": ("<tmx>" * 5000 + "</tmx>" * 5000, "is no TMX"),
    "a web page": ("<html><p>a</p></html>", "is not a catalogue: its root is <html>"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_or_empty(database: Database, tmp_path: Path, what: str) -> None:
    content, message = HOSTILE[what]
    add_article(database)
    path = write(tmp_path, content, "ru/memory.tmx")

    if message:
        with pytest.raises(CatalogueError) as refused:
            import_file(database, path)
        assert str(refused.value).startswith("ru/memory.tmx: ")
        assert message in str(refused.value)
    else:
        assert import_file(database, path).changed == []
    assert known(database, TITLE) == {}


def test_a_reference_to_a_dtd_is_harmless_and_not_read(database: Database, tmp_path: Path) -> None:
    add_article(database)
    tmx = '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">' + TMX.format(UNIT.format("Ракета &unknown;"))
    path = write(tmp_path, tmx, "ru/memory.tmx")

    (refusal,) = import_file(database, path).refused
    assert refusal.reason.startswith("it holds <&…;>")
    assert len(import_file(database, write(tmp_path, tmx.replace("&unknown;", ""), "ru/memory.tmx")).changed) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_xml_may_be_in_other_encodings(database: Database, tmp_path: Path, encoding: str) -> None:
    add_article(database)
    path = write(tmp_path, TMX.format(UNIT.format("Ракета")).encode(encoding), "ru/memory.tmx")

    assert len(import_file(database, path).changed) == 1


def test_units_without_what_they_need_are_refused_by_line(database: Database, tmp_path: Path) -> None:
    add_article(database)
    units = "\n".join(
        ["", "<tu/>", '<tu><tuv xml:lang="ru"><seg>a</seg></tuv></tu>', "<tu><tuv/></tu>", UNIT.format("Да")]
    )

    report = import_file(database, write(tmp_path, TMX.format(units), "ru/memory.tmx"))

    assert [refusal.line for refusal in report.refused] == [2, 3, 4]
    assert len(report.changed) == 1


@pytest.mark.parametrize("file_format", list(Format))
@settings(max_examples=40)
@given(data=st.data())
def test_a_torn_file_is_refused_or_read_but_never_a_crash(
    file_format: Format, data: st.DataObject, torn: dict[Format, bytes]
) -> None:
    content = bytearray(torn[file_format])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        until = data.draw(st.integers(at, min(at + 40, len(content))))
        content[at:until] = data.draw(st.binary(max_size=4))
    with suppress(CatalogueError):
        assert read_catalogue(bytes(content)).parts is not None


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> dict[Format, bytes]:
    """A catalogue of each format."""
    import shutil

    from feedserver.store.database import open_database

    folder = tmp_path_factory.mktemp("torn")
    database = open_database(f"sqlite:///{shutil.copy(empty_database, folder / 'news.db')}")
    add_article(database)
    translate_by_machine(database, {TITLE: "Ракета"})
    import_file(database, write(folder, HEADER + '\nmsgid "The crew is well."\nmsgstr "Да"\n'), now=LATER)
    contents = {each: export(database, each, folder / each)[0].read_bytes() for each in Format}
    database.close()
    return contents
