"""TMX 1.4, the exchange format of translation memories: one file a language, with all that the memory holds.

TMX has no flag for what nobody has reviewed. A machine's words carry a mark that is made of the words: as long as it
fits, they are the machine's; who changes them stands behind what is there then. Format: TMX 1.4b (GALA).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedserver import __version__
from feedserver.errors import CatalogueError
from feedserver.languages import normalise_tag
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
    from translate.storage.tmx import tmxunit

_DATE = "%Y%m%dT%H%M%SZ"
_EXPORTED_AT = "x-exported-at"
_MARK = "x-machine-words"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def read_tmx(content: bytes) -> Catalogue:
    """Read a TMX file that ``find_root`` has looked at: every language of a unit but the source is a translation."""
    from lxml import etree
    from translate.storage.tmx import tmxfile

    try:
        store = tmxfile.parsestring(content)
    except (etree.XMLSyntaxError, AssertionError) as error:
        raise CatalogueError(f"is no TMX: {error}") from error
    header = store.document.getroot().find("header")
    said = header.get("srclang") if header is not None else None
    entries: list[Entry] = []
    refused: list[Refusal] = []
    for unit in store.units:
        try:
            entries += _read_unit(unit, said)
        except ValueError as error:
            refused.append(Refusal(unit.xmlelement.sourceline, str(error)))
    exported_at = parse_moment(_find_prop(header, _EXPORTED_AT)) if header is not None else None
    return Catalogue((Part(tuple(entries)),), exported_at, refused=tuple(refused))


def write_tmx(parts: Sequence[Part], target: str, *, exported_at: datetime) -> bytes:
    """A TMX file of all that is translated in *parts*, each sentence once."""
    from translate.storage.tmx import tmxfile

    store = tmxfile(sourcelanguage="*all*", targetlanguage=target)
    header = store.document.getroot().find("header")
    header.set("creationtool", "feedserver")
    header.set("creationtoolversion", __version__)
    _add_prop(header, _EXPORTED_AT, exported_at.isoformat())
    seen: set[tuple[str, str]] = set()
    for entry in (entry for part in parts for entry in part.entries if entry.translation):
        if (entry.source, entry.sentence) not in seen:
            seen.add((entry.source, entry.sentence))
            unit = store.addsourceunit(entry.sentence, entry.source)
            unit.settarget(entry.translation, target)
            _describe(unit, entry)
    return bytes(store)


def _describe(unit: tmxunit, entry: Entry) -> None:
    source, translation = unit.getlanguageNodes()
    for note in entry.notes:
        unit.addnote(note)
    if not entry.reviewed:
        _add_prop(unit.xmlelement, _MARK, mark_of(entry.translation), before=source)
    if entry.edited_at:
        translation.set("changedate", entry.edited_at.strftime(_DATE))
    if entry.editor:
        translation.set("changeid", entry.editor)


def _read_unit(unit: tmxunit, default_source: str | None) -> Iterator[Entry]:
    element = unit.xmlelement
    source = element.get("srclang") or default_source or "*all*"
    nodes = {normalise_tag(_language_of(node)): node for node in unit.getlanguageNodes()}
    if source == "*all*":
        source = next(iter(nodes), "")
    source = normalise_tag(source)
    if source not in nodes:
        raise ValueError(f"it has no text in its source language, {source}")
    sentence = text_of(nodes.pop(source).find("seg"))
    mark = _find_prop(element, _MARK)
    for target, node in nodes.items():
        words = text_of(node.find("seg"))
        yield Entry(
            sentence,
            source,
            target,
            words,
            reviewed=None if mark is None else mark != mark_of(clean(words)),
            editor=node.get("changeid", ""),
            edited_at=_read_date(node.get("changedate", "")),
            line=node.sourceline,
        )


def _language_of(node: _Element) -> str:
    return str(node.get(f"{_XML}lang") or node.get("lang") or "")  # TMX 1.1 had no prefix


def _find_prop(element: _Element, kind: str) -> str | None:
    return next((prop.text or "" for prop in element.iterfind("prop") if prop.get("type") == kind), None)


def _add_prop(element: _Element, kind: str, text: str, before: _Element | None = None) -> None:
    prop = element.makeelement("prop", type=kind)
    prop.text = text
    if before is None:
        element.append(prop)
    else:
        before.addprevious(prop)


def _read_date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _DATE).replace(tzinfo=UTC)
    except ValueError:
        return None
