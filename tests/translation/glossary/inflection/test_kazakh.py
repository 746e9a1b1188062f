"""Kazakh forms of the seeds' names and of foreign names, against tables written by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.translation.glossary.inflection import fit, inflect, list_forms
from feedserver.translation.glossary.inflection.kazakh import SLOTS

CASES = ("gen", "dat", "acc", "loc", "abl", "ins", "attr")
NAMES = {
    "Роскосмос": "тың қа ты та тан пен тағы",
    "Байқоңыр": "дың ға ды да дан мен дағы",
    "Бәйтерек": "тің ке ті те тен пен тегі",
    "Ақорда": "ның ға ны да дан мен дағы",
    "Союз": "дың ға ды да дан бен дағы",
    "Аполлон": "ның ға ды да нан мен дағы",
    "Қасым-Жомарт Тоқаев": "тың қа ты та тан пен тағы",
    "Айдын Айымбетов": "тің ке ті те тен пен тегі",
    "Тоқтар Әубәкіров": "тің ке ті те тен пен тегі",
    "Дмитрий Лоскутов": "тың қа ты та тан пен тағы",
    "Дмитрий Рогозин": "нің ге ді де нен мен дегі",
    "Джонатан Ким": "нің ге ді де нен мен дегі",
    "Светлана Савицкая": "ның ға ны да дан мен дағы",
    "Юрий": "дің ге ді де ден мен дегі",
    "Мәскеу": "дің ге ді де ден мен дегі",
    "Тбилиси": "дің ге ді де ден мен дегі",
    "Париж": "дің ге ді де ден бен дегі",
    "Мадрид": "тің ке ті те тен пен тегі",
    "Киев": "тің ке ті те тен пен тегі",
    "Нью-Йорк": "тің ке ті те тен пен тегі",
    "Санкт-Петербург": "тің ке ті те тен пен тегі",
    "Брюссель": "дің ге ді де ден мен дегі",
    "Түркия": "ның ға ны да дан мен дағы",
    "Токио": "ның ға ны да дан мен дағы",
    "Алматы": "ның ға ны да дан мен дағы",
    "Халықаралық ғарыш станциясы": "ның на н нда нан мен ндағы",
    "Ғарыш агенттігі": "нің не н нде нен мен ндегі",
    "Бауыржан Момышұлы": "ның на н нда нан мен ндағы",
}
HYPHENATED = {
    "НАСА": "ның ға ны да дан мен дағы",
    "ХҒС": "тың қа ты та тан пен тағы",
    "АҚШ": "тың қа ты та тан пен тағы",
    "ЕАЭО": "ның ға ны да дан мен дағы",
    "NASA": "ның ға ны да дан мен дағы",
    "Google": "дың ға ды да дан мен дағы",
    "SpaceX": "тің ке ті те тен пен тегі",
    "Space Adventures": "тің ке ті те тен пен тегі",
    "Союз-5": "тің ке ті те тен пен тегі",
    "Союз МС-27": "нің ге ні де ден мен дегі",
    "Прогресс М-20": "ның ға ны да дан мен дағы",
    "Boeing 900": "дің ге ді де ден бен дегі",
}


@pytest.mark.parametrize(
    ("term", "joint", "suffixes"),
    [(term, "", suffixes) for term, suffixes in NAMES.items()]
    + [(term, "-", suffixes) for term, suffixes in HYPHENATED.items()],
)
def test_a_name_takes_the_suffixes_its_sounds_ask_for(term: str, joint: str, suffixes: str) -> None:
    forms = [inflect(term, case, "kk") for case in CASES]

    assert forms == [f"{term}{joint}{suffix}" for suffix in suffixes.split()]
    assert inflect(term, "", "kk") == term


@pytest.mark.parametrize(
    ("term", "slot", "form"),
    [
        ("Минск", "loc", "Минскіде"),
        ("«Союз»", "gen", "«Союздың»"),
        ("зымыран", "pl dat", "зымырандарға"),
        ("спутник", "pl", "спутниктер"),
        ("Ресей", "poss", "Ресейі"),
        ("Моңғолия", "poss gen", "Моңғолиясының"),
        ("Халықаралық ғарыш станциясы", "poss gen", "Халықаралық ғарыш станциясының"),
    ],
)
def test_clusters_quotation_marks_plurals_and_possessives(term: str, slot: str, form: str) -> None:
    assert inflect(term, slot, "kk") == form


def test_a_form_is_known_in_either_harmony() -> None:
    forms = list_forms("Ахметов", "kk")

    assert "gen" in forms["Ахметовтің"]
    assert "gen" in forms["Ахметовтың"]


@pytest.mark.parametrize(
    ("term", "after", "fitting"),
    [
        ("Роскосмос", "мен", "пен"),
        ("Союз", "мен", "бен"),
        ("НАСА", "пен", "мен"),
        ("Роскосмос", "да", "та"),
        ("Ресей", "да", "де"),
        ("Роскосмос", "басшысы", "басшысы"),
    ],
)
def test_and_and_also_fit_the_name_they_follow(term: str, after: str, fitting: str) -> None:
    assert fit("", term, after, "kk") == ("", fitting)


@given(st.text(max_size=60), st.sampled_from(SLOTS))
def test_any_text_has_all_forms(term: str, slot: str) -> None:
    assert inflect(term, slot, "kk") in list_forms(term, "kk")
