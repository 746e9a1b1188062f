"""What is known of the furniture of news pages: the phrases of ``furniture.toml``, ready to be asked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

# The tables of phrases that are compared with a whole line.
PHRASE_TABLES = ("other_pages", "perhaps_other_pages", "comments", "more_links", "buttons", "edges")

_COUNT_BEHIND = re.compile(r"\s*[(\[][0-9]+[)\]]\s*$")
_NUMBER = r"[0-9]{1,9}(?:[ \u00a0\u202f.,][0-9]{1,3})*(?: ?[kкmм]\b)?"
_NUMBER_FIRST = re.compile(rf"({_NUMBER})[ \u00a0]*(\D.*)?", re.DOTALL)
_QUOTES = "\"“”«»„‘’'"


class Label(StrEnum):
    """What a label in front of a colon says something about; the value is its list in ``furniture.toml``."""

    CATEGORIES = "categories"
    PUBLISHED = "published"
    AUTHOR = "author"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Furniture:
    """The phrases, folded. phrases: phrase → its table. labels: label → what it is about."""

    phrases: Mapping[str, str]
    labels: Mapping[str, Label]
    notices: tuple[tuple[str, ...], ...]
    counted: frozenset[str]
    counter_labels: frozenset[str]
    networks: frozenset[str]
    icons: tuple[str, ...]
    days: frozenset[str]

    def table_of(self, line: str) -> str | None:
        """The table in which *line* stands as a phrase, ``comments`` for one with a count; None if in none.

        A line in quotes, or with a full stop (but for comments, links and buttons), is somebody's prose.
        """
        if line[:1] in _QUOTES:
            return None
        bare = _COUNT_BEHIND.sub("", line) if line[-1:] in ")]" else line
        table = self.phrases.get(fold(bare))
        if line.endswith(".") and table in ("other_pages", "perhaps_other_pages", "edges"):
            return None
        if table == "perhaps_other_pages" and bare != line and fold(bare) in self.counter_labels:
            return "comments"  # "Comments (12)" is no subheading
        return table

    def is_counter(self, line: str) -> bool:
        """Whether *line* is a number with what it counts, such as ``181 views`` or ``Views: 181``."""
        label, colon, number = line.partition(":")
        if colon and fold(label) in self.counter_labels:
            return re.fullmatch(_NUMBER, number.strip()) is not None
        match = _NUMBER_FIRST.fullmatch(line)
        return match is not None and fold(match[2] or "") in self.counted

    def is_notice(self, line: str) -> bool:
        """Whether a site speaks to its readers in *line*."""
        folded = line.casefold().replace("\u00a0", " ")
        return any(notice[0] in folded and all(part in folded for part in notice) for notice in self.notices)

    def is_icon_row(self, line: str) -> bool:
        """Whether *line* repeats an icon word, as the names of an icon font do."""
        return any(icon in line and line.count(icon) >= max(3, len(line.split()) / 4) for icon in self.icons)

    def is_network_row(self, line: str) -> bool:
        """Whether *line* consists of names of networks and buttons, two or more."""
        words = line.casefold().replace(",", " ").replace("|", " ").split()
        return len(words) > 1 and all(word in self.networks for word in words)


def fold(text: str) -> str:
    """*text* for comparing: case, space and the signs around it do not count."""
    folded = " ".join(text.casefold().split())
    start, end = 0, len(folded)
    while start < end and not folded[start].isalnum():
        start += 1
    while end > start and not folded[end - 1].isalnum():
        end -= 1
    return folded[start:end]


def read_tables() -> dict[str, Any]:
    """The tables of ``furniture.toml`` as they stand there."""
    return tomllib.loads((resources.files(__package__) / "furniture.toml").read_text("utf-8"))


def _all_languages(table: Mapping[str, list[Any]], but: Iterable[str] = ()) -> list[Any]:
    return [entry for name, entries in table.items() if name not in but for entry in entries]


def _furniture() -> Furniture:
    tables = read_tables()
    return Furniture(
        phrases={fold(phrase): table for table in reversed(PHRASE_TABLES) for phrase in _all_languages(tables[table])},
        labels={fold(phrase): label for label in Label for phrase in tables["labels"][label]},
        notices=tuple(tuple(notice) for notice in _all_languages(tables["notices"])),
        counted=frozenset(fold(phrase) for phrase in _all_languages(tables["counters"], but=["labels"])),
        counter_labels=frozenset(fold(phrase) for phrase in tables["counters"]["labels"]),
        networks=frozenset(tables["rows"]["networks"]),
        icons=tuple(tables["rows"]["icons"]),
        days=frozenset(tables["rows"]["days"]),
    )


FURNITURE = _furniture()
