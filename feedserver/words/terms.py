"""What a query is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """Something to be found in a folded text. text: words with one space between; is_prefix: the last may go on."""

    text: str
    is_prefix: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a query asks for, or excludes: any of its forms, of which there is one at least."""

    forms: tuple[Form, ...]
    is_excluded: bool = False
