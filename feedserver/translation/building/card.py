"""Model cards: the README of a checkpoint, which states its licence and whom to cite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """licence: as the card states it, such as ``cc-by-4.0``; None if it does not. text: without the front matter."""

    licence: str | None
    text: str


def read_card(folder: Path) -> Card:
    """The card of the checkpoint in *folder*; an empty one if there is none."""
    file = folder / "README.md"
    content = file.read_text("utf-8", errors="replace") if file.is_file() else ""
    match = _FRONT_MATTER.match(content)
    if not match:
        return Card(None, content.strip())
    return Card(_licence_in(match[1]), content[match.end() :].strip())


def _licence_in(front_matter: str) -> str | None:
    """``license``, or where that is ``other`` the name and the link that stand for it."""
    import yaml  # what the hub's library reads cards with

    try:
        values = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return None
    if not isinstance(values, dict):
        return None
    licence = values.get("license")
    if licence == "other":
        licence = [values[name] for name in ("license_name", "license_link") if name in values] or "other"
    return ", ".join(map(str, licence)) if isinstance(licence, list) else str(licence) if licence else None
