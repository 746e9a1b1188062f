"""What stands under an article's text about who has written it: a name, a role, a few sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedserver.sources.saved_text.about import find_author
from feedserver.sources.saved_text.classify import CONTACT
from feedserver.sources.saved_text.head import Said
from feedserver.sources.saved_text.lines import Line

_MIN_BODY = 2
_MAX_BIO_LINES = 4
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


def find_bio(body: Sequence[Line], said: Said) -> int:
    """Where in *body* its last lines begin that tell who the author is; its end if none do.

    *said* hears the author's name.
    """
    least = max(_MIN_BODY, len(body) - _MAX_BIO_LINES)
    for number in range(len(body) - 1, least - 1, -1):
        name = find_author(body[number].text) if _may_be_name(body[number]) else None
        if name is not None and (name == said.author or _is_about(body[number + 1 :], name)):
            said.author = said.author or name
            return find_bio(body[:number], said)
    told = " ".join(line.text for line in body[:-_MAX_BIO_LINES] or body[:_MIN_BODY])
    end = len(body)
    while end > _MIN_BODY and _is_bio(body[end - 1].text, told, said.author):
        end -= 1
    return end


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
