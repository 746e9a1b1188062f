"""Cut a paragraph into sentences, losing nothing: joined again the pieces are the text.

The rule (below) is one for all languages; what differs are words (first part). Where a full stop may be
an abbreviation's or a sentence's, the sentence goes on: two sentences in one piece translate well, half a
sentence does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language that the rule asks for, in lower case; abbreviations without their last stop.

    leading: never end a sentence. numbered: abbreviations only before a digit ("No. 5"). closing: end one
    whenever a capital follows. either: end one only if a starter follows. starters: words that begin
    sentences and are not names, so that a capital letter there proves a new sentence.
    """

    leading: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()

    def __or__(self, other: _Words) -> _Words:
        return _Words(
            self.leading | other.leading,
            self.numbered | other.numbered,
            self.closing | other.closing,
            self.either | other.either,
            self.starters | other.starters,
        )


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Languages without a table of their own: what Latin-script Europe has in common.
_OTHER = _Words(leading=_set("dr prof mr vs cf nr"), numbered=_set("p pp vol fig"), either=_set("st etc inc ltd jr"))

_ENGLISH = _Words(
    # titles, ranks, offices; Latin asides; initials transliterated from Cyrillic ("Zh. Kassymbek")
    leading=_set(
        "mr mrs ms messrs dr prof gen lt col maj capt cpt sgt cpl pvt cmdr adm brig sen rep gov pres rev "
        "hon supt insp atty amb mt ft vs cf viz approx ca e.g i.e zh sh kh yu ya ye ts"
    ),
    # "No." and "art." are words too
    numbered=_set("no nos p pp vol vols fig figs art sec ch para par eq"),
    closing=_set("etc"),
    # companies; "Wall St."; months ("U.S." and "a.m." fall under the rule for initials)
    either=_set(
        "inc ltd co corp bros jr sr st ave blvd rd dept univ est min max ed eds trans al jan feb mar apr "
        "jun jul aug sep sept oct nov dec"
    ),
    starters=_set(
        "the a an this that these those he she it they we you i his her its their our my your there here "
        "in on at by for from with of to as after before during since until under over between among "
        "about according against and but or so yet if when while where because although though however "
        "moreover meanwhile also then now today yesterday tomorrow later earlier what who why how which "
        "not no all some many most several both each every one two three such only even still besides "
        "previously currently recently despite among within without instead thus"
    ),
)

_RUSSIAN = _Words(
    # "то есть", "так называемый"; titles; "Дж. Байден"; "ср.", "напр."
    leading=_set(
        "т.е т.н т.к т.ч проф акад доц чл чл.-корр корр ген полк подп кап лейт адм дж св гр тов ср напр англ нем фр лат"
    ),
    # page, figure, article, item, house, flat, telephone
    numbered=_set("стр рис табл илл ст гл разд пп кв каб корп оф тел вып изд"),
    closing=_set("т.д т.п др пр проч"),
    # "г." is a year after a number and a city before a name; "им." and "см." are words or units as well
    either=_set(
        "гг вв руб коп тыс млн млрд трлн долл им ул пл просп пр-т пер наб бул обл р-н пос дер мин сек см "
        "мм км кг шт экз янв февр апр авг сент окт нояб дек"
    ),
    starters=_set(
        "он она оно они мы вы я ты его её ее их это этот эта эти тот та те в во на по с со к ко у о об от "
        "до за из при для после перед через между под над без около согласно благодаря и а но или да "
        "однако также кроме если когда пока хотя поскольку потому поэтому затем потом тогда теперь "
        "сегодня вчера завтра сейчас ранее позже там здесь тут где что кто как какой который так такой "
        "такие все всё весь каждый многие некоторые один два три не ни нет только даже ещё еще уже именно "
        "напомним отметим среди вместе наш наша наши свой ведь"
    ),
)

# Kazakh news text uses Russian abbreviations beside its own, so its table contains theirs.
_KAZAKH = _RUSSIAN | _Words(
    # "мысалы", "қараңыз", "салыстырыңыз"
    leading=_set("мыс қар салыст"),
    # page, table, figure
    numbered=_set("бет кест сур"),
    # "тағы басқа", "тағы сол сияқты", "тағы тағылар", "тағы да басқалар"
    closing=_set("т.б т.с.с т.т т.д.б"),
    # years, centuries, street, avenue, district, technical, tenge
    either=_set("жж ғғ көш даң ауд тех тг"),
    starters=_set(
        "ол олар бұл осы сол мұнда онда біз сіз мен сен оның олардың біздің менің сіздің бірақ және "
        "алайда дегенмен сондай сондықтан сонымен соның содан осылай осылайша осыған осындай бұдан бұған "
        "бұны мұны оны оған егер өйткені себебі сонда қазір қазіргі бүгін кеше ертең кейін содан бұрын "
        "алдымен әрі ал тағы тек барлық бүкіл әр әрбір кейбір көптеген бір екі үш қалай неге не кім қайда "
        "қандай айта атап жалпы мәселен мысалы әсіресе енді сөйтіп бүгінде былтыр биыл аталған осыдан "
        "бұлар"
    ),
)

_WORDS = {"en": _ENGLISH, "ru": _RUSSIAN, "kk": _KAZAKH}

# A run of terminal marks with the quotes, brackets and note numbers that close after it and the white space;
# or white space alone, which ends a sentence only if it holds a blank line. Possessive, for linear time.
_CANDIDATE = re.compile(
    r"""(?P<marks>[.!?…‥‼⁇⁈⁉؟۔।॥։。！？｡．]++)
        (?P<closers>(?:["'’‘”“»›)\]}」』）]|\[\d{1,3}\]|[ \u00a0][”»)\]](?=\s|\Z))*+)
        (?P<space>\s*+)
      | \s++""",
    re.VERBOSE,
)
_UNSPACED_MARKS = frozenset("。！？｡．")  # Chinese and Japanese write no space after them
_QUOTES = frozenset("\"'’‘”“»›」』")
# What may stand between a sentence's start and its first word.
_OPENING = re.compile(r"""["'‘’“”„«»‹›(\[{\s*•·–—―-]*+""")
_DASHES = frozenset("–—―-")
_CONTINUING = frozenset(",;:)]}»”%.!?…")
_NEXT_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# The word before a full stop, with what is dotted or set in initials before it: "т. е", "U.S", "К.-Ж".
_LAST_WORD = re.compile(r"(?:(?<!\w)(?:\w\.[ \u00a0\u202f]|\w{1,4}\.-?))*+\w+(?:[-'’]\w+)*\Z")
_LOOK_BACK = 40  # characters; longer than any abbreviation
_NUMBER = re.compile(r"[+№#]?\d|(?:[IVXLC]{2,}|[VX])\b")
_INITIAL_VOWELS = frozenset("aeiouаеёиоуыэюяәіөүұ")  # one-letter words that do end sentences: "Это я."


def split(text: str, language: str) -> list[str]:
    """Cut *text*, one paragraph, into its sentences.

    language: BCP 47 tag; en, ru and kk have words of their own, every other language follows the common rule.
    Returns the pieces in order; joined they are *text*. A piece ends with the white space that followed it;
    white space at the start of the text stays with the first. A blank line always ends a sentence. Every
    piece holds a letter or digit unless the whole text holds none. ``[]`` only for the empty text. Takes
    time in step with the length.
    """
    words = _WORDS.get(language.split("-")[0].lower(), _OTHER)
    pieces: list[str] = []
    start = 0
    for candidate in _CANDIDATE.finditer(text):
        if candidate.end() < len(text) and _is_boundary(text, start, candidate, words):
            pieces.append(text[start : candidate.end()])
            start = candidate.end()
    if start < len(text):
        pieces.append(text[start:])
    return _join_wordless(pieces)


def _join_wordless(pieces: list[str]) -> list[str]:
    """Give a piece without a letter or digit ("…", a lone quote) to the one before, the first to the next."""
    joined: list[list[str]] = []
    worded = True
    for piece in pieces:
        has_word = _NEXT_WORD.search(piece) is not None
        if joined and not (has_word and worded):
            joined[-1].append(piece)
            worded = worded or has_word
        else:
            joined.append([piece])
            worded = has_word
    return ["".join(parts) for parts in joined]


def _is_boundary(text: str, start: int, candidate: re.Match[str], words: _Words) -> bool:
    """Whether the sentence that began at *start* ends with *candidate*; something follows it in *text*."""
    marks, closers, space = candidate["marks"], candidate["closers"], candidate["space"]
    if marks is None:
        return candidate[0].count("\n") > 1
    if not space:
        return marks[-1] in _UNSPACED_MARKS
    if space.count("\n") > 1:
        return True
    if ")" in closers and text[candidate.start() - 1 : candidate.start()] == "(":  # "(?)" is an aside
        return False

    follows = text[candidate.end()]
    if follows in _CONTINUING or (follows in _DASHES and not _QUOTES.isdisjoint(closers)):
        return False  # the second: «…!» – said somebody
    opening = _OPENING.match(text, candidate.end())
    assert opening is not None  # it matches the empty string
    first = text[opening.end() : opening.end() + 1]
    if first.islower():
        return False
    if marks != ".":
        return True
    return _stop_ends_sentence(text, start, candidate.start(), opening.end(), words)


def _stop_ends_sentence(text: str, start: int, stop: int, following: int, words: _Words) -> bool:
    """Whether the full stop at *stop* ends a sentence, given that no lower-case letter follows.

    start: where the sentence began. following: where the next word begins.
    """
    window = text[max(start, stop - _LOOK_BACK) : stop]
    found = _LAST_WORD.search(window)
    if found is None:
        return True
    last = found[0]
    if stop - start < _LOOK_BACK and window.strip() == last and last.replace(".", "").isdecimal():
        return False  # "1. First item"
    if window[: found.start()].endswith(("/", "@", "#", "=", ":", ".")):
        return True  # the tail of an address, not an abbreviation

    normal = re.sub(r"\s", "", last).lower()
    tail = normal.rsplit(".", 1)[-1]
    if normal in words.closing:
        return True
    if normal in words.leading or tail in words.leading:
        return False
    if tail in words.numbered:
        return _NUMBER.match(text, following) is None
    if normal in words.either or tail in words.either or _is_initial(last, at_start=found.start() == 0):
        return _is_starter(text, following, words)
    return True


def _is_initial(last: str, at_start: bool) -> bool:
    """Whether *last* ends with a single letter that stands for a word: "A.S", "К.-Ж", "U.S", "кв.м", "с"."""
    letter = re.split(r"[.\s-]", last)[-1]
    if len(letter) != 1 or not letter.isalpha():
        return False
    if letter == last:
        if letter == "I":
            return at_start  # the pronoun, or the numeral of a list
        return letter.isupper() or letter not in _INITIAL_VOWELS
    return "." in last


def _is_starter(text: str, at: int, words: _Words) -> bool:
    """Whether the word at *at* begins sentences; a letter with its own full stop is an initial."""
    word = _NEXT_WORD.match(text, at)
    if word is None or word[0].lower() not in words.starters:
        return False
    return len(word[0]) > 1 or text[word.end() : word.end() + 1] != "."
