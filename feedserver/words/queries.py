"""What a query asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice, product

from feedserver.words.folding import folded
from feedserver.words.forms import forms_of, spellings_of
from feedserver.words.terms import Form, Term

MAX_QUERY_CHARACTERS = 200
MAX_TERMS = 16
_MAX_SPELLINGS = 12  # of some words together
MIN_PREFIX = 3  # letters before a *: with fewer, half of all words would be found

_QUOTES = re.compile("[«»“”„‟″＂]")
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')


def terms_of(query: str, language: str) -> tuple[Term, ...]:
    """What *query*, typed on a page in *language*, asks for: all of these, in their order.

    ``word``: in any of its forms; ``word*``: whatever begins so (MIN_PREFIX letters or more); ``"some words"``: exactly
    these, one after another; ``-word``, ``-"some words"``: not this. Parts of ``one-two`` are words of their own, those
    of ``o'neill`` stand together. Anything else is skipped, and so is what comes after MAX_QUERY_CHARACTERS and
    MAX_TERMS. Empty if nothing is asked for. Never raises; forms hold words and spaces alone.
    """
    text = _QUOTES.sub('"', folded(query[:MAX_QUERY_CHARACTERS]))
    terms: list[Term] = []
    for piece in _PIECE.finditer(text):
        is_excluded = piece["minus"] is not None
        if piece["chunk"] is None:
            found = _phrase(_words(piece["phrase"]), language)
        else:
            found = _of_chunk(piece["chunk"], language, is_one=is_excluded)
        terms += [Term(forms, is_excluded) for forms in found]
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]


def _phrase(words: list[str], language: str) -> list[tuple[Form, ...]]:
    return [tuple(Form(_spaced(text), is_prefix=False) for text in _spellings(words, language))] if words else []


def _spellings(words: Sequence[str], language: str) -> list[str]:
    """*words* one after another, in each way that they may be spelled in what is kept."""
    spelled = product(*(spellings_of(word, language) for word in words))
    return [" ".join(each) for each in islice(spelled, _MAX_SPELLINGS)]


def _of_chunk(chunk: str, language: str, *, is_one: bool) -> list[tuple[Form, ...]]:
    """The forms of each word in *chunk*, which has no space; is_one: of all of it together."""
    words = _words(chunk)
    if not words:
        return []
    inflected = [forms_of(word, language) for word in words]
    if chunk.endswith("*") and len(words[-1]) >= MIN_PREFIX:
        inflected[-1] = tuple(Form(text, is_prefix=True) for text in spellings_of(words[-1], language))
    if is_one:
        before = _spellings(words[:-1], language)
        inflected = [
            tuple(Form(f"{each} {form.text}".strip(), form.is_prefix) for each in before for form in inflected[-1])
        ]
    if "'" in chunk:
        inflected = [tuple(Form(_spaced(form.text), form.is_prefix) for form in forms) for forms in inflected]
    return inflected


def _words(text: str) -> list[str]:
    """Letters, digits and what is written over and under them; an apostrophe inside."""
    kept = (letter if letter == "'" or unicodedata.category(letter)[0] in "LMN" else " " for letter in text)
    words = (word.strip("'") for word in "".join(kept).split())
    return [word for word in words if any(letter.isalnum() for letter in word)]


def _spaced(text: str) -> str:
    """*text* as the index has it, where an apostrophe ends a word."""
    return " ".join(text.replace("'", " ").split())
