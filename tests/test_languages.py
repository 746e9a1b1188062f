"""Language tags: their form, their names, and which one a client gets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.languages import NATIVE_NAMES, name_of, negotiate, normalise_tag

SITE = ("en", "ru", "kk")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("kk", "kk"),
        ("KK", "kk"),
        ("kk-latn", "kk-Latn"),
        ("KK_CYRL_kz", "kk-Cyrl-KZ"),
        ("pt-br", "pt-BR"),
        (" ru ", "ru"),
        ("es-419", "es-419"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("sl-ROZAJ", "sl-rozaj"),
        ("de-1996", "de-1996"),
        ("en-U-CA-gregory", "en-u-ca-gregory"),
        ("und", "und"),
        ("kk-x-AB-news", "kk-x-ab-news"),
    ],
)
def test_a_tag_gets_its_usual_case(text, tag):
    assert normalise_tag(text) == tag


@pytest.mark.parametrize(
    "text", ["", "k", "kk-", "-kk", "kk--KZ", "kazakhstani", "қаз", "kk KZ", "en/ru", "*", "kk-ab-cd"]
)
def test_what_is_no_tag_is_refused_by_name(text):
    with pytest.raises(ValueError, match="is not a language tag"):
        normalise_tag(text)


@settings()  # other work may slow the machine
@given(st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_][A-Za-z]{2})?", fullmatch=True))
def test_a_normal_tag_stays_as_it_is(text):
    tag = normalise_tag(text)
    assert tag.lower() == text.lower().replace("_", "-")
    assert normalise_tag(tag) == tag


def test_a_language_is_called_what_it_calls_itself():
    names = ["English", "Русский", "Қазақша", "Qazaqşa", "قازاقشا"]
    assert [name_of(tag) for tag in (*SITE, "kk-Latn", "kk-Arab")] == names
    assert list(NATIVE_NAMES) == [*SITE, "kk-Latn", "kk-Arab"]
    assert name_of("de") == "Deutsch"
    assert name_of("fr") == "Français"
    assert name_of("uk") == "Українська"
    assert name_of("pt-BR") == "Português (Brasil)"


@pytest.mark.parametrize("tag", ["und", "tlh", "zz", "kk-Latn-x-zz", "not a tag", ""])
def test_a_language_without_a_known_name_is_called_by_its_tag(tag):
    assert name_of(tag) == tag


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("ru", "ru"),
        ("kk-KZ", "kk"),
        ("kk-Cyrl-KZ, ru;q=0.9", "kk"),
        ("KK", "kk"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("en;q=0.5, kk;q=0.8, ru;q=0.3", "kk"),
        ("de, fr;q=0.9, ru;q=0.1", "ru"),
        ("ru;q=0.5, kk;q=0.5", "ru"),
        ("kk;q=0.5, ru;q=0.5", "kk"),
        ("ru; q=0.5 , kk ; q=0.6", "kk"),
        ("ru;q=1.000, kk;q=0.999", "ru"),
    ],
)
def test_the_client_gets_the_language_it_prefers(header, tag):
    assert negotiate(header, SITE) == tag


@pytest.mark.parametrize("header", [None, "", " ", "de", "de, fr;q=0.5", "*", "*;q=0", "en;q=0, ru;q=0, kk;q=0"])
def test_without_a_usable_wish_the_first_language_is_served(header):
    assert negotiate(header, SITE) == "en"


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("en;q=0", "ru"),
        ("en;q=0.0, *", "ru"),
        ("en;q=0, ru;q=0, *;q=0.1", "kk"),
        ("kk;q=0, kk-KZ, ru;q=0.5", "ru"),
        ("*, ru;q=0.5", "en"),
        ("en;q=0.2, *;q=0.7, ru;q=0.1", "kk"),
    ],
)
def test_what_the_client_refuses_is_not_served(header, tag):
    assert negotiate(header, SITE) == tag


@pytest.mark.parametrize(
    "header",
    [
        "ru;q=x, kk",
        "!!!, kk",
        ",,kk,,",
        "ru;q=2;q=1, kk",
        "ru;level=1, kk",
        "r\u00fc, kk",
        "ru;q=.9, kk",
        "\0, kk",
    ],
)
def test_malformed_parts_are_skipped(header):
    assert negotiate(header, SITE) == "kk"


def test_a_range_finds_the_nearest_offer():
    assert negotiate("pt", ["en", "pt-BR"]) == "pt-BR"
    assert negotiate("pt-PT", ["en", "pt-BR"]) == "en"
    assert negotiate("kk-Latn-KZ", ["en", "kk", "kk-Latn"]) == "kk-Latn"
    assert negotiate("en-GB, en;q=0", ["en-US", "en-GB"]) == "en-GB"
    assert negotiate("en;q=0", ["en-US", "ru"]) == "ru"


@settings()  # other work may slow the machine
@given(st.one_of(st.none(), st.text(), st.text("enrukd-*;q=01., ")), st.permutations(SITE))
def test_any_header_gets_one_of_the_offers(header, offered):
    assert negotiate(header, offered) in offered


@pytest.mark.parametrize("unit", ["ru,", "-a", " ", ";q=", "ru;q=0.1,", "*-"])
def test_a_long_header_is_answered(unit):
    assert negotiate(unit * 50_000, SITE) in SITE
    assert negotiate("ru" + unit * 50_000, SITE) in SITE
