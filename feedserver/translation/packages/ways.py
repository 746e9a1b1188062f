"""The best known way to get a language pair: what is installed, what the index offers, what can be built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from feedserver.errors import PackageMissingError
from feedserver.translation.argos import PIVOT
from feedserver.translation.packages.index import Offer, find_newest
from feedserver.translation.packages.installed import Package, version_key
from feedserver.translation.packages.recipes import Recipe, list_recipes

# One package of a way: it is there, it can be downloaded, or it can be built.
Step = Package | Offer | Recipe


_PAIR = re.compile(r"(?:translate-)?([a-z]{2,3})[-_]([a-z]{2,3})")


def parse_pair(text: str) -> tuple[str, str] | None:
    """The languages of a pair such as ``en-kk`` or ``translate-en_kk``; None if *text* is no pair."""
    match = _PAIR.fullmatch(text)
    return (match[1], match[2]) if match else None


def pairs_of(wanted: Iterable[str], written: Sequence[str], languages: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that *wanted* stands for: pairs, and languages of the site from all that articles are *written* in.

    languages: the site's. Raises PackageMissingError for what is neither, or what nothing is translated into.
    """
    pairs = []
    for name in wanted:
        pair = parse_pair(name)
        if name in languages:
            sources = [language for language in written if language != name]
            if not sources:
                raise PackageMissingError(f"nothing to install for {name}: all articles are written in it")
            pairs += [(source, name) for source in sources]
        elif pair:
            pairs.append(pair)
        else:
            raise PackageMissingError(
                f"{name} is no language of the site ({', '.join(languages)}) and no pair such as en-kk"
            )
    return pairs


def get_way(source: str, target: str, offers: Sequence[Offer], installed: Sequence[Package]) -> tuple[Step, ...]:
    """As find_way. Raises PackageMissingError if no way is known."""
    way = find_way(source, target, offers, installed)
    if not way:
        raise PackageMissingError(
            f"no way is known to translate {source} → {target}: neither the Argos index has a package nor "
            "recipes.toml a checkpoint; a package file of yours: feedserver models add FILE.argosmodel"
        )
    return way


def find_way(source: str, target: str, offers: Sequence[Offer], installed: Sequence[Package]) -> tuple[Step, ...]:
    """The packages that translate the pair: one, or two that meet in English; none if no way is known.

    installed: the newest of a pair first, as from list_packages. The index goes before recipes, what is open before
    what is gated, even where the open way leads through English. A package that is installed stays unless there is a
    newer version.
    """
    direct = _find_step(source, target, offers, installed)
    if direct:
        return (direct,)
    if PIVOT not in (source, target):
        first = _find_step(source, PIVOT, offers, installed)
        second = _find_step(PIVOT, target, offers, installed)
        if first and second:
            return (first, second)
    return tuple(list_recipes(source, target)[:1])  # only a gated one is left


def list_other_recipes(source: str, target: str, way: Iterable[Step]) -> list[Recipe]:
    """The recipes for the pair itself that *way* does not use."""
    taken = set(way)
    return [recipe for recipe in list_recipes(source, target) if recipe not in taken]


def free_version(source: str, target: str, version: str, installed: Iterable[Package]) -> str:
    """*version*, or where the pair has that already a newer one: the memory tells packages apart by their versions."""
    for package in installed:
        if (package.source, package.target) == (source, target):
            newer = version_key(version) > version_key(package.version)
            return version if newer else _next_version(package.version)
    return version


def _next_version(version: str) -> str:
    """A version newer than *version*: 1.9 → 1.10."""
    head, dot, last = version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdecimal() else f"{version}.1"


def _find_step(source: str, target: str, offers: Iterable[Offer], installed: Iterable[Package]) -> Step | None:
    there = next((package for package in installed if (package.source, package.target) == (source, target)), None)
    to_get = find_newest(offers, source, target) or next(
        (recipe for recipe in list_recipes(source, target) if not recipe.gated), None
    )
    if there and (to_get is None or version_key(there.version) >= version_key(to_get.version)):
        return there
    return to_get
