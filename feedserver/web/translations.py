"""The texts of the pages in the reader's language and script, through Flask-Babel.

English stands in the templates; the catalogues lie in ``i18n/``. In ``feedserver/web``, after a change of the texts:
``pybabel extract -F i18n/babel.cfg --no-location -o messages.pot .``, ``pybabel update -i messages.pot -d i18n
--no-fuzzy-matching --ignore-pot-creation-date``, translate, ``pybabel compile -d i18n``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import flask_babel
from flask import Flask, g, request
from flask_babel import Babel

from feedserver.feeds.wording import wording
from feedserver.transliteration import base_of, transliterate
from feedserver.web.services import services

CATALOGUES = Path(__file__).parent / "i18n"


def init_babel(app: Flask) -> None:
    """Make the texts of the pages speak the language that the URL names."""
    Babel(
        app,
        default_locale="en",
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: base_of(interface_language()),
    )
    # The "newstyle" of Jinja puts values into the text itself, escaped.
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]


def interface_language() -> str:
    """The language of the page's own texts: what was negotiated, the URL's, the site's default; English if there are no
    texts in it.

    The same that feeds have their phrases in, so that a page never mixes two.
    """
    language = g.get("language") or (request.view_args or {}).get("language")
    return wording(language or services().site.languages[0]).language


def speak(language: str) -> None:
    """The page that is being answered has none of the site's languages in its URL; it speaks *language*."""
    g.language = language
    flask_babel.refresh()


def gettext(text: str, **values: Any) -> str:
    """*text* (English) in the page's language and script, with *values* in it."""
    return _in_script(flask_babel.gettext(text, **values))


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The same for a text that depends on a number."""
    return _in_script(flask_babel.ngettext(singular, plural, num, **values))


def long_date(moment: datetime) -> str:
    """The day of *moment* in the site's time zone, as readers of the page's language write it."""
    return _in_script(flask_babel.format_date(_here(moment).date(), "long"))


def long_time(moment: datetime, *, with_zone: bool = False) -> str:
    """The same with the time of day, to the minute."""
    day, time = _here(moment), flask_babel.format_time(_here(moment).timetz(), "short", rebase=False)
    if with_zone:
        zone = day.tzname() or ""
        time += " " + (zone if zone[:1].isalpha() else f"UTC{zone}")  # many zones have a number for a name
    return f"{long_date(day)}, {time}"


def decimal(number: float, pattern: str = "#,##0.#") -> str:
    """A number as readers of the page's language write it."""
    return str(flask_babel.format_decimal(number, pattern))


def percent(share: float) -> str:
    """A share (0 to 1) as readers of the page's language write it."""
    return str(flask_babel.format_percent(share))


def duration(span: timedelta) -> str:
    """A span of time in its largest unit: «5 минут»."""
    return _in_script(flask_babel.format_timedelta(span, granularity="second", threshold=0.95))


def _here(moment: datetime) -> datetime:
    return moment.astimezone(services().settings.time_zone)


def _in_script(text: str) -> str:
    language = interface_language()
    return text if base_of(language) == language else transliterate(text, language)
