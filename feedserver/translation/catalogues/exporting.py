"""The memory out into catalogues, for people to correct."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from feedserver.errors import CatalogueError
from feedserver.model import Article, Origin
from feedserver.store.articles import list_articles
from feedserver.store.database import Connection, Database
from feedserver.store.edits import list_edits
from feedserver.store.memory import Remembered, find_latest
from feedserver.translation.catalogues.catalogue import ENGINE_NOTE, FORBIDDEN, Entry, Part
from feedserver.translation.catalogues.formats import Format
from feedserver.translation.catalogues.naming import distinct_name
from feedserver.translation.catalogues.po import write_po
from feedserver.translation.catalogues.tmx import write_tmx
from feedserver.translation.catalogues.xliff import write_xliff
from feedserver.translation.catalogues.xliff2 import write_xliff2
from feedserver.translation.texts import Sentence, list_entries

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def export_po(database: Database, folder: Path, languages: Sequence[str], *, now: datetime) -> list[Path]:
    """Write a PO file for every article and language of the site that it is not written in; return the files.

    What the memory does not know has an empty translation. Comments and headers of a file that is there already stay.
    Raises CatalogueError, with the file and the reason, if one cannot be written.
    """
    articles = _articles(database)
    written = []
    for language in languages:
        names: set[str] = set()
        for article in articles:
            with database.read() as connection:
                part = _part(connection, article, language)
            if not part.entries:
                continue
            name = distinct_name(article, names)
            names.add(name)
            path = folder / language / f"{name}.po"
            try:
                before = path.read_bytes() if path.exists() else None
                dated = max((entry.edited_at for entry in part.entries if entry.edited_at), default=_LONG_AGO)
                content = write_po(part, language, dated=dated, exported_at=now, before=before)
                if content != before:
                    _write(path, content)
            except CatalogueError as error:
                raise CatalogueError(f"{path}: {error}") from error
            except OSError as error:
                raise CatalogueError(f"{path}: cannot be written: {error.strerror}") from error
            written.append(path)
    return written


def export_language(database: Database, file_format: Format, language: str, *, now: datetime) -> dict[str, bytes]:
    """The translations of all articles into *language* in one of the XML formats, by file name.

    One file, ``kk.tmx``, ``kk.xlf``; of XLIFF 2.0, which has one pair of languages a file, one each: ``en-kk.xlf``.
    Without any article in another language none.
    """
    with database.read() as connection:
        parts = [_part(connection, article, language) for article in list_articles(connection)]
    parts = [part for part in parts if part.entries]
    if not parts:
        return {}
    if file_format is Format.TMX:
        return {f"{language}.tmx": write_tmx(parts, language, exported_at=now)}
    if file_format is Format.XLIFF:
        return {f"{language}.xlf": write_xliff(parts, language, exported_at=now)}
    sources = sorted({entry.source for part in parts for entry in part.entries})
    return {f"{source}-{language}.xlf": write_xliff2(parts, source, language, exported_at=now) for source in sources}


def write_files(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write *files*, by name, into *folder*; return them. Raises CatalogueError if one cannot be written."""
    for name, content in files.items():
        try:
            _write(folder / name, content)
        except OSError as error:
            raise CatalogueError(f"{folder / name}: cannot be written: {error.strerror}") from error
    return [folder / name for name in files]


def _articles(database: Database) -> list[Article]:
    with database.read() as connection:
        return sorted(list_articles(connection), key=lambda article: (article.source, article.external_id))


def _part(connection: Connection, article: Article, target: str) -> Part:
    """What there is to translate of *article*; no entries for the language that it is written in."""
    kinds: dict[Sentence, str] = {}
    for kind, sentence in list_entries(article, target) if article.language != target else ():
        kinds.setdefault(sentence, kind)
    known = {
        language: find_latest(connection, texts, language, target) for language, texts in _by_language(kinds).items()
    }
    editors = {language: _editors(connection, texts.values(), language, target) for language, texts in known.items()}
    entries = (
        _entry(
            *(sentence, target, kind, known[sentence.language].get(sentence.text)),
            editors[sentence.language].get(sentence.text, ""),
        )
        for sentence, kind in kinds.items()
    )
    name = " ".join(FORBIDDEN.sub(" ", article.external_id).split())
    return Part(tuple(entries), article.id, name, article.language)


def _entry(sentence: Sentence, target: str, kind: str, known: Remembered | None, editor: str) -> Entry:
    if known is None:
        return Entry(sentence.text, sentence.language, target, "", False, notes=(kind,))
    edited = known.origin is Origin.EDITED
    return Entry(
        sentence.text,
        sentence.language,
        target,
        known.translation,
        reviewed=edited,
        notes=(kind,) if edited else (kind, f"{ENGINE_NOTE}{known.engine}"),
        editor=editor,
        edited_at=known.updated_at,
    )


def _by_language(sentences: Iterable[Sentence]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for sentence in sentences:
        texts.setdefault(sentence.language, []).append(sentence.text)
    return texts


def _editors(connection: Connection, known: Iterable[Remembered], source: str, target: str) -> dict[str, str]:
    """Who wrote the words that stand, by sentence."""
    edited = [each.sentence for each in known if each.origin is Origin.EDITED]
    history = list_edits(connection, edited, source, target)
    return {
        sentence: next((edit.editor for edit in reversed(all_) if edit.won), "") for sentence, all_ in history.items()
    }


def _write(path: Path, content: bytes) -> None:
    """Write it beside and move it in place: an editor's tool never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as scratch:
        scratch.write(content)
        scratch.flush()
        os.fsync(scratch.fileno())
    Path(scratch.name).chmod(0o644)
    Path(scratch.name).replace(path)
