"""The translation memory: what decides a translation is its key; an editor's word goes before a machine's."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedserver.model import Origin
from feedserver.store.database import Database
from feedserver.store.memory import (
    EDITORS,
    find_failures,
    find_latest,
    find_translations,
    memory_key,
    save_failures,
    save_translations,
)
from tests.conftest import NOW


def remember(database: Database, engine: str, words: dict[str, str], minutes: int = 0) -> list[str]:
    with database.write() as connection:
        moment = NOW + timedelta(minutes=minutes)
        return save_translations(connection, words, "en", "ru", engine=engine, now=moment)


def recall(database: Database, *sentences: str, engine: str = "argos 1", target: str = "ru") -> dict[str, str]:
    with database.read() as connection:
        found = find_translations(connection, dict.fromkeys(sentences, engine), "en", target)
    return {sentence: each.translation for sentence, each in found.items()}


def latest(database: Database, *sentences: str) -> dict[str, tuple[str, Origin]]:
    with database.read() as connection:
        found = find_latest(connection, sentences, "en", "ru")
    return {sentence: (each.translation, each.origin) for sentence, each in found.items()}


def test_what_was_remembered_is_found_for_the_same_engine_and_pair_only(database: Database) -> None:
    assert remember(database, "argos 1", {"Yes": "Да", "No": "Нет"}) == ["Yes", "No"]

    assert recall(database, "Yes", "No", "Maybe") == {"Yes": "Да", "No": "Нет"}
    assert recall(database, "Yes", engine="argos 2") == {}
    assert recall(database, "Yes", target="kk") == {}


def test_an_editors_word_goes_before_every_machines(database: Database) -> None:
    remember(database, EDITORS, {"Yes": "Ага"})
    remember(database, "argos 1", {"Yes": "Да"}, minutes=5)

    assert recall(database, "Yes") == {"Yes": "Ага"}
    assert latest(database, "Yes") == {"Yes": ("Ага", Origin.EDITED)}


def test_without_an_editor_the_newest_machine_is_the_latest(database: Database) -> None:
    remember(database, "b", {"Yes": "Новое"}, minutes=5)
    remember(database, "a", {"Yes": "Старое"}, minutes=1)

    assert latest(database, "Yes") == {"Yes": ("Новое", Origin.MACHINE)}


def test_only_new_words_count_as_changed(database: Database) -> None:
    remember(database, EDITORS, {"Yes": "Да", "No": "Нет"})

    assert remember(database, EDITORS, {"Yes": "Да", "No": "Не"}, minutes=5) == ["No"]
    with database.read() as connection:
        moments = {each.updated_at for each in find_translations(connection, {"Yes": EDITORS}, "en", "ru").values()}
    assert moments == {NOW}


def test_many_sentences_are_found_at_once(database: Database) -> None:
    words = {f"Sentence {number}": f"Сөйлем {number}" for number in range(900)}
    remember(database, "argos 1", words)

    assert recall(database, *words) == words
    assert len(latest(database, *words)) == 900


@given(st.lists(st.text(max_size=3), min_size=4, max_size=4), st.lists(st.text(max_size=3), min_size=4, max_size=4))
def test_different_parts_never_have_the_same_key(first: list[str], second: list[str]) -> None:
    assert (memory_key(*first) == memory_key(*second)) == (first == second)


def test_a_failure_is_remembered_for_the_engine_that_failed_and_until_it_does_not(database: Database) -> None:
    engines = {"Yes": "argos 1", "No": "argos 1 terms=x"}
    with database.write() as connection:
        save_failures(connection, {"Yes": "looping", "No": "terms"}, "en", "ru", engines=engines, now=NOW)
        save_failures(connection, {"Yes": "copied"}, "en", "ru", engines=engines, now=NOW)

    with database.read() as connection:
        assert find_failures(connection, engines, "en", "ru") == {"Yes": "copied", "No": "terms"}
        assert find_failures(connection, engines | {"No": "argos 1"}, "en", "ru") == {"Yes": "copied"}
        assert find_failures(connection, engines, "en", "kk") == {}
