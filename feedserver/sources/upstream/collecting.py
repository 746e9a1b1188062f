"""The entries of a feed, one after the other: one that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from feedserver.errors import SourceError
from feedserver.model import Article
from feedserver.sources.upstream.document import MAX_ENTRIES


@dataclass(frozen=True, slots=True)
class Collected:
    """articles: in the feed's order, no external id twice. refused: why the others could not be read."""

    articles: tuple[Article, ...]
    refused: tuple[SourceError, ...]


def collect(entries: Sequence[Any], read: Callable[[Any], Article]) -> Collected:
    """Read the first MAX_ENTRIES of *entries*. Of those with the same external id the first counts."""
    articles: dict[str, Article] = {}
    refused: list[SourceError] = []
    for number, entry in enumerate(entries[:MAX_ENTRIES], start=1):
        try:
            article = read(entry)
        except SourceError as error:
            refused.append(SourceError(f"entry {number}: {error}"))
        else:
            articles.setdefault(article.external_id, article)
    if len(entries) > MAX_ENTRIES:
        refused.append(SourceError(f"the feed has more than {MAX_ENTRIES} entries; only those are read"))
    return Collected(tuple(articles.values()), tuple(refused))
