"""How names and terms change in a sentence: their forms in the languages that have cases.

A slot names a place in the paradigm ("gen", "pl dat", "poss loc"); "" is the term as it stands in the glossary. Russian
and Kazakh decline; in all other languages a term has one form.
"""

from __future__ import annotations

from feedserver.translation.glossary.inflection import kazakh, russian
from feedserver.translation.glossary.inflection.russian import Agreement

__all__ = ["Agreement", "agreement", "choose_slot", "fit", "inflect", "list_forms"]


def list_forms(term: str, language: str) -> dict[str, tuple[str, ...]]:
    """Every form of *term* in *language* with its slots, the likeliest slot first."""
    match _primary(language):
        case "ru":
            return russian.list_forms(term)
        case "kk":
            return kazakh.list_forms(term)
    return {term: ("",)}


def inflect(term: str, slot: str, language: str) -> str:
    """*term* in *slot*; as it is where the language or the term has no such form."""
    match _primary(language):
        case "ru" if slot in russian.SLOTS:
            return russian.inflect(term, slot)
        case "kk":
            return kazakh.inflect(term, slot)
    return term


def agreement(term: str, language: str) -> Agreement | None:
    """How other words agree with *term*; None where nothing agrees with anything."""
    return russian.agreement(term) if _primary(language) == "ru" else None


def choose_slot(slots: tuple[str, ...], before: str, language: str) -> str:
    """Which of *slots*, all of one form, it is after the word *before*."""
    return russian.choose_slot(slots, before) if _primary(language) == "ru" else slots[0]


def fit(before: str, term: str, after: str, language: str) -> tuple[str, str]:
    """The words *before* and *after* an inserted *term*, as they are written beside it: об Иране, but о Китае."""
    match _primary(language):
        case "ru":
            return russian.adapt_preposition(before, term), after
        case "kk":
            return before, kazakh.adapt_particle(after, term)
    return before, after


def _primary(language: str) -> str:
    return language.split("-")[0].lower()
