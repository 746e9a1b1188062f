"""XLIFF 2.0: one file a pair of languages, a ``<file>`` for each article.

A machine's words are in the state ``initial``, with a mark made of them: they are nobody's until the state says more
or the words are other ones. What a person stands behind is ``final``. Format: OASIS XLIFF 2.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from feedserver.errors import CatalogueError
from feedserver.translation.catalogues.catalogue import (
    Catalogue,
    Entry,
    Part,
    Refusal,
    clean,
    mark_of,
    parse_moment,
)
from feedserver.translation.catalogues.xml import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element
    from translate.storage.xliff2 import Xliff2File, Xliff2Unit

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SKELETON = f'<xliff version="2.0" xmlns="{_NAMESPACE}" srcLang="en"><file id="f"/></xliff>'
_EXPORTED_AT = "exported-at"
_MARK = "feedserver:machine-"
_REVIEWED = ("translated", "reviewed", "final")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def read_xliff2(content: bytes) -> Catalogue:
    """Read an XLIFF 2.x file that ``find_root`` has looked at."""
    from lxml import etree
    from translate.storage.xliff2 import Xliff2File

    try:
        store = Xliff2File(content)
    except (etree.XMLSyntaxError, AssertionError, ValueError) as error:
        raise CatalogueError(f"is no XLIFF 2.0: {error}") from error
    source, target = store.getsourcelanguage(), store.gettargetlanguage() or ""
    parts: list[Part] = []
    refused: list[Refusal] = []
    exported_at: list[datetime] = []
    for file, units in groupby(store.units, key=_file_of):
        exported_at += _moments(store, file)
        entries = []
        for unit in units:
            try:
                entries.append(_read_unit(unit, source, target))
            except ValueError as error:
                refused.append(Refusal(unit.xmlelement.sourceline, str(error)))
        name = file.get("original", "")
        parts.append(Part(tuple(entries), file.get("id", ""), name, source, file.sourceline))
    return Catalogue(tuple(parts), min(exported_at, default=None), refused=tuple(refused))


def write_xliff2(parts: Sequence[Part], source: str, target: str, *, exported_at: datetime) -> bytes:
    """An XLIFF 2.0 file with the sentences in the language *source* of each of *parts*."""
    from translate.storage.xliff2 import Xliff2File

    store = Xliff2File(_SKELETON.encode())
    root = store.document.getroot()
    root.remove(root[0])
    store.setsourcelanguage(source)
    store.settargetlanguage(target)
    for part in parts:
        entries = [entry for entry in part.entries if entry.source == source]
        if entries:
            _add_file(store, part, exported_at)
        for number, entry in enumerate(entries, start=1):
            _add_unit(store, entry, number)
    return bytes(store)


def _add_file(store: Xliff2File, part: Part, exported_at: datetime) -> None:
    from lxml import etree

    attributes = {"id": part.article_id, "original": part.name}
    store.body = etree.SubElement(store.document.getroot(), store.namespaced("file"), attributes)
    notes = etree.SubElement(store.body, store.namespaced("notes"))
    note = etree.SubElement(notes, store.namespaced("note"), {"category": _EXPORTED_AT})
    note.text = exported_at.isoformat()


def _add_unit(store: Xliff2File, entry: Entry, number: int) -> None:
    from lxml import etree

    unit = store.UnitClass(entry.sentence)
    store.addunit(unit)
    unit.setid(f"s{number}")
    element = unit.getunitelement()
    # The toolkit would put both where the specification does not allow them.
    element.set(_SPACE, unit.xmlelement.attrib.pop(_SPACE))
    if entry.notes:
        notes = etree.Element(store.namespaced("notes"))
        unit.xmlelement.addprevious(notes)
        for text in entry.notes:
            etree.SubElement(notes, store.namespaced("note")).text = text
    if entry.translation:
        unit.target = entry.translation
        unit.xmlelement.set("state", "final" if entry.reviewed else "initial")
        if not entry.reviewed:
            unit.xmlelement.set("subState", f"{_MARK}{mark_of(entry.translation)}")


def _file_of(unit: Xliff2Unit) -> _Element:
    return next(unit.xmlelement.iterancestors(unit.namespaced("file")))


def _moments(store: Xliff2File, file: _Element) -> Iterator[datetime]:
    for note in file.iterfind(f"{store.namespaced('notes')}/{store.namespaced('note')}"):
        if note.get("category") == _EXPORTED_AT and (moment := parse_moment(note.text)):
            yield moment


def _read_unit(unit: Xliff2Unit, source: str, target: str) -> Entry:
    words = text_of(unit.target_dom)
    mark = unit.xmlelement.get("subState", "")
    if unit.xmlelement.get("state") in _REVIEWED:
        reviewed: bool | None = True
    elif mark.startswith(_MARK):
        reviewed = mark != f"{_MARK}{mark_of(clean(words))}"
    else:
        reviewed = None  # "initial" is also what a tool without states leaves
    return Entry(text_of(unit.source_dom), source, target, words, reviewed, line=unit.xmlelement.sourceline)
