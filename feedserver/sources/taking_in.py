"""What a reader has made of a document goes into the database: articles, and the same story from two sources as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedserver.model import Article
from feedserver.sources.likeness import simhash_of, tells_the_same
from feedserver.store import appearances, similar
from feedserver.store.articles import Saved, digest_of, get_article, save_article
from feedserver.store.database import Connection

_NEARBY = timedelta(days=3)  # between the dates that two sources give to one story


@dataclass(frozen=True, slots=True)
class Intake:
    """What holds for all articles that come in.

    languages: the site's, in which editions are planned. hold: how long one that is not translated is held back.
    merges: whether the same story from two sources is one article.
    """

    languages: Sequence[str]
    hold: timedelta
    merges: bool = True

    def take(
        self,
        connection: Connection,
        article: Article,
        *,
        now: datetime,
        sent_digest: str | None = None,
        page_tries: int = 0,
    ) -> Saved:
        """Save *article* inside a write transaction. sent_digest, page_tries: as for ``save_article``."""
        sent_digest = sent_digest or digest_of(article)
        known = appearances.find_appearance(connection, article.source, article.external_id)
        if known is not None and known.says(sent_digest, page_tries):
            return Saved.UNCHANGED
        simhash = simhash_of(article) if self.merges else None
        if known is not None and known.article_id != article.id:
            if simhash is None or not tells_the_same(article, get_article(connection, known.article_id)):
                appearances.part(connection, article.source, article.external_id)
                known = None
        twin_id = _find_twin(connection, article, simhash, now) if known is None and simhash is not None else None
        return save_article(
            connection,
            article,
            seen_at=now,
            languages=self.languages,
            held_until=now + self.hold,
            sent_digest=sent_digest,
            page_tries=page_tries,
            simhash=simhash,
            twin_id=twin_id,
        )


def _find_twin(connection: Connection, article: Article, simhash: int, now: datetime) -> str | None:
    """The article of another source that tells the same."""
    dated = article.published_at or now
    found = similar.list_similar(
        connection, simhash, language=article.language, after=dated - _NEARBY, before=dated + _NEARBY
    )
    for article_id in found:
        other = get_article(connection, article_id)
        if other.source != article.source and tells_the_same(article, other):
            return article_id
    return None
