"""Which editions the site has."""

from __future__ import annotations

from feedserver.web.refusals import not_found
from feedserver.web.services import services


def require_language(language: str) -> None:
    """Refuse (404) a language that the site has no edition in, and say which it has."""
    languages = services().site.languages
    if language not in languages:
        raise not_found("language", language, languages)
