"""From HTML, hostile until shown otherwise, to the blocks of an article."""

from __future__ import annotations

import html as html_text
import re
from dataclasses import dataclass, field
from typing import Any

from feedserver.inline_html import sanitise
from feedserver.model import Block, BlockKind
from feedserver.sources.html.elements import (
    BLOCKS,
    HEADINGS,
    INLINE,
    KINDS,
    PLAYERS,
    is_hidden,
    is_passed_over,
    language_of,
    parse_html,
    start_tag,
    tabulates,
)
from feedserver.sources.html.inline import Inline
from feedserver.sources.html.links import (
    emoji_of,
    image_address,
    image_tag,
    is_icon,
    player_address,
    shown_address,
    web_address,
)
from feedserver.sources.text.plain_text import clean_line, clean_text

CELL_JOINT = " · "  # between the cells of a table's row
_NO_CELL = "–"  # for an empty one between others
_TAG = re.compile("<[^>]*>")  # as sanitised: no ">" in an attribute


def read_blocks(html: str, *, base_url: str | None) -> tuple[Block, ...]:
    """The blocks of *html*, a fragment or the body of a page, in order.

    base_url: the absolute address that relative links and images count from; without it such a link is dropped and
    its text kept, such an image dropped. A block's language is what its element, or one around it, declares.
    Scripts, forms, what is hidden, tracking pixels and the like go; videos and sounds become links. A row of a table
    becomes an item. Never raises; what is nested more than 2,000 levels deep is not read.
    """
    root = parse_html(html)
    return () if root is None else blocks_of(root, base_url=base_url)


def blocks_of(root: Any, *, base_url: str | None) -> tuple[Block, ...]:
    """The blocks of a tree that parse_html has made, as read_blocks gives them."""
    return tuple(block for block, _ in held_blocks_of(root, base_url=base_url))


def held_blocks_of(root: Any, *, base_url: str | None) -> tuple[tuple[Block, Any], ...]:
    """The same, each with the innermost element of BLOCKS in which it stands."""
    reader = _Reader(base_url)
    reader.read(root)
    return tuple(reader.blocks)


def plain_text_of(html: str) -> str:
    """The text of *html* on one line, without markup."""
    return clean_line(" ".join(text_of_block(block) for block in read_blocks(html, base_url=None)))


def text_of_block(block: Block) -> str:
    """The text of *block* without markup; of a figure its caption."""
    return html_text.unescape(_TAG.sub(lambda tag: "\n" if tag[0] == "<br>" else "", block.html))


@dataclass(slots=True)
class _Place:
    """Where the text is that is being read: the element that decides what kind of block it becomes."""

    kind: BlockKind
    is_used: bool = False  # whether an item's bullet has been given to a block


@dataclass(slots=True)
class _Figure:
    """A figure that is being read."""

    images: list[str] = field(default_factory=list)
    caption: str = ""


class _Reader:
    """Walks through a tree once; blocks: what has been found, and where."""

    def __init__(self, base_url: str | None) -> None:
        self.blocks: list[tuple[Block, Any]] = []
        self._base_url = base_url
        self._inline = Inline()
        self._places = [_Place(BlockKind.PARAGRAPH)]
        self._holders: list[tuple[Any, str | None]] = [(None, None)]  # open block elements and their languages
        self._figures: list[_Figure] = []
        self._late: list[str] = []  # images behind the text: part of its line if more follows, else figures
        self._shown: set[str] = set()  # addresses: pages repeat an image for readers without scripts
        self._tables: list[bool] = []  # whether the rows of each open table become items
        self._cells: list[str] = []  # of the row that is being read
        self._flat = 0  # inside how many elements whose text is one line
        self._code: list[str] | None = None  # lines of code as they stand

    def read(self, root: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = element.tag
            if event == "end":
                if not is_passed_over(element):
                    self._end(name, element)
                self._text(element.tail)
            elif is_passed_over(element):
                self._instead(name, element)
                walk.skip_subtree()
            else:
                self._start(name, element)
                self._text(element.text)
        self._flush()

    def _start(self, name: str, element: Any) -> None:
        if name in INLINE:
            self._inline.open(name, start_tag(name, element.attrib, self._base_url))
        elif name in ("img", "amp-img"):
            self._image(element.attrib)
        elif name == "br":
            self._break()
        elif name == "embed":  # for libxml2 it is not empty: what follows is inside, as with "source"
            self._player(name, element)
        elif name in BLOCKS:
            self._boundary()
            self._holders.append((element, language_of(element) or self._holders[-1][1]))
            self._open(name, element)

    def _end(self, name: str, element: Any) -> None:
        if name in INLINE:
            self._inline.close()
        elif name in BLOCKS:
            self._close(name)
            self._boundary()
            self._holders.pop()

    def _open(self, name: str, element: Any) -> None:
        if name in KINDS:
            self._places.append(_Place(KINDS[name]))
            self._flat += name in HEADINGS
            if KINDS[name] is BlockKind.CODE and self._code is None and not self._flat:
                self._code = []
        elif name == "figure":
            self._figures.append(_Figure())
        elif name == "figcaption":
            self._flat += 1
        elif name == "table":
            self._tables.append(not self._flat and tabulates(element))
        elif name in ("td", "th") and self._tables and self._tables[-1]:
            self._flat += 1

    def _close(self, name: str) -> None:
        if name in KINDS:
            self._flat -= name in HEADINGS
            self._boundary()
            self._places.pop()
        elif name == "figure":
            self._boundary()
            self._end_figure(self._figures.pop())
        elif name == "figcaption":
            self._flat -= 1
            if self._figures and not self._flat:
                self._figures[-1].caption = self._inline.take()
        elif name == "table":
            self._tables.pop()
        elif name in ("td", "th") and self._tables and self._tables[-1]:
            self._flat -= 1
            self._cells.append(self._inline.take())
        elif name == "tr" and self._cells:
            self._end_row()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        text = clean_text(text)
        if self._code is not None:
            self._code.append(text)
            return
        if self._late and not text.isspace():
            for image in self._late:
                self._inline.add_html(image)
            self._late = []
        self._inline.add_text(text)

    def _break(self) -> None:
        if self._code is not None:
            self._code.append("\n")
        elif self._flat:
            self._inline.add_space()
        elif self._inline.is_broken or self._late:
            self._flush()
        else:
            self._inline.add_break()

    def _image(self, attributes: Any) -> None:
        emoji = emoji_of(attributes)
        if emoji:
            self._text(emoji)
            return
        address = image_address(attributes, self._base_url)
        if address is None or self._flat or self._code is not None:
            return
        tag = image_tag(attributes, address)
        if is_icon(attributes):
            self._inline.add_html(tag)
        elif address not in self._shown:
            self._shown.add(address)
            if self._figures:
                self._figures[-1].images.append(tag)
            elif self._inline.has_text and not self._inline.is_broken:
                self._late.append(tag)
            else:
                self._flush()
                self._add(BlockKind.FIGURE, tag)

    def _instead(self, name: str, element: Any) -> None:
        """What stands for an element that is passed over: a link to what it plays, its image without scripts."""
        if name == "noscript":
            for image in element.iter("img"):
                self._image(image.attrib)
        elif name in PLAYERS and not is_hidden(element):
            self._player(name, element)

    def _player(self, name: str, element: Any) -> None:
        """A link to what an element plays; its text is only for browsers that cannot."""
        sources = [element.get("src"), element.get("data-src"), *(child.get("src") for child in element.iter("source"))]
        found = next(filter(None, (web_address(source, self._base_url) for source in sources)), None)
        address = player_address(name, found)
        if address and not self._flat and self._code is None:
            self._flush()
            label = clean_line(element.get("title") or "") or shown_address(address)
            tag = f'<a href="{html_text.escape(address)}">'
            self._add(BlockKind.PARAGRAPH, f"{tag}{html_text.escape(label, quote=False)}</a>")

    def _boundary(self) -> None:
        if self._flat:
            self._inline.add_space()
        elif self._code is not None and self._places[-1].kind is not BlockKind.CODE:
            self._code.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        """What has been read becomes a block."""
        place = self._places[-1]
        if self._code is not None:
            html = html_text.escape("".join(self._code).strip("\n").rstrip(), quote=False)
            self._code = None
            self._add(BlockKind.CODE, html)
            return
        late, self._late = self._late, []
        if self._inline.has_text:
            # What follows an item's first paragraph is no item of its own.
            kind = BlockKind.PARAGRAPH if place.kind is BlockKind.ITEM and place.is_used else place.kind
            place.is_used = True
            if kind is BlockKind.HEADING and len(self._places) > 1:
                self._places[-2].is_used = True
            self._add(kind, self._inline.take())
        else:
            self._inline.take()
        for image in late:
            self._add(BlockKind.FIGURE, image)

    def _add(self, kind: BlockKind, html: str) -> None:
        is_plain = kind is BlockKind.CODE or "<" not in html
        clean = html if is_plain else sanitise(html).replace("&nbsp;", "\u00a0")
        if clean:
            holder, language = self._holders[-1]
            self.blocks.append((Block(kind, clean, language), holder))

    def _end_figure(self, figure: _Figure) -> None:
        *images, last = figure.images or [""]
        for image in images:
            self._add(BlockKind.FIGURE, image)
        caption = f"<figcaption>{figure.caption}</figcaption>" if last and figure.caption else figure.caption
        if last or caption:
            self._add(BlockKind.FIGURE if last else BlockKind.PARAGRAPH, last + caption)

    def _end_row(self) -> None:
        cells, self._cells = self._cells, []
        while cells and not cells[-1]:
            cells.pop()
        while cells and not cells[0]:
            del cells[0]
        if cells:
            self._add(BlockKind.ITEM, CELL_JOINT.join(cell or _NO_CELL for cell in cells))
