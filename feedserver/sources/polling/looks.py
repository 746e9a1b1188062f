"""One look at one source on the web: what is new there goes into the database, and how it went comes back."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from feedserver.errors import SourceError
from feedserver.model import Article, Source, SourceKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.fetching.client import Fetched, Fetcher
from feedserver.sources.fetching.errors import FetchError, FetchStoppedError
from feedserver.sources.polling.deletions import list_suspects
from feedserver.sources.polling.full_text import fetch_page, with_text_of
from feedserver.sources.polling.schedule import Schedule, due_at
from feedserver.sources.taking_in import Intake, Reading, told
from feedserver.sources.upstream import FeedDocument, read_feed
from feedserver.store.appearances import Appearance, find_appearance
from feedserver.store.articles import digest_of, withdraw
from feedserver.store.database import Database
from feedserver.store.polls import Poll
from feedserver.store.sources import save_reading, save_title
from feedserver.store.subscriptions import Offer, is_delivered, note_found_news, save_offer

log = logging.getLogger(__name__)

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.1"
)
PAGE_TRIES = 5  # then the teaser has to do
_MOST_CHECKED = 5  # suspects whose pages are asked at one look
_MOST_HUBS = 10  # of which one is asked
_TOGETHER = 20  # articles in one transaction: little is lost, and others can write between
_GONE = (404, 410)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Looker:
    """What all looks share. zone: of dates that name none, unless the source has its own. chance: from 0 to 1."""

    database: Database
    fetcher: Fetcher
    intake: Intake
    schedule: Schedule
    zone: ZoneInfo
    clock: Callable[[], datetime]
    chance: Callable[[], float]

    def look(
        self, source: Source, poll: Poll, *, anew: bool = False, fetched: Fetched | None = None
    ) -> tuple[Reading, Poll]:
        """Look at *source*; what that did, and the state to be saved.

        anew: take in everything as if for the first time. fetched: the feed, where it has just been had. Raises
        FetchStoppedError when told to stop, and StoreError; all other trouble is in the state.
        """
        if anew:
            poll = replace(poll, etag=None, last_modified=None, digest=None)
        reading = Reading()
        try:
            if source.kind is SourceKind.FEED:
                poll = self._look_at_feed(source, poll, fetched or self._fetch_feed(source, poll), reading, anew)
            else:
                poll = self._look_at_pages(source, poll, reading, anew)
        except FetchStoppedError:
            raise
        except SourceError as error:
            reading.refused.append(error)
            poll = self._failed(poll, error)
        return reading, poll

    def take_pushed(
        self, source: Source, poll: Poll, body: bytes, reading: Reading, *, url: str, content_type: str | None
    ) -> Poll:
        """Take in what a hub has delivered of the feed at *url*, perhaps only its news; the state to be saved.

        The next look reads the feed whole: what a hub delivers is not the last word, and lists nothing.
        Raises SourceError if it cannot be read, FetchStoppedError when told to stop, and StoreError.
        """
        document = read_feed(body, self.context(source), url=url, content_type=content_type)
        self._take_articles(source, document.articles, reading, anew=False)
        reading.refused += document.refused
        changed_at = self.clock() if reading.added or reading.changed else poll.changed_at
        return replace(poll, etag=None, last_modified=None, digest=None, changed_at=changed_at)

    def context(self, source: Source) -> ReadingContext:
        """What a reader of *source* knows."""
        now = self.clock()
        return ReadingContext(
            source=source.slug,
            zone=ZoneInfo(source.zone) if source.zone else self.zone,
            read_at=now,
            saved_at=now,
            language=source.language,
            categories=source.categories,
        )

    def _fetch_feed(self, source: Source, poll: Poll) -> Fetched:
        # Where it moved to may vanish as well: after a failure every other look asks at the declared address.
        address = source.location if poll.failures % 2 else poll.address or source.location
        return self.fetcher.fetch(address, etag=poll.etag, last_modified=poll.last_modified, accept=FEED_TYPES)

    def _look_at_feed(self, source: Source, poll: Poll, fetched: Fetched, reading: Reading, anew: bool) -> Poll:
        validators = {"etag": fetched.etag, "last_modified": fetched.last_modified}
        digest = hashlib.sha256(fetched.body).hexdigest()
        if fetched.is_unchanged or digest == poll.digest:
            trouble = None if poll.failures else poll.trouble  # what of the document was refused is so still
            return self._succeeded(replace(poll, trouble=trouble), fetched.max_age_s, changed=False)
        document = read_feed(
            fetched.body, self.context(source), url=fetched.final_url, content_type=fetched.content_type
        )
        offer = _offer_of(source, fetched, document)
        is_whole, suspects = self._take_document(source, poll, document, offer, reading, anew)
        moved_to = fetched.permanent_url if fetched.permanent_url != source.location else None
        changed = bool(reading.added or reading.changed or reading.withdrawn)
        reading.refused += document.refused
        poll = replace(
            poll,
            address=moved_to,
            listing=(*suspects, *(article.external_id for article in document.articles)),
            trouble=told(reading.refused),
            **(validators | {"digest": digest} if is_whole else {"etag": None, "last_modified": None, "digest": None}),
        )
        advised = max(filter(None, (fetched.max_age_s, document.ttl_s)), default=None)
        return self._succeeded(poll, advised, changed=changed)

    def _take_document(
        self, source: Source, poll: Poll, document: FeedDocument, offer: Offer, reading: Reading, anew: bool
    ) -> tuple[bool, list[str]]:
        """Take in a feed's articles and drop what it has deleted.

        Returns whether nothing of it is to be tried again, and what may have been deleted too, which could not be told.
        """
        is_whole = self._take_articles(source, document.articles, reading, anew)
        deleted, suspects = self._find_deleted(source, poll, document)
        gone = [*document.deleted, *deleted]
        with self.database.write() as connection:
            if document.title:
                save_title(connection, source.slug, document.title)
            there = [each for each in gone if _is_there(find_appearance(connection, source.slug, each))]
            withdraw(connection, source.slug, there, now=self.clock())
            save_offer(connection, offer)
            save_reading(connection, source.slug, self.clock())
        reading.withdrawn += there
        return is_whole, suspects

    def _take_articles(self, source: Source, articles: Sequence[Article], reading: Reading, anew: bool) -> bool:
        """Take in articles, with their pages' text where the source is so; whether none is to be tried again."""
        entries: Iterator[tuple[Article | None, str, int]]
        if source.full_text:
            entries = self._with_pages(source, articles, reading, anew)
        else:
            entries = ((article, digest_of(article), 0) for article in articles)
        is_whole = True
        # Where a page is fetched for each, every article is kept at once.
        together = 1 if source.full_text else _TOGETHER
        # The undated stay in the feed's order: the first is the newest.
        now = self.clock()
        dated = zip((now - timedelta(seconds=number) for number in count()), entries, strict=False)
        while batch := list(islice(dated, together)):
            self.fetcher.check_stopped(source.location)
            with self.database.write() as connection:
                for dated_at, (article, sent_digest, page_tries) in batch:
                    is_whole = is_whole and not page_tries
                    if article is None:
                        continue
                    saved = self.intake.take(
                        connection,
                        article,
                        now=self.clock(),
                        sent_digest=sent_digest,
                        page_tries=page_tries,
                        dated_at=dated_at,
                    )
                    reading.note(article.external_id, saved)
        return is_whole

    def _with_pages(
        self, source: Source, articles: Sequence[Article], reading: Reading, anew: bool
    ) -> Iterator[tuple[Article | None, str, int]]:
        """The articles that are new or changed, with the text of their pages as far as that can be had.

        Each with the digest of what the feed said, and how often its page was tried in vain; 0 if it will not be again.
        None: the whole text is there, and stays until the page of the changed entry can be had.
        """
        for article in articles:
            sent_digest = digest_of(article)
            with self.database.read() as connection:
                known = find_appearance(connection, source.slug, article.external_id)
            if known is not None and known.says(sent_digest) and not anew:
                continue
            tries = known.page_tries if known is not None and known.sent_digest == sent_digest else 0
            try:
                page = fetch_page(self.fetcher, article.url, self.context(source)) if article.url else article
            except FetchStoppedError:
                raise
            except SourceError as error:
                may_come = isinstance(error, FetchError) and (error.status or 500) >= 429 and tries + 1 < PAGE_TRIES
                reading.refused.append(SourceError(f"only a teaser: {error}"))
                is_there = may_come and known is not None and not known.is_gone and not known.page_tries
                yield None if is_there else article, sent_digest, tries + 1 if may_come else 0
            else:
                yield with_text_of(article, page), sent_digest, 0

    def _find_deleted(self, source: Source, poll: Poll, document: FeedDocument) -> tuple[list[str], list[str]]:
        """What has gone from the middle of the feed and from the web: its page says so; and what is still in doubt."""
        suspects = list_suspects(poll.listing, {article.external_id for article in document.articles})
        deleted, in_doubt = [], suspects[_MOST_CHECKED:]
        for external_id in suspects[:_MOST_CHECKED]:
            with self.database.read() as connection:
                known = find_appearance(connection, source.slug, external_id)
            if known is None or known.is_gone or known.url is None:
                continue
            try:
                self.fetcher.fetch(known.url, obey_robots=True)
            except FetchStoppedError:
                raise
            except FetchError as error:
                if error.status in _GONE:
                    deleted.append(external_id)
                elif error.status is None or error.status >= 429:
                    in_doubt.append(external_id)
        return deleted, in_doubt

    def _look_at_pages(self, source: Source, poll: Poll, reading: Reading, anew: bool) -> Poll:
        for page in source.pages:
            with self.database.read() as connection:
                known = find_appearance(connection, source.slug, page)
            if known is not None and not known.is_gone and not anew:
                continue
            try:
                article = fetch_page(self.fetcher, page, self.context(source))
            except FetchStoppedError:
                raise
            except SourceError as error:
                reading.refused.append(error)
                if _is_gone(error) and known is not None:
                    with self.database.write() as connection:
                        withdraw(connection, source.slug, [page], now=self.clock())
                    reading.withdrawn.append(page)
                continue
            with self.database.write() as connection:
                reading.note(page, self.intake.take(connection, article, now=self.clock()))
        if reading.refused:
            # The site is gone only if all of them are: those that may come back are tried again.
            return self._failed(poll, min(reading.refused, key=_is_gone))
        now = self.clock()
        with self.database.write() as connection:
            save_reading(connection, source.slug, now)
        changed_at = now if reading.added or reading.changed else poll.changed_at
        return replace(
            poll, due_at=_NEVER, checked_at=now, changed_at=changed_at, failures=0, trouble=None, is_gone=False
        )

    def _succeeded(self, poll: Poll, advised_s: int | None, *, changed: bool) -> Poll:
        now = self.clock()
        is_pushed = self._is_pushed(poll, changed, now)
        interval_s = self.schedule.after_success(poll.interval_s, changed=changed, is_pushed=is_pushed)
        return replace(
            poll,
            interval_s=interval_s,
            due_at=due_at(now, interval_s, advised_s=advised_s, chance=self.chance()),
            checked_at=now,
            changed_at=now if changed else poll.changed_at,
            failures=0,
            is_gone=False,
        )

    def _is_pushed(self, poll: Poll, changed: bool, now: datetime) -> bool:
        """Whether a hub tells of the source's news, also that which this look may have found."""
        with self.database.read() as connection:
            is_pushed = is_delivered(connection, poll.source, now=now)
        if is_pushed and changed:
            with self.database.write() as connection:
                note_found_news(connection, poll.source, since=poll.checked_at)
                is_pushed = is_delivered(connection, poll.source, now=now)
        return is_pushed

    def _failed(self, poll: Poll, error: SourceError) -> Poll:
        now = self.clock()
        failures = poll.failures + 1
        advised = error.retry_after_s if isinstance(error, FetchError) else None
        return replace(
            poll,
            due_at=due_at(now, self.schedule.after_failure(failures), advised_s=advised, chance=self.chance()),
            checked_at=now,
            failures=failures,
            trouble=str(error),
            is_gone=_is_gone(error),
        )


def _offer_of(source: Source, fetched: Fetched, document: FeedDocument) -> Offer:
    """Who tells of the feed's news; what the headers say goes before the document (WebSub §4)."""
    topic = next(iter(fetched.links.get("self", ())), document.self_url) or fetched.final_url
    hubs = fetched.links.get("hub") or document.hub_urls
    return Offer(source.slug, hubs[:_MOST_HUBS], topic, fetched.final_url)


def _is_gone(error: SourceError) -> bool:
    return isinstance(error, FetchError) and error.is_gone


def _is_there(known: Appearance | None) -> bool:
    return known is not None and not known.is_gone
