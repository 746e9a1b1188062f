"""Editions in, one feed out: everything a format needs, decided once. Pure; no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from feedserver.feeds.addresses import FeedAddress, article_path, page_path
from feedserver.feeds.cleaning import fit_enclosures, line, name, web_address, web_addresses
from feedserver.feeds.content import content_of, origin_of
from feedserver.feeds.links import Past, entry_links, feed_links
from feedserver.feeds.model import Entry, Feed, Upstream
from feedserver.feeds.variants import Content
from feedserver.feeds.wording import SEPARATOR, wording
from feedserver.model import UNDETERMINED, Category, Edition, Origin, Site, Source, SourceKind


def assemble(
    editions: Sequence[Edition],
    address: FeedAddress,
    site: Site,
    *,
    scope_label: str | None = None,
    sources: Mapping[str, Source] | None = None,
    past: Past | None = None,
) -> Feed:
    """Assemble the feed that stands at *address*.

    editions: newest first, aware UTC datetimes, all in the address's language; in the as-written feed each in
    its original's; with their originals if the address asks for both. scope_label: what the address narrows the feed
    to, for people. sources: of the editions, by slug. past: the document's neighbours in the archive.
    Returns a feed with one entry per edition, in the same order; a pending edition keeps the original's text
    and language. Its time is that of the newest change in it, if empty the site's authority date: never now.
    After RFC 4287 §2 (xml:lang), §4.2.6 (ids) and §4.2.7 (links).
    """
    past = past or Past()
    entries = tuple(_entry(edition, address, site, (sources or {}).get(edition.source)) for edition in editions)
    language = address.language or _common_language(editions)
    words = wording(language or site.languages[0])
    label = None if scope_label is None else line(scope_label)
    title = line(site.title) or words.untitled
    page_url = site.base_url + page_path(address.language)
    return Feed(
        id=_tag(site, f"feed/{address.scope}"),
        title=title if not label else f"{title}{SEPARATOR}{label}",
        subtitle=words.subtitle(address.language, label or None),
        language=language,
        wording_language=words.language,
        author=name(site.title) or site.authority,
        updated_at=max((entry.updated_at for entry in entries), default=_beginning(site)),
        origin_scheme=_tag(site, "origin"),
        self_url=site.base_url + address.path,
        page_url=page_url,
        links=tuple(feed_links(address, site, page_url, past)),
        entries=entries,
        hubs=site.hubs,
        is_archive=address.archive is not None,
    )


def _entry(edition: Edition, address: FeedAddress, site: Site, source: Source | None) -> Entry:
    reader_language = address.language or edition.language
    words = wording(reader_language)
    origin = origin_of(edition)
    page_language = reader_language if reader_language in site.languages else site.languages[0]
    page_url = site.base_url + article_path(page_language, edition.article_id)
    external_url = web_address(edition.original_url) if edition.original_url else None
    original_url = external_url
    if edition.origin is not Origin.ORIGINAL and edition.original_language in site.languages:
        original_url = external_url or site.base_url + article_path(edition.original_language, edition.article_id)
    other_urls = web_addresses(edition.other_urls, but=external_url)
    title = line(edition.title) or line(edition.summary) or words.untitled
    bilingual = "/bilingual" if address.variant.bilingual else ""  # another text than the one of that id
    return Entry(
        id=_tag(site, f"{edition.article_id}/{edition.language}{bilingual}"),
        title=title,
        summary="" if address.variant.content is Content.TITLE else line(edition.summary),
        content=content_of(edition, address.variant, words, title, original_url),
        language=edition.text_language,
        published_at=edition.published_at,
        updated_at=edition.updated_at,
        author=name(edition.author or "") or None,
        categories=tuple(_categories(edition)),
        page_url=page_url,
        external_url=external_url,
        original_url=original_url,
        links=tuple(entry_links(edition, site, page_language, original_url, other_urls)),
        origin=origin,
        origin_label=words.origins.get(origin),
        original_language=edition.original_language,
        engine=name(edition.engine or "") or None,
        pivot=edition.pivot,
        untranslated=edition.untranslated,
        image=web_address(edition.image) if edition.image else None,
        enclosures=fit_enclosures(edition.enclosures),
        other_urls=other_urls,
        upstream=None if source is None else _upstream(source),
    )


def _upstream(source: Source) -> Upstream | None:
    """The feed that an article came in; None for one out of a folder or a page."""
    url = web_address(source.location) if source.kind is SourceKind.FEED else None
    return None if url is None else Upstream(url, name(source.title or "") or url)


def _categories(edition: Edition) -> Iterator[Category]:
    for category in edition.categories:
        if (slug := name(category.slug)) and (label := name(category.label) or slug):
            yield Category(slug, label)


def _common_language(editions: Sequence[Edition]) -> str | None:
    languages = {edition.language for edition in editions} - {UNDETERMINED}
    return languages.pop() if len(languages) == 1 else None


def _beginning(site: Site) -> datetime:
    return datetime.fromisoformat(site.authority_date).replace(tzinfo=UTC)


def _tag(site: Site, specific: str) -> str:
    """A tag URI (RFC 4151 §2.1).

    A feed's id names neither format nor limit: RFC 4287 §4.2.6 keeps the id of a feed that is moved or
    republished, and a shorter list of the same entries is the same feed: readers must not hold it twice.
    """
    return f"tag:{site.authority},{site.authority_date}:{specific}"
