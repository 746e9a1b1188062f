"""Marks carried over from a sentence to its translation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from feedserver.translation.markup.alignment import Alignment, Range
from feedserver.translation.markup.edges import is_quote, with_punctuation
from feedserver.translation.markup.links import Links, link
from feedserver.translation.markup.marks import Mark, Marked

_RUN = re.compile(r"\S+")
_QUOTED = 1.3  # how much better a range is that has a quote beside it as the mark has


@dataclass(slots=True)
class _Node:
    """A mark of the source with the marks in it."""

    mark: Mark
    number: int  # in document order
    children: list[_Node] = field(default_factory=list)

    def all(self) -> Iterator[_Node]:
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(slots=True)
class _Placed:
    """A mark with its place in the translation, and what is in it."""

    node: _Node
    start: int
    end: int
    children: list[_Placed] = field(default_factory=list)

    def all(self) -> Iterator[_Placed]:
        yield self
        for child in self.children:
            yield from child.all()


def place(source: Marked, translation: str, alignment: Alignment) -> Marked:
    """*translation* with every mark of *source* around the words that say what it marks there.

    alignment: of source.text with translation, in any tokens; where it says nothing, the place in the sentence counts.
    Every tag comes out once, inside those it was inside of; those beside each other may change their order, but do
    not overlap. Words are never cut. What is marked from end to end stays so. The text of code stands where it is
    found letter for letter. With fewer words than marks, a mark without a word of its own goes around another
    mark's, or, a link that would contain a link, stays empty. No translation text is changed.
    """
    if not source.marks:
        return Marked(translation)
    placing = _Placing(source, translation, link(source, translation, alignment))
    return Marked(translation, tuple(_marks(placing.place_all(_tree(source.marks)), 0)))


def _tree(marks: Sequence[Mark]) -> list[_Node]:
    roots: list[_Node] = []
    path: list[_Node] = []
    for number, mark in enumerate(marks):
        del path[mark.depth :]
        node = _Node(mark, number)
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return roots


def _marks(placed: Sequence[_Placed], depth: int) -> Iterator[Mark]:
    for each in sorted(placed, key=lambda each: (each.start, each.end, each.node.number)):
        yield Mark(each.node.mark.tag, each.start, each.end, depth)
        yield from _marks(each.children, depth + 1)


@dataclass(slots=True)
class _Space:
    """The words of a parent's place that its children share.

    words: from the first to before the last. characters: as far as children may reach. columns: the parent's words in
    the source. taken: whose each word is.
    """

    words: Range
    characters: Range
    columns: Range
    taken: dict[int, int] = field(default_factory=dict)

    def free_for(self, node: _Node, word: int) -> bool:
        return self.taken.get(word, node.number) == node.number

    def count_free(self) -> int:
        return self.words[1] - self.words[0] - len(self.taken)


class _Placing:
    def __init__(self, source: Marked, translation: str, links: Links) -> None:
        self._source = source.text
        self._target = translation
        self._links = links

    def place_all(self, roots: Sequence[_Node]) -> list[_Placed]:
        everything = _Space((0, len(self._links.target)), (0, len(self._target)), (0, len(self._links.source)))
        stripped = self._source.strip()
        start = self._source.find(stripped)
        return self._place_children(roots, (start, start + len(stripped)), everything)

    def _place_children(self, nodes: Sequence[_Node], parent: Range, space: _Space) -> list[_Placed]:
        """Places for *nodes*, which stand beside each other in *parent*, a range of the source."""
        full = [node for node in nodes if self._holds_text(node)]
        placed: list[_Placed] = []
        crowded: list[_Node] = []
        self._reserve(full, space)
        for place, node in enumerate(sorted(full, key=lambda node: self._certainty(node, space), reverse=True)):
            spare = space.count_free() - (len(full) - place - 1)
            chosen = self._choose(node, space, spare, alone=len(full) == 1)
            if chosen is None:
                crowded.append(node)
                continue
            for word in range(*chosen):
                space.taken[word] = node.number
            placed.append(self._place(node, chosen, parent, space, placed))
        for node in crowded:
            self._crowd(node, placed, space)
        self._place_voids([node for node in nodes if not self._holds_text(node)], placed, space)
        return placed

    def _holds_text(self, node: _Node) -> bool:
        return bool(self._source[node.mark.start : node.mark.end].strip())

    def _reserve(self, nodes: Sequence[_Node], space: _Space) -> None:
        """Keep for each node the words between the code that it holds, so that no other node takes them."""
        for node in nodes:
            hull = self._hull(node, space)
            if hull and all(word not in space.taken for word in range(*hull)):
                space.taken |= dict.fromkeys(range(*hull), node.number)

    def _hull(self, node: _Node, space: _Space) -> Range | None:
        """From the first to the last word of the translation that is certainly the node's."""
        first, last = self._columns(node)
        there = [self._links.certain[column] for column in range(first, last) if column in self._links.certain]
        if not there or min(there) < space.words[0] or max(there) >= space.words[1]:
            return None
        return min(there), max(there) + 1

    def _columns(self, node: _Node) -> Range:
        return self._links.columns_in(node.mark.start, node.mark.end)

    def _certainty(self, node: _Node, space: _Space) -> tuple[bool, float]:
        score = self._scorer(node)
        first, last = self._columns(node)
        step = _step(last - first)
        scores = (score(*interval) for interval in _intervals(space.words, last - first, 1, step))
        return self._hull(node, space) is not None, max(scores, default=0.0)

    def _scorer(self, node: _Node) -> Callable[[int, int], float]:
        """How well words go with those of the node, better where both stand in quotes."""
        first, last = self._columns_range(node.mark)
        linked = self._links.scorer(*self._columns(node))
        source, target, words = self._source, self._target, self._links.target
        quoted = is_quote(source[first - 1 : first]), is_quote(source[last : last + 1])
        if not any(quoted):
            return linked

        def score(start: int, end: int) -> float:
            opens = quoted[0] and is_quote(target[words[start][0] - 1 : words[start][0]])
            closes = quoted[1] and is_quote(target[words[end - 1][1] : words[end - 1][1] + 1])
            return linked(start, end) * (_QUOTED if opens else 1) * (_QUOTED if closes else 1)

        return score

    def _choose(self, node: _Node, space: _Space, spare: int, *, alone: bool) -> Range | None:
        """The words that go with the node's best, of those that are free. spare: how many more it may take."""
        first, last = self._columns(node)
        if alone and (first, last) == space.columns and space.words[0] < space.words[1]:
            return space.words
        own = [word for word, number in space.taken.items() if number == node.number]
        score = self._scorer(node)

        def best(intervals: Iterable[Range]) -> Range | None:
            allowed = (each for each in intervals if _is_free(each, node, own, spare, space))
            return max(allowed, key=lambda each: score(*each), default=None)

        length = max(last - first, len(own))
        for least in (_need(node), 1):
            for step in sorted({1, _step(length)}, reverse=True):
                found = best(_intervals(space.words, length, least, step))
                if found:
                    return best(_around(found, space.words, least, step)) if step > 1 else found
        return None

    def _place(self, node: _Node, chosen: Range, parent: Range, space: _Space, others: Sequence[_Placed]) -> _Placed:
        mark = node.mark
        code = self._links.codes.get((mark.start, mark.end))
        start, end = self._links.target[chosen[0]][0], self._links.target[chosen[1] - 1][1]
        if code == (start, end):
            return self._copied(node, start - mark.start)
        low = max([space.characters[0], *(each.end for each in others if each.end <= start)])
        high = min([space.characters[1], *(each.start for each in others if each.start >= end)])
        if mark.start <= parent[0] and mark.end >= parent[1]:
            stripped = self._target[low:high].strip()
            start = self._target.index(stripped, low)
            end = start + len(stripped)
        else:
            first, last = self._columns_range(mark)
            before, after = self._source[mark.start : first], self._source[last : mark.end]
            start, end = with_punctuation(self._target, (start, end), (low, high), before, after)
        inner = _Space(chosen, (start, end), self._columns(node))
        return _Placed(node, start, end, self._place_children(node.children, (mark.start, mark.end), inner))

    def _copied(self, node: _Node, shift: int) -> _Placed:
        children = [self._copied(child, shift) for child in node.children]
        return _Placed(node, node.mark.start + shift, node.mark.end + shift, children)

    def _columns_range(self, mark: Mark) -> Range:
        """From the first to the last word in the mark, in characters of the source."""
        first, last = self._links.columns_in(mark.start, mark.end)
        if first == last:
            return mark.start, mark.end
        return max(mark.start, self._links.source[first][0]), min(mark.end, self._links.source[last - 1][1])

    def _crowd(self, node: _Node, placed: list[_Placed], space: _Space) -> None:
        """Put a node for which there is no word around the place of another, or leave it empty."""
        first, last = self._columns(node)
        hosts = [each for each in placed if each.start < each.end]
        if not hosts:
            placed.append(self._emptied(node, space.characters[0]))
            return

        score = self._links.scorer(first, last)
        host = max(hosts, key=lambda each: score(*self._links.rows_in(each.start, each.end)))
        chain = [each for each in node.all() if self._holds_text(each)]
        if _has_link(each.mark for each in chain) and _has_link(each.node.mark for each in host.all()):
            placed.append(self._emptied(node, host.end))
            return
        voids = [_Placed(each, host.end, host.end) for each in node.all() if each not in chain]
        inner = [host, *voids]
        for each in reversed(chain):
            inner = [_Placed(each, host.start, host.end, inner)]
        placed[placed.index(host)] = inner[0]

    def _emptied(self, node: _Node, offset: int) -> _Placed:
        return _Placed(node, offset, offset, [self._emptied(child, offset) for child in node.children])

    def _place_voids(self, nodes: Sequence[_Node], placed: list[_Placed], space: _Space) -> None:
        full = [each for each in placed if each.start < each.end]
        before: tuple[int, int] | None = None  # where the last one stood and stands
        for node in nodes:
            if before is None or before[0] != node.mark.start:
                before = node.mark.start, self._choose_gap(node.mark.start, full, space)
            placed.append(self._emptied(node, before[1]))

    def _choose_gap(self, offset: int, full: Sequence[_Placed], space: _Space) -> int:
        """The place in the translation for what stands at *offset* of the source without text."""
        column = self._links.columns_in(0, offset)[1]
        low, high = space.characters
        if column <= space.columns[0]:
            return low
        if column >= space.columns[1]:
            return high
        after_space = self._source[offset - 1].isspace() or not self._source[offset].isspace()
        runs = _RUN.finditer(self._target, low, high)
        gaps = {run.start() if after_space else run.end() for run in runs} | {low, high}
        gaps = {gap for gap in gaps if not any(each.start < gap < each.end for each in full)}

        def agreement(gap: int) -> tuple[float, int]:
            row = self._links.rows_in(0, gap)[1]
            return self._links.split_score(row, column, space.words, space.columns), -gap

        return max(gaps, key=agreement)


def _step(columns: int) -> int:
    """Long ranges are looked for roughly first: the time a mark takes must not grow with the third power."""
    return 1 + columns // 16


def _intervals(words: Range, columns: int, least: int, step: int) -> Iterator[Range]:
    """The runs of words that so many words of the source may have become."""
    longest = max(3 * columns + 4, least)
    for start in range(words[0], words[1], step):
        for end in range(start + least, min(words[1], start + longest) + 1, step):
            yield start, end


def _around(found: Range, words: Range, least: int, step: int) -> Iterator[Range]:
    """The runs of words that begin and end less than a step away from *found*."""
    for start in range(max(words[0], found[0] - step + 1), min(words[1], found[0] + step)):
        for end in range(max(start + least, found[1] - step + 1), min(words[1] + 1, found[1] + step)):
            yield start, end


def _is_free(interval: Range, node: _Node, own: Sequence[int], spare: int, space: _Space) -> bool:
    """Whether a node may have these words: with all of its own, no one else's, and enough left for the others."""
    start, end = interval
    if own and not start <= min(own) <= max(own) < end:
        return False
    if end - start - len(own) > max(spare, 0):
        return False
    return all(space.free_for(node, word) for word in range(start, end))


def _need(node: _Node) -> int:
    """How many words a node takes so that every mark in it can have one."""
    return max(1, sum(_need(child) for child in node.children if child.mark.start < child.mark.end))


def _has_link(marks: Iterator[Mark]) -> bool:
    return any(mark.name == "a" for mark in marks)
