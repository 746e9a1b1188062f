"""The words of one catalogue written into the memory and the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedserver.store.database import Connection
from feedserver.store.edits import Edit, find_said, find_standing, save_edits
from feedserver.store.memory import EDITORS, find_latest, save_translations
from feedserver.store.redo import redo_sentences, resume_waiting
from feedserver.translation.catalogues.catalogue import Catalogue, Entry, Refusal
from feedserver.translation.catalogues.deciding import Known, Verdict, date_edit, decide


@dataclass(frozen=True, slots=True)
class Change:
    """A translation that is new or another one. before: "" if there was none."""

    line: int
    sentence: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """An edit that newer words of somebody else stand against. kept: those."""

    line: int
    sentence: str
    words: str
    kept: Edit


class Merge:
    """Takes a catalogue's entries in, one pair of languages after the other, in one write transaction."""

    def __init__(
        self,
        connection: Connection,
        catalogue: Catalogue,
        key: str,
        *,
        seen_at: datetime | None,
        written_at: datetime,
        now: datetime,
    ) -> None:
        self.changed: list[Change] = []
        self.overruled: list[Overruled] = []
        self.refused: list[Refusal] = []
        self.unchanged = 0
        self._connection = connection
        self._catalogue = catalogue
        self._key = key
        self._seen_at = seen_at
        self._written_at = written_at
        self._now = now

    def take(self, source: str, target: str, entries: Sequence[Entry]) -> None:
        """Take *entries*, all of one pair: remember those that win, note all edits."""
        connection, exported_at = self._connection, self._catalogue.exported_at
        pair = (list(dict.fromkeys(entry.sentence for entry in entries)), source, target)
        standing = find_latest(connection, *pair)
        exported = find_standing(connection, *pair, at=exported_at) if exported_at else {}
        said = find_said(connection, *pair, self._key, since=exported_at)
        history: list[Edit] = []
        won: dict[str, Edit] = {}
        for sentence, (candidates, only_ones) in _by_sentence(entries).items():
            known = Known(standing.get(sentence), exported.get(sentence), said.get(sentence))
            new = self._find_new(candidates, known, only_ones=only_ones)
            if new is None:
                continue
            entry, verdict, edit = new
            history.append(edit)
            if verdict is Verdict.LOST:
                kept = find_standing(connection, [sentence], source, target, at=self._now)
                self.overruled.append(Overruled(entry.line, sentence, edit.translation, kept.get(sentence, edit)))
            elif verdict is Verdict.WON:
                won[sentence] = edit
                before = known.standing.translation if known.standing else ""
                self.changed.append(Change(entry.line, sentence, before, edit.translation))
        self._write(source, target, won, history)

    def _find_new(
        self, candidates: Sequence[Entry], known: Known, *, only_ones: bool
    ) -> tuple[Entry, Verdict, Edit] | None:
        """The entry that says something new, if one does; a second one that does is refused."""
        found: tuple[Entry, Verdict, Edit] | None = None
        for entry in candidates:
            editor, edited_at = self._edited(entry)
            words = entry.translation
            verdict = decide(words, known, editor=editor, edited_at=edited_at, only_ones=only_ones)
            if verdict in (Verdict.SAME, Verdict.CONFIRMED):
                self.unchanged += 1
            if verdict is Verdict.SAME:
                continue
            if found is None or found[1] is Verdict.CONFIRMED:
                found = entry, verdict, self._edit(entry, verdict, editor, edited_at, known)
            elif verdict is not Verdict.CONFIRMED:
                self.refused.append(Refusal(entry.line, f"line {found[0].line} has other words for this sentence"))
        return found

    def _edited(self, entry: Entry) -> tuple[str, datetime]:
        """Who wrote the entry, and when; what it says of itself counts only if that is news."""
        said, editor = entry.edited_at, entry.editor
        if said and self._seen_at and said <= self._seen_at:  # of the words that were exported
            said, editor = None, ""
        said = said or self._catalogue.revised_at
        editor = self._catalogue.editor if editor is None else editor
        return editor, date_edit(said, self._seen_at, self._written_at, now=self._now)

    def _edit(self, entry: Entry, verdict: Verdict, editor: str, edited_at: datetime, known: Known) -> Edit:
        # Words that are new here are newer than what was seen before, or readers' software would not look at them.
        seen_before = [known.standing.updated_at if known.standing else None, self._seen_at]
        if verdict is Verdict.WON and any(moment and edited_at <= moment for moment in seen_before):
            edited_at = self._now
        return Edit(
            entry.source,
            entry.target,
            entry.sentence,
            entry.translation,
            editor=editor,
            catalogue=self._key,
            edited_at=edited_at,
            imported_at=self._now,
            won=verdict is not Verdict.LOST,
        )

    def _write(self, source: str, target: str, won: dict[str, Edit], history: Sequence[Edit]) -> None:
        by_date: dict[datetime, dict[str, str]] = {}
        for sentence, edit in won.items():
            by_date.setdefault(edit.edited_at, {})[sentence] = edit.translation
        for dated, words in by_date.items():
            save_translations(self._connection, words, source, target, engine=EDITORS, now=dated)
        if won:
            redo_sentences(self._connection, target, list(won))
            resume_waiting(self._connection, {target})
        save_edits(self._connection, history)


def _by_sentence(entries: Sequence[Entry]) -> dict[str, tuple[list[Entry], bool]]:
    """The different translations of each sentence, and whether there is only one."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        found.setdefault(entry.sentence, {}).setdefault(entry.translation, entry)
    return {sentence: (list(words.values()), len(words) == 1) for sentence, words in found.items()}
