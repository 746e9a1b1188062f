"""A folder of articles: what is new, changed or gone since the last look goes into the database."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from feedserver.errors import SourceError
from feedserver.model import Article, Source
from feedserver.sources.context import ReadingContext
from feedserver.sources.folders.files import FileReading, language_in, original_of, possible_files, read_file
from feedserver.sources.folders.listing import Signature, list_files, shown, signature_of
from feedserver.sources.taking_in import Intake, Reading, told
from feedserver.sources.text.encodings import MAX_BYTES
from feedserver.store.appearances import find_appearance, list_external_ids
from feedserver.store.articles import get_article, withdraw
from feedserver.store.database import Database
from feedserver.store.sources import save_reading
from feedserver.store.supplied import drop_missing_supplies, save_supplied

log = logging.getLogger(__name__)

SETTLED_S = 1.0  # a file younger than this may still be being written


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was read last: its state, the external ids of what it holds (of a bad one: unknown), what is bad."""

    signature: Signature
    holds: frozenset[str] | None
    refused: tuple[SourceError, ...] = ()


class Folder:
    """A folder as a source of articles, looked at again and again.

    An article's external id is the file's name below the folder, so a folder copied elsewhere under the same slug
    gives the same ids. The state of the files is remembered between looks: one that has not changed is not even
    opened, a bad one is reported once.

    A Markdown file is a translation of another and no article of its own if it says so, if the other says so, or if its
    name does: ``orbit.kk.md`` beside ``orbit.md``.
    """

    def __init__(self, source: Source, *, zone: tzinfo, intake: Intake) -> None:
        self.source = source
        self.path = Path(source.location)
        self._zone = zone
        self._intake = intake
        self._seen: dict[str, _Seen] = {}
        self._claimed: dict[str, tuple[str, str]] = {}  # a translation → its original, which named it, and its language
        self._translations: dict[str, tuple[str, Article]] = {}  # a translation → its original, and what it says
        self._orphans: dict[str, SourceError] = {}  # a translation that cannot be handed in → why

    def read(self, database: Database, *, now: datetime, settled: bool = False) -> Reading:
        """Read what has changed since the last call, an article a transaction, and withdraw what has gone.

        settled: leave a file that was written to a moment ago for the next look. The source must have been saved.
        Raises SourceError if the folder itself cannot be read; then nothing is withdrawn.
        """
        files = dict(list_files(self.path))
        reading = Reading()
        due = {name for name, signature in files.items() if self._is_due(name, signature, now, settled)}
        for name in sorted(due):
            self._read_file(database, name, files, now, reading)
        for name in sorted(self._claimed.keys() & files.keys() - self._translations.keys()):
            due.add(name)  # it was read as an article before its original named it
            self._read_file(database, name, files, now, reading)
        self._supply(database, due, now, reading)
        self._forget_others(files)
        with database.write() as connection:
            had = list_external_ids(connection, self.source.slug)
            reading.withdrawn = self._missing(had, files)
            withdraw(connection, self.source.slug, reading.withdrawn, now=now)
            supplying = set(map(shown, self._translations))
            reading.withdrawn += drop_missing_supplies(connection, self.source.slug, supplying, now=now)
            refused = [error for seen in self._seen.values() for error in seen.refused]
            save_reading(connection, self.source.slug, now, trouble=told([*refused, *self._orphans.values()]))
        return reading

    def has_changed(self) -> bool:
        """Whether any file is new, changed or gone since the last reading. Raises SourceError as ``read``."""
        return dict(list_files(self.path)) != {name: seen.signature for name, seen in self._seen.items()}

    def check(self, *, now: datetime) -> Iterator[tuple[str, FileReading | SourceError]]:
        """What every file holds, or why it cannot be read; nothing is stored. Raises SourceError as ``read``."""
        for name, signature in list_files(self.path):
            try:
                reading = self._open(name, signature, now)
            except SourceError as error:
                yield shown(name), error
            else:
                if reading is not None:
                    yield shown(name), reading

    def _is_due(self, name: str, signature: Signature, now: datetime, settled: bool) -> bool:
        fresh = abs(now.timestamp() - signature[0] / 1e9) < SETTLED_S
        seen = self._seen.get(name)
        return (seen is None or seen.signature != signature) and not (settled and fresh)

    def _read_file(
        self, database: Database, name: str, files: Mapping[str, Signature], now: datetime, reading: Reading
    ) -> None:
        try:
            found = self._open(name, files[name], now)
        except SourceError as error:
            reading.refused.append(error)
            self._seen[name] = _Seen(files[name], None, (error,))
            return
        if found is None:
            return
        reading.refused += found.refused
        articles = found.articles
        self._translations.pop(name, None)
        if articles and (original := self._original_of(name, found, files)):
            language = self._claimed[name][1] if name in self._claimed else language_in(name)
            self._translations[name] = original, replace(articles[0], language=language or articles[0].language)
            articles = ()
        for article in articles:
            with database.write() as connection:
                reading.note(article.external_id, self._intake.take(connection, article, now=now))
        self._claimed = {other: claim for other, claim in self._claimed.items() if claim[0] != name}
        self._claimed |= {other: (name, language) for language, other in found.translations.items() if other != name}
        ids = None if found.refused else frozenset(article.external_id for article in articles)
        self._seen[name] = _Seen(files[name], ids, found.refused)

    def _original_of(self, name: str, found: FileReading, files: Container[str]) -> str | None:
        if name in self._claimed:
            return self._claimed[name][0]
        by_name = original_of(name)
        return found.translation_of or (by_name if by_name in files else None)

    def _supply(self, database: Database, due: Container[str], now: datetime, reading: Reading) -> None:
        """Hand in the translations that have changed, and those of originals that have."""
        for name, (original, article) in sorted(self._translations.items()):
            if name not in due and original not in due:
                continue
            self._orphans.pop(name, None)
            with database.write() as connection:
                known = find_appearance(connection, self.source.slug, shown(original))
                whose = f"{shown(name)}: is a translation of {original}"
                if known is None or known.is_gone:
                    self._orphans[name] = SourceError(f"{whose}, which is not there")
                elif get_article(connection, known.article_id).language == article.language:
                    self._orphans[name] = SourceError(f"{whose}, but in the same language: {article.language}")
                elif save_supplied(connection, known.article_id, article, now=now):
                    reading.changed.append(article.external_id)
            if name in self._orphans:
                reading.refused.append(self._orphans[name])

    def _forget_others(self, files: Container[str]) -> None:
        self._seen = {name: seen for name, seen in self._seen.items() if name in files}
        self._claimed = {other: claim for other, claim in self._claimed.items() if claim[0] in files}
        self._translations = {name: each for name, each in self._translations.items() if name in files}
        self._orphans = {name: error for name, error in self._orphans.items() if name in self._translations}

    def _missing(self, had: Iterable[str], files: Iterable[str]) -> list[str]:
        """Which of *had* no file holds any more; what a bad file held stays."""
        present = {external_id for seen in self._seen.values() for external_id in seen.holds or ()}
        unknown = {shown(name) for name in files if name not in self._seen or self._seen[name].holds is None}
        gone = [external_id for external_id in had if external_id not in present]
        return [external_id for external_id in gone if unknown.isdisjoint(possible_files(external_id))]

    def _open(self, name: str, signature: Signature, now: datetime) -> FileReading | None:
        """What a file holds; None if it was written to while it was read: the next look will find it whole."""
        path = self.path / name
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise SourceError(f"{shown(name)}: is a link that leads out of the folder")
        if not path.is_file():
            raise SourceError(f"{shown(name)}: is not a file")
        if signature[1] > MAX_BYTES:
            raise SourceError(f"{shown(name)}: is larger than {MAX_BYTES:,} bytes; no page text is")
        try:
            data = path.read_bytes()
            state = signature_of(path.stat())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceError(f"{shown(name)}: cannot be read: {error.strerror}") from error
        if state != signature:
            return None
        try:
            return read_file(data, shown(name), self._context(name, signature, now))
        except SourceError:
            raise
        except Exception as error:  # a fault of ours must not keep the other files out
            log.exception("the reader failed on %s", shown(name))
            raise SourceError(f"{shown(name)}: the reader failed on it ({error!r}); please report this file") from error

    def _context(self, name: str, signature: Signature, now: datetime) -> ReadingContext:
        folders = PurePosixPath(shown(name)).parent.parts if self.source.by_folder else ()
        written_at = datetime.fromtimestamp(signature[0] / 1e9, UTC)
        return ReadingContext(
            source=self.source.slug,
            zone=self._zone,
            read_at=now,
            saved_at=min(written_at, now),
            language=self.source.language,
            categories=(*self.source.categories, *folders),
        )
