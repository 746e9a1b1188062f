"""A feed that is opened in a browser: a page that says what it is, at the same address.

Browsers have no view for feeds, and Chromium no longer applies XSLT. So what a browser opens as a page of its own
(``Sec-Fetch-Dest: document``) gets one; readers' software, scripts and caches never send that and get the feed.
"""

from __future__ import annotations

from flask import Response

from feedserver.feeds.addresses import FeedAddress
from feedserver.web.selections import read_feed
from feedserver.web.services import services
from feedserver.web.templating import answer_page
from feedserver.web.translations import speak

_SHOWN = 20


def show_feed(address: FeedAddress) -> Response:
    """The feed at *address* as a page; refuses what the feed would be refused for."""
    site, now = services().site, services().clock()
    language = address.language or site.languages[0]
    speak(language)
    with services().database.read() as connection:
        feed, editions = read_feed(connection, address, now=now)
    answer = answer_page(
        "feed.html",
        language,
        paths={other: address.in_language(other).path for other in site.languages},
        # A shared cache that does not look at Vary must never give this page to somebody's feed reader.
        cache_control="no-store",
        feed=feed,
        address=address,
        editions=editions[:_SHOWN],
    )
    answer.headers["Vary"] = "Accept-Encoding, Sec-Fetch-Dest"
    del answer.headers["Link"]
    return answer
