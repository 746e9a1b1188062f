"""The history of edits, and how far each language is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from feedserver.model import Origin
from feedserver.store.coverage import Coverage, list_coverage
from feedserver.store.database import Database
from feedserver.store.edits import (
    Edit,
    find_last_import,
    find_machine_words,
    find_said,
    find_standing,
    list_edits,
    save_edits,
)
from feedserver.store.memory import EDITORS, save_translations
from feedserver.store.schema import editions
from tests.conftest import LANGUAGES, NOW, make_article, save

HOUR = timedelta(hours=1)


def edit(translation: str, hours: int = 0, *, won: bool = True, catalogue: str = "ru/one.po", **changes: str) -> Edit:
    values = {"source_language": "en", "target_language": "ru", "sentence": "Yes", "editor": "Anna"} | changes
    at = NOW + hours * HOUR
    return Edit(**values, translation=translation, catalogue=catalogue, edited_at=at, imported_at=at, won=won)


def keep(database: Database, *edits: Edit) -> None:
    with database.write() as connection:
        save_edits(connection, edits)


def standing(database: Database, at: datetime) -> list[str]:
    with database.read() as connection:
        return [each.translation for each in find_standing(connection, ["Yes"], "en", "ru", at=at).values()]


def test_the_history_is_in_the_order_of_the_imports(database: Database) -> None:
    history = [edit("Да"), edit("Ага", 2), edit("Угу", 1, won=False)]
    keep(database, *history, edit("Иә", target_language="kk"), edit("Нет", sentence="No"))

    with database.read() as connection:
        assert list_edits(connection, ["Yes", "Maybe"], "en", "ru") == {"Yes": history}
        assert list_edits(connection, ["Yes"], "ru", "en") == {}


def test_what_stood_at_a_time_is_the_last_that_had_won(database: Database) -> None:
    keep(database, edit("Да"), edit("Ага", 2), edit("Угу", 3, won=False))

    assert standing(database, NOW - HOUR) == []
    assert standing(database, NOW) == ["Да"]
    assert standing(database, NOW + HOUR) == ["Да"]
    assert standing(database, NOW + 9 * HOUR) == ["Ага"]


def test_what_a_catalogue_said_is_its_last_whoever_won(database: Database) -> None:
    keep(database, edit("Да"), edit("Угу", 1, won=False), edit("Ага", 2, catalogue="other.po"))

    with database.read() as connection:
        said = find_said(connection, ["Yes"], "en", "ru", "ru/one.po", since=None)
        assert said["Yes"].translation == "Угу"
        assert find_said(connection, ["Yes"], "en", "ru", "ru/one.po", since=NOW + HOUR) == {}
        assert find_last_import(connection, "ru/one.po") == NOW + HOUR
        assert find_last_import(connection, "ru/two.po") is None


def test_the_words_of_all_machines_are_found(database: Database) -> None:
    with database.write() as connection:
        for engine, words in (("one", "Да"), ("two", "Ага"), (EDITORS, "Угу")):
            save_translations(connection, {"Yes": words}, "en", "ru", engine=engine, now=NOW)
        assert find_machine_words(connection, ["Yes", "No"], "en", "ru") == {"Yes": {"Да", "Ага"}}


def test_many_sentences_are_found_at_once(database: Database) -> None:
    history = [edit("Да", sentence=f"Yes {number}") for number in range(900)]
    keep(database, *history)

    with database.read() as connection:
        assert len(find_standing(connection, [each.sentence for each in history], "en", "ru", at=NOW)) == 900


def test_coverage_counts_editions_and_sentences_of_each_language(database: Database) -> None:
    states: dict[str, dict[str, object]] = {
        "edited": {"origin": Origin.EDITED, "todo": False, "sentences_edited": 5},
        "machine": {
            "origin": Origin.MACHINE,
            "todo": False,
            "made_with": "argos",
            "sentences_edited": 1,
            "sentences_machine": 4,
            "untranslated": 3,
            "faults": '{"looping":1,"numbers":2}',
        },
        "redone": {"origin": Origin.MACHINE, "todo": True, "made_with": "argos", "sentences_machine": 2},
        "failed": {"origin": None, "todo": False, "made_with": "argos", "faults": '{"looping":2}'},
        "failed, once more": {"origin": None, "todo": True, "made_with": "argos"},
        "pending": {},
    }
    articles = {name: make_article(name) for name in states}
    save(database, *articles.values(), make_article("kazakh", language="kk"))
    with database.write() as connection:
        for name, values in states.items():
            if values:
                mine = (editions.c.article_id == articles[name].id, editions.c.language == "ru")
                connection.execute(update(editions).where(*mine).values(**values))

    with database.read() as connection:
        english, russian, _ = list_coverage(connection, LANGUAGES)

    assert russian == Coverage(
        "ru",
        original=0,
        edited=1,
        machine=2,
        failed=1,
        pending=3,
        sentences_edited=6,
        sentences_machine=6,
        kept={"looping": 3, "numbers": 2},
    )
    assert russian.articles == 7
    assert (english.original, english.pending) == (6, 1)


def test_the_coverage_of_an_empty_site_is_nothing(database: Database) -> None:
    with database.read() as connection:
        assert [each.articles for each in list_coverage(connection, LANGUAGES)] == [0, 0, 0]
