"""Adding an Argos package from a file, and removing packages."""

from __future__ import annotations

import json
import shutil
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from feedserver.errors import PackageError, PackageMissingError
from feedserver.translation.packages.installed import Package, file_name_of, list_packages, read_package, read_unpacked
from feedserver.translation.packages.trying import try_package

MAX_UNPACKED_BYTES = 8_000_000_000  # the largest published model has 5 GB
MAX_FILES = 10_000  # published packages have about 10, those with data for Stanza about 50
_NEEDED = ("metadata.json", "model/model.bin")
_SCRATCH = ".adding-"
_SCRATCH_LIFE_S = 86_400


def add_package(file: Path, folder: Path, *, pair: tuple[str, str] | None = None) -> Package:
    """Unpack the package *file* (``.argosmodel``) into *folder*, try it, and return it.

    pair: the languages, from and to, that the package must be for. It is unpacked beside, translates a few lines
    there, and is moved in place in one step: a killed process leaves no half package. Then the other packages of its
    pair go, whatever their version. Raises PackageError, with the file and the reason, if it is no package, would
    write outside its folder, or does not translate.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _scratch_in(folder) as scratch:
            package = _unpack(file, scratch / "unpacked")
            if pair and pair != (package.source, package.target):
                raise PackageError(f"{file}: translates {package.source} → {package.target}, not {' → '.join(pair)}")
            try_package(package, called=file, scratch=scratch)
            place = folder / file_name_of(package.source, package.target, package.version)
            _put_away([place] if place.exists() else [], scratch)
            package.path.replace(place)
            _put_away([other.path for other in _list_pair(package, folder) if other.path != place], scratch)
    except OSError as error:
        raise PackageError(f"{file}: cannot be installed in {folder}: {error}") from error
    return read_package(place)


def remove_packages(source: str, target: str, folder: Path) -> list[Package]:
    """Remove all packages of the pair in *folder* and return them. Raises PackageMissingError if there is none."""
    found = [each for each in list_packages(folder) if (each.source, each.target) == (source, target)]
    if not found:
        raise PackageMissingError(f"no package {source} → {target} is installed in {folder}")
    try:
        with _scratch_in(folder) as scratch:
            _put_away([package.path for package in found], scratch)
    except OSError as error:
        raise PackageError(f"package {found[0].name}: cannot be removed from {folder}: {error}") from error
    return found


def _list_pair(package: Package, folder: Path) -> Iterator[Package]:
    pair = (package.source, package.target)
    return (other for other in list_packages(folder) if (other.source, other.target) == pair)


def _put_away(paths: list[Path], scratch: Path) -> None:
    """Move packages into *scratch*, each in one step; they end with it."""
    for path in paths:
        path.replace(scratch / f"old-{path.name}")


@contextmanager
def _scratch_in(folder: Path) -> Iterator[Path]:
    """A hidden folder in *folder*, so that moving from it is one step; what killed processes left there goes.

    Argos itself raises an error on any folder there without metadata.json, and passes over what is not of the type
    "translate".
    """
    for left in folder.glob(f"{_SCRATCH}*"):
        with suppress(FileNotFoundError):  # another process has just put its own away
            if time.time() - left.stat().st_mtime > _SCRATCH_LIFE_S:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_SCRATCH, ignore_cleanup_errors=True) as scratch:
        (Path(scratch) / "metadata.json").write_text(json.dumps({"type": "unfinished"}), "utf-8")
        yield Path(scratch)


def _unpack(file: Path, folder: Path) -> Package:
    try:
        with zipfile.ZipFile(file) as archive:
            root = _root_of(archive, file)
            _check_room(archive, file, folder.parent)
            archive.extractall(folder)
    except PackageError:
        raise
    except Exception as error:  # zipfile lets through whatever its decompressors raise
        raise PackageError(f"{file}: cannot be unpacked: {error}") from error
    return read_unpacked(folder / root, file)


def _root_of(archive: zipfile.ZipFile, file: Path) -> str:
    """The one folder that everything in the archive lies in."""
    items = archive.infolist()
    paths = [PurePosixPath(item.filename) for item in items]
    if any(path.is_absolute() or ".." in path.parts for path in paths):
        raise PackageError(f"{file}: refused: it would write outside its folder")
    if any(stat.S_IFMT(item.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR) for item in items):
        raise PackageError(f"{file}: refused: it has links or devices in it")
    if len(items) > MAX_FILES:
        raise PackageError(f"{file}: refused: it would unpack to more than {MAX_FILES:,} files")
    if sum(item.file_size for item in items) > MAX_UNPACKED_BYTES:
        raise PackageError(f"{file}: refused: it would unpack to more than {MAX_UNPACKED_BYTES:,} bytes")
    roots = {path.parts[0] for path in paths if path.parts}
    names = {str(PurePosixPath(*path.parts[1:])) for path in paths}
    if len(roots) != 1 or not names.issuperset(_NEEDED):
        raise PackageError(f"{file}: no Argos package: {' and '.join(_NEEDED)} are not in its one folder")
    return roots.pop()


def _check_room(archive: zipfile.ZipFile, file: Path, folder: Path) -> None:
    """Raise PackageError where the disk of *folder* has no room for what is in the archive, before it is full."""
    needed, free = sum(item.file_size for item in archive.infolist()), shutil.disk_usage(folder).free
    if needed > free:
        raise PackageError(
            f"{file}: needs {needed // 1_000_000 + 1:,} MB, but only {free // 1_000_000:,} MB are free on the disk "
            f"of {folder.parent}"
        )
