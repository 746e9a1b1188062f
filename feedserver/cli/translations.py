"""The commands for those who correct translations: ``feedserver translations …``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedserver.cli.sites import open_site
from feedserver.settings import Settings, load_settings

if TYPE_CHECKING:
    from feedserver.store.coverage import Coverage
    from feedserver.store.database import Database
    from feedserver.store.edits import Edit
    from feedserver.translation.catalogues.folder import ImportReport
    from feedserver.translation.catalogues.importing import FileReport

_FORMATS = ("po", "tmx", "xliff", "xliff2")


@click.group()
def translations() -> None:
    """Translations for people to correct: gettext PO, TMX, XLIFF 1.2 and 2.0."""


@translations.command("export")
@click.argument("target", metavar="[FOLDER|FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--format", "file_format", type=click.Choice(_FORMATS), default="po", show_default=True)
@click.option("--language", metavar="TAG", help="Only this language (default: all of the site).")
def export_translations(target: Path | None, file_format: str, language: str | None) -> None:
    """Write what editors and machines have translated, and what nobody has yet.

    PO: a catalogue for every article, into FOLDER (default: the setting `translations`). Catalogues there that editors
    have changed are imported first; nothing of theirs is overwritten. TMX, XLIFF: a file for every language into FOLDER
    (default: the current one), or one language into FILE.
    """
    settings = load_settings()
    languages = _chosen(settings, language)
    database = open_site(settings).database
    if file_format == "po":
        _export_po(database, settings, target or settings.translations, languages)
    else:
        _export_xml(database, file_format, target or Path(), languages)


@translations.command("import")
@click.argument("paths", metavar="[FOLDER|FILE]…", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("-v", "--verbose", is_flag=True, help="Show every translation that has changed.")
def import_translations(paths: tuple[Path, ...], verbose: bool) -> None:
    """Take editors' translations out of files and folders (default: the setting `translations`).

    What does not belong is refused, with its line; the rest is taken. Exit status 1 if anything was refused.
    """
    from feedserver.translation.catalogues.folder import ImportReport

    settings = load_settings()
    database = open_site(settings).database
    report = ImportReport()
    for path in paths or (settings.translations,):
        _import_path(database, settings, path, report)
    for file in report.files:
        _show_file(file, settings.time_zone, verbose=verbose)
    for refusal in report.refused:
        click.echo(f"not imported: {refusal}", err=True)
    click.echo(f"{report.changed} translations are new or changed")
    if report.refused:
        sys.exit(1)


@translations.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show_status(as_json: bool) -> None:
    """How far each language is: articles and sentences edited, by machine, failed, pending."""
    from feedserver.store.coverage import list_coverage

    settings = load_settings()
    with open_site(settings).database.read() as connection:
        coverage = list_coverage(connection, settings.translated_languages)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in coverage], ensure_ascii=False, indent=2))
    else:
        for line in _table(coverage, settings.translations):
            click.echo(line)


@translations.command("log")
@click.argument("article")
@click.option("--language", metavar="TAG", help="Only this language (default: all of the site).")
def show_log(article: str, language: str | None) -> None:
    """Who translated the sentences of ARTICLE, and when.

    ARTICLE: its id, or how its file's name or its title begins.
    """
    from feedserver.translation.catalogues.history import list_history

    settings = load_settings()
    with open_site(settings).database.read() as connection:
        found = [(each, list_history(connection, article, each)) for each in _chosen(settings, language)]
    for each, sentences in found:
        for history in sentences:
            click.echo(f"{each}  {history.kind}: {history.sentence.text}")
            for edit in history.edits:
                where = f" ({edit.catalogue})" if edit.catalogue else ""
                lost = "" if edit.won else " [newer words stood against it]"
                click.echo(
                    f"    {_moment(edit, settings.time_zone)}  {edit.editor or '–'}{where}{lost}: {edit.translation}"
                )
    if not any(sentences for _, sentences in found):
        click.echo("no editor has translated anything of it")


def _export_po(database: Database, settings: Settings, folder: Path, languages: Sequence[str]) -> None:
    from feedserver.startup import now_utc
    from feedserver.translation.catalogues.exporting import export_po
    from feedserver.translation.catalogues.folder import ImportReport

    report = ImportReport()
    if folder.exists():
        _import_path(database, settings, folder, report, patient=True)
    if report.refused:
        raise click.ClickException(f"nothing is exported over catalogues that cannot be read: {report.refused[0]}")
    written = export_po(database, folder, languages, now=now_utc())
    click.echo(f"wrote {len(written)} catalogues into {folder}")


def _export_xml(database: Database, file_format: str, target: Path, languages: Sequence[str]) -> None:
    from feedserver.startup import now_utc
    from feedserver.translation.catalogues.exporting import export_language, write_files
    from feedserver.translation.catalogues.formats import SUFFIXES, Format

    files: dict[str, bytes] = {}
    for language in languages:
        files |= export_language(database, Format(file_format), language, now=now_utc())
    if target.suffix in SUFFIXES:
        if len(files) != 1:
            names = ", ".join(files) or "none"
            raise click.ClickException(f"{target} is one file, and there would be {len(files)} ({names})")
        target, files = target.parent, {target.name: next(iter(files.values()))}
    for path in write_files(target, files):
        click.echo(f"wrote {path}")


def _import_path(
    database: Database, settings: Settings, path: Path, report: ImportReport, *, patient: bool = False
) -> None:
    from feedserver.errors import CatalogueError
    from feedserver.startup import now_utc
    from feedserver.translation.catalogues.folder import find_files
    from feedserver.translation.catalogues.importing import Importer

    importer = Importer(database, settings.translated_languages, now=now_utc())
    for file in find_files(path, settings.translated_languages, home=settings.translations):
        try:
            report.add(importer.import_file(file, patient=patient))
        except CatalogueError as error:
            report.refused.append(error)


def _show_file(file: FileReport, zone: tzinfo, *, verbose: bool) -> None:
    counts = [f"{len(file.changed)} changed", f"{file.unchanged} as before"]
    counts += [f"{file.unreviewed} not reviewed"] if file.unreviewed else []
    counts += [f"{file.stale} of no article"] if file.stale else []
    click.echo(f"{file.name}: {', '.join(counts)}")
    for overruled in file.overruled:
        kept = overruled.kept
        whose = kept.editor or kept.catalogue
        click.echo(
            f"  line {overruled.line}: kept the newer words of {whose} of {_moment(kept, zone)}: {kept.translation}"
        )
    for change in file.changed if verbose else ():
        click.echo(f"  line {change.line}: {change.sentence}")
        click.echo(f"    - {change.before}" if change.before else "    - (nothing)")
        click.echo(f"    + {change.after}")


def _moment(edit: Edit, zone: tzinfo) -> str:
    return f"{edit.edited_at.astimezone(zone):%Y-%m-%d %H:%M}"


def _table(coverage: Sequence[Coverage], folder: Path) -> Iterator[str]:
    heads = ("language", "articles", "original", "edited", "machine", "failed", "pending")
    yield "  ".join(heads)
    for each in coverage:
        counts = (each.articles, each.original, each.edited, each.machine, each.failed, each.pending)
        cells = [f"{count:>{len(head)}}" for head, count in zip(heads[1:], counts, strict=True)]
        yield "  ".join([f"{each.language:<{len(heads[0])}}", *cells])
    for each in coverage:
        reasons = ", ".join(f"{reason} {count}" for reason, count in each.kept.items())
        kept = f"{sum(each.kept.values())} kept in the original{f' ({reasons})' if reasons else ''}"
        sentences = f"{each.sentences_edited} sentences edited, {each.sentences_machine} by machine, {kept}"
        yield f"{each.language}: {sentences}{_describe_glossary(folder / each.language)}"


def _describe_glossary(folder: Path) -> str:
    from feedserver.errors import CatalogueError
    from feedserver.translation.glossary.glossaries import FILE
    from feedserver.translation.glossary.terms import read_glossary

    if not (folder / FILE).exists():
        return ""
    try:
        return f"; glossary of {len(read_glossary(folder / FILE).terms)} terms"
    except CatalogueError as error:
        return f"; the glossary is not in force: {error}"


def _chosen(settings: Settings, language: str | None) -> Sequence[str]:
    if language is None:
        return settings.translated_languages
    if language not in settings.translated_languages:
        there = ", ".join(settings.translated_languages)
        raise click.ClickException(f"{language} is not a language that this site translates into ({there})")
    return (language,)
