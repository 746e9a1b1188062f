"""A site's glossary of one language: names and terms, and how the newsroom writes them.

``translations/<lang>/glossary.csv``: the term in the language of the articles, in the language of the folder (empty: it
stays as it is), and a note for people. Terms are found in any of their forms, and so are their translations.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from feedserver.errors import CatalogueError
from feedserver.translation.glossary.inflection import choose_slot, list_forms

_HEADER = ("source", "target", "note")
_MAX_LENGTH = 200  # characters of a term; a longer one is a sentence, which belongs in a catalogue
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Term:
    """*source* becomes *target*, which is the same for what stays as it is."""

    source: str
    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a sentence, from *start* to *end*. slot: in which form (``inflection``), "" if as in the glossary."""

    start: int
    end: int
    term: Term
    slot: str = ""


class Glossary:
    """The terms of one target language. digest: of all that decides a translation, so not of the notes."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self.digest = _digest(self.terms)
        self._indexes: dict[str, dict[str, list[tuple[str, Term, tuple[str, ...]]]]] = {}

    def find(self, sentence: str, source_language: str) -> tuple[Found, ...]:
        """The terms in *sentence*, in order: whole words, the longest first, none within another.

        A term with capitals is found with these capitals, or in capitals throughout; one without also at the beginning
        of a sentence. In Russian and Kazakh every case is found.
        """
        sentence = _fold(sentence)
        found: list[Found] = []
        index = self._index(source_language)
        for word in _WORD.finditer(sentence):
            if found and word.start() < found[-1].end:
                continue
            for form, term, slots in index.get(word[0].casefold(), ()):
                end = word.start() + len(form)
                if _is_written(sentence[word.start() : end], form) and not _WORD.match(sentence[end : end + 1]):
                    before = re.search(r"(\w+)\W*$", sentence[: word.start()])
                    slot = choose_slot(slots, before[1] if before else "", source_language)
                    found.append(Found(word.start(), end, term, slot))
                    break
        return tuple(found)

    def _index(self, language: str) -> dict[str, list[tuple[str, Term, tuple[str, ...]]]]:
        """All forms of all terms by their first word in small letters, the longest first."""
        if language not in self._indexes:
            index: dict[str, list[tuple[str, Term, tuple[str, ...]]]] = {}
            for term in self.terms:
                for form, slots in list_forms(term.source, language).items():
                    form = _fold(form)
                    index.setdefault(_WORD.findall(form)[0].casefold(), []).append((form, term, slots))
            for forms in index.values():
                forms.sort(key=lambda each: len(each[0]), reverse=True)
            self._indexes[language] = index
        return self._indexes[language]


def key_of(found: Sequence[Found]) -> str:
    """What *found* adds to the memory's key of a sentence: the same for the same terms, "" for none."""
    return _digest({each.term for each in found}) if found else ""


def has_term(translation: str, term: Term, language: str) -> bool:
    """Whether *translation* has the target of *term*, in any of its forms in *language*."""
    pattern, forms = _forms_of(term.target.strip('«»“”„"'), language)
    texts = pattern.findall(_fold(translation))
    return any(_is_written(text, form) for text in texts for form in forms)


def lost_terms(translation: str, found: Sequence[Found], language: str) -> list[Term]:
    """The terms of *found* that *translation* does not have, each once."""
    terms = dict.fromkeys(each.term for each in found)
    return [term for term in terms if not has_term(translation, term, language)]


@lru_cache(maxsize=4096)
def _forms_of(term: str, language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What finds every form of *term* however its letters are cased, and the forms."""
    forms = sorted(map(_fold, list_forms(term, language)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE), tuple(forms)


def _fold(text: str) -> str:
    """*text* without ё, which some write and some don't."""
    return text.replace("ё", "е").replace("Ё", "Е")


_WORD = re.compile(r"\w+")


def _is_written(text: str, form: str) -> bool:
    """Whether *text* is *form*, with its capitals or in capitals throughout."""
    if text == form or (form == form.lower() and text[:1].lower() + text[1:] == form):
        return True
    return text.isupper() and text == form.upper()


def _digest(terms: Iterable[Term]) -> str:
    pairs = sorted((term.source, term.target) for term in terms)
    return sha256(json.dumps(pairs).encode()).hexdigest()[:16]


def read_glossary(path: Path) -> Glossary:
    """The glossary in *path*: a CSV file as RFC 4180 has it, in UTF-8, with or without a header ``source,target,note``.

    Raises CatalogueError, with the file and the line, if it is none.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"{name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        raise CatalogueError(f"{name}: line {number}: is not UTF-8") from error
    lines: dict[str, int] = {}
    terms = []
    for number, row in _rows(text, name):
        try:
            term = _term(row)
        except ValueError as error:
            raise CatalogueError(f"{name}: line {number}: {error}") from error
        if term.source in lines:
            raise CatalogueError(f"{name}: line {number}: {term.source!r} is on line {lines[term.source]} already")
        lines[term.source] = number
        terms.append(term)
    return Glossary(terms)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of its last line, without the header."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    first = True
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise CatalogueError(f"{name}: line {rows.line_num}: is not CSV: {error}") from error
        if row is None:
            return
        cells = [" ".join(cell.split()) for cell in row]
        is_header = first and tuple(cell.lower() for cell in cells) == _HEADER[: len(cells)]
        if any(cells):
            if not is_header:
                yield rows.line_num, cells
            first = False


def _term(cells: list[str]) -> Term:
    """One row. Raises ValueError with what is wrong."""
    if len(cells) > len(_HEADER):
        raise ValueError(f"has {len(cells)} columns, not source,target,note; quote a text that has commas")
    if len(cells) == 1 and re.search(r";|\t", cells[0]):
        raise ValueError("has one column; columns are separated by commas")
    source, target, note = (*cells, "", "")[:3]
    if not source:
        raise ValueError("has no source term")
    for term in (source, target):
        if len(term) > _MAX_LENGTH:
            raise ValueError(f"a term of {len(term)} characters; {_MAX_LENGTH} are allowed")
        if _FORBIDDEN.search(term):
            raise ValueError("a character that no feed may hold")
        if term and not _WORD.search(term):
            raise ValueError(f"{term!r} has neither letter nor figure")
    if not _WORD.match(source):
        raise ValueError(f"{source!r} does not begin with a letter or figure; quotation marks are not part of a term")
    return Term(source, target or source, note)
