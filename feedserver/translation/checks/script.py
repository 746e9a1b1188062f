"""The wrong script, or the letters of another language."""

from __future__ import annotations

import re

from feedserver.translation.checks.text import CYRILLIC, find_script, list_words

_JOINTS = re.compile("[-'’]")
_KAZAKH = "әғқңөұүһі"
_KAZAKH_LETTER = re.compile(f"[{_KAZAKH}]")
_NOT_RUSSIAN_LETTER = re.compile(f"[{_KAZAKH}їєґў]")
_NOT_RUSSIAN_SHARE = 0.05  # Kazakh text has 15–25 % of them, Russian at most a quoted name
_NOT_RUSSIAN_MIN_LETTERS = 20
_NOT_RUSSIAN_MIN_WORDS = 3  # lower-case ones: a phrase, in however long a sentence
_KAZAKH_MIN_LETTERS = 80
# Russian words that Kazakh has not; without those (с, от, не) that it has as words or abbreviations.
_RUSSIAN_WORDS = frozenset(
    """и в на со по что для из при как это его их был была было были также который которая которые чтобы или после об
    под над между через только года году""".split()  # noqa: SIM905
)
_RUSSIAN_MIN_WORDS = 2


def is_wrong_script(source: str, translation: str, target_language: str) -> bool:
    """Whether the translation is not written as *target_language* is.

    Fewer than half of its letters are of the language's script; or it should be Russian, and over one letter in
    twenty, or letters of three words, are none of Russian's; or it should be Kazakh, and 80 letters on end are none
    of Kazakh's own, or two words are only Russian (и, что). Links, and names that stand in the source with the same
    letters (NASA, iPhone), do not count; nor does any name for the letters of another language. Languages whose
    script is not known here always pass.

    Of 90,000 Kazakh sentences 10 have such a stretch, or two such words, nearly all with Russian in them. Of
    translations whose second half is in the other language it sees 77 % for Kazakh and 96 % for Russian.
    """
    script = find_script(target_language)
    if script is None:
        return False
    names = {word for word in list_words(source) if not word.islower()}
    words = [word for word in list_words(translation) if word not in names]
    letters = _JOINTS.sub("", "".join(words)).lower()
    if 2 * sum(map(len, script.findall(letters))) < len(letters):
        return True
    # Names, and lists of names, keep the letters of their language.
    words = [word for word in words if word.islower() or word.isupper()]
    letters = _JOINTS.sub("", "".join(words)).lower()
    language = target_language.split("-")[0].lower()
    if language == "ru":
        return _is_not_russian(words, letters)
    return language == "kk" and script is CYRILLIC and _is_not_kazakh(words, letters)


def _is_not_russian(words: list[str], letters: str) -> bool:
    foreign = len(_NOT_RUSSIAN_LETTER.findall(letters))
    if len(letters) >= _NOT_RUSSIAN_MIN_LETTERS and foreign > _NOT_RUSSIAN_SHARE * len(letters):
        return True
    return foreign > 0 and sum(map(bool, map(_NOT_RUSSIAN_LETTER.search, words))) >= _NOT_RUSSIAN_MIN_WORDS


def _is_not_kazakh(words: list[str], letters: str) -> bool:
    if sum(word in _RUSSIAN_WORDS for word in words) >= _RUSSIAN_MIN_WORDS:
        return True
    return max(map(len, _KAZAKH_LETTER.split(letters))) >= _KAZAKH_MIN_LETTERS
