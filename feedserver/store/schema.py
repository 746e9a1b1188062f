"""The tables. A change here needs a migration in ``migrations/versions`` and the new :data:`HEAD`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

HEAD = "0006"  # the newest migration

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


# What must stay as it was at the first start: authority and authority_date of the ids.
site = Table("site", metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False))

# As declared, in the settings file or by a command. One that is declared no more stays as long as it has articles.
sources = Table(
    "sources",
    metadata,
    Column("slug", String, primary_key=True),
    Column("title", Text, nullable=False),  # as declared, else what the feed calls itself
    Column("kind", String, nullable=False, server_default="folder"),
    Column("location", Text, nullable=False, server_default=""),
    Column("options", Text, nullable=False, server_default="{}"),  # JSON: the rest of the declaration
    Column("declared_by", String),  # settings, command or start; NULL: not any more
    Column("read_at", Moment),  # end of the last complete reading
    Column("trouble", Text),  # of a folder: what in it cannot be read
)

# How it goes with a source that is fetched: what the next request says, when it is due, what went wrong.
polls = Table(
    "polls",
    metadata,
    Column("source", ForeignKey("sources.slug", ondelete="CASCADE"), primary_key=True),
    Column("address", Text),  # where it has moved for good
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", String(64)),  # of the last document that was taken in whole
    Column("listing", Text),  # JSON: the external ids in it, in its order
    Column("interval_s", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("checked_at", Moment),
    Column("changed_at", Moment),
    Column("failures", Integer, nullable=False, default=0, server_default="0"),  # in a row
    Column("trouble", Text),  # why the last look failed, or what of it was refused
    Column("is_gone", Boolean, nullable=False, default=False, server_default="0"),  # 410: never asked again
)
Index(None, polls.c.due_at)

# The hubs that a feed names, as it said when it was last read (WebSub).
hub_offers = Table(
    "hub_offers",
    metadata,
    Column("source", ForeignKey("sources.slug", ondelete="CASCADE"), primary_key=True),
    Column("hubs", Text, nullable=False),  # JSON: addresses, in the feed's order
    Column("topic", Text, nullable=False),  # what the feed calls itself
    Column("base_url", Text, nullable=False),  # where it was found: relative links count from there
)

# What was agreed with a hub, or is to be. The token is the end of the callback's address; nobody else knows it.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("source", ForeignKey("sources.slug", ondelete="CASCADE"), nullable=False),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("callback", Text, nullable=False),  # as the hub was told: the site's address may change
    Column("secret", String(64), nullable=False),
    Column("is_wanted", Boolean, nullable=False),  # false: to be unsubscribed
    Column("next_at", Moment, nullable=False),  # when the hub is asked next
    Column("asked_at", Moment),  # NULL: the hub has nothing to confirm
    Column("failures", Integer, nullable=False, default=0, server_default="0"),  # requests not confirmed, in a row
    Column("verified_at", Moment),
    Column("lease_until", Moment),
    Column("delivered_at", Moment),  # the last rightly signed delivery
    Column("ignored", Integer, nullable=False, default=0, server_default="0"),  # deliveries not rightly signed
    Column("missed", Integer, nullable=False, default=0, server_default="0"),  # looks, in a row, that found untold news
    Column("trouble", Text),
)
Index(None, subscriptions.c.source)

# What hubs have delivered and no worker has taken in yet.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order of arrival
    Column("token", ForeignKey("subscriptions.token", ondelete="CASCADE"), nullable=False),
    Column("content_type", Text),
    Column("body", LargeBinary, nullable=False),  # empty: only that there is news
)
Index(None, deliveries.c.token)

# Deliveries of the past, so that nobody plays them back to us.
past_deliveries = Table(
    "past_deliveries",
    metadata,
    Column("token", ForeignKey("subscriptions.token", ondelete="CASCADE"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("delivered_at", Moment, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("source", ForeignKey("sources.slug"), nullable=False),
    Column("external_id", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("blocks", Text, nullable=False),  # JSON: [[kind, html], …]
    Column("author", Text),
    Column("url", Text),
    Column("published_at", Moment, nullable=False),  # the page's date, else first seen
    Column("updated_at", Moment, nullable=False),
    Column("image", Text),
    Column("enclosures", Text),  # JSON; NULL: none
    Column("digest", String(64), nullable=False),  # of all that was read
    Column("simhash", String(16)),  # of its text; NULL: too short to be told from others
    Column("withdrawn_at", Moment),
    UniqueConstraint("source", "external_id"),
)
Index(None, articles.c.published_at, articles.c.id)
Index(None, articles.c.updated_at)
Index(None, articles.c.language, articles.c.withdrawn_at)  # the worker asks which there are, every few seconds
_withdrawn = articles.c.withdrawn_at.is_not(None)
Index("ix_articles_withdrawn", articles.c.id, sqlite_where=_withdrawn, postgresql_where=_withdrawn)

# An article as one source has it. The first that is not gone decides what the article says.
appearances = Table(
    "appearances",
    metadata,
    Column("source", ForeignKey("sources.slug"), primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("url", Text),
    Column("digest", String(64), nullable=False),  # of what the source itself sent, before its page was read
    Column("page_tries", Integer, nullable=False, default=0, server_default="0"),  # that failed; 0: nothing is missing
    Column("seen_at", Moment, nullable=False),  # first
    Column("gone_at", Moment),
)
Index(None, appearances.c.article_id)
Index(None, appearances.c.source, appearances.c.gone_at)

# Five parts of each article's simhash: two texts that differ in four bits have at least one in common. All that is
# asked stands here, side by side: to look into the rows of articles would cost a page of the file each.
simhash_parts = Table(
    "simhash_parts",
    metadata,
    Column("part", String, primary_key=True),  # language, place and the bits in hex
    Column("published_at", Moment, primary_key=True),  # the article's
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("simhash", String(16), nullable=False),  # the whole
    sqlite_with_rowid=False,
)

article_categories = Table(
    "article_categories",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("slug", String, primary_key=True),
    Column("label", Text, nullable=False),
    Column("position", Integer, nullable=False),
)
Index(None, article_categories.c.slug)

# One row for each article and language. Text stands here only where it differs from the article's own: the
# original and what is still pending take theirs from the article.
editions = Table(
    "editions",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String, primary_key=True),
    Column("origin", String),  # NULL: pending
    Column("title", Text),
    Column("summary", Text),
    Column("blocks", Text),
    Column("categories", Text),  # JSON: labels in the order of article_categories
    Column("engine", Text),
    Column("pivot", String),  # the language it went through, if it did
    Column("made_with", Text),  # packages and glossary at the time: what other ones may do better
    # How many of its sentences are whose; untranslated: kept in the original, by reason in faults.
    Column("sentences_edited", Integer, nullable=False, default=0, server_default="0"),
    Column("sentences_machine", Integer, nullable=False, default=0, server_default="0"),
    Column("untranslated", Integer, nullable=False, default=0),
    Column("faults", Text),  # JSON: {reason: count}; NULL if there are none
    Column("updated_at", Moment),
    Column("edited_at", Moment),  # of the newest editor's word in it
    Column("supplied_by", Text),  # source/external id of the file in which the source itself translates it
    Column("article_digest", String(64)),  # the state of the article that the text was made from
    # The work. To do: todo is true, and neither a claim nor a wait stands in the way.
    Column("todo", Boolean, nullable=False),
    Column("held_until", Moment),  # pending and not shown before
    Column("claimed_by", String),
    Column("claimed_until", Moment),
    Column("wait_until", Moment),
    Column("waits_for", String),  # "en-kk": the package that is missing
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_error", Text),
    Column("finished_at", Moment),  # when the work on it last ended, well or not; NULL: never worked on
)
Index(None, editions.c.updated_at)
Index(None, editions.c.finished_at)
Index("ix_editions_finished", editions.c.language, editions.c.finished_at)
Index("ix_editions_work", editions.c.todo, editions.c.claimed_until)
Index("ix_editions_waiting", editions.c.todo, editions.c.waits_for, editions.c.wait_until)
# What the site says of its state is counted in indexes alone: the rows hold whole texts, and reading them all to
# count takes minutes.
Index(None, editions.c.language, editions.c.origin, editions.c.sentences_edited, editions.c.sentences_machine)


def _index_those_with(name: str, column: Column[Any], *columns: Column[Any], missing: bool = False) -> None:
    """An index of the editions alone in which *column* is set (or is *missing*): few of all."""
    those = column.is_(None) if missing else column.is_not(None)
    Index(name, *columns, sqlite_where=those, postgresql_where=those)


_e = editions.c
_index_those_with("ix_editions_pending", _e.origin, _e.language, _e.todo, _e.waits_for, _e.made_with, missing=True)
_again = _e.todo & _e.origin.is_not(None)
Index("ix_editions_again", _e.language, _e.waits_for, sqlite_where=_again, postgresql_where=_again)
_index_those_with("ix_editions_held", _e.held_until, _e.language, _e.held_until)
_index_those_with("ix_editions_faults", _e.faults, _e.language, _e.faults)
_index_those_with("ix_editions_errors", _e.last_error, _e.language, _e.last_error)
_index_those_with("ix_editions_claims", _e.claimed_by, _e.language, _e.claimed_by)

workers = Table(
    "workers",
    metadata,
    Column("name", String, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)

# Which sentences a finished edition shows: what an editor changes is found again everywhere.
edition_sentences = Table(
    "edition_sentences",
    metadata,
    Column("article_id", String(16), primary_key=True),
    Column("language", String, primary_key=True),
    Column("sentence_key", String(32), primary_key=True),
)
Index(None, edition_sentences.c.sentence_key, edition_sentences.c.language)

memory = Table(
    "memory",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("source_language", String, nullable=False),
    Column("target_language", String, nullable=False),
    Column("sentence_key", String(32), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("translation", Text, nullable=False),
    Column("origin", String, nullable=False),
    Column("engine", Text, nullable=False),  # "" for an editor's word
    Column("updated_at", Moment, nullable=False),
)

Index(None, memory.c.sentence_key)

# The sentences of which no translation passed the checks, by the memory's keys: to ask that engine again is useless.
failures = Table(
    "failures",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("fault", String, nullable=False),
    Column("failed_at", Moment, nullable=False),
)

# Every word of an editor's, also those that a newer one has replaced.
edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order of the imports
    Column("source_language", String, nullable=False),
    Column("target_language", String, nullable=False),
    Column("sentence_key", String(32), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("translation", Text, nullable=False),
    Column("editor", Text, nullable=False),  # as the catalogue names its last translator; "" if it does not
    Column("catalogue", Text, nullable=False),  # <language>/<file>; "" if not known
    Column("edited_at", Moment, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("won", Boolean, nullable=False),  # false: a newer edit stood against it already
)
Index(None, edits.c.sentence_key, edits.c.target_language)

# The state in which a catalogue was last imported: importing it again would undo newer edits.
catalogues = Table(
    "catalogues",
    metadata,
    Column("path", Text, primary_key=True),  # <language>/<name>.po
    Column("digest", String(64), nullable=False),
)

# How often the feeds of a language have changed ("" = as written): a rendering of an older state is not kept.
feed_states = Table(
    "feed_states",
    metadata,
    Column("language", String, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

renderings = Table(
    "renderings",
    metadata,
    Column("path", Text, primary_key=True),
    Column("encoding", String, primary_key=True),  # identity, gzip, br or zstd
    Column("language", String, nullable=False),
    Column("content_type", String, nullable=False),
    Column("links", Text, nullable=False),  # the header Link
    Column("etag", String, nullable=False),
    Column("last_modified", BigInteger, nullable=False),  # Unix seconds, as are expires_at's
    Column("expires_at", BigInteger),
    Column("body", LargeBinary, nullable=False),  # last: SQLite reads a row from its front
)
Index(None, renderings.c.language)

# What is found by words. The words themselves stand in the virtual table search_text (FTS5: title, body) under the
# same id; those of pending editions and of other languages than the edition's are not there.
search_rows = Table(
    "search_rows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("language", String, nullable=False),
    UniqueConstraint("article_id", "language"),
)

# Editions that have been finished, corrected or withdrawn, and of which the hubs of our feeds are still to hear.
announcements = Table(
    "announcements",
    metadata,
    Column("article_id", String(16), primary_key=True),
    Column("language", String, primary_key=True),
    Column("hub", Text, primary_key=True),
)

hubs = Table(
    "hubs",
    metadata,
    Column("address", Text, primary_key=True),
    Column("told_at", Moment),  # when it last took an announcement
    Column("next_at", Moment),  # not before, after a failure
    Column("failures", Integer, nullable=False, default=0, server_default="0"),  # in a row
    Column("trouble", Text),
)
