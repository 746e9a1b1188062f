"""Checkpoints of the M2M-100 kind: NLLB-200 and what was made of it, such as Tilmash, and M2M-100 itself.

Every sentence starts with the token of its language, and so does every translation.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from feedserver.errors import PackageError
from feedserver.translation.building.language_tokens import get_token
from feedserver.translation.building.plan import Plan, as_vocabulary, in_rows, read_json, read_vocabulary

FILES = ("sentencepiece.bpe.model", "tokenizer.json", "vocab.json")
_NLLB = re.compile(r"([a-z]{3})_([A-Z][a-z]{3})")
_M2M = re.compile(r"__([a-z]{2,3})__")


def plan_m2m(folder: Path, config: dict[str, Any], source: str, target: str, called: str) -> Plan:
    """How the checkpoint in *folder* becomes a package for the pair.

    Raises PackageError, which calls the checkpoint *called*, if it does not translate the pair or has no vocabulary.
    """
    if (folder / "vocab.json").is_file():
        file, form, rows = folder / "vocab.json", _M2M, _rows_of_m2m(folder / "vocab.json")
    elif (folder / "tokenizer.json").is_file():
        file, form, rows = folder / "tokenizer.json", _NLLB, _rows_of_nllb(folder / "tokenizer.json")
    else:
        raise PackageError(f"{called}: has no vocabulary: neither tokenizer.json nor vocab.json")
    size = config.get("vocab_size")
    if not isinstance(size, int):
        raise PackageError(f"{folder / 'config.json'}: has no vocab_size")
    vocabulary = in_rows(rows, size, file)
    languages = tuple(token for token in vocabulary if form.fullmatch(token))
    return Plan(
        vocabulary,
        folder / "sentencepiece.bpe.model",
        get_token(source, languages, form, called),
        get_token(target, languages, form, called),
        languages,
    )


def _rows_of_nllb(file: Path) -> dict[str, int]:
    """The vocabulary in a ``tokenizer.json`` of the tokenizers library."""
    content = read_json(file)
    model, added = content.get("model"), content.get("added_tokens")
    if not isinstance(model, dict) or not isinstance(added, list):
        raise PackageError(f"{file}: is no tokenizer")
    try:
        special = {token["content"]: token["id"] for token in added}
    except (TypeError, KeyError) as error:
        raise PackageError(f"{file}: is no tokenizer: {error!r} among its added_tokens") from error
    return as_vocabulary(model.get("vocab"), file) | as_vocabulary(special, file)


def _rows_of_m2m(file: Path) -> dict[str, int]:
    """The vocabulary in a ``vocab.json``; the languages follow after it, in an order that only transformers knows."""
    from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

    rows = read_vocabulary(file)
    return rows | {f"__{code}__": len(rows) + place for place, code in enumerate(FAIRSEQ_LANGUAGE_CODES["m2m100"])}
