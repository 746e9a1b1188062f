"""Marked text cut into sentences, and put together again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedserver.translation.markup.marks import (
    Event,
    Kind,
    Mark,
    Marked,
    build,
    is_void,
    list_events,
    name_of,
    opaque_ranges,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a marked text, with tags numbered from 1 again. names: the whole text's tag for each of its tags."""

    marked: Marked
    names: Mapping[str, str]


def cut(marked: Marked, ranges: Sequence[tuple[int, int]]) -> list[Piece]:
    """Cut out *ranges*: half-open, none empty, in order, not overlapping.

    Returns all of the text, what is between the ranges too: the odd pieces are the ranges, the even ones (the first
    and the last among them) what surrounds them and may be empty. An element over several pieces is in each of them.
    What stands at a border without text belongs outside: a sentence doesn't begin with a line break.
    ``join(cut(marked, ranges)) == marked`` if no element of it is without content.
    """
    events = list_events(marked)
    borders = [border for start, end in ranges for border in (start, end)]
    splits = [
        _split_after(events, border) if place % 2 else _split_before(events, border)
        for place, border in enumerate(borders)
    ]
    pieces: list[Piece] = []
    still_open: list[str] = []
    first = start = 0
    for end, last in zip([*borders, len(marked.text)], [*splits, len(events)], strict=True):
        piece, still_open = _piece(marked.text[start:end], start, events[first:last], still_open)
        pieces.append(piece)
        start, first = end, last
    return pieces


def join(pieces: Sequence[Piece]) -> Marked:
    """The opposite of cut. An element that goes on over a border is one again; one that holds nothing vanishes.

    White space at the ends of an element moves out of it.
    """
    text = ""
    events: list[Event] = []
    for piece in pieces:
        new = [
            Event(len(text) + event.offset, event.kind, piece.names.get(event.tag, event.tag))
            for event in list_events(piece.marked)
        ]
        continued = 0
        while events and continued < len(new) and _continues(events[-1], new[continued]):
            events.pop()
            continued += 1
        events += new[continued:]
        text += piece.marked.text
    return _trimmed(build(text, events))


def squeeze(marked: Marked) -> Marked:
    """The same with every run of white space one plain space, except in code; none at the beginning and the end."""
    opaque = {offset for start, end in opaque_ranges(marked) for offset in range(start, end)}
    kept: list[str] = []
    moved: list[int] = []  # the new place of every offset
    squeezed = True  # white space here would be one too many
    for offset, character in enumerate(marked.text):
        moved.append(len(kept))
        if offset in opaque or not character.isspace():
            kept.append(character)
            squeezed = False
        elif not squeezed:
            kept.append(" ")
            squeezed = True
    moved.append(len(kept))
    length = len(kept) - (squeezed and bool(kept))
    marks = (
        Mark(mark.tag, min(moved[mark.start], length), min(moved[mark.end], length), mark.depth)
        for mark in marked.marks
    )
    return Marked("".join(kept[:length]), tuple(marks))


def enclose(marked: Marked, tag: str) -> Marked:
    """The same, all of it inside one more element."""
    inner = (Mark(mark.tag, mark.start, mark.end, mark.depth + 1) for mark in marked.marks)
    return Marked(marked.text, (Mark(tag, 0, len(marked.text), 0), *inner))


def _split_before(events: Sequence[Event], border: int) -> int:
    """Where, among the tags at *border*, a piece begins: with the first element that goes on into it."""
    opened: list[int] = []
    place = 0
    for place, event in enumerate([*events, Event(border + 1, Kind.VOID, "")]):
        if event.offset > border:
            break
        if event.offset == border and event.kind is Kind.OPEN:
            opened.append(place)
        elif event.offset == border and event.kind is Kind.CLOSE and opened:
            opened.pop()
    return opened[0] if opened else place


def _split_after(events: Sequence[Event], border: int) -> int:
    """Where a piece ends: after the last element that comes out of it."""
    opened = 0
    split: int | None = None
    place = 0
    for place, event in enumerate([*events, Event(border, Kind.VOID, "")]):
        if event.offset < border:
            continue
        if split is None:
            split = place
        if event.offset > border:
            break
        if event.kind is Kind.OPEN:
            opened += 1
        elif event.kind is Kind.CLOSE and opened:
            opened -= 1
        elif event.kind is Kind.CLOSE:
            split = place + 1
    return place if split is None else split


def _piece(text: str, start: int, events: Sequence[Event], still_open: Sequence[str]) -> tuple[Piece, list[str]]:
    """A piece, and which elements go on after it. still_open: those that have come into it."""
    stack = list(still_open)
    local = [Event(0, Kind.OPEN, tag) for tag in stack]
    for event in events:
        local.append(Event(event.offset - start, event.kind, event.tag))
        if event.kind is Kind.OPEN:
            stack.append(event.tag)
        elif event.kind is Kind.CLOSE:
            stack.pop()
    local += [Event(len(text), Kind.CLOSE, tag) for tag in reversed(stack)]
    numbers: Counter[str] = Counter()
    tags: dict[str, str] = {}
    for event in local:
        if event.tag not in tags:
            numbers[name_of(event.tag)] += 1
            tags[event.tag] = f"{name_of(event.tag)}{numbers[name_of(event.tag)]}"
        event.tag = tags[event.tag]
    return Piece(build(text, local), {mine: theirs for theirs, mine in tags.items()}), stack


def _continues(before: Event, after: Event) -> bool:
    return (before.kind, after.kind) == (Kind.CLOSE, Kind.OPEN) and (before.offset, before.tag) == (
        after.offset,
        after.tag,
    )


def _trimmed(marked: Marked) -> Marked:
    """Without white space at the ends of elements, and without those that hold nothing else."""
    text = marked.text
    kept = []
    for place, mark in enumerate(marked.marks):
        voids = [each.start for each in _inside(marked.marks, place) if is_void(each.tag)]
        start, end = mark.start, mark.end
        while start < min([end, *voids]) and text[start].isspace():
            start += 1
        while end > max([start, *voids]) and text[end - 1].isspace():
            end -= 1
        if start < end or voids or is_void(mark.tag):
            kept.append(Mark(mark.tag, start, end, mark.depth))
    return Marked(text, tuple(kept))


def _inside(marks: Sequence[Mark], place: int) -> Iterator[Mark]:
    for mark in marks[place + 1 :]:
        if mark.depth <= marks[place].depth:
            return
        yield mark
