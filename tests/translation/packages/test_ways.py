"""Ways to a pair: what is there, what the index has, what can be built; and the catalogue of what can be built."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedserver.errors import PackageMissingError
from feedserver.translation.packages.index import Offer
from feedserver.translation.packages.installed import Package, version_key
from feedserver.translation.packages.recipes import Recipe, find_recipe, find_sha256, list_recipes
from feedserver.translation.packages.ways import (
    Step,
    find_way,
    free_version,
    get_way,
    list_other_recipes,
    pairs_of,
    parse_pair,
)

PAIRS = [(source, target) for source in ("en", "ru", "kk") for target in ("en", "ru", "kk") if source != target]


def offer(source: str, target: str, version: str = "1.9") -> Offer:
    return Offer(source, target, version, ("https://example.org/x",))


def package(source: str, target: str, version: str = "1.0") -> Package:
    return Package(f"translate-{source}_{target}", version, source, target, Path("somewhere"))


def names(way: tuple[Step, ...]) -> list[str]:
    return [step.hub_id if isinstance(step, Recipe) else type(step).__name__ for step in way]


def test_the_index_goes_before_a_recipe() -> None:
    assert find_way("en", "ru", [offer("en", "ru")], []) == (offer("en", "ru"),)
    assert names(find_way("en", "ru", [], [])) == ["Helsinki-NLP/opus-mt-tc-big-en-zle"]


def test_the_open_licence_goes_before_the_gated_checkpoint() -> None:
    assert names(find_way("en", "kk", [], [])) == ["Helsinki-NLP/opus-mt-tc-bible-big-deu_eng_fra_por_spa-trk"]
    assert names(find_way("kk", "en", [], [])) == ["Helsinki-NLP/opus-mt-tc-bible-big-trk-deu_eng_fra_por_spa"]
    assert names(find_way("en", "tr", [], [])) == ["issai/tilmash"]


def test_an_open_way_through_english_goes_before_a_gated_direct_one() -> None:
    way = find_way("ru", "kk", [offer("ru", "en")], [])

    assert names(way) == ["Offer", "Helsinki-NLP/opus-mt-tc-bible-big-deu_eng_fra_por_spa-trk"]
    assert [recipe.hub_id for recipe in list_other_recipes("ru", "kk", way)] == ["issai/tilmash"]
    assert names(find_way("ru", "kk", [], [])) == ["issai/tilmash"]


def test_what_is_installed_stays_unless_there_is_a_newer_version() -> None:
    there = package("en", "ru", "1.10")

    assert find_way("en", "ru", [offer("en", "ru", "1.9")], [there]) == (there,)
    assert find_way("en", "ru", [offer("en", "ru", "1.10")], [there]) == (there,)
    assert find_way("en", "ru", [offer("en", "ru", "1.11")], [there]) == (offer("en", "ru", "1.11"),)
    # Built by hand out of something that no catalogue has:
    assert find_way("en", "xx", [], [package("en", "xx")]) == (package("en", "xx"),)


def test_what_is_installed_is_half_of_a_way_through_english() -> None:
    assert find_way("de", "kk", [offer("de", "en")], [package("en", "kk")]) == (offer("de", "en"), package("en", "kk"))


def test_where_no_way_is_known_the_error_names_the_pair() -> None:
    assert find_way("en", "xx", [offer("en", "ru")], []) == ()
    with pytest.raises(PackageMissingError, match="no way is known to translate en → xx"):
        get_way("en", "xx", [offer("en", "ru")], [])


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("en-kk", ("en", "kk")),
        ("en_kk", ("en", "kk")),
        ("translate-en_kk", ("en", "kk")),
        ("en", None),
        ("en-", None),
        ("zh-Hant", None),
        ("en-kk-ru", None),
        ("../kk", None),
    ],
)
def test_a_pair_is_two_languages(text: str, pair: tuple[str, str] | None) -> None:
    assert parse_pair(text) == pair


def test_a_language_of_the_site_stands_for_the_pairs_from_what_is_written() -> None:
    languages = ("en", "ru", "kk")

    assert pairs_of(["ru", "kk"], ["en"], languages) == [("en", "ru"), ("en", "kk")]
    assert pairs_of(["kk"], ["en", "kk", "ru"], languages) == [("en", "kk"), ("ru", "kk")]
    assert pairs_of(["de-kk"], ["en"], languages) == [("de", "kk")]
    assert pairs_of(["zh-Hant"], ["en"], ("en", "zh-Hant")) == [("en", "zh-Hant")]
    with pytest.raises(PackageMissingError, match="xx is no language of the site"):
        pairs_of(["xx"], ["en"], languages)
    with pytest.raises(PackageMissingError, match="all articles are written in it"):
        pairs_of(["en"], ["en"], languages)


@pytest.mark.parametrize(
    ("installed", "free"),
    [(None, "1.0"), ("0.9", "1.0"), ("1.0", "1.1"), ("1.9", "1.10"), ("2", "3"), ("1.b", "1.b.1")],
)
def test_a_built_package_is_newer_than_what_is_installed(installed: str | None, free: str) -> None:
    packages = [package("ru", "kk", "7"), *([package("en", "kk", installed)] if installed else [])]

    assert free_version("en", "kk", "1.0", packages) == free
    assert installed is None or version_key(free) > version_key(installed)


@pytest.mark.parametrize("pair", [*PAIRS, ("en", "tr"), ("tr", "en"), ("kk", "tr"), ("tr", "kk")], ids="-".join)
def test_there_is_a_recipe_for_every_pair_with_all_that_people_should_know(pair: tuple[str, str]) -> None:
    recipes = list_recipes(*pair)

    assert recipes
    assert [recipe.gated for recipe in recipes] == sorted(recipe.gated for recipe in recipes)
    for recipe in recipes:
        assert (recipe.source, recipe.target) == pair
        assert recipe.licence
        assert recipe.quality
        assert recipe.tokens
        assert recipe.kind in ("marian", "nllb")
        assert recipe.download_mb > recipe.package_mb > 100
        assert recipe.card_url == f"https://huggingface.co/{recipe.hub_id}"
        assert find_recipe(recipe.hub_id, *pair) == recipe


def test_the_card_is_on_the_hub_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9/")

    assert list_recipes("ru", "kk")[0].card_url == "http://127.0.0.1:9/issai/tilmash"


def test_the_checksum_of_the_published_russian_package_is_known() -> None:
    assert find_sha256("translate-en_ru-1_9") == "591d743ae103752b88ffc38785c50421320f4eff93c8967e0d3d2e14d4e27811"
    assert find_sha256("translate-en_ru-1_8") is None
