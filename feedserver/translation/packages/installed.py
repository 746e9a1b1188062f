"""Argos packages on disk: which are installed."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedserver.errors import PackageError

_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_VERSION = re.compile(r"[\w.+-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Package:
    """An installed Argos package. name: as in Argos's index, ``translate-en_ru``. path: its folder."""

    name: str
    version: str
    source: str
    target: str
    path: Path


def list_packages(folder: Path) -> Iterator[Package]:
    """The translation packages in *folder*, by pair and newest version first; what is no package is passed over."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            found.append(read_package(path))
        except PackageError:
            continue
    found.sort(key=lambda package: _version_key(package.version), reverse=True)
    yield from sorted(found, key=lambda package: (package.source, package.target))


def read_package(path: Path) -> Package:
    """The package unpacked in *path*. Raises PackageError, with the path and the reason, if it is none."""
    return read_unpacked(path, path)


def read_unpacked(path: Path, called: Path) -> Package:
    """As read_package, but errors call it *called*: the file that it was unpacked from."""
    try:
        metadata = json.loads((path / "metadata.json").read_text("utf-8"))
        source, target = metadata["from_code"], metadata["to_code"]
        version = str(metadata.get("package_version") or "0")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise PackageError(f"{called}: no Argos translation package: metadata.json: {error}") from error
    if not all(isinstance(code, str) and _CODE.fullmatch(code) for code in (source, target)):
        raise PackageError(f"{called}: no Argos translation package: metadata.json names no languages")
    if not _VERSION.fullmatch(version):
        raise PackageError(f"{called}: no Argos translation package: metadata.json has no version but {version!r}")
    tokenizer = (path / "sentencepiece.model").is_file() or (path / "bpe.model").is_file()
    if not tokenizer or not (path / "model" / "model.bin").is_file():
        raise PackageError(f"{called}: an incomplete Argos package: the model or its tokenizer is missing")
    return Package(f"translate-{source}_{target}", version, source, target, path)


def packages_state(folder: Path) -> tuple[tuple[str, int], ...]:
    """Something that changes when packages come or go."""
    if not folder.is_dir():
        return ()
    files = sorted(folder.glob("*/metadata.json"))
    return tuple((file.parent.name, file.stat().st_mtime_ns) for file in files if file.is_file())


def installation_hint(source: str, target: str, folder: Path) -> str:
    """The command that installs a package for the pair into *folder*.

    The public index has most languages from and to English, but no Kazakh.
    """
    if "kk" in (source, target) or "en" not in (source, target):
        return f"{_command('feedserver')} models add FILE.argosmodel"
    return f"ARGOS_PACKAGES_DIR={folder} {_command('argospm')} install translate-{source}_{target}"


def _command(name: str) -> str:
    """A command of this installation as one can type it: with its path where the shell would not find it."""
    return name if shutil.which(name) else str(Path(sys.executable).with_name(name))


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
