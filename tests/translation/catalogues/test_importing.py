"""Editors' words in: what belongs is taken, what does not is refused by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedserver.errors import CatalogueError
from feedserver.model import Origin
from feedserver.store.database import Database
from feedserver.store.edits import Edit
from feedserver.store.memory import EDITORS, find_latest
from feedserver.store.work import claim_jobs
from feedserver.translation.catalogues import formats
from tests.conftest import NOW
from tests.translation.catalogues.site import (
    BODY,
    ENTRY,
    HEADER,
    LATER,
    LEAD,
    MACHINE,
    TITLE,
    add_article,
    add_mixed_article,
    history,
    import_file,
    known,
    translate_by_machine,
    words,
    write,
)


def entry(sentence: str, translation: str, before: str = "") -> str:
    return f'\n{before}msgid "{sentence}"\nmsgstr "{translation}"\n'


def refusals(database: Database, path: Path, language: str = "ru") -> list[str]:
    return [str(refusal) for refusal in import_file(database, path, language).refused]


def test_an_editors_words_are_remembered_as_such(database: Database, tmp_path: Path) -> None:
    add_article(database)
    path = write(tmp_path, HEADER + ENTRY)

    report = import_file(database, path)

    assert [(each.line, each.sentence, each.before, each.after) for each in report.changed] == [
        (10, TITLE, "", "Ракета взлетает")
    ]
    assert known(database, TITLE) == {TITLE: ("Ракета взлетает", Origin.EDITED)}
    with database.read() as connection:
        (remembered,) = find_latest(connection, [TITLE], "en", "ru").values()
    assert remembered.engine == EDITORS
    assert not import_file(database, path).is_new


def test_fuzzy_empty_blank_and_obsolete_entries_are_nobodys_words(database: Database, tmp_path: Path) -> None:
    add_article(database)
    entries = entry(TITLE, "Примерно", "#, fuzzy\n") + entry(LEAD, "") + entry(BODY, "  ")
    entries += '\n#~ msgid "Obsolete"\n#~ msgstr "Старое"\n'

    report = import_file(database, write(tmp_path, HEADER + entries))

    assert (report.changed, report.unreviewed, report.refused) == ([], 1, [])
    assert known(database, TITLE, LEAD, BODY, "Obsolete") == {}


def test_a_flag_put_back_or_words_taken_out_change_nothing(database: Database, tmp_path: Path) -> None:
    add_article(database)
    import_file(database, write(tmp_path, HEADER + ENTRY + entry(BODY, "Экипаж здоров.")))

    fuzzy = ENTRY.replace("msgid", "#, fuzzy\nmsgid")
    report = import_file(database, write(tmp_path, HEADER + fuzzy + entry(BODY, "")), now=LATER)

    assert (report.changed, report.unreviewed) == ([], 1)
    assert known(database, TITLE, BODY) == {
        TITLE: ("Ракета взлетает", Origin.EDITED),
        BODY: ("Экипаж здоров.", Origin.EDITED),
    }


def test_approving_a_machines_words_makes_them_an_editors(database: Database, tmp_path: Path) -> None:
    add_article(database)
    translate_by_machine(database, {TITLE: "Ракета взлетает"})

    report = import_file(database, write(tmp_path, HEADER + ENTRY), now=LATER)

    assert [(each.before, each.after) for each in report.changed] == [("Ракета взлетает", "Ракета взлетает")]
    assert known(database, TITLE)[TITLE][1] is Origin.EDITED


def test_words_are_one_line_without_white_space_around_them(database: Database, tmp_path: Path) -> None:
    add_article(database)
    import_file(database, write(tmp_path, HEADER + entry(TITLE, r" Ракета \n  взлетает\t «вверх\\\"  \n")))

    assert words(database) == 'Ракета взлетает «вверх\\"'


WHOLE: dict[str, tuple[str | bytes, str]] = {
    "wrong syntax": (HEADER + ENTRY + '\nmsgid Без кавычек\nmsgstr ""\n', "ru/one.po: line 13: is not a catalogue"),
    "a string left open": (HEADER + ENTRY + '\nmsgid "open\nmsgstr ""\n', "ru/one.po: line 13: is not a catalogue"),
    "not UTF-8": ((HEADER + ENTRY).encode("koi8-r"), "ru/one.po: line 11: is not UTF-8"),
    "another charset": (
        HEADER.replace("UTF-8", "KOI8-R") + ENTRY,
        "ru/one.po: its header says charset=KOI8-R; catalogues are in UTF-8",
    ),
    "no charset": (HEADER.replace("UTF-8", "ѣ") + ENTRY, "ru/one.po: line 6: is not a catalogue"),
    "a control character": (HEADER + ENTRY.replace("Ракета", "Рак\x0bета"), "ru/one.po: line 11: a character that no"),
    "an escaped one": (HEADER + ENTRY.replace("Ракета", r"Рак\vета"), "ru/one.po: line 11: a character that no"),
    "nothing": ("", "ru/one.po: is not a catalogue: it has no msgid"),
    "a keyword of no catalogue": (HEADER + ENTRY.replace("msgstr", "msgst"), "ru/one.po: line 11: is not a catalogue"),
    "a translation of nothing": (HEADER + '\nmsgstr "Ракета"\n', "ru/one.po: line 9: is not a catalogue"),
    "a sentence without translation": (HEADER + ENTRY + '\nmsgid "Ракета"\n', "ru/one.po: "),
    "a broken previous text": (HEADER + "\n#| what\n" + ENTRY, "ru/one.po: "),
    "another file": ("<html>\n</html>", "ru/one.po: is not a catalogue: its root is <html>"),
    "the name of a file": ("/etc/passwd", "ru/one.po: is not a catalogue: it has no msgid"),
    "binary": (b"\0\1\2\3", "ru/one.po: is not a catalogue"),
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_is_no_catalogue_is_refused_whole_with_file_and_line(
    database: Database, tmp_path: Path, what: str
) -> None:
    content, message = WHOLE[what]
    add_article(database)

    with pytest.raises(CatalogueError) as refused:
        import_file(database, write(tmp_path, content))

    assert message in str(refused.value)
    assert known(database, TITLE) == {}


def test_a_folder_and_a_huge_file_are_no_catalogues(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ru" / "one.po").mkdir(parents=True)
    with pytest.raises(CatalogueError, match=r"ru/one\.po: is not a file"):
        import_file(database, tmp_path / "ru" / "one.po")

    monkeypatch.setattr("feedserver.translation.catalogues.importing.MAX_BYTES", 2**20)
    with pytest.raises(CatalogueError, match=r"ru/big\.po: is larger than 1 MB"):
        import_file(database, write(tmp_path, b" " * (2**20 + 1), "ru/big.po"))
    assert formats.MAX_BYTES == 64 * 2**20


def test_broken_markup_is_refused_by_line_and_the_rest_is_taken(database: Database, tmp_path: Path) -> None:
    add_mixed_article(database)
    linked = "Read <a1>the report</a1> now."
    header = HEADER.replace("one.txt", "mixed.txt")

    path = write(tmp_path, header + ENTRY + entry(linked, "Читайте <a1>отчёт сейчас."))
    assert refusals(database, path) == ["line 13: the tag <a1> is never closed"]
    assert words(database) == "Ракета взлетает"
    path = write(tmp_path, header + entry(linked, "Читайте отчёт <b1>сейчас</b1>."))
    assert refusals(database, path) == ["line 9: the tag <a1> of the source is missing"]
    assert known(database, linked) == {}
    import_file(database, write(tmp_path, header + entry(linked, "Сейчас: <a1>отчёт</a1>.")))
    assert words(database, linked) == "Сейчас: <a1>отчёт</a1>."


def test_what_was_refused_is_refused_again_until_it_is_right(database: Database, tmp_path: Path) -> None:
    add_article(database)
    path = write(tmp_path, HEADER + ENTRY + entry(BODY, "Экипаж <b1>здоров</b1>."))

    first, second = import_file(database, path), import_file(database, path, now=LATER)

    assert [len(report.refused) for report in (first, second)] == [1, 1]
    assert [len(report.changed) for report in (first, second)] == [1, 0]
    assert len(history(database)) == 1


def test_a_translation_into_another_language_than_the_folders_is_refused(database: Database, tmp_path: Path) -> None:
    add_article(database)

    for said in ("kk", "kk_KZ", "ru_Latn"):
        path = write(tmp_path, HEADER.replace("Language: ru", f"Language: {said}") + ENTRY + entry(BODY, "Сәлем."))
        assert refusals(database, path) == [f"line 10: is a translation into {said}, but the folder is ru (and 1 more)"]
    for said in ("ru_RU", "RU", ""):
        path = write(tmp_path, HEADER.replace("Language: ru", f"Language: {said}") + ENTRY)
        assert refusals(database, path) == []


def test_outside_of_a_languages_folder_the_file_must_name_a_language_of_the_site(
    database: Database, tmp_path: Path
) -> None:
    add_article(database)

    path = write(tmp_path, HEADER.replace("Language: ru", "Language: tr") + ENTRY, "one.po")
    assert refusals(database, path, "") == ["line 10: tr is not a language of this site (en, ru, kk)"]
    path = write(tmp_path, HEADER.replace("Language: ru", "Language: ") + ENTRY, "one.po")
    assert refusals(database, path, "") == ["line 10: does not say into which language it is translated"]
    path = write(tmp_path, HEADER.replace("Language: ru", "Language: ru_RU") + ENTRY, "one.po")
    assert len(import_file(database, path, "").changed) == 1


def test_a_catalogue_of_no_article_is_refused_by_name(database: Database, tmp_path: Path) -> None:
    add_article(database)

    path = write(tmp_path, HEADER.replace("one.txt", "app 1.0") + entry("Cancel", "Отмена"), "ru/messages.po")

    assert refusals(database, path) == ["line 1: no article is called “app 1.0”"]
    assert known(database, "Cancel") == {}


def test_an_article_is_known_by_the_name_of_the_file_by_its_header_or_by_its_sentences(
    database: Database, tmp_path: Path
) -> None:
    article = add_article(database)
    for name, said in (
        ("one", "a tool's own"),
        (f"one-{article.id}", ""),
        ("one by Anna", "one.txt"),
        ("any", "a tool's own"),
    ):
        path = write(tmp_path, HEADER.replace("one.txt", said) + ENTRY, f"ru/{name}.po")
        assert refusals(database, path) == []


def test_sentences_of_no_article_are_counted_and_remembered(database: Database, tmp_path: Path) -> None:
    add_article(database)

    report = import_file(database, write(tmp_path, HEADER + ENTRY + entry("An older sentence.", "Прежняя фраза.")))

    assert (len(report.changed), report.stale, report.refused) == (2, 1, [])
    assert words(database, "An older sentence.") == "Прежняя фраза."


def test_a_sentence_in_another_language_than_the_articles_has_it_as_context(database: Database, tmp_path: Path) -> None:
    add_mixed_article(database)
    text = HEADER.replace("one.txt", "mixed.txt").replace("Language: ru", "Language: kk")
    text += '\nmsgctxt "ru"\nmsgid "Ракета готова к пуску."\nmsgstr "Зымыран ұшыруға дайын."\n'
    report = import_file(database, write(tmp_path, text, "kk/mixed.po"), "kk")

    assert (len(report.changed), report.stale) == (1, 0)
    assert known(database, "Ракета готова к пуску.", source="ru", target="kk")

    text = text.replace('msgctxt "ru"', 'msgctxt "the menu"')
    assert refusals(database, write(tmp_path, text, "kk/mixed.po"), "kk") == [
        "line 10: 'the menu' is not a language tag such as kk, kk-Latn or pt-BR"
    ]


def test_a_sentence_translated_in_two_ways_is_refused_the_second_time(database: Database, tmp_path: Path) -> None:
    add_article(database)
    path = write(tmp_path, HEADER + ENTRY + entry(TITLE, "Ракета летит"))

    assert refusals(database, path) == ["line 13: line 10 has other words for this sentence"]
    assert words(database) == "Ракета взлетает"


def test_plural_forms_are_refused(database: Database, tmp_path: Path) -> None:
    add_article(database)
    plural = '\nmsgid "A day"\nmsgid_plural "Days"\nmsgstr[0] "День"\nmsgstr[1] "Дни"\n'

    assert refusals(database, write(tmp_path, HEADER + plural + ENTRY)) == ["line 9: an article has no plural forms"]
    assert words(database) == "Ракета взлетает"


def test_lines_may_end_as_on_any_system(database: Database, tmp_path: Path) -> None:
    add_article(database)
    for ending, translation in (("\r\n", "Раз"), ("\r", "Два"), ("\n", "Три")):
        text = "\ufeff" + (HEADER + entry(TITLE, translation)).replace("\n", ending)
        import_file(database, write(tmp_path, text), now=LATER)
        assert words(database) == translation


def test_editions_that_show_a_changed_sentence_are_made_again(database: Database, tmp_path: Path) -> None:
    from datetime import timedelta

    from feedserver.store.work import wait_for_package

    article = add_article(database)
    with database.write() as connection:
        for job in claim_jobs(connection, "a:1", now=NOW, lease=timedelta(hours=1), limit=9):
            wait_for_package(connection, job, f"en-{job.language}", now=NOW)

    import_file(database, write(tmp_path, HEADER + ENTRY), now=LATER)

    with database.write() as connection:
        jobs = claim_jobs(connection, "a:1", now=LATER, lease=timedelta(hours=1), limit=9)
    assert [(job.article.id, job.language) for job in jobs] == [(article.id, "ru")]


def test_an_edit_is_noted_with_who_when_and_where(database: Database, tmp_path: Path) -> None:
    add_article(database)
    translate_by_machine(database, {TITLE: "Ракет поднимать"}, now=NOW.replace(year=2025))
    header = HEADER.replace("PO-Rev", 'Last-Translator: Әсел Б. <asel@news.example>\\n"\n"PO-Rev')

    import_file(database, write(tmp_path, header + ENTRY))

    when = NOW.replace(month=2, hour=10)
    assert history(database) == [
        Edit("en", "ru", TITLE, "Ракета взлетает", "Әсел Б.", "ru/one.po", edited_at=when, imported_at=NOW, won=True)
    ]
    assert MACHINE not in str(history(database))
