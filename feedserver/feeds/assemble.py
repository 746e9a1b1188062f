"""Editions in, one feed out: everything a format needs, decided once. Pure; no clock."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from feedserver.feeds.addresses import FeedAddress, Format, article_path, page_path
from feedserver.feeds.cleaning import fit, fit_enclosures, line, name, web_address, web_addresses
from feedserver.feeds.model import Entry, Feed, Link
from feedserver.feeds.wording import SEPARATOR, Wording, wording
from feedserver.model import UNDETERMINED, Block, BlockKind, Category, Edition, Origin, Site

PENDING = "pending"
HTML = "text/html"


def assemble(editions: Sequence[Edition], address: FeedAddress, site: Site, *, scope_label: str | None = None) -> Feed:
    """Assemble the feed that stands at *address*.

    editions: newest first, aware UTC datetimes, all in the address's language; in the as-written feed each in
    its original's. scope_label: the category or source for people, if the address names one.
    Returns a feed with one entry per edition, in the same order; a pending edition keeps the original's text
    and language. Its time is that of the newest change in it, if empty the site's authority date: never now.
    After RFC 4287 §2 (xml:lang), §4.2.6 (ids) and §4.2.7 (links).
    """
    entries = tuple(_entry(edition, address, site) for edition in editions)
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
        links=tuple(_feed_links(address, site, page_url)),
        entries=entries,
    )


def _entry(edition: Edition, address: FeedAddress, site: Site) -> Entry:
    reader_language = address.language or edition.language
    words = wording(reader_language)
    origin = edition.origin.value if edition.origin else PENDING
    page_language = reader_language if reader_language in site.languages else site.languages[0]
    page_url = site.base_url + article_path(page_language, edition.article_id)
    external_url = web_address(edition.original_url) if edition.original_url else None
    original_url = external_url
    if edition.origin is not Origin.ORIGINAL and edition.original_language in site.languages:
        original_url = external_url or site.base_url + article_path(edition.original_language, edition.article_id)
    other_urls = web_addresses(edition.other_urls, but=external_url)
    title = line(edition.title) or line(edition.summary) or words.untitled
    return Entry(
        id=_tag(site, f"{edition.article_id}/{edition.language}"),
        title=title,
        summary=line(edition.summary),
        content=_content(edition, origin, original_url, words, title),
        language=edition.text_language,
        published_at=edition.published_at,
        updated_at=edition.updated_at,
        author=name(edition.author or "") or None,
        categories=tuple(_categories(edition)),
        page_url=page_url,
        external_url=external_url,
        original_url=original_url,
        links=tuple(_entry_links(edition, site, page_language, original_url, other_urls)),
        origin=origin,
        origin_label=words.origins.get(origin),
        original_language=edition.original_language,
        engine=name(edition.engine or "") or None,
        pivot=edition.pivot,
        untranslated=edition.untranslated,
        image=web_address(edition.image) if edition.image else None,
        enclosures=fit_enclosures(edition.enclosures),
        other_urls=other_urls,
    )


def _categories(edition: Edition) -> Iterator[Category]:
    for category in edition.categories:
        if (slug := name(category.slug)) and (label := name(category.label) or slug):
            yield Category(slug, label)


def _feed_links(address: FeedAddress, site: Site, page_url: str) -> Iterator[Link]:
    """The feed itself, its page, the same feed in other languages, and in other formats.

    The page stands first and once more, without its type, last: of the alternates some readers follow the
    first, others the last. RFC 4287 §4.1.1 forbids only two alike in type and language.
    """
    yield Link(site.base_url + address.path, "self", address.format.media_type, address.language)
    yield Link(page_url, type=HTML, hreflang=address.language)
    for language in site.languages:
        if language != address.language:
            other = address.in_language(language)
            yield Link(site.base_url + other.path, type=other.format.media_type, hreflang=language)
    for format_ in Format:
        if format_ is not address.format:
            other = address.in_format(format_)
            yield Link(site.base_url + other.path, type=format_.media_type, hreflang=address.language)
    yield Link(page_url)


def _entry_links(
    edition: Edition, site: Site, page_language: str, original_url: str | None, other_urls: Sequence[str]
) -> Iterator[Link]:
    """The article's page first and last, as for the feed; its pages in other languages; the original; other sources."""
    page = Link(site.base_url + article_path(page_language, edition.article_id), type=HTML, hreflang=page_language)
    yield page
    for language in site.languages:
        if language != page_language:
            yield Link(site.base_url + article_path(language, edition.article_id), type=HTML, hreflang=language)
    if original_url is not None:
        known = edition.original_language != UNDETERMINED
        yield Link(original_url, "via", HTML, edition.original_language if known else None)
    for url in other_urls:
        yield Link(url, "via", HTML)
    yield Link(page.href)


def _content(edition: Edition, origin: str, original_url: str | None, words: Wording, title: str) -> str:
    """The lead, the body and the notice as HTML; for want of a lead and a body, the title."""
    parts = [f"<p>{html.escape(lead, quote=False)}</p>"] if (lead := line(edition.summary)) else []
    parts += _body(edition.blocks, edition.text_language)
    if not parts:
        parts.append(f"<p>{html.escape(title, quote=False)}</p>")
    engine = name(edition.engine or "") or None
    notice = words.notice(
        origin, edition.original_language, engine, pivot=edition.pivot, untranslated=edition.untranslated
    )
    if notice is not None:
        notice = html.escape(notice, quote=False)
        if original_url is not None:
            notice += f'{SEPARATOR}<a href="{html.escape(original_url)}">{words.original}</a>'
        # In a pending entry the notice is not in the language of the text around it.
        marked = "" if words.language == edition.text_language else f' lang="{words.language}"'
        parts.append(f"<p{marked}><em>{notice}</em></p>")
    return "\n".join(parts)


def _body(blocks: Sequence[Block], language: str) -> Iterator[str]:
    """The blocks as HTML elements, marked where not in *language*; neighbouring items form one list."""
    for is_list, group in groupby(blocks, key=lambda block: block.kind is BlockKind.ITEM):
        texts = [(block, fit(block.html)) for block in group]
        elements = [_element(block, text, language) for block, text in texts if text]
        if is_list and elements:
            yield f"<ul>{''.join(elements)}</ul>"
        else:
            yield from elements


def _element(block: Block, text: str, language: str) -> str:
    marked = "" if block.language in (None, language) else f' lang="{html.escape(block.language or "")}"'
    return f"<{block.kind}{marked}>{text}</{block.kind}>"


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
