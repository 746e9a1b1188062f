"""Russian forms of the seeds' names and of terms, against tables written by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.translation.glossary.inflection import Agreement, agreement, choose_slot, fit, inflect, list_forms
from feedserver.translation.glossary.inflection.russian import SLOTS

CASES = ("gen", "dat", "acc", "ins", "loc")
NAMES = {
    "Роскосмос": "Роскосмоса Роскосмосу Роскосмос Роскосмосом Роскосмосе",
    "Байконур": "Байконура Байконуру Байконур Байконуром Байконуре",
    "Союз": "Союза Союзу Союз Союзом Союзе",
    "Акорда": "Акорды Акорде Акорду Акордой Акорде",
    "Рогозин": "Рогозина Рогозину Рогозина Рогозиным Рогозине",
    "Токаев": "Токаева Токаеву Токаева Токаевым Токаеве",
    "Остапенко": "Остапенко Остапенко Остапенко Остапенко Остапенко",
    "Казань": "Казани Казани Казань Казанью Казани",
}
PHRASES = {
    "Дмитрий Лоскутов": "Дмитрия Лоскутова, Дмитрию Лоскутову, Дмитрия Лоскутова, Дмитрием Лоскутовым, "
    "Дмитрии Лоскутове",
    "Касым-Жомарт Токаев": "Касым-Жомарта Токаева, Касым-Жомарту Токаеву, Касым-Жомарта Токаева, "
    "Касым-Жомартом Токаевым, Касым-Жомарте Токаеве",
    "Светлана Савицкая": "Светланы Савицкой, Светлане Савицкой, Светлану Савицкую, Светланой Савицкой, "
    "Светлане Савицкой",
    "Валентина Терешкова": "Валентины Терешковой, Валентине Терешковой, Валентину Терешкову, Валентиной Терешковой, "
    "Валентине Терешковой",
    "Алексей Зубрицкий": "Алексея Зубрицкого, Алексею Зубрицкому, Алексея Зубрицкого, Алексеем Зубрицким, "
    "Алексее Зубрицком",
    "Джонатан Ким": "Джонатана Кима, Джонатану Киму, Джонатана Кима, Джонатаном Кимом, Джонатане Киме",
    "Хироси Ямакава": "Хироси Ямакавы, Хироси Ямакаве, Хироси Ямакаву, Хироси Ямакавой, Хироси Ямакаве",
    "Юрий Алексеевич Гагарин": "Юрия Алексеевича Гагарина, Юрию Алексеевичу Гагарину, Юрия Алексеевича Гагарина, "
    "Юрием Алексеевичем Гагариным, Юрии Алексеевиче Гагарине",
    "Международная космическая станция": "Международной космической станции, Международной космической станции, "
    "Международную космическую станцию, Международной космической станцией, Международной космической станции",
    "Республика Казахстан": "Республики Казахстан, Республике Казахстан, Республику Казахстан, Республикой Казахстан, "
    "Республике Казахстан",
    "Центр подготовки космонавтов": "Центра подготовки космонавтов, Центру подготовки космонавтов, "
    "Центр подготовки космонавтов, Центром подготовки космонавтов, Центре подготовки космонавтов",
    "Объединенные Арабские Эмираты": "Объединенных Арабских Эмиратов, Объединенным Арабским Эмиратам, "
    "Объединенные Арабские Эмираты, Объединенными Арабскими Эмиратами, Объединенных Арабских Эмиратах",
    "генеральный директор": "генерального директора, генеральному директору, генерального директора, "
    "генеральным директором, генеральном директоре",
    "корабль «Союз»": "корабля «Союз», кораблю «Союз», корабль «Союз», кораблем «Союз», корабле «Союз»",
    "«Прогресс МС-11»": "«Прогресса МС-11», «Прогрессу МС-11», «Прогресс МС-11», «Прогрессом МС-11», «Прогрессе МС-11»",
}
UNCHANGED = ["НАСА", "NASA", "МКС", "ЕАЭС", "Space Adventures", "«Союз — Аполлон»", "«Казахстан Гарыш Сапары»", "МС-11"]


@pytest.mark.parametrize(
    ("term", "forms"),
    [(term, forms.split(" ")) for term, forms in NAMES.items()]
    + [(term, forms.split(", ")) for term, forms in PHRASES.items()],
)
def test_a_name_is_declined_as_a_person_would(term: str, forms: list[str]) -> None:
    assert [inflect(term, case, "ru") for case in CASES] == forms
    assert inflect(term, "", "ru") == term


@pytest.mark.parametrize("term", UNCHANGED)
def test_abbreviations_other_scripts_and_quoted_phrases_stay(term: str) -> None:
    assert list(list_forms(term, "ru")) == [term]


def test_a_term_has_its_plurals_too() -> None:
    assert inflect("ракета-носитель", "pl ins", "ru") == "ракетами-носителями"
    assert inflect("космический корабль", "pl", "ru") == "космические корабли"


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("Роскосмос", Agreement.HE),
        ("Международная космическая станция", Agreement.SHE),
        ("Министерство обороны", Agreement.IT),
        ("Объединенные Арабские Эмираты", Agreement.THEY),
        ("Дмитрий Лоскутов", Agreement.MAN),
        ("Рыжиков", Agreement.MAN),
        ("Светлана Савицкая", Agreement.WOMAN),
        ("Акмарал Арыстанбекова", Agreement.WOMAN),
        ("Юрий Калина", Agreement.MAN),
        ("Space Adventures", Agreement.SHE),
    ],
)
def test_what_agrees_with_a_name_is_known(term: str, kind: Agreement) -> None:
    assert agreement(term, "ru") is kind


def test_a_preposition_tells_apart_the_cases_of_one_form() -> None:
    slots = list_forms("Акорда", "ru")["Акорде"]

    assert set(slots) == {"dat", "loc"}
    assert choose_slot(slots, "к", "ru") == "dat"
    assert choose_slot(slots, "в", "ru") == "loc"


@pytest.mark.parametrize(
    ("before", "term", "fitting"),
    [
        ("об", "Китае", "о"),
        ("о", "Акорде", "об"),
        ("о", "«Аполлоне»", "об"),
        ("Во", "Байконуре", "В"),
        ("в", "Вьетнаме", "во"),
        ("в", "Вене", "в"),
        ("глава", "Акорды", "глава"),
    ],
)
def test_a_preposition_fits_the_name_it_precedes(before: str, term: str, fitting: str) -> None:
    assert fit(before, term, "", "ru") == (fitting, "")


@given(st.text(max_size=60), st.sampled_from(SLOTS))
def test_any_text_has_all_forms(term: str, slot: str) -> None:
    assert inflect(term, slot, "ru") in list_forms(term, "ru")
