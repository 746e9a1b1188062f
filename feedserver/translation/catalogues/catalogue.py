"""What a catalogue holds, whatever its format: sentences, their translations, and who stands behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from feedserver.model import fingerprint

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 §2.2
ENGINE_NOTE = "Machine translation: "
_BREAKS = re.compile(r"\s*[\t\n\r\x85\u2028\u2029]\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence in a catalogue, tagged text (``markup/marks.py``), and its translation, "" if there is none.

    source, target: languages; "" where the file does not say. reviewed: whether a person stands behind the
    translation; None if the file does not say. editor, edited_at: of this entry, None if only the file as a whole
    has them. notes: for the editor: what the sentence is in the article, what translated it. line: of the file.
    """

    sentence: str
    source: str
    target: str
    translation: str
    reviewed: bool | None
    notes: tuple[str, ...] = ()
    editor: str | None = None
    edited_at: datetime | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of one article, in reading order. Neither id nor name in a format that knows no articles.

    article_id: of the article. name: its external id. source: the language of the article, "" where not said.
    """

    entries: tuple[Entry, ...]
    article_id: str = ""
    name: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """What of a catalogue is not taken, and why, as a sentence for the editor."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue. exported_at: when we wrote it. revised_at, editor: when and by whom it was changed, as it says."""

    parts: tuple[Part, ...]
    exported_at: datetime | None = None
    revised_at: datetime | None = None
    editor: str = ""
    refused: tuple[Refusal, ...] = ()


def clean(words: str) -> str:
    """An editor's words as the memory holds them: one line, no white space around it."""
    return _BREAKS.sub(" ", words.strip())


def mark_of(words: str) -> str:
    """A short mark of a machine's words: where it still fits, nobody has changed them."""
    return fingerprint([words])[:16]


def parse_moment(text: str | None) -> datetime | None:
    """An ISO time with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
