"""Which token of a model's vocabulary stands for a language."""

from __future__ import annotations

import re

import pytest

from feedserver.errors import PackageError
from feedserver.translation.building.language_tokens import get_token

MARIAN = re.compile(r">>([a-z]{2,3})(?:_([A-Z][a-z]{3}))?<<")
NLLB = re.compile(r"([a-z]{3})_([A-Z][a-z]{3})")
M2M = re.compile(r"__([a-z]{2,3})__")
OF_NLLB = [
    "arb_Arab",
    "azj_Latn",
    "deu_Latn",
    "ell_Grek",
    "eng_Latn",
    "fra_Latn",
    "heb_Hebr",
    "kaz_Cyrl",
    "khk_Cyrl",
    "kir_Cyrl",
    "kmr_Latn",
    "lvs_Latn",
    "nob_Latn",
    "pbt_Arab",
    "pes_Arab",
    "rus_Cyrl",
    "spa_Latn",
    "srp_Cyrl",
    "tat_Cyrl",
    "tur_Latn",
    "uig_Arab",
    "ukr_Cyrl",
    "uzn_Latn",
    "zho_Hans",
    "zho_Hant",
    "zsm_Latn",
]


@pytest.mark.parametrize(
    ("tag", "token"),
    [
        ("en", "eng_Latn"),
        ("ru", "rus_Cyrl"),
        ("kk", "kaz_Cyrl"),
        ("kk-Cyrl-KZ", "kaz_Cyrl"),
        ("tr", "tur_Latn"),
        ("uz", "uzn_Latn"),
        ("ky", "kir_Cyrl"),
        ("tt", "tat_Cyrl"),
        ("uk", "ukr_Cyrl"),
        ("de", "deu_Latn"),
        ("ar", "arb_Arab"),
        ("fa", "pes_Arab"),
        ("az", "azj_Latn"),
        ("mn", "khk_Cyrl"),
        ("ps", "pbt_Arab"),
        ("no", "nob_Latn"),
        ("sr", "srp_Cyrl"),
        ("zh", "zho_Hans"),
        ("zh-Hant", "zho_Hant"),
        ("zh-TW", "zho_Hant"),
    ],
)
def test_a_tag_finds_the_token_of_nllb(tag: str, token: str) -> None:
    assert get_token(tag, OF_NLLB, NLLB, "nllb") == token


@pytest.mark.parametrize(
    ("tokens", "tag", "token"),
    [
        (">>tur<< >>kaz<< >>kaz_Latn<< >>kaz_Cyrl<<", "kk", ">>kaz<<"),
        (">>tur<< >>kaz_Latn<< >>kaz_Cyrl<<", "kk", ">>kaz_Cyrl<<"),
        (">>kaz<< >>kaz_Cyrl<< >>kaz_Latn<<", "kk-Latn", ">>kaz_Latn<<"),
        (">>kk<< >>ru<<", "ru", ">>ru<<"),
        (">>pt_br<< >>por<<", "pt-BR", ">>por<<"),
    ],
)
def test_a_plain_token_comes_first_and_a_script_is_kept(tokens: str, tag: str, token: str) -> None:
    assert get_token(tag, tokens.split(), MARIAN, "marian") == token


def test_m2m_has_codes_of_two_letters() -> None:
    assert get_token("kk", ["the", "__en__", "__kk__"], M2M, "m2m") == "__kk__"


def test_a_script_that_is_not_there_is_not_replaced_by_another() -> None:
    with pytest.raises(PackageError, match=r"nllb: has no token for the language kk-Arab; it has .* kaz_Cyrl"):
        get_token("kk-Arab", OF_NLLB[5:], NLLB, "nllb")
