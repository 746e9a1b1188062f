"""What a web page shows, passage by passage: each with where it stands and what it looks like by itself."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from feedserver.model import Block, BlockKind
from feedserver.sources.furniture import FURNITURE
from feedserver.sources.html.blocks import held_blocks_of, text_of_block
from feedserver.sources.html.links import player_address
from feedserver.sources.text.plain_text import clean_line, letters_of

_MAX_PASSAGES = 10_000
_MAX_NOTICE_CHARS = 1_500
_MAX_CAPTION_CHARS = 300
_MAX_FIGURE_PARTS = 4
_MAX_TEXTS = 20  # looked at in one of them
_MIN_SENTENCE_CHARS = 20
MAX_SUBHEADING_CHARS = 100

FURNITURE_TABLES = frozenset({"other_pages", "comments", "more_links", "buttons", "edges"})
_LEADING_AWAY = frozenset({"other_pages", "perhaps_other_pages", "more_links"})
_LISTED = (BlockKind.ITEM, BlockKind.QUOTE, BlockKind.CODE)
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
        return len(self.text) <= MAX_SUBHEADING_CHARS and _BOLD.fullmatch(self.block.html) is not None

    @property
    def is_listed(self) -> bool:
        """Whether it belongs to a list, a quotation or the like, whose parts need not be sentences."""
        return self.block.kind in _LISTED or self.holder.tag in ("dt", "dd")

    @property
    def is_mostly_links(self) -> bool:
        linked = sum(len(letters_of(text)) for text in _LINKS.findall(self.block.html))
        return 2 * linked > len(self.letters)

    @property
    def is_row_of_links(self) -> bool:
        return self.is_mostly_links and not self.is_sentence and self.block.html.count("<a ") > 1

    @property
    def is_furniture(self) -> bool:
        """Whether its words say that it is none of the article."""
        if FURNITURE.table_of(self.text) in FURNITURE_TABLES or FURNITURE.is_counter(self.text):
            return True
        if self.is_row_of_links or (self.is_mostly_links and self._leads_away):
            return True
        return len(self.text) <= _MAX_NOTICE_CHARS and FURNITURE.is_notice(self.text)

    @property
    def _leads_away(self) -> bool:
        """Whether it is a link with what sites say in front of one: "Read also: …"."""
        before = clean_line(html.unescape(_LINKS.sub("", self.block.html)))
        return any(text and FURNITURE.table_of(text) in _LEADING_AWAY for text in (before, self.text.partition(":")[0]))


def passages_of(root: Any, *, base_url: str | None) -> list[Passage]:
    """What the page *root* shows, in order; a picture with its caption is made a figure of it first."""
    _mark_figures(root)
    return [
        _passage(block, root if holder is None else holder)
        for block, holder in islice(held_blocks_of(root, base_url=base_url), _MAX_PASSAGES)
    ]


def _passage(block: Block, holder: Any) -> Passage:
    text = text_of_block(block)
    line = clean_line(text)
    return Passage(block, holder, tuple(filter(None, map(clean_line, text.split("\n")))), line, letters_of(line))


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
    """The last element in *wrapper*, if it has the only text, above it is one picture, and nothing is to click on."""
    *above, last = list(islice(wrapper, _MAX_FIGURE_PARTS)) or [None]
    if not above or last.tag not in ("div", "span", "p") or len(last) > 1:
        return None
    pictures = list(islice(wrapper.iter("img", "amp-img"), 2))
    if len(pictures) != 1 or next(last.iter("a", "img", "amp-img", "button"), None) is not None:
        return None
    loose = [wrapper.text, *(child.tail for child in (*above, last))]
    loose += [text for child in above for text in islice(child.itertext(), _MAX_TEXTS)]
    caption = "".join(islice(last.itertext(), _MAX_TEXTS)).strip()
    return last if 0 < len(caption) <= _MAX_CAPTION_CHARS and not any(text and text.strip() for text in loose) else None
