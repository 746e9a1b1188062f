"""Names of languages in the vocabularies of models: ``>>kaz_Cyrl<<``, ``kaz_Cyrl``, ``__kk__``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feedserver.errors import PackageError

# Where the CLDR has no alias: the individual languages of NLLB-200 for which people say the name of the whole.
_MORE_ALIASES = {"pbt": "ps", "quy": "qu", "ns": "nso", "no": "nb"}
_SHOWN = 30


def get_token(tag: str, tokens: Iterable[str], form: re.Pattern[str], called: str) -> str:
    """The token of the language *tag* (BCP 47) among *tokens*.

    form: matches the tokens of languages; its first group is their code (ISO 639-1 or 639-3), the second, if it has
    one, their script (ISO 15924). A token with no script stands for the usual one and comes first. Raises
    PackageError, which calls the checkpoint *called* and names what it has, if there is none.
    """
    language, script, is_usual = _parts_of(tag)
    found: dict[str | None, str] = {}
    known = []
    for each in tokens:
        if match := form.fullmatch(each):
            known.append(each)
            written = match[2] if form.groups > 1 else None
            if canonical(match[1]) == language:
                found.setdefault(written, each)
    plain = found.get(None) if is_usual else None
    token = plain or found.get(script)
    if token is None:
        shown = " ".join(sorted(known)[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")
        raise PackageError(f"{called}: has no token for the language {tag}; it has {shown or 'none at all'}")
    return token


def canonical(code: str) -> str:
    """*code* as BCP 47 has it: ``kk`` for ``kaz``, ``fa`` for ``pes``. After the aliases of the CLDR."""
    from babel.core import get_global

    code = code.lower()
    alias = str(get_global("language_aliases").get(code, code))
    return _MORE_ALIASES.get(alias, alias)


def _parts_of(tag: str) -> tuple[str, str | None, bool]:
    """Language and script of *tag*, and whether that script is the language's usual one."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    first, *others = tag.split("-")
    language = canonical(first)
    usual = _script_in(likely.get(language, "").split("_"))
    told = _script_in(others)
    if told is None and others:  # zh-TW is written in Hant
        told = _script_in(likely.get(f"{language}_{others[0]}", "").split("_"))
    return language, told or usual, told in (None, usual)


def _script_in(subtags: Iterable[str]) -> str | None:
    return next((subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()), None)
