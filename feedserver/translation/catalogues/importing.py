"""Editors' words out of a catalogue into the memory: what belongs is taken, what does not is refused by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from feedserver.errors import CatalogueError
from feedserver.languages import normalise_tag
from feedserver.store import catalogues
from feedserver.store.articles import get_article
from feedserver.store.catalogues import ArticleName
from feedserver.store.database import Connection, Database
from feedserver.store.edits import find_last_import, find_machine_words
from feedserver.translation.catalogues.catalogue import FORBIDDEN, Catalogue, Entry, Part, Refusal, clean
from feedserver.translation.catalogues.formats import MAX_BYTES, read_catalogue
from feedserver.translation.catalogues.merging import Change, Merge, Overruled
from feedserver.translation.catalogues.naming import Names
from feedserver.translation.markup.marks import MarkupError, find_fault_of_tags, parse_tagged
from feedserver.translation.texts import list_entries

DEFAULT_SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file to be imported. language: of the folder that it lies in, "" if of none.

    name: for people, ``kk/002.po``. key: what the tables call it; two files never share it.
    """

    path: Path
    language: str
    name: str
    key: str


@dataclass(slots=True)
class FileReport:
    """What importing one catalogue did.

    is_new: False if it is as it was last imported; nothing else is then filled in. unchanged: reviewed translations
    that are as before. unreviewed: a machine's that nobody has approved. stale: sentences that no article has; they
    are remembered all the same. waits_for: articles that are not there yet; their part is imported when they come.
    """

    name: str
    is_new: bool = True
    changed: list[Change] = field(default_factory=list)
    overruled: list[Overruled] = field(default_factory=list)
    unchanged: int = 0
    unreviewed: int = 0
    stale: int = 0
    refused: list[Refusal] = field(default_factory=list)
    waits_for: list[str] = field(default_factory=list)


class Importer:
    """Imports catalogues of one site at one time."""

    def __init__(self, database: Database, languages: Sequence[str], *, now: datetime) -> None:
        self._database = database
        self._languages = languages
        self._now = now
        self._names: Names | None = None

    def import_file(self, file: CatalogueFile, *, patient: bool = False) -> FileReport:
        """Take the editors' words in *file* into the memory. Editions that show a changed sentence are made again.

        patient: a part of an article that is not there waits for it, otherwise it is refused. What is refused or
        waits is looked at again at the next import.
        Raises CatalogueError, with the file and the line, if it is no catalogue.
        """
        report = FileReport(file.name)
        content, written_at = _read(file)
        digest = sha256(content).hexdigest()
        with self._database.read() as connection:
            if catalogues.find_digest(connection, file.key) == digest:
                report.is_new = False
                return report
        try:
            catalogue = read_catalogue(content)
        except CatalogueError as error:
            raise CatalogueError(f"{file.name}: {error}") from error
        report.refused += catalogue.refused
        with self._database.read() as connection:
            entries = list(self._sort_out(connection, catalogue, file, report, patient=patient))
        report.refused.sort(key=lambda refusal: refusal.line)
        with self._database.write() as connection:
            seen_at = catalogue.exported_at or find_last_import(connection, file.key)
            merge = Merge(
                connection, catalogue, file.key, seen_at=seen_at, written_at=min(written_at, self._now), now=self._now
            )
            for (source, target), group in _by_pair(entries).items():
                merge.take(source, target, group)
            if not report.refused and not report.waits_for and not merge.refused:
                catalogues.save_digest(connection, file.key, digest)
        report.changed, report.overruled, report.unchanged = merge.changed, merge.overruled, merge.unchanged
        report.refused += merge.refused
        return report

    def _sort_out(
        self, connection: Connection, catalogue: Catalogue, file: CatalogueFile, report: FileReport, *, patient: bool
    ) -> Iterator[Entry]:
        """The entries that belong to this site and that a person stands behind."""
        for part in catalogue.parts:
            owners = self._find_owners(connection, part, file)
            language = owners[0].language if owners else DEFAULT_SOURCE_LANGUAGE
            entries = list(self._in_our_languages(part, language, file, report))
            strangers = _find_strangers(connection, entries, owners)
            is_named = bool(part.article_id or part.name)
            if is_named and not owners and len(strangers) == len({entry.sentence for entry in entries}):
                name = part.name or part.article_id
                if patient:
                    report.waits_for.append(name)
                else:
                    report.refused.append(Refusal(part.line, f"no article is called “{name}”"))
                continue
            reviewed = list(_reviewed(connection, entries, report))
            report.stale += len(strangers & {entry.sentence for entry in reviewed})
            yield from _without_faults(reviewed, report)

    def _find_owners(self, connection: Connection, part: Part, file: CatalogueFile) -> list[ArticleName]:
        if self._names is None:
            self._names = Names(catalogues.list_article_names(connection))
        return self._names.find(part.article_id, part.name, file.path.stem)

    def _in_our_languages(
        self, part: Part, original_language: str, file: CatalogueFile, report: FileReport
    ) -> Iterator[Entry]:
        """The entries whose target is the language of their folder, or one of the site's; cleaned."""
        strange: dict[str, list[Entry]] = {}
        for entry in part.entries:
            try:
                source = normalise_tag(entry.source or original_language)
                target = self._target_of(entry, file)
            except ValueError as error:
                strange.setdefault(str(error), []).append(entry)
                continue
            yield Entry(
                " ".join(entry.sentence.split()),
                source,
                target,
                clean(entry.translation),
                entry.reviewed,
                editor=entry.editor,
                edited_at=entry.edited_at,
                line=entry.line,
            )
        for reason, entries in strange.items():
            more = f" (and {len(entries) - 1} more)" if len(entries) > 1 else ""
            report.refused.append(Refusal(entries[0].line, f"{reason}{more}"))

    def _target_of(self, entry: Entry, file: CatalogueFile) -> str:
        offered = f"is not a language of this site ({', '.join(self._languages)})"
        if file.language:
            if file.language not in self._languages:
                raise ValueError(f"{file.language} {offered}")
            if entry.target and not _agree(entry.target, file.language):
                raise ValueError(f"is a translation into {entry.target}, but the folder is {file.language}")
            return file.language
        if not entry.target:
            raise ValueError("does not say into which language it is translated")
        for language in self._languages:
            if _agree(entry.target, language):
                return language
        raise ValueError(f"{entry.target} {offered}")


def _read(file: CatalogueFile) -> tuple[bytes, datetime]:
    """What the file holds and when it was written."""
    if not file.path.is_file():
        raise CatalogueError(f"{file.name}: is not a file")
    try:
        stat = file.path.stat()
        if stat.st_size > MAX_BYTES:
            raise CatalogueError(f"{file.name}: is larger than {MAX_BYTES // 2**20} MB")
        return file.path.read_bytes(), datetime.fromtimestamp(stat.st_mtime, UTC)
    except OSError as error:
        raise CatalogueError(f"{file.name}: cannot be read: {error.strerror}") from error


def _agree(said: str, language: str) -> bool:
    """Whether text in *said* is text in *language*: another country may write it, another script may not."""
    said, language = normalise_tag(said), normalise_tag(language)
    scripts = [next((part for part in tag.split("-")[1:] if len(part) == 4), "") for tag in (said, language)]
    return said.split("-")[0] == language.split("-")[0] and scripts[0] in ("", scripts[1])


def _find_strangers(connection: Connection, entries: Sequence[Entry], owners: Sequence[ArticleName]) -> set[str]:
    """The sentences that neither their article nor any other has."""
    strangers: set[str] = set()
    for target in {entry.target for entry in entries}:
        rest = {entry.sentence for entry in entries if entry.target == target}
        rest -= catalogues.find_shown(connection, rest, target)
        if rest and owners:
            articles = (get_article(connection, owner.id) for owner in owners)
        else:
            articles = (article for article in catalogues.list_unfinished(connection, target))
        for article in articles:
            if not rest:
                break
            rest -= {sentence.text for _, sentence in list_entries(article, target)}
        strangers |= rest
    return strangers


def _reviewed(connection: Connection, entries: Sequence[Entry], report: FileReport) -> Iterator[Entry]:
    """The entries that a person stands behind. Where the file does not say: those that are not a machine's words."""
    machine: dict[tuple[str, str], dict[str, set[str]]] = {}
    for pair, group in _by_pair(entry for entry in entries if entry.reviewed is None).items():
        machine[pair] = find_machine_words(connection, [entry.sentence for entry in group], *pair)
    for entry in entries:
        if not entry.translation:
            continue
        known = machine.get((entry.source, entry.target), {}).get(entry.sentence, set())
        if entry.reviewed or (entry.reviewed is None and entry.translation not in known):
            yield entry
        else:
            report.unreviewed += 1


def _without_faults(entries: Iterable[Entry], report: FileReport) -> Iterator[Entry]:
    for entry in entries:
        fault = _find_fault(entry)
        if fault is None:
            yield entry
        else:
            report.refused.append(Refusal(entry.line, fault))


def _find_fault(entry: Entry) -> str | None:
    if FORBIDDEN.search(entry.translation):
        return "a character that no feed may hold"
    if entry.source == entry.target:
        return f"is a translation from {entry.source} into {entry.target}"
    try:
        return find_fault_of_tags(parse_tagged(entry.sentence), parse_tagged(entry.translation))
    except MarkupError as error:
        return str(error)


def _by_pair(entries: Iterable[Entry]) -> Mapping[tuple[str, str], list[Entry]]:
    pairs: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        pairs.setdefault((entry.source, entry.target), []).append(entry)
    return pairs
