"""Inline HTML in another script: its text is rewritten, its markup stays."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from feedserver.inline_html import OPAQUE, VOID, sanitise
from feedserver.transliteration.scripts import is_written_from
from feedserver.transliteration.text import spell, transliterate

_TEXTS = frozenset({"alt", "title"})
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what is shown inside a sentence, but is not Kazakh text
_SHOWN = {"br": "\n", "img": _OBJECT}


def transliterate_html(html: str, tag: str) -> str:
    """Kazakh inline HTML in the script of *tag*, one of SCRIPTS; sanitised, as ``inline_html`` allows it.

    Rewritten are the text, ``alt`` and ``title``, as transliterate does it to the text as a whole: a word that is
    partly in bold is one word. Code stays, and so does what ``lang`` says is in another language; a ``lang`` that
    says Kazakh becomes *tag*. No tag, and no other attribute, changes. Raises ValueError if *tag* is not in SCRIPTS.
    """
    reader = _Reader(tag)
    reader.feed(sanitise(html))
    reader.close()
    return reader.result()


class _Inside(NamedTuple):
    """What the text of an element is."""

    kazakh: bool
    code: bool


class _Reader(HTMLParser):
    """Reads what nh3 has written: every element is closed, in order, and everything else is escaped."""

    def __init__(self, tag: str) -> None:
        super().__init__(convert_charrefs=True)
        self._tag = tag
        self._open = [_Inside(kazakh=True, code=False)]  # outermost first
        self._pieces: list[tuple[str, str | None]] = []  # what is shown; the HTML of it where that is settled

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        around = self._open[-1]
        kazakh = is_written_from(values["lang"], self._tag) if "lang" in values else around.kazakh
        if kazakh:
            values |= {name: transliterate(values[name], self._tag) for name in _TEXTS & values.keys()}
            values |= {"lang": self._tag} if "lang" in values else {}
        attributes = "".join(f' {name}="{_escaped(value, quote=True)}"' for name, value in values.items())
        self._pieces.append((_SHOWN.get(tag, ""), f"<{tag}{attributes}>"))
        if tag not in VOID:
            self._open.append(_Inside(kazakh, around.code or tag in OPAQUE))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()
            self._pieces.append(("", f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        inside = self._open[-1]
        rewritten = inside.kazakh and not inside.code
        self._pieces.append((data, None) if rewritten else (_OBJECT, _escaped(data)))

    def result(self) -> str:
        spelled = spell("".join(shown for shown, _ in self._pieces), self._tag)
        written: list[str] = []
        position = 0
        for shown, html in self._pieces:
            start, position = position, position + len(shown)
            written.append(_escaped("".join(spelled[start:position])) if html is None else html)
        return "".join(written)


def _escaped(text: str, *, quote: bool = False) -> str:
    """As nh3 writes it: no-break spaces can be seen."""
    return escape(text, quote=quote).replace("\u00a0", "&nbsp;").replace("&#x27;", "'")
