"""Argos packages on disk: which are there, and what they say of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedserver.errors import PackageError
from feedserver.translation.packages.adding import add_package
from feedserver.translation.packages.installed import (
    Package,
    find_licence,
    install_command,
    list_packages,
    packages_state,
    read_package,
)
from tests.conftest import PACKAGE_FILES


def lay(folder: Path, source: str, target: str, version: str, readme: str | None = None, **metadata: object) -> Path:
    """A folder with all that makes it a package, except that it cannot translate."""
    path = folder / f"translate-{source}_{target}-{version.replace('.', '_')}"
    (path / "model").mkdir(parents=True)
    (path / "model" / "model.bin").touch()
    (path / "sentencepiece.model").touch()
    facts = {"from_code": source, "to_code": target, "package_version": version}
    (path / "metadata.json").write_text(json.dumps(facts | metadata), "utf-8")
    if readme is not None:
        (path / "README.md").write_text(readme, "utf-8")
    return path


def test_there_are_packages_for_russian_and_kazakh(packages_dir: Path) -> None:
    assert [(each.source, each.target) for each in list_packages(packages_dir)] == [("en", "kk"), ("en", "ru")]


def test_the_newest_version_of_a_pair_comes_first(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "0.8"):
        lay(tmp_path, "en", "tr", version)

    assert [package.version for package in list_packages(tmp_path)] == ["1.10", "1.9", "0.8"]


def test_what_else_lies_in_the_folder_is_passed_over(tmp_path: Path) -> None:
    path = lay(tmp_path, "en", "tr", "1.2")
    (tmp_path / "notes.txt").touch()
    (tmp_path / "half" / "model").mkdir(parents=True)
    (tmp_path / "half" / "metadata.json").write_bytes((path / "metadata.json").read_bytes())

    assert list(list_packages(tmp_path)) == [Package("translate-en_tr", "1.2", "en", "tr", path)]
    with pytest.raises(PackageError, match="half: an incomplete Argos package"):
        read_package(tmp_path / "half")


def test_a_folder_that_is_not_there_has_no_packages(tmp_path: Path) -> None:
    assert list(list_packages(tmp_path / "nowhere")) == []
    assert packages_state(tmp_path / "nowhere") == ()


def test_the_state_of_the_folder_changes_when_packages_come_and_go_and_only_then(tmp_path: Path) -> None:
    empty = packages_state(tmp_path)
    path = lay(tmp_path, "en", "tr", "1.2")
    full = packages_state(tmp_path)
    assert full != empty

    (tmp_path / ".adding-1").mkdir()
    (tmp_path / ".adding-1" / "metadata.json").touch()
    assert packages_state(tmp_path) == full

    (path / "metadata.json").unlink()
    assert packages_state(tmp_path) == empty


@pytest.mark.parametrize(
    ("readme", "licence"),
    [
        ("# English to Kazakh\n\nLicence: Apache-2.0\n\nBuilt from x/y.\n", "Apache-2.0"),
        ("- **License:** CC BY 4.0\n- Source: OPUS\n", "CC BY 4.0"),
        (
            "Licence: distributed under\nthe same terms (MIT). The texts it was trained on",
            "distributed under the same terms (MIT)",
        ),
        ("License: CC0", "CC0"),
        ("- Licence of the checkpoint, and so of this package: MIT\n- Changes: none\n", "MIT"),
        ("# English - Russian\n\nData compiled by Opus.\n", None),
        ("Licence: \x1b[31mred\x07\n", "[31mred"),
        (f"Licence: {'x' * 999}", "x" * 200),
        (None, None),
    ],
    ids=["line", "list", "paragraph", "end", "as built", "not said", "control", "long", "no README"],
)
def test_the_licence_is_what_the_readme_says_in_one_line(
    tmp_path: Path, readme: str | None, licence: str | None
) -> None:
    assert find_licence(read_package(lay(tmp_path, "en", "tr", "1.0", readme))) == licence


def test_the_licence_in_the_metadata_goes_before_the_readme(tmp_path: Path) -> None:
    assert find_licence(read_package(lay(tmp_path, "en", "tr", "1.0", "Licence: A", license="B"))) == "B"


def test_the_fixture_packages_say_their_licence(packages_dir: Path) -> None:
    for package in list_packages(packages_dir):
        assert "Apache-2.0" in (find_licence(package) or "")


def test_the_hint_names_a_command_that_installs_the_language() -> None:
    assert install_command("kk").endswith("feedserver models install kk")


@pytest.mark.parametrize("fixture", PACKAGE_FILES, ids=lambda path: path.name)
def test_the_fixture_packages_are_argos_packages(fixture: Path, tmp_path: Path) -> None:
    package = add_package(fixture, tmp_path / "packages")

    assert package.source == "en"
    assert list(list_packages(tmp_path / "packages")) == [package]
    assert f"{package.path.name}{fixture.suffix}" == fixture.name
