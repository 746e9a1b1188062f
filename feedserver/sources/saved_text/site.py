"""What a site says of itself among the lines of its articles: it has a name, and offers things of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from feedserver.sources.saved_text.lines import Line
from feedserver.sources.saved_text.stems import stems_of

_MIN_NAME_CHARS = 4
_MAX_NAME_WORDS = 5
_MIN_HEADLINE_WORDS = 4
_MAX_SAID = 0.4  # of the stems of a line in which a site speaks of itself, that its article has as well
_MAX_OFFERED = 0.25  # the same between paragraphs
_QUOTE = re.compile('["«»“”„]')
_BEHIND_TITLE = re.compile(r" [|–—·•-] ")


def find_site(lines: Sequence[Line]) -> str | None:
    """The name of the site: in the page's first line, alone or behind the title, and in its notice of copyright."""
    if not lines:
        return None
    first = lines[0].text
    for name in (first, *reversed(_BEHIND_TITLE.split(first)[1:])):
        is_name = len(name) >= _MIN_NAME_CHARS and len(name.split()) <= _MAX_NAME_WORDS
        if is_name and any("©" in line.text and _is_named(line.text, name) for line in lines[1:]):
            return name
    return None


def speaks_of_site(line: Line, told: str, site: str | None) -> bool:
    """Whether *line* speaks of the *site*, of which the article, *told*, does not, nor of much else in this line."""
    if site is None or not _is_named(line.text, site) or _is_named(told, site):
        return False
    stems, known = set(stems_of(line.text)), set(stems_of(told))
    return len(stems & known) <= _MAX_SAID * len(stems)


def find_promoted(lines: Sequence[Line], body: Sequence[Line], site: str | None) -> frozenset[int]:
    """The numbers of the lines of *body*, beside furniture, in which the *site* offers something of its own.

    Under its name the headlines go too. What somebody has told the site stands in quotes.
    """
    if site is None:
        return frozenset()
    beside = {
        each.number
        for above, each, below in zip(lines, lines[1:], lines[2:], strict=False)
        if not (above.is_prose and below.is_prose)
    }
    stems = [set(stems_of(line.text)) for line in body]
    told = Counter(stem for each in stems for stem in each)
    found = set()
    in_box = False
    for line, own in list(zip(body, stems, strict=True))[1:]:
        shared = sum(told[stem] > 1 for stem in own)
        is_apart = line.number in beside and shared <= _MAX_OFFERED * len(own)
        if is_apart and _is_named(line.text, site) and not _QUOTE.search(line.text):
            found.add(line.number)
            in_box = line.may_be_subheading
            continue
        in_box = in_box and line.is_headline and line.words >= _MIN_HEADLINE_WORDS
        if in_box:
            found.add(line.number)
    return frozenset(found)


def _is_named(text: str, name: str) -> bool:
    return name.casefold() in text.casefold()
