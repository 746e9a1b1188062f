"""The command line. Imports that take time stand inside the commands."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedserver import __version__
from feedserver.errors import FeedserverError
from feedserver.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:
    from feedserver.startup import OpenSite


class _Commands(click.Group):
    """Commands whose errors are a sentence and exit status 1, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FeedserverError as error:
            raise click.ClickException(str(error)) from error


def _as_setting(_ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Options stand above the environment, and the processes that we start shall see them too."""
    if value is not None:
        os.environ[PREFIX + str(parameter.name).upper()] = value


_articles = click.option(
    "--articles", metavar="DIR", callback=_as_setting, expose_value=False, help="Folder of articles."
)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
def main(verbose: bool) -> None:
    """News feeds in several languages, translated offline."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("feedserver").setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
@_articles
@click.option("--host", callback=_as_setting, expose_value=False, help="Address to listen on.")
@click.option("--port", callback=_as_setting, expose_value=False, help="Port to listen on.")
def serve(**_: object) -> None:
    """Serve the feeds, and read and translate in a worker beside."""
    from feedserver.stopping import stop_on_signals
    from feedserver.supervisor import serve as run

    settings = _settings_with_articles()
    stop = stop_on_signals()

    def prepare() -> None:
        opened = _open(settings)
        if opened.unread:
            from feedserver.worker import read_first

            read_first(settings, opened.database)
        opened.database.close()

    started_before = Path(settings.database_url.removeprefix("sqlite:///")).exists()
    if not started_before:
        prepare()  # nothing to serve until this is done
    run(
        settings,
        meanwhile=prepare if started_before else lambda: None,
        ready=lambda: _say_urls(settings),
        stop=stop,
    )
    click.echo("feedserver stopped")


@main.command()
@_articles
def worker(**_: object) -> None:
    """Read, watch and translate, beside a WSGI server."""
    from feedserver.stopping import stop_on_signals
    from feedserver.worker import Worker

    settings = _settings_with_articles()
    stop = stop_on_signals()
    Worker(settings, _open(settings).database, stop=stop).run()


@main.command()
@_articles
def ingest(**_: object) -> None:
    """Read the folder of articles and the catalogues once. Exit status 1 if anything could not be read."""
    from feedserver.worker import Worker

    settings = _settings_with_articles()
    reading, imported = Worker(settings, _open(settings).database).read(settled=False)
    click.echo(f"added {len(reading.added)}, changed {len(reading.changed)}, withdrawn {len(reading.withdrawn)}")
    if reading.refused or imported.refused:
        sys.exit(1)


@main.command()
def translate() -> None:
    """Translate what is pending, then end."""
    from feedserver.store.editions import count_pending
    from feedserver.worker import Worker

    settings = load_settings()
    database = _open(settings).database
    at_work = Worker(settings, database)
    while at_work.translate():
        pass
    with database.read() as connection:
        pending = count_pending(connection)
    click.echo("pending: " + (", ".join(f"{language} {count}" for language, count in pending.items()) or "none"))


@main.group()
def models() -> None:
    """Translation packages (Argos)."""


@models.command("list")
def list_models() -> None:
    """The packages that are installed."""
    from feedserver.translation.packages.installed import list_packages

    folder = load_settings().packages_dir
    packages = list(list_packages(folder))
    for package in packages:
        click.echo(f"{package.source} → {package.target}  {package.name} {package.version}  {package.path}")
    if not packages:
        click.echo(f"no packages in {folder}")


@models.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add_model(file: Path) -> None:
    """Install the package FILE (.argosmodel); a running worker begins to use it within seconds."""
    from feedserver.translation.packages.adding import add_package

    package = add_package(file, load_settings().packages_dir)
    click.echo(f"installed {package.name} {package.version} in {package.path}")


@main.group()
def translations() -> None:
    """Catalogues: translations for people to correct (gettext PO)."""


@translations.command("import")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_translations(folder: Path | None) -> None:
    """Take editors' translations out of FOLDER (default: the setting `translations`) into the memory."""
    from feedserver.startup import now_utc
    from feedserver.translation.catalogues import CatalogueFolder

    settings = load_settings()
    catalogues = CatalogueFolder(folder or settings.translations, settings.languages)
    report = catalogues.import_changed(_open(settings).database, now=now_utc())
    click.echo(f"{report.changed} translations are new or changed")
    if report.refused:
        sys.exit(1)


@translations.command("export")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def export_translations(folder: Path | None) -> None:
    """Write the catalogue of every article and language into FOLDER (default: the setting `translations`).

    Catalogues there that editors have changed are imported first; nothing of theirs is overwritten.
    """
    from feedserver.startup import now_utc
    from feedserver.translation.catalogues import CatalogueFolder, export_catalogues

    settings = load_settings()
    database = _open(settings).database
    folder = folder or settings.translations
    report = CatalogueFolder(folder, settings.languages).import_changed(database, now=now_utc())
    if report.refused:
        raise click.ClickException(f"nothing is exported over catalogues that cannot be read: {report.refused[0]}")
    written = export_catalogues(database, folder, settings.languages)
    click.echo(f"wrote {len(written)} catalogues into {folder}")


def _settings_with_articles() -> Settings:
    settings = load_settings()
    if not settings.articles.is_dir():
        raise click.ClickException(
            f"there is no folder of articles {settings.articles}; name one with --articles DIR or FEEDSERVER_ARTICLES"
        )
    return settings


def _open(settings: Settings) -> OpenSite:
    from feedserver.startup import open_site

    opened = open_site(settings)
    click.get_current_context().call_on_close(opened.database.close)
    return opened


def _say_urls(settings: Settings) -> None:
    click.echo(f"feedserver serves {settings.articles} at {settings.public_url}/")
    for language in settings.languages:
        feeds = "  ".join(f"{settings.public_url}/{language}/feed.{name}" for name in ("atom", "rss", "json"))
        click.echo(f"  {language}  {feeds}")
    click.echo("Ctrl-C stops it.")
