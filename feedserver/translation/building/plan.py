"""What a checkpoint's own files say about how it is to be converted, before its weights are touched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedserver.errors import PackageError


@dataclass(frozen=True, slots=True)
class Plan:
    """What a package needs beside the weights.

    vocabulary: the token of each row of the embeddings. sentencepiece: the file in the checkpoint that cuts text
    into tokens. source_prefix: the token that every sentence starts with, if any. target_prefix: the token that
    every translation starts with, or "". languages: the tokens that are names of languages and never text.
    """

    vocabulary: tuple[str, ...]
    sentencepiece: Path
    source_prefix: str | None
    target_prefix: str
    languages: tuple[str, ...]


def read_json(file: Path) -> dict[str, Any]:
    """The JSON object in *file*. Raises PackageError that names the file if there is none."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(f"{file}: cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise PackageError(f"{file}: is no JSON object")
    return content


def read_vocabulary(file: Path) -> dict[str, int]:
    """The tokens and their rows in *file*, a ``vocab.json``. Raises PackageError if it is none."""
    return as_vocabulary(read_json(file), file)


def as_vocabulary(content: object, file: Path) -> dict[str, int]:
    """*content* if it maps tokens to rows. Raises PackageError that names *file* otherwise."""
    if not isinstance(content, dict) or not all(type(row) is int for row in content.values()):
        raise PackageError(f"{file}: is no vocabulary: tokens and their numbers")
    return content


def in_rows(rows: dict[str, int], size: int, file: Path) -> tuple[str, ...]:
    """The tokens of *rows* in the order of their rows, with stand-ins where the *size* embeddings have more.

    Raises PackageError that names *file* if a token has no embedding.
    """
    tokens = [f"madeupword{row}" for row in range(size)]  # what fairseq calls those that only fill up
    for token, row in rows.items():
        if not 0 <= row < size:
            raise PackageError(f"{file}: {token!r} has the number {row}, but the model has {size} embeddings")
        tokens[row] = token
    return tuple(tokens)
