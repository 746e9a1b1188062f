"""Weights learned from pages that people have marked: what each feature of a line speaks for or against.

``weights.toml`` is made by ``tests/tools/learn_weights.py``; a feature without a weight says nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

Features = Mapping[str, float]


def weigh(features: Features, table: str) -> float:
    """The sum of *features*, each by its weight in *table*."""
    weights = _load()[table]
    return weights.get("always", 0.0) + sum(value * weights.get(name, 0.0) for name, value in features.items())


@cache
def _load() -> Mapping[str, Mapping[str, float]]:
    tables: dict[str, dict[str, float]] = tomllib.loads(
        resources.files(__package__).joinpath("weights.toml").read_text("utf-8")
    )
    return tables
