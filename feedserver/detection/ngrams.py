"""Which of some languages a text is most likely in, by its n-grams.

The kind of n-grams, and the profiles of the larger languages, are langdetect's. Its verdict is not: it draws n-grams at
random, again and again, until it is convinced, so that it is 99.999 % sure of any headline, and neither a threshold
nor prior odds mean anything. Here each n-gram counts once. ``benchmarks/detection.py`` says how often that is right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

# Where there is a profile of our own; see tests/tools for how they are made.
_OWN = frozenset({"kk", "kk-Latn", "be", "sr", "ky", "tt", "mn", "tg", "uz-Cyrl", "az", "uz"})

# Who competes, by script. The rest of langdetect's 55 would cost time, memory and, for short texts, certainty.
BY_SCRIPT = {
    "CYRILLIC": ("ru", "kk", "uk", "be", "bg", "mk", "sr", "ky", "tt", "mn", "tg", "uz-Cyrl"),
    "LATIN": (
        *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ro", "hu", "tr", "sv", "da", "no", "fi"),
        *("az", "uz", "kk-Latn"),
    ),
}

# Prior odds: what this project's articles are mostly written in; all others have 1.
_ODDS = {"en": 50.0, "ru": 20.0, "kk": 10.0}
# Added to every share, so that an n-gram that a profile lacks does not rule it out. The rarest kept have 0.0001.
_UNSEEN = 0.00002
# N-grams overlap, so each says less than if it were drawn alone.
_OVERLAP = 2.0
_MAX_WORDS = 20_000  # 4 MB


def most_likely(words: Sequence[str], languages: Sequence[str]) -> tuple[str, float]:
    """The likeliest of *languages* (of one script, one or more) for a text of these words, and its probability.

    The first of them, with probability 0, if the words hold no n-gram that any of them has.
    """
    table = _table(next(known for known in BY_SCRIPT.values() if languages[0] in known))
    shouting = all(word.isupper() for word in words)
    scores = sum(table.scores_of(word.lower() if shouting else word) for word in words)
    scores = scores[[table.columns[language] for language in languages]]
    if not scores.any():
        return languages[0], 0.0
    scores += [math.log(_ODDS.get(language, 1.0)) for language in languages]
    best = int(scores.argmax())
    return languages[best], float(1 / sum(math.exp(score - scores[best]) for score in scores.tolist()))


@dataclass(frozen=True, slots=True)
class _Table:
    """What n-grams weigh in the languages of a script: a row each, a column for each language.

    A weight is the logarithm of its share of the language's n-grams of its length, 0 where the language lacks it.
    """

    rows: dict[str, int]
    columns: dict[str, int]
    weights: Any  # a NumPy array
    words: dict[str, Any] = field(default_factory=dict)  # what the words weigh that have been read

    def scores_of(self, word: str) -> Any:
        """What the n-grams of *word* weigh together, a column for each language. Most words come again and again."""
        found = self.words.get(word)
        if found is None:
            if len(self.words) >= _MAX_WORDS:
                self.words.clear()
            found = self.weights[[self.rows[ngram] for ngram in _ngrams(word) if ngram in self.rows]].sum(axis=0)
            self.words[word] = found
        return found


@cache
def _table(languages: tuple[str, ...]) -> _Table:
    import numpy as np

    profiles = [_profile(language) for language in languages]
    rows = {
        ngram: row for row, ngram in enumerate(sorted({ngram for profile in profiles for ngram in profile["freq"]}))
    }
    weights = np.zeros((len(rows), len(languages)))
    for column, profile in enumerate(profiles):
        for ngram, count in profile["freq"].items():
            share = count / profile["n_words"][len(ngram) - 1]
            weights[rows[ngram], column] = math.log1p(share / _UNSEEN) / _OVERLAP
    return _Table(rows, {language: column for column, language in enumerate(languages)}, weights)


def _profile(language: str) -> dict[str, Any]:
    where = "feedserver" if language in _OWN else "langdetect"
    name = f"{language}.json" if language in _OWN else language
    profile: dict[str, Any] = json.loads((resources.files(where) / "profiles" / name).read_text("utf-8"))
    return profile


def _ngrams(word: str) -> Iterator[str]:
    """langdetect's n-grams: 1–3 characters of a word, with the space around it; acronyms have none."""
    if len(word) > 1 and word.isupper():
        return
    spaced = f" {word} "
    yield from word
    yield from (spaced[start : start + 2] for start in range(len(spaced) - 1))
    yield from (spaced[start : start + 3] for start in range(len(spaced) - 2))
