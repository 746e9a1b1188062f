"""Two people, one sentence: the newer words win, and nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.model import Origin
from feedserver.store.database import Database
from feedserver.store.edits import Edit
from feedserver.store.memory import Remembered
from feedserver.translation.catalogues.deciding import Known, Verdict, date_edit, decide
from feedserver.translation.catalogues.formats import Format
from tests.conftest import NOW
from tests.translation.catalogues.site import (
    BODY,
    ENTRY,
    HEADER,
    LEAD,
    TITLE,
    add_article,
    export,
    history,
    import_file,
    words,
    write,
)

HOUR = timedelta(hours=1)


def edit(translation: str, at: datetime = NOW, editor: str = "") -> Edit:
    return Edit("en", "ru", TITLE, translation, editor, "ru/one.po", edited_at=at, imported_at=at, won=True)


def standing(translation: str, at: datetime = NOW, origin: Origin = Origin.EDITED) -> Remembered:
    return Remembered(TITLE, translation, origin, "", at)


def verdict(
    words: str,
    now: Remembered | None = None,
    exported: Edit | None = None,
    said: Edit | None = None,
    *,
    at: datetime = NOW,
    editor: str = "",
) -> Verdict:
    return decide(words, Known(now, exported, said), editor=editor, edited_at=at)


def test_words_that_nobody_knew_win() -> None:
    assert verdict("A") is Verdict.WON
    assert verdict("A", standing("A", origin=Origin.MACHINE)) is Verdict.WON


def test_words_that_stood_at_the_export_are_no_edit_whatever_came_since() -> None:
    assert verdict("A", standing("A"), edit("A")) is Verdict.SAME
    assert verdict("A", standing("B", NOW + HOUR), edit("A"), at=NOW + 2 * HOUR) is Verdict.SAME


def test_words_that_the_catalogue_said_before_are_no_edit() -> None:
    assert verdict("A", standing("B", NOW + HOUR), None, edit("A"), at=NOW + 2 * HOUR) is Verdict.SAME


def test_an_edit_of_what_stands_wins_at_any_date() -> None:
    assert verdict("B", standing("A"), edit("A"), at=NOW - HOUR) is Verdict.WON
    assert verdict("B", standing("A"), None, edit("A"), at=NOW - HOUR) is Verdict.WON


def test_of_two_who_did_not_know_of_each_other_the_newer_wins() -> None:
    there = standing("B", NOW)
    for exported in (edit("A"), None):
        assert verdict("C", there, exported, at=NOW - HOUR) is Verdict.LOST
        assert verdict("C", there, exported, at=NOW + HOUR) is Verdict.WON
        assert verdict("B", there, exported, at=NOW - HOUR) is Verdict.CONFIRMED


def test_an_editor_may_go_back_to_the_words_of_the_export_but_not_for_somebody_else() -> None:
    anna = edit("B", NOW, "Anna")
    assert verdict("A", standing("B"), edit("A"), anna, at=NOW + HOUR, editor="Anna") is Verdict.WON
    assert verdict("A", standing("B"), edit("A"), anna, at=NOW + HOUR, editor="Boris") is Verdict.SAME


@given(st.permutations("ABC"), st.integers(0, 3), st.integers(0, 3))
def test_nothing_new_is_ever_lost_without_newer_words_of_a_person(order: list[str], mine: int, theirs: int) -> None:
    now = standing(order[0], NOW + theirs * HOUR)
    done = verdict("C", now, edit("A"), at=NOW + mine * HOUR)
    assert (done is Verdict.LOST) == (now.translation == "B" and mine < theirs)


def test_an_edit_is_dated_by_its_catalogue_if_that_was_moved_and_else_by_the_file() -> None:
    said, written, now = NOW - HOUR, NOW, NOW + HOUR
    assert date_edit(said, None, written, now=now) == said
    assert date_edit(said, NOW - 2 * HOUR, written, now=now) == said
    assert date_edit(said, said, written, now=now) == written
    assert date_edit(None, None, written, now=now) == written
    assert date_edit(NOW, None, NOW + timedelta(seconds=40), now=now) == NOW + timedelta(seconds=40)
    assert date_edit(NOW + 9 * HOUR, None, written, now=now) == now
    assert date_edit(None, None, NOW + 9 * HOUR, now=now) == now


@pytest.fixture
def exported(database: Database, tmp_path: Path) -> str:
    """What two editors were sent an hour ago: a catalogue with a title that was translated the day before."""
    add_article(database)
    before = HEADER + ENTRY + f'\nmsgid "{LEAD}"\nmsgstr "Первая."\n'
    import_file(database, write(tmp_path, before), now=NOW - timedelta(days=1))
    (path,) = export(database, Format.PO, tmp_path / "out", now=NOW - HOUR)
    return path.read_text("utf-8")


def returned(exported: str, folder: Path, editor: str, saved: datetime, *changes: tuple[str, str]) -> Path:
    """The exported catalogue as a tool such as Poedit saves it."""
    lines = [line for line in exported.split("\n") if not line.startswith('"PO-Revision-Date')]
    lines.insert(2, f'"Last-Translator: {editor} <{editor}@news.example>\\n"')
    lines.insert(2, f'"PO-Revision-Date: {saved:%Y-%m-%d %H:%M%z}\\n"')
    text = "\n".join(lines)
    for change in changes:
        text = text.replace(*change)
    return write(folder, text, f"ru/{editor}.po", saved)


def test_the_newer_of_two_edits_wins_in_whatever_order_they_come(
    database: Database, tmp_path: Path, exported: str
) -> None:
    older = returned(exported, tmp_path, "Anna", NOW - HOUR / 2, ("Ракета взлетает", "Ракета летит"))
    newer = returned(exported, tmp_path, "Boris", NOW - HOUR / 4, ("Ракета взлетает", "Ракета взмывает"))

    first = import_file(database, newer, now=NOW)
    second = import_file(database, older, now=NOW + HOUR)

    assert (len(first.changed), len(second.changed)) == (1, 0)
    assert words(database) == "Ракета взмывает"
    (overruled,) = second.overruled
    assert (overruled.words, overruled.kept.editor, overruled.kept.edited_at) == (
        "Ракета летит",
        "Boris",
        NOW - HOUR / 4,
    )
    assert [(each.editor, each.translation, each.won) for each in history(database)] == [
        ("", "Ракета взлетает", True),
        ("Boris", "Ракета взмывает", True),
        ("Anna", "Ракета летит", False),
    ]


def test_an_older_edit_that_comes_first_is_replaced_by_the_newer(
    database: Database, tmp_path: Path, exported: str
) -> None:
    older = returned(exported, tmp_path, "Anna", NOW - HOUR / 2, ("Ракета взлетает", "Ракета летит"))
    newer = returned(exported, tmp_path, "Boris", NOW - HOUR / 4, ("Ракета взлетает", "Ракета взмывает"))

    import_file(database, older, now=NOW)
    import_file(database, newer, now=NOW + HOUR)

    assert words(database) == "Ракета взмывает"
    assert [each.won for each in history(database)] == [True, True, True]


def test_two_who_change_different_sentences_of_one_catalogue_both_win(
    database: Database, tmp_path: Path, exported: str
) -> None:
    anna = returned(exported, tmp_path, "Anna", NOW - HOUR / 2, ("Ракета взлетает", "Ракета летит"))
    boris = returned(exported, tmp_path, "Boris", NOW - HOUR / 4, ("Первая.", "Первая в этом году."))
    place = tmp_path / "ru" / "one.po"

    for path in (anna, boris):  # each copied over the site's own
        assert len(import_file(database, path.rename(place), now=NOW + HOUR).changed) == 1

    assert (words(database), words(database, LEAD)) == ("Ракета летит", "Первая в этом году.")


def test_an_editor_may_go_back_to_older_words(database: Database, tmp_path: Path, exported: str) -> None:
    for hours, title in ((1, "Ракета летит"), (2, "Ракета взлетает"), (3, "Ракета летит")):
        changes = (("Ракета взлетает", title),)
        path = returned(exported, tmp_path, "Anna", NOW + hours * HOUR, *changes)
        assert len(import_file(database, path, now=NOW + hours * HOUR).changed) == 1
        assert words(database) == title
    assert [each.translation for each in history(database)] == ["Ракета взлетает", "Ракета летит"] * 2


def test_a_sentence_of_two_catalogues_keeps_its_newer_words_when_the_other_is_touched(
    database: Database, tmp_path: Path
) -> None:
    add_article(database)
    body = f'\nmsgid "{BODY}"\nmsgstr "Экипаж здоров."\n'
    one, two = (write(tmp_path, HEADER + ENTRY + body, f"ru/{name}.po") for name in ("one", "two"))
    for path in (one, two):
        import_file(database, path, now=NOW)
    import_file(database, write(tmp_path, HEADER + ENTRY.replace("взлетает", "летит") + body), now=NOW + HOUR)

    touched = HEADER + ENTRY + body.replace("здоров", "в порядке")
    report = import_file(database, write(tmp_path, touched, "ru/two.po"), now=NOW + 2 * HOUR)

    assert [change.sentence for change in report.changed] == [BODY]
    assert words(database) == "Ракета летит"


def test_a_catalogue_imported_again_undoes_no_newer_edit(database: Database, tmp_path: Path) -> None:
    add_article(database)
    path = write(tmp_path, HEADER + ENTRY)
    import_file(database, path, now=NOW)
    import_file(database, write(tmp_path, HEADER + ENTRY.replace("взлетает", "летит"), "ru/new.po"), now=NOW)

    assert not import_file(database, path, now=NOW + HOUR).is_new
    assert import_file(database, write(tmp_path, HEADER + ENTRY + "\n"), now=NOW + HOUR).changed == []
    assert words(database) == "Ракета летит"


def test_an_edit_with_an_unmoved_header_is_dated_by_the_file(database: Database, tmp_path: Path) -> None:
    add_article(database)
    import_file(database, write(tmp_path, HEADER + ENTRY, written_at=NOW), now=NOW)
    changed = HEADER + ENTRY.replace("взлетает", "летит")

    import_file(database, write(tmp_path, changed, written_at=NOW + HOUR), now=NOW + 2 * HOUR)

    assert [each.edited_at for each in history(database)] == [NOW.replace(month=2, hour=10), NOW + HOUR]
