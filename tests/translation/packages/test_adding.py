"""Packages from files: added whole or not at all, whatever the file; tried before they count; removed."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from feedserver.errors import PackageError, PackageMissingError
from feedserver.translation.packages import adding
from feedserver.translation.packages.adding import add_package, remove_packages
from feedserver.translation.packages.installed import Package, list_packages, packages_state
from feedserver.translation.packages.trying import find_fault_of, translate_apart
from tests.conftest import PACKAGE_FILES
from tests.translation.packages.shelf import pack, repack

METADATA = {"from_code": "en", "to_code": "tr", "package_version": "1.2", "argos_version": "1.9"}
# The layout of a package, and nothing in it.
FILES = {
    "translate-en_tr/metadata.json": json.dumps(METADATA).encode(),
    "translate-en_tr/sentencepiece.model": b"tokenizer",
    "translate-en_tr/model/model.bin": b"model",
    "translate-en_tr/model/config.json": b"{}",
}


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


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The fixture package for Russian in several versions."""
    folder = tmp_path_factory.mktemp("versions")
    return {each: repack(folder / f"{each}.argosmodel", package_version=each) for each in ("1.9", "1.10")}


def test_a_package_is_named_by_its_languages_and_version(versions: Mapping[str, Path], folder: Path) -> None:
    package = add_package(versions["1.9"], folder)

    assert package == Package("translate-en_ru", "1.9", "en", "ru", folder / "translate-en_ru-1_9")
    assert (package.path / "model" / "model.bin").stat().st_size > 1_000_000
    assert names_in(folder) == ["translate-en_ru-1_9"]


def test_a_package_added_again_replaces_itself(versions: Mapping[str, Path], folder: Path) -> None:
    package = add_package(versions["1.9"], folder)
    before = packages_state(folder)
    (package.path / "model" / "model.bin").write_bytes(b"spoiled")
    package = add_package(versions["1.9"], folder)

    assert (package.path / "model" / "model.bin").stat().st_size > 1_000_000
    assert names_in(folder) == ["translate-en_ru-1_9"]
    assert packages_state(folder) != before


def test_a_package_replaces_the_other_versions_of_its_pair_and_nothing_else(
    versions: Mapping[str, Path], folder: Path, packages_dir: Path
) -> None:
    (kazakh,) = packages_dir.glob("translate-en_kk-*")
    shutil.copytree(kazakh, folder / kazakh.name)
    (folder / "translate-en_ru-foreign").mkdir()
    (folder / "notes.txt").touch()
    add_package(versions["1.9"], folder)
    shutil.copytree(folder / "translate-en_ru-1_9", folder / "en_ru")  # as argospm would call it
    add_package(versions["1.10"], folder)

    assert names_in(folder) == ["notes.txt", kazakh.name, "translate-en_ru-1_10", "translate-en_ru-foreign"]


def test_the_package_must_be_for_the_pair_that_was_asked_for(versions: Mapping[str, Path], folder: Path) -> None:
    with pytest.raises(PackageError, match="translates en → ru, not en → kk"):
        add_package(versions["1.9"], folder, pair=("en", "kk"))
    assert names_in(folder) == []


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
    "a slash in a version": (with_metadata(package_version="1/2"), "no version"),
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


def test_a_package_of_too_many_files_is_refused(file: Path, folder: Path) -> None:
    crowd = {f"translate-en_tr/stanza/{number}": b"" for number in range(adding.MAX_FILES)}

    with pytest.raises(PackageError, match="would unpack to more than 10,000 files"):
        add_package(pack(file, FILES | crowd), folder)


def test_a_package_for_which_the_disk_has_no_room_is_not_unpacked(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "MAX_UNPACKED_BYTES", 10**18)
    size, lie = (12_345).to_bytes(4, "little"), (2**32 - 2).to_bytes(4, "little")
    count = shutil.disk_usage(file.parent).free // 2**32 + 2
    pack(file, FILES | {f"translate-en_tr/{number}": bytes(12_345) for number in range(count)})
    file.write_bytes(file.read_bytes().replace(size, lie))

    with pytest.raises(PackageError, match="MB are free on the disk"):
        add_package(file, folder)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO], ids=["link", "device", "pipe"])
def test_a_package_with_links_or_devices_is_refused(file: Path, folder: Path, kind: int) -> None:
    pack(file, FILES)
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("translate-en_tr/model/link")
        link.external_attr = (kind | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(PackageError, match="it has links or devices in it"):
        add_package(file, folder)
    assert names_in(folder) == []


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


def spoil(path: Path, name: str, data: bytes) -> Path:
    """The fixture package with other *data* in the file *name*, in *path*."""
    with zipfile.ZipFile(PACKAGE_FILES[1]) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
        (spoiled,) = (each for each in files if each.endswith(name))
    return pack(path, files | {spoiled: data})


@pytest.mark.parametrize("name", ["model/model.bin", "model/config.json", "sentencepiece.model"])
def test_a_package_that_does_not_load_is_refused_and_leaves_nothing(file: Path, folder: Path, name: str) -> None:
    with pytest.raises(PackageError, match=r"some\.argosmodel: refused: ") as refused:
        add_package(spoil(file, name, b"not what it was"), folder)

    assert "\n" not in str(refused.value)
    assert names_in(folder) == []


def test_a_package_in_another_language_than_it_says_is_refused(file: Path, folder: Path) -> None:
    # It says that it translates into Kazakh, and its words are unknown or Latin.
    with zipfile.ZipFile(PACKAGE_FILES[1]) as archive:
        (vocabulary,) = (name for name in archive.namelist() if name.endswith("shared_vocabulary.json"))
        words = json.loads(archive.read(vocabulary))
    latin = [word if word.startswith("<") else f"▁latin{number}" for number, word in enumerate(words)]

    with pytest.raises(PackageError, match="its translations are not sane: not in Cyrillic letters"):
        add_package(spoil(file, "shared_vocabulary.json", json.dumps(latin).encode()), folder)
    assert names_in(folder) == []


@pytest.mark.parametrize(
    ("translations", "target", "fault"),
    [
        (["Экипаж өзін жақсы сезінеді.", "Иә."], "kk", None),
        (["Сейчас в NASA.", "Да.", ""], "ru", None),
        (["Mürettebat iyi."], "tr", None),
        (["2026"], "kk", None),
        (["", " ."], "ru", "empty or unknown words only"),
        (["<unk> <unk>", "⁇ ⁇ ."], "tr", "empty or unknown words only"),
        (["Mürettebat iyi.", "Evet."], "kk", "not in Cyrillic letters"),
    ],
)
def test_sane_is_what_may_be_text_of_the_language(translations: list[str], target: str, fault: str | None) -> None:
    assert find_fault_of(translations, target) == fault


def test_a_model_that_crashes_does_not_take_us_with_it(
    versions: Mapping[str, Path], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = "import os, signal, sys\nif '-m' in sys.orig_argv: os.kill(os.getpid(), signal.SIGSEGV)\n"
    (tmp_path / "sitecustomize.py").write_text(crash)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(PackageError, match="the process that loaded it was killed: Segmentation fault"):
        add_package(versions["1.9"], folder)
    assert names_in(folder) == []


def test_a_model_that_hangs_is_given_up(packages_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"it translated nothing within 0\.001 seconds"):
        translate_apart(packages_dir, "en", "ru", ["Yes."], scratch=tmp_path, timeout_s=0.001)


def test_a_package_is_tried_as_the_worker_would_use_it(packages_dir: Path, tmp_path: Path) -> None:
    lines = ["The crew is well.", "Yes."]

    assert len(translate_apart(packages_dir, "en", "kk", lines, scratch=tmp_path)) == 2
    with pytest.raises(PackageError, match="no package translates kk → ru"):
        translate_apart(packages_dir, "kk", "ru", lines, scratch=tmp_path)


ADD_AND = """
import os, resource, signal, sys
from pathlib import Path
from feedserver.errors import PackageError
from feedserver.translation.packages import adding
{what}
try:
    adding.add_package(Path(sys.argv[1]), Path(sys.argv[2]))
except PackageError as error:
    sys.exit(str(error))
"""


def add_and(what: str, file: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    script = ADD_AND.format(what=what)
    return subprocess.run([sys.executable, "-c", script, str(file), str(folder)], capture_output=True, text=True)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(versions: Mapping[str, Path], folder: Path) -> None:
    done = add_and("resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))", versions["1.9"], folder)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{versions['1.9']}: cannot be unpacked: ")
    assert done.stderr.count("\n") == 1
    assert names_in(folder) == []


def test_a_killed_process_leaves_no_package_and_its_leavings_go_a_day_later(
    versions: Mapping[str, Path], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill = "adding.try_package = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)"
    done = add_and(kill, versions["1.9"], folder)

    assert done.returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.startswith(".adding-")
    assert list(list_packages(folder)) == []
    assert packages_state(folder) == ()
    list_as_argos(folder, monkeypatch)

    add_package(versions["1.9"], folder)
    assert left.exists()
    os.utime(left, (0, 0))
    add_package(versions["1.9"], folder)
    assert names_in(folder) == ["translate-en_ru-1_9"]


def list_as_argos(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of all packages in *folder* as Argos itself lists them."""
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder.parent / "argos"))
    from argostranslate.package import get_installed_packages

    return sorted(package.type for package in get_installed_packages([folder]))


def test_argos_itself_may_look_while_a_package_is_being_added(
    versions: Mapping[str, Path], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_package(versions["1.9"], folder)
    seen = []
    monkeypatch.setattr(adding, "try_package", lambda *_, **__: seen.append(list_as_argos(folder, monkeypatch)))
    add_package(versions["1.10"], folder)

    assert seen == [["translate", "unfinished"]]
    assert list_as_argos(folder, monkeypatch) == ["translate"]


def test_every_version_of_a_pair_is_removed_and_nothing_else(
    versions: Mapping[str, Path], folder: Path, packages_dir: Path
) -> None:
    shutil.copytree(packages_dir, folder)
    add_package(versions["1.10"], folder)
    shutil.copytree(folder / "translate-en_ru-1_10", folder / "en_ru")
    removed = remove_packages("en", "ru", folder)

    assert [package.version for package in removed] == ["1.10", "1.10"]
    assert names_in(folder) == ["translate-en_kk-0_1"]
    with pytest.raises(PackageMissingError, match="no package en → ru is installed"):
        remove_packages("en", "ru", folder)
