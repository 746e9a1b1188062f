"""Make feedserver/profiles/kk.json and kk-Latn.json, the n-gram statistics by which Kazakh is known.

    python tests/tools/make_kk_profile.py FILE... > feedserver/profiles/kk.json
    python tests/tools/make_kk_profile.py --latin FILE... > feedserver/profiles/kk-Latn.json

FILE: UTF-8 text, one sentence or more a line; in tab-separated parallel text every column is looked at, and the
Kazakh ones are taken. The profiles in use were made in November 2026 from the parallel text that the project keeps
for translation, the files of en-kk and kk-ru in alphabetical order and then mono/kk_akorda_news.txt: 5.3 million
letters of news of the President's and other government sites, translated novels, questions to a chatbot, messages of
free software. The NTREX test set was kept out, so that it can judge. The same files give the same bytes.

Hardly anything is published in Latin letters yet, so for that profile the same text is rewritten in the alphabet of
2021, letter by letter (feedserver.transliteration.latin).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from langdetect.utils.lang_profile import LangProfile

from feedserver.transliteration.latin import LETTERS

KAZAKH_LETTERS = frozenset("әғқңөұүһі")
MIN_LETTERS = 30  # a shorter field does not say what language it is in
MIN_KAZAKH_SHARE = 0.08
# langdetect's own profiles hold what makes up one in 10,000 of the single letters; a denser profile
# beside them would win the rare n-grams of other languages.
RAREST = 10_000

IN_LATIN = str.maketrans(dict(LETTERS))


def in_latin(kazakh: str) -> str:
    """*kazakh*, which is in Cyrillic, in the Latin letters of 2021; all else stays as it is."""
    return kazakh.translate(IN_LATIN)


def kazakh_fields(paths: Iterable[Path]) -> Iterator[str]:
    """The Kazakh fields of the files, each text once, in order."""
    seen = set()
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                for field in line.rstrip("\n").split("\t"):
                    letters = [letter for letter in field.lower() if letter.isalpha()]
                    own = sum(letter in KAZAKH_LETTERS for letter in letters)
                    if len(letters) >= MIN_LETTERS and own >= MIN_KAZAKH_SHARE * len(letters) and field not in seen:
                        seen.add(field)
                        yield field


def profile_of(tag: str, texts: Iterable[str]) -> dict[str, object]:
    """langdetect's form of a profile: counts of the n-grams of 1–3 characters, sums by length, the name."""
    profile = LangProfile(tag)
    for text in texts:
        profile.update(text)
    profile.omit_less_freq()
    least = profile.n_words[0] / RAREST
    kept = {gram: count for gram, count in profile.freq.items() if count >= least}
    return {"freq": dict(sorted(kept.items())), "n_words": profile.n_words, "name": profile.name}


def print_profile(profile: dict[str, object]) -> None:
    json.dump(profile, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    latin = sys.argv[1] == "--latin"
    fields = kazakh_fields(map(Path, sys.argv[2 if latin else 1 :]))
    print_profile(profile_of("kk-Latn", map(in_latin, fields)) if latin else profile_of("kk", fields))
