"""Catalogues: gettext PO files, ``<folder>/<language>/<article>.po``, the portable form of the memory.

An entry without flags is an editor's word. What a machine translated is flagged ``fuzzy``, with the engine in a
comment; whoever takes the flag away stands behind the words. Format: GNU gettext manual, "PO Files".
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import polib

from feedserver.errors import CatalogueError
from feedserver.model import Article, Origin
from feedserver.store import catalogues
from feedserver.store.articles import list_articles
from feedserver.store.database import Database
from feedserver.store.memory import EDITORS, Remembered, find_latest, save_translations
from feedserver.store.work import redo_sentences, resume_waiting
from feedserver.translation.texts import list_sentences, list_texts, sentences_of

DEFAULT_SOURCE_LANGUAGE = "en"
ENGINE_COMMENT = "Machine translation: "
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 §2.2
_LINE = re.compile(r'\s*+(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*+)?"(?:[^"\\]|\\.)*+"\s*+)?')
_DATE = "%Y-%m-%d %H:%M%z"
_WIDTH = 88

log = logging.getLogger(__name__)


@dataclass(slots=True)
class ImportReport:
    """What one look at the catalogues did. changed: so many translations; refused: with the reason each."""

    changed: int = 0
    refused: list[CatalogueError] = field(default_factory=list)


class CatalogueFolder:
    """The folder of catalogues, looked at again and again: what has changed since the last look is imported."""

    def __init__(self, path: Path, languages: Sequence[str]) -> None:
        self.path = path
        self._languages = languages
        self._seen: dict[Path, tuple[int, int]] = {}

    def import_changed(self, database: Database, *, now: datetime) -> ImportReport:
        """Import the catalogues that are new or changed.

        One that cannot be imported is logged, once, and does not stop the others.
        """
        report = ImportReport()
        for language in self._languages:
            for path in sorted((self.path / language).glob("*.po")):
                try:
                    stat = path.stat()
                except OSError:
                    continue  # gone meanwhile, or a link to nothing
                state = (stat.st_mtime_ns, stat.st_size)
                if self._seen.get(path) == state:
                    continue
                try:
                    count = import_catalogue(database, language, path, now=now)
                except CatalogueError as error:
                    log.error("not imported: %s", error)
                    report.refused.append(error)
                    count = 0
                self._seen[path] = state
                if count:
                    log.info("imported %s/%s: %d translations are new or changed", language, path.name, count)
                report.changed += count
        return report


def import_catalogue(database: Database, language: str, path: Path, *, now: datetime) -> int:
    """Take the editor's words in the catalogue *path* into the memory, as translations into *language*.

    Returns how many translations are new or changed; none if this very content was the last imported. Editions that
    show a changed sentence are made again.
    Raises CatalogueError, with the file and the line, if it is no catalogue or not in this language.
    """
    name = f"{language}/{path.name}"
    if not path.is_file():
        raise CatalogueError(f"{name}: is not a file")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{name}: cannot be read: {error.strerror}") from error
    digest = sha256(content).hexdigest()
    with database.read() as connection:
        if catalogues.find_digest(connection, name) == digest:
            return 0
    catalogue = _parse(content, name)
    words = _editors_words(catalogue, name)
    source = _source_language(catalogue, name, language)
    revised_at = _revision(catalogue)
    with database.write() as connection:
        known = find_latest(connection, words, source, language)
        changed = {
            sentence: translation
            for sentence, translation in words.items()
            if sentence not in known
            or (known[sentence].origin, known[sentence].translation) != (Origin.EDITED, translation)
        }
        # The catalogue's own date counts, unless it says that nothing changed since the words it replaces.
        replaced = [known[sentence].updated_at for sentence in changed if sentence in known]
        dated = min(revised_at or now, now)
        if any(dated <= moment for moment in replaced):
            dated = now
        save_translations(connection, changed, source, language, engine=EDITORS, now=dated)
        if changed:
            redo_sentences(connection, language, list(changed))
            resume_waiting(connection, {language})
        catalogues.save_digest(connection, name, digest)
    return len(changed)


def export_catalogues(database: Database, folder: Path, languages: Sequence[str]) -> list[Path]:
    """Write a catalogue for every article and language of the site that it is not written in; return the files.

    What the memory does not know has an empty translation. Comments and headers of a file that is there already stay.
    Raises CatalogueError, with the file and the reason, if one cannot be written.
    """
    with database.read() as connection:
        articles = list(list_articles(connection))
    written = []
    for language in languages:
        names: set[str] = set()
        for article in sorted(articles, key=lambda article: (article.source, article.external_id)):
            if article.language == language:
                continue
            name = catalogue_name(article)
            if name in names:
                name = f"{name}-{article.id}"
            names.add(name)
            sentences = list_sentences(article)
            with database.read() as connection:
                known = find_latest(connection, sentences, article.language, language)
            path = folder / language / f"{name}.po"
            try:
                _write(path, _catalogue(article, language, known, path))
            except OSError as error:
                raise CatalogueError(f"{path}: cannot be written: {error.strerror}") from error
            written.append(path)
    return written


def catalogue_name(article: Article) -> str:
    """The name of an article's catalogue, without ``.po``: what its source calls it, as a file name."""
    stem = article.external_id.removesuffix(".txt")
    return re.sub(r"[^\w.-]+", "_", stem).strip("._")[:100] or article.id


def _parse(content: bytes, name: str) -> polib.POFile:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise CatalogueError(f"{name}: line {number}: is not UTF-8") from error
    if 'msgid "' not in text:  # polib takes such a string for the name of a file
        raise CatalogueError(f"{name}: is not a catalogue: it has no msgid")
    for number, line in enumerate(text.split("\n"), start=1):  # polib passes over much of what is wrong
        if _FORBIDDEN.search(line):
            raise CatalogueError(f"{name}: line {number}: a character that no feed may hold")
        if not _LINE.fullmatch(line):
            raise CatalogueError(f"{name}: line {number}: is not a catalogue: its syntax is wrong")
    try:
        return polib.pofile(text + "\n", wrapwidth=_WIDTH)
    except (OSError, UnicodeError, ValueError) as error:
        line = _line_of(str(error))
        raise CatalogueError(f"{name}: {line}is not a catalogue: its syntax is wrong") from error


def _line_of(message: str) -> str:
    found = re.search(r"line (\d+)", message)
    return f"line {found[1]}: " if found else ""


def _editors_words(catalogue: polib.POFile, name: str) -> dict[str, str]:
    words = {}
    for entry in catalogue.translated_entries():  # neither fuzzy nor obsolete nor empty
        if _FORBIDDEN.search(entry.msgstr):
            raise CatalogueError(f"{name}: line {entry.linenum}: a character that no feed may hold")
        if entry.msgstr.strip():
            words[" ".join(entry.msgid.split())] = entry.msgstr.strip()
    return words


def _source_language(catalogue: polib.POFile, name: str, language: str) -> str:
    said = catalogue.metadata.get("Language", "").replace("_", "-")
    if said and said.split("-")[0].lower() != language.split("-")[0].lower():
        raise CatalogueError(f"{name}: its header says Language: {said}, but its folder {language}")
    return catalogue.metadata.get("X-Source-Language") or DEFAULT_SOURCE_LANGUAGE


def _revision(catalogue: polib.POFile) -> datetime | None:
    try:
        return datetime.strptime(catalogue.metadata.get("PO-Revision-Date", ""), _DATE).astimezone(UTC)
    except ValueError:
        return None


def _catalogue(article: Article, language: str, known: Mapping[str, Remembered], path: Path) -> polib.POFile:
    before = _parse(path.read_bytes(), f"{language}/{path.name}") if path.exists() else None
    catalogue = polib.POFile(wrapwidth=_WIDTH)
    if before is not None:
        catalogue.header = before.header
        catalogue.metadata = dict(before.metadata)
    catalogue.metadata |= {
        "Project-Id-Version": article.external_id,
        "PO-Revision-Date": max(
            (each.updated_at for each in known.values()), default=datetime(1970, 1, 1, tzinfo=UTC)
        ).strftime(_DATE),
        "Language": language,
        "X-Source-Language": article.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for kind, text in list_texts(article):
        for sentence in sentences_of(text, article.language):
            if catalogue.find(sentence) is None:
                catalogue.append(_entry(sentence, kind, known.get(sentence), before))
    return catalogue


def _entry(sentence: str, kind: str, known: Remembered | None, before: polib.POFile | None) -> polib.POEntry:
    old = before.find(sentence) if before is not None else None
    comment = [kind]
    flags = []
    if known is not None and known.origin is Origin.MACHINE:
        comment.append(f"{ENGINE_COMMENT}{known.engine}")
        flags.append("fuzzy")
    return polib.POEntry(
        msgid=sentence,
        msgstr=known.translation if known else "",
        comment="\n".join(comment),
        tcomment=old.tcomment if old else "",
        flags=flags,
    )


def _write(path: Path, catalogue: polib.POFile) -> None:
    """Write it beside and move it in place: an editor's tool never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as scratch:
        scratch.write(str(catalogue))
        scratch.flush()
        os.fsync(scratch.fileno())
    Path(scratch.name).chmod(0o644)
    Path(scratch.name).replace(path)
