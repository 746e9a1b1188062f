"""XLIFF 1.2: one file a language, a ``<file>`` for each article.

What a person stands behind is approved and final; a machine's words need review and are nobody's until somebody
approves them or the state says that they are translated. Format: OASIS XLIFF 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from feedserver.errors import CatalogueError
from feedserver.translation.catalogues.catalogue import Catalogue, Entry, Part, Refusal, parse_moment
from feedserver.translation.catalogues.xml import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element
    from translate.storage.xliff import Xliff1File, Xliff1Unit

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SKELETON = (
    f'<xliff version="1.2" xmlns="{_NAMESPACE}"><file original="" source-language="en" datatype="plaintext">'
    "<body/></file></xliff>"
)
_OURS = "feedserver"  # who our notes are from
_NOTE = re.compile(r"article ([0-9a-f]{16}), exported (\S+)")
_REVIEWED = ("translated", "signed-off", "final")


def read_xliff(content: bytes) -> Catalogue:
    """Read an XLIFF 1.x file that ``find_root`` has looked at."""
    from lxml import etree
    from translate.storage.xliff import Xliff1File

    try:
        store = Xliff1File(content)
    except (etree.XMLSyntaxError, AssertionError, StopIteration, ValueError) as error:
        raise CatalogueError(f"is no XLIFF 1.2: {error}") from error
    parts: list[Part] = []
    refused: list[Refusal] = []
    exported_at: list[datetime] = []
    for file, units in groupby(store.units, key=_file_of):
        note = _NOTE.search(_note_of(store, file))
        if note and (moment := parse_moment(note[2])):
            exported_at.append(moment)
        entries = []
        for unit in units:
            try:
                entries.append(_read_unit(unit, file))
            except ValueError as error:
                refused.append(Refusal(unit.xmlelement.sourceline, str(error)))
        article_id = note[1] if note else ""
        name, source = file.get("original", ""), file.get("source-language", "")
        parts.append(Part(tuple(entries), article_id, name, source, file.sourceline))
    return Catalogue(tuple(parts), min(exported_at, default=None), refused=tuple(refused))


def write_xliff(parts: Sequence[Part], target: str, *, exported_at: datetime) -> bytes:
    """An XLIFF 1.2 file with a ``<file>`` for each of *parts*, and one more for each other language in it."""
    from lxml import etree
    from translate.storage.xliff import Xliff1File

    store = Xliff1File(_SKELETON.encode())
    root = store.document.getroot()
    root.remove(root[0])
    for part in parts:
        for source in dict.fromkeys(entry.source for entry in part.entries):
            _add_file(store, part, source, target, exported_at)
            own = (entry for entry in part.entries if entry.source == source)
            for number, entry in enumerate(own, start=1):
                _add_unit(store, entry, number)
    etree.cleanup_namespaces(root)  # the toolkit leaves that of XLIFF 1.1 behind
    return bytes(store)


def _add_file(store: Xliff1File[Xliff1Unit], part: Part, source: str, target: str, exported_at: datetime) -> None:
    from lxml import etree

    attributes = {"original": part.name, "source-language": source, "target-language": target, "datatype": "plaintext"}
    file = etree.SubElement(store.document.getroot(), store.namespaced("file"), attributes)
    header = etree.SubElement(file, store.namespaced("header"))
    note = etree.SubElement(header, store.namespaced("note"), {"from": _OURS})
    note.text = f"article {part.article_id}, exported {exported_at.isoformat()}"
    store.body = etree.SubElement(file, store.namespaced("body"))


def _add_unit(store: Xliff1File[Xliff1Unit], entry: Entry, number: int) -> None:
    unit = store.UnitClass(entry.sentence)
    store.addunit(unit)
    unit.setid(str(number))
    if entry.translation:
        unit.target = entry.translation
        unit.set_state_n(unit.statemap["final" if entry.reviewed else "needs-review-translation"])
    for note in entry.notes:
        unit.addnote(note, origin=_OURS)


def _file_of(unit: Xliff1Unit) -> _Element:
    return next(unit.xmlelement.iterancestors(unit.namespaced("file")))


def _note_of(store: Xliff1File[Xliff1Unit], file: _Element) -> str:
    notes = file.iterfind(f"{store.namespaced('header')}/{store.namespaced('note')}")
    return next((note.text or "" for note in notes if note.get("from") == _OURS), "")


def _read_unit(unit: Xliff1Unit, file: _Element) -> Entry:
    node = unit.target_dom
    approved = unit.xmlelement.get("approved")
    state = node.get("state") if node is not None else None
    if approved == "yes" or state in _REVIEWED:
        reviewed: bool | None = True
    else:
        reviewed = False if approved or state else None
    editor, edited_at = _phase_of(unit, file, node)
    return Entry(
        text_of(unit.source_dom),
        file.get("source-language", ""),
        file.get("target-language", ""),
        text_of(node),
        reviewed,
        editor=editor,
        edited_at=edited_at,
        line=unit.xmlelement.sourceline,
    )


def _phase_of(unit: Xliff1Unit, file: _Element, target: _Element | None) -> tuple[str, datetime | None]:
    """Who translated it and when, of the phase that the translation names, else of the file's last."""
    phases = list(file.iterfind(f"{unit.namespaced('header')}//{unit.namespaced('phase')}"))
    name = target.get("phase-name") if target is not None else None
    named = [phase for phase in phases if phase.get("phase-name") == name]
    if not phases or (name and not named):
        return "", None
    phase = (named or phases)[-1]
    return phase.get("contact-name") or phase.get("contact-email") or "", parse_moment(phase.get("date"))
