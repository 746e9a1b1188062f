"""Sentences of the Universal Declaration of Human Rights, in eleven languages."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "udhr"
NEIGHBOURS = ("uk", "be", "ky", "tt", "bg", "sr")  # of Russian and of Kazakh
TURKIC = ("tr", "az")  # neighbours of Kazakh in Latin letters
HEADLINE = 5  # words


def read_sentences(language: str, *, odd: bool | None = None) -> list[str]:
    """The sentences in *language*, in order; *odd* picks the articles with odd or with even numbers."""
    lines = (FOLDER / f"{language}.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return [sentence for article, sentence in pairs if odd is None or int(article) % 2 == odd]


def beginnings(sentences: list[str]) -> list[str]:
    """The first words of each: as little as a short headline has."""
    return [" ".join(sentence.split()[:HEADLINE]) for sentence in sentences]
