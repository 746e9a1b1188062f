"""A built package gives, token for token, what its checkpoint gives in transformers."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from feedserver.translation.packages.trying import translate_apart
from tests.translation.building.checkpoints import ENGLISH, KAZAKH, some_sentences
from tests.translation.building.conftest import Kind
from tests.translation.building.reference import STEPS, Reference, attention_of, translate_with_transformers

# Checkpoints are made once, and PyTorch loaded once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("checkpoints")]

SENTENCES = [*ENGLISH, *some_sentences(100)]
KINDS = ("bilingual", "multi", "nllb", "m2m")


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def references(kind: str, checkpoints: dict[str, Kind]) -> list[Reference]:
    return translate_with_transformers(checkpoints[kind].folder, SENTENCES, checkpoints[kind].target)


@pytest.fixture(scope="module")
def installed(kind: str, built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of packages that the package is installed in."""
    folder = tmp_path_factory.mktemp(f"installed-{kind}")
    with zipfile.ZipFile(built[kind]) as archive:  # add_package would refuse what is no text
        archive.extractall(folder)
    return folder


def tokens_of(packages: Path, sentences: Sequence[str], compute_type: str) -> list[list[str]]:
    """What the package gives for *sentences* by greedy decoding, without the token of the language."""
    import ctranslate2
    from argostranslate.package import Package

    package = Package(next(packages.iterdir()))
    translator = ctranslate2.Translator(str(package.package_path / "model"), compute_type=compute_type)
    prefix = [package.target_prefix] if package.target_prefix else []
    results = translator.translate_batch(
        [package.tokenizer.encode(sentence) for sentence in sentences],
        target_prefix=[prefix] * len(sentences) if prefix else None,
        beam_size=1,
        max_decoding_length=STEPS + len(prefix),
    )
    assert all(result.hypotheses[0][: len(prefix)] == prefix for result in results)
    return [result.hypotheses[0][len(prefix) :][:STEPS] for result in results]


def test_every_token_is_the_same(installed: Path, references: list[Reference]) -> None:
    """The weights are such as eight bits can tell, so that the whole difference would be a mistake."""
    found = tokens_of(installed, SENTENCES, "float32")

    assert found == [reference.tokens for reference in references]
    # The comparison would mean little if the checkpoint said the same to everything.
    assert len({tuple(tokens) for tokens in found}) >= len(ENGLISH)


def test_eight_bit_arithmetic_changes_nothing_that_the_checkpoint_is_sure_of(
    installed: Path, references: list[Reference]
) -> None:
    found = tokens_of(installed, SENTENCES, "default")

    for tokens, reference in zip(found, references, strict=True):
        assert tokens[: reference.sure] == reference.tokens[: reference.sure]
    assert sum(reference.sure for reference in references) > 100


def test_the_engine_gives_the_text(installed: Path, references: list[Reference], tmp_path: Path) -> None:
    found = translate_apart(installed, "en", "kk", ENGLISH, scratch=tmp_path)

    assert found == [reference.text for reference in references[: len(ENGLISH)]] == list(KAZAKH)


def test_the_attention_that_places_markup_is_that_of_the_last_layer_but_one(
    installed: Path, kind: str, checkpoints: dict[str, Kind], references: list[Reference]
) -> None:
    import ctranslate2
    from argostranslate.package import Package

    package = Package(next(installed.iterdir()))
    translator = ctranslate2.Translator(str(package.package_path / "model"), compute_type="float32")
    prefix = [package.target_prefix] if package.target_prefix else []
    tokens = package.tokenizer.encode(ENGLISH[0])
    (result,) = translator.translate_batch(
        [tokens], target_prefix=[prefix] if prefix else None, beam_size=1, return_attention=True
    )
    rows = result.attention[0][len(prefix) :]
    wanted = attention_of(checkpoints[kind].folder, ENGLISH[0], checkpoints[kind].target, references[0].tokens)

    before = len(wanted[0]) - len(tokens) - 1  # the language's token; after the sentence stands its end
    assert len(rows) == len(wanted)
    for row, reference in zip(rows, wanted, strict=True):
        assert row == pytest.approx(reference[before : before + len(tokens)], abs=1e-3)
