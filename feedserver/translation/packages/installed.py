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
# "Licence: Apache-2.0" or "- **Licence** of the package: …", up to the end of the sentence or of the paragraph.
_LICENCE = re.compile(
    r"^[\W_]*licen[cs]e\b[^:\n]{0,60}:[*_\s]*(.+?)(?=\.\s|\.?\n\s*\n|\.?\s*\Z|\n\s*[-*#])",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_MOST_OF_A_LICENCE = 200  # characters


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
    found.sort(key=lambda package: version_key(package.version), reverse=True)
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
    if not (is_code(source) and is_code(target)):
        raise PackageError(f"{called}: no Argos translation package: metadata.json names no languages")
    if not is_version(version):
        raise PackageError(f"{called}: no Argos translation package: metadata.json has no version but {version!r}")
    tokenizer = (path / "sentencepiece.model").is_file() or (path / "bpe.model").is_file()
    if not tokenizer or not (path / "model" / "model.bin").is_file():
        raise PackageError(f"{called}: an incomplete Argos package: the model or its tokenizer is missing")
    return Package(f"translate-{source}_{target}", version, source, target, path)


def packages_state(folder: Path) -> tuple[tuple[str, int], ...]:
    """Something that changes when packages come or go."""
    if not folder.is_dir():
        return ()
    files = sorted(folder.glob("[!.]*/metadata.json"))  # a hidden folder is one that is being added
    return tuple((file.parent.name, file.stat().st_mtime_ns) for file in files if file.is_file())


def find_licence(package: Package) -> str | None:
    """What the package says of its licence in its metadata or its README.md, in one line; None if it says nothing."""
    try:
        metadata = json.loads((package.path / "metadata.json").read_text("utf-8"))
        said = metadata.get("licence") or metadata.get("license")
        if not isinstance(said, str):
            readme = (package.path / "README.md").read_text("utf-8", errors="replace")
            found = _LICENCE.search(readme)
            said = found[1] if found else ""
    except (OSError, ValueError):
        return None
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())
    return line[:_MOST_OF_A_LICENCE] or None


def install_command(target: str) -> str:
    """The command that installs the best known packages for a language of the site."""
    return f"{_command('feedserver')} models install {target}"


def _command(name: str) -> str:
    """A command of this installation as one can type it: with its path where the shell would not find it."""
    return name if shutil.which(name) else str(Path(sys.executable).with_name(name))


def is_code(code: object) -> bool:
    """Whether *code* has the form of a language in Argos's metadata: ``en``, ``pt-BR``."""
    return isinstance(code, str) and _CODE.fullmatch(code) is not None


def is_version(version: object) -> bool:
    """Whether *version* has the form of a package's version: ``1.9``. It may become part of a file's name."""
    return isinstance(version, str) and _VERSION.fullmatch(version) is not None


def file_name_of(source: str, target: str, version: str) -> str:
    """What a package's folder and file are called, as the published ones are: ``translate-en_ru-1_9``."""
    return f"translate-{source}_{target}-{version.replace('.', '_')}"


def version_key(version: str) -> tuple[int, ...]:
    """What orders versions: 1.10 is newer than 1.9."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
