"""``feedserver models …`` as an operator types it, with an index and a hub on the loopback."""

from __future__ import annotations

import json
import os
import pty
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from feedserver.cli import main
from feedserver.settings import PREFIX, Settings
from feedserver.store.database import open_database
from feedserver.translation.packages.installed import list_packages
from tests.conftest import PACKAGE_FILES, make_article, save
from tests.translation.building.checkpoints import make_marian
from tests.translation.building.loopback_hub import running_hub
from tests.translation.packages.shelf import Shelf, index_entry, repack, shelf, with_file

__all__ = ["shelf"]

KAZAKH, RUSSIAN = PACKAGE_FILES
Run = Callable[..., Result]
RECIPE = "Helsinki-NLP/opus-mt-tc-bible-big-deu_eng_fra_por_spa-trk"


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def run(settings: Settings, shelf: Shelf) -> Iterator[Run]:
    """Runs a command on a site of its own, whose index is on the shelf; *environ* is named as the settings."""

    def run(*arguments: str | Path, **environ: object) -> Result:
        values = {name: getattr(settings, name) for name in ("articles", "translations", "data_dir", "packages_dir")}
        values |= {"beam_size": 1, "threads": 1, "index_url": shelf.url("/index.json")} | environ
        os.environ.update({PREFIX + name.upper(): str(value) for name, value in values.items()})
        return CliRunner().invoke(main, ["models", *map(str, arguments)])

    with patch.dict(os.environ):
        yield run


@pytest.fixture
def with_packages(settings: Settings, packages_dir: Path) -> None:
    shutil.copytree(packages_dir, settings.packages_dir)


def offer(shelf: Shelf, *packages: tuple[str, str, str, Path]) -> None:
    """Let the index offer (source, target, version, file)."""
    entries = []
    for source, target, version, file in packages:
        path = f"/translate-{source}_{target}-{version}.argosmodel"
        entries.append(index_entry(source, target, version, shelf.put(path, file.read_bytes())))
    shelf.put("/index.json", json.dumps(entries).encode())


def installed(settings: Settings) -> list[str]:
    return [f"{package.name} {package.version}" for package in list_packages(settings.packages_dir)]


def assert_sentence(result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def assert_nothing_installed(settings: Settings) -> None:
    assert not settings.packages_dir.exists() or list(settings.packages_dir.iterdir()) == []


def test_without_packages_it_is_said_what_each_language_needs(run: Run, settings: Settings) -> None:
    result = run()

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == f"packages in {settings.packages_dir}; articles are written in: en"
    assert "en → ru  no package: only what editors translate" in lines
    assert "en → kk  no package: only what editors translate" in lines
    assert any("feedserver models install kk" in line for line in lines)
    assert any(RECIPE in line and "Apache-2.0" in line and "1.0 GB to download" in line for line in lines)
    assert any("issai/tilmash" in line and "gated" in line and "chrF 0.60" in line for line in lines)
    assert not settings.data_dir.exists()


@pytest.mark.usefixtures("with_packages")
def test_with_packages_it_is_said_which_translate_what(run: Run) -> None:
    lines = run().stdout.splitlines()

    assert lines[1:] == ["en → ru  translate-en_ru 0.1", "en → kk  translate-en_kk 0.1"]


@pytest.mark.usefixtures("with_packages")
def test_it_goes_by_the_languages_that_articles_are_written_in(run: Run, settings: Settings, tmp_path: Path) -> None:
    run("add", repack(tmp_path / "a", from_code="ru", to_code="en"))
    database = open_database(settings.database_url)
    save(database, make_article(language="ru"), make_article("two", language="und"))
    database.close()

    assert run().stdout.splitlines()[1:] == [
        "ru → en  translate-ru_en 0.1",
        "ru → kk  through English: translate-ru_en 0.1 and translate-en_kk 0.1",
    ]


@pytest.mark.usefixtures("with_packages")
def test_the_packages_are_listed(run: Run, settings: Settings) -> None:
    assert run("list").stdout.splitlines() == [
        f"en → kk  translate-en_kk 0.1  {settings.packages_dir / 'translate-en_kk-0_1'}",
        f"en → ru  translate-en_ru 0.1  {settings.packages_dir / 'translate-en_ru-0_1'}",
    ]


def test_a_file_is_added_and_its_licence_said(run: Run, settings: Settings, tmp_path: Path) -> None:
    assert run("list").stdout == f"no packages in {settings.packages_dir}\n"
    result = run("add", RUSSIAN)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"installed translate-en_ru 0.1 in {settings.packages_dir}")
    assert "licence: the package is distributed with feedserver's tests" in result.stdout
    assert "a running worker takes it within seconds" in result.stdout

    assert "in place of translate-en_ru 0.1" in run("add", repack(tmp_path / "b", package_version="0.2")).stdout
    assert installed(settings) == ["translate-en_ru 0.2"]


def test_a_file_that_is_no_package_is_a_sentence(run: Run, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "no.argosmodel").write_bytes(b"no package")

    assert_sentence(run("add", tmp_path / "no.argosmodel"), "no.argosmodel: cannot be unpacked")
    assert run("add", tmp_path / "missing.argosmodel").exit_code == 2
    assert_nothing_installed(settings)


def test_languages_are_installed_from_the_index(run: Run, settings: Settings, shelf: Shelf) -> None:
    offer(shelf, ("en", "ru", "0.1", RUSSIAN), ("en", "kk", "0.1", KAZAKH))
    result = run("install", "ru", "kk")

    assert result.exit_code == 0
    assert "en → ru: translate-en_ru 0.1 from the Argos index" in result.stdout
    assert "there is also issai/tilmash (licence CC-BY-4.0" in result.stdout
    assert "feedserver models build --from issai/tilmash --source en --target kk" in result.stdout
    assert installed(settings) == ["translate-en_kk 0.1", "translate-en_ru 0.1"]
    assert list((settings.data_dir / "downloads").iterdir()) == []

    again = run("install", "ru")
    assert again.exit_code == 0
    assert "translate-en_ru 0.1, which is installed already and the newest known" in again.stdout


@pytest.mark.usefixtures("with_packages")
def test_a_newer_version_replaces_the_older(run: Run, settings: Settings, shelf: Shelf, tmp_path: Path) -> None:
    offer(shelf, ("en", "ru", "0.2", repack(tmp_path / "b", package_version="0.2")))
    result = run("install", "en-ru")

    assert result.exit_code == 0
    assert "in place of translate-en_ru 0.1" in result.stdout
    assert installed(settings) == ["translate-en_kk 0.1", "translate-en_ru 0.2"]


def test_what_is_not_the_published_file_is_refused(run: Run, settings: Settings, shelf: Shelf) -> None:
    offer(shelf, ("en", "ru", "1.9", RUSSIAN))

    assert_sentence(run("install", "ru"), "not 591d743ae103752b88ffc38785c50421320f4eff93c8967e0d3d2e14d4e27811")
    assert_nothing_installed(settings)
    assert list((settings.data_dir / "downloads").iterdir()) == []


def test_an_index_whose_link_leads_to_another_pair_installs_nothing(run: Run, settings: Settings, shelf: Shelf) -> None:
    offer(shelf, ("en", "ru", "0.1", KAZAKH))

    assert_sentence(run("install", "ru"), "translates en → kk, not en → ru")
    assert_nothing_installed(settings)
    assert list((settings.data_dir / "downloads").iterdir()) == []


def test_an_install_that_broke_off_goes_on_where_it_did(run: Run, settings: Settings, shelf: Shelf) -> None:
    data = RUSSIAN.read_bytes()
    offer(shelf, ("en", "ru", "0.1", RUSSIAN))
    path = "/translate-en_ru-0.1.argosmodel"
    shelf.put(path, with_file(data, cuts=[1_000_000, 1_000_000]))

    assert_sentence(run("install", "ru"), "broke off")
    assert_nothing_installed(settings)
    shelf.put(path, with_file(data))
    assert run("install", "ru").exit_code == 0
    assert shelf.asked[-1][1]["range"] == "bytes=1000000-"
    assert installed(settings) == ["translate-en_ru 0.1"]


def test_without_a_network_an_install_is_a_sentence(run: Run, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/index.json"

    assert_sentence(run("install", "ru", index_url=url), f"{url}: cannot be reached: ")
    assert_nothing_installed(settings)


def test_an_index_that_is_malformed_is_a_sentence(run: Run, shelf: Shelf) -> None:
    shelf.put("/index.json", b"<html>busy</html>")

    assert_sentence(run("install", "ru"), "/index.json is no index of packages: ")


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("xx", "xx is no language of the site (en, ru, kk) and no pair such as en-kk"),
        ("en", "nothing to install for en: all articles are written in it"),
        ("en-xx", "no way is known to translate en → xx"),
    ],
)
def test_what_cannot_be_installed_is_a_sentence(run: Run, shelf: Shelf, wanted: str, reason: str) -> None:
    offer(shelf)

    assert_sentence(run("install", wanted), reason)


def test_without_the_extra_for_building_the_command_that_installs_it_is_said_last(
    run: Run, settings: Settings, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    offer(shelf, ("en", "ru", "0.1", RUSSIAN))
    result = run("install", "kk", "ru")

    assert_sentence(result, "pip install 'feedserver[build]'")
    assert f"en → kk: to be built from {RECIPE} (licence Apache-2.0; about 1.0 GB to download" in result.stdout
    assert installed(settings) == ["translate-en_ru 0.1"]


@pytest.mark.slow
@pytest.mark.xdist_group("checkpoints")
def test_kazakh_is_built_from_the_open_checkpoint(
    run: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch", reason="the extra 'build' is not installed")
    pytest.importorskip("transformers", reason="the extra 'build' is not installed")
    with running_hub() as hub:
        hub.models[RECIPE] = make_marian(tmp_path / "checkpoint", ("kaz", "tur"))
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        result = run("install", "kk", index_url="")

    assert result.exit_code == 0, result.output
    assert "installed translate-en_kk 1.0" in result.stdout
    assert "licence: cc-by-4.0" in result.stdout
    assert installed(settings) == ["translate-en_kk 1.0"]
    downloads = settings.data_dir / "downloads"
    assert [path.name for path in downloads.iterdir()] == ["checkpoints"]

    built = run("build", "--from", tmp_path / "checkpoint", "--source", "en", "--target", "kk", "--output", tmp_path)
    assert built.stdout.endswith(f"wrote {tmp_path / 'translate-en_kk-1_1.argosmodel'}\n")
    assert installed(settings) == ["translate-en_kk 1.0"]


def test_a_gated_checkpoint_asks_for_a_token_and_says_where_to_get_it(settings: Settings, tmp_path: Path) -> None:
    pytest.importorskip("huggingface_hub", reason="the extra 'build' is not installed")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environ |= {
        "HF_HOME": str(tmp_path / "hf"),
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "FEEDSERVER_INDEX_URL": "",
        "FEEDSERVER_DATA_DIR": str(settings.data_dir),
        "FEEDSERVER_PACKAGES_DIR": str(settings.packages_dir),
    }
    ours, terminal = pty.openpty()
    command = [sys.executable, "-m", "feedserver", "models", "install", "en-tr"]
    with subprocess.Popen(
        command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stderr
        asked = process.stderr.read(len("Your token: "))  # what is typed before is thrown away
        os.write(ours, b"hf_secret\n")
        stdout, stderr = (stream.decode() for stream in process.communicate(timeout=60))
    os.close(terminal)
    os.close(ours)

    assert asked == b"Your token: "
    assert "accept its terms: http://127.0.0.1:9/issai/tilmash" in stdout
    assert "http://127.0.0.1:9/settings/tokens" in stdout
    assert "hf_secret" not in stdout + stderr
    assert process.returncode == 1
    assert "is this machine online?" in stderr


@pytest.mark.usefixtures("with_packages")
def test_installed_packages_are_checked(run: Run, settings: Settings) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "en → kk: works" in result.stdout
    assert "en → ru: works" in result.stdout
    assert "  The crew is well.\n    " in result.stdout

    (settings.packages_dir / "translate-en_kk-0_1" / "model" / "model.bin").write_bytes(b"spoiled")
    result = run("check")
    assert result.exit_code == 1
    assert "en → kk: package translate-en_kk 0.1: " in result.stderr
    assert "en → ru: works" in result.stdout


def test_a_check_of_what_is_not_there_fails(run: Run) -> None:
    assert_sentence(run("check"), "no packages in ")
    result = run("check", "kk-ru")
    assert (result.exit_code, result.stderr) == (1, "kk → ru: no package translates kk → ru\n")
    assert run("check", "kk").exit_code == 2


@pytest.mark.usefixtures("with_packages")
def test_a_package_is_scored_against_references(run: Run, tmp_path: Path) -> None:
    (tmp_path / "refs.tsv").write_text("The crew is well.\tЭкипаж өзін жақсы сезінеді.\nYes.\tИә.\n", "utf-8")
    result = run("check", "en-kk", "--refs", tmp_path / "refs.tsv")

    assert result.exit_code == 0
    assert "en → kk: translating 2 lines" in result.stdout
    assert [line.split()[0] for line in result.stdout.splitlines()[-2:]] == ["chrF2", "BLEU"]
    assert "nrefs:1" in result.stdout

    assert run("check", "--refs", tmp_path / "refs.tsv").exit_code == 2
    (tmp_path / "refs.tsv").write_text("one column\n")
    assert_sentence(run("check", "en-kk", "--refs", tmp_path / "refs.tsv"), "refs.tsv, line 1: not two columns")


@pytest.mark.usefixtures("with_packages")
def test_a_package_is_removed(run: Run, settings: Settings) -> None:
    assert run("remove", "en-kk").stdout == "removed translate-en_kk 0.1\n"
    assert installed(settings) == ["translate-en_ru 0.1"]
    assert_sentence(run("remove", "en-kk"), "no package en → kk is installed")
    assert run("remove", "kk").exit_code == 2
