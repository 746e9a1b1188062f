"""The HTML that may stand inside a paragraph: one allow-list for what comes in and for what goes out."""

from __future__ import annotations

import html
import re

import nh3

# What is not in TAGS is dropped and its text kept, except scripts and styles, which go with what they hold.
VOID = frozenset({"br", "img"})  # they hold no text
OPAQUE = frozenset({"code", "kbd", "samp", "var"})  # what they hold is not language: it stays letter for letter
_EMPHASIS = frozenset({"em", "strong", "b", "i", "u", "s", "mark", "small", "sub", "sup"})
_MEANING = frozenset({"a", "abbr", "bdi", "cite", "del", "figcaption", "ins", "q", "span", "time"})
TAGS = VOID | OPAQUE | _EMPHASIS | _MEANING
ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href", "hreflang", "rel"},
    "img": {"src", "alt", "width", "height"},
    "time": {"datetime"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "q": {"cite"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})  # and addresses without one

_TAG = re.compile(r"<[^<>]*>")
_SCHEME = re.compile(r"[^a-z]*([a-z][a-z0-9+.-]*)\s*:", re.IGNORECASE)


def _filtered(element: str, attribute: str, value: str) -> str | None:
    """nh3 looks at the scheme of href and src alone."""
    scheme = _SCHEME.match(value) if attribute == "cite" else None
    return None if scheme and scheme[1].lower() not in SCHEMES else value


# Made once: to read the lists takes three times as long as to clean a paragraph.
_CLEANER = nh3.Cleaner(
    tags=set(TAGS), attributes=ATTRIBUTES, attribute_filter=_filtered, url_schemes=set(SCHEMES), link_rel=None
)


def sanitise(inline: str) -> str:
    """*inline* with nothing in it but the elements, attributes and URL schemes above, well-formed and balanced.

    Never raises. Attributes stay in their order. ``rel`` stays what it was: the page that shows a link adds what its
    readers need.
    """
    return _CLEANER.clean(inline.encode("utf-8", "replace").decode("utf-8"))  # lone surrogates are no characters


def text_of(inline: str) -> str:
    """The text of sanitised inline HTML, as it is read aloud: without tags, references resolved."""
    return html.unescape(_TAG.sub("", inline))
