"""What catalogues are matched with: the state in which each was last imported, and the articles they may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select

from feedserver.model import Article
from feedserver.store.articles import article_of, list_labels
from feedserver.store.database import chunks
from feedserver.store.memory import sentence_key
from feedserver.store.schema import articles, catalogues, edition_sentences, editions


@dataclass(frozen=True, slots=True)
class ArticleName:
    """What an article may be called. language: the original's."""

    id: str
    source: str
    external_id: str
    language: str
    title: str


def find_digest(connection: Connection, path: str) -> str | None:
    """The digest with which the catalogue *path* (``<language>/<name>.po``) was last imported."""
    return connection.scalar(select(catalogues.c.digest).where(catalogues.c.path == path))


def save_digest(connection: Connection, path: str, digest: str) -> None:
    """Note that the catalogue has been imported in the state of *digest*."""
    connection.execute(delete(catalogues).where(catalogues.c.path == path))
    connection.execute(insert(catalogues).values(path=path, digest=digest))


def list_article_names(connection: Connection) -> Iterator[ArticleName]:
    """The names of all articles, also of those that were withdrawn: their catalogues may still lie about."""
    columns = (articles.c.id, articles.c.source, articles.c.external_id, articles.c.language, articles.c.title)
    for row in connection.execute(select(*columns).order_by(articles.c.source, articles.c.external_id)):
        yield ArticleName(*row)


def articles_state(connection: Connection) -> tuple[object, ...]:
    """Something that changes when an article comes or changes."""
    return tuple(connection.execute(select(func.count(), func.max(articles.c.updated_at))).one())


def find_shown(connection: Connection, sentences: Iterable[str], language: str) -> set[str]:
    """Those of *sentences* that a finished edition in *language* shows."""
    keys = {sentence_key(sentence): sentence for sentence in sentences}
    shown: set[str] = set()
    for chunk in chunks(list(keys)):
        rows = connection.scalars(
            select(edition_sentences.c.sentence_key)
            .where(edition_sentences.c.sentence_key.in_(chunk), edition_sentences.c.language == language)
            .distinct()
        )
        shown |= {keys[key] for key in rows}
    return shown


def list_unfinished(connection: Connection, language: str) -> Iterator[Article]:
    """The articles, not withdrawn, whose edition in *language* has not been made yet."""
    rows = connection.execute(
        select(articles)
        .join(editions, editions.c.article_id == articles.c.id)
        .where(editions.c.language == language, editions.c.origin.is_(None), articles.c.withdrawn_at.is_(None))
        .order_by(articles.c.published_at.desc(), articles.c.id)
    ).all()
    for row in rows:
        yield article_of(row, list_labels(connection, row.id))
