"""The texts of the pages in the reader's language, through Flask-Babel.

English stands in the templates; the catalogues lie in ``i18n/``. In ``feedserver/web``, after a change of the texts:
``pybabel extract -F i18n/babel.cfg --no-location -o messages.pot .``, ``pybabel update -i messages.pot -d i18n
--no-fuzzy-matching --ignore-pot-creation-date``, translate, ``pybabel compile -d i18n``.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request
from flask_babel import Babel

from feedserver.feeds.wording import wording
from feedserver.web.services import services

CATALOGUES = Path(__file__).parent / "i18n"


def init_babel(app: Flask) -> None:
    """Make the texts of the pages speak the language that the URL names."""
    Babel(
        app,
        default_locale="en",
        default_translation_directories=str(CATALOGUES),
        locale_selector=interface_language,
    )


def interface_language() -> str:
    """The language of the page's own texts: the URL's, else the site's default; English if it has none of ours.

    The same that feeds have their phrases in, so that a page never mixes two.
    """
    language = (request.view_args or {}).get("language")
    return wording(language or services().site.languages[0]).language
