"""A folder of articles: what is new, changed or gone since the last look goes into the database."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from feedserver.errors import SourceError
from feedserver.model import Article, slug_of
from feedserver.sources.plain_text import MAX_BYTES
from feedserver.sources.saved_text import read_saved_text
from feedserver.store.articles import Saved, save_article, withdraw_missing
from feedserver.store.database import Database
from feedserver.store.sources import save_reading, save_source

log = logging.getLogger(__name__)

SUFFIX = ".txt"
SETTLED_S = 1.0  # a file younger than this may still be being written
_Signature = tuple[int, int, int]


@dataclass(slots=True)
class Reading:
    """What one look at a folder did; external ids in the order of their names. refused: with the reason each."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: list[SourceError] = field(default_factory=list)


class Folder:
    """A folder of saved pages as a source of articles, looked at again and again.

    Its slug is the folder's name and an article's external id the file's, so a folder copied elsewhere under the
    same name gives the same ids. The state of the files is remembered between looks: one that has not changed is
    not even opened, a bad one is reported once.
    """

    def __init__(
        self,
        path: Path,
        *,
        zone: tzinfo,
        languages: Sequence[str],
        hold: timedelta,
        detect: Callable[[str], str],
    ) -> None:
        self.path = path
        self.title = path.resolve().name or "articles"
        self.slug = slug_of(self.title)
        self._zone = zone
        self._languages = languages
        self._hold = hold
        self._detect = detect
        self._seen: dict[str, _Signature] = {}

    def read(self, database: Database, *, now: datetime, settled: bool = False) -> Reading:
        """Read what has changed since the last call, an article a transaction, and withdraw what has gone.

        settled: leave a file that was written to a moment ago for the next look. Raises SourceError if the folder
        itself cannot be read; then nothing is withdrawn.
        """
        files = dict(self._list_files())
        with database.write() as connection:
            save_source(connection, self.slug, self.title)
        reading = Reading()
        for name, signature in files.items():
            fresh = abs(now.timestamp() - signature[0] / 1e9) < SETTLED_S
            if self._seen.get(name) == signature or (settled and fresh):
                continue
            self._read_file(database, name, signature, now, reading)
        self._seen = {name: signature for name, signature in self._seen.items() if name in files}
        with database.write() as connection:
            reading.withdrawn = withdraw_missing(connection, self.slug, set(map(_shown, files)), now=now)
            save_reading(connection, self.slug, now)
        return reading

    def has_changed(self) -> bool:
        """Whether any file is new, changed or gone since the last reading. Raises SourceError as ``read``."""
        return dict(self._list_files()) != self._seen

    def _list_files(self) -> Iterator[tuple[str, _Signature]]:
        """The files by name with the state they are in; hidden ones and folders are none of our business."""
        try:
            with os.scandir(self.path) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if entry.name.startswith("."):
                        continue
                    try:
                        if not entry.is_dir():
                            yield entry.name, _signature_of(entry.stat())
                    except OSError:
                        continue  # gone meanwhile, or a link to nothing or to itself
        except OSError as error:
            raise SourceError(f"folder of articles {self.path}: {error.strerror}") from error

    def _read_file(self, database: Database, name: str, signature: _Signature, now: datetime, reading: Reading) -> None:
        try:
            article = self._article_of(name, signature)
        except SourceError as error:
            reading.refused.append(error)
            self._seen[name] = signature
            return
        if article is None:
            return
        with database.write() as connection:
            saved = save_article(
                connection, article, seen_at=now, languages=self._languages, held_until=now + self._hold
            )
        self._seen[name] = signature
        if saved is not Saved.UNCHANGED:
            (reading.added if saved is Saved.ADDED else reading.changed).append(article.external_id)

    def _article_of(self, name: str, signature: _Signature) -> Article | None:
        """The article in a file; None if it was written to while it was read: the next look will find it whole."""
        path = self.path / name
        shown = _shown(name)
        if path.suffix.lower() != SUFFIX:
            raise SourceError(f"{shown}: is not saved page text; such files end in {SUFFIX}")
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise SourceError(f"{shown}: is a link that leads out of the folder")
        if not path.is_file():
            raise SourceError(f"{shown}: is not a file")
        if signature[1] > MAX_BYTES:
            raise SourceError(f"{shown}: is larger than {MAX_BYTES:,} bytes; no page text is")
        try:
            data = path.read_bytes()
            state = _signature_of(path.stat())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceError(f"{shown}: cannot be read: {error.strerror}") from error
        if state != signature:
            return None
        try:
            return read_saved_text(data, source=self.slug, external_id=shown, zone=self._zone, detect=self._detect)
        except SourceError:
            raise
        except Exception as error:  # a fault of ours must not keep the other files out
            log.exception("the reader failed on %s", shown)
            raise SourceError(f"{shown}: the reader failed on it ({error!r}); please report this file") from error


def _shown(name: str) -> str:
    """The name of a file as text: bytes in it that are not UTF-8 are escaped."""
    return name.encode("utf-8", "backslashreplace").decode()


def _signature_of(stat: os.stat_result) -> _Signature:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
