"""Checkpoints are made once; what is built of them, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from feedserver.translation.building.build import build_package
from tests.translation.building.checkpoints import make_m2m, make_marian, make_nllb
from tests.translation.building.loopback_hub import LoopbackHub, running_hub


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LoopbackHub]:
    """An empty hub that the libraries take for theirs; the user has no token."""
    pytest.importorskip("huggingface_hub", reason="the extra 'build' is not installed")
    with running_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
        yield hub


@dataclass(frozen=True, slots=True)
class Kind:
    """A checkpoint that translates English to Kazakh. target: its token for Kazakh, "" where it needs none."""

    folder: Path
    target: str


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    """A checkpoint of each kind."""
    for library in ("torch", "transformers"):
        pytest.importorskip(library, reason="the extra 'build' is not installed")
    root = tmp_path_factory.mktemp("checkpoints")
    return {
        "bilingual": Kind(make_marian(root / "bilingual"), ""),
        "multi": Kind(make_marian(root / "multi", ("tur", "kaz_Latn", "kaz_Cyrl", "pt_br")), ">>kaz_Cyrl<<"),
        "nllb": Kind(make_nllb(root / "nllb"), "kaz_Cyrl"),
        "m2m": Kind(make_m2m(root / "m2m"), "__kk__"),
    }


@pytest.fixture(scope="session")
def built(checkpoints: dict[str, Kind], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of the package en → kk made of each."""
    root = tmp_path_factory.mktemp("built")
    return {
        name: build_package(str(kind.folder), "en", "kk", root / name, cache=root) for name, kind in checkpoints.items()
    }
