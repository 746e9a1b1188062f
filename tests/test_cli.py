"""The command line as an operator types it: help, a sentence for every error, exit statuses to rely on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from click.testing import CliRunner, Result

from feedserver.cli import main
from feedserver.settings import PREFIX, Settings
from tests.conftest import PACKAGE_FILES


def list_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from list_commands(command, (*path, name))


COMMANDS = [(), *list_commands(main)]


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def run(settings: Settings) -> Iterator[Callable[..., Result]]:
    """Runs a command on a site of its own; *environ* is named as the settings."""

    def run(*arguments: str | Path, **environ: object) -> Result:
        values = {name: getattr(settings, name) for name in ("articles", "translations", "data_dir", "packages_dir")}
        values |= {"beam_size": 1, "threads": 1} | environ
        os.environ.update({PREFIX + name.upper(): str(value) for name, value in values.items()})
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    with patch.dict(os.environ):
        yield run


def assert_sentence(result: Result, sentence: str) -> None:
    """One line on standard error, exit status 1, no traceback."""
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "feedserver")
def test_every_command_has_help(command: Sequence[str]) -> None:
    for option in ("--help", "-h"):
        result = CliRunner().invoke(main, [*command, option])
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")
        assert "Show this message and exit." in result.stdout


def test_every_command_is_described() -> None:
    def described(command: click.Command) -> bool:
        parts = command.commands.values() if isinstance(command, click.Group) else ()
        return bool(command.help) and all(map(described, parts))

    assert described(main)


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout.strip().endswith(version("feedserver"))


def test_python_m_feedserver_is_the_same_and_starts_without_heavy_imports() -> None:
    script = """
import sys
sys.argv[1:] = ["--help"]
try:
    import feedserver.__main__
finally:
    heavy = {"flask", "sqlalchemy", "ctranslate2", "argostranslate", "feedgen", "langdetect"} & set(sys.modules)
    assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "serve" in done.stdout


def test_ingest_reads_the_folder_and_says_what_it_did(run: Callable[..., Result]) -> None:
    result = run("ingest")
    assert (result.exit_code, result.stdout) == (0, "added 5, changed 0, withdrawn 0\n")

    result = run("ingest")
    assert (result.exit_code, result.stdout) == (0, "added 0, changed 0, withdrawn 0\n")


def test_ingest_ends_with_1_if_a_file_could_not_be_read(
    run: Callable[..., Result], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.articles / "bad.txt").write_bytes(b"")

    result = run("ingest")

    assert (result.exit_code, result.stdout) == (1, "added 5, changed 0, withdrawn 0\n")
    assert "not read: bad.txt: is empty" in caplog.text


def test_ingest_ends_with_1_if_a_catalogue_could_not_be_read(
    run: Callable[..., Result], settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.translations / "kk" / "bad.po").write_text("no catalogue")

    assert run("ingest").exit_code == 1
    assert "not imported: kk/bad.po" in caplog.text


def test_articles_can_be_named_on_the_command_line(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()

    assert run("ingest", "--articles", tmp_path / "mine").stdout == "added 0, changed 0, withdrawn 0\n"


@pytest.mark.parametrize("command", ["serve", "worker", "ingest"])
def test_a_folder_of_articles_that_is_not_there_is_a_sentence(run: Callable[..., Result], command: str) -> None:
    assert_sentence(run(command, articles="/nowhere/at/all"), "there is no folder of articles /nowhere/at/all")


def test_a_wrong_setting_is_a_sentence(run: Callable[..., Result]) -> None:
    assert_sentence(run("ingest", port="eighty"), "FEEDSERVER_PORT is “eighty”; allowed is a whole number")
    assert_sentence(run("serve", "--port", "0", port=1), "FEEDSERVER_PORT is “0”")


def test_an_unknown_setting_is_a_sentence(run: Callable[..., Result]) -> None:
    assert_sentence(run("translate", prot="80"), "FEEDSERVER_PROT: there is no such setting")


def test_a_database_that_cannot_be_opened_is_a_sentence(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert_sentence(run("ingest", data_dir=tmp_path / "file"), "cannot make the folder of the database")


def test_translate_finishes_what_editors_wrote_and_says_what_is_pending(
    run: Callable[..., Result], settings: Settings
) -> None:
    (settings.translations / "kk" / "004_8fda87e54f7d6c9f.po").unlink()
    run("ingest")

    result = run("translate")

    assert (result.exit_code, result.stdout) == (0, "pending: kk 1\n")


def test_models_are_added_and_listed(run: Callable[..., Result], settings: Settings) -> None:
    assert run("models", "list").stdout == f"no packages in {settings.packages_dir}\n"

    for file in PACKAGE_FILES:
        result = run("models", "add", file)
        assert result.exit_code == 0
        assert result.stdout.startswith("installed translate-en_")

    listed = run("models", "list").stdout.splitlines()
    assert [line.split("  ")[0] for line in listed] == ["en → kk", "en → ru"]


def test_a_file_that_is_no_package_is_a_sentence(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "no.argosmodel").write_bytes(b"no package")

    assert_sentence(run("models", "add", tmp_path / "no.argosmodel"), "no.argosmodel: cannot be unpacked")
    assert run("models", "add", tmp_path / "missing.argosmodel").exit_code == 2
