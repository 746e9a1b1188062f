"""The glossaries of a site, ``<folder>/<language>/glossary.csv``, read again when they change."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from feedserver.errors import CatalogueError
from feedserver.translation.glossary.terms import Glossary, read_glossary

FILE = "glossary.csv"

log = logging.getLogger(__name__)


class Glossaries:
    """by_language: the glossary of each language that has one; always the same dict, as it is now."""

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self.by_language: dict[str, Glossary] = {}
        self._files = {language: folder / language / FILE for language in languages}
        self._states: dict[str, tuple[int, int]] = {}

    def look_again(self) -> tuple[tuple[str, str], ...]:
        """Read what is new or changed; return something that differs when a glossary does.

        One that cannot be read is logged, once, and the words of before stay in force.
        """
        for language, file in self._files.items():
            state = _state_of(file)
            if state == self._states.get(language):
                continue
            if state is None:
                del self._states[language]
                self.by_language.pop(language, None)
                continue
            self._states[language] = state
            try:
                self.by_language[language] = read_glossary(file)
            except CatalogueError as error:
                log.error("glossary not read: %s", error)
            else:
                log.info("glossary of %s: %d terms", language, len(self.by_language[language].terms))
        return tuple((language, glossary.digest) for language, glossary in sorted(self.by_language.items()))


def _state_of(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
