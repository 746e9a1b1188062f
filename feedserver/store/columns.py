"""How values of the model stand in columns of text: compact JSON, readable with any database tool."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from feedserver.model import Block, BlockKind, Enclosure


def write_blocks(blocks: Sequence[Block]) -> str:
    rows = ([block.kind.value, block.html, block.language] for block in blocks)
    return _write([row if row[-1] else row[:-1] for row in rows])


def read_blocks(column: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind(kind), *rest) for kind, *rest in json.loads(column))


def write_enclosures(enclosures: Sequence[Enclosure]) -> str | None:
    rows = [[each.url, each.type, each.length, each.duration_s, each.title] for each in enclosures]
    return _write(rows) if rows else None


def read_enclosures(column: str | None) -> tuple[Enclosure, ...]:
    return tuple(Enclosure(*row) for row in json.loads(column)) if column else ()


def write_labels(labels: Sequence[str]) -> str:
    return _write(list(labels))


def read_labels(column: str) -> tuple[str, ...]:
    return tuple(json.loads(column))


def write_faults(faults: Mapping[str, int]) -> str | None:
    return _write(dict(sorted(faults.items()))) if faults else None


def read_faults(column: str | None) -> dict[str, int]:
    return dict(json.loads(column)) if column else {}


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
