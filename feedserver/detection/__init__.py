"""In which language is a text?

What a document declares is believed unless its letters say otherwise (``declared``). Then the letters rule out the
languages that do not have them (``letters``), and n-grams choose among the rest (``ngrams``) with the profiles of
langdetect and our own: Kazakh in Cyrillic and in Latin, and the neighbours that are easily taken for Russian or
Kazakh. A doubtful guess is none: the answer is ``und``.
"""

from __future__ import annotations

from feedserver.detection.declared import language_of, language_of_passages
from feedserver.detection.guess import detect, detect_passage

__all__ = ["detect", "detect_passage", "language_of", "language_of_passages"]
