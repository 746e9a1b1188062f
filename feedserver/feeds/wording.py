"""The few phrases feeds need, in the reader's language: English, Russian, Kazakh. Others get English.

Russian and Kazakh inflect the names of languages: the three languages stand in tables, inflected; any other
is named where no inflection is needed, as Unicode's CLDR has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from babel import Locale

from feedserver.model import UNDETERMINED
from feedserver.transliteration import SCRIPTS, base_of, transliterate

SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A statement about a language: *inflected* with {case}, *named* with {name}, *unnamed* with neither."""

    inflected: str
    named: str
    unnamed: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one language.

    from_language, in_language: ``с английского``, ``на английском языке``, by BCP 47 tag. through:
    ``через английский``, by the language that a translation may go through.
    untranslated: by CLDR plural category, with {count}. found: what is searched for, {words} in quotes.
    """

    language: str
    from_language: Mapping[str, str]
    in_language: Mapping[str, str]
    articles: _Phrase
    articles_as_written: str
    machine: _Phrase
    through: Mapping[str, str]
    by_engine: str
    edited: _Phrase
    pending: _Phrase
    untranslated: Mapping[str, str]
    origins: Mapping[str, str]
    original: str
    untitled: str
    categories: str
    sources: str
    found: str

    def subtitle(self, language: str | None, scope_label: str | None) -> str:
        """What a feed holds. language: of the feed, None for the articles as written."""
        text = self.articles_as_written
        if language is not None:
            text = self._about(self.articles, self.in_language, language)
        return text if scope_label is None else f"{scope_label}: {text[0].lower()}{text[1:]}"

    def notice(
        self,
        origin: str,
        original_language: str,
        engine: str | None,
        *,
        pivot: str | None = None,
        untranslated: int = 0,
    ) -> str | None:
        """Where the words of an entry come from, as plain text; None for an original.

        origin: ``original``, ``machine``, ``edited`` or ``pending``. pivot: the language it was translated through.
        untranslated: how many sentences are.
        """
        if origin == "machine":
            text = self._about(self.machine, self.from_language, original_language)
            if pivot is not None and (through := self.through.get(_subtag(pivot))):
                text = f"{text} ({through})"
            text = text if engine is None else self.by_engine.format(text=text, engine=engine)
        elif origin == "edited":
            text = self._about(self.edited, self.from_language, original_language)
        elif origin == "pending":
            return self._about(self.pending, self.in_language, original_language)
        else:
            return None
        if untranslated:
            form = self.untranslated[_locale(base_of(self.language)).plural_form(untranslated)]
            text += SEPARATOR + form.format(count=untranslated)
        return text

    def _about(self, phrase: _Phrase, cases: Mapping[str, str], language: str) -> str:
        if case := cases.get(_subtag(language)):
            text = phrase.inflected.format(case=case)
        elif found := self._name(language):
            text = phrase.named.format(name=found)
        else:
            text = phrase.unnamed
        return text[0].upper() + text[1:]

    def _name(self, language: str) -> str | None:
        if language == UNDETERMINED:
            return None
        names = _locale(base_of(self.language)).languages
        found = names.get(language.replace("-", "_")) or names.get(_subtag(language))
        if found is None:
            return None
        name = str(found).removesuffix(" тілі")
        return transliterate(name, self.language) if self.language in SCRIPTS else name


def wording(language: str | None) -> Wording:
    """The phrases for readers of *language* (BCP 47), English where there are none of its own."""
    if language in SCRIPTS:
        return _in_script(language)
    return _WORDINGS.get(_subtag(language or UNDETERMINED), _ENGLISH)


@cache
def _in_script(tag: str) -> Wording:
    """The phrases of the language that *tag* is written from, in its script."""
    base = _WORDINGS[SCRIPTS[tag]]
    written: Wording = _rewritten(base, tag)
    return replace(written, language=tag)


def _rewritten(value: Any, tag: str) -> Any:  # of the type of *value*
    """*value* with every text in it in the script of *tag*."""
    if isinstance(value, str):
        return transliterate(value, tag)
    if isinstance(value, Mapping):
        return {key: _rewritten(text, tag) for key, text in value.items()}
    return replace(value, **{each.name: _rewritten(getattr(value, each.name), tag) for each in fields(value)})


@cache
def _locale(language: str) -> Locale:
    return Locale(language)


def _subtag(language: str) -> str:
    """The language alone of a BCP 47 tag, without script and region."""
    return language.split("-")[0].lower()


# CLDR has these too, but takes a third of a second to load them.
_ENGLISH_NAMES = {"en": "English", "ru": "Russian", "kk": "Kazakh"}

_ENGLISH = Wording(
    language="en",
    from_language=_ENGLISH_NAMES,
    in_language=_ENGLISH_NAMES,
    articles=_Phrase("articles in {case}", "articles in {name}", "articles"),
    articles_as_written="Articles in the language they were written in",
    machine=_Phrase("machine translation from {case}", "machine translation from {name}", "machine translation"),
    through={"en": "through English"},
    by_engine="{text} by {engine}",
    edited=_Phrase(
        "translated from {case} by our editors",
        "translated from {name} by our editors",
        "translated by our editors",
    ),
    pending=_Phrase(
        "not translated yet: shown in {case}",
        "not translated yet: shown in {name}",
        "not translated yet: shown in the original language",
    ),
    untranslated={
        "one": "{count} sentence is not translated",
        "other": "{count} sentences are not translated",
    },
    origins={
        "machine": "Machine translation",
        "edited": "Translated by editors",
        "pending": "Not translated yet",
    },
    original="Original",
    untitled="Untitled",
    categories="Categories",
    sources="Sources",
    found="“{words}”",
)

_RUSSIAN = Wording(
    language="ru",
    from_language={"en": "с английского", "ru": "с русского", "kk": "с казахского"},
    in_language={"en": "на английском языке", "ru": "на русском языке", "kk": "на казахском языке"},
    articles=_Phrase("статьи {case}", "статьи (язык: {name})", "статьи"),
    articles_as_written="Статьи на языке оригинала",
    machine=_Phrase("машинный перевод {case}", "машинный перевод (язык оригинала: {name})", "машинный перевод"),
    through={"en": "через английский"},
    by_engine="{text}: {engine}",
    edited=_Phrase(
        "перевод {case} выполнен нашей редакцией",
        "перевод нашей редакции (язык оригинала: {name})",
        "перевод нашей редакции",
    ),
    pending=_Phrase(
        "ещё не переведено: текст {case}",
        "ещё не переведено: текст на языке оригинала ({name})",
        "ещё не переведено: текст на языке оригинала",
    ),
    untranslated={
        "one": "не переведено {count} предложение",
        "few": "не переведено {count} предложения",
        "many": "не переведено {count} предложений",
    },
    origins={"machine": "Машинный перевод", "edited": "Перевод редакции", "pending": "Ещё не переведено"},
    original="Оригинал",
    untitled="Без заголовка",
    categories="Рубрики",
    sources="Источники",
    found="«{words}»",
)

_KAZAKH = Wording(
    language="kk",
    from_language={"en": "ағылшын тілінен", "ru": "орыс тілінен", "kk": "қазақ тілінен"},
    in_language={"en": "ағылшын тілінде", "ru": "орыс тілінде", "kk": "қазақ тілінде"},
    articles=_Phrase("{case}гі мақалалар", "мақалалар (тілі: {name})", "мақалалар"),
    articles_as_written="Түпнұсқа тіліндегі мақалалар",
    machine=_Phrase("{case} машиналық аударма", "машиналық аударма (түпнұсқа тілі: {name})", "машиналық аударма"),
    through={"en": "ағылшын тілі арқылы"},
    by_engine="{text}: {engine}",
    edited=_Phrase(
        "{case} редакциямыз аударған",
        "редакциямыз аударған (түпнұсқа тілі: {name})",
        "редакциямыз аударған",
    ),
    pending=_Phrase(
        "әзірге аударылмаған: мәтін {case} берілген",
        "әзірге аударылмаған: мәтін түпнұсқа тілінде берілген ({name})",
        "әзірге аударылмаған: мәтін түпнұсқа тілінде берілген",
    ),
    untranslated={"one": "{count} сөйлем аударылмады", "other": "{count} сөйлем аударылмады"},
    origins={
        "machine": "Машиналық аударма",
        "edited": "Редакция аудармасы",
        "pending": "Әзірге аударылмаған",
    },
    original="Түпнұсқа",
    untitled="Тақырыпсыз",
    categories="Айдарлар",
    sources="Дереккөздер",
    found="«{words}»",
)

_WORDINGS = {each.language: each for each in (_ENGLISH, _RUSSIAN, _KAZAKH)}
