"""What is to be made again: editions whose words, packages or terms are no longer those of now.

They stay as they are until the new text is complete.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from feedserver.model import Origin
from feedserver.store.database import chunks
from feedserver.store.memory import sentence_key
from feedserver.store.schema import articles, edition_sentences, editions

NO_PACKAGE = "no package"  # the fault of a passage in a third language that nothing translates


def resume_waiting(connection: Connection, languages: Collection[str] | None = None) -> None:
    """Packages have come or editors have written: try again what waits (in *languages*, or in all)."""
    condition: ColumnElement[bool] = editions.c.waits_for.is_not(None)
    if languages is not None:
        condition = and_(condition, editions.c.language.in_(languages))
    connection.execute(update(editions).where(condition).values(waits_for=None, attempts=0))


def redo_passages(connection: Connection) -> None:
    """Packages have come: make the editions again in which a passage in a third language had none."""
    without = editions.c.faults.contains(json.dumps(NO_PACKAGE), autoescape=True)
    connection.execute(update(editions).where(without, ~editions.c.todo).values(todo=True, wait_until=None, attempts=0))


def redo_sentences(connection: Connection, language: str, sentences: Sequence[str]) -> None:
    """Make the finished editions in *language* that show any of *sentences* again; they stay meanwhile."""
    keys = [sentence_key(sentence) for sentence in sentences]
    for chunk in chunks(keys):
        showing = select(edition_sentences.c.article_id).where(
            edition_sentences.c.language == language,
            edition_sentences.c.sentence_key.in_(chunk),
        )
        connection.execute(
            update(editions)
            .where(editions.c.language == language, editions.c.article_id.in_(showing))
            .values(todo=True, wait_until=None, attempts=0)
        )


def redo_outdated(connection: Connection, source: str, target: str, made_with: str) -> int:
    """Make the editions again that a machine made, or failed at, with anything else than *made_with*; return how many.

    They stay as they are until the new text is complete.
    """
    of_pair = select(articles.c.id).where(articles.c.language == source, articles.c.withdrawn_at.is_(None))
    by_machine = or_(
        editions.c.origin == Origin.MACHINE, and_(editions.c.origin.is_(None), editions.c.made_with.is_not(None))
    )
    redone = connection.execute(
        update(editions)
        .where(
            editions.c.language == target,
            editions.c.article_id.in_(of_pair),
            ~editions.c.todo,
            by_machine,
            editions.c.made_with.is_distinct_from(made_with),
        )
        .values(todo=True, wait_until=None, waits_for=None, attempts=0)
    )
    return redone.rowcount
