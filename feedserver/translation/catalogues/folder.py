"""The folder of catalogues, ``<folder>/<language>/``: looked at again and again, and what has changed imported."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from feedserver.errors import CatalogueError
from feedserver.store.catalogues import articles_state
from feedserver.store.database import Database
from feedserver.translation.catalogues.formats import SUFFIXES
from feedserver.translation.catalogues.importing import CatalogueFile, FileReport, Importer

log = logging.getLogger(__name__)


@dataclass(slots=True)
class ImportReport:
    """What one look at the catalogues did. changed: so many translations; refused: with the file and the reason each.

    files: what was done with each that is new or changed and could be read.
    """

    changed: int = 0
    refused: list[CatalogueError] = field(default_factory=list)
    files: list[FileReport] = field(default_factory=list)

    def add(self, report: FileReport) -> None:
        self.changed += len(report.changed)
        self.refused += [CatalogueError(f"{report.name}: {each}") for each in report.refused]
        if report.is_new:
            self.files.append(report)


class CatalogueFolder:
    """The folder of catalogues, looked at again and again: what has changed since the last look is imported.

    keys: what the files' keys in the tables begin with; of another folder than the site's own, its path.
    """

    def __init__(self, path: Path, languages: Sequence[str], *, keys: str = "") -> None:
        self.path = path
        self._languages = languages
        self._keys = keys
        self._seen: dict[Path, tuple[int, int]] = {}
        self._waiting: set[Path] = set()
        self._articles: tuple[object, ...] = ()

    def import_changed(self, database: Database, *, now: datetime, patient: bool = True) -> ImportReport:
        """Import the catalogues that are new or changed; patient: those of articles not read yet wait for them.

        One that cannot be imported, as a whole or in part, is logged, once, and does not stop the others.
        """
        report = ImportReport()
        importer = Importer(database, self._languages, now=now)
        self._forget_waiting(database)
        for language in self._languages:
            for path, state in list_files(self.path / language):
                if self._seen.get(path) == state:
                    continue
                name = f"{language}/{path.name}"
                file = CatalogueFile(path, language, name, f"{self._keys}{name}")
                refused = len(report.refused)
                try:
                    done = importer.import_file(file, patient=patient)
                except CatalogueError as error:
                    report.refused.append(error)
                else:
                    report.add(done)
                    self._note(path, done)
                self._seen[path] = state
                for refusal in report.refused[refused:]:
                    log.error("not imported: %s", refusal)
        return report

    def _note(self, path: Path, done: FileReport) -> None:
        if done.changed:
            log.info("imported %s: %d translations are new or changed", done.name, len(done.changed))
        for overruled in done.overruled:
            log.warning("%s: line %d: newer words stand against it", done.name, overruled.line)
        if done.waits_for and path not in self._waiting:
            self._waiting.add(path)
            log.info("%s waits: no article is called %s", done.name, ", ".join(done.waits_for))
        elif not done.waits_for:
            self._waiting.discard(path)

    def _forget_waiting(self, database: Database) -> None:
        """Where articles have come, look again at the catalogues that wait for some."""
        if not self._waiting:
            return
        with database.read() as connection:
            state = articles_state(connection)
        if state != self._articles:
            self._articles = state
            for path in self._waiting:
                self._seen.pop(path, None)


def list_files(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    """The files in *folder* that may be catalogues, by name, each with the state it is in."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIXES) and not entry.name.startswith("."):
                    try:
                        stat = entry.stat()
                    except OSError:
                        continue  # gone meanwhile, or a link to nothing
                    found.append((folder / entry.name, (stat.st_mtime_ns, stat.st_size)))
    except OSError:
        return  # no such folder: no catalogues
    yield from sorted(found)


def find_files(path: Path, languages: Sequence[str], *, home: Path) -> Iterator[CatalogueFile]:
    """The catalogues that *path* means: itself, or all that lie in it and in its folders of languages.

    home: the site's own folder of catalogues: only there the name is enough for a key. A folder that holds catalogues
    of a language which the site has not is listed too, to be refused.
    """
    if path.is_file():
        language = path.absolute().parent.name
        is_home = path.absolute().parent.parent == home.absolute() and language in languages
        name = f"{language}/{path.name}" if is_home else str(path)
        yield CatalogueFile(path, language if language in languages else "", name, name if is_home else _key(path))
        return
    is_home = path.absolute() == home.absolute()
    yield from (CatalogueFile(file, "", str(file), _key(file)) for file, _ in list_files(path))
    for folder in sorted(each for each in path.iterdir() if each.is_dir()):
        for file, _ in list_files(folder):
            name = f"{folder.name}/{file.name}"
            yield CatalogueFile(file, folder.name, name, name if is_home else _key(file))


def _key(path: Path) -> str:
    return str(path.absolute())
