"""Who may import whom: the order of the house, read from the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "feedserver"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the ground up; a module imports what stands below it, and its own package. Between themselves the parts of one
# floor are strangers.
FLOORS = (
    {"codings", "errors"},
    {"model"},
    {"languages", "stopping", "inline_html"},
    {"declarations", "transliteration"},
    {"words"},
    {"settings", "detection"},
    {"store"},
    {"sources", "translation", "feeds"},
    {"startup"},
    {"watching", "announcing"},
    {"web", "worker", "supervisor"},
    {"__init__", "cli"},
    {"__main__"},
)
FLOOR_OF = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
ALLOWED_IN = {
    "flask": {"web", "__init__", "cli"},
    "flask_babel": {"web"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "argostranslate": {"translation"},
    "ctranslate2": {"translation"},
}


def part_of(path: Path) -> str:
    """The part of the house that a module belongs to: a package or a module directly under ``feedserver``."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported_modules(path: Path) -> tuple[str, ...]:
    """The dotted names that a module imports, wherever in it, for types alone or not."""
    return tuple(_imported_modules(path))


def _imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_parts(path: Path) -> set[str]:
    names = (name.split(".") for name in imported_modules(path))
    parts = {name[1] for name in names if name[0] == "feedserver" and len(name) > 1}
    return parts - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_stands_below_it(path: Path) -> None:
    mine = part_of(path)
    for other in imported_parts(path) - {mine}:
        assert other in FLOOR_OF, f"{other} has no floor in this test"
        assert FLOOR_OF[other] < FLOOR_OF[mine], f"{mine} imports {other}"


@pytest.mark.parametrize("library", ALLOWED_IN)
def test_a_library_is_imported_only_where_it_is_at_home(library: str) -> None:
    users = {part_of(path) for path in MODULES if library in {name.split(".")[0] for name in imported_modules(path)}}

    assert users <= ALLOWED_IN[library]


def test_every_part_has_a_floor() -> None:
    assert {part_of(path) for path in MODULES} == set(FLOOR_OF)
