"""Which format a file is in, and the way to read it."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from enum import StrEnum

from feedserver.errors import CatalogueError
from feedserver.translation.catalogues.catalogue import Catalogue
from feedserver.translation.catalogues.po import read_po
from feedserver.translation.catalogues.tmx import read_tmx
from feedserver.translation.catalogues.xliff import read_xliff
from feedserver.translation.catalogues.xliff2 import read_xliff2
from feedserver.translation.catalogues.xml import find_root


class Format(StrEnum):
    """The formats that catalogues are written in."""

    PO = "po"
    TMX = "tmx"
    XLIFF = "xliff"
    XLIFF2 = "xliff2"


SUFFIXES = (".po", ".tmx", ".xlf", ".xliff")
MAX_BYTES = 64 * 2**20


def read_catalogue(content: bytes) -> Catalogue:
    """Read a catalogue of any format, told by its first bytes.

    Raises CatalogueError, with the line where there is one but without the name of the file.
    """
    begins = content[:100].removeprefix(BOM_UTF8).lstrip()
    if not begins.startswith((b"<", BOM_UTF16_BE, BOM_UTF16_LE)):
        return read_po(content)
    root, attributes = find_root(content)
    if root == "tmx":
        return read_tmx(content)
    if root == "xliff":
        return read_xliff2(content) if attributes.get("version", "").startswith("2") else read_xliff(content)
    raise CatalogueError(f"is not a catalogue: its root is <{root}>")
