"""What each language of the site is translated with, and what it still needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedserver.translation.argos import ArgosEngine, Route
from feedserver.translation.packages.index import Offer
from feedserver.translation.packages.installed import install_command
from feedserver.translation.packages.recipes import Recipe, list_recipes
from feedserver.translation.packages.ways import Step


def describe_routes(engine: ArgosEngine, written: Sequence[str], languages: Sequence[str]) -> Iterator[str]:
    """Lines for people: how each of *languages* is made from each language that articles are *written* in."""
    for source in written:
        for target in languages:
            if source == target:
                continue
            route = engine.find_route(source, target)
            if route:
                yield f"{source} → {target}  {_describe_route(route)}"
            else:
                yield f"{source} → {target}  no package: only what editors translate"
                yield from (f"    {line}" for line in _describe_need(source, target))


def _describe_route(route: Route) -> str:
    names = " and ".join(f"{package.name} {package.version}" for package in route.packages)
    return names if len(route.packages) == 1 else f"through English: {names}"


def describe_step(step: Step) -> str:
    """One package of a way, for people: where it comes from."""
    if isinstance(step, Recipe):
        return f"to be built from {describe_recipe(step)}"
    if isinstance(step, Offer):
        return f"translate-{step.source}_{step.target} {step.version} from the Argos index"
    return f"{step.name} {step.version}, which is installed already and the newest known"


def describe_recipe(recipe: Recipe) -> str:
    """What people should know before they take it: licence, size, quality, and whether it is gated."""
    gated = ", gated: needs a hub token" if recipe.gated else ""
    return (
        f"{recipe.hub_id} (licence {recipe.licence}{gated}; about {recipe.download_mb / 1000:.1f} GB to download, "
        f"{recipe.package_mb} MB installed; quality: {recipe.quality}; card: {recipe.card_url})"
    )


def build_command(recipe: Recipe) -> str:
    """The command that takes *recipe* where another way would be taken by itself."""
    return f"feedserver models build --from {recipe.hub_id} --source {recipe.source} --target {recipe.target}"


def _describe_need(source: str, target: str) -> Iterator[str]:
    yield f"get it: {install_command(target)} (looks in the Argos index first, then builds from what is known)"
    for recipe in list_recipes(source, target):
        yield f"known: {describe_recipe(recipe)}"
