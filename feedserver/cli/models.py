"""The commands around translation packages: ``feedserver models …``."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedserver.settings import Settings, load_settings

if TYPE_CHECKING:
    from feedserver.translation.packages.downloading import Progress
    from feedserver.translation.packages.installed import Package
    from feedserver.translation.packages.recipes import Recipe
    from feedserver.translation.packages.ways import Step


def _as_pair(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, str] | None:
    from feedserver.translation.packages.ways import parse_pair

    if value is None:
        return None
    pair = parse_pair(value)
    if pair is None:
        raise click.BadParameter(f"{value} is no pair of languages such as en-kk")
    return pair


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """Translation packages (Argos): what is installed, what is missing, and how to get it."""
    if context.invoked_subcommand is None:
        _show_overview(load_settings())


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


@models.command("install")
@click.argument("wanted", nargs=-1, required=True, metavar="LANGUAGE|PAIR…")
def install_models(wanted: Sequence[str]) -> None:
    """Install the best known packages for languages of the site (ru kk) or for pairs (en-ru).

    Looks in the Argos index first, then among the checkpoints that packages can be built from.
    """
    from feedserver.translation.packages.index import fetch_index
    from feedserver.translation.packages.installed import Package, list_packages
    from feedserver.translation.packages.recipes import Recipe
    from feedserver.translation.packages.ways import get_way, pairs_of

    settings = load_settings()
    pairs = pairs_of(wanted, _written(settings), settings.translated_languages)
    offers = fetch_index(settings.index_url) if settings.index_url else []
    installed = list(list_packages(settings.packages_dir))
    ways = {pair: get_way(*pair, offers, installed) for pair in pairs}
    for pair, way in ways.items():
        _say_way(*pair, way)
    steps = [step for way in ways.values() for step in way]
    todo = list(dict.fromkeys(step for step in steps if not isinstance(step, Package)))
    todo.sort(key=lambda step: isinstance(step, Recipe))  # what may lack a library or a token comes last
    for step in todo:
        _install_step(step, settings)


@models.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add_model(file: Path) -> None:
    """Install the package FILE (.argosmodel)."""
    from feedserver.translation.packages.adding import add_package

    folder = load_settings().packages_dir
    _install(folder, lambda: add_package(file, folder))


@models.command("build")
@click.option("--from", "origin", required=True, metavar="DIR|HUB-ID", help="Checkpoint: a folder or an id of the hub.")
@click.option("--source", required=True, metavar="LANGUAGE", help="Language that it translates from, such as en.")
@click.option("--target", required=True, metavar="LANGUAGE", help="Language that it translates to, such as kk.")
@click.option("--version", help="Version of the package; default: a newer one than is installed.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the package there as a file (.argosmodel), and do not install it.",
)
def build_model(origin: str, source: str, target: str, version: str | None, output: Path | None) -> None:
    """Build a package out of a Marian or NLLB checkpoint, and install it.

    Needs more than serving does: pip install 'feedserver[build]'.
    """
    from feedserver.translation.building.build import build_package
    from feedserver.translation.packages.installed import list_packages
    from feedserver.translation.packages.installing import checkpoints_in
    from feedserver.translation.packages.recipes import find_recipe
    from feedserver.translation.packages.ways import free_version

    settings = load_settings()
    recipe = find_recipe(origin, source, target)
    version = version or free_version(source, target, "1.0", list_packages(settings.packages_dir))
    if output is None:
        _build(origin, source, target, version, recipe, settings)
        return
    _ask_for_token(recipe)
    with _progress_bar(origin) as progress:
        cache = checkpoints_in(_downloads(settings))
        file = build_package(origin, source, target, output, cache=cache, version=version, progress=progress)
    click.echo(f"wrote {file}")


@models.command("check")
@click.argument("pair", required=False, callback=_as_pair)
@click.option(
    "--refs",
    metavar="FILE.tsv",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sentences and their translations by people, a tab between: prints chrF and BLEU.",
)
def check_models(pair: tuple[str, str] | None, refs: Path | None) -> None:
    """Load the packages of PAIR (default: each that is installed) and let them translate a few lines.

    Exit status 1 if a package does not work or what it returns is not sane.
    """
    from feedserver.translation.packages.installed import list_packages

    settings = load_settings()
    if refs:
        if pair is None:
            raise click.UsageError("--refs needs a PAIR, such as en-kk")
        _score(*pair, refs, settings)
        return
    pairs = [pair] if pair else sorted({(p.source, p.target) for p in list_packages(settings.packages_dir)})
    if not pairs:
        raise click.ClickException(f"no packages in {settings.packages_dir}")
    works = [_check(*each, settings) for each in pairs]
    if not all(works):
        raise click.exceptions.Exit(1)


@models.command("remove")
@click.argument("pair", required=True, callback=_as_pair)
def remove_model(pair: tuple[str, str]) -> None:
    """Remove every version of the package of PAIR, such as en-kk."""
    from feedserver.translation.packages.adding import remove_packages

    for package in remove_packages(*pair, load_settings().packages_dir):
        click.echo(f"removed {package.name} {package.version}")


def _show_overview(settings: Settings) -> None:
    from feedserver.translation.argos import ArgosEngine
    from feedserver.translation.packages.overview import describe_routes

    written = _written(settings)
    click.echo(f"packages in {settings.packages_dir}; articles are written in: {', '.join(written)}")
    engine = ArgosEngine(settings.packages_dir, scratch_dir=settings.data_dir)
    for line in describe_routes(engine, written, settings.translated_languages):
        click.echo(line)


def _written(settings: Settings) -> list[str]:
    """The languages that articles are written in; with none yet, the site's first."""
    from feedserver.model import UNDETERMINED
    from feedserver.store.articles import list_languages
    from feedserver.store.database import open_database

    if not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        return [settings.translated_languages[0]]
    database = open_database(settings.database_url)
    try:
        with database.read() as connection:
            written = [language for language in list_languages(connection) if language != UNDETERMINED]
    finally:
        database.close()
    return written or [settings.translated_languages[0]]


def _say_way(source: str, target: str, way: Sequence[Step]) -> None:
    from feedserver.translation.packages.overview import build_command, describe_recipe, describe_step
    from feedserver.translation.packages.ways import list_other_recipes

    through = ", through English" if len(way) > 1 else ""
    click.echo(f"{source} → {target}{through}: {'; '.join(map(describe_step, way))}")
    for recipe in list_other_recipes(source, target, way):
        click.echo(f"  there is also {describe_recipe(recipe)}: {build_command(recipe)}")


def _install_step(step: Step, settings: Settings) -> None:
    from feedserver.translation.packages.index import Offer
    from feedserver.translation.packages.installing import install_offer
    from feedserver.translation.packages.recipes import Recipe

    if isinstance(step, Recipe):
        _build(step.hub_id, step.source, step.target, step.version, step, settings)
    elif isinstance(step, Offer):

        def download_and_add() -> Package:
            with _progress_bar(step.file_name) as progress:
                return install_offer(step, _downloads(settings), settings.packages_dir, progress=progress)

        _install(settings.packages_dir, download_and_add)


def _build(origin: str, source: str, target: str, version: str, recipe: Recipe | None, settings: Settings) -> None:
    """Build and install. recipe: what the catalogue knows of it."""
    from feedserver.translation.packages.installing import checkpoints_in, install_built

    downloads = _downloads(settings)

    def build_and_add() -> Package:
        with _progress_bar(origin) as progress:
            return install_built(
                origin, source, target, downloads, settings.packages_dir, version=version, progress=progress
            )

    _ask_for_token(recipe)
    _install(settings.packages_dir, build_and_add)
    if not Path(origin).is_dir():
        click.echo(f"the checkpoint stays in {checkpoints_in(downloads)} for other pairs; delete it to have the room")


def _ask_for_token(recipe: Recipe | None) -> None:
    """For a gated checkpoint, ask the person at the terminal for a token of the hub, where there is none.

    Where nobody can be asked, the builder's error says the same.
    """
    from feedserver.translation.packages.recipes import hub_url

    if not (recipe and recipe.gated and sys.stdin.isatty() and find_spec("huggingface_hub")):
        return
    from huggingface_hub import get_token

    if get_token() is None:
        click.echo(f"{recipe.hub_id} is given only to those who accept its terms: {recipe.card_url}")
        click.echo(f"Then make a token that may read, at {hub_url()}/settings/tokens.")
        os.environ["HF_TOKEN"] = click.prompt("Your token", hide_input=True)


def _downloads(settings: Settings) -> Path:
    """Where packages are downloaded and built. Argos would take any folder among the packages for one of them."""
    return settings.data_dir / "downloads"


def _install(folder: Path, make: Callable[[], Package]) -> None:
    """Install the package that *make* makes, and say so."""
    from feedserver.translation.packages.installed import find_licence, list_packages

    before = list(list_packages(folder))
    package = make()
    click.echo(f"installed {package.name} {package.version} in {package.path}")
    for old in before:
        if (old.source, old.target) == (package.source, package.target) and old.version != package.version:
            click.echo(f"in place of {old.name} {old.version}")
    click.echo(f"licence: {find_licence(package) or 'the package does not say'}")
    click.echo("a running worker takes it within seconds")


@contextmanager
def _progress_bar(label: str) -> Iterator[Progress]:
    with click.progressbar(length=0, label=label) as bar:

        def show(there: int, total: int | None) -> None:
            bar.length = total or there
            bar.update(there - bar.pos)

        yield show


def _check(source: str, target: str, settings: Settings) -> bool:
    """Show what the pair makes of a few lines; whether that is sane."""
    from feedserver.errors import TranslationError
    from feedserver.translation.packages.trying import find_fault_of, samples_of

    lines = samples_of(source)
    try:
        translations = _translate(source, target, lines, settings)
    except TranslationError as error:
        click.echo(f"{source} → {target}: {error}", err=True)
        return False
    fault = find_fault_of(translations, target)
    click.echo(f"{source} → {target}: {fault or 'works'}", err=bool(fault))
    for line, translation in zip(lines, translations, strict=True):
        click.echo(f"  {line}\n    {translation}")
    return fault is None


def _score(source: str, target: str, refs: Path, settings: Settings) -> None:
    from feedserver.translation.packages.scoring import read_references, score

    pairs = read_references(refs)
    click.echo(f"{source} → {target}: translating {len(pairs):,} lines")
    started = time.monotonic()
    translations = _translate(source, target, [line for line, _ in pairs], settings)
    click.echo(f"{time.monotonic() - started:.1f} seconds")
    for each in score(translations, [reference for _, reference in pairs]):
        click.echo(f"{each.name} {each.value:.2f}  {each.signature}")


def _translate(source: str, target: str, lines: Sequence[str], settings: Settings) -> list[str]:
    """*lines* as the worker would translate them."""
    from feedserver.translation.packages.trying import translate_apart

    with tempfile.TemporaryDirectory() as scratch:
        return translate_apart(
            settings.packages_dir,
            source,
            target,
            lines,
            scratch=Path(scratch),
            beam_size=settings.beam_size,
            threads=settings.threads,
            device=settings.device,
            timeout_s=None,
        )
