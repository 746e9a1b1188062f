"""Argos packages on disk: added whole or not at all, whatever the file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedserver.errors import PackageError
from feedserver.translation.packages import adding
from feedserver.translation.packages.adding import add_package
from feedserver.translation.packages.installed import (
    Package,
    installation_hint,
    list_packages,
    packages_state,
    read_package,
)
from tests.conftest import PACKAGE_FILES

METADATA = {"from_code": "en", "to_code": "tr", "package_version": "1.2", "argos_version": "1.9"}
FILES = {
    "translate-en_tr/metadata.json": json.dumps(METADATA).encode(),
    "translate-en_tr/sentencepiece.model": b"tokenizer",
    "translate-en_tr/model/model.bin": b"model",
    "translate-en_tr/model/config.json": b"{}",
}


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def with_metadata(**changes: object) -> dict[str, bytes]:
    return FILES | {"translate-en_tr/metadata.json": json.dumps(METADATA | changes).encode()}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "packages"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.argosmodel"


@pytest.mark.parametrize("fixture", PACKAGE_FILES, ids=lambda path: path.name)
def test_the_fixture_packages_are_argos_packages(fixture: Path, folder: Path) -> None:
    package = add_package(fixture, folder)

    assert package.source == "en"
    assert package.path.parent == folder
    assert list(list_packages(folder)) == [package]
    assert f"{package.name}-{package.version.replace('.', '_')}{fixture.suffix}" == fixture.name


def test_there_are_packages_for_russian_and_kazakh(packages_dir: Path) -> None:
    assert [(each.source, each.target) for each in list_packages(packages_dir)] == [("en", "kk"), ("en", "ru")]


def test_a_package_is_named_by_its_languages_and_version(file: Path, folder: Path) -> None:
    package = add_package(pack(file, FILES), folder)

    assert package == Package("translate-en_tr", "1.2", "en", "tr", folder / "translate-en_tr-1_2")
    assert (package.path / "model" / "config.json").read_bytes() == b"{}"
    assert names_in(folder) == ["translate-en_tr-1_2"]


def test_a_package_added_again_replaces_itself(file: Path, folder: Path) -> None:
    add_package(pack(file, FILES), folder)
    before = packages_state(folder)
    package = add_package(pack(file, FILES | {"translate-en_tr/model/model.bin": b"better"}), folder)

    assert (package.path / "model" / "model.bin").read_bytes() == b"better"
    assert names_in(folder) == ["translate-en_tr-1_2"]
    assert packages_state(folder) != before


def test_the_newest_version_of_a_pair_comes_first(file: Path, folder: Path) -> None:
    for version in ("1.9", "1.10", "0.8"):
        add_package(pack(file, with_metadata(package_version=version)), folder)

    assert [package.version for package in list_packages(folder)] == ["1.10", "1.9", "0.8"]


NO_PACKAGES = {
    "a folder above": (FILES | {"translate-en_tr/../../evil.txt": b"x"}, "outside its folder"),
    "a folder beside": (FILES | {"../evil.txt": b"x"}, "outside its folder"),
    "an absolute path": (FILES | {"/tmp/evil.txt": b"x"}, "outside its folder"),
    "two folders": (FILES | {"other/metadata.json": b"{}"}, "not in its one folder"),
    "no folder": ({name.partition("/")[2]: data for name, data in FILES.items()}, "not in its one folder"),
    "nothing": ({}, "not in its one folder"),
    "no model": ({name: data for name, data in FILES.items() if "model.bin" not in name}, "model/model.bin"),
    "no tokenizer": ({name: data for name, data in FILES.items() if "sentencepiece" not in name}, "incomplete"),
    "no metadata": ({name: data for name, data in FILES.items() if "metadata" not in name}, "metadata.json"),
    "no json": (FILES | {"translate-en_tr/metadata.json": b"from en to tr"}, "metadata.json"),
    "a list": (FILES | {"translate-en_tr/metadata.json": b"[]"}, "metadata.json"),
    "no languages": (FILES | {"translate-en_tr/metadata.json": b"{}"}, "from_code"),
    "a path for a language": (with_metadata(from_code="../../en"), "names no languages"),
    "a number for a language": (with_metadata(to_code=5), "names no languages"),
    "a path for a version": (with_metadata(package_version="../../../evil"), "no version"),
}


@pytest.mark.parametrize("what", NO_PACKAGES)
def test_a_file_that_is_no_package_is_refused_and_leaves_nothing(tmp_path: Path, file: Path, what: str) -> None:
    files, reason = NO_PACKAGES[what]
    folder = tmp_path / "deep" / "down" / "packages"

    with pytest.raises(PackageError) as refused:
        add_package(pack(file, files), folder)

    assert str(refused.value).startswith(f"{file}: ")
    assert reason in str(refused.value)
    assert names_in(folder) == []
    assert names_in(tmp_path) == ["deep", file.name]


def test_a_package_that_would_fill_the_disk_is_refused_before_it_is_unpacked(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "MAX_UNPACKED_BYTES", 1_000_000)
    bomb = FILES | {"translate-en_tr/model/model.bin": bytes(1_000_001)}

    with pytest.raises(PackageError, match="would unpack to more than 1,000,000 bytes"):
        add_package(pack(file, bomb), folder)


def test_a_package_whose_sizes_lie_is_refused(file: Path, folder: Path) -> None:
    pack(file, FILES | {"translate-en_tr/model/model.bin": bytes(100_000)})
    size, lie = (100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(size, lie))

    with pytest.raises(PackageError, match="cannot be unpacked"):
        add_package(file, folder)
    assert names_in(folder) == []


def damaged(data: bytes) -> bytes:
    """*data*, a package, with noise in the middle of its first compressed file."""
    start = data.index(b"metadata.json") + len("metadata.json") + 4
    return data[:start] + b"\xff" * 12 + data[start + 12 :]


@pytest.mark.parametrize(
    "spoil",
    [lambda _: b"", lambda _: b"no zip at all", lambda data: data[: len(data) // 2], damaged],
    ids=["empty", "no zip", "cut off", "damaged"],
)
def test_a_broken_file_is_refused(file: Path, folder: Path, spoil: object) -> None:
    assert callable(spoil)
    archive = io.BytesIO(pack(file, FILES).read_bytes())
    file.write_bytes(spoil(archive.getvalue()))

    with pytest.raises(PackageError, match=r"some\.argosmodel: cannot be unpacked"):
        add_package(file, folder)
    assert names_in(folder) == []


def test_a_file_that_is_not_there_is_refused(file: Path, folder: Path) -> None:
    with pytest.raises(PackageError, match=r"some\.argosmodel: cannot be unpacked: .*No such file"):
        add_package(file, folder)


def test_a_folder_that_cannot_be_made_is_named(file: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"cannot be installed in .*some\.argosmodel"):
        add_package(pack(file, FILES), file / "packages")


def test_what_else_lies_in_the_folder_is_passed_over(file: Path, folder: Path) -> None:
    package = add_package(pack(file, FILES), folder)
    (folder / "notes.txt").touch()
    (folder / "half" / "model").mkdir(parents=True)
    (folder / "half" / "metadata.json").write_text(json.dumps(METADATA))

    assert list(list_packages(folder)) == [package]
    with pytest.raises(PackageError, match="half: an incomplete Argos package"):
        read_package(folder / "half")


def test_a_folder_that_is_not_there_has_no_packages(folder: Path) -> None:
    assert list(list_packages(folder)) == []
    assert packages_state(folder) == ()


def test_the_state_of_the_folder_changes_when_packages_come_and_go(file: Path, folder: Path) -> None:
    folder.mkdir()
    empty = packages_state(folder)
    package = add_package(pack(file, FILES), folder)
    full = packages_state(folder)
    (package.path / "metadata.json").unlink()

    assert full != empty
    assert packages_state(folder) == empty
    assert packages_state(folder) == packages_state(folder)


def test_the_hint_names_a_command_that_installs_the_package(folder: Path) -> None:
    russian = installation_hint("en", "ru", folder)
    assert russian.startswith(f"ARGOS_PACKAGES_DIR={folder} ")
    assert russian.endswith("argospm install translate-en_ru")
    # The public index has no Kazakh.
    assert installation_hint("en", "kk", folder).endswith("feedserver models add FILE.argosmodel")
