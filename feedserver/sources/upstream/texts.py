"""Text and HTML, of which feeds do not always say which is which."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from feedserver.languages import normalise_tag
from feedserver.model import fingerprint
from feedserver.sources.html.blocks import plain_text_of
from feedserver.sources.text.plain_text import clean_line

MAX_ID_CHARS = 1_000
MAX_TAG_CHARS = 100  # of a language
MAX_LINE_CHARS = 10_000  # of what is one line: a title, a name, a category
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
# What is written in plain text between angle brackets is none of these: ``vector<int>``, ``<at last>``.
_ELEMENTS = (
    "a abbr address area article aside audio b bdi bdo big blockquote body br button canvas caption center cite "
    "code col data dd del details dfn div dl dt em embed fieldset figcaption figure font footer form h[1-6] head "
    "header hr html i iframe img input ins kbd label li link main map mark meta nav nobr noscript object ol p "
    "param picture pre q rp rt ruby s samp script section select small source span strike strong style sub "
    "summary sup svg table tbody td textarea tfoot th thead time title tr track tt u ul var video wbr"
)
_ELEMENT = re.compile(rf"</?(?:{'|'.join(_ELEMENTS.split())})(?=[\s/>])[^<>]*>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def has_tags(text: str) -> bool:
    """Whether *text* is HTML for certain."""
    return _ELEMENT.search(text) is not None


def visible_length(text: str) -> int:
    """How many characters *text* has without its tags."""
    return len(_TAG.sub("", text))


def looks_like_html(text: str) -> bool:
    """Whether *text*, which may be HTML or not, has a tag or an entity."""
    return has_tags(text) or _ENTITY.search(text) is not None


def line_of(text: str, *, is_html: bool | None = None) -> str:
    """*text*, a title or the like, as plain text on one line. is_html: None: not known, as it looks."""
    text = text[:MAX_LINE_CHARS]
    if is_html is None:
        is_html = looks_like_html(text)
    return plain_text_of(text) if is_html else clean_line(text)


def html_of(text: str, *, is_html: bool) -> str:
    """*text* as HTML: plain text gets paragraphs where it has empty lines.

    is_html: whether it is said to be HTML; without any tag it is text all the same, with line breaks of no meaning.
    """
    if is_html and has_tags(text):
        return text
    plain = (html.unescape(text) if is_html else text).replace("\r\n", "\n")
    paragraphs = (html.escape(part.strip(), quote=False) for part in _BLANK_LINE.split(plain))
    joint = " " if is_html else "<br>"
    return "".join(f"<p>{part.replace(chr(10), joint)}</p>" for part in paragraphs if part)


def language_of(*tags: object) -> str | None:
    """The first of *tags* that is a language tag, in its usual case; ``und`` and the like say nothing."""
    for tag in tags:
        if isinstance(tag, str) and len(tag) <= MAX_TAG_CHARS:
            try:
                found = normalise_tag(tag)
            except ValueError:
                continue
            if found not in ("und", "mul", "zxx"):
                return found
    return None


def categories_of(labels: Iterable[str]) -> tuple[str, ...]:
    """*labels* as plain text; addresses, of schemes or kinds, are none."""
    return tuple(line_of(label) for label in labels if "://" not in label)


def id_of(given: str, url: str | None, title: str, published: str) -> str:
    """The external id of an entry: what is *given*, else its address, else made of title and date."""
    found = clean_line(given) or url or fingerprint([title, published])
    return found if len(found) <= MAX_ID_CHARS else fingerprint([found])
