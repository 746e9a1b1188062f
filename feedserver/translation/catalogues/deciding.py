"""What an editor's words become when others have written too: a merge of three, decided by pure functions.

The three are the words in the catalogue, those that stand now, and those that the editor had before them: what stood
when the catalogue was exported, or what this same catalogue said when it was last imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from feedserver.model import Origin
from feedserver.store.edits import Edit
from feedserver.store.memory import Remembered

_MINUTE = timedelta(minutes=1)  # a PO file's dates are no more exact


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a sentence when a catalogue comes.

    standing: what the memory holds now. exported: the editors' words that stood when the catalogue was exported. said:
    what the same catalogue said before, since that export. None where there is nothing.
    """

    standing: Remembered | None
    exported: Edit | None
    said: Edit | None


class Verdict(Enum):
    """What is done with the words of a catalogue."""

    SAME = "same"  # nobody has changed them
    CONFIRMED = "confirmed"  # new here, but they stand already
    WON = "won"
    LOST = "lost"


def decide(words: str, known: Known, *, editor: str, edited_at: datetime, only_ones: bool = True) -> Verdict:
    """Decide about *words* that *editor* wrote at *edited_at*.

    only_ones: the catalogue says nothing else of the sentence. What stood at the export is no edit, unless it goes
    back behind an edit that the same editor made in the same catalogue since. Of two who did not know each other's
    words, the newer wins.
    """
    said = known.said
    if said and said.translation == words:
        return Verdict.SAME
    taken_back = said is not None and said.editor == editor and only_ones
    if known.exported and known.exported.translation == words and not taken_back:
        return Verdict.SAME
    standing = known.standing
    if standing is None or standing.origin is not Origin.EDITED:
        return Verdict.WON
    if standing.translation == words:
        return Verdict.CONFIRMED
    seen = {edit.translation for edit in (known.exported, said) if edit}
    if standing.translation not in seen and edited_at < standing.updated_at:
        return Verdict.LOST
    return Verdict.WON


def date_edit(said: datetime | None, seen_at: datetime | None, written_at: datetime, *, now: datetime) -> datetime:
    """When an edit was made.

    said: as the catalogue says; it counts if it lies after *seen_at*, the export or the last import. written_at: of the
    file; it counts if the catalogue says nothing newer, or says only its minute. Never after *now*.
    """
    moved = said is not None and (seen_at is None or said > seen_at)
    if said is None or not moved or said <= written_at < said + _MINUTE:
        return min(written_at, now)
    return min(said, now)
