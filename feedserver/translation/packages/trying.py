"""Trying a package: in a process of its own, because a broken model may crash, hang or fill the memory."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from feedserver.errors import PackageError
from feedserver.languages import CYRILLIC_LANGUAGES
from feedserver.translation.packages.installed import Package

TIMEOUT_S = 300  # the largest models take a minute to load from a slow disk
# Nothing in them that a good package might rightly leave in Latin letters. Other languages get a number.
_SAMPLES = {
    "en": ("The crew is well.", "People are waiting for the bus.", "The new school opened on Monday."),
    "ru": ("Экипаж чувствует себя хорошо.", "Люди ждут автобус.", "Новая школа открылась в понедельник."),
    "kk": ("Экипаж өзін жақсы сезінеді.", "Адамдар автобус күтіп тұр.", "Жаңа мектеп дүйсенбі күні ашылды."),
    "tr": ("Mürettebat iyi durumda.", "İnsanlar otobüs bekliyor.", "Yeni okul pazartesi günü açıldı."),
}
_OTHER_SAMPLES = ("2026",)
_UNKNOWN = re.compile(r"<unk>|⁇")


def samples_of(language: str) -> tuple[str, ...]:
    """A few lines in the language *language* to try a package with."""
    return _SAMPLES.get(language, _OTHER_SAMPLES)


def try_package(package: Package, *, called: Path, scratch: Path) -> None:
    """Let *package* translate a few lines.

    scratch: a folder for what Argos leaves when it is imported. Raises PackageError, which calls the package
    *called*, if it does not load, or if what comes back is no text in the language.
    """
    lines = samples_of(package.source)
    try:
        translations = translate_apart(package.path.parent, package.source, package.target, lines, scratch=scratch)
    except PackageError as error:
        raise PackageError(f"{called}: refused: {error}") from error
    if fault := find_fault_of(translations, package.target):
        raise PackageError(f"{called}: refused: its translations are not sane: {fault}: {translations[0][:80]!r}")


def find_fault_of(translations: Sequence[str], target: str) -> str | None:
    """What is wrong with *translations* whatever the source said; None if they may be text in the language *target*.

    A poor translation is not a fault here.
    """
    bare = [_UNKNOWN.sub("", translation) for translation in translations]
    if sum(any(map(str.isalnum, text)) for text in bare) * 2 < len(bare):
        return "empty or unknown words only"
    letters = [letter for letter in "".join(bare) if letter.isalpha()]
    cyrillic = sum(unicodedata.name(letter, "").startswith("CYRILLIC") for letter in letters)
    if target in CYRILLIC_LANGUAGES and cyrillic * 2 < len(letters):
        return "not in Cyrillic letters"
    return None


def translate_apart(
    packages_dir: Path,
    source: str,
    target: str,
    lines: Sequence[str],
    *,
    scratch: Path,
    beam_size: int = 1,
    threads: int = 1,
    device: str = "cpu",
    timeout_s: float | None = TIMEOUT_S,
) -> list[str]:
    """*lines* translated, in their order, with the packages in *packages_dir*, in a process of its own.

    beam_size, threads, device: as for ArgosEngine. Raises PackageError if the process fails, or takes more than
    *timeout_s* seconds.
    """
    task = {
        "packages_dir": str(packages_dir),
        "scratch_dir": str(scratch),
        "source": source,
        "target": target,
        "lines": list(lines),
        "beam_size": beam_size,
        "threads": threads,
        "device": device,
    }
    root = str(Path(__file__).parents[3])  # where `feedserver` is imported from
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__],
            input=json.dumps(task).encode(),
            capture_output=True,
            env=environ,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PackageError(f"it translated nothing within {timeout_s} seconds") from error
    if done.returncode < 0:
        raise PackageError(f"the process that loaded it was killed: {signal.strsignal(-done.returncode)}")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PackageError(f"it cannot be loaded: {last or f'exit status {done.returncode}'}") from error
    if "error" in answer:
        raise PackageError(answer["error"])
    return list(answer["translations"])


def _work() -> None:
    """The other process: one task on standard input, one answer on standard output."""
    from feedserver.errors import FeedserverError
    from feedserver.translation.argos import ArgosEngine

    task = json.load(sys.stdin)
    engine = ArgosEngine(
        Path(task["packages_dir"]),
        scratch_dir=Path(task["scratch_dir"]),
        beam_size=task["beam_size"],
        threads=task["threads"],
        device=task["device"],
    )
    try:
        route = engine.get_route(task["source"], task["target"])
        answer: dict[str, object] = {"translations": [each.text for each in engine.translate(route, task["lines"])]}
    except FeedserverError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer))


if __name__ == "__main__":
    _work()
