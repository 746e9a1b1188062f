"""Which passages of a web page are its article, and what the lines at its head say.

trafilatura says which paragraphs are; the element that holds nearly all of them is the article's. What it passes over
there (subheadings, items, text without a paragraph of its own) comes back, what it takes from elsewhere (readers'
comments, appeals to subscribe) goes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from feedserver.model import Block, BlockKind
from feedserver.sources.furniture import FURNITURE
from feedserver.sources.html_blocks import held_blocks_of, text_of_block
from feedserver.sources.html_links import player_address
from feedserver.sources.plain_text import clean_line, letters_of

_MAX_BLOCKS = 10_000
_LONG = 25  # letters: more are hardly the same in two places by chance
_WINDOW = 20_000  # letters: how far ahead of the last paragraph the next is looked for
_MOST = 0.85  # of the article's letters: the element that has as many is the article's
_MAX_NOTICE_CHARS = 1_500
_MIN_SENTENCE_CHARS = 20
_MAX_SUBHEADING_CHARS = 100
_MAX_SHORT = 20  # passages of a page that may be too short for trafilatura
_LISTED = (BlockKind.ITEM, BlockKind.QUOTE, BlockKind.CODE)

# Elements of text; what they stand in is a section of the page.
_TEXT_ELEMENTS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre listing figure figcaption table tbody thead tfoot tr".split()
)
_ELSEWHERE = frozenset({"nav", "aside", "footer"})
_ROLES = frozenset({"navigation", "complementary", "contentinfo", "dialog", "alertdialog", "search"})
# Words in class and id by which sites name what stands in an article and is none of it.
_NAMES = frozenset(
    "ad ads advert advertisement adsbygoogle also banner breadcrumb breadcrumbs cmts comment comments cookie cookies crumbs "
    "disqus gate likes newsletter paywall promo rating recommended related share sharedaddy sharing social subscribe "
    "subscription tags".split()
)
_NAME = re.compile(r"[a-z]+")

_FURNITURE = frozenset({"other_pages", "comments", "more_links", "buttons", "edges"})
_LEADING_AWAY = frozenset({"other_pages", "perhaps_other_pages", "more_links"})
_LINK = re.compile(r'<a href="([^"]+)">[^<]*</a>')
_LINKS = re.compile(r"<a\b[^>]*>(.*?)</a>")
_BOLD = re.compile(r"<(b|strong)>[^<]*</\1>")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the page. holder: the element it stands in. lines: its text as its line breaks part it."""

    block: Block
    holder: Any
    lines: tuple[str, ...]
    text: str
    letters: str

    @property
    def is_silent(self) -> bool:
        """Whether it is a picture or a film: nothing that trafilatura's text would have."""
        if self.block.kind is BlockKind.FIGURE:
            return True
        link = _LINK.fullmatch(self.block.html)
        return link is not None and player_address("iframe", html.unescape(link[1])) is not None

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as sentences do."""
        return len(self.text) >= _MIN_SENTENCE_CHARS and self.text.rstrip('»”") ')[-1:] in (".", "!", "?", "…")

    @property
    def is_subheading(self) -> bool:
        """Whether it is a heading or, as many editors make them, a short paragraph in bold."""
        if self.block.kind is BlockKind.HEADING:
            return True
        return len(self.text) <= _MAX_SUBHEADING_CHARS and _BOLD.fullmatch(self.block.html) is not None

    @property
    def is_mostly_links(self) -> bool:
        linked = sum(len(letters_of(text)) for text in _LINKS.findall(self.block.html))
        return 2 * linked > len(self.letters)

    @property
    def is_furniture(self) -> bool:
        """Whether its words say that it is none of the article."""
        if FURNITURE.table_of(self.text) in _FURNITURE or FURNITURE.is_counter(self.text):
            return True
        if self.is_mostly_links and self._leads_away:
            return True
        return len(self.text) <= _MAX_NOTICE_CHARS and FURNITURE.is_notice(self.text)

    @property
    def _leads_away(self) -> bool:
        """Whether it is a link with what sites say in front of one: "Read also: …"."""
        before = clean_line(html.unescape(_LINKS.sub("", self.block.html)))
        return any(text and FURNITURE.table_of(text) in _LEADING_AWAY for text in (before, self.text.partition(":")[0]))


@dataclass(frozen=True, slots=True)
class Extract:
    """What trafilatura takes for the article: the letters of each of its elements, and of all one after another."""

    parts: frozenset[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Found:
    """The passages of the article, and the lines at its head: from the title down to the text, the nearest above first."""

    body: list[Passage]
    head: list[str]


def passages_of(root: Any, *, base_url: str | None) -> list[Passage]:
    """What the page *root* shows, in order; a picture with its caption is made a figure of it first."""
    _mark_figures(root)
    return [
        _passage(block, root if holder is None else holder)
        for block, holder in islice(held_blocks_of(root, base_url=base_url), _MAX_BLOCKS)
    ]


def find_article(root: Any, passages: Sequence[Passage], extract: Extract, title: str) -> Found:
    """Those of *passages*, the page's, that are the article. title: its letters."""
    heading = _heading(passages, title)
    start = 0 if heading is None else heading + 1
    kept = _kept(passages, extract, start)
    long = [number for number in range(start, len(kept)) if kept[number] and len(passages[number].letters) >= _LONG]
    if not long and len(passages) <= _MAX_SHORT:
        kept = _kept_of_short(root, passages, start)
        long = [number for number, is_kept in enumerate(kept) if is_kept]
    places = long or [number for number, is_kept in enumerate(kept) if is_kept]
    if not places:
        return Found([], [])
    where = _Where([passages[number] for number in places])
    taken = _taken(passages, kept, where, range(start, len(passages)), title)
    texts = [number for number, is_taken in enumerate(taken) if is_taken and not passages[number].is_silent]
    if not texts:
        return Found([], [])
    first = next((number for number in texts if number in places or passages[number].is_sentence), texts[0])
    last = texts[-1]
    above = first
    while above > start and (taken[above - 1] or passages[above - 1].is_silent):
        above -= 1
    body = [passages[number] for number in range(above, last + 1) if taken[number]]
    return Found(body, _head(passages, heading, first, where, title))


def _passage(block: Block, holder: Any) -> Passage:
    text = text_of_block(block)
    line = clean_line(text)
    return Passage(block, holder, tuple(filter(None, map(clean_line, text.split("\n")))), line, letters_of(line))


def _heading(passages: Sequence[Passage], title: str) -> int | None:
    """The place of the title over the article: of several the last with most of the page's text below it."""
    total = below = sum(len(passage.letters) for passage in passages)
    found = None
    for number, passage in enumerate(passages):
        below -= len(passage.letters)
        lines = [letters_of(line) for line in passage.lines]
        if title and title in lines and 3 * below >= total and not _has_text(passage, lines.index(title)):
            found = number
    return found


def _has_text(passage: Passage, line: int) -> bool:
    return any(len(text) > _MAX_SUBHEADING_CHARS for text in passage.lines[line + 1 :])


def _kept(passages: Sequence[Passage], extract: Extract, start: int) -> list[bool]:
    """Which of *passages* are in the extract.

    Long texts are looked for in its order; short ones must be a part as a whole.
    """
    kept = [False] * start
    position = 0
    for passage in passages[start:]:
        letters = passage.letters
        if passage.is_silent or len(letters) < _LONG:
            kept.append(not passage.is_silent and letters in extract.parts)
            continue
        found = extract.whole.find(letters, position, position + _WINDOW + len(letters))
        kept.append(found >= 0)
        if found >= 0:
            position = found + len(letters)
    return kept


def _kept_of_short(root: Any, passages: Sequence[Passage], start: int) -> list[bool]:
    """The same for articles too short for trafilatura: the sentences of the element that is marked as the article."""
    marked = _marked(root)
    if marked is None:
        return [False] * len(passages)
    outside = frozenset((marked, *marked.iterancestors()))
    inside = frozenset(marked.iter())
    return [
        number >= start
        and passage.is_sentence
        and passage.holder in inside
        and not passage.is_furniture
        and not _is_named(passage.holder, outside)
        for number, passage in enumerate(passages)
    ]


def _marked(root: Any) -> Any:
    """The element that the page marks as its one article; a page without any furniture is one as a whole."""
    for name in ("article", "main"):
        found = list(islice(root.iter(name), 2))
        if found:
            return found[0] if len(found) == 1 else None
    return None if next(root.iter("nav", "header", "footer", "aside"), None) is not None else root


class _Where:
    """Where the article is: the element that holds most of the letters of its known passages, and its sections."""

    def __init__(self, known: Sequence[Passage]) -> None:
        letters: dict[Any, int] = {}
        for passage in known:
            section = _section(passage.holder)
            letters[section] = letters.get(section, 0) + len(passage.letters)
        held: dict[Any, int] = {}
        for section, count in letters.items():
            for element in (section, *section.iterancestors()):
                held[element] = held.get(element, 0) + count
        enough = _MOST * sum(letters.values())
        # Those that hold enough are one above another, the innermost has most above it.
        self.element = max((element for element in held if held[element] >= enough), key=_depth)
        self._above = frozenset((self.element, *self.element.iterancestors()))
        self._inside: dict[Any, bool] = {}
        self._named: dict[Any, bool] = {}
        self._sections = {_shape(section) for section in letters if self.holds(section)}

    def holds(self, element: Any) -> bool:
        if element not in self._inside:
            self._inside[element] = element is self.element or any(
                parent is self.element for parent in element.iterancestors()
            )
        return self._inside[element]

    def is_of_article(self, passage: Passage) -> bool:
        """Whether *passage* stands in a section of the same kind as the article's own."""
        return self.holds(passage.holder) and _shape(_section(passage.holder)) in self._sections

    def may_be_of_article(self, passage: Passage, *, is_before: bool) -> bool:
        """Whether trafilatura is believed: a lead may stand before the article's element, its parts be twins of it."""
        return is_before or self.holds(passage.holder) or _shape(_section(passage.holder)) in self._sections

    def is_named(self, passage: Passage) -> bool:
        """Whether the page itself calls the place of *passage* something else than its article."""
        holder = passage.holder
        if holder not in self._named:
            self._named[holder] = _is_named(holder, self._above)
        return self._named[holder]


def _section(holder: Any) -> Any:
    while holder.tag in _TEXT_ELEMENTS and (parent := holder.getparent()) is not None:
        holder = parent
    return holder


def _shape(section: Any) -> tuple[str, str]:
    return section.tag, section.get("class") or ""


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _is_named(holder: Any, above: frozenset[Any]) -> bool:
    for element in (holder, *holder.iterancestors()):
        if element in above:
            return False
        if element.tag in _ELSEWHERE or element.get("role") in _ROLES or not _NAMES.isdisjoint(_names(element)):
            return True
    return False


def _names(element: Any) -> list[str]:
    return _NAME.findall(f"{element.get('class', '')} {element.get('id', '')}".lower())


def _taken(
    passages: Sequence[Passage], kept: Sequence[bool], where: _Where, among: range, title: str
) -> list[bool]:
    """Which of *passages* belong to the article, pictures beside its texts with them."""
    taken = [False] * len(passages)
    inside = [number for number in among if where.holds(passages[number].holder)]
    end = inside[-1] if inside else among[-1]
    for number in reversed(among):  # whether a subheading is one depends on what follows
        passage = passages[number]
        if passage.is_silent or passage.letters == title or where.is_named(passage):
            continue
        follows = next((taken[after] for after in range(number + 1, len(passages)) if not passages[after].is_silent), False)
        if passage.is_subheading and where.holds(passage.holder):
            is_furniture = FURNITURE.table_of(passage.text) in _FURNITURE and not kept[number]
            # "What's next" is one of the article's own headings if a text of the article follows
            taken[number] = follows and not is_furniture
            if taken[number] or passage.block.kind is BlockKind.HEADING:
                continue
        if passage.is_furniture:
            continue
        if kept[number]:
            taken[number] = where.may_be_of_article(passage, is_before=number <= end)
        elif where.is_of_article(passage) and not passage.is_mostly_links:
            taken[number] = passage.is_sentence or passage.block.kind in _LISTED
    for number in among:
        if passages[number].is_silent and not where.is_named(passages[number]):
            near = taken[max(among.start, number - 1) : number + 2]
            taken[number] = any(near) or not any(taken[:number])
    return taken


def _head(passages: Sequence[Passage], heading: int | None, first: int, where: _Where, title: str) -> list[str]:
    if heading is None:
        return []
    lines = list(passages[heading].lines)
    lines = lines[[letters_of(line) for line in lines].index(title) + 1 :]
    for passage in passages[heading + 1 : first]:
        lines += passage.lines
    # The date above the title is today's on many sites, but not inside the article.
    if heading and where.holds(passages[heading - 1].holder):
        lines += passages[heading - 1].lines
    return lines


def _mark_figures(root: Any) -> None:
    """Makes figures of the elements that hold a picture and a caption below it, whatever the page calls them."""
    for image in list(root.iter("img", "amp-img")):
        wrapper = image.getparent()
        while wrapper is not None and wrapper.tag in ("a", "picture", "span"):
            wrapper = wrapper.getparent()
        if wrapper is None or wrapper.tag != "div":
            continue
        caption = _caption(wrapper)
        if caption is not None:
            wrapper.tag, caption.tag = "figure", "figcaption"


def _caption(wrapper: Any) -> Any:
    """The one element with text in *wrapper*, which has one picture and nothing to click on; None if it is not so."""
    children = list(islice(wrapper, 4))
    texts = [child for child in children if child.tag in ("div", "span", "p") and "".join(child.itertext()).strip()]
    if len(children) > 3 or len(texts) != 1 or texts[0] is children[0] or len(texts[0]) > 1:
        return None
    if len(list(islice(wrapper.iter("img", "amp-img"), 2))) != 1 or next(texts[0].iter("a", "img", "button"), None) is not None:
        return None
    loose = [wrapper.text, *(child.tail for child in children)]
    is_short = len("".join(islice(texts[0].itertext(), 20))) <= _MAX_CAPTION_CHARS
    return texts[0] if is_short and not any(text and text.strip() for text in loose) else None


_MAX_CAPTION_CHARS = 300


def says_letters(lines: Iterator[str]) -> bool:
    return any(lines)
