"""PO files of gettext, one an article.

An entry without flags is an editor's word. What a machine translated is flagged ``fuzzy``, with the engine in a
comment; whoever takes the flag away stands behind the words. A sentence in another language than the article's has
that language as its context. Format: GNU gettext manual, "PO Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from feedserver.errors import CatalogueError
from feedserver.languages import normalise_tag
from feedserver.translation.catalogues.catalogue import FORBIDDEN, Catalogue, Entry, Part, Refusal, parse_moment

if TYPE_CHECKING:
    from translate.storage.pypo import pofile, pounit

_LINE = re.compile(
    r'\s*+(?:#.*|(?:(?P<keyword>msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s*+)?"(?:[^"\\]|\\.)*+"\s*+)?'
)
_STRANGE_ESCAPE = re.compile(r'(?<!\\)(?:\\\\)*\\(?![nrt"\\])')
# The toolkit takes such a line of a msgid for a comment in the style of KDE 3, and the order of the lines is lost.
# Behind an escape that stands for the letter itself it reads the line as it is.
_LIKE_A_COMMENT = re.compile(r'^((?:msgid\s*)?")(?=_:)', re.MULTILINE)
_CHARSET = re.compile(r"charset=\s*([^\s;]+)", re.IGNORECASE)
_DATE = "%Y-%m-%d %H:%M%z"
_EXPORTED_AT = "X-Exported-At"


def read_po(content: bytes) -> Catalogue:
    """Read a PO file. Raises CatalogueError, with the line, if it is none."""
    store, lines = _parse(content)
    header: dict[str, str] = dict(store.parseheader())
    source = header.get("X-Source-Language", "")
    target = header.get("Language", "")
    entries: list[Entry] = []
    refused: list[Refusal] = []
    for unit, line in zip(_units(store), lines, strict=True):
        if unit.isheader():
            continue
        try:
            entries.append(_read_entry(unit, source, target, line))
        except ValueError as error:
            refused.append(Refusal(line, str(error)))
    return Catalogue(
        parts=(Part(tuple(entries), name=header.get("Project-Id-Version", ""), source=source, line=1),),
        exported_at=parse_moment(header.get(_EXPORTED_AT)),
        revised_at=_read_date(header.get("PO-Revision-Date", "")),
        editor=_read_editor(header.get("Last-Translator", "")),
        refused=tuple(refused),
    )


def write_po(part: Part, target: str, *, dated: datetime, exported_at: datetime, before: bytes | None) -> bytes:
    """The PO file of one article in *target*.

    dated: of the newest words. before: the file that stands there now: its headers, its translators' comments and the
    way its lines are wrapped stay, and where no words would change, all of it does.
    """
    from translate.storage.pypo import pofile

    old = _parse(before)[0] if before is not None else None
    units = {(unit.getpreviouscontext(), str(unit.source)): unit for unit in _units(old)} if old else {}
    header = dict(old.parseheader()) if old else {}
    header |= {
        "Project-Id-Version": " ".join(part.name.split()),
        "PO-Revision-Date": dated.strftime(_DATE),
        "Language": target,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": part.source,
        _EXPORTED_AT: exported_at.isoformat(),
    }
    store = pofile(noheader=True)
    first = store.create_unit()
    first.msgid = ['""']
    first.target = "".join(f"{name}: {value}\n" for name, value in header.items())
    if ("", "") in units:
        first.othercomments = units["", ""].othercomments
    store.addunit(first)
    for entry in part.entries:
        context = "" if entry.source == part.source else entry.source
        _write_entry(store, entry, context, units.get((context, entry.sentence)))
    if before is not None and old is not None and _said(old) == _said(store):
        return before
    return bytes(store)


def _parse(content: bytes) -> tuple[pofile, list[int]]:
    """The file as the toolkit reads it, which passes over much of what is wrong, and the line of every ``msgid``."""
    from translate.storage.pypo import pofile

    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise CatalogueError(f"line {number}: is not UTF-8") from error
    if 'msgid "' not in text:
        raise CatalogueError("is not a catalogue: it has no msgid")
    lines = _check_lines(text)
    try:
        store = pofile.parsestring(_LIKE_A_COMMENT.sub(r"\1\\", text).encode())
    except (ValueError, LookupError) as error:
        found = re.search(r" on line (\d+)", str(error))
        raise CatalogueError(
            f"{f'line {found[1]}: ' if found else ''}is not a catalogue: its syntax is wrong"
        ) from error
    header = store.header()
    charset = _CHARSET.search(header.target) if header else None
    if charset and charset[1].upper() not in ("UTF-8", "UTF8", "CHARSET"):
        raise CatalogueError(f"its header says charset={charset[1]}; catalogues are in UTF-8")
    if sum(1 for _ in _units(store)) != len(lines):
        raise CatalogueError("is not a catalogue: its entries are not whole")
    return store, lines


def _check_lines(text: str) -> list[int]:
    numbers = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if FORBIDDEN.search(line):
            raise CatalogueError(f"line {number}: a character that no feed may hold")
        if not match:
            raise CatalogueError(f"line {number}: is not a catalogue: its syntax is wrong")
        if _STRANGE_ESCAPE.search(line) and not line.lstrip().startswith("#"):
            raise CatalogueError(f"line {number}: a character that no feed may hold is written as an escape")
        if match["keyword"] == "msgid":
            numbers.append(number)
    return numbers


def _units(store: pofile) -> Iterator[pounit]:
    """All entries but the obsolete ones, the header among them."""
    return (unit for unit in store.units if not unit.obsolete and unit.msgid)


def _read_entry(unit: pounit, source: str, target: str, line: int) -> Entry:
    if unit.hasplural():
        raise ValueError("an article has no plural forms")
    if context := unit.getpreviouscontext():
        source = normalise_tag(context)
    words = str(unit.target)
    return Entry(str(unit.source), source, target, words, reviewed=not unit.isfuzzy(), line=line)


def _write_entry(store: pofile, entry: Entry, context: str, before: pounit | None) -> None:
    unit = store.create_unit()
    unit.source = entry.sentence
    unit.target = entry.translation
    if before is not None:
        unit.othercomments = before.othercomments
        unit.msgid = _without_escape(before.msgid)
        if str(before.target) == entry.translation:
            unit.msgstr = _without_escape(before.msgstr)
    if context:
        unit.setcontext(context)
    for note in entry.notes:
        unit.addnote(note, origin="developer")
    store.addunit(unit)
    unit.markfuzzy(bool(entry.translation) and not entry.reviewed)


def _without_escape(lines: list[str]) -> list[str]:
    return [line.replace('"\\_:', '"_:') for line in lines]


def _said(store: pofile) -> list[Any]:
    """All that a file says, but not how its lines are wrapped nor when it was written."""
    dates = ("PO-Revision-Date", _EXPORTED_AT)
    header = {name: value for name, value in store.parseheader().items() if name not in dates}
    return [
        header,
        *(
            (
                *(unit.getpreviouscontext(), str(unit.source), "" if unit.isheader() else str(unit.target)),
                *(unit.isfuzzy(), unit.othercomments, unit.automaticcomments),
            )
            for unit in _units(store)
        ),
    ]


def _read_date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _DATE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_editor(text: str) -> str:
    """The name, without the address; templates say FULL NAME or name nobody."""
    name = text.partition("<")[0].strip() or text.strip("<> ")
    return "" if name in ("FULL NAME", "Automatically generated") else name
