"""The history of an article's translations, for ``translations log``."""

from __future__ import annotations

from dataclasses import dataclass

from feedserver.store.articles import get_article
from feedserver.store.catalogues import list_article_names
from feedserver.store.database import Connection
from feedserver.store.edits import Edit, list_edits
from feedserver.translation.catalogues.naming import get_article_name
from feedserver.translation.texts import Sentence, list_entries


@dataclass(frozen=True, slots=True)
class SentenceHistory:
    """What people wrote for one sentence, what stands last. kind: what it is in the article, in a word."""

    kind: str
    sentence: Sentence
    edits: list[Edit]


def list_history(connection: Connection, article: str, target: str) -> list[SentenceHistory]:
    """The sentences of *article* that people have translated into *target*, in reading order.

    article: its id, external id, catalogue or how its title begins. Raises NotFoundError.
    """
    name = get_article_name(list(list_article_names(connection)), article)
    kinds: dict[Sentence, str] = {}
    for kind, sentence in list_entries(get_article(connection, name.id), target):
        kinds.setdefault(sentence, kind)
    found = {
        language: list_edits(connection, [each.text for each in kinds if each.language == language], language, target)
        for language in {sentence.language for sentence in kinds}
    }
    return [
        SentenceHistory(kind, sentence, sorted(edits, key=lambda edit: edit.edited_at))
        for sentence, kind in kinds.items()
        if (edits := found[sentence.language].get(sentence.text))
    ]
