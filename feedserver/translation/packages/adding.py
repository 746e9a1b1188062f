"""Adding an Argos package from a file."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from feedserver.errors import PackageError
from feedserver.translation.packages.installed import Package, read_package, read_unpacked

MAX_UNPACKED_BYTES = 8_000_000_000  # the largest published model has 5 GB
_NEEDED = ("metadata.json", "model/model.bin")


def add_package(file: Path, folder: Path) -> Package:
    """Unpack the package *file* (``.argosmodel``) into *folder* and return it.

    It is unpacked beside and moved in place in one step, so a killed process leaves no half package. Raises
    PackageError, with the file and the reason, if it is no package or would write outside its folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as scratch:
            package = _unpack(file, Path(scratch) / "unpacked")
            place = folder / f"{package.name}-{package.version.replace('.', '_')}"
            if place.exists():
                place.replace(Path(scratch) / "replaced")
            package.path.replace(place)
    except OSError as error:
        raise PackageError(f"{file}: cannot be installed in {folder}: {error}") from error
    return read_package(place)


def _unpack(file: Path, folder: Path) -> Package:
    try:
        with zipfile.ZipFile(file) as archive:
            root = _root_of(archive, file)
            archive.extractall(folder)
    except PackageError:
        raise
    except Exception as error:  # zipfile lets through whatever its decompressors raise
        raise PackageError(f"{file}: cannot be unpacked: {error}") from error
    return read_unpacked(folder / root, file)


def _root_of(archive: zipfile.ZipFile, file: Path) -> str:
    """The one folder that everything in the archive lies in."""
    paths = [PurePosixPath(item.filename) for item in archive.infolist()]
    if any(path.is_absolute() or ".." in path.parts for path in paths):
        raise PackageError(f"{file}: refused: it would write outside its folder")
    if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
        raise PackageError(f"{file}: refused: it would unpack to more than {MAX_UNPACKED_BYTES:,} bytes")
    roots = {path.parts[0] for path in paths if path.parts}
    names = {str(PurePosixPath(*path.parts[1:])) for path in paths}
    if len(roots) != 1 or not names.issuperset(_NEEDED):
        raise PackageError(f"{file}: no Argos package: {' and '.join(_NEEDED)} are not in its one folder")
    return roots.pop()
