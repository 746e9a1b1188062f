"""The command line. Imports that take time stand inside the commands."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from feedserver import __version__
from feedserver.cli.models import models
from feedserver.cli.sites import open_site
from feedserver.cli.sources import sources
from feedserver.cli.translations import translations
from feedserver.errors import FeedserverError
from feedserver.settings import PREFIX, Settings, load_settings


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
        opened = open_site(settings, is_start=True)
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
    Worker(settings, open_site(settings, is_start=True).database, stop=stop).run()


@main.command()
@_articles
def ingest(**_: object) -> None:
    """Read all folders, feeds that are due and the catalogues once. Exit status 1 if anything could not be read."""
    from feedserver.sources.taking_in import Reading
    from feedserver.worker import Worker

    settings = _settings_with_articles()
    worker = Worker(settings, open_site(settings, is_start=True).database)
    folders, imported = worker.read(settled=False)
    readings = [*folders.values(), *worker.poll().values()]
    counts = {what: sum(len(reading.done[what]) for reading in readings) for what in Reading().done}
    click.echo(", ".join(f"{what} {count}" for what, count in counts.items()))
    if imported.refused or any(reading.refused for reading in readings):
        sys.exit(1)


@main.command()
def translate() -> None:
    """Translate what is pending, then end."""
    from feedserver.store.editions import count_pending
    from feedserver.worker import Worker

    settings = load_settings()
    database = open_site(settings).database
    at_work = Worker(settings, database)
    while at_work.translate():
        pass
    with database.read() as connection:
        pending = count_pending(connection)
    click.echo("pending: " + (", ".join(f"{language} {count}" for language, count in pending.items()) or "none"))


def _settings_with_articles() -> Settings:
    settings = load_settings()
    if settings.articles and not settings.articles.is_dir():
        raise click.ClickException(
            f"there is no folder of articles {settings.articles}; name one with --articles DIR or FEEDSERVER_ARTICLES"
        )
    return settings


def _say_urls(settings: Settings) -> None:
    what = str(settings.articles) if settings.articles else "its sources"
    click.echo(f"feedserver serves {what} at {settings.public_url}/")
    for language in settings.languages:
        feeds = "  ".join(f"{settings.public_url}/{language}/feed.{name}" for name in ("atom", "rss", "json"))
        click.echo(f"  {language}  {feeds}")
    click.echo("Ctrl-C stops it.")


main.add_command(models)
main.add_command(sources)
main.add_command(translations)
