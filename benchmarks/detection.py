"""How often the language is detected rightly, which languages are taken for Russian or Kazakh, and how fast.

Run with ``make bench`` or ``python benchmarks/detection.py [FOLDER]``. FOLDER: parallel test sets such as NTREX, in
files ``NAME.SOURCE-TARGET.tsv``, one pair of sentences a line; without one the sentences in tests/detection are asked.
A headline is a line of at most eight words or without a mark at its end; of all other lines the first five words are
asked as well. Text in Kazakh is also asked in Latin letters. Times are the processor's.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for tests/

from feedserver.detection import detect
from tests.detection.declaration import NEIGHBOURS, TURKIC, beginnings, read_sentences
from tests.tools.make_kk_profile import in_latin

MAX_HEADLINE_WORDS = 8
FULL_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")


def main() -> None:
    print(f"{'Known':24}{'sentences':>16}{'headlines':>16}{'five words':>16}   taken for")
    for name, language, texts in _parallel(Path(sys.argv[1])) if len(sys.argv) > 1 else _declaration():
        _print_known(name, language, texts)
    print(f"\n{'Taken for':30}{'ru or kk':>14}{'kk-Latn':>10}{'by 5 words':>14}{'kk-Latn':>10}   as what")
    for language in (*NEIGHBOURS, *TURKIC):
        for odd in (False, True):
            _print_taken(language, "odd" if odd else "even", read_sentences(language, odd=odd))
    _print_speed()


def _parallel(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """The columns of the test sets: name, language, lines."""
    for path in sorted(folder.glob("*.*-*.tsv")):
        columns = zip(*(line.split("\t")[:2] for line in path.read_text("utf-8").splitlines()), strict=True)
        for language, texts in zip(path.suffixes[-2][1:].split("-"), columns, strict=True):
            yield path.stem, language, list(texts)
            if language == "kk":
                yield path.stem, "kk-Latn", [in_latin(text) for text in texts]


def _declaration() -> Iterator[tuple[str, str, list[str]]]:
    for language in ("en", "ru", "kk"):
        yield "udhr", language, read_sentences(language)
    yield "udhr", "kk-Latn", [in_latin(text) for text in read_sentences("kk")]


def _print_known(name: str, language: str, texts: list[str]) -> None:
    headlines = [text for text in texts if _is_headline(text)]
    sentences = [text for text in texts if not _is_headline(text)]
    kinds = [[detect(text) for text in kind] for kind in (sentences, headlines, beginnings(sentences))]
    shares = "".join(f"{_percent(found, {language}):>9} {f'({len(found)})':<6}" for found in kinds)
    wrong = _others(found for kind in kinds for found in kind if found != language)
    print(f"{name + ' ' + language:24}{shares}   {wrong}")


def _print_taken(language: str, half: str, sentences: list[str]) -> None:
    whole, short = ([detect(text) for text in kind] for kind in (sentences, beginnings(sentences)))
    shares = "".join(
        f"{_percent(found, {'ru', 'kk'}):>14}{_percent(found, {'kk-Latn'}):>10}" for found in (whole, short)
    )
    print(f"{f'{language}, {half} articles ({len(sentences)})':30}{shares}   {_others([*whole, *short])}")


def _print_speed() -> None:
    print("\nTime a detection")
    for language in ("en", "ru", "kk"):
        text = " ".join(read_sentences(language))
        for characters in (60, 2_000):
            started = time.process_time()
            for start in range(20):
                detect(text[start : start + characters])
            print(f"  {language}, {characters:>5} characters: {(time.process_time() - started) / 20 * 1000:5.1f} ms")


def _is_headline(text: str) -> bool:
    return len(text.split()) <= MAX_HEADLINE_WORDS or not FULL_STOP.search(text.strip())


def _percent(found: list[str], wanted: set[str]) -> str:
    return f"{100 * sum(tag in wanted for tag in found) / max(1, len(found)):.2f} %"


def _others(found: Iterable[str]) -> str:
    return ", ".join(f"{tag} {count}" for tag, count in Counter(found).most_common(6))


if __name__ == "__main__":
    main()
