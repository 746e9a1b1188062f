"""Links within the site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from feedserver.web.services import services


def here(path: str) -> str:
    """*path* of the site as the reader's browser must ask for it.

    A site that does not stand at the root of its host is told so by the server (SCRIPT_NAME) or, behind a proxy
    that takes the prefix away, by its base URL alone.
    """
    return (request.script_root or urlsplit(services().site.base_url).path) + path
