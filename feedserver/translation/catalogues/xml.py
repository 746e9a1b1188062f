"""XML files from elsewhere: looked at before the toolkit, which is not strict enough, reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from feedserver.errors import CatalogueError

if TYPE_CHECKING:
    from lxml.etree import _Element


def find_root(content: bytes) -> tuple[str, Mapping[str, str]]:
    """The name, without prefix, and the attributes of the root element of a well-formed XML file.

    Raises CatalogueError, with the line, for what is not well-formed and for declarations in the file, which are how
    an XML file attacks its reader (entities that grow or name files). A DOCTYPE that only names a DTD is nobody's
    harm: the DTD is not read.
    """
    parser = expat.ParserCreate()
    roots: list[tuple[str, Mapping[str, str]]] = []

    def doctype(_name: str, _system: str | None, _public: str | None, has_subset: bool) -> None:
        if has_subset:
            _refuse(parser.CurrentLineNumber, "declarations (<!DOCTYPE … [ … ]>) are not accepted")

    def start(name: str, attributes: Mapping[str, str]) -> None:
        roots.append((name.rpartition(":")[2], attributes))
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        _refuse(error.lineno, f"is not well-formed XML: {expat.ErrorString(error.code)}")
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        _refuse(parser.CurrentLineNumber, f"cannot be read: {error}")
    return roots[0]


def text_of(node: _Element | None) -> str:
    """The text of an element. Raises ValueError if it holds other elements: ours are tags in the text, ``<a1>``."""
    if node is None:
        return ""
    if len(node):
        name = str(node[0].tag).rpartition("}")[2] if isinstance(node[0].tag, str) else "&…;"
        raise ValueError(f"it holds <{name}>; markup is written as text here, in tags such as <a1>")
    return node.text or ""


def _refuse(line: int, reason: str) -> NoReturn:
    raise CatalogueError(f"line {line}: {reason}")
