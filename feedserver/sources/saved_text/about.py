"""What a line says about the article it stands beside: when it was published, by whom, in which category."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from feedserver.sources.context import ReadingContext
from feedserver.sources.dates import SEPARATOR, is_date, parse_date, split_at_date
from feedserver.sources.furniture import FURNITURE, Label, fold
from feedserver.sources.saved_text.lines import Kind, Line

_MAX_LABEL_WORDS = 6
_MAX_PARTS = 6
_MAX_ROLE_WORDS = 6
_MAX_SIGNED_WORDS = 9  # of a name with where its bearer writes from
_UPPER = "[A-ZÀ-ÖØ-ÞŠŽČŁŚŞĞİА-ЯЁӘҒҚҢӨҰҮҺІ]"
_NAME = rf"(?:(?:(?:de|van|von|der|den|di|da|la|bin|ibn) ){{0,2}}{_UPPER}[\w’'-]+)"
_INITIALS = rf"(?:{_UPPER}\. ?){{1,2}}"
_NAMES = rf"{_NAME}(?: (?:and |de |van |von |и |мен )?{_NAME}){{1,4}}"
_BY = re.compile(rf"(?:By|BY|by) ({_NAMES})(?:(?: in | for |, | [|–—-] )[^\W\d][^\d]{{0,50}})?")
_POSTED_BY = re.compile(
    r"(?:[Pp]osted|[Ww]ritten|[Pp]ublished) by (\S+(?: [A-Z]\S*)*?) (?:on )?(.+?)(?: (?:at|in) [^0-9]*)?"
)
_PERSON = re.compile(
    rf"(?:[-–—] ?)?({_NAME}(?: {_INITIALS})?(?: {_NAME}){{1,2}}|{_INITIALS}{_NAME})"
    r"(?:(?:,| \|| [-–—])? ?(?:\((?P<aside>[^()]+)\)|(?<=[,|–—-] )(?P<role>\w.*)|[,.])?)?"
)
_AT_PLACE = re.compile(rf"({_NAMES})(?: in | at |,? для |, | ?/ ?)(?:the )?[«\"“]?{_UPPER}[\w .,’'«»\"-]{{1,60}}")
_WITH_ROLE = re.compile(rf"({_NAME} {_NAME})(?: {_UPPER}[\w-]+){{1,4}}")  # "Ann Lee Local Democracy Reporter"
_YEAR_OR_TIME = re.compile(r"[0-9]{4}|[0-9][./-][0-9]{1,2}[./-][0-9]{2}|[0-9]:[0-9]{2}")
_APART = ",.|/•·—–-:()№"
_PREPOSITION = re.compile(r"(?:^| )(?:on|at|in|by|from|в|во|от|and)$", re.IGNORECASE)
_BY_ANYBODY = re.compile(
    rf"(?:[Pp]osted |[Ww]ritten |[Pp]ublished )?(?:[Bb]y|BY) (\S+(?: {_UPPER}\S*){{0,3}})(?: in \w+)?"
)
_DASH_ROLE = re.compile(r" [-–—] (?:\S+ ){3}")  # "Rosa Ospanova — the woman who walked" is a headline
_COUNTERS = re.compile(r" (?=[0-9])")  # "214 views 3 comments"
_DASH = re.compile(r"\s[-–—]\s")
_LETTER = re.compile(r"[^\W\d_]")
_AND = re.compile(r", | and | & | и | және | мен ")
_MAX_AUTHORS = 4
_STAFF = re.compile(r"\w (?:[Ss]taff|редакциясы)$|^Редакция\b")
_ALSO_BY = re.compile(r"(?: \||,) (?=(?:photo|фото|сурет|видео|video|бейне|иллюстрац|illustrat))", re.IGNORECASE)
_UPDATED = re.compile(r" ?\((?:обновлен\w*|updated|жаңартыл\w*)[^()]*\)", re.IGNORECASE)
_CHANGED_AT = re.compile(
    r"(?:обновл[её]н|updated|жаңартыл)\w*:? (?:в |at |сағат )?[0-9]{1,2}[:.][0-9]{2}", re.IGNORECASE
)
_COUNTS = re.compile(r"(?:[0-9][0-9.,]* ?(?:[kкmм]\b|[^\W\d_]{1,4}\.?)?(?: |$))+", re.IGNORECASE)
_SIGNS = re.compile(r"[^\w\s\"'«»“”„‘’.,;:!?()\[\]/|@#№%&+*•·∙—–-]+")  # icons
LYNX_NUMBER = re.compile(r"^\[[0-9]{1,4}\]")
_STOP = re.compile(
    r"\. (?=[^\W\d_]+(?: [^\W\d_]+){0,3}:)|"  # before another label
    r"(?<!\blast)(?<!\bfirst)[,;]? "
    r"(?=(?:first |last )?(?:опубликован|обновл[её]н|published|updated|жарияланды|жаңартылды))",
    re.IGNORECASE,
)


def find_about(line: Line, columns: Sequence[str], context: ReadingContext) -> Line | None:
    """*line* as what it says of the article, with its kind; None if it says nothing.

    columns: the parts of the line as the page aligns them.
    """
    return (
        _dated(line, columns, context)
        or _labelled_twice(line, context)
        or _labelled(line, context)
        or _posted(line, context)
        or _find_date_within(line, context)
    )


def is_label(line: Line) -> bool:
    """Whether *line* is a label alone, whose next line may be what it says: "Published", "Image caption,"."""
    return line.words <= _MAX_LABEL_WORDS and fold(line.text) in FURNITURE.labels


def find_labelled(label: Line, line: Line, context: ReadingContext) -> Line | None:
    """*line* as what *label*, alone above it, says; None if the two do not belong together."""
    about = FURNITURE.labels[fold(label.text)]
    is_announced = label.text[-1] in ":,"
    if about is Label.PUBLISHED and is_date(line.text):
        return replace(line, kind=Kind.DATE, published_at=_parse(line.text, context))
    if about is Label.AUTHOR and (person := find_person(LYNX_NUMBER.sub("", line.text))) is not None:
        return replace(line, kind=Kind.ABOUT, author=person)
    if about is Label.CATEGORIES and is_announced and _is_short(line.text, 6):
        return replace(line, kind=Kind.ABOUT, categories=_list_of(line.text))
    if about is Label.OTHER and (is_date(line.text) or (is_announced and _is_short(line.text, 20))):
        return replace(line, kind=Kind.NOISE)
    return None


def find_person(text: str) -> str | None:
    """The name of the person that *text* is, perhaps with what they are behind a comma; None if it is none."""
    match = _PERSON.fullmatch(text)
    if (
        match is None
        or FURNITURE.has_word(match[1], "no_names")
        or len((match["role"] or match["aside"] or "").split()) > _MAX_ROLE_WORDS
        or _DASH_ROLE.search(text)
    ):
        return None
    return match[1]


def find_author(text: str) -> str | None:
    """The name of the person that *text* is where an author's name may stand: also "Rosa Ospanova in Almaty".

    Several names stay as they stand there.
    """
    at_place = _AT_PLACE.fullmatch(text) if len(text.split()) <= _MAX_SIGNED_WORDS else None
    names = _AND.split(text)
    if 1 < len(names) <= _MAX_AUTHORS and all(find_person(name) == name or _AT_PLACE.fullmatch(name) for name in names):
        return text
    with_role = _WITH_ROLE.fullmatch(text) if FURNITURE.has_word(text, "roles") else None
    return find_person(at_place[1] if at_place else with_role[1] if with_role else text)


def _parse(text: str, context: ReadingContext) -> datetime | None:
    return parse_date(text, context.zone, context.saved_at)


def _labelled(line: Line, context: ReadingContext) -> Line | None:
    """*line* if it is a label with what it says ("Categories: Space"), with its kind; else None."""
    by = _BY.fullmatch(line.text)
    if by is not None:
        return replace(line, kind=Kind.ABOUT, author=by[1])
    name, said = _split_label(line.text)
    if not said or line.is_item:  # "• Camera: two lenses" is an item of a list
        return None
    is_link = line.words > 2 and len(name.split()) <= _MAX_LABEL_WORDS and ":" in line.text[: len(name) + 2]
    if is_link and _is_link_label(name) and replace(line, text=said).is_headline:
        return replace(line, kind=Kind.NOISE)
    match FURNITURE.labels.get(fold(name)):
        case Label.CATEGORIES if _is_short(said, 20):
            return replace(line, kind=Kind.ABOUT, categories=_list_of(said))
        case Label.AUTHOR if _is_short(said, 10):
            said = _ALSO_BY.split(said)[0]
            parts = split_at_date(said)
            if parts is None:
                return replace(line, kind=Kind.ABOUT, author=_without_role(said))
            author = None if FURNITURE.has_word(parts[0], "no_names") else parts[0].strip(" ,;|/()•·—–-") or None
            return replace(line, kind=Kind.BYLINE, author=author, published_at=_parse(parts[1], context))
        case Label.PUBLISHED if is_date(said):
            return replace(line, kind=Kind.ABOUT, published_at=_parse(said, context))
        case Label.OTHER if _is_short(said, 30):
            return replace(line, kind=Kind.NOISE)
    return None


def _labelled_twice(line: Line, context: ReadingContext) -> Line | None:
    """*line* if it says two things in a row, each with its label: "Published: 14 May. Updated: 15 May"."""
    parts = [replace(line, text=part) for part in _STOP.split(line.text)]
    if len(parts) < 2:
        return None
    said = [_labelled(part, context) or (part if _is_moment(part.text) else None) for part in parts]
    heard = [each for each in said if each is not None]
    if len(heard) < len(parts):
        return None
    moments = (each.published_at or (_parse(each.text, context) if each.is_text else None) for each in heard)
    author = next((each.author for each in heard if each.author), None)
    return replace(line, kind=Kind.BYLINE, published_at=next(filter(None, moments), None), author=author)


def _is_moment(text: str) -> bool:
    """Whether *text* is a date, or the time of a change on the same day: "updated at 11:40"."""
    return is_date(text) or _CHANGED_AT.fullmatch(text) is not None


def _is_link_label(name: str) -> bool:
    return FURNITURE.table_of(name) == "other_pages" or FURNITURE.has_word(name, "reading")


def _split_label(text: str) -> tuple[str, str]:
    """The label in front and what it says; of a date and of people the label may do without a colon."""
    name, colon, said = text.partition(":")
    if (colon and fold(name) in FURNITURE.labels) or (colon and _is_link_label(name)):
        return name, said.strip()
    name, comma, said = text.partition(", ")
    if comma and FURNITURE.labels.get(fold(name)) is Label.OTHER:  # "Image caption, The harbour"
        return name, said
    dash = _DASH.search(text)
    if dash is not None and FURNITURE.labels.get(fold(text[: dash.start()])) in (Label.AUTHOR, Label.OTHER):
        return text[: dash.start()], text[dash.end() :]
    words = text.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        head, rest = " ".join(words[:count]), " ".join(words[count:])
        label = FURNITURE.labels.get(fold(head))
        if label in (Label.PUBLISHED, Label.OTHER) and is_date(rest.removeprefix("on ").removeprefix("в ")):
            return head, rest.removeprefix("on ")
        if label in (Label.AUTHOR, Label.OTHER) and count < len(words) and find_person(rest):
            return head, rest
    return text, ""


def _without_role(said: str) -> str:
    """The name without what its bearer is: "Dr Helen Marwood, consultant"; several names stay."""
    name, comma, role = said.partition(", ")
    return name if comma and role[:1].islower() else said


def _find_date_within(line: Line, context: ReadingContext) -> Line | None:
    """*line* if a date with a year or a time is in it, and around it but a label, a place, a name; else None."""
    text = " ".join(_SIGNS.sub(" ", line.text).split())
    parts = split_at_date(text) if _YEAR_OR_TIME.search(text) else None
    if parts is None:
        return None
    before, date, behind = parts
    has_signs = text != line.text
    if not _YEAR_OR_TIME.search(date):
        return None
    if has_signs and behind and _COUNTS.fullmatch(behind):  # each behind an icon
        behind = ""
    said = [_around(part, side, line, context) for part, side in ((before, 0), (behind, 1)) if part]
    if any(each is None for each in said):
        return None
    heard = [each for each in said if each is not None]
    is_other = any(each.kind is Kind.NOISE for each in heard[:1] if before)
    return replace(
        line,
        kind=Kind.BYLINE,
        published_at=None if is_other else _parse(date, context),
        author=next((each.author for each in heard if each.author), None),
    )


def _around(part: str, side: int, line: Line, context: ReadingContext) -> Line | None:
    """What *part*, beside a date in a line, says; None if it may be more than a label, a place or a name.

    side: 0 before the date, 1 behind it.
    """
    is_apart = part[-1] in _APART if side == 0 else part[0] in _APART
    bare = _PREPOSITION.sub("", part.strip(" ,;|/()•·—–-"))
    by = _BY_ANYBODY.fullmatch(bare)
    if by is not None:
        return replace(line, author=by[1])
    if not bare or FURNITURE.is_counter(bare) or all(map(FURNITURE.is_counter, _COUNTERS.split(bare))):
        return line
    about = FURNITURE.labels.get(fold(bare))
    if about is not None:
        return replace(line, kind=Kind.NOISE if about is Label.OTHER else Kind.ABOUT)
    said = _labelled(replace(line, text=bare), context)
    if said is not None and not said.categories:
        return said
    person = find_person(bare)
    if person is not None:
        return replace(line, author=person)
    is_label = side == 0 and len(bare.split()) == 1 and bare[0].isupper()  # "Salyndy 18 February 2026"
    return line if (is_apart or is_label) and _is_short(bare, 5) and not bare[0].islower() else None


def _posted(line: Line, context: ReadingContext) -> Line | None:
    match = _POSTED_BY.fullmatch(line.text)
    if match is None or not is_date(match[2]):
        return None
    return replace(line, kind=Kind.BYLINE, author=match[1], published_at=_parse(match[2], context))


def _dated(line: Line, columns: Sequence[str], context: ReadingContext) -> Line | None:
    """*line* if it is a date, alone or with short parts beside it, with what it says; else None."""
    if _UPDATED.search(line.text):
        bare = _dated(replace(line, text=_UPDATED.sub("", line.text)), (), context)
        return None if bare is None else replace(bare, text=line.text)
    if is_date(line.text):
        return replace(line, kind=Kind.DATE, published_at=_parse(line.text, context))
    pieces = [piece for column in (columns or [line.text]) for piece in SEPARATOR.split(column)]
    parts = [part.strip() for piece in pieces for part in _SIGNS.split(piece) if part.strip()]
    if not 1 < len(parts) <= _MAX_PARTS:
        return None
    said = [_part(part, line, context) for part in parts]
    if any(each is None for each in said) or not any(
        each.kind is Kind.DATE or each.published_at for each in said if each
    ):
        return None
    heard = [each for each in said if each is not None]
    if sum(each.kind is Kind.DATE for each in heard) > 1:  # the head of a table
        return None
    before_author = list(takewhile(lambda each: each.author is None, heard))  # behind it stands the agency
    return replace(
        line,
        kind=Kind.BYLINE,
        published_at=next((each.published_at for each in heard if each.published_at), None),
        categories=tuple(dict.fromkeys(category for each in before_author for category in each.categories)),
        author=next((each.author for each in heard if each.author), None),
    )


def _part(part: str, line: Line, context: ReadingContext) -> Line | None:
    """What one part of a line says; None if a line with such a part is no line about the article."""
    line = replace(line, text=part)
    if is_date(part):
        return replace(line, kind=Kind.DATE, published_at=_parse(part, context))
    if FURNITURE.is_counter(part) or not _LETTER.search(part):
        return line
    labelled = _labelled(line, context)
    if labelled is not None:
        return labelled
    if not _is_short(part, 5):
        return None
    person = part if _STAFF.search(part) else find_person(part)
    if person is not None:
        return replace(line, author=person)
    return line if any(char.isdigit() for char in part) else replace(line, categories=(part,))


def _is_short(text: str, max_words: int) -> bool:
    return len(text.split()) <= max_words and text[-1] not in ";:…!?" and not text.endswith(". ")


def _list_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split(r"[,;|•·]", text)))))
