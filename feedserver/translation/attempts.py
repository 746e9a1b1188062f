"""Translating well: what comes back is checked, and what fails is tried again in other ways.

First as it is; then, where names, addresses or code must come out right, with stand-ins in their place; then both once
more with a search that avoids loops; then in smaller parts. What fails all of these is not translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from feedserver.translation.argos import Answer, ArgosEngine, Decoding, Route
from feedserver.translation.checks import Fault, find_fault, list_links
from feedserver.translation.glossary.disguise import Disguise, Protected, disguise
from feedserver.translation.glossary.terms import Found, Glossary, lost_terms
from feedserver.translation.markup.alignment import Edit
from feedserver.translation.markup.guessing import combine, guess
from feedserver.translation.markup.marks import Marked, find_fault_of_tags, opaque_ranges, parse_tagged, write_tagged
from feedserver.translation.markup.pieces import Piece, cut, join
from feedserver.translation.markup.placing import place

# Where a sentence falls into parts that can stand alone: after these marks, or before a dash.
_JOINT = re.compile(r"(?<=[;:,])\s+|\s+(?=[–—]\s)")
_PLACED_MOST = 3_000  # characters: placing marks takes time as the square of the words, and no sentence has so many
_PART_LEAST, _PART_MOST = 3, 12  # words: two alone say too little, and more than twelve are no small part


@dataclass(slots=True)
class Outcome:
    """What became of tagged sentences: their tagged translations, or what was wrong with the first attempt."""

    translations: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)


@dataclass(slots=True)
class _Task:
    """A sentence to translate.

    terms: of the glossary; protected: what must come out as it is said here; lost: what of that did not, of late.
    """

    tagged: str
    marked: Marked
    terms: tuple[Found, ...]
    protected: tuple[Protected, ...]
    lost: list[Protected] = field(default_factory=list)


class Attempts:
    """The ways to translate sentences of one pair of languages.

    between: called before every batch but the first; what it raises ends the work.
    """

    def __init__(
        self,
        engine: ArgosEngine,
        route: Route,
        source: str,
        target: str,
        glossary: Glossary,
        between: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._route = route
        self._source = source
        self._target = target
        self._glossary = glossary
        self._between = between
        self._careful = Decoding(2 if engine.beam_size >= 4 else 4, repetition_penalty=1.2, no_repeat_ngram_size=4)

    def translate(self, sentences: Sequence[str]) -> Outcome:
        """Translate tagged *sentences*. Raises PackageError if a package does not work."""
        outcome = Outcome()
        open_tasks = [self._task(sentence) for sentence in sentences]
        for number, attempt in enumerate(self._ways()):
            if not open_tasks:
                break
            if number:
                self._between()
            answers = attempt(open_tasks)
            for task, answer in zip(open_tasks, answers, strict=True):
                fault = None if answer is None else self._find_fault(task, answer)
                if answer is not None and fault is None:
                    outcome.translations[task.tagged] = write_tagged(answer)
                    outcome.faults.pop(task.tagged, None)
                elif fault is not None:
                    outcome.faults.setdefault(task.tagged, fault)
            open_tasks = [task for task in open_tasks if task.tagged not in outcome.translations]
        return outcome

    def _ways(self) -> Iterator[Callable[[Sequence[_Task]], list[Marked | None]]]:
        for decoding, stand_ins in ((Decoding(), 3), (self._careful, 1)):
            yield partial(self._as_they_are, decoding=decoding)
            for attempt in range(stand_ins):
                yield partial(self._disguised, decoding=decoding, attempt=attempt)
        yield self._in_parts

    def _task(self, tagged: str) -> _Task:
        marked = parse_tagged(tagged)
        text = marked.text
        verbatim = [*opaque_ranges(marked), *list_links(text)]
        protected = [Protected(start, end, text[start:end], inflects=False) for start, end in verbatim]
        # A name in code or in an address is a part of that.
        terms = tuple(
            each
            for each in self._glossary.find(text, self._source)
            if not any(each.start < end and start < each.end for start, end in verbatim)
        )
        protected += [Protected(each.start, each.end, each.term.target, slot=each.slot) for each in terms]
        return _Task(tagged, marked, terms, tuple(_apart(protected)))

    def _find_fault(self, task: _Task, answer: Marked) -> Fault | None:
        text = task.marked.text
        if fault := find_fault(text, answer.text, self._source, self._target):
            return fault
        if lost_terms(answer.text, task.terms, self._target):
            return Fault.TERMS
        if any(text[start:end] not in answer.text for start, end in opaque_ranges(task.marked)):
            return Fault.CODE
        return Fault.MARKUP if find_fault_of_tags(task.marked, answer) else None

    def _as_they_are(self, tasks: Sequence[_Task], decoding: Decoding) -> list[Marked | None]:
        answers = self._ask([task.marked for task in tasks], decoding)
        for task, answer in zip(tasks, answers, strict=True):
            task.lost = self._find_lost(task, answer.text)
        return [_placed(task.marked, answer) for task, answer in zip(tasks, answers, strict=True)]

    def _find_lost(self, task: _Task, text: str) -> list[Protected]:
        terms = lost_terms(text, task.terms, self._target)
        places = {found.start for found in task.terms if found.term in terms}
        return [
            each for each in task.protected if (each.start in places if each.inflects else each.replacement not in text)
        ]

    def _disguised(self, tasks: Sequence[_Task], decoding: Decoding, attempt: int) -> list[Marked | None]:
        disguises: dict[str, Disguise] = {}
        for task in tasks:
            text, lost = task.marked.text, task.lost  # what comes out right by itself needs no stand-in
            found = disguise(text, lost, self._source, self._target, attempt=attempt) if lost else None
            if found is not None:
                disguises[task.tagged] = found
        asked = [task for task in tasks if task.tagged in disguises]
        answers = self._ask([Marked(disguises[task.tagged].text, task.marked.marks) for task in asked], decoding)
        revealed = {
            task.tagged: _revealed(task, disguises[task.tagged], answer)
            for task, answer in zip(asked, answers, strict=True)
        }
        return [revealed.get(task.tagged) for task in tasks]

    def _in_parts(self, tasks: Sequence[_Task]) -> list[Marked | None]:
        cuts = [_parts(task.marked) for task in tasks]
        answers = iter(self._ask([piece.marked for pieces in cuts for piece in pieces[1::2]], self._careful))
        joined: list[Marked | None] = []
        for pieces in cuts:
            for number in range(1, len(pieces), 2):
                piece = pieces[number]
                pieces[number] = Piece(_placed(piece.marked, next(answers)), piece.names)
            joined.append(join(pieces) if pieces else None)
        return joined

    def _ask(self, texts: Sequence[Marked], decoding: Decoding) -> list[Answer]:
        """One batch for all; with an alignment for those that have marks to place."""
        answers: dict[int, Answer] = {}
        for align in (False, True):
            indices = [index for index, marked in enumerate(texts) if bool(marked.marks) is align]
            if indices:
                asked = [texts[index].text for index in indices]
                given = self._engine.translate(self._route, asked, decoding, align=align)
                answers |= dict(zip(indices, given, strict=True))
        return [answers[index] for index in range(len(texts))]


def _placed(source: Marked, answer: Answer) -> Marked:
    """The answer with the marks of *source* in their places."""
    if not source.marks or max(len(source.text), len(answer.text)) > _PLACED_MOST:
        return Marked(answer.text)
    by_letters = guess(source.text, answer.text)
    alignment = combine(answer.alignment, by_letters) if answer.alignment else by_letters
    return place(source, answer.text, alignment)


def _revealed(task: _Task, worn: Disguise, answer: Answer) -> Marked | None:
    """The answer to a sentence in disguise, as one to the sentence itself; None if a stand-in did not come back."""
    revealed = worn.reveal(answer.text)
    if revealed is None:
        return None
    alignment = answer.alignment
    if alignment is not None:
        alignment = alignment.replace_source(_undoing(task.marked.text, worn.edits)).replace_target(revealed.edits)
    return _placed(task.marked, Answer(revealed.text, alignment))


def _apart(protected: Sequence[Protected]) -> Iterator[Protected]:
    """Those that overlap no earlier one, in the order of the text."""
    end = 0
    for each in sorted(protected, key=lambda each: (each.start, -each.end)):
        if each.start >= end:
            yield each
            end = each.end


def _undoing(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that make *text* again of what *edits* have made of it."""
    shift = 0
    undoing: list[Edit] = []
    for start, end, new in edits:
        undoing.append(Edit(start + shift, start + shift + len(new), text[start:end]))
        shift += len(new) - (end - start)
    return undoing


def _parts(marked: Marked) -> list[Piece]:
    """The sentence cut (as by ``cut``) into parts of a few words each; empty if it does not fall into parts."""
    text = marked.text
    borders = [0, *(found.end() for found in _JOINT.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(borders):
        words = len(text[start:end].split())
        before = len(text[slice(*spans[-1])].split()) if spans else 0
        if spans and (min(words, before) < _PART_LEAST or before + words <= _PART_MOST):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    if len(spans) < 2:
        return []
    return cut(marked, [(start, start + len(text[start:end].rstrip())) for start, end in spans])
