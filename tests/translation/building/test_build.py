"""What a built package is: an ordinary one, made whole or not at all."""

from __future__ import annotations

import json
import os
import pickle
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feedserver.errors import PackageError
from feedserver.translation.building.build import build_package
from feedserver.translation.packages.adding import add_package
from tests.translation.building.checkpoints import ENGLISH, KAZAKH, make_marian
from tests.translation.building.conftest import Kind
from tests.translation.building.onnx_splitter import write_splitter

# Checkpoints are made once, and PyTorch loaded once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("checkpoints")]


def read(package: Path, name: str) -> str:
    with zipfile.ZipFile(package) as archive:
        return archive.read(f"translate-en_kk-1_0/{name}").decode()


def copy_of(kind: Kind, tmp_path: Path) -> Path:
    return shutil.copytree(kind.folder, tmp_path / "checkpoint")


def refusal_of(folder: Path, tmp_path: Path, source: str = "en", target: str = "kk") -> str:
    """Why no package can be built of *folder*; nothing may be left of the try."""
    with pytest.raises(PackageError) as refused:
        build_package(str(folder), source, target, tmp_path / "out", cache=tmp_path / "cache")
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    return str(refused.value)


@contextmanager
def files_of_at_most(max_bytes: int) -> Iterator[None]:
    """No file can grow larger meanwhile, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["bilingual", "multi", "nllb", "m2m"])
def test_a_built_package_is_installed_as_any_other(name: str, built: dict[str, Path], tmp_path: Path) -> None:
    package = add_package(built[name], tmp_path)

    assert built[name].name == "translate-en_kk-1_0.argosmodel"
    assert (package.source, package.target, package.version) == ("en", "kk", "1.0")


@pytest.mark.parametrize("name", ["multi", "nllb", "m2m"])
def test_the_command_of_argos_translates_with_it(name: str, built: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(built[name]) as archive:
        archive.extractall(tmp_path / "packages")
    write_splitter(tmp_path / "argos-translate" / "minisbd" / "en.onnx")  # it would download one
    homes = {f"XDG_{home}_HOME": str(tmp_path) for home in ("DATA", "CONFIG", "CACHE")}
    environ = os.environ | homes | {"HOME": str(tmp_path), "ARGOS_PACKAGES_DIR": str(tmp_path / "packages")}
    command = [Path(sys.executable).with_name("argos-translate"), "--from-lang", "en", "--to-lang", "kk"]

    done = subprocess.run(
        [*command, f"{ENGLISH[2]}\n{ENGLISH[0]}"], env=environ, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == f"{KAZAKH[2]}\n{KAZAKH[0]}\n"


def test_the_same_checkpoint_gives_the_same_bytes(
    built: dict[str, Path], checkpoints: dict[str, Kind], tmp_path: Path
) -> None:
    again = build_package(str(checkpoints["nllb"].folder), "en", "kk", tmp_path, cache=tmp_path)

    assert again.read_bytes() == built["nllb"].read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [again.name]


def test_the_package_says_what_it_is_made_from(built: dict[str, Path]) -> None:
    readme = read(built["multi"], "README.md")

    assert "# English → Kazakh" in readme
    assert "Made from: multi" in readme
    assert "cc-by-4.0" in readme
    assert "int8" in readme
    assert "Please cite its makers." in readme
    assert "license:" not in readme


def test_the_metadata_are_those_of_argos(built: dict[str, Path]) -> None:
    metadata = json.loads(read(built["nllb"], "metadata.json"))

    assert metadata == {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": "en",
        "from_name": "English",
        "to_code": "kk",
        "to_name": "Kazakh",
        "target_prefix": "kaz_Cyrl",
    }
    assert "target_prefix" not in json.loads(read(built["multi"], "metadata.json"))


def test_the_weights_have_eight_bits(built: dict[str, Path], checkpoints: dict[str, Kind]) -> None:
    weights = (checkpoints["multi"].folder / "model.safetensors").stat().st_size
    with zipfile.ZipFile(built["multi"]) as archive:
        converted = archive.getinfo("translate-en_kk-1_0/model/model.bin").file_size

    assert converted < weights * 0.8  # the table of positions is as large as a tiny model


def test_a_sentence_longer_than_the_checkpoint_has_positions_is_translated(
    built: dict[str, Path], tmp_path: Path
) -> None:
    import ctranslate2

    package = add_package(built["multi"], tmp_path)
    translator = ctranslate2.Translator(str(package.path / "model"))

    results = translator.translate_batch([["▁the"] * 5000, ["▁the"]], beam_size=1, max_decoding_length=5)

    assert all(result.hypotheses[0] for result in results)


def test_pickled_weights_are_read_as_weights(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    folder = make_marian(tmp_path / "pickled", ("kaz",), pickled=True)

    assert build_package(str(folder), "en", "kk", tmp_path / "out", cache=tmp_path).is_file()


def test_code_in_pickled_weights_is_not_run(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    folder = copy_of(checkpoints["bilingual"], tmp_path)
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap()))

    assert "cannot be converted" in refusal_of(folder, tmp_path)
    assert not (tmp_path / "sprung").exists()


def test_code_beside_the_weights_is_not_run(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    folder = copy_of(checkpoints["bilingual"], tmp_path)
    for name, entry in (("config", "AutoConfig"), ("tokenizer_config", "AutoTokenizer")):
        content = json.loads((folder / f"{name}.json").read_text())
        (folder / f"{name}.json").write_text(json.dumps(content | {"auto_map": {entry: "trap.Trap"}}))
    (folder / "trap.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')\nclass Trap: pass\n")

    assert build_package(str(folder), "en", "kk", tmp_path / "out", cache=tmp_path).is_file()
    assert not (tmp_path / "sprung").exists()


def test_a_full_disk_leaves_nothing(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    with files_of_at_most(50_000):
        message = refusal_of(checkpoints["nllb"].folder, tmp_path)

    assert "cannot be built in" in message
    assert "File too large" in message


def test_another_kind_of_checkpoint_is_refused_by_name(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    folder = copy_of(checkpoints["bilingual"], tmp_path)
    (folder / "config.json").write_text('{"model_type": "gpt2"}')

    message = refusal_of(folder, tmp_path)

    assert "of the kind 'gpt2'" in message
    assert "marian and m2m_100" in message


@pytest.mark.parametrize("name", ["multi", "nllb", "m2m"])
def test_a_language_that_the_checkpoint_does_not_know_is_refused(
    name: str, tmp_path: Path, checkpoints: dict[str, Kind]
) -> None:
    message = refusal_of(checkpoints[name].folder, tmp_path, target="tlh")

    assert "has no token for the language tlh" in message
    assert {"multi": ">>kaz_Cyrl<<", "nllb": "ace_Arab", "m2m": "__af__"}[name] in message


def test_a_checkpoint_that_translates_the_other_way_is_refused(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    assert "translates en → kk, not kk → en" in refusal_of(checkpoints["bilingual"].folder, tmp_path, "kk", "en")


DAMAGES = {
    "no config": ("config.json", None, "config.json: cannot be read"),
    "no vocabulary": ("vocab.json", None, "vocab.json: cannot be read"),
    "a list for a vocabulary": ("vocab.json", b"[]", "is no JSON object"),
    "words for numbers": ("vocab.json", b'{"a": "b"}', "is no vocabulary"),
    "a vocabulary of another model": ("vocab.json", b'{"a": 0, "<pad>": 1}', "does not end with <pad>"),
    "no tokenizer": ("source.spm", None, "has no source.spm"),
    "no weights": ("model.safetensors", None, "cannot be converted"),
    "broken weights": ("model.safetensors", b"\x08" + bytes(100), "cannot be converted"),
    "a broken tokenizer": ("source.spm", b"no tokenizer", "the package made of it does not work"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_checkpoint_is_refused(what: str, tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    name, content, reason = DAMAGES[what]
    folder = copy_of(checkpoints["bilingual"], tmp_path)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)

    assert reason in refusal_of(folder, tmp_path)


def test_one_vocabulary_for_each_side_is_refused(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    folder = copy_of(checkpoints["bilingual"], tmp_path)
    config = json.loads((folder / "config.json").read_text()) | {"share_encoder_decoder_embeddings": False}
    (folder / "config.json").write_text(json.dumps(config))

    assert "one vocabulary for each side" in refusal_of(folder, tmp_path)


def test_a_tag_that_is_none_is_refused(tmp_path: Path, checkpoints: dict[str, Kind]) -> None:
    assert "'Kazakh!' is not a language tag" in refusal_of(checkpoints["nllb"].folder, tmp_path, target="Kazakh!")


def test_without_the_extra_the_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)

    assert "pip install 'feedserver[build]'" in refusal_of(tmp_path, tmp_path)
