"""Checkpoints from a hub: only what is needed, checked, resumed, and a clear sentence where it cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedserver.errors import PackageError
from feedserver.translation.building.build import build_package
from feedserver.translation.packages.downloading import Patience
from tests.translation.building.conftest import Kind
from tests.translation.building.loopback_hub import REVISION, TOKEN, LoopbackHub
from tests.translation.building.test_build import files_of_at_most, read

# Checkpoints are made once, and PyTorch loaded once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("checkpoints")]

HUB_ID = "maker/tiny-en-kk"
ONCE = Patience(timeout_s=5, attempts=1)


def build(tmp_path: Path, hub_id: str = HUB_ID) -> Path:
    return build_package(hub_id, "en", "kk", tmp_path / "out", cache=tmp_path / "cache", patience=ONCE)


def refusal_of(tmp_path: Path, hub_id: str = HUB_ID) -> str:
    """Why nothing can be built of it; nothing may be left of the try but what was downloaded."""
    with pytest.raises(PackageError) as refused:
        build(tmp_path, hub_id)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    return str(refused.value)


@pytest.fixture
def tiny(hub: LoopbackHub, checkpoints: dict[str, Kind]) -> LoopbackHub:
    """A hub with one checkpoint."""
    hub.models[HUB_ID] = checkpoints["nllb"].folder
    return hub


def test_a_checkpoint_of_the_hub_gives_the_package_of_its_files(
    tiny: LoopbackHub, built: dict[str, Path], tmp_path: Path
) -> None:
    steps: list[tuple[int, int | None]] = []
    package = build_package(
        HUB_ID,
        "en",
        "kk",
        tmp_path / "out",
        cache=tmp_path / "cache",
        progress=lambda there, total: steps.append((there, total)),
    )

    assert f"Made from: {HUB_ID}, revision {REVISION}" in read(package, "README.md")
    for name in ("model/config.json", "model/shared_vocabulary.json", "metadata.json"):
        assert read(package, name) == read(built["nllb"], name)
    assert steps[-1][0] == steps[-1][1]
    assert len(tiny.asked_for("model.safetensors")) == 1


def test_another_pair_downloads_nothing_again(tiny: LoopbackHub, tmp_path: Path) -> None:
    build(tmp_path)
    tiny.asked.clear()

    build_package(HUB_ID, "kk", "en", tmp_path / "out", cache=tmp_path / "cache")

    assert [path.partition("?")[0] for _, path, _, _ in tiny.asked] == [f"/api/models/{HUB_ID}"]


def test_a_download_that_broke_off_is_resumed(tiny: LoopbackHub, tmp_path: Path) -> None:
    tiny.cut["model.safetensors"] = 10_000
    assert "run it again to go on" in refusal_of(tmp_path)

    build(tmp_path)

    assert tiny.asked_for("model.safetensors") == [None, "bytes=10000-"]


@pytest.mark.parametrize("name", ["model.safetensors", "sentencepiece.bpe.model", "tokenizer.json", "config.json"])
def test_a_corrupt_file_is_refused_and_asked_for_anew(name: str, tiny: LoopbackHub, tmp_path: Path) -> None:
    tiny.corrupt.add(name)
    message = refusal_of(tmp_path)
    assert name in message
    assert "refused" in message

    tiny.corrupt.clear()
    assert build(tmp_path).is_file()


def test_a_gated_checkpoint_says_where_to_get_a_token(tiny: LoopbackHub, tmp_path: Path) -> None:
    tiny.gated.add(HUB_ID)

    message = refusal_of(tmp_path)

    assert f"accept them on {tiny.endpoint}/{HUB_ID}" in message
    assert f"make a token on {tiny.endpoint}/settings/tokens" in message
    assert "HF_TOKEN" in message


def test_a_token_opens_a_gated_checkpoint_and_goes_to_the_hub_alone(
    tiny: LoopbackHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.gated.add(HUB_ID)
    monkeypatch.setenv("HF_TOKEN", TOKEN)

    assert build(tmp_path).is_file()

    sent_elsewhere = {authorization for _, path, _, authorization in tiny.asked if path.startswith("/cdn/")}
    assert sent_elsewhere == {None}


def test_a_checkpoint_that_is_not_there_is_named(hub: LoopbackHub, tmp_path: Path) -> None:
    assert f"{hub.endpoint}/no/such is not there" in refusal_of(tmp_path, "no/such")


def test_what_is_neither_a_folder_nor_a_name_is_refused(tmp_path: Path, hub: LoopbackHub) -> None:
    assert "neither a folder nor the name of a checkpoint" in refusal_of(tmp_path, "./no/such/folder")
    assert hub.asked == []


def test_no_network_is_a_clear_sentence(hub: LoopbackHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")

    message = refusal_of(tmp_path)

    assert "http://127.0.0.1:1 cannot be asked" in message
    assert "is this machine online?" in message


def test_a_full_disk_is_a_clear_sentence(tiny: LoopbackHub, tmp_path: Path) -> None:
    with files_of_at_most(50_000):
        assert "cannot be written" in refusal_of(tmp_path)

    assert build(tmp_path).is_file()


def test_a_pair_that_is_not_there_costs_no_download_of_weights(tiny: LoopbackHub, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="has no token for the language tlh"):
        build_package(HUB_ID, "en", "tlh", tmp_path / "out", cache=tmp_path / "cache")

    assert tiny.asked_for("model.safetensors") == []


def test_a_checkpoint_without_weights_is_refused(tiny: LoopbackHub, tmp_path: Path) -> None:
    folder = tmp_path / "weightless"
    folder.mkdir()
    for file in tiny.models[HUB_ID].iterdir():
        if file.suffix != ".safetensors":
            (folder / file.name).write_bytes(file.read_bytes())
    tiny.models[HUB_ID] = folder

    assert "has no weights" in refusal_of(tmp_path)
