"""Language tags (BCP 47): their form, their names, and which one a client gets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain

# What the languages of this project call themselves; all others are looked up in the CLDR.
NATIVE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "kk-Latn": "Qazaqşa", "kk-Arab": "قازاقشا"}

# Written in Cyrillic wherever their tag names no other script.
CYRILLIC_LANGUAGES = frozenset({"ru", "kk", "uk", "be", "bg", "mk", "ky", "tg", "mn", "tt", "ba"})

# RFC 5646 §2.1 without grandfathered tags: language, script, region, variants, extensions, private use.
_TAG = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})
        (?:-[a-z]{4})?
        (?:-(?:[a-z]{2}|[0-9]{3}))?
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
        (?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*
        (?:-x(?:-[a-z0-9]{1,8})+)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def normalise_tag(text: str) -> str:
    """*text* as a language tag in its usual case: ``kk``, ``kk-Latn``, ``pt-BR`` (RFC 5646 §2.1.1).

    An underscore passes for a hyphen. Raises ValueError, naming *text*, if it does not have the form of a
    tag; whether such a language exists is not asked.
    """
    tag = text.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{text!r} is not a language tag such as kk, kk-Latn or pt-BR")
    subtags = tag.lower().split("-")
    for position, subtag in enumerate(subtags[1:], start=1):
        if len(subtags[position - 1]) == 1:  # what follows an extension's letter stays lower case
            break
        if len(subtag) == 2:
            subtags[position] = subtag.upper()
        elif len(subtag) == 4 and subtag.isalpha():
            subtags[position] = subtag.title()
    return "-".join(subtags)


def name_of(tag: str) -> str:
    """What the language *tag* calls itself, with a capital: ``Қазақша``, ``Deutsch``, ``Português (Brasil)``.

    The tag itself if no name is known.
    """
    if tag in NATIVE_NAMES:
        return NATIVE_NAMES[tag]
    from babel import Locale, UnknownLocaleError  # takes time to import, and few pages need it

    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    name: str | None = locale.display_name
    if not name or locale.language != tag.split("-")[0].lower():  # Babel takes "und" for American English
        return tag
    return name[0].upper() + name[1:]


_MAX_RANGES = 100  # of one header; no browser sends more than a few
# RFC 4647 §2.1 and RFC 9110 §12.4.2: a language range and its weight.
_RANGE = re.compile(
    r"\s*(?P<range>\*|[a-z]{1,8}(?:-(?:[a-z0-9]{1,8}|\*)){0,8})\s*(?:;\s*q\s*=\s*(?P<weight>[01](?:\.\d{0,3})?)\s*)?",
    re.IGNORECASE | re.ASCII,
)


def negotiate(accept_language: str | None, offered: Sequence[str], fallbacks: Mapping[str, str] | None = None) -> str:
    """The tag of *offered* that a client with this Accept-Language header prefers.

    offered: one tag or more, in the site's order; the first is the answer if the header is missing or
    names nothing on offer. The client's heaviest range with an offer wins, of two as heavy the earlier. A
    range finds the offer it equals, then the one it equals after losing subtags from its end (``kk-KZ`` → ``kk``),
    then the first offer that begins with it (``pt`` → ``pt-BR``). ``q=0`` rules out what it names, ``*``
    takes the first offer not named elsewhere. Malformed parts of the header are skipped. fallbacks: which tag readers
    of another one get that is not on offer (``be`` → ``ru``).
    After RFC 9110 §12.5.4 and RFC 4647 §3.4.
    """
    weights = _weights(accept_language or "")
    instead = {tag.lower(): other for tag, other in (fallbacks or {}).items()}
    allowed = [tag for tag in offered if not _is_refused(tag, weights)]
    named = {_look_up(wanted, offered, instead) for wanted in weights if wanted != "*"}
    unnamed = [tag for tag in allowed if tag not in named]
    for wanted in sorted(weights, key=lambda wanted: -weights[wanted]):
        if weights[wanted] == 0:
            break
        found = next(iter(unnamed), None) if wanted == "*" else _look_up(wanted, allowed, instead)
        if found is not None:
            return found
    return allowed[0] if allowed else offered[0]


def _is_refused(tag: str, weights: dict[str, float]) -> bool:
    """Whether the longest range that *tag* equals or begins with has weight 0."""
    subtags = tag.lower().split("-")
    ranges = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    return next((weights[known] == 0 for known in ranges if known in weights), False)


def _weights(header: str) -> dict[str, float]:
    """The ranges of an Accept-Language header, lower case and in order, with their weights from 0 to 1."""
    weights: dict[str, float] = {}
    for part in header.split(",", _MAX_RANGES)[:_MAX_RANGES]:
        match = _RANGE.fullmatch(part)
        if match:
            weights.setdefault(match["range"].lower(), min(float(match["weight"] or 1), 1.0))
    return weights


def _look_up(wanted: str, offered: Sequence[str], instead: Mapping[str, str]) -> str | None:
    """The offer that *wanted* (lower case) finds, or None; what is given instead of it comes last."""
    by_tag = {tag.lower(): tag for tag in reversed(offered)}
    subtags = wanted.split("-")
    ways = ["-".join(subtags[:length]) for length in range(len(subtags), 0, -1)]
    exact = (by_tag[way] for way in ways if way in by_tag)
    longer = (tag for tag in offered if tag.lower().startswith(wanted + "-"))
    given = (tag for way in ways if (tag := instead.get(way)) in offered)
    return next(chain(exact, longer, given), None)
