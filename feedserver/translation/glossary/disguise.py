"""Names the engine does not know travel in disguise: as a name that every engine knows, inflects and gives back.

A name of the newsroom's (Байконур) or something that must not change (an address, a piece of code) is replaced by a
*stand-in*: a country or, for people in Russian, a first name. In the translation the stand-in is found in one of
its forms; that tells the case, and the right words are put there in that case. No mark of our own reaches the
engine, which would lose or decline it as it pleases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from feedserver.translation.glossary.inflection import Agreement, agreement, choose_slot, fit, inflect, list_forms
from feedserver.translation.markup.alignment import Edit


@dataclass(frozen=True, slots=True)
class Protected:
    """A range of a sentence and what shall stand in the translation for it.

    inflects: whether *replacement* takes the case that the sentence gives it (a name) or stays letter for letter (an
    address). slot: the form the range has in the sentence (``inflection``), "" if it stands there as in a dictionary.
    """

    start: int
    end: int
    replacement: str
    inflects: bool = True
    slot: str = ""


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """*text* with all *edits*, which are in order and do not overlap, made in it."""
    parts, last = [], 0
    for edit in edits:
        parts += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join(parts) + text[last:]


@dataclass(frozen=True, slots=True)
class Revealed:
    """A translation with the right words in it. edits: what was changed, in the engine's output's coordinates."""

    text: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Disguise:
    """A sentence with stand-ins. edits: what was changed, in the sentence's coordinates."""

    text: str
    edits: tuple[Edit, ...]
    names: tuple[str, ...]  # the stand-ins as the translation will have them, in the order of the edits
    _protected: tuple[Protected, ...]
    _language: str

    def reveal(self, translation: str) -> Revealed | None:
        """*translation*, of ``text``, with every stand-in replaced by what it stands for.

        None unless each came back exactly once, as a noun in the singular: the sentence must be translated another way.
        """
        edits: list[Edit] = []
        rest = translation
        for name, protected in zip(self.names, self._protected, strict=True):
            found = _find_once(name, translation, self._language)
            if found is None:
                return None
            edits += self._replace(found, name, protected, translation)
            rest = rest[: found.start()] + " " * len(found[0]) + rest[found.end() :]
        if any(_mentions(rest, name) for name in self.names):  # such as an adjective made of it
            return None
        if _REPUBLIC.search(rest) and not _REPUBLIC.search(self.text):  # a country's full name
            return None
        edits.sort(key=lambda edit: edit.start)
        return Revealed(apply_edits(translation, edits), tuple(edits))

    def _replace(self, found: re.Match[str], name: str, protected: Protected, translation: str) -> Iterator[Edit]:
        start, end = found.span()
        before = re.search(r"(\w+)\W?\s\W?$", translation[:start])
        after = re.match(r"\s(\w+)", translation[end:])
        words = before[1] if before else "", after[1] if after else ""
        text = protected.replacement
        if protected.inflects:
            slots = _slots(found[0], name, self._language)
            text = inflect(text, choose_slot(slots, words[0], self._language), self._language)
            if found[0].isupper():
                text = text.upper()
            elif not re.search(r"\w", translation[:start]):
                text = text[0].upper() + text[1:]
            if re.match(r"[«“„\"]", text) and re.search(r"[«“„\"]$", translation[:start]):
                text = text.strip('«»“”„"')  # the quotation marks are there already
        fitting = fit(words[0], text, words[1], self._language)
        if before and fitting[0] != words[0]:
            yield Edit(before.start(1), before.end(1), fitting[0])
        yield Edit(start, end, text)
        if after and fitting[1] != words[1] and found[0].casefold() == name.casefold():
            yield Edit(end + after.start(1), end + after.end(1), fitting[1])


def disguise(
    sentence: str, ranges: Sequence[Protected], source_language: str, target_language: str, *, attempt: int = 0
) -> Disguise | None:
    """*sentence* with a stand-in for each of *ranges*, which do not overlap.

    attempt: 0, 1, 2 … give different stand-ins, for when the first did not come back. None if there are not enough
    that neither the sentence nor the translation would have anyway, or a range is a plural.
    """
    if any(protected.slot.startswith("pl") for protected in ranges):
        return None
    texts = [sentence, *(protected.replacement for protected in ranges)]
    taken: set[tuple[str, str]] = set()
    edits, names_there = [], []
    ordered = sorted(ranges, key=lambda protected: protected.start)
    for protected in ordered:
        free = [
            names
            for names in _list_stand_ins(protected, source_language, target_language)
            if names not in taken and not any(_mentions(text, name) for text in texts for name in names)
        ]
        if not free:
            return None
        names = free[attempt * len(ranges) % len(free)]
        taken.add(names)
        text = inflect(names[0], protected.slot, source_language)
        edits.append(Edit(protected.start, protected.end, text.upper() if sentence.isupper() else text))
        names_there.append(names[1])
    return Disguise(apply_edits(sentence, edits), tuple(edits), tuple(names_there), tuple(ordered), target_language)


# By ISO 3166: countries in the news everywhere, those first that even the poorest packages were seen to give back.
_COUNTRIES = tuple("MN TJ UZ DE JP FR CN IN IR TM CA IT PK EG IQ VN NL".split())  # noqa: SIM905
_PEOPLE = (
    ("Ivan", "Иван"),
    ("Boris", "Борис"),
    ("Viktor", "Виктор"),
    ("Anton", "Антон"),
    ("Maksim", "Максим"),
    ("Irina", "Ирина"),
    ("Elena", "Елена"),
    ("Olga", "Ольга"),
    ("Marina", "Марина"),
    ("Tatiana", "Татьяна"),
)


def _list_stand_ins(protected: Protected, source: str, target: str) -> list[tuple[str, str]]:
    """Names in both languages that fit in the place of *protected*: in Russian of its gender, people's for people."""
    kind = agreement(protected.replacement, target) if protected.inflects else None
    if kind in (Agreement.MAN, Agreement.WOMAN):
        fitting = [names for names in _PEOPLE if agreement(names[1], target) is kind]
        return [(cyrillic if source in ("ru", "kk") else latin, cyrillic) for latin, cyrillic in fitting]
    here, there = _countries(source), _countries(target)
    countries = [(here[code], there[code]) for code in _COUNTRIES if code in here and code in there]
    if kind is None:
        return countries
    wanted = Agreement.HE if kind is Agreement.IT else kind
    fitting = [names for names in countries if agreement(names[1], target) is wanted]
    return sorted(fitting, key=lambda names: -len(_singular_forms(names[1], target)))  # that tell most cases apart


@cache
def _countries(language: str) -> Mapping[str, str]:
    """Names of countries by ISO 3166, from the CLDR; none in a language it has not."""
    from babel import Locale, UnknownLocaleError  # takes time to import

    try:
        territories: Mapping[str, str] = Locale.parse(language, sep="-").territories
    except (ValueError, UnknownLocaleError):
        return {}
    return territories


@cache
def _singular_forms(name: str, language: str) -> dict[str, tuple[str, ...]]:
    """The forms of a stand-in with their slots, the longest first."""
    forms = {}
    for form, slots in sorted(list_forms(name, language).items(), key=lambda each: -len(each[0])):
        singular = tuple(slot for slot in slots if not slot.startswith("pl"))
        if singular:
            forms[form] = singular
    return forms


def _find_once(name: str, text: str, language: str) -> re.Match[str] | None:
    """Where *name* stands in *text* in one of its forms, if it does exactly once."""
    forms = "|".join(map(re.escape, _singular_forms(name, language)))
    found = list(re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", text, re.IGNORECASE))
    return found[0] if len(found) == 1 else None


def _slots(form: str, name: str, language: str) -> tuple[str, ...]:
    """The slots of *form*, which may be in capitals, of *name*."""
    forms = _singular_forms(name, language).items()
    return next((slots for known, slots in forms if known.casefold() == form.casefold()), ("",))


_REPUBLIC = re.compile(r"республик|republi[ck]", re.IGNORECASE)
_ROOT_LENGTH = 4  # Кана-: Канада, канадский


def _mentions(text: str, name: str) -> bool:
    """Whether *text* has a word that begins as *name* does."""
    return re.search(rf"(?<!\w){re.escape(name[:_ROOT_LENGTH])}", text, re.IGNORECASE) is not None
