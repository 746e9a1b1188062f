"""HTML's elements: what each is to a reader of articles, and the tree of them."""

from __future__ import annotations

import html as html_text
import re
from typing import Any

from feedserver.inline_html import ATTRIBUTES, TAGS, VOID
from feedserver.languages import normalise_tag
from feedserver.model import BlockKind
from feedserver.sources.html.links import absolute
from feedserver.sources.text.plain_text import clean_line

_MAX_CELL_CHARS = 500  # a table with more in one cell does not tabulate, it lays out a page

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PLAYERS = frozenset({"iframe", "video", "audio", "object"})
INLINE = TAGS - VOID - {"figcaption"}
_DROPPED_ROWS = (
    "applet area base button canvas col colgroup datalist dialog fieldset form frame frameset head input link map meta",
    "nav noframes option param script select style svg template textarea title",
)
_BLOCK_ROWS = (
    "address article aside blockquote body caption center dd details dir div dl dt figcaption figure footer",
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu ol p pre search section summary",
    "table tbody td tfoot th thead tr ul",
)
_DROPPED = frozenset(name for row in _DROPPED_ROWS for name in row.split())
BLOCKS = frozenset(name for row in _BLOCK_ROWS for name in row.split())
KINDS = {
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
    "li": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE,
    "pre": BlockKind.CODE,
    "listing": BlockKind.CODE,
}
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype|html|head)\b", re.IGNORECASE)
_ABSURD_TAG = re.compile(r"<[a-zA-Z][^<>]{10000,}>?")
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{4}", re.IGNORECASE
)


def parse_html(html: str) -> Any:
    """The tree (lxml) of *html*, a page or a fragment; None if nothing is in it."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    # Its time grows as the square of the attributes of one element, and no text has such tags, but pictures in them.
    html = _ABSURD_TAG.sub("", html.replace("\0", ""))
    # An explicit body: the text that begins a fragment would otherwise be put into a paragraph with what follows.
    data = (html if _PAGE.match(html) else f"<body>{html}").encode("utf-8", "ignore")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def is_passed_over(element: Any) -> bool:
    name = element.tag
    return name in _DROPPED or name in PLAYERS or name == "noscript" or is_hidden(element)


def is_hidden(element: Any) -> bool:
    if not element.attrib:
        return False
    if element.get("hidden", "until-found") != "until-found" or element.get("aria-hidden") == "true":
        return True
    return _HIDING_STYLE.search(element.get("style", "")) is not None


def tabulates(table: Any) -> bool:
    """Whether *table* holds data; others lay out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    is_row_of_cells = False
    for row in table.iter("tr"):
        cells = [sum(map(len, cell.itertext())) for cell in row.iterchildren("td", "th")]
        if max(cells, default=0) > _MAX_CELL_CHARS:
            return False
        is_row_of_cells = is_row_of_cells or len(cells) > 1
    return is_row_of_cells


def start_tag(name: str, attributes: Any, base_url: str | None) -> str:
    """The start tag of an inline element with what may stand in it; empty if it would say nothing."""
    allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(name, set())
    values = {key: value for key, value in attributes.items() if key in allowed}
    if name == "a":
        values["href"] = absolute(values.get("href", ""), base_url) or ""
        values.pop("rel", None)
    says_something = values["href"] if name == "a" else name != "span" or "lang" in values or "dir" in values
    written = (f' {key}="{html_text.escape(clean_line(value))}"' for key, value in values.items())
    return f"<{name}{''.join(written)}>" if says_something else ""


def language_of(element: Any) -> str | None:
    """What a block element declares; a whole page's declaration is not a block's."""
    declared = element.get("lang") if element.tag not in ("html", "body") else None
    try:
        return normalise_tag(declared) if declared else None
    except ValueError:
        return None
