"""The engine: Argos packages, run by CTranslate2 in large batches.

Argos's own path translates a paragraph at a time in batches of 32 tokens and downloads a model to split sentences. So
we take its packages and their tokenizers and call CTranslate2 ourselves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedserver.errors import PackageError, PackageMissingError
from feedserver.translation.packages.installed import Package, list_packages

PIVOT = "en"
MAX_BATCH_TOKENS = 1024
LENGTH_PENALTY = 0.2  # as Argos itself
_CAREFUL = {"repetition_penalty": 1.2, "no_repeat_ngram_size": 4}


@dataclass(frozen=True, slots=True)
class Route:
    """The way from one language to another: one package, or two that meet in English.

    key: all that decides the result, for the memory. label: for people, ``Argos Translate (translate-en_ru 1.9)``.
    """

    packages: tuple[Package, ...]
    key: str

    @property
    def label(self) -> str:
        return f"Argos Translate ({', '.join(f'{each.name} {each.version}' for each in self.packages)})"


class ArgosEngine:
    """Translates sentences with the packages in a folder. Models are loaded when first needed."""

    def __init__(self, packages_dir: Path, *, scratch_dir: Path, beam_size: int = 4, threads: int = 0) -> None:
        """*scratch_dir*: where Argos may make the folders it makes when imported. *threads*: 0 for all cores."""
        self._packages_dir = packages_dir
        self._scratch_dir = scratch_dir
        self._beam_size = beam_size
        self._threads = threads or os.cpu_count() or 1
        self._packages: dict[tuple[str, str], Package] = {}
        self._models: dict[Path, tuple[Any, Any, str]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again which packages there are."""
        packages: dict[tuple[str, str], Package] = {}
        for package in list_packages(self._packages_dir):
            packages.setdefault((package.source, package.target), package)  # the newest of a pair comes first
        self._packages = packages
        self._models.clear()

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

    def translate(self, route: Route, sentences: Sequence[str], *, careful: bool = False) -> list[str]:
        """The translations of *sentences*, in their order.

        careful: search in the way that avoids loops, at the price of some fluency. Raises PackageError if a
        package does not work.
        """
        for package in route.packages:
            sentences = self._translate(package, sentences, careful)
        return list(sentences)

    def _translate(self, package: Package, sentences: Sequence[str], careful: bool) -> list[str]:
        try:
            tokenizer, translator, prefix = self._model(package)
            results = translator.translate_batch(
                [tokenizer.encode(sentence) for sentence in sentences],
                target_prefix=[[prefix]] * len(sentences) if prefix else None,
                batch_type="tokens",
                max_batch_size=MAX_BATCH_TOKENS,
                beam_size=self._beam_size,
                length_penalty=LENGTH_PENALTY,
                replace_unknowns=True,
                **(_CAREFUL if careful else {}),
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise PackageError(f"package {package.name} {package.version}: {error}") from error
        hypotheses = (result.hypotheses[0] for result in results)
        return [
            _decode(tokenizer, tokens[1:] if prefix and tokens[:1] == [prefix] else tokens) for tokens in hypotheses
        ]

    def _model(self, package: Package) -> tuple[Any, Any, str]:
        """Tokenizer, translator and target prefix of a package."""
        if package.path not in self._models:
            argos = _import_argos(self._packages_dir, self._scratch_dir).Package(package.path)
            import ctranslate2

            translator = ctranslate2.Translator(
                str(package.path / "model"), device="cpu", inter_threads=self._threads, intra_threads=1
            )
            self._models[package.path] = (argos.tokenizer, translator, argos.target_prefix)
        return self._models[package.path]

    def _route(self, *packages: Package) -> Route:
        names = " → ".join(f"{package.name} {package.version}" for package in packages)
        return Route(packages, f"{names} beam={self._beam_size}")


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
