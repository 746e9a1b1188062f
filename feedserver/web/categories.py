"""The categories of an edition with their labels in its language, as pages and lists of feeds show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feedserver.model import Category, Edition
from feedserver.store.articles import list_categories
from feedserver.store.database import Connection
from feedserver.store.labels import list_newest_labels
from feedserver.transliteration import SCRIPTS, base_of, transliterate

# The alphabets of Russian and Kazakh as one: by code points, Kazakh's own letters would come after all others.
_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_COLLATION = str.maketrans({letter: chr(ord("а") + place) for place, letter in enumerate(_ALPHABET)})


def list_labelled(
    connection: Connection, language: str, editions: Sequence[Edition], *, now: datetime
) -> list[tuple[Category, str]]:
    """The most frequent categories with articles shown in *language*, each with the language of its label, by label.

    editions: some in *language*; a category that none of them has is labelled as in its newest article there. A label
    in *language* goes before one of an article that is not translated yet.
    """
    labelled: dict[str, tuple[Category, str]] = {}
    for each in sorted(editions, key=lambda each: each.text_language != language):
        for category in each.categories:
            labelled.setdefault(category.slug, (category, each.text_language))
    there = {category.slug for category in list_categories(connection)}
    lacking = sorted(there - labelled.keys())
    for category, label_language in list_newest_labels(connection, base_of(language), lacking, now=now):
        if language in SCRIPTS and label_language == SCRIPTS[language]:
            category, label_language = Category(category.slug, transliterate(category.label, language)), language
        labelled[category.slug] = (category, label_language)
    shown = (pair for slug, pair in labelled.items() if slug in there)
    return sorted(shown, key=lambda pair: pair[0].label.casefold().translate(_COLLATION))
