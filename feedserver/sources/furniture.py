"""What is known of the furniture of news pages: the words of ``furniture.toml``, ready to be asked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

# The tables of phrases that are compared with a whole line; the first that has a phrase counts.
PHRASE_TABLES = (
    "other_pages", "perhaps_other_pages", "comments", "replies", "more_links", "advertisements", "ends", "buttons",
    "edges",
)  # fmt: skip
_MAY_END_WITH_A_STOP = ("comments", "more_links", "buttons", "replies")

_COUNT_BEHIND = re.compile(r"\s*[(\[][^()\[\]]{0,12}[0-9][^()\[\]]{0,8}[)\]]\s*$")  # also "(4 min)", "(212 KB)"
_AGE_BEHIND = re.compile(r" [0-9]{1,2}\+$")  # "Advertisement 18+"
_BEHIND = {")": _COUNT_BEHIND, "]": _COUNT_BEHIND, "+": _AGE_BEHIND}  # by the last character
_NUMBER = r"[0-9]{1,9}(?:[ \u00a0\u202f.,][0-9]{1,3})*(?: ?[kкmм]\b)?"
_NUMBER_FIRST = re.compile(rf"({_NUMBER})[ \u00a0]*(\D.*)?", re.DOTALL | re.IGNORECASE)
_SIGNS = re.compile(r"^[^\w\"“«„(\[+−-]+\s*(?=[0-9])")  # an eye or a speech bubble in front of a number
_WORD_START = re.compile(r"(?<![^\W_])[^\W_].", re.DOTALL)  # its first two characters
_QUOTES = "\"“”«»„‘’'"
_STRONG, _SURE = 3, 6  # a strong word of a site counts as much as three weak ones, one that is enough as two strong


class Label(StrEnum):
    """What a label in front of a colon says something about; the value is its list in ``furniture.toml``."""

    CATEGORIES = "categories"
    PUBLISHED = "published"
    AUTHOR = "author"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Furniture:
    """The words, folded. phrases: phrase → its table. labels: label → what it is about.

    calls: fragment → its weight. fragments: those of calls that begin a word, by their first two letters. signs: the
    others.
    """

    phrases: Mapping[str, str]
    labels: Mapping[str, Label]
    notices: tuple[tuple[str, ...], ...]
    calls: Mapping[str, int]
    fragments: Mapping[str, tuple[str, ...]]
    signs: tuple[str, ...]
    offers: tuple[str, ...]
    counted: frozenset[str]
    counter_labels: frozenset[str]
    words: Mapping[str, frozenset[str]]
    networks: frozenset[str]
    icons: tuple[str, ...]

    def table_of(self, line: str) -> str | None:
        """The table in which *line* stands as a phrase, ``comments`` for one with a count; None if in none.

        A line in quotes, or with a full stop (but for comments, links and buttons), is somebody's prose.
        """
        if line[:1] in _QUOTES:
            return None
        behind = _BEHIND.get(line[-1:])
        bare = (behind.sub("", line) if behind else "") or line
        table = self.phrases.get(fold(bare))
        if line.endswith(".") and table not in _MAY_END_WITH_A_STOP:
            return None
        if table == "perhaps_other_pages" and bare != line and fold(bare) in self.counter_labels:
            return "comments"  # "Comments (12)" is no subheading
        return table

    def is_counter(self, line: str) -> bool:
        """Whether *line* is a number with what it counts, such as ``181 views`` or ``Views: 181``."""
        label, colon, number = line.partition(":")
        if colon and fold(label) in self.counter_labels:
            return _NUMBER_FIRST.fullmatch(number.strip()) is not None and len(number.split()) <= 3
        match = _NUMBER_FIRST.fullmatch(_SIGNS.sub("", line))
        return match is not None and fold(match[2] or "") in self.counted

    def is_notice(self, line: str) -> bool:
        """Whether a site speaks to its readers in *line*."""
        folded = _lower(line)
        return any(notice[0] in folded and all(part in folded for part in notice) for notice in self.notices)

    def count_calls(self, line: str) -> int:
        """How many words *line* has with which sites speak of themselves; some count twice."""
        folded = _lower(line)
        found = {sign for sign in self.signs if sign in folded}
        for word in _WORD_START.finditer(folded):
            for fragment in self.fragments.get(word.group(), ()):
                if folded.startswith(fragment, word.start()):
                    found.add(fragment)
        return sum(self.calls[fragment] for fragment in found)

    def is_offer(self, line: str) -> bool:
        """Whether *line* promises what advertisements do."""
        folded = _lower(line)
        return any(fragment in folded for fragment in self.offers)

    def is_invitation(self, line: str) -> bool:
        """Whether *line* begins, or in Kazakh ends, by asking its reader to a network: "Follow us on Telegram"."""
        words = re.findall(r"[^\W\d_]+", _lower(line))
        is_asked = bool(words) and not self.words["invitations"].isdisjoint((words[0], words[-1]))
        return is_asked and not self.words["social"].isdisjoint(words)

    def has_word(self, line: str, words: str) -> bool:
        """Whether *line* has one of the single words of the list *words*."""
        return not self.words[words].isdisjoint(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _lower(line)))

    def is_icon_row(self, line: str) -> bool:
        """Whether *line* repeats an icon word, as the names of an icon font do."""
        return any(icon in line and line.count(icon) >= max(3, len(line.split()) / 4) for icon in self.icons)

    def is_network_row(self, line: str) -> bool:
        """Whether *line* consists of names of networks and buttons."""
        words = re.split(r"[\s,|·•]+", line.casefold().strip(" ,|·•"))
        return bool(words[0]) and all(word in self.networks for word in words)


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


def _lower(line: str) -> str:
    return line.casefold().replace("\u00a0", " ")


def _all_languages(table: Mapping[str, list[Any]], but: Iterable[str] = ()) -> list[Any]:
    return [entry for name, entries in table.items() if name not in but for entry in entries]


def _furniture() -> Furniture:
    tables = read_tables()
    weak, strong, sure = (_all_languages(tables["calls"][strength]) for strength in ("weak", "strong", "sure"))
    calls = dict.fromkeys(weak, 1) | dict.fromkeys(strong, _STRONG) | dict.fromkeys(sure, _SURE)
    fragments: dict[str, tuple[str, ...]] = {}
    for fragment in filter(_WORD_START.match, calls):
        fragments[fragment[:2]] = (*fragments.get(fragment[:2], ()), fragment)
    return Furniture(
        phrases={fold(phrase): table for table in reversed(PHRASE_TABLES) for phrase in _all_languages(tables[table])},
        labels={fold(phrase): label for label in Label for phrase in tables["labels"][label]},
        notices=tuple(tuple(notice) for notice in _all_languages(tables["notices"])),
        calls=calls,
        fragments=fragments,
        signs=tuple(fragment for fragment in calls if not _WORD_START.match(fragment)),
        offers=tuple(_all_languages(tables["offers"])),
        counted=frozenset(fold(phrase) for phrase in _all_languages(tables["counters"], but=["labels"])),
        counter_labels=frozenset(fold(phrase) for phrase in tables["counters"]["labels"]),
        words={name: frozenset(words) for name, words in tables["words"].items()},
        networks=frozenset(tables["rows"]["networks"]),
        icons=tuple(tables["rows"]["icons"]),
    )


FURNITURE = _furniture()
