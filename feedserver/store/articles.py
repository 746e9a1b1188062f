"""Articles: saved as they are read, withdrawn when their sources drop them.

Saving plans the editions in the same transaction and ends the renderings that show the article. One story may come
from several sources: then each has an appearance of it, and the first that is not gone decides what it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from feedserver.errors import NotFoundError
from feedserver.model import Article, Category, Origin, fingerprint, slug_of
from feedserver.store import appearances, moments, similar
from feedserver.store.announcements import announce, announce_finished
from feedserver.store.appearances import Appearance
from feedserver.store.columns import read_blocks, read_enclosures, write_blocks, write_enclosures
from feedserver.store.feed_states import AS_WRITTEN, end_renderings
from feedserver.store.schema import article_categories, articles, edition_sentences, editions
from feedserver.store.search import index_edition, unindex


class Saved(Enum):
    """What saving an article did."""

    ADDED = "added"
    CHANGED = "changed"
    JOINED = "joined"  # to the same story from another source
    UNCHANGED = "unchanged"


def save_article(
    connection: Connection,
    article: Article,
    *,
    seen_at: datetime,
    languages: Sequence[str],
    held_until: datetime | None,
    sent_digest: str | None = None,
    page_tries: int = 0,
    simhash: int | None = None,
    twin_id: str | None = None,
    dated_at: datetime | None = None,
) -> Saved:
    """Save *article* and plan its editions in *languages*; nothing at all if it is as it was.

    seen_at: now; dates the change of a changed one. held_until: until when a new
    edition that is not translated yet is held back. Its source must have been saved. sent_digest: of what the
    source sent, where *article* says more than that (the text of its page); page_tries: how often that page could
    not be read. simhash: 64 bits by which similar texts are found again. twin_id: the article of another source that
    it is the same story as; for the first time that it is saved. dated_at: the date of a new one that has none;
    None: seen_at.
    """
    sent_digest = sent_digest or digest_of(article)
    known = appearances.find_appearance(connection, article.source, article.external_id)
    if known is not None and known.says(sent_digest, page_tries):
        return Saved.UNCHANGED
    if known is None and twin_id is None:
        _add(connection, article, seen_at, dated_at or seen_at, languages, held_until, simhash)
        appearances.add_appearance(connection, article, article.id, sent_digest, page_tries, seen_at)
        return Saved.ADDED
    if known is None:
        article_id, saved = twin_id or article.id, Saved.JOINED
        appearances.join_appearance(connection, article, article_id, sent_digest, page_tries, seen_at)
    else:
        article_id, saved = known.article_id, Saved.JOINED if known.is_gone else Saved.CHANGED
        appearances.renew_appearance(connection, article, sent_digest, page_tries)
    if appearances.find_leader(connection, article_id) != (article.source, article.external_id):
        end_renderings(connection, _shown_in(connection, article_id), now=seen_at)  # they link to it too
        announce_finished(connection, article_id)
        return saved
    return _change(connection, article_id, article, seen_at, languages, held_until, simhash)


def _add(
    connection: Connection,
    article: Article,
    seen_at: datetime,
    dated_at: datetime,
    languages: Sequence[str],
    held_until: datetime | None,
    simhash: int | None,
) -> None:
    published_at = article.published_at or dated_at.replace(microsecond=0)
    revised_at = max(published_at, min(article.updated_at or published_at, seen_at))
    connection.execute(
        insert(articles).values(
            id=article.id,
            source=article.source,
            external_id=article.external_id,
            published_at=published_at,
            updated_at=moments.free_moment(connection, revised_at),
            digest=digest_of(article),
            simhash=similar.column_of(simhash),
            **_columns(article),
        )
    )
    similar.add_simhash(connection, article.id, simhash, language=article.language, published_at=published_at)
    _save_categories(connection, article.id, article)
    _plan(connection, article.id, article.language, {article.language, *languages}, held_until)
    index_edition(connection, article.id, article.language, article.title, article.summary, article.blocks)
    end_renderings(connection, {AS_WRITTEN, article.language, *languages}, now=seen_at)
    announce(connection, article.id, [article.language])


def _change(
    connection: Connection,
    article_id: str,
    article: Article,
    seen_at: datetime,
    languages: Sequence[str],
    held_until: datetime | None,
    simhash: int | None,
) -> Saved:
    """Write what *article* says under *article_id*, which keeps the source and the external id it was made from."""
    digest = digest_of(article)
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one()
    if row.digest == digest and row.withdrawn_at is None:
        return Saved.UNCHANGED
    values = _columns(article) | {"digest": digest, "withdrawn_at": None}
    values["published_at"] = article.published_at or row.published_at
    similar.save_simhash(
        connection, article_id, simhash, language=article.language, published_at=values["published_at"]
    )
    if row.digest != digest:
        values["updated_at"] = moments.free_moment(connection, max(seen_at, row.updated_at))
    connection.execute(update(articles).where(articles.c.id == article_id).values(**values))
    connection.execute(delete(article_categories).where(article_categories.c.article_id == article_id))
    _save_categories(connection, article_id, article)
    if row.language != article.language:
        # Another original language: no edition is what it was.
        for table in (editions, edition_sentences):
            connection.execute(delete(table).where(table.c.article_id == article_id))
        unindex(connection, article_id)
    plan_editions(connection, article_id, article.language, languages, held_until=held_until)
    index_edition(connection, article_id, article.language, article.title, article.summary, article.blocks)
    if row.digest != digest:
        _redo_translations(connection, article_id)
    end_renderings(connection, _shown_in(connection, article_id), now=seen_at)
    if row.withdrawn_at is None:
        announce(connection, article_id, [article.language])
    else:
        announce_finished(connection, article_id)
    return Saved.CHANGED


def withdraw(connection: Connection, source: str, external_ids: Sequence[str], *, now: datetime) -> None:
    """*source* has dropped these: withdraw those that no other source has."""
    for external_id in external_ids:
        article_id = appearances.end_appearance(connection, source, external_id, now=now)
        if article_id is None:
            continue
        if appearances.find_leader(connection, article_id) is None:
            connection.execute(update(articles).where(articles.c.id == article_id).values(withdrawn_at=now))
        end_renderings(connection, _shown_in(connection, article_id), now=now)
        announce_finished(connection, article_id)


def withdraw_missing(connection: Connection, source: str, present: Container[str], *, now: datetime) -> list[str]:
    """Withdraw what *source* had and is not in *present*, an external id each; return these external ids."""
    gone = [each for each in appearances.list_external_ids(connection, source) if each not in present]
    withdraw(connection, source, gone, now=now)
    return gone


def part(connection: Connection, known: Appearance, *, now: datetime) -> None:
    """What *known* is of is another story from now on: it will be saved as if it had never been there."""
    withdraw(connection, known.source, [known.external_id], now=now)
    appearances.forget(connection, known.source, known.external_id)


def plan_editions(
    connection: Connection,
    article_id: str,
    original_language: str,
    languages: Sequence[str],
    *,
    held_until: datetime | None,
) -> None:
    """Make the editions that the article lacks: the original's at once, the other languages' to do."""
    there = set(connection.scalars(select(editions.c.language).where(editions.c.article_id == article_id)))
    lacking = {original_language, *languages} - there
    if lacking:
        _plan(connection, article_id, original_language, lacking, held_until)


def _plan(
    connection: Connection,
    article_id: str,
    original_language: str,
    languages: Iterable[str],
    held_until: datetime | None,
) -> None:
    rows = [
        {
            "article_id": article_id,
            "language": language,
            "origin": Origin.ORIGINAL if language == original_language else None,
            "todo": language != original_language,
            "held_until": None if language == original_language else held_until,
        }
        for language in sorted(languages)
    ]
    connection.execute(insert(editions), rows)


def plan_all_editions(connection: Connection, languages: Sequence[str], *, held_until: datetime | None) -> None:
    """Make the editions that any article lacks: for the start with a longer list of languages."""
    for language in languages:
        lacking = select(articles.c.id, articles.c.language).where(
            ~select(editions.c.article_id)
            .where(editions.c.article_id == articles.c.id, editions.c.language == language)
            .exists()
        )
        for row in connection.execute(lacking).all():
            plan_editions(connection, row.id, row.language, [language], held_until=held_until)


def get_article(connection: Connection, article_id: str) -> Article:
    """The article as it was last read, withdrawn or not. Raises NotFoundError."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no article {article_id}")
    return article_of(row, list_labels(connection, article_id))


def list_articles(connection: Connection) -> Iterator[Article]:
    """The articles that are not withdrawn, newest first."""
    rows = connection.execute(
        select(articles)
        .where(articles.c.withdrawn_at.is_(None))
        .order_by(articles.c.published_at.desc(), articles.c.id)
    ).all()
    for row in rows:
        yield article_of(row, list_labels(connection, row.id))


def count_articles(connection: Connection) -> int:
    """How many articles are not withdrawn."""
    return connection.scalar(select(func.count()).where(articles.c.withdrawn_at.is_(None))) or 0


def list_languages(connection: Connection) -> list[str]:
    """The languages that articles are written in, sorted."""
    query = select(articles.c.language).where(articles.c.withdrawn_at.is_(None)).distinct()
    return sorted(connection.scalars(query))


MOST_CATEGORIES = 50  # that are listed, of the newest articles: feeds of others may bring thousands
_NEWEST = 1_000


def list_categories(connection: Connection) -> list[Category]:
    """The most frequent categories of the newest articles, by slug; labelled as in the newest original."""
    newest = (
        select(articles.c.id, articles.c.published_at)
        .where(articles.c.withdrawn_at.is_(None))
        .order_by(articles.c.published_at.desc())
        .limit(_NEWEST)
        .subquery()
    )
    rows = connection.execute(
        select(article_categories.c.slug, article_categories.c.label)
        .join(newest, newest.c.id == article_categories.c.article_id)
        .order_by(newest.c.published_at.desc(), newest.c.id)
    ).all()
    counts, labels = Counter(row.slug for row in rows), {row.slug: row.label for row in reversed(rows)}
    most = sorted(counts, key=lambda slug: (-counts[slug], slug))[:MOST_CATEGORIES]
    return [Category(slug, labels[slug]) for slug in sorted(most)]


def find_category(connection: Connection, slug: str) -> Category | None:
    """The category of that slug, labelled as in its newest original; None if no article is in it."""
    label = connection.scalar(
        select(article_categories.c.label)
        .join(articles, articles.c.id == article_categories.c.article_id)
        .where(article_categories.c.slug == slug, articles.c.withdrawn_at.is_(None))
        .order_by(articles.c.published_at.desc())
        .limit(1)
    )
    return None if label is None else Category(slug, label)


def list_labels(connection: Connection, article_id: str) -> tuple[str, ...]:
    """The labels of the article's categories, in the order of the page."""
    return tuple(
        connection.scalars(
            select(article_categories.c.label)
            .where(article_categories.c.article_id == article_id)
            .order_by(article_categories.c.position)
        )
    )


def digest_of(article: Article) -> str:
    """The state of an article: two readings with the same digest say the same."""
    published = article.published_at.isoformat() if article.published_at else None
    # What came later counts only where there is any: the digest of all others stays what it was.
    blocks = [[block.kind, block.html, *([block.language] if block.language else [])] for block in article.blocks]
    media = [article.image, write_enclosures(article.enclosures)] if article.image or article.enclosures else []
    return fingerprint(
        [
            *(article.language, article.title, article.summary, blocks, published),
            *(list(article.categories), article.author, article.url, *media),
        ]
    )


def article_of(row: Row[Any], labels: tuple[str, ...]) -> Article:
    """The article of a row that has the columns of ``articles``."""
    return Article(
        source=row.source,
        external_id=row.external_id,
        language=row.language,
        title=row.title,
        summary=row.summary,
        blocks=read_blocks(row.blocks),
        published_at=row.published_at,
        categories=labels,
        author=row.author,
        url=row.url,
        image=row.image,
        enclosures=read_enclosures(row.enclosures),
    )


def _columns(article: Article) -> dict[str, Any]:
    return {
        "language": article.language,
        "title": article.title,
        "summary": article.summary,
        "blocks": write_blocks(article.blocks),
        "author": article.author,
        "url": article.url,
        "image": article.image,
        "enclosures": write_enclosures(article.enclosures),
    }


def _save_categories(connection: Connection, article_id: str, article: Article) -> None:
    labels: dict[str, str] = {}
    for label in article.categories:
        labels.setdefault(slug_of(label), label)
    rows = [
        {"article_id": article_id, "slug": slug, "label": label, "position": position}
        for position, (slug, label) in enumerate(labels.items())
    ]
    if rows:
        connection.execute(insert(article_categories), rows)


def _redo_translations(connection: Connection, article_id: str) -> None:
    """A changed original: what stands is served until it is redone."""
    connection.execute(
        update(editions)
        .where(
            editions.c.article_id == article_id,
            editions.c.origin.is_distinct_from(Origin.ORIGINAL.value),
            editions.c.supplied_by.is_(None),
        )
        .values(todo=True, claimed_by=None, claimed_until=None, wait_until=None, waits_for=None, attempts=0)
    )


def _shown_in(connection: Connection, article_id: str) -> list[str]:
    languages = connection.scalars(select(editions.c.language).where(editions.c.article_id == article_id))
    return [AS_WRITTEN, *languages]
