"""Answers that are no sentence of the language: nothing, the model's own marks, far too little or too much."""

from __future__ import annotations

import re

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def is_empty(source: str, translation: str) -> bool:
    """Whether nothing came back: neither letter nor digit, though the source has one."""
    return not _LETTER_OR_DIGIT.search(translation) and bool(_LETTER_OR_DIGIT.search(source))


# SentencePiece's and the models' own marks: unknown piece, word start, sentence ends, language tokens.
_MODEL_MARK = re.compile(r"<unk>|</?s>|<pad>|⁇|▁|\ufffd|>>\w{2,8}<<|\b[a-z]{3}_[A-Z][a-z]{3}\b")
_MARK_SIGN = re.compile("[<>_⁇▁\ufffd]")


def has_unknown_tokens(source: str, translation: str) -> bool:
    """Whether a mark of the model's that the source does not have stands in the translation."""
    if not _MARK_SIGN.search(translation):
        return False  # nearly every sentence, and sooner seen
    return any(mark not in source for mark in set(_MODEL_MARK.findall(translation)))


_LENGTH_RATIO = 3
_LENGTH_SLACK = 30  # characters; an acronym may become a phrase and the other way round
_IDEOGRAPH = re.compile(
    "[\u1100-\u115f\u2e80-\u2fff\u3040-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd]"
)


def has_absurd_length(source: str, translation: str) -> bool:
    """Whether one of the texts is over 30 characters longer than three times the other."""
    lengths = _width(source), _width(translation)
    return max(lengths) > _LENGTH_RATIO * min(lengths) + _LENGTH_SLACK


def _width(text: str) -> int:
    """The length in characters; an ideograph, which says as much as several letters, counts as three."""
    return len(text.strip()) + 2 * len(_IDEOGRAPH.findall(text))
