"""Web and e-mail addresses that got lost or were translated."""

from __future__ import annotations

from feedserver.translation.checks.text import list_links


def loses_links(source: str, translation: str) -> bool:
    """Whether a web or e-mail address of the source is not in the translation, letter for letter."""
    links = {source[start:end].casefold() for start, end in list_links(source)}
    if not links:
        return False
    kept = translation.casefold()
    return any(link not in kept for link in links)
