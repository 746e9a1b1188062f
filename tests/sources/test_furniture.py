"""The list of known furniture is well formed, and says of a line what it should."""

from __future__ import annotations

import pytest

from feedserver.sources.furniture import FURNITURE, PHRASE_TABLES, fold, read_tables

TABLES = read_tables()


@pytest.mark.parametrize("table", [*PHRASE_TABLES, "notices"])
def test_every_table_speaks_three_languages(table: str) -> None:
    assert {"en", "ru", "kk"} <= TABLES[table].keys()
    assert all(TABLES[table].values())


def test_no_phrase_stands_twice() -> None:
    phrases = [fold(one) for table in PHRASE_TABLES for phrases in TABLES[table].values() for one in phrases]
    assert [phrase for phrase in set(phrases) if phrases.count(phrase) > 1] == []


def test_notices_are_lower_case_fragments() -> None:
    notices = [notice for entries in TABLES["notices"].values() for notice in entries]
    assert all(fragment == fragment.casefold() for notice in notices for fragment in notice)
    assert all(notice and all(len(fragment) > 3 for fragment in notice) for notice in notices)


@pytest.mark.parametrize(
    ("line", "table"),
    [
        ("Last news", "other_pages"),
        ("LAST NEWS:", "other_pages"),
        ("▼ Читайте также:", "other_pages"),
        ("Тағы оқыңыз", "other_pages"),
        ("Related", "perhaps_other_pages"),
        ("Comments", "perhaps_other_pages"),
        ("Comments (12)", "comments"),
        ("Комментарии (0)", "comments"),
        ("Пікір қалдыру", "comments"),
        ("full story »", "more_links"),
        ("Толығырақ…", "more_links"),
        ("“Related”", None),
        ("Related.", None),
        ("Related matters", None),
        ("He leads the list of podcasts", None),
    ],
)
def test_a_phrase_is_known_as_a_whole_line_only(line: str, table: str | None) -> None:
    assert FURNITURE.table_of(line) == table


@pytest.mark.parametrize(
    "line",
    ["181 timeviewed", "12 views", "1,234 views", "1.2k views", "1 234 просмотра", "1\u00a0234 просмотров",
     "15 рет қаралды", "Просмотров: 1 234", "Қаралды: 15", "5 min read"],
)  # fmt: skip
def test_counters_are_known(line: str) -> None:
    assert FURNITURE.is_counter(line)


@pytest.mark.parametrize("line", ["12", "12 rockets", "views", "12 views of the Earth", "Views: of the Earth"])
def test_a_number_in_prose_is_no_counter(line: str) -> None:
    assert not FURNITURE.is_counter(line)


def test_the_words_of_sites_are_counted_where_words_begin() -> None:
    assert FURNITURE.count_calls("Subscribe to our newsletter and follow us on Telegram") >= 6
    assert FURNITURE.count_calls("Подписывайтесь на наш канал и поддержите редакцию") >= 6
    assert FURNITURE.count_calls("Telegram арнамызға жазылыңыз") >= 6
    assert FURNITURE.count_calls("The crew came home after half a year in orbit.") == 0
    assert FURNITURE.count_calls("Астрономы нашли планету с двумя закатами") == 0


def test_invitations_to_networks_are_known() -> None:
    assert FURNITURE.is_invitation("Follow Cosmos Daily on Facebook and X.")
    assert FURNITURE.is_invitation("Бізді Instagram желісінде бақылаңыз")
    assert not FURNITURE.is_invitation("Follow the crew home")
    assert not FURNITURE.is_invitation("Facebook is closing its office")


def test_a_line_in_brackets_is_not_taken_for_a_count() -> None:
    assert FURNITURE.table_of("($1 = 0.9174 euros)") is None


def test_single_words_are_found_whatever_their_case() -> None:
    assert FURNITURE.has_word("MORE INTERVIEWS", "list")
    assert FURNITURE.has_word("Сондай-ақ оқыңыз", "reading")
    assert not FURNITURE.has_word("Moreover", "list")


def test_fragments_are_lower_case() -> None:
    fragments = [
        fragment
        for table in (TABLES["calls"]["strong"], TABLES["calls"]["weak"], TABLES["offers"])
        for entries in table.values()
        for fragment in entries
    ]
    assert [fragment for fragment in fragments if fragment != fragment.casefold()] == []
