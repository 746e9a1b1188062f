"""Scoring translations against a person's: chrF and BLEU, by sacrebleu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feedserver.errors import TranslationError


@dataclass(frozen=True, slots=True)
class Score:
    """name: of the metric. value: from 0 to 100. signature: sacrebleu's, with all that decides the value."""

    name: str
    value: float
    signature: str


def read_references(file: Path) -> list[tuple[str, str]]:
    """Source and reference of each line of *file*: UTF-8, two columns with a tab between; empty lines are skipped.

    Raises TranslationError that names the file and the line.
    """
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TranslationError(f"{file}: cannot be read: {error}") from error
    pairs = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) != 2 or not all(columns):
            raise TranslationError(f"{file}, line {number}: not two columns: source, tab, reference")
        pairs.append((columns[0], columns[1]))
    if not pairs:
        raise TranslationError(f"{file}: has no lines; it needs two columns: source, tab, reference")
    return pairs


def score(translations: Sequence[str], references: Sequence[str]) -> list[Score]:
    """chrF and BLEU of *translations*, each with its one reference."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    scores = []
    for metric in (CHRF(), BLEU()):
        result = metric.corpus_score(translations, [references])
        scores.append(Score(result.name, result.score, str(metric.get_signature())))
    return scores
