"""How fast sentences are translated: by feedserver's engine and by Argos Translate itself, on one package.

Run with ``make bench`` on a machine that does nothing else. The package has the published size (big_package.py).
Argos Translate is called as its own command line calls it, a text at a time, in its default settings; only its
splitter, which would download a model, is replaced by one that costs nothing. Its speed does not depend on how much
there is to do, so it gets the first part of the text; what both have translated must be the same, letter for letter.
What is printed goes into the README as it stands.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from big_package import keep_package, make_sentences

ROUNDS = 3
SENTENCES = 384  # in a round, each round its own: Argos Translate remembers the text before
PARAGRAPH = 4
COMPARED = 48  # so many of them go to Argos Translate too
MOST_WORDS = 16
MOST_MEMORY_MB = 450
BEST_BEAM, FASTEST_BEAM = 4, 1
GOALS = {BEST_BEAM: 3, FASTEST_BEAM: 8}


@dataclass(frozen=True)
class Run:
    """What one run did. texts: as they came; tokens: of the target; memory_mb: the most that the process ever had."""

    texts: list[str]
    tokens: int
    seconds: float
    memory_mb: int = 0

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds


def main() -> None:
    """Measure, print a table, and exit with 1 if a goal is missed."""
    package = keep_package(Path(tempfile.gettempdir()) / f"feedserver-bench-{os.getuid()}")
    theirs: list[Run] = []
    ours: dict[int, list[Run]] = {beam: [] for beam in GOALS}
    with tempfile.TemporaryDirectory() as scratch:
        process = {name: ProcessPoolExecutor(1, mp_context=get_context("spawn")) for name in ("argos", *GOALS)}
        for number in range(ROUNDS):  # by turns, so that what else the machine does hits all alike
            text = list(make_sentences(SENTENCES, seed=number, most_words=MOST_WORDS))
            theirs.append(process["argos"].submit(run_argos, package, scratch, text[:COMPARED]).result())
            for beam in GOALS:
                ours[beam].append(process[beam].submit(run_engine, package, scratch, text, beam).result())
            print(f"round {number + 1} of {ROUNDS} done", file=sys.stderr)
        for each in process.values():
            each.shutdown()
    if not report(theirs, ours):
        sys.exit(1)


def run_argos(package: Path, scratch: str, sentences: list[str]) -> Run:
    """Translate *sentences*, a few to the paragraph, with ``argostranslate.translate``; texts: one a paragraph."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = scratch
    os.environ["ARGOS_PACKAGES_DIR"] = str(package.parent)
    from argostranslate import translate

    translate.MiniSBDSentencizer = _Splitter
    translate.translate("Shubuste.", "en", "kk")  # loads the model
    text = "\n".join(" ".join(group) for group in paragraphs(sentences))
    started = time.perf_counter()
    answer = translate.translate(text, "en", "kk")
    seconds = time.perf_counter() - started
    return Run(answer.split("\n"), count_tokens(package, answer), seconds)


class _Splitter:
    """In the place of the splitter that Argos Translate downloads a model for."""

    def __init__(self, package: object) -> None:
        """*package* is Argos's; it does not matter here."""

    def split_sentences(self, text: str) -> list[str]:
        """*text* cut after every full stop."""
        return [sentence + "." for sentence in text.removesuffix(".").split(". ")]


def run_engine(package: Path, scratch: str, sentences: list[str], beam: int) -> Run:
    """Translate *sentences* in one call, in a process that has loaded what a worker loads; texts: one a sentence."""
    import feedserver.worker  # noqa: F401  for its memory
    from feedserver.translation.argos import ArgosEngine

    engine = ArgosEngine(package.parent, scratch_dir=Path(scratch), beam_size=beam)
    route = engine.get_route("en", "kk")
    engine.translate(route, ["Shubuste."])  # loads the model
    started = time.perf_counter()
    answers = [answer.text for answer in engine.translate(route, sentences)]
    seconds = time.perf_counter() - started
    return Run(answers, count_tokens(package, " ".join(answers)), seconds, most_memory_mb())


def paragraphs(sentences: list[str]) -> list[list[str]]:
    return [sentences[start : start + PARAGRAPH] for start in range(0, len(sentences), PARAGRAPH)]


def count_tokens(package: Path, text: str) -> int:
    import sentencepiece

    return len(sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model")).encode(text))


def most_memory_mb() -> int:
    """The most resident memory that this process has had, in MB of a million bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000


def count_same(theirs: list[Run], ours: list[Run]) -> tuple[int, int]:
    """How many paragraphs both have translated alike, and how many both have translated.

    Spaces do not count: Argos joins the pieces of a paragraph, and a sentence may begin with one that has no space.
    """
    pairs = [
        (paragraph.replace(" ", ""), "".join(group).replace(" ", ""))
        for their, our in zip(theirs, ours, strict=True)
        for paragraph, group in zip(their.texts, paragraphs(our.texts[:COMPARED]), strict=True)
    ]
    return sum(their == our for their, our in pairs), len(pairs)


def report(theirs: list[Run], ours: dict[int, list[Run]]) -> bool:
    """Print the table; whether all goals are met."""
    rate = statistics.median(run.rate for run in theirs)
    print(f"Tokens/s, medians of {ROUNDS} interleaved rounds of {SENTENCES} sentences, on {os.cpu_count()} cores of")
    print(f"{platform.machine()}; Python {platform.python_version()}, CTranslate2 {version('ctranslate2')},")
    print(f"argos-translate-lt {version('argos-translate-lt')} in its default settings.\n")
    print("| | tokens/s | : Argos Translate | lowest of a round | memory |")
    print("| --- | --: | --: | --: | --: |")
    print(f"| argostranslate.translate, beam {BEST_BEAM} | {rate:,.0f} | 1 | 1 | |")
    good = True
    for beam, runs in ours.items():
        ratios = [our.rate / their.rate for our, their in zip(runs, theirs, strict=True)]
        memory = max(run.memory_mb for run in runs)
        ratio = statistics.median(ratios)
        good = good and ratio >= GOALS[beam] and memory < MOST_MEMORY_MB
        cells = f"{statistics.median(run.rate for run in runs):,.0f} | {ratio:.1f} | {min(ratios):.1f} | {memory} MB"
        print(f"| feedserver, beam {beam} | {cells} |")
    same, compared = count_same(theirs, ours[BEST_BEAM])
    print(
        f"\nAt beam {BEST_BEAM}, {same} of {compared} paragraphs are the same as Argos Translate's, letter for letter."
    )
    return good and same == compared


if __name__ == "__main__":
    main()
