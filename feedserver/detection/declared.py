"""The language that a document declares, where its letters allow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from feedserver.detection.guess import certain_language, detect, guess, words_of
from feedserver.detection.letters import share_of
from feedserver.detection.ngrams import BY_SCRIPT
from feedserver.languages import CYRILLIC_LANGUAGES, normalise_tag

# What people write for a language; the CLDR's aliases, such as rus and kaz, come on top.
_MISNOMERS = {"kz": "kk", "ua": "uk", "english": "en", "russian": "ru", "kazakh": "kk"}
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})
_BARE = frozenset({"en", "ru", "kk"})  # whose region makes no difference here

_KNOWN = frozenset(tag.partition("-")[0] for tags in BY_SCRIPT.values() for tag in tags)
_ALWAYS_LATIN = frozenset(BY_SCRIPT["LATIN"]) - {"az", "uz", "kk-Latn"}

_CERTAIN = 0.99
_FEW = 20  # letters: no English text has as many and hardly any of them Latin; Kazakh has some of its own
_PARAGRAPH = 60  # letters: as much of another language is more than a quoted name or title
_LONG = 200  # letters: as much is not in a language because a template says so


def language_of(text: str, *, declared: str | None = None) -> str:
    """The language of *text*, whose document declares *declared*; ``und`` if there is no telling.

    declared: what stands in ``lang``, ``xml:lang`` or a feed's ``<language>``, in any form: ``ru_RU``, ``kaz``, ``kz``.
    It is believed unless the letters clearly say otherwise; a tag that names no language counts as none. English,
    Russian and Kazakh come without their region (``en-US`` → ``en``), others keep it. Never raises.
    """
    tag = _tag_of(declared or "")
    return detect(text) if tag is None or _contradicts(text, tag) else tag


def language_of_passages(passages: Sequence[str], *, declared: str | None = None) -> str:
    """The language of most of a text that comes in *passages*, such as paragraphs; ``und`` if there is no telling.

    A long quotation in another language does not count, whichever letters it has. declared: as above. Never raises.
    """
    by_language: dict[str, list[str]] = defaultdict(list)
    short: list[str] = []
    for passage in passages:
        found = certain_language(passage)
        (short if found is None else by_language[found]).append(passage)
    together = "\n".join(short)
    if (found := certain_language(together)) is not None:
        by_language[found].append(together)
    most = max(by_language.values(), key=lambda texts: sum(map(len, texts)), default=passages)
    return language_of("\n".join(most), declared=declared)


def _tag_of(declared: str) -> str | None:
    """The language that *declared* means, or None if it means none."""
    try:
        primary, *rest = normalise_tag(declared).split("-")
    except ValueError:
        return None
    primary = _MISNOMERS.get(primary, primary)
    if primary not in _BARE:
        from babel import Locale  # takes time to import, and most documents are in the languages above
        from babel.core import get_global

        primary = get_global("language_aliases").get(primary, primary).replace("_", "-")
        if primary in _NO_LANGUAGE or primary.partition("-")[0] not in Locale("en").languages:
            return None
    if primary in _BARE:
        rest = [subtag for subtag in rest if primary == "kk" and subtag in ("Latn", "Arab")]
    return "-".join((primary, *rest))


def _contradicts(text: str, tag: str) -> bool:
    """Whether the letters of *text* are clearly not those of a text in *tag*."""
    words = words_of(text)
    letters = "".join(words)
    latin = share_of("LATIN", letters)
    language = tag.partition("-")[0]
    if tag in CYRILLIC_LANGUAGES and latin > 0.8:
        return len(letters) >= _PARAGRAPH
    if language in _ALWAYS_LATIN and latin < 0.2:
        return len(letters) >= _FEW
    found, probability = guess(words)
    if probability < _CERTAIN or found == tag or language not in _KNOWN:
        return False
    found_language = found.partition("-")[0]
    if language == found_language:
        return language == "kk"  # the other script
    if not {language, found_language} <= _BARE:
        return len(letters) >= _LONG
    return len(letters) >= (_FEW if found == "kk" else _PARAGRAPH)
