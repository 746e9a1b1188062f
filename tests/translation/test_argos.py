"""The engine on real packages: routes, real decoding, and nothing left in anybody's home.

The fixture packages are tiny and translate poorly: what is asked of their words is only what is always true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import pytest

from feedserver.errors import PackageError, PackageMissingError
from feedserver.translation import argos
from feedserver.translation.argos import Answer, ArgosEngine, Decoding

SENTENCES = [
    "The President met the head of the space agency.",
    "Kazakhstan and Russia discussed cooperation.",
    "The crew is well.",
    "The rocket was launched from Baikonur.",
]


def make_engine(folder: Path, tmp_path: Path, beam_size: int = 1) -> ArgosEngine:
    return ArgosEngine(folder, scratch_dir=tmp_path / "scratch", beam_size=beam_size, threads=1)


def words(answers: Sequence[Answer]) -> list[str]:
    return [answer.text for answer in answers]


def cyrillic_share(text: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(unicodedata.name(letter).startswith("CYRILLIC") for letter in letters) / max(len(letters), 1)


@pytest.mark.parametrize("target", ["ru", "kk"])
def test_sentences_come_back_in_the_script_of_the_language(engine: ArgosEngine, target: str) -> None:
    translations = words(engine.translate(engine.get_route("en", target), SENTENCES))

    assert len(translations) == len(SENTENCES)
    assert all(translations)
    assert cyrillic_share(" ".join(translations)) > 0.9


@pytest.mark.parametrize("target", ["ru", "kk"])
def test_sentences_come_back_in_their_order_however_they_are_batched(engine: ArgosEngine, target: str) -> None:
    route = engine.get_route("en", target)
    together = words(engine.translate(route, [*SENTENCES, *reversed(SENTENCES)]))

    assert together[:4] == together[:3:-1]
    assert len(set(together)) > 1


@pytest.mark.parametrize("target", ["ru", "kk"])
@pytest.mark.parametrize("beam_size", [1, 4])
def test_the_output_is_what_argos_and_ctranslate2_give_by_themselves(
    packages_dir: Path, tmp_path: Path, target: str, beam_size: int
) -> None:
    engine = make_engine(packages_dir, tmp_path, beam_size)
    route = engine.get_route("en", target)
    ours = words(engine.translate(route, SENTENCES))

    from argostranslate.package import Package  # only now: the engine decides where it makes its folders

    vanilla = Package(route.packages[0].path)
    model = ctranslate2.Translator(str(vanilla.package_path / "model"), intra_threads=1)
    results = model.translate_batch(
        [vanilla.tokenizer.encode(sentence) for sentence in SENTENCES],
        beam_size=beam_size,
        length_penalty=0.2,
        replace_unknowns=True,
    )
    assert ours == [vanilla.tokenizer.decode(result.hypotheses[0]).strip() for result in results]


def test_sentences_of_one_length_go_to_the_model_together(
    packages_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(packages_dir, tmp_path)
    route = engine.get_route("en", "ru")
    calls: list[set[int]] = []
    sizes = []

    class Counting(ctranslate2.Translator):  # type: ignore[misc]
        def translate_batch(self, source: list[list[str]], **options: object) -> object:
            calls.append({len(tokens) for tokens in source})
            sizes.append(len(source))
            return super().translate_batch(source, **options)

    monkeypatch.setattr(ctranslate2, "Translator", Counting)
    engine.translate(route, SENTENCES * 3)

    assert sum(sizes) == 3 * len(SENTENCES)
    assert all(len(lengths) == 1 for lengths in calls)  # no padding
    assert len(calls) == len({length for lengths in calls for length in lengths})


def test_the_careful_way_does_not_repeat_four_tokens(engine: ArgosEngine) -> None:
    for target in ("ru", "kk"):
        route = engine.get_route("en", target)
        careful = Decoding(4, repetition_penalty=1.2, no_repeat_ngram_size=4)
        for translation in words(engine.translate(route, SENTENCES, careful)):
            each = translation.split()
            fours = [tuple(each[start : start + 4]) for start in range(len(each) - 3)]
            assert len(fours) == len(set(fours))


def test_an_underscore_survives(packages_dir: Path, tmp_path: Path) -> None:
    engine = make_engine(packages_dir, tmp_path)
    engine.translate(engine.get_route("en", "ru"), ["Yes."])
    from argostranslate.package import Package

    tokenizer = Package(engine.get_route("en", "ru").packages[0].path).tokenizer

    assert argos._decode(tokenizer, ["▁файл", "_", "1", "▁здесь"]) == "файл_1 здесь"
    assert tokenizer.decode(["▁файл", "_", "1", "▁здесь"]).strip() == "файл 1 здесь"


def rename(packages_dir: Path, folder: Path, name: str, source: str, target: str) -> None:
    """A copy of the fixture package *name* that says it translates *source* to *target*."""
    (original,) = packages_dir.glob(f"{name}-*")
    copy = folder / f"translate-{source}_{target}-0_1"
    shutil.copytree(original, copy)
    metadata = (copy / "metadata.json").read_text("utf-8")
    old_target = name[-2:]
    metadata = metadata.replace('"en"', f'"{source}"').replace(f'"{old_target}"', f'"{target}"')
    (copy / "metadata.json").write_text(metadata, "utf-8")


def test_a_direct_package_goes_before_the_way_through_english(packages_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    rename(packages_dir, folder, "translate-en_ru", "de", "en")
    rename(packages_dir, folder, "translate-en_kk", "en", "kk")
    engine = make_engine(folder, tmp_path)

    through_english = engine.get_route("de", "kk")
    assert [(each.source, each.target) for each in through_english.packages] == [("de", "en"), ("en", "kk")]
    assert through_english.label.startswith("Argos Translate (translate-de_en ")
    assert "translate-en_kk" in through_english.label
    assert through_english.pivot == "en"
    answers = engine.translate(through_english, SENTENCES[:2], align=True)
    for sentence, answer in zip(SENTENCES, answers, strict=False):
        assert answer.text
        assert answer.alignment
        assert max(end for _, end in answer.alignment.source) == len(sentence)
        assert max(end for _, end in answer.alignment.target) == len(answer.text)

    rename(packages_dir, folder, "translate-en_kk", "de", "kk")
    engine.refresh()
    assert len(engine.get_route("de", "kk").packages) == 1
    assert engine.get_route("de", "kk").pivot is None


def test_an_alignment_says_where_every_token_stands_and_what_it_looked_at(engine: ArgosEngine) -> None:
    for answer, sentence in zip(
        engine.translate(engine.get_route("en", "ru"), SENTENCES, align=True), SENTENCES, strict=True
    ):
        alignment = answer.alignment
        assert alignment
        assert "".join(sentence[start:end] for start, end in alignment.source) == sentence.replace(" ", "")
        assert "".join(answer.text[start:end] for start, end in alignment.target) == answer.text.replace(" ", "")
        assert [len(row) for row in alignment.weights] == [len(alignment.source)] * len(alignment.target)
        assert all(sum(row) == pytest.approx(1, abs=0.2) for row in alignment.weights)
    assert all(each.alignment is None for each in engine.translate(engine.get_route("en", "ru"), SENTENCES))


def test_a_model_that_is_not_used_gives_its_memory_back_and_is_loaded_again_when_needed(
    packages_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    class Noting(ctranslate2.Translator):  # type: ignore[misc]
        def __init__(self, path: str, **options: object) -> None:
            loaded.append(path)
            super().__init__(path, **options)

    monkeypatch.setattr(ctranslate2, "Translator", Noting)
    engine = make_engine(packages_dir, tmp_path)
    route = engine.get_route("en", "ru")
    first = engine.translate(route, SENTENCES)
    engine.drop_idle(idle_s=3600)
    assert engine.translate(route, SENTENCES) == first
    assert len(loaded) == 1
    engine.drop_idle(idle_s=0)
    assert engine.translate(route, SENTENCES) == first
    assert len(loaded) == 2


def test_a_pair_without_a_way_is_refused(engine: ArgosEngine) -> None:
    for source, target in (("ru", "kk"), ("kk", "en"), ("en", "en"), ("und", "ru")):
        with pytest.raises(PackageMissingError, match=f"no package translates {source} → {target}"):
            engine.get_route(source, target)


def test_the_key_of_a_route_holds_all_that_decides_the_result(packages_dir: Path, tmp_path: Path) -> None:
    greedy, beam = (make_engine(packages_dir, tmp_path, size).get_route("en", "ru") for size in (1, 4))

    assert greedy.key != beam.key
    assert greedy.packages[0].name in greedy.key
    assert greedy.packages[0].version in greedy.key
    assert greedy.label == beam.label == f"Argos Translate (translate-en_ru {greedy.packages[0].version})"


@pytest.mark.parametrize("file", ["model/model.bin", "sentencepiece.model"])
def test_a_broken_package_is_named(packages_dir: Path, tmp_path: Path, file: str) -> None:
    rename(packages_dir, tmp_path / "packages", "translate-en_ru", "en", "ru")
    (broken,) = (tmp_path / "packages").glob("*")
    (broken / file).write_bytes(b"not a model")
    engine = make_engine(tmp_path / "packages", tmp_path)

    with pytest.raises(PackageError, match=r"package translate-en_ru \S+: "):
        engine.translate(engine.get_route("en", "ru"), SENTENCES)


def test_argos_makes_no_folder_in_the_home_of_the_user(packages_dir: Path, tmp_path: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "data"
    home.mkdir()
    script = """
import sys
from pathlib import Path
from feedserver.translation.argos import Answer, ArgosEngine, Decoding
engine = ArgosEngine(Path(sys.argv[1]), scratch_dir=Path(sys.argv[2]), beam_size=1, threads=1)
assert engine.translate(engine.get_route("en", "ru"), ["Yes."])
"""
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", script, str(packages_dir), str(data)], env=environ, check=True)

    assert list(home.iterdir()) == []
    assert sorted(each.name for each in data.iterdir()) == ["argos"]
