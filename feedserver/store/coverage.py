"""How far the translation into each language is, and whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from feedserver.model import Origin
from feedserver.store.columns import read_faults
from feedserver.store.schema import articles, editions
from feedserver.store.tallies import add_up, count, count_by

# An edition that was given up: it is pending, and nothing is left to be tried.
GIVEN_UP = (editions.c.origin.is_(None), ~editions.c.todo, editions.c.made_with.is_not(None))


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
    return [
        Coverage(
            each,
            **count_editions(connection, each),
            sentences_edited=add_up(connection, each, func.sum(editions.c.sentences_edited)),
            sentences_machine=add_up(connection, each, func.sum(editions.c.sentences_machine)),
            kept=count_kept(connection, each),
        )
        for each in languages
    ]


def count_editions(connection: Connection, language: str) -> dict[str, int]:
    """How many editions in *language* are ``original``, ``edited``, ``machine``, ``failed`` and ``pending``."""
    counts = {each.value: count(connection, language, editions.c.origin == each) for each in Origin}
    failed = count(connection, language, *GIVEN_UP)
    return counts | {"failed": failed, "pending": count(connection, language, editions.c.origin.is_(None)) - failed}


def count_kept(connection: Connection, language: str) -> dict[str, int]:
    """How many sentences of the editions in *language* are kept in the original, by reason, the most first."""
    kept: Counter[str] = Counter()
    for faults, number in count_by(connection, language, editions.c.faults, editions.c.faults.is_not(None)).items():
        kept.update({reason: sentences * number for reason, sentences in read_faults(faults).items()})
    return dict(kept.most_common())


def list_hopeless(connection: Connection, languages: Sequence[str], *, least: int) -> list[str]:
    """Those of *languages* in which *least* articles or more failed and not one is in a machine's words.

    Asked again and again, so it counts no further than that.
    """
    hopeless = []
    for language in languages:
        shown = (
            select(editions.c.article_id)
            .join(articles, articles.c.id == editions.c.article_id)
            .where(editions.c.language == language, articles.c.withdrawn_at.is_(None))
        )
        failed = connection.scalars(shown.where(*GIVEN_UP).limit(least)).all()
        by_machine = shown.where(editions.c.origin == Origin.MACHINE).limit(1)
        if len(failed) >= least and connection.scalar(by_machine) is None:
            hopeless.append(language)
    return hopeless
