"""Marian checkpoints: OPUS-MT, with one target language or several."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from feedserver.errors import PackageError
from feedserver.translation.building.language_tokens import canonical, get_token
from feedserver.translation.building.plan import Plan, in_rows, read_json, read_vocabulary

FILES = ("vocab.json", "source.spm", "target.spm")
_LANGUAGE = re.compile(r">>([a-z]{2,3})(?:_([A-Z][a-z]{3}))?<<")
_LANGUAGE_OR_VARIETY = re.compile(r">>[\w-]{2,40}<<", re.ASCII)  # there are >>pt_br<< and worse


def plan_marian(folder: Path, config: dict[str, Any], source: str, target: str, called: str) -> Plan:
    """How the Marian checkpoint in *folder* becomes a package for the pair.

    With several target languages every sentence starts with the token of the one that is meant. Raises PackageError,
    which calls the checkpoint *called*, if it does not translate the pair or cannot be converted.
    """
    if config.get("share_encoder_decoder_embeddings") is False:
        raise PackageError(f"{called}: has one vocabulary for each side, which an Argos package cannot")
    _check_direction(folder, source, target, called)
    file = folder / "vocab.json"
    rows = read_vocabulary(file)
    vocabulary = in_rows(rows, len(rows), file)
    if config.get("vocab_size") != len(vocabulary) or vocabulary[-1] != "<pad>":
        # The converter drops the last row: Marian's decoder starts from nothing, transformers' from <pad>.
        raise PackageError(f"{called}: its vocabulary does not end with <pad> where its embeddings do")
    languages = tuple(token for token in vocabulary if _LANGUAGE_OR_VARIETY.fullmatch(token))
    prefix = get_token(target, languages, _LANGUAGE, called) if languages else None
    return Plan(vocabulary, folder / "source.spm", prefix, "", languages)


def _check_direction(folder: Path, source: str, target: str, called: str) -> None:
    """Refuse a checkpoint that says it translates the other way; many name groups of languages and say nothing."""
    file = folder / "tokenizer_config.json"
    settings = read_json(file) if file.is_file() else {}
    there = [settings.get(name) for name in ("source_lang", "target_lang")]
    if [canonical(str(code)) for code in there] == [canonical(tag.partition("-")[0]) for tag in (target, source)]:
        raise PackageError(f"{called}: translates {target} → {source}, not {source} → {target}")
