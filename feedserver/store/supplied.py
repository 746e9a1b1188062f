"""Editions that the source itself supplies: whole translations by people, as files beside the original."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from feedserver.model import Article, Origin
from feedserver.store import moments
from feedserver.store.announcements import announce
from feedserver.store.columns import write_blocks, write_labels
from feedserver.store.feed_states import end_renderings
from feedserver.store.schema import articles, edition_sentences, editions
from feedserver.store.search import index_edition, unindex
from feedserver.store.work import NOT_CLAIMED, NOT_MADE


def save_supplied(connection: Connection, article_id: str, translation: Article, *, now: datetime) -> bool:
    """*translation* is the edition of *article_id* in its language from now on; whether that changes anything.

    No machine and no catalogue changes it, until its source changes it or drops it. ``updated`` becomes the
    translation's own date, or now where it gives none or one that would not move it.
    """
    here = (editions.c.article_id == article_id, editions.c.language == translation.language)
    row = connection.execute(
        select(editions, articles.c.updated_at.label("original_updated_at"))
        .join(articles, articles.c.id == editions.c.article_id)
        .where(*here)
    ).one_or_none()
    text: dict[str, Any] = {
        "origin": Origin.EDITED.value,
        "title": translation.title,
        "summary": translation.summary,
        "blocks": write_blocks(translation.blocks),
        "categories": write_labels(translation.categories),
        "supplied_by": _prefix(translation.source) + translation.external_id,
    }
    if row is not None and all(getattr(row, name) == value for name, value in text.items()):
        return False
    before = (row.updated_at or row.original_updated_at) if row else None
    dated = translation.updated_at or translation.published_at
    dated = dated if dated and before and dated > before else now
    done = NOT_MADE | NOT_CLAIMED | {"todo": False, "held_until": None, "wait_until": None, "waits_for": None}
    done |= text | {"updated_at": moments.free_moment(connection, dated), "edited_at": dated}
    if row is None:
        connection.execute(insert(editions).values(article_id=article_id, language=translation.language, **done))
    else:
        connection.execute(update(editions).where(*here).values(**done))
    index_edition(
        connection, article_id, translation.language, translation.title, translation.summary, translation.blocks
    )
    connection.execute(
        delete(edition_sentences).where(
            edition_sentences.c.article_id == article_id, edition_sentences.c.language == translation.language
        )
    )
    end_renderings(connection, [translation.language], now=now)
    announce(connection, article_id, [translation.language])
    return True


def drop_missing_supplies(connection: Connection, source: str, present: Container[str], *, now: datetime) -> list[str]:
    """Editions that *source* supplied as anything not in *present* are to be translated again; return those names."""
    rows = connection.execute(
        select(editions.c.article_id, editions.c.language, editions.c.supplied_by).where(
            editions.c.supplied_by.startswith(_prefix(source), autoescape=True)
        )
    ).all()
    gone = []
    for row in rows:
        external_id = row.supplied_by.removeprefix(_prefix(source))
        if external_id in present:
            continue
        gone.append(external_id)
        connection.execute(
            update(editions)
            .where(editions.c.article_id == row.article_id, editions.c.language == row.language)
            .values(**NOT_MADE, supplied_by=None, todo=True)
        )
        unindex(connection, row.article_id, row.language)
        end_renderings(connection, [row.language], now=now)
    return sorted(gone)


def _prefix(source: str) -> str:
    """How ``supplied_by`` begins: the article may be another source's. No slug has a slash."""
    return f"{source}/"
