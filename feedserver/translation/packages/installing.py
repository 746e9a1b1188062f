"""Installing a package that is downloaded or built first."""

from __future__ import annotations

import tempfile
from pathlib import Path

from feedserver.translation.packages.adding import MAX_UNPACKED_BYTES, add_package
from feedserver.translation.packages.downloading import PATIENCE, Patience, Progress, download
from feedserver.translation.packages.index import Offer
from feedserver.translation.packages.installed import Package
from feedserver.translation.packages.recipes import find_sha256


def install_offer(
    offer: Offer, downloads: Path, folder: Path, *, progress: Progress, patience: Patience = PATIENCE
) -> Package:
    """Download the package that the index offers into *downloads*, and add it to the packages in *folder*.

    Raises DownloadError or PackageError; then nothing is installed, and what was downloaded of it is kept to go on
    with, unless it is no good.
    """
    file = downloads / f"{offer.file_name}.argosmodel"
    sha256 = find_sha256(offer.file_name)
    download(offer.links, file, max_bytes=MAX_UNPACKED_BYTES, sha256=sha256, progress=progress, patience=patience)
    try:
        return add_package(file, folder, pair=(offer.source, offer.target))
    finally:
        file.unlink(missing_ok=True)


def install_built(
    origin: str, source: str, target: str, downloads: Path, folder: Path, *, version: str, progress: Progress
) -> Package:
    """Build a package from the checkpoint *origin*, a folder or an id on the hub, and add it to those in *folder*.

    downloads: where it is downloaded and built; a checkpoint of the hub stays there for its other pairs. Raises
    PackageError that says what to do; then nothing is installed.
    """
    from feedserver.translation.building.build import build_package

    downloads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=downloads, prefix="building-") as scratch:
        cache = checkpoints_in(downloads)
        file = build_package(origin, source, target, Path(scratch), cache=cache, version=version, progress=progress)
        return add_package(file, folder, pair=(source, target))


def checkpoints_in(downloads: Path) -> Path:
    """Where checkpoints of the hub are kept. They may be deleted at any time."""
    return downloads / "checkpoints"
