"""What machines look for at fixed addresses: robots.txt, the site map, security.txt, the icons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from feedserver.codings import Coding
from feedserver.declarations import is_web_address
from feedserver.feeds.addresses import Archive, article_path, category_path, page_path, search_path
from feedserver.feeds.rendering import encoded
from feedserver.store.articles import list_categories
from feedserver.store.database import Connection
from feedserver.store.feed_states import get_state
from feedserver.store.sitemap import count_by_month, list_mapped
from feedserver.transliteration import base_of
from feedserver.web.archives import period_of
from feedserver.web.links import here
from feedserver.web.refusals import Refusal, not_found
from feedserver.web.services import services
from feedserver.web.templating import answer_bytes

site_files = Blueprint("site_files", __name__)

# Of one site map. The protocol allows 50,000 and 50 MB; one of these, with a line for each of five languages at every
# URL, stays below 5 MB and is written in a fraction of a second.
MOST_URLS = 5_000
_MAX_AGE_S = 3600
_ICON_AGE_S = 7 * 86_400
_STATIC = Path(__file__).parent / "static"
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES = "pages"


@site_files.get("/robots.txt")
def robots() -> Response:
    """All may be read but what searches find (RFC 9309).

    Each search page is named: a pattern such as ``/*/search`` would shut out the feeds of a category “search” too.
    """
    site = services().site
    closed = "".join(f"Disallow: {here(search_path(language))}\n" for language in site.languages)
    return _answer_text(f"User-agent: *\n{closed}Allow: {here('/')}\n\nSitemap: {site.base_url}/sitemap.xml\n")


@site_files.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a hole in the site (RFC 9116); 404 if the operator names nobody."""
    site, contact = services().site, services().settings.contact
    if not contact or contact.startswith("http:"):  # §2.5.3: web addresses there are https
        raise Refusal(
            HTTPStatus.NOT_FOUND,
            "This site names nobody to tell of security holes: its setting contact is no e-mail or https address.",
        )
    lines = [
        f"Contact: {contact if is_web_address(contact) else 'mailto:' + quote(contact, safe='@')}",
        f"Expires: {_expiry(services().clock()):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(services().settings.translated_languages)}",
    ]
    if site.base_url.startswith("https:"):
        lines.append(f"Canonical: {site.base_url}/.well-known/security.txt")
    return _answer_text("\n".join(lines) + "\n")


def _expiry(now: datetime) -> datetime:
    """Five to six months ahead; the same for a month, so that nobody downloads the same again."""
    months = now.year * 12 + now.month - 1 + 6
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _answer_text(text: str) -> Response:
    answer = answer_bytes(text.encode(), "text/plain; charset=utf-8", cache_control=f"public, max-age={_MAX_AGE_S}")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@site_files.get("/favicon.ico")
def favicon() -> Response:
    """The icon where browsers look for it that know nothing of the page's links."""
    return _answer_icon("favicon.ico", "image/vnd.microsoft.icon")


@site_files.get("/apple-touch-icon.png")
def touch_icon() -> Response:
    """The icon where telephones look for it when the site is put on their first screen."""
    return _answer_icon("apple-touch-icon.png", "image/png")


def _answer_icon(name: str, content_type: str) -> Response:
    content = encoded((_STATIC / name).read_bytes(), Coding.IDENTITY)
    answer = Response(content.body, content_type=content_type)
    answer.headers["Cache-Control"] = f"public, max-age={_ICON_AGE_S}"
    answer.headers["ETag"] = content.etag  # Flask's own is made of the file's time
    return answer.make_conditional(request)  # type: ignore[return-value]


@site_files.get("/sitemap.xml")
def sitemap() -> Response:
    """The site map (sitemaps.org 0.9); where the site is too large for one, the index of its parts."""
    with services().database.read() as connection:
        counts, pages = count_by_month(connection), _list_pages(connection)
        articles = sum(counts.values())
        if len(pages) + articles * len(services().site.languages) <= MOST_URLS:
            return _answer_map([*pages, *_list_articles(connection, None, limit=articles)])
    base_url, parts = escape(services().site.base_url), [_PAGES, *_parts(counts)]
    located = (f"<sitemap><loc>{base_url}/sitemap-{part}.xml</loc></sitemap>\n" for part in parts)
    return _answer_xml(f"<sitemapindex {_NAMESPACE}>\n{''.join(located)}</sitemapindex>\n")


@site_files.get("/sitemap-<name>.xml")
def sitemap_part(name: str) -> Response:
    """The lists of articles (``pages``), or the articles of a month, or some of them, the oldest first.

    So a part changes only with its own articles, and one of a month gone by hardly ever.
    """
    with services().database.read() as connection:
        if name == _PAGES:
            return _answer_map(_list_pages(connection))
        part = _parts(count_by_month(connection)).get(name)
        if part is None:
            raise not_found("part of the site map", name, [f"those that {services().site.base_url}/sitemap.xml names"])
        return _answer_map(_list_articles(connection, part, limit=_articles_per_part()))


def _parts(counts: Mapping[tuple[int, int], int]) -> dict[str, Archive]:
    """The parts of the months by name: ``2026-11``, ``2026-11-2``, …"""
    most = _articles_per_part()
    parts = [Archive(*month, number + 1) for month, count in counts.items() for number in range(-(-count // most))]
    return {f"{part.name}-{part.part}" if part.part > 1 else part.name: part for part in parts}


def _articles_per_part() -> int:
    return max(1, MOST_URLS // len(services().site.languages))


def _list_pages(connection: Connection) -> list[str]:
    """The editions and their categories. When a category last changed, only all of its articles could tell."""
    languages = services().site.languages
    states = {language: get_state(connection, base_of(language)) for language in languages}
    changed = {language: state.changed_at for language, state in states.items() if state.generation}
    entries = list(_entries({language: page_path(language) for language in languages}, page_path(None), changed))
    for category in list_categories(connection):
        paths = {language: category_path(language, category.slug) for language in languages}
        entries += _entries(paths, paths[languages[0]], {})
    return entries


def _list_articles(connection: Connection, part: Archive | None, *, limit: int) -> Iterator[str]:
    """The articles of *part*, None for all; each in the languages in which it is shown."""
    settings = services().settings
    bases = {language: base_of(language) for language in settings.languages}
    listed = list_mapped(
        connection,
        settings.translated_languages,
        published=None if part is None else period_of(part),
        now=services().clock(),
        limit=limit,
        offset=0 if part is None else (part.part - 1) * limit,
    )
    for article in listed:
        changed = {language: article.changed[base] for language, base in bases.items() if base in article.changed}
        paths = {language: article_path(language, article.article_id) for language in changed}
        yield from _entries(paths, next(iter(paths.values())), changed)


def _entries(paths: Mapping[str, str], default: str, changed: Mapping[str, datetime]) -> Iterator[str]:
    """One page in each language that it is in: its path and when it last changed, where that is known.

    default: the path for readers of none of the languages.
    """
    base_url = services().site.base_url
    urls = {language: escape(base_url + path) for language, path in {**paths, "x-default": default}.items()}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{url}"/>\n' for language, url in urls.items()
    )
    for language in paths:
        moment = changed.get(language)
        lastmod = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>\n" if moment else ""
        yield f"<url>\n<loc>{urls[language]}</loc>\n{lastmod}{links}</url>\n"


def _answer_map(entries: Iterable[str]) -> Response:
    namespaces = f'{_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return _answer_xml(f"<urlset {namespaces}>\n{''.join(entries)}</urlset>\n")


def _answer_xml(root: str) -> Response:
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}'
    return answer_bytes(
        document.encode(), "application/xml; charset=utf-8", cache_control=f"public, max-age={_MAX_AGE_S}"
    )
