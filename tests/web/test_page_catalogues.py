"""The catalogues of the pages' texts: complete, right in their plurals, compiled."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from feedserver.feeds.wording import wording
from feedserver.web.translations import CATALOGUES

LANGUAGES = ("ru", "kk")


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in catalogue if message.id]


def texts(catalogue: Catalog) -> dict[object, tuple[str, ...]]:
    return {as_tuple(message.id): as_tuple(message.string) for message in messages(catalogue)}


def as_tuple(strings: object) -> tuple[str, ...]:
    return (strings,) if isinstance(strings, str) else tuple(strings)  # type: ignore[arg-type]


def test_the_catalogues_are_those_of_the_feeds_phrases() -> None:
    assert {path.name for path in CATALOGUES.iterdir() if path.is_dir()} == set(LANGUAGES)
    assert all(wording(language).language == language for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_pages_is_translated_and_nothing_else(language: str) -> None:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    found = {as_tuple(text) for _, _, text, _, _ in extract_from_dir(CATALOGUES.parent, methods)}
    translated = catalogue(language)
    assert set(texts(translated)) == found
    assert not translated.obsolete
    for message in messages(translated):
        assert all(as_tuple(message.string)), message.id
        assert not message.fuzzy, message.id
        assert not list(message.check(translated)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_follow_the_language(language: str) -> None:
    expected = get_plural(language)
    written = catalogue(language)
    assert (written.num_plurals, written.plural_expr) == (expected.num_plurals, expected.plural_expr)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    written = catalogue(language)
    assert texts(compiled) == texts(written)
    assert compiled.plural_forms == written.plural_forms
