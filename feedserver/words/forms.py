"""In which forms a word of a query is looked for.

A stem that is long enough is looked for as a prefix: whatever goes on from it is a form of the word or of its family.
Under a short one stand too many other words (кот: который; car: career), so it is looked for in its known forms.
"""

from __future__ import annotations

import re

from feedserver.languages import CYRILLIC_LANGUAGES
from feedserver.transliteration import SCRIPTS, readings_of
from feedserver.words import kazakh
from feedserver.words.kazakh import SHORT
from feedserver.words.terms import Form

_SHORTEST = 3  # a stem; shorter words are looked for as they are

# What snowballstemmer knows, by the first part of the tag.
_STEMMERS = {
    "ar": "arabic",
    "hy": "armenian",
    "eu": "basque",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "eo": "esperanto",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "ga": "irish",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nb": "norwegian",
    "nn": "norwegian",
    "no": "norwegian",
    "fa": "persian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "es": "spanish",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
# The endings that Snowball's Russian stemmer takes off nouns and adjectives, and the commonest of verbs.
_RUSSIAN_ENDINGS = """
    а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я ев ьев
    ее ые ое ими ыми ый им ым его ого ему ому их ых ую юю ая яя ою ею
    ть л ла ло ли ать ал ала ало али ить ил ила ило или еть ел ела ело ели ет ют ит ят ут ат ешь ишь ете ите
""".split()  # noqa: SIM905
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00df-\u024f]")


def forms_of(word: str, language: str) -> tuple[Form, ...]:
    """The forms of *word*, folded, on a site in *language*; any of them will do.

    A word in letters that the language is not written in is taken for Russian or English. What is kept is in the
    letters of the language itself, so that one of its other scripts (``kk-Latn``) is read as those first.
    """
    if language in SCRIPTS:
        read = spellings_of(word, language)
        return tuple(dict.fromkeys(form for each in read for form in forms_of(each, SCRIPTS[language])))
    language = language.split("-")[0].lower()
    if language in CYRILLIC_LANGUAGES and _LATIN.search(word):
        language = "en"
    elif language not in CYRILLIC_LANGUAGES and _CYRILLIC.search(word):
        language = "ru"
    if not any(letter.isalpha() for letter in word):  # 202 is not 2026
        return (Form(word, is_prefix=False),)
    if language == "kk":
        return kazakh.forms_of(word)
    if len(word) < _SHORTEST:
        return (Form(word, is_prefix=False),)
    stem = _stem(word, language)
    if language in ("ru", "en") and len(stem) < SHORT:
        inflected = _russian(stem) if language == "ru" else _english(stem)
        return tuple(Form(text, is_prefix=False) for text in dict.fromkeys([word, stem, *inflected]))
    stems = [stem] if word.startswith(stem) else [stem, word]
    if language == "en" and stem[-1] in "ie":  # Snowball's companies → compani, hoping → hope
        stems.append(stem[:-1] + ("y" if stem[-1] == "i" else "ing"))
    return tuple(Form(text, is_prefix=True) for text in stems)


def spellings_of(word: str, language: str) -> tuple[str, ...]:
    """How *word*, folded, may stand in the texts that are kept for a site in *language*: as it is, or in Cyrillic."""
    return tuple(dict.fromkeys([word, *readings_of(word, language)])) if language in SCRIPTS else (word,)


def _stem(word: str, language: str) -> str:
    if language not in _STEMMERS:
        return word
    import snowballstemmer  # takes time to import, and only a search needs it

    # A new one each time: a stemmer keeps the word that it works on, and requests come in many threads.
    stem: str = snowballstemmer.stemmer(_STEMMERS[language]).stemWord(word)
    return stem if len(stem) >= _SHORTEST else word


def _russian(stem: str) -> list[str]:
    return [stem + ending for ending in _RUSSIAN_ENDINGS]


def _english(stem: str) -> list[str]:
    """The forms of a word that Snowball's English stemmer reduces to *stem*."""
    base = stem[:-1]
    if stem.endswith("i"):  # city, cities
        return [base + ending for ending in ("y", "ies", "ied", "ier", "iest", "ying")]
    if stem.endswith("e"):  # make, making
        return [stem + ending for ending in ("s", "d", "r", "rs", "ly")] + [base + "ing", base + "ings"]
    endings = ["ed", "er", "ers", "est", "ing", "ings"]
    doubled = [stem[-1] + ending for ending in endings]  # stop, stopped
    return [stem + ending for ending in ["s", "es", "ly", *endings, *doubled]]
