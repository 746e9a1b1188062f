"""What a reader has made of a document goes into the database: articles, and the same story from two sources as one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedserver.errors import SourceError
from feedserver.model import Article
from feedserver.sources.likeness import Wording, wording_of
from feedserver.store.appearances import Appearance, find_appearance, list_appearances
from feedserver.store.articles import Saved, digest_of, get_article, part, save_article
from feedserver.store.database import Connection
from feedserver.store.similar import list_similar

_NEARBY = timedelta(days=3)  # between the dates that two sources give to one story
_MOST_SHOWN = 5  # external ids in one line of the log

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reading:
    """What one look at a source did; external ids. refused: with the reason each."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: list[SourceError] = field(default_factory=list)

    @property
    def done(self) -> dict[str, list[str]]:
        """What was done, by what it was, in the order in which it is told."""
        return {"added": self.added, "changed": self.changed, "withdrawn": self.withdrawn}

    def note(self, external_id: str, saved: Saved) -> None:
        """What saving an article did."""
        if saved is not Saved.UNCHANGED:
            (self.changed if saved is Saved.CHANGED else self.added).append(external_id)


def log_done(slug: str, reading: Reading) -> None:
    """Log what one look at a source did, but for what it refused."""
    for what, ids in reading.done.items():
        if ids:
            more = " …" if len(ids) > _MOST_SHOWN else ""
            log.info("%s: %s %d: %s%s", slug, what, len(ids), ", ".join(ids[:_MOST_SHOWN]), more)


def told(refused: Sequence[SourceError]) -> str | None:
    """What of a source was refused, as one line for the status; None if nothing."""
    if not refused:
        return None
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    return f"{refused[0]}{more}"


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
        dated_at: datetime | None = None,
    ) -> Saved:
        """Save *article* inside a write transaction. sent_digest, page_tries, dated_at: as for ``save_article``.

        A correction after which two sources no longer tell the same story makes two articles of the one: the source
        whose id it has keeps it, and none of the texts is lost.
        """
        sent_digest = sent_digest or digest_of(article)
        known = find_appearance(connection, article.source, article.external_id)
        if known is not None and known.says(sent_digest, page_tries):
            return Saved.UNCHANGED
        wording = wording_of(article, article.language)
        simhash = wording.simhash if self.merges else None
        others = _list_others(connection, known) if known is not None else []
        if known is not None and others:
            shared = get_article(connection, known.article_id)
            if not wording.tells_the_same(wording_of(shared, shared.language)):
                if known.article_id == article.id:
                    self._move_out(connection, others, shared, now)
                else:
                    part(connection, known, now=now)
                    known = None
        twin_id = _find_twin(connection, article, wording, now) if known is None and self.merges else None
        return self._save(connection, article, now, sent_digest, page_tries, simhash, twin_id, dated_at)

    def _move_out(self, connection: Connection, others: Sequence[Appearance], shared: Article, now: datetime) -> None:
        """What *others* still tell becomes an article of their own: *shared*, the text of all until now."""
        twin_id, simhash = None, wording_of(shared, shared.language).simhash
        for other in others:
            part(connection, other, now=now)
            article = replace(shared, source=other.source, external_id=other.external_id, url=other.url)
            self._save(connection, article, now, other.sent_digest, other.page_tries, simhash, twin_id)
            twin_id = twin_id or article.id

    def _save(
        self,
        connection: Connection,
        article: Article,
        now: datetime,
        sent_digest: str,
        page_tries: int,
        simhash: int | None,
        twin_id: str | None,
        dated_at: datetime | None = None,
    ) -> Saved:
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
            dated_at=dated_at,
        )


def _list_others(connection: Connection, known: Appearance) -> list[Appearance]:
    """Where else the article is now, the oldest appearance first."""
    there = list_appearances(connection, known.article_id)
    mine = (known.source, known.external_id)
    return [each for each in there if not each.is_gone and (each.source, each.external_id) != mine]


def _find_twin(connection: Connection, article: Article, wording: Wording, now: datetime) -> str | None:
    """The article of another source that tells the same."""
    if wording.simhash is None:
        return None
    dated, language = article.published_at or now, article.language
    after, before = dated - _NEARBY, dated + _NEARBY
    found = list_similar(
        connection, wording.simhash, language=language, after=after, before=before, not_in=article.source
    )
    near = (article_id for article_id, text in found.items() if wording.tells_the_same(wording_of(text, language)))
    return next(near, None)
