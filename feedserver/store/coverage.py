"""How far the translation into each language is, and whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, select

from feedserver.model import Origin
from feedserver.store.columns import read_faults
from feedserver.store.schema import articles, editions


@dataclass(frozen=True, slots=True)
class Coverage:
    """The editions in one language, by state; their sum is the number of articles.

    original: written in it. edited: people stand behind every sentence. machine: a machine had a part. failed: no
    sentence could be translated. pending: still to be made. sentences_edited, sentences_machine: of the finished ones,
    by whom; kept: sentences kept in the original, counted by reason.
    """

    language: str
    original: int
    edited: int
    machine: int
    failed: int
    pending: int
    sentences_edited: int
    sentences_machine: int
    kept: Mapping[str, int]

    @property
    def articles(self) -> int:
        return self.original + self.edited + self.machine + self.failed + self.pending


def list_coverage(connection: Connection, languages: Sequence[str]) -> list[Coverage]:
    """The coverage of each of *languages*, in their order; articles that were withdrawn do not count."""
    failed = and_(editions.c.origin.is_(None), ~editions.c.todo, editions.c.made_with.is_not(None))
    state = case((failed, "failed"), else_=func.coalesce(editions.c.origin, "pending"))
    shown = select(editions).join(articles, articles.c.id == editions.c.article_id)
    shown = shown.where(articles.c.withdrawn_at.is_(None), editions.c.language.in_(languages))
    counts: dict[str, Counter[str]] = {language: Counter() for language in languages}
    rows = connection.execute(
        shown.with_only_columns(
            editions.c.language,
            state.label("state"),
            func.count().label("editions"),
            func.sum(editions.c.sentences_edited).label("edited"),
            func.sum(editions.c.sentences_machine).label("machine"),
        ).group_by(editions.c.language, state)
    )
    for row in rows:
        counts[row.language][row.state] = row.editions
        counts[row.language].update(sentences_edited=row.edited, sentences_machine=row.machine)
    kept: dict[str, Counter[str]] = {language: Counter() for language in languages}
    with_faults = shown.with_only_columns(editions.c.language, editions.c.faults)
    for language, faults in connection.execute(with_faults.where(editions.c.faults.is_not(None))):
        kept[language].update(read_faults(faults))
    return [
        Coverage(
            language,
            original=count[Origin.ORIGINAL],
            edited=count[Origin.EDITED],
            machine=count[Origin.MACHINE],
            failed=count["failed"],
            pending=count["pending"],
            sentences_edited=count["sentences_edited"],
            sentences_machine=count["sentences_machine"],
            kept=dict(kept[language].most_common()),
        )
        for language, count in counts.items()
    ]
