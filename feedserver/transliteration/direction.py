"""Which way a language is written."""

from __future__ import annotations

from functools import lru_cache

from feedserver.transliteration.scripts import script_of

# Those of today; the dead ones are in no feed. Codes of ISO 15924.
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


@lru_cache(maxsize=256)
def direction_of(tag: str) -> str:
    """``rtl`` if text in the language *tag* (BCP 47) runs from right to left, else ``ltr``: what ``dir`` says in HTML.

    A script in the tag decides (``az-Arab``, ``ks-Deva``); without one it is the script that the CLDR calls the likely
    one of the language in its region (``ps``, ``pa-PK``). Unknown languages are ``ltr``.
    """
    return "rtl" if (script_of(tag) or _likely_script(tag)) in _RIGHT_TO_LEFT else "ltr"


def _likely_script(tag: str) -> str | None:
    # Not Locale.character_order: to that ug-Cyrl is right-to-left, ku-Arab left-to-right, and arz unknown.
    from babel.core import get_global  # takes time to import, and a tag with a script does without

    likely = get_global("likely_subtags")
    language, *rest = tag.split("-")
    language = get_global("language_aliases").get(language.lower(), language.lower()).split("_")[0]
    region = next((subtag.upper() for subtag in rest if len(subtag) == 2), "")
    found: str | None = likely.get(f"{language}_{region}") or likely.get(language)
    return found.split("_")[1] if found else None
