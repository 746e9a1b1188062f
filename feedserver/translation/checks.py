"""What an engine gives back is checked before it is believed.

Every check compares one translated sentence with its source and looks for one fault. The thresholds are set
so that people's translations pass (of 1,997 news sentences each way between English, Russian and Kazakh
about 1 % do not, nearly all because miles became kilometres) and what broken engines write does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a translation."""

    EMPTY = "empty"
    UNKNOWN_TOKENS = "unknown tokens"
    COPIED = "copied"
    WRONG_SCRIPT = "wrong script"
    LOOPING = "looping"
    LENGTH = "length"
    LINKS = "links"
    NUMBERS = "numbers"


def find_fault(source: str, translation: str, source_language: str, target_language: str) -> Fault | None:
    """The first fault of *translation*, one sentence, or None if it can be believed.

    Languages are BCP 47 tags. The checks run in the order of ``Fault``, the gravest first; a
    translation may have other faults beside the one returned.
    """
    if is_empty(source, translation):
        return Fault.EMPTY
    if has_unknown_tokens(source, translation):
        return Fault.UNKNOWN_TOKENS
    if is_copied(source, translation, _script_of(source_language) == _script_of(target_language)):
        return Fault.COPIED
    if is_wrong_script(source, translation, target_language):
        return Fault.WRONG_SCRIPT
    comparisons: tuple[tuple[Fault, Callable[[str, str], bool]], ...] = (
        (Fault.LOOPING, is_looping),
        (Fault.LENGTH, has_absurd_length),
        (Fault.LINKS, loses_links),
        (Fault.NUMBERS, loses_numbers),
    )
    return next((fault for fault, is_faulty in comparisons if is_faulty(source, translation)), None)


def needs_translation(sentence: str) -> bool:
    """Whether *sentence* holds a letter outside its links: numbers, dashes, "***" and addresses need none."""
    return any(character.isalpha() for character in _LINK.sub(" ", sentence))


# An address of the web or of e-mail. The look-behind and the possessive "++" keep the search linear.
_LINK = re.compile(r"(?:https?://|\bwww\.)\S+|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?…)]}»”“\"'’>"  # marks that follow a link rather than belong to it
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def is_empty(source: str, translation: str) -> bool:
    """Whether nothing came back: neither letter nor digit, though the source has one."""
    return bool(re.search(r"[^\W_]", source)) and not re.search(r"[^\W_]", translation)


# SentencePiece's and the models' own marks: unknown piece, word start, sentence ends, language tokens.
_MODEL_MARK = re.compile(r"<unk>|</?s>|<pad>|⁇|▁|\ufffd|>>\w{2,8}<<|\b[a-z]{3}_[A-Z][a-z]{3}\b")


def has_unknown_tokens(source: str, translation: str) -> bool:
    """Whether a mark of the model's that the source does not have stands in the translation."""
    return any(mark not in source for mark in _MODEL_MARK.findall(translation))


_COPIED_SHARE_OTHER_SCRIPT = 0.5
_COPIED_SHARE_SAME_SCRIPT = 0.8  # Russian and Kazakh share many words
_COPIED_MIN_WORDS = 5  # shorter sentences only count as copied when the whole is


def is_copied(source: str, translation: str, same_script: bool) -> bool:
    """Whether the source was copied through though it has words worth translating.

    Worth translating are one lower-case word of four letters, two of any length, or five words (a headline in
    capitals); not a lone name, number or acronym. Copied is the same text, or a sentence of which
    at least half the lower-case words (four fifths if both languages have one script) are the source's.
    """
    words = _WORD.findall(_LINK.sub(" ", source))
    common = [word for word in words if word.islower()]
    worth = any(len(word) > 3 for word in common) or len(common) > 1 or len(words) >= _COPIED_MIN_WORDS
    if not worth:
        return False
    copied_words = _WORD.findall(_LINK.sub(" ", translation))
    if [word.casefold() for word in words] == [word.casefold() for word in copied_words]:
        return True
    kept = (Counter(common) & Counter(copied_words)).total()
    share = _COPIED_SHARE_SAME_SCRIPT if same_script else _COPIED_SHARE_OTHER_SCRIPT
    return len(common) >= _COPIED_MIN_WORDS and kept >= share * len(common)


# By the name Unicode gives the letters.
_LANGUAGES_OF_SCRIPT = {
    "CYRILLIC": "ru kk uk be bg mk ky tg mn tt ba",
    "LATIN": "en de fr es it pt ca nl pl cs sk sl hr ro hu tr sv da nb no fi et lv lt sq id ms vi tl sw",
}
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
_NOT_RUSSIAN_LETTERS = _KAZAKH_LETTERS | frozenset("їєґў")
_NOT_RUSSIAN_SHARE = 0.05  # Kazakh text has 15–25 % of them, Russian at most a quoted name
_NOT_RUSSIAN_MIN_LETTERS = 20
_KAZAKH_MIN_LETTERS = 80  # the longest real sentence without one of them had 53, of 40,000


def is_wrong_script(source: str, translation: str, target_language: str) -> bool:
    """Whether the translation is not written as *target_language* is.

    Fewer than half of its letters are of the language's script; or it should be Russian and one letter in
    twenty is none of Russian's; or it should be Kazakh and 80 letters hold none of Kazakh's own. Links,
    and names that stand in the source with the same letters (NASA, iPhone), do not count. Languages whose
    script is not known here always pass.
    """
    script = _script_of(target_language)
    if script is None:
        return False
    names = {word for word in _WORD.findall(source) if not word.islower()}
    words = [word for word in _WORD.findall(_LINK.sub(" ", translation)) if word not in names]
    letters = [letter for letter in "".join(words).lower() if letter.isalpha()]
    right = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    if 2 * right < len(letters):
        return True
    match target_language.split("-")[0].lower(), script:
        case "ru", _ if len(letters) >= _NOT_RUSSIAN_MIN_LETTERS:
            foreign = sum(letter in _NOT_RUSSIAN_LETTERS for letter in letters)
            return foreign > _NOT_RUSSIAN_SHARE * len(letters)
        case "kk", "CYRILLIC" if len(letters) >= _KAZAKH_MIN_LETTERS:
            return _KAZAKH_LETTERS.isdisjoint(letters)
    return False


def _script_of(language: str) -> str | None:
    """The script *language* is written in, as Unicode names its letters; a script subtag comes first."""
    primary, *subtags = language.lower().split("-")
    if "latn" in subtags:
        return "LATIN"
    if "cyrl" in subtags:
        return "CYRILLIC"
    scripts = _LANGUAGES_OF_SCRIPT.items()
    return next((script for script, languages in scripts if primary in languages.split()), None)


_LOOP_WORDS = 4  # "очень, очень, очень" is a style, a fourth is a loop
_LOOP_PHRASES = 3  # the same two to eight words three times on end
_LOOP_PHRASE_LENGTHS = range(2, 9)
_LOOP_SYLLABLES = re.compile(r"([^\W\d_]{1,6}?)\1{7,}")  # "тататататататата" within one word
_LOOP_MIN_TRIGRAMS = 18
_LOOP_DISTINCT_TRIGRAMS = 0.6  # a loop with variations; 0.67 is the least of 12,000 sentences of news


def is_looping(source: str, translation: str) -> bool:
    """Whether a word, phrase or syllable repeats absurdly, and more often than in the source.

    A word four times on end, a phrase of two to eight words three times, a syllable eight times, or, in 20
    words or more, fewer than three fifths of all word triples distinct.
    """
    words, source_words = (_WORD.findall(text.casefold()) for text in (translation, source))
    if _repeats(words, 1) >= max(_LOOP_WORDS, _repeats(source_words, 1) + 1):
        return True
    for length in _LOOP_PHRASE_LENGTHS:
        if _repeats(words, length) >= max(_LOOP_PHRASES, _repeats(source_words, length) + 1):
            return True
    if _LOOP_SYLLABLES.search(translation) and not _LOOP_SYLLABLES.search(source):
        return True
    return _is_monotonous(words) and not _is_monotonous(source_words)


def _repeats(words: list[str], length: int) -> int:
    """How many times on end the most repeated phrase of *length* words stands in *words*."""
    longest = run = 0
    for word, earlier in zip(words[length:], words, strict=False):
        run = run + 1 if word == earlier else 0
        longest = max(longest, run)
    return longest // length + 1


def _is_monotonous(words: list[str]) -> bool:
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(triples) >= _LOOP_MIN_TRIGRAMS and len(set(triples)) < _LOOP_DISTINCT_TRIGRAMS * len(triples)


_LENGTH_RATIO = 3
_LENGTH_SLACK = 30  # characters; an acronym may become a phrase and the other way round


def has_absurd_length(source: str, translation: str) -> bool:
    """Whether one of the texts is over 30 characters longer than three times the other."""
    lengths = _width(source), _width(translation)
    return max(lengths) > _LENGTH_RATIO * min(lengths) + _LENGTH_SLACK


def _width(text: str) -> int:
    """The length in characters; an ideograph, which says as much as several letters, counts as three."""
    return sum(3 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text.strip())


def loses_links(source: str, translation: str) -> bool:
    """Whether a web or e-mail address of the source is not in the translation, letter for letter."""
    kept = translation.casefold()
    return any(link.rstrip(_AFTER_LINK).casefold() not in kept for link in _LINK.findall(source))


_SPACES = " \u00a0\u202f\u2009"
# A number with its separators: 1,000 · 1 000 · 3.5 · 10:30
_NUMBER = re.compile(rf"\d++(?:[.,:'’]\d++|[{_SPACES}]\d{{3}}(?!\d))*+")
_TWELVE_HOUR = re.compile(rf"\b\d{{1,2}}(?=(?:[:.]\d\d)?[{_SPACES}]?[ap]\.?m\b)", re.IGNORECASE)
_TWENTY_FOUR_HOUR = re.compile(r"\b(?:1[3-9]|2[0-3])(?=[:.]\d\d\b)")
_DECADE = re.compile(r"(?:1[89]|20)[1-9]0")
_DATE = re.compile(r"\b\d{1,2}([./-])\d{1,2}\1(?=\d{2,4}\b)|(?<=\b\d{4})-\d\d-\d\d\b")  # 05.04.2019: 5 April
_OFTEN_WORDS = frozenset({"", *"123456789", "10", "100", "1000", "1000000"})
_ROMAN_MAX = 39


def loses_numbers(source: str, translation: str) -> bool:
    """Whether a number of the source is missing from the translation.

    Separators may change (3.5 → 3,5; 1,000 → 1 000), thousands and millions become words (1,500,000 →
    1,5 млн), centuries Roman (20th → XX), decades short (1930s → 30-е). Not asked for: numbers below ten, 10,
    100, 1000 and a million, which are often written out; times of day if either side has a.m. or p.m.; day
    and month of a date in figures.
    """
    source = _DATE.sub(" ", _TWELVE_HOUR.sub(" ", _LINK.sub(" ", source)))
    if _TWELVE_HOUR.search(translation):
        source = _TWENTY_FOUR_HOUR.sub(" ", source)
    kept = {form for number in _NUMBER.findall(translation) for form in _forms(number)}
    kept |= {form.rstrip("0") for form in kept}
    for number in _NUMBER.findall(source):
        whole, *parts = _forms(number)
        if whole in _OFTEN_WORDS or whole in kept or whole.rstrip("0") in kept:
            continue
        if _DECADE.fullmatch(whole) and whole[2:] in kept:
            continue
        if parts and all(part in kept for part in parts):
            continue
        if not _has_roman(whole, translation):
            return True
    return False


def _forms(number: str) -> list[str]:
    """*number* in ASCII digits, without separators and leading zeros; then its parts, if it has several."""
    parts = ["".join(str(int(digit)) for digit in part) for part in re.findall(r"\d+", number)]
    whole = "".join(parts).lstrip("0")
    return [whole, *(part.lstrip("0") for part in parts)] if len(parts) > 1 else [whole]


def _has_roman(digits: str, translation: str) -> bool:
    """Whether *translation* has the number as a Roman numeral, in Latin letters or Cyrillic look-alikes."""
    if len(digits) > 2 or int(digits) > _ROMAN_MAX:
        return False
    tens, ones = divmod(int(digits), 10)
    roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    return roman in re.findall(r"\b[IVX]+\b", translation.translate(str.maketrans("ХІ", "XI")))
