"""How values of the model stand in columns of text: compact JSON, readable with any database tool."""

from __future__ import annotations

import json
from collections.abc import Sequence

from feedserver.model import Block, BlockKind


def write_blocks(blocks: Sequence[Block]) -> str:
    return _write([[block.kind.value, block.html] for block in blocks])


def read_blocks(column: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind(kind), html) for kind, html in json.loads(column))


def write_labels(labels: Sequence[str]) -> str:
    return _write(list(labels))


def read_labels(column: str) -> tuple[str, ...]:
    return tuple(json.loads(column))


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
