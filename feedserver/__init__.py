"""feedserver: news feeds in several languages, translated offline. The application factory."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from feedserver.settings import Settings

__all__ = ["create_app"]
__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application of a site; *settings* default to the environment's.

    If the site's articles were never read, they are read first: a server started on nothing serves them at once.
    Raises SettingsError or StoreError.
    """
    # Imported here: the CLI needs none of it to print its help.
    from flask import Flask

    from feedserver import startup
    from feedserver.settings import load_settings
    from feedserver.store.renderings import RenderingReader
    from feedserver.web import refusals
    from feedserver.web.article_page import articles
    from feedserver.web.feeds import feeds
    from feedserver.web.kept import KeptRenderings
    from feedserver.web.pages import pages
    from feedserver.web.services import EXTENSION, Services
    from feedserver.web.site_files import site_files
    from feedserver.web.status import status
    from feedserver.web.subscribe_page import subscriptions
    from feedserver.web.templating import init_templates
    from feedserver.web.translations import init_babel
    from feedserver.web.websub import websub

    settings = settings or load_settings()
    opened = startup.open_site(settings)
    if opened.unread:
        from feedserver.worker import read_first

        read_first(settings, opened.database)
    opened.database.close()  # a server that loads the app and then forks must hand no connection on
    reader = RenderingReader(opened.database)
    app = Flask(__name__, root_path=f"{__path__[0]}/web", static_url_path="/static")
    app.url_map.merge_slashes = False  # a redirect there would carry any bytes of the query into a header
    app.extensions[EXTENSION] = Services(settings, opened.site, opened.database, reader, startup.now_utc)
    for blueprint in (feeds, pages, articles, subscriptions, status, websub, site_files):
        app.register_blueprint(blueprint)
    refusals.register(app)
    init_babel(app)
    init_templates(app)
    app.wsgi_app = KeptRenderings(  # type: ignore[method-assign]
        app.wsgi_app, reader, max_age_s=settings.max_age_s, clock=time.time
    )
    return app
