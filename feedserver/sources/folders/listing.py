"""What files a folder holds, and in which state: enough to see what is new, changed or gone without opening any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from feedserver.errors import SourceError

Signature = tuple[int, int, int]  # time of the last change in ns, size in bytes, inode

# What stands beside articles in many folders and is nobody's article.
_ASSETS = "jpg jpeg png gif webp avif svg ico css js mjs map woff woff2 ttf mp3 m4a ogg mp4 webm pdf"
_ASSET_SUFFIXES = frozenset(f".{name}" for name in _ASSETS.split())
_SAVED_WITH_PAGE = ("_files", ".files", "_dateien", "_файлы")  # a browser saves page.html and its folder page_files


def list_files(root: Path) -> Iterator[tuple[str, Signature]]:
    """The files below *root* by name (with ``/``, in order), each with its state.

    Hidden ones, pictures and the like, what browsers save beside a page, and folders that are links are left out.
    Raises SourceError if a folder cannot be read.
    """
    yield from _list(root, "")


def signature_of(stat: os.stat_result) -> Signature:
    """The state of a file."""
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def shown(name: str) -> str:
    """The name of a file as text: bytes in it that are not UTF-8 are escaped."""
    return name.encode("utf-8", "backslashreplace").decode()


def _list(folder: Path, above: str) -> Iterator[tuple[str, Signature]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if above and not folder.exists():
            return  # gone meanwhile
        raise SourceError(f"folder of articles {shown(str(folder))}: {error.strerror}") from error
    for entry in found:
        if entry.name.startswith("."):
            continue
        try:
            if entry.is_dir():
                if not entry.is_symlink() and not entry.name.lower().endswith(_SAVED_WITH_PAGE):
                    yield from _list(Path(entry.path), f"{above}{entry.name}/")
            elif PurePath(entry.name).suffix.lower() not in _ASSET_SUFFIXES:
                yield above + entry.name, signature_of(entry.stat())
        except OSError:
            continue  # gone meanwhile, or a link to nothing or to itself
