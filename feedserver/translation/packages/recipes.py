"""The project's own catalogue, ``recipes.toml``: checkpoints to build packages from, and known checksums."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipe:
    """A checkpoint to build the package of one pair from; the fields as ``recipes.toml`` explains them."""

    source: str
    target: str
    hub_id: str
    kind: str
    licence: str
    parameters_m: int
    gated: bool
    version: str
    tokens: tuple[str, ...]
    quality: str

    @property
    def download_mb(self) -> int:
        return self.parameters_m * 4

    @property
    def package_mb(self) -> int:
        return self.parameters_m

    @property
    def card_url(self) -> str:
        """The page of the hub that describes it, and where the terms of a gated one are accepted."""
        return f"{hub_url()}/{self.hub_id}"


def hub_url() -> str:
    """The address of the hub, as its own library takes it from the environment."""
    return os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def list_recipes(source: str, target: str) -> list[Recipe]:
    """The recipes for the pair, the first to take first."""
    return [recipe for recipe in _all_recipes() if (recipe.source, recipe.target) == (source, target)]


def find_recipe(hub_id: str, source: str, target: str) -> Recipe | None:
    """The recipe that builds the pair from this checkpoint, or None."""
    return next((recipe for recipe in list_recipes(source, target) if recipe.hub_id == hub_id), None)


def find_sha256(file_name: str) -> str | None:
    """The known SHA-256 of a package of the index, such as ``translate-en_ru-1_9``; None if it is not known."""
    found = _catalogue()["sha256"].get(file_name)
    return None if found is None else str(found)


@cache
def _all_recipes() -> tuple[Recipe, ...]:
    return tuple(
        Recipe(
            **{name: value for name, value in checkpoint.items() if name != "pairs"},
            **(pair | {"tokens": tuple(pair["tokens"])}),
        )
        for checkpoint in _catalogue()["checkpoint"]
        for pair in checkpoint["pairs"]
    )


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("recipes.toml").read_text("utf-8"))
