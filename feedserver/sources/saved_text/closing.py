"""What stands under an article's text and reads like it: who has written it, and what the site says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedserver.sources.saved_text.about import find_author
from feedserver.sources.saved_text.classify import CONTACT
from feedserver.sources.saved_text.head import Said
from feedserver.sources.saved_text.lines import Line
from feedserver.sources.saved_text.site import speaks_of_site

_MIN_BODY = 2
_MAX_BIO_LINES = 4
_MAX_SIGNED_LINES = 8  # under the author's name
_MIN_ABOVE = 2  # times as much text
_MAX_NAME_WORDS = 8
_UPPER = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_BIO = re.compile(  # "Idris Cole is a photographer", "Мадина Рахимова — биолог, редактор"
    rf"({_UPPER}[\w’-]+ {_UPPER}[\w’-]+)(?: [A-Z][\w’-]+)?"
    r"(?: is (?:an? |the )?[\w’' -]{0,40}\b(?:writer|journalist|reporter|editor|photographer|author|correspondent|"
    r"columnist|professor|lecturer|researcher|analyst|fellow|director|producer|freelancer?|blogger|scientist|"
    r"economist)\b"
    r"| (?:covers|writes|reports|teaches|lives) "
    r"|,? [—–-] [\w ,-]{0,40}\b(?:журналист|редактор|обозреватель|корреспондент|фотограф|автор|колумнист|писатель|"
    r"эксперт|аналитик|публицист|тілші|журналисі|редакторы|авторы|жазушы|сарапшы))"
)


def find_closing(body: Sequence[Line], said: Said, site: str | None) -> int:
    """Where in *body* its last lines begin that tell who the author is, or speak of the *site*; its end if none do.

    *said* hears the author's name.
    """
    for number in range(max(_MIN_BODY, len(body) - _MAX_SIGNED_LINES), len(body)):
        name = find_author(body[number].text) if _may_be_name(body[number]) else None
        if name is None:
            continue
        is_bio = number >= len(body) - _MAX_BIO_LINES and _is_about(body[number + 1 :], name)
        if is_bio or (name == said.author and _is_last_part(body, number)):
            said.author = said.author or name
            return find_closing(body[:number], said, site)
    told = " ".join(line.text for line in body[:-_MAX_BIO_LINES] or body[:_MIN_BODY])
    for end in range(len(body), _MIN_BODY, -1):
        line = body[end - 1]
        if not (_is_bio(line.text, told, said.author) or speaks_of_site(line, told, site)):
            return end
    return min(len(body), _MIN_BODY)


def _is_last_part(body: Sequence[Line], number: int) -> bool:
    """Whether most of *body* stands above the line at *number*, which is nowhere else in it."""
    above, below = (sum(len(line.text) for line in part) for part in (body[:number], body[number:]))
    return above > _MIN_ABOVE * below and sum(line.text == body[number].text for line in body) == 1


def _may_be_name(line: Line) -> bool:
    return line.words <= _MAX_NAME_WORDS and line.cells == 1 and not line.is_item


def _is_about(lines: Sequence[Line], name: str) -> bool:
    """Whether *lines*, under the *name* of a person, say who that is, or nothing at all."""
    return not lines or any(part in line.text for part in name.split() for line in lines)


def _is_bio(text: str, told: str, author: str | None) -> bool:
    """Whether *text* says who somebody is of whom the article, *told*, does not speak: its author, a photographer."""
    if author and text.startswith((f"{author} ", f"{author},")):
        return True
    if author and author in text and CONTACT.search(text):
        return True
    first = text.split(maxsplit=1)[0]
    if author and first in author.split() and first not in told:
        return True
    match = _BIO.match(text)
    return match is not None and match[1] not in told
