"""Building a package from a checkpoint: a folder, or what a Hugging Face hub has under a name."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedserver.errors import PackageError
from feedserver.languages import normalise_tag
from feedserver.translation.building import m2m, marian
from feedserver.translation.building.argosmodel import Label, pack, write_files
from feedserver.translation.building.card import read_card
from feedserver.translation.building.conversion import convert
from feedserver.translation.building.hub import HubCheckpoint
from feedserver.translation.building.plan import Plan, read_json
from feedserver.translation.packages.downloading import PATIENCE, Patience, Progress
from feedserver.translation.packages.trying import samples_of, translate_apart

_EXTRA = ("torch", "transformers", "huggingface_hub")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of checkpoint. files: those with its vocabulary. plan: reads them."""

    files: tuple[str, ...]
    plan: Callable[[Path, dict[str, Any], str, str, str], Plan]


# By the model_type in their config.json.
_KINDS = {"marian": _Kind(marian.FILES, marian.plan_marian), "m2m_100": _Kind(m2m.FILES, m2m.plan_m2m)}


def build_package(
    origin: str,
    source: str,
    target: str,
    out_folder: Path,
    *,
    cache: Path,
    version: str = "1.0",
    progress: Progress = lambda there, total: None,
    patience: Patience = PATIENCE,
) -> Path:
    """Build an Argos package that translates *source* → *target* (BCP 47) from the checkpoint *origin*.

    origin: a folder, or a name on the hub such as ``issai/tilmash``. cache: where what is downloaded is kept, for
    another pair and for a download that broke off. Returns the new file, ``translate-en_kk-1_0.argosmodel`` in
    *out_folder*, which is there only if the package works. Raises PackageError, which says what to do.
    """
    _require_extra()
    try:
        source, target = normalise_tag(source), normalise_tag(target)
    except ValueError as error:
        raise PackageError(str(error)) from error
    try:
        checkpoint = None if Path(origin).is_dir() else HubCheckpoint(origin, cache, patience)
        folder = checkpoint.folder if checkpoint else Path(origin).resolve()
        if checkpoint:
            checkpoint.fetch_descriptions(sum((kind.files for kind in _KINDS.values()), ()), progress)
        plan = _plan(folder, source, target, origin)
        if checkpoint:  # gigabytes, so not before the rest is known to be right
            checkpoint.fetch_weights(progress)
        label = Label(
            source,
            target,
            version,
            origin if checkpoint else folder.name,
            checkpoint.revision if checkpoint else None,
            read_card(folder),
        )
        return _build(folder, plan, label, out_folder, origin)
    except OSError as error:
        raise PackageError(f"{origin}: a package cannot be built in {out_folder}: {error}") from error


def _require_extra() -> None:
    if any(importlib.util.find_spec(name) is None for name in _EXTRA):
        raise PackageError(
            "building needs more than serving: pip install 'feedserver[build]', or in a checkout: make build-tools"
        )


def _plan(folder: Path, source: str, target: str, called: str) -> Plan:
    config = read_json(folder / "config.json")
    kind = _KINDS.get(str(config.get("model_type")))
    if kind is None:
        raise PackageError(
            f"{called}: is a checkpoint of the kind {config.get('model_type')!r}; "
            f"packages can be built from {' and '.join(_KINDS)}"
        )
    plan = kind.plan(folder, config, source, target, called)
    if not plan.sentencepiece.is_file():
        raise PackageError(f"{called}: has no {plan.sentencepiece.name}")
    return plan


def _build(folder: Path, plan: Plan, label: Label, out_folder: Path, called: str) -> Path:
    """Build in a folder beside, and move the package in place when it has proved to work."""
    out_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_folder, prefix=".building-") as scratch:
        package = Path(scratch) / "packages" / label.file_name
        package.mkdir(parents=True)
        convert(folder, plan, package / "model", called)
        write_files(package, label, plan)
        _try(package, label, Path(scratch), called)
        packed = Path(scratch) / f"{label.file_name}.argosmodel"
        pack(package, packed)
        return packed.replace(out_folder / packed.name)


def _try(package: Path, label: Label, scratch: Path, called: str) -> None:
    """Let the package translate. What comes back is judged where it is installed."""
    try:
        translate_apart(package.parent, label.source, label.target, samples_of(label.source), scratch=scratch / "argos")
    except PackageError as error:
        raise PackageError(f"{called}: the package made of it does not work: {error}") from error
