"""Which editions the site has, and how they are read.

One in another script (``kk-Latn``) is not kept: it is written from the edition it has its words from.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import request

from feedserver.languages import negotiate
from feedserver.model import Edition
from feedserver.store import editions
from feedserver.store.database import Connection
from feedserver.store.editions import Selection
from feedserver.store.search import text_to_search
from feedserver.transliteration import SCRIPTS, base_of, transliterate, transliterate_edition
from feedserver.web.refusals import not_found
from feedserver.web.services import services
from feedserver.words import Snippet, make_snippet


def require_language(language: str) -> None:
    """Refuse (404) a language that the site has no edition in, and say which it has."""
    languages = services().site.languages
    if language not in languages:
        raise not_found("language", language, languages)


def negotiate_language() -> str:
    """The language of the site that the client prefers, by Accept-Language."""
    fallbacks = dict(services().settings.language_fallbacks)
    return negotiate(request.headers.get("Accept-Language"), services().site.languages, fallbacks)


def list_editions(connection: Connection, selection: Selection, *, now: datetime, **options: Any) -> list[Edition]:
    """As the store lists them, in the script of the selection's language."""
    found = editions.list_editions(connection, stored(selection), now=now, **options)
    return [in_script(edition, selection.language) for edition in found]


def list_found(
    connection: Connection, selection: Selection, *, now: datetime, limit: int, offset: int
) -> tuple[list[Edition], dict[str, Snippet]]:
    """The same, the likeliest of a search first; and where each has what was searched, by the article's id.

    That is looked for in the text that is kept, which is what was searched.
    """
    found = editions.list_editions(connection, stored(selection), now=now, limit=limit, offset=offset, best_first=True)
    shown = [in_script(edition, selection.language) for edition in found]
    if not selection.terms:
        return shown, {}
    passages = (make_snippet(text_to_search(kept.summary, kept.blocks), selection.terms) for kept in found)
    return shown, {
        edition.article_id: _in_script(passage, edition) for passage, edition in zip(passages, shown, strict=True)
    }


def find_edition(connection: Connection, article_id: str, language: str, **options: Any) -> Edition | None:
    """As the store finds it, in the script of *language*."""
    found = editions.find_edition(connection, article_id, base_of(language), **options)
    return None if found is None else in_script(found, language)


def stored(selection: Selection) -> Selection:
    """*selection* in the language whose editions are kept."""
    return selection if selection.language is None else replace(selection, language=base_of(selection.language))


def in_script(edition: Edition, language: str | None) -> Edition:
    """*edition* as it reads in *language*."""
    return transliterate_edition(edition, language) if language is not None and language in SCRIPTS else edition


def _in_script(passage: Snippet, shown: Edition) -> Snippet:
    """*passage* in the letters of the edition that is *shown*."""
    if shown.text_language not in SCRIPTS:
        return passage
    return tuple((transliterate(piece, shown.text_language), is_match) for piece, is_match in passage)
