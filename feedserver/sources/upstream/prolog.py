"""What stands before the root element of an XML document: how one attacks its reader, and nothing a feed needs."""

from __future__ import annotations

import re

from feedserver.errors import SourceError

# How far the root element may be from the beginning: some servers print warnings before it.
_MAX_PROLOG_CHARS = 50_000
_ROOT = re.compile(r"<(?:rss|rdf|(?:[a-z][\w.-]{0,30}:)?feed|rdf:rdf)(?=[\s>/])", re.IGNORECASE)
# Each part atomic: there is one way to read a prolog, and no going back.
_FIRST_ELEMENT = re.compile(
    r"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->)|<!DOCTYPE[^<>]*+>)*+<([A-Za-z_][\w.:-]*+)", re.DOTALL | re.IGNORECASE
)


def cut_prolog(text: str) -> str | None:
    """*text* from the root element of a feed on, None if it has no such element.

    A DOCTYPE that only names a DTD is nobody's harm and is cut
    off with all that stands before the root element.
    Raises SourceError for declarations in the document (``<!DOCTYPE … [``, ``<!ENTITY``).
    """
    head = _without_comments(text[:_MAX_PROLOG_CHARS])
    root = _ROOT.search(head)
    if root is None or first_element(text) == "html":
        return None
    prolog = head[: root.start()].upper()
    if "<!ENTITY" in prolog or "[" in prolog.partition("<!DOCTYPE")[2]:
        raise SourceError("is refused: it has declarations in XML (<!DOCTYPE … [ … ]>, <!ENTITY …>)")
    return text[root.start() :]


def first_element(text: str) -> str:
    """The name of the first element of *text*, lower case; empty if something else comes first."""
    found = _FIRST_ELEMENT.match(text[:_MAX_PROLOG_CHARS])
    return found[1].lower() if found else ""


def _without_comments(head: str) -> str:
    """*head*, as long as before, with spaces in place of its comments."""
    start = head.find("<!--")
    while start >= 0 and (end := head.find("-->", start)) >= 0:
        head = head[:start] + " " * (end + 3 - start) + head[end + 3 :]
        start = head.find("<!--", end)
    return head
