"""What each line of a saved page is, as far as the line itself can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from feedserver.sources.context import ReadingContext
from feedserver.sources.dates import SEPARATOR, is_date, split_at_date
from feedserver.sources.furniture import FURNITURE
from feedserver.sources.saved_text.about import find_about, find_author, find_labelled, is_label
from feedserver.sources.saved_text.lines import TRAIL, Kind, Line
from feedserver.sources.text.plain_text import clean_line

_MAX_PHRASE_CHARS = 160  # no heading, label or row of buttons is longer
_MIN_PARAGRAPH_CHARS = 80  # a line that ends in a full stop and is no shorter is a paragraph
_MAX_NOTICE_CHARS = 1_500
_MAX_CALL_CHARS = 400
_MAX_SHORT_CALL_CHARS = 80
_MIN_SHORT_CALLS = 4
_CONTACT_CALLS = 2  # for an address or a number to call
_MIN_LISTED = 4
_MIN_LINKED = 2  # words
_MIN_CALLS = 6  # words of a site, strong ones counted thrice, that make a line furniture wherever it stands
_MAX_COMMENTS_WORDS = 4
_BUTTONS = ("buttons", "advertisements", "replies")
_MIN_ROW_CELLS = 3
_MAX_PARTS = 6
_MAX_PART_WORDS = 5

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_PLAYER = re.compile(rf"(?:{_CLOCK.pattern})(?: ?/ ?(?:{_CLOCK.pattern})|(?: (?:{_CLOCK.pattern}))+)")
_PAGE_OF = re.compile(r"(?:[^\W\d_]+ )?[0-9]{1,3} ?(?:/|of|из) ?[0-9]{1,3}", re.IGNORECASE)  # "Photo 1 of 12"
_SITE_NAME = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-zа-яқ]{2,12}/?", re.IGNORECASE)
_CREDIT = re.compile(r"(?:©|\(c\)) ?[^.!?]{1,60}\.?[^.!? ]{0,12}", re.IGNORECASE)
_ARROW = re.compile(r"(?:«|‹|<|<<|←) [^»›]{1,80}|[^«‹]{1,80} (?:»|›|>|>>|→)")
_DOTS = re.compile(r"(?<=\S) *[•·∙] *(?=\S)")
_COUNTED = re.compile(r"\([0-9]{1,4}\)$")
_ARROWS = re.compile(" [›»>→] ")
CONTACT = re.compile(r"\+?[0-9](?:[ ()-]{0,2}[0-9]){9,}|[\w.-]+@[\w-]+\.\w|\[email.protected\]")
_IN_BRACKETS = re.compile(r"\[(?![0-9]+\])[^\]]*\]|\((?:button|image|img)\).*|_{4,}.*", re.IGNORECASE)
_ISSUE = re.compile(r"№ ?[0-9].*(?:\b(?:19|20)[0-9]{2}\b|\bстр\. ?[0-9]|[0-9][ -]бет\b)[^.!?]{0,12}$")  # of a newspaper
_AMOUNT = r"(?:[$€£₸₽₴] ?[0-9]+|[0-9][0-9 ]*(?:[$€£₸₽₴]|руб\.?|тг|теңге))(?: (?:a|per) (?:month|year)|/мес\.?)?"
_AMOUNTS = re.compile(rf"{_AMOUNT}(?:[ ,|/•·]+{_AMOUNT}){{2,}}.{{0,20}}")  # of which a reader may give one
_PICTURE_BEFORE = re.compile(r"\[(?:img|image)[^\]]*\] \S", re.IGNORECASE)
_ATTACHED = re.compile(
    r"\((?:\.?(?:pdf|docx?|xlsx?|pptx?|zip|odt|csv)[ ,]*)?[0-9.,]+ ?[kmgкмг](?:i?b|б)\)$", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,12}/\S+", re.IGNORECASE)
_CORRECTED = re.compile(
    r"(?:an? (?:earlier|previous) version of this|this (?:article|story) originally|published in the print edition|"
    r"this article appears in the|"
    r"(?:correction|clarification|editor.s note|update|исправлен\w*|поправка|уточнен\w*|от редакции|обновлен\w*|"
    r"түзету|нақтылау|редакциядан)(?:(?: от| on)?[.,]? [^.:]{0,20}[0-9][^:]{0,20}| ?):)",
    re.IGNORECASE,
)
_BLANK_FIELD = re.compile(r"_{4,}|\[ \]")
_LYNX_LINK = re.compile(r"(?:[*+o#] +)?\[[0-9]{1,4}\](?=\S)|\(BUTTON\)")  # a link as lynx and w3m write it
_PICTURE_BEHIND = re.compile(
    r"(?:\([^()]{2,60}[/|][^()]{2,40}\)|\[[^\[\]]{2,60}[/|][^\[\]]{2,40}\])$"
)  # "… from a boat. (NorthDesk / R. Aliev)"
_CREDIT_BEHIND = re.compile(
    r"(?:(?:photo(?:graph)?|picture|image|credit|фото|снимок|иллюстрация|скриншот|сурет|фотосурет) ?[:/©]|©)"
    r" ?[^.:]{2,60}$",
    re.IGNORECASE,
)
_CREDIT_BEFORE = re.compile(r"(?:photos?|фото|сурет|фотосурет|суретті|суретте|скриншот)\b", re.IGNORECASE)
_PICTURED = re.compile(
    r"(?:file [-–—] |"
    r"(?:pictured|in (?:this|the) (?:photo|picture|image)|(?:photo|image) caption|file (?:photo|image|picture)|"
    r"на (?:фото|снимке|фотографии|снимках|иллюстрации|картинке)(?: [^:]{1,40})?|"
    r"фото(?:графия)? к материалу|архивное фото|"
    r"(?:көрнекі |архивтегі )?(?:сурет|фото)(?:те|терде|да|ларда|де)?)(?: ?[:—–] |: ?)|pictured |file photo|"
    r"(?:сурет|фото)(?:ті|терді|ны|ларды) (?:түсірген|салған|ұсынған|жасаған))",
    re.IGNORECASE,
)
_MAX_CREDIT_WORDS = 4
_MAX_CAPTION_CHARS = 260
_BULLETS = re.compile(r"^[*+#] ")
_COLUMNS = re.compile(r"\t+| {2,}| \| ")

_KINDS = {
    "other_pages": Kind.OTHER_PAGES,
    "perhaps_other_pages": Kind.PERHAPS_OTHER_PAGES,
    "comments": Kind.COMMENTS,
    "replies": Kind.REPLY,
    "more_links": Kind.MORE_LINK,
    "advertisements": Kind.ADVERTISEMENT,
    "ends": Kind.END,
    "buttons": Kind.NOISE,
    "edges": Kind.EDGE,
}


def read_lines(text: str, context: ReadingContext) -> Iterator[Line]:
    """The lines of *text* that are not blank, in order, each with its kind.

    text: lines separated by ``\\n``. context: whose zone and day of saving dates are read by.
    """
    label: Line | None = None  # the line above, if it is but a label
    for number, raw in enumerate(text.split("\n"), start=1):
        cleaned = clean_line(raw)
        if not cleaned:
            continue
        columns = [cell for cell in map(clean_line, _COLUMNS.split(raw.strip())) if cell]
        line = classify(Line(number, cleaned, cells=len(columns)), columns, context)
        said = None if label is None else find_labelled(label, line, context)
        if label is not None:
            yield label if said is None else replace(label, kind=Kind.NOISE)
        label = (said or line) if said is None and is_label(line) else None
        if label is None:
            yield said or line
    if label is not None:
        yield label


def classify(line: Line, columns: list[str], context: ReadingContext) -> Line:
    """*line* with its kind and what it says of the article. columns: its parts, where the page aligns them."""
    calls = FURNITURE.count_calls(line.text) + (_CONTACT_CALLS if CONTACT.search(line.text) else 0)
    kind = Kind.CALL if is_correction(line) else _kind_by_words(line)
    if kind is Kind.EDGE and calls >= _MIN_CALLS // 2 and FURNITURE.is_notice(line.text):
        kind = Kind.CALL
    is_short = len(line.text) <= _MAX_PHRASE_CHARS
    may_be_dated = kind is None or (kind in (Kind.EDGE, Kind.CALL) and FURNITURE.table_of(line.text) is None)
    about = find_about(line, columns, context) if is_short and may_be_dated else None
    if about is not None and about.published_at is not None:
        return replace(about, calls=calls if kind is None else 0)
    if kind is not None:
        return replace(line, kind=kind)
    line = replace(line, calls=calls)
    if is_short and _is_row_of_buttons(columns):
        return replace(line, kind=Kind.NOISE)
    if about is not None:
        return replace(about, calls=calls)
    if _is_caption(line):
        return replace(line, kind=Kind.CAPTION)
    return replace(line, kind=Kind.CALL) if _is_call(line) else line


def _is_call(line: Line) -> bool:
    """Whether a site speaks to its readers in *line*; one that begins with an order need say less more."""
    if len(line.text) > _MAX_CALL_CHARS or line.is_item:
        return False
    if FURNITURE.has_word(line.text, "roles") and find_author(line.text) is not None:  # "Ann Lee, Staff Writer"
        return False
    if FURNITURE.is_invitation(line.text):
        return True
    is_short = len(line.text) <= _MAX_SHORT_CALL_CHARS
    is_order = is_short and FURNITURE.count_calls(_first_word(line.text)) >= _MIN_CALLS // 2
    words = line.text.casefold().split()
    if is_short and line.calls and words[0] in FURNITURE.words["buttons"] and line.end not in ".?:":
        return True
    if is_order or (is_short and line.end != "."):
        return line.calls >= _MIN_CALLS // 2
    return line.calls >= (_MIN_SHORT_CALLS if is_short else _MIN_CALLS)


def _first_word(text: str) -> str:
    words = [word for word in text.split()[:2] if _LETTER.search(word)]
    return words[0] if words else ""


def _kind_by_words(line: Line) -> Kind | None:
    text = line.text
    if not _LETTER_OR_DIGIT.search(text) or FURNITURE.is_icon_row(text) or _IN_BRACKETS.fullmatch(text):
        return Kind.NOISE
    if len(text) > (_MIN_PARAGRAPH_CHARS if line.end == "." else _MAX_PHRASE_CHARS):
        is_notice = len(text) <= _MAX_NOTICE_CHARS and FURNITURE.is_notice(text)
        return Kind.EDGE if is_notice else None
    table = FURNITURE.table_of(_BULLETS.sub("", text))
    if table is not None:
        return _KINDS[table]
    if _heads_comments(text):
        return Kind.COMMENTS
    if _leads_elsewhere(line):
        return Kind.NOISE
    if (
        FURNITURE.is_counter(text)
        or FURNITURE.is_network_row(text)
        or _PLAYER.fullmatch(text)
        or _PAGE_OF.fullmatch(text)
        or _CREDIT.fullmatch(text)
        or _ISSUE.search(text)
        or _AMOUNTS.fullmatch(text)
        or _ATTACHED.search(text)
        or _ADDRESS.fullmatch(text)
        or _leads_to_pictures(line)
        or (len(_DOTS.split(text)) >= _MIN_LISTED and line.end != "." and not any(map(is_date, _DOTS.split(text))))
        or _is_lynx_link(line)
        or (_BLANK_FIELD.search(text) and line.end != ".")
    ):
        return Kind.NOISE
    return Kind.EDGE if _is_edge(line) else None


def _heads_comments(text: str) -> bool:
    """Whether *text* is a number and a word for what readers write: "5 replies to “Pad opens”", "Replies: 5"."""
    bare = re.split('[“«"]', text, maxsplit=1)[0]
    return (
        any(char.isdigit() for char in bare)
        and len(bare.split()) <= _MAX_COMMENTS_WORDS
        and FURNITURE.has_word(bare, "comment")
        and text[-1] not in ".;"
    )


def _leads_elsewhere(line: Line) -> bool:
    """Whether *line* is a link behind words that say so: "Read also Bridge is closed", "WATCH | How it works"."""
    if not line.is_headline or line.is_item or line.cells > 2:
        return False
    words = line.text.split()
    for count in range(2, min(4, len(words) - _MIN_LINKED) + 1):
        is_known = FURNITURE.table_of(" ".join(words[:count])) == "other_pages"
        if is_known and FURNITURE.has_word(words[0], "reading") and not words[count].islower():
            return True
    label, bar, _ = line.text.partition(" | ")
    return bool(bar) and label.isupper() and FURNITURE.has_word(label, "reading")


def _leads_to_pictures(line: Line) -> bool:
    """Whether *line* leads through a gallery: "← Previous photo", "All photos (24)"."""
    leads = _ARROW.fullmatch(line.text) is not None or _COUNTED.search(line.text) is not None
    return leads and line.words <= _MAX_PART_WORDS + 1 and FURNITURE.has_word(line.text, "pictures")


def _is_row_of_buttons(columns: list[str]) -> bool:
    """Whether one part of a line is a counter or a button and the others are but a few words: "11 min read · 5.2K"."""
    parts = [part for column in columns for part in SEPARATOR.split(column) if part]
    return (
        1 < len(parts) <= _MAX_PARTS
        and any(FURNITURE.is_counter(part) or FURNITURE.table_of(part) in _BUTTONS for part in parts)
        and not any(map(is_date, parts))
        and all(len(part.split()) <= _MAX_PART_WORDS for part in parts)
    )


def _is_lynx_link(line: Line) -> bool:
    links = _LYNX_LINK.findall(line.text)
    return bool(links) and _LYNX_LINK.match(line.text) is not None and line.end not in ".;"


def _is_edge(line: Line) -> bool:
    text = line.text
    if not _LETTER.search(text):
        return not is_date(text)
    if _SITE_NAME.fullmatch(text) or _ARROW.fullmatch(text) or FURNITURE.is_notice(text):
        return True
    if CONTACT.search(text) and line.words <= 14:
        return True
    home, *trail = TRAIL.split(text)  # "Home › News › Space"
    is_home = FURNITURE.table_of(home.rpartition(": ")[2]) in ("edges", "perhaps_other_pages")
    return bool(trail) and split_at_date(text) is None and (is_home or len(_ARROWS.findall(text)) > 1)


def _is_caption(line: Line) -> bool:
    if (_PICTURED.match(line.text) or _PICTURE_BEFORE.match(line.text)) and len(line.text) <= _MAX_CAPTION_CHARS:
        return True
    if line.is_item or line.end in (*".!?:;…", "") or len(line.text) > _MAX_CAPTION_CHARS:
        return False
    names_picture = bool(_PICTURE_BEHIND.search(line.text) or _CREDIT_BEHIND.search(line.text))
    names_picture = names_picture or bool(line.words <= _MAX_CREDIT_WORDS and _CREDIT_BEFORE.match(line.text))
    return line.is_caption or names_picture


def is_menu_row(line: Line) -> bool:
    """Whether *line* is a row of links side by side; the row of a table may look the same."""
    return line.cells >= _MIN_ROW_CELLS and not any(char.isdigit() for char in line.text) and line.end != "."


def is_correction(line: Line) -> bool:
    """Whether *line* says what has changed in the article since: "Correction:", "Update 22/11:"."""
    return _CORRECTED.match(line.text) is not None


def is_slide_number(line: Line) -> bool:
    """Whether *line* numbers a picture of several: "2/6", "Photo 2 of 6"."""
    return line.kind is Kind.NOISE and _PAGE_OF.fullmatch(line.text) is not None
