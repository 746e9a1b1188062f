"""The engine: Argos packages, run by CTranslate2 in large batches.

Argos's own path translates a paragraph at a time in batches of 32 tokens and downloads a model to split sentences. So
we take its packages and their tokenizers and call CTranslate2 ourselves.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedserver.errors import PackageError, PackageMissingError
from feedserver.translation.machine import usable_cores, usable_memory
from feedserver.translation.markup.alignment import Alignment, locate
from feedserver.translation.packages.installed import Package, list_packages

PIVOT = "en"
# Of one batch: its sentences' tokens times the beam. Twice as many are hardly faster, and take twice the memory.
MAX_BATCH_TOKENS = 1024
LENGTH_PENALTY = 0.2  # as Argos itself
_THREAD_BYTES = 100_000_000  # what each thread needs for its batch, generously


@dataclass(frozen=True, slots=True)
class Route:
    """The way from one language to another: one package, or two that meet in English.

    beam_size: with which the engine searches.
    """

    packages: tuple[Package, ...]
    beam_size: int

    @property
    def key(self) -> str:
        """All that decides the result, for the memory."""
        return f"{self.names} beam={self.beam_size}"

    @property
    def label(self) -> str:
        """For people: ``Argos Translate (translate-en_ru 1.9)``."""
        return f"Argos Translate ({self.names})"

    @property
    def names(self) -> str:
        """The packages with their versions: what a newer one makes different."""
        return " → ".join(f"{each.name} {each.version}" for each in self.packages)

    @property
    def pivot(self) -> str | None:
        """The language between, if there are two packages."""
        return PIVOT if len(self.packages) > 1 else None


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to search for a translation. beam_size: None for the engine's own. The others avoid loops (CTranslate2)."""

    beam_size: int | None = None
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A translation. alignment: which of its characters come from which of the source; None if not asked for."""

    text: str
    alignment: Alignment | None = None


@dataclass(slots=True)
class _Model:
    tokenizer: Any
    translator: Any
    prefix: str
    used_at: float


class ArgosEngine:
    """Translates sentences with the packages in a folder. Models are loaded when first needed."""

    def __init__(
        self, packages_dir: Path, *, scratch_dir: Path, beam_size: int = 4, threads: int = 0, device: str = "cpu"
    ) -> None:
        """*scratch_dir*: where Argos may make the folders it makes when imported. *threads*: 0 for as many as fit.

        device: ``cpu``, ``cuda`` or ``auto``, as CTranslate2 names them.
        """
        self.beam_size = beam_size
        self._packages_dir = packages_dir
        self._scratch_dir = scratch_dir
        self._threads = threads or _fitting_threads()
        self._device = device
        self._packages: dict[tuple[str, str], Package] = {}
        self._models: dict[Path, _Model] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again which packages there are."""
        packages: dict[tuple[str, str], Package] = {}
        for package in list_packages(self._packages_dir):
            packages.setdefault((package.source, package.target), package)  # the newest of a pair comes first
        self._packages = packages
        self._models.clear()

    def drop_idle(self, idle_s: float) -> None:
        """Give back the memory of models that have not been used for *idle_s* seconds."""
        now = time.monotonic()
        self._models = {path: model for path, model in self._models.items() if now - model.used_at < idle_s}

    def get_route(self, source: str, target: str) -> Route:
        """The way from *source* to *target*, direct or through English. Raises PackageMissingError."""
        route = self.find_route(source, target)
        if route is None:
            raise PackageMissingError(f"no package translates {source} → {target}")
        return route

    def find_route(self, source: str, target: str) -> Route | None:
        """As get_route, but None where no package translates the pair."""
        direct = self._packages.get((source, target))
        if direct:
            return self._route(direct)
        first, second = self._packages.get((source, PIVOT)), self._packages.get((PIVOT, target))
        if first and second:
            return self._route(first, second)
        return None

    def translate(
        self, route: Route, sentences: Sequence[str], decoding: Decoding | None = None, *, align: bool = False
    ) -> list[Answer]:
        """The translations of *sentences*, in their order, all in one batch.

        align: with an alignment each, where the pieces of text can be told apart. Raises PackageError if a package
        does not work.
        """
        decoding = decoding or Decoding()
        answers = [Answer(sentence) for sentence in sentences]
        for number, package in enumerate(route.packages):
            steps = self._translate(package, [answer.text for answer in answers], decoding, align)
            answers = steps if number == 0 else [_join(*each) for each in zip(answers, steps, strict=True)]
        return answers

    def count_tokens(self, route: Route, sentences: Sequence[str]) -> list[int]:
        """How long *sentences* are to the first model of *route*: those of one length go through it best together.

        Raises PackageError.
        """
        with _named(route.packages[0]):
            tokenizer = self._model(route.packages[0]).tokenizer
            return [len(tokenizer.encode(sentence)) for sentence in sentences]

    def _translate(self, package: Package, sentences: Sequence[str], decoding: Decoding, align: bool) -> list[Answer]:
        with _named(package):
            model = self._model(package)
            tokens = [model.tokenizer.encode(sentence) for sentence in sentences]
            results = self._run(model, tokens, decoding, align)
        model.used_at = time.monotonic()
        return [_answer(model, *each) for each in zip(sentences, tokens, results, strict=True)]

    def _run(self, model: _Model, sentences: Sequence[list[str]], decoding: Decoding, align: bool) -> list[Any]:
        """The model's results for *sentences*, in their order.

        A batch holds sentences of one length: beside longer ones a sentence is padded, which costs time and, by
        rounding, sometimes changes the translation.
        """
        beam_size = decoding.beam_size or self.beam_size
        by_length: dict[int, list[int]] = {}
        for number, tokens in enumerate(sentences):
            by_length.setdefault(len(tokens), []).append(number)
        running: list[tuple[int, Any]] = []
        for length in sorted(by_length, reverse=True):  # the long ones first: no thread is left with one at the end
            numbers = by_length[length]
            size = max(1, MAX_BATCH_TOKENS // (max(1, length) * beam_size))
            for start in range(0, len(numbers), size):
                batch = numbers[start : start + size]
                futures = model.translator.translate_batch(
                    [sentences[number] for number in batch],
                    target_prefix=[[model.prefix]] * len(batch) if model.prefix else None,
                    beam_size=beam_size,
                    repetition_penalty=decoding.repetition_penalty,
                    no_repeat_ngram_size=decoding.no_repeat_ngram_size,
                    length_penalty=LENGTH_PENALTY,
                    replace_unknowns=True,
                    return_attention=align,
                    asynchronous=True,
                )
                running += zip(batch, futures, strict=True)
        results: list[Any] = [None] * len(sentences)
        for number, future in running:
            results[number] = future.result()
        return results

    def _model(self, package: Package) -> _Model:
        if package.path not in self._models:
            argos = _import_argos(self._packages_dir, self._scratch_dir).Package(package.path)
            import ctranslate2

            threads = self._threads if self._device == "cpu" else 1
            translator = ctranslate2.Translator(
                str(package.path / "model"), device=self._device, inter_threads=threads, intra_threads=1
            )
            self._models[package.path] = _Model(argos.tokenizer, translator, argos.target_prefix, 0.0)
        return self._models[package.path]

    def _route(self, *packages: Package) -> Route:
        return Route(packages, self.beam_size)


@contextmanager
def _named(package: Package) -> Iterator[None]:
    """Turn the libraries' errors into ours, with the name of the package."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        raise PackageError(f"package {package.name} {package.version}: {error}") from error


def _fitting_threads() -> int:
    """As many as there are cores, but no more than have memory for their batches."""
    cores, memory = usable_cores(), usable_memory()
    return cores if memory is None else max(1, min(cores, memory // _THREAD_BYTES))


def _answer(model: _Model, sentence: str, pieces: list[str], result: Any) -> Answer:
    tokens = result.hypotheses[0]
    attention = result.attention[0] if result.attention else None
    if model.prefix and tokens[:1] == [model.prefix]:
        tokens, attention = tokens[1:], attention and attention[1:]
    text = _decode(model.tokenizer, tokens)
    if not attention or len(attention) != len(tokens) or len(attention[0]) != len(pieces):
        return Answer(text)
    return Answer(text, Alignment(locate(pieces, sentence), locate(tokens, text), tuple(map(tuple, attention))))


def _join(first: Answer, second: Answer) -> Answer:
    """The two steps of a pivot as one answer."""
    if first.alignment is None or second.alignment is None:
        return Answer(second.text)
    return Answer(second.text, first.alignment.through(second.alignment))


def _decode(tokenizer: Any, tokens: list[str]) -> str:
    """The text of *tokens*. Argos's own decode() turns every underscore of the text into a space as well."""
    if hasattr(tokenizer, "lazy_processor"):
        text: str = tokenizer.lazy_processor().decode_pieces(tokens).replace("▁", " ")
    else:
        text = tokenizer.decode(tokens)
    return text.strip()


def _import_argos(packages_dir: Path, scratch_dir: Path) -> Any:
    """``argostranslate.package``, imported so that it makes its folders in *scratch_dir* and not in $HOME."""
    scratch = {f"XDG_{name}_HOME": str(scratch_dir / "argos") for name in ("DATA", "CONFIG", "CACHE")}
    with _environment({"ARGOS_PACKAGES_DIR": str(packages_dir), **scratch}):
        from argostranslate import package
    return package


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
