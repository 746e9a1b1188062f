"""Russian: names and terms of several words in their cases, by pymorphy3's dictionary.

In a person's name every word is declined; in any other term the adjectives and the noun they lead to, so that
what follows stays: Международной космической станции, Центра подготовки космонавтов, космодрома Байконур. Words in
quotation marks stay, but for a single one («Союза»); and so do abbreviations, figures and other scripts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

# The cases as pymorphy3 calls them. Here the nominative is the term itself, "".
_CASES = {"": "nomn", "gen": "gent", "dat": "datv", "acc": "accs", "ins": "ablt", "loc": "loct"}
_PLURALS = {"pl" if not case else f"pl {case}": name for case, name in _CASES.items()}
SLOTS = (*_CASES, *_PLURALS)


class Agreement(Enum):
    """What verbs and adjectives agree with. People are apart, for their accusative is the genitive."""

    HE, SHE, IT, THEY, MAN, WOMAN = range(6)


_BY_TAG = {"masc": Agreement.HE, "femn": Agreement.SHE, "neut": Agreement.IT}


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a term that is declined: where it stands, and its form in every slot."""

    start: int
    end: int
    forms: dict[str, str]


def agreement(term: str) -> Agreement:
    """How other words agree with *term*. What is not declined passes for a feminine: a company, a station."""
    return _analyse(term)[0]


def inflect(term: str, slot: str) -> str:
    """*term* in *slot*, one of ``SLOTS``: a case, alone or after ``pl``. What has no such form stays as it is."""
    parts, last = [], 0
    for word in _analyse(term)[1]:
        parts += [term[last : word.start], word.forms[slot]]
        last = word.end
    return "".join(parts) + term[last:]


@lru_cache(maxsize=4096)
def list_forms(term: str) -> dict[str, tuple[str, ...]]:
    """Every form of *term* with its slots."""
    forms: dict[str, tuple[str, ...]] = {}
    for slot in SLOTS:
        form = inflect(term, slot)
        forms[form] = (*forms.get(form, ()), slot)
    return forms


_PREPOSITIONS = {
    "gen": "от из до для без у около после против из-за среди вокруг ради кроме вне со с",
    "dat": "к ко по благодаря согласно вопреки навстречу",
    "acc": "через сквозь про",
    "ins": "с со над под перед между за",
    "loc": "в во на о об при",
}


def choose_slot(slots: tuple[str, ...], before: str) -> str:
    """Which of *slots*, of one form, it is after the word *before*: what a preposition asks for, else the first."""
    asked = (slot for slot in slots if before.lower() in _PREPOSITIONS.get(slot, "").split())
    return next(asked, slots[0])


def adapt_preposition(preposition: str, after: str) -> str:
    """*preposition* as it is written before *after* (о, об; в, во); any other word as it is."""
    found = re.match(r"\W*(\w)(\w?)", after.lower())
    if not found:
        return preposition
    first, second = found.groups()
    vowels = "аэиоуaeio"
    match preposition.lower():
        case "о" | "об":
            return preposition[0] + ("б" if first in vowels else "")
        case "в" | "во":
            return preposition[0] + ("о" if first in "вф" and second not in vowels + "еёыюя" else "")
    return preposition


@lru_cache(maxsize=4096)
def _analyse(term: str) -> tuple[Agreement, tuple[_Word, ...]]:
    words = [match for match in _CYRILLIC.finditer(term) if not match[0].isupper() or len(match[0]) == 1]
    outside = [word for word in words if not _is_quoted(term, word.start())]
    if not outside:
        return _thing(words if len(words) == 1 else [])
    return _person(term, outside) or _thing(outside)


_CYRILLIC = re.compile(r"(?<![\w-])[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*(?![\w-])")


def _is_quoted(term: str, position: int) -> bool:
    before = term[:position]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _thing(words: list[re.Match[str]]) -> tuple[Agreement, tuple[_Word, ...]]:
    """Adjectives that agree with a noun, and the noun."""
    adjectives: list[tuple[re.Match[str], Any]] = []
    for word in words:
        parses = [parse for parse in _parse(word[0]) if parse.tag.case == "nomn"]
        best = next((parse for parse in parses if parse.tag.POS in ("NOUN", "ADJF", "PRTF")), None)
        if best is None:
            break
        if best.tag.POS != "NOUN" and word is not words[-1]:
            adjectives.append((word, best))
            continue
        animate = best.tag.animacy == "anim"
        plural = best.tag.number == "plur"
        declined = [
            _Word(each.start(), each.end(), _forms(each[0], parse, plural=plural, animate=animate))
            for each, parse in (*adjectives, (word, best))
        ]
        kind = Agreement.THEY if plural else _BY_TAG.get(best.tag.gender, Agreement.HE)
        if animate and kind is Agreement.HE:
            kind = Agreement.MAN
        return kind, tuple(declined)
    return Agreement.SHE, ()


def _forms(word: str, parse: Any, *, plural: bool, animate: bool) -> dict[str, str]:
    forms = {}
    for slot, case in (*_CASES.items(), *_PLURALS.items()):
        wanted = {case, "plur" if plural or slot.startswith("pl") else "sing"}
        if case == "accs" and parse.tag.POS != "NOUN" and (parse.tag.gender == "masc" or "plur" in wanted):
            wanted = {"gent" if animate else "nomn", *wanted} - {"accs"}
        inflected = parse.inflect(wanted) if slot else None
        forms[slot] = _as_written(word, inflected.word) if inflected else word
    return forms


def _as_written(original: str, form: str) -> str:
    """*form* with the letters of *original* as far as they agree: capitals stay; ё only for who writes it."""
    same = 0
    for ours, theirs in zip(original, form, strict=False):
        if ours.lower().replace("ё", "е") != theirs.replace("ё", "е"):
            break
        same += 1
    ending = form[same:]
    return original[:same] + (ending if "ё" in original.lower() else ending.replace("ё", "е"))


_SURNAME = re.compile(r"(?:[оеё]ва?|[иы]на?|[сц]кий|[сц]кая|ко|ян|швили|дзе)$")
_WOMANS = re.compile(r"(?:[оеё]ва|[сц]кая)$")
_PERHAPS_WOMANS = re.compile(r"(?:[иы]на|ая)$")  # Калина is a man's name as well


def _person(term: str, words: list[re.Match[str]]) -> tuple[Agreement, tuple[_Word, ...]] | None:
    """A name of one to four words with capitals and nothing else between them, or None."""
    if not 1 <= len(words) <= 4 or re.sub(r"\s", "", term) != "".join(word[0] for word in words):
        return None
    if not all(word[0][0].isupper() for word in words):
        return None
    first, last = _parse(words[0][0]), words[-1][0]
    names = [parse for parse in first if "Name" in parse.tag or "Surn" in parse.tag]
    known = next((parse for parse in first if parse.tag.case == "nomn"), None)
    # A word alone is a name only if that is likeliest: Союз is none, though somebody is called so.
    if len(words) == 1 and (known or not _SURNAME.search(last)) and known not in names:
        return None
    # No name the dictionary knows: by the end of the surname, unless a common word leads (остров Сахалин).
    if not names and (not _SURNAME.search(last) or (known and known.is_known)):
        return None
    genders = {parse.tag.gender for parse in names if parse.tag.case == "nomn" and parse.tag.number == "sing"}
    woman = genders == {"femn"} or _WOMANS.search(last) or ("masc" not in genders and _PERHAPS_WOMANS.search(last))
    declined = (_name(word.start() + _last_part(word[0]), word.end(), term, bool(woman)) for word in words)
    return (Agreement.WOMAN if woman else Agreement.MAN), tuple(declined)


def _last_part(name: str) -> int:
    """Where the part begins that is declined: Касым-Жомарта, Жан-Поля."""
    return name.rfind("-") + 1


def _name(start: int, end: int, term: str, woman: bool) -> _Word:
    wanted = {"sing", "nomn", "femn" if woman else "masc"}
    for parse in _parse(term[start:end]):
        if wanted <= parse.tag.grammemes and parse.tag.grammemes & {"Name", "Surn", "Patr"}:
            return _Word(start, end, _forms(term[start:end], parse, plural=False, animate=True))
    return _Word(start, end, _forms_by_ending(term[start:end], woman))


# Names the dictionary does not know: the end that goes, then genitive, dative, accusative, instrumental, prepositional.
_MENS = (
    (r"(?<=[оеё]в|[иы]н)()$", "а у а ым е"),
    (r"(?<=[сц]к)(ий)$", "ого ому ого им ом"),
    (r"(?<=и)(й)$", "я ю я ем и"),
    (r"([йь])$", "я ю я ем е"),
    (r"(?<=[жшчщц])()$", "а у а ем е"),
    (r"(?<=[бвгдзклмнпрстфх])()$", "а у а ом е"),
)
_WOMENS = (
    (r"(?<=[оеё]в|[иы]н)(а)$", "ой ой у ой ой"),
    (r"(ая)$", "ой ой ую ой ой"),
    (r"(?<=и)(я)$", "и и ю ей и"),
)
_ANYBODYS = (
    (r"(?<=[гкхжшчщ])(а)$", "и е у ой е"),
    (r"(?<=[бвдзлмнпрстфц])(а)$", "ы е у ой е"),
    (r"(я)$", "и е ю ей е"),
)


def _forms_by_ending(word: str, woman: bool) -> dict[str, str]:
    for pattern, endings in (*(_WOMENS if woman else _MENS), *_ANYBODYS):
        found = re.search(pattern, word)
        if found:
            forms = [word, *(word[: found.start(1)] + ending for ending in endings.split())]
            return dict(zip(SLOTS, forms * 2, strict=True))  # nobody's name has a plural here
    return dict.fromkeys(SLOTS, word)


def _parse(word: str) -> list[Any]:
    """What *word* may be, likeliest first."""
    parses: list[Any] = _analyser().parse(word)
    return parses


@cache
def _analyser() -> Any:
    """pymorphy3 with its dictionary: 0.2 s and 30 MB, for those who have a Russian glossary."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
