"""In which language is a text?

Letters decide where they can: no other language has all of Kazakh's own. Where they cannot, langdetect does,
with a profile of Kazakh beside its own; without one it takes Kazakh for Russian.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from feedserver.languages import CYRILLIC_LANGUAGES
from feedserver.model import UNDETERMINED

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

_MAX_CHARACTERS = 2_000  # a few paragraphs are enough to be sure; its time grows with the text
_MIN_LETTERS = 3
_MIN_PROBABILITY = 0.7

# What this project's articles are mostly written in, against langdetect's own profiles for the languages that must
# not be taken for these. The rest of its 55 would cost time, memory and, for short texts, certainty.
_EXPECTED = ("en", "ru", "kk")
_OTHERS = "uk bg mk de fr es it pt nl pl cs ro hu tr sv da no fi"
_PRIORS = dict.fromkeys(_EXPECTED, 10.0) | dict.fromkeys(_OTHERS.split(), 1.0)

_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
# Of Belarusian, Serbian, Tajik, Uzbek, Bashkir, Tatar and others for which there is no profile.
_FOREIGN_LETTERS = frozenset("ўђћҳҷӣӯҡҙҫҗ")
_FOREIGN_SHARE = 0.01
_KAZAKH_SHARE = 0.08  # Kazakh text has 15–25 %, Russian news that quotes Kazakh names 1–3 %
_LONG = 60  # letters: as much Kazakh has letters of its own and, among them, one of ғ, қ, ұ or і
_VERY_LONG = 120  # letters: no Kazakh text has none of its own in so many
# Bulgarian and Macedonian have none of them but ь before о; Ukrainian has ь, and і all over.
_RUSSIAN = re.compile(r"[ыэё]|ь(?!о)")
_NOT_RUSSIAN_LETTERS = _KAZAKH_LETTERS | _FOREIGN_LETTERS | frozenset("їєґјљњџѓќѕ")
_SHORT = 20  # letters: fewer may be Kazakh with none of its own, such as "Алматы"


def detect(text: str) -> str:
    """The language of *text*: ``en``, ``ru``, ``kk`` or another BCP 47 tag; ``und`` if there is no telling.

    Only the first 10,000 characters count. The same text always gives the same answer, in any thread. Never
    raises. ``und`` is the answer for fewer than three letters, for scripts other than Latin and Cyrillic, for
    languages without a profile as far as their letters show, and for a doubtful guess.
    """
    sample = text[:_MAX_CHARACTERS]
    letters = [letter for letter in sample.lower() if letter.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return UNDETERMINED
    scripts = Counter(_script(letter) for letter in letters)
    script, _ = scripts.most_common(1)[0]
    if script == "CYRILLIC":
        by_letters = _by_letters("".join(letter for letter in letters if _script(letter) == "CYRILLIC"))
        if by_letters is not None:
            return by_letters
    elif script != "LATIN":
        return UNDETERMINED
    return _by_ngrams(sample)


def detect_passage(text: str, language: str) -> str:
    """The language of one passage of a text in *language*: another one only if its letters say so clearly.

    A headline, a name or a short quotation says too little: a passage of fewer than 60 letters is in *language*.
    """
    sample = text[:_MAX_CHARACTERS]
    letters = "".join(letter for letter in sample.lower() if letter.isalpha())
    if len(letters) < _LONG:
        return language
    cyrillic = "".join(letter for letter in letters if _script(letter) == "CYRILLIC")
    if 2 * len(cyrillic) > len(letters):
        # Sure of Russian only with more letters: Kazakh has sentences with few letters of its own.
        found = _by_letters(cyrillic) if language != "kk" or len(cyrillic) >= _VERY_LONG else None
        if language == "kk" and not _KAZAKH_LETTERS.isdisjoint(cyrillic):
            return language
        return found if found in ("ru", "kk") else language
    latin = sum(_script(letter) == "LATIN" for letter in letters)
    if language not in CYRILLIC_LANGUAGES or 5 * latin < 4 * len(letters):
        return language
    found = _by_ngrams(sample)
    return language if found == UNDETERMINED else found


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _by_letters(letters: str) -> str | None:
    """What lower-case Cyrillic letters say: ``kk``, ``ru``, ``und``, or None if they do not decide."""
    counts = Counter(letters)
    if len(letters) >= _SHORT and _NOT_RUSSIAN_LETTERS.isdisjoint(counts):
        return "ru" if len(_RUSSIAN.findall(letters)) > _FOREIGN_SHARE * len(letters) else None
    if sum(counts[letter] for letter in _FOREIGN_LETTERS) > _FOREIGN_SHARE * len(letters):
        return UNDETERMINED
    own = {letter for letter in _KAZAKH_LETTERS if counts[letter]}
    if sum(counts[letter] for letter in own) < _KAZAKH_SHARE * len(letters):
        return None
    # Ukrainian has і but none of the others, Kyrgyz, Tatar and Mongolian have others but not і, ғ, қ, ұ.
    if own & {"ғ", "қ", "ұ"} or ("і" in own and len(own) > 1):
        return "kk"
    return UNDETERMINED if len(letters) >= _LONG and "і" not in own else None


def _by_ngrams(sample: str) -> str:
    """langdetect's answer, ``und`` if it has none or doubts it."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.set_prior_map(_PRIORS)
    # It takes words in capitals for acronyms and skips them.
    detector.append(sample.lower() if sample.isupper() else sample)
    try:
        guesses = detector.get_probabilities()
    except LangDetectException:  # no n-gram that any of the languages knows
        return UNDETERMINED
    return str(guesses[0].lang) if guesses and guesses[0].prob >= _MIN_PROBABILITY else UNDETERMINED


@cache
def _factory() -> DetectorFactory:
    """Detectors of our languages. langdetect's own factory is global, unsafe in threads and knows 55."""
    from langdetect.detector_factory import DetectorFactory

    stock = resources.files("langdetect") / "profiles"
    profiles = [(stock / name).read_text("utf-8") for name in _PRIORS if name != "kk"]
    profiles.append((resources.files("feedserver") / "profiles" / "kk.json").read_text("utf-8"))
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile(profiles)
    return factory
