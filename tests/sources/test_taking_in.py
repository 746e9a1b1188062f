"""One story from several sources is one article: joined, corrected, parted, withdrawn, back again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from feedserver.model import Article, Block, BlockKind, Edition, Origin
from feedserver.sources.taking_in import Intake
from feedserver.store.appearances import list_appearances
from feedserver.store.articles import Saved, get_article, list_articles, withdraw
from feedserver.store.database import Database, open_database
from feedserver.store.editions import Selection, find_edition, is_withdrawn, list_editions
from feedserver.store.feed_states import AS_WRITTEN, get_state
from tests.conftest import LANGUAGES, NOW, make_article, save_named

LATER = NOW + timedelta(hours=2)
MUCH_LATER = NOW + timedelta(hours=4)
HOLD = timedelta(hours=1)

STORIES = (
    "The crew of the station has repaired the antenna that a storm of small stones had bent in spring. "
    "Two of them worked outside for six hours while the third moved the long arm from within. "
    "The engineers on the ground had practised every step with them in a pool of water. "
    "The station now hears the ground as well as it did before, and the crew will rest for some days.",
    "The city council has decided to plant young trees along every street that has none so far. "
    "Schools may choose which kind stands before their doors, and pupils will water them in summer. "
    "Gardeners warned that the soil is poor in the old quarters and asked for compost from the farms. "
    "The mayor promised that no tree would be felled for a car park while she is in office.",
    "Fishermen on the northern lake have found the nets of their grandfathers under the melting ice. "
    "The museum will keep the best of them and lend the others to the school that teaches the craft. "
    "Historians say that the knots show how people from both shores once worked together in the cold. "
    "An exhibition opens in autumn, and the oldest fisherman of the village will cut the ribbon.",
)
MORE = "A spokesman thanked everybody."


def story(
    source: str, text: str = STORIES[0], *, name: str = "one", url: str | None = "", **changes: object
) -> Article:
    """*text* as *source* tells it, at an address of its own."""
    values: dict[str, object] = {
        "source": source,
        "title": f"{source} reports",
        "summary": "",
        "blocks": (Block(BlockKind.PARAGRAPH, text),),
        "url": f"https://{source}.example/{name}" if url == "" else url,
    }
    return make_article(name, **(values | changes))


def take(database: Database, article: Article, *, now: datetime = NOW, merges: bool = True) -> Saved:
    with database.write() as connection:
        save_named(connection, article.source, article.source.title(), now=now)
        return Intake(LANGUAGES, HOLD, merges).take(connection, article, now=now)


def drop(database: Database, *articles: Article, now: datetime = LATER) -> None:
    with database.write() as connection:
        for article in articles:
            withdraw(connection, article.source, [article.external_id], now=now)


def shown(database: Database, article_id: str, language: str = "en") -> Edition:
    with database.read() as connection:
        found = find_edition(connection, article_id, language)
    assert found
    return found


def ids(database: Database, source: str | None = None) -> list[str]:
    """The ids in the feed of *source*, or in that of everything."""
    with database.read() as connection:
        found = list_editions(connection, Selection("en", source=source), now=MUCH_LATER, limit=99)
    return sorted(each.article_id for each in found)


def text(edition: Edition) -> str:
    return " ".join(block.html for block in edition.blocks)


def test_the_same_story_from_two_sources_is_one_article_in_the_feeds_of_both(database: Database) -> None:
    first, second = story("agency"), story("paper", STORIES[0] + MORE)

    assert take(database, first) is Saved.ADDED
    assert take(database, second, now=LATER) is Saved.JOINED

    assert ids(database) == ids(database, "agency") == ids(database, "paper") == [first.id]
    edition = shown(database, first.id)
    assert (edition.title, edition.source) == ("agency reports", "agency")
    assert edition.original_url == "https://agency.example/one"
    assert edition.other_urls == ("https://paper.example/one",)


def test_joining_does_not_move_the_date_of_the_article(database: Database) -> None:
    first = story("agency")
    take(database, first)
    before = shown(database, first.id).updated_at
    take(database, story("paper"), now=LATER)

    assert shown(database, first.id).updated_at == before


def test_the_first_leads_though_the_other_came_in_the_same_moment(database: Database) -> None:
    first = story("zeitung")
    take(database, first)
    take(database, story("agency"))
    take(database, story("bote"))

    assert shown(database, first.id).title == "zeitung reports"
    assert shown(database, first.id).other_urls == ("https://agency.example/one", "https://bote.example/one")


def generations(database: Database) -> list[int]:
    """How often the feeds have changed; what was rendered before the last change is dropped with it."""
    with database.read() as connection:
        return [get_state(connection, language).generation for language in (AS_WRITTEN, *LANGUAGES)]


def test_joining_ends_the_renderings_of_all_languages(database: Database) -> None:
    take(database, story("agency"))
    before = generations(database)
    take(database, story("paper"), now=LATER)

    assert generations(database) == [each + 1 for each in before]


def test_a_withdrawal_by_one_of_two_ends_the_renderings_too(database: Database) -> None:
    second = story("paper")
    take(database, story("agency"))
    take(database, second)
    before = generations(database)
    drop(database, second)

    assert generations(database) == [each + 1 for each in before]


def test_the_same_again_from_either_changes_nothing(database: Database) -> None:
    first, second = story("agency"), story("paper")
    take(database, first)
    take(database, second)

    assert take(database, first, now=LATER) is Saved.UNCHANGED
    assert take(database, second, now=LATER) is Saved.UNCHANGED


def test_a_correction_by_the_leading_source_changes_the_article(database: Database) -> None:
    first = story("agency")
    take(database, first)
    take(database, story("paper"))

    assert take(database, story("agency", STORIES[0] + MORE), now=LATER) is Saved.CHANGED

    edition = shown(database, first.id)
    assert text(edition).endswith(MORE)
    assert edition.updated_at == LATER
    assert edition.other_urls == ("https://paper.example/one",)


def test_a_correction_by_the_other_source_changes_nothing_that_is_shown(database: Database) -> None:
    first = story("agency")
    take(database, first)
    take(database, story("paper"))
    before = shown(database, first.id)

    assert take(database, story("paper", STORIES[0] + MORE), now=LATER) is Saved.CHANGED
    assert shown(database, first.id) == before


def test_a_correction_by_the_other_source_counts_when_the_first_has_gone(database: Database) -> None:
    first = story("agency")
    take(database, first)
    take(database, story("paper"))
    drop(database, first)
    assert text(shown(database, first.id)) == STORIES[0]

    take(database, story("paper", STORIES[0] + MORE), now=LATER)

    edition = shown(database, first.id)
    assert text(edition).endswith(MORE)
    assert edition.title == "paper reports"
    assert ids(database, "agency") == []
    assert ids(database, "paper") == [first.id]


def test_the_first_leads_again_when_it_returns(database: Database) -> None:
    first = story("agency")
    take(database, first)
    take(database, story("paper"))
    drop(database, first)
    take(database, story("paper", STORIES[0] + MORE), now=LATER)

    take(database, first, now=MUCH_LATER)

    assert text(shown(database, first.id)) == STORIES[0]
    assert shown(database, first.id).other_urls == ("https://paper.example/one",)


def test_what_the_other_source_rewrites_becomes_an_article_of_its_own(database: Database) -> None:
    first, second = story("agency"), story("paper")
    take(database, first)
    take(database, second)

    assert take(database, story("paper", STORIES[1]), now=LATER) is Saved.ADDED

    assert ids(database) == sorted([first.id, second.id])
    assert ids(database, "paper") == [second.id]
    assert shown(database, first.id).other_urls == ()
    assert text(shown(database, second.id)) == STORIES[1]


def test_what_the_first_source_rewrites_leaves_the_story_to_the_others(database: Database) -> None:
    first, second, third = story("agency"), story("paper"), story("radio", url=None)
    for each in (first, second, third):
        take(database, each)

    assert take(database, story("agency", STORIES[1]), now=LATER) is Saved.CHANGED

    assert ids(database) == sorted([first.id, second.id])
    assert ids(database, "agency") == [first.id]
    assert ids(database, "paper") == ids(database, "radio") == [second.id]
    assert text(shown(database, first.id)) == STORIES[1]
    left = shown(database, second.id)
    assert (text(left), left.source, left.original_url) == (STORIES[0], "paper", "https://paper.example/one")
    assert take(database, second, now=MUCH_LATER) is Saved.UNCHANGED
    assert take(database, third, now=MUCH_LATER) is Saved.UNCHANGED


def test_a_source_that_is_alone_with_a_story_may_rewrite_it_under_its_id(database: Database) -> None:
    first = story("agency")
    take(database, first)
    take(database, story("paper"))
    drop(database, first)

    take(database, story("paper", STORIES[1]), now=LATER)

    assert ids(database) == [first.id]
    assert text(shown(database, first.id)) == STORIES[1]


def test_a_first_source_that_returns_to_a_story_rewritten_by_the_other_parts_from_it(database: Database) -> None:
    first, second = story("agency"), story("paper")
    take(database, first)
    take(database, second)
    drop(database, first)
    take(database, story("paper", STORIES[1]), now=LATER)

    take(database, first, now=MUCH_LATER)

    assert text(shown(database, first.id)) == STORIES[0]
    assert text(shown(database, second.id)) == STORIES[1]


def test_an_article_stays_as_long_as_one_source_has_it_and_goes_with_the_last(database: Database) -> None:
    first, second = story("agency"), story("paper")
    take(database, first)
    take(database, second)

    drop(database, first)
    with database.read() as connection:
        assert not is_withdrawn(connection, first.id)
    drop(database, second)
    with database.read() as connection:
        assert is_withdrawn(connection, first.id)
        assert find_edition(connection, first.id, "en") is None


@pytest.mark.parametrize("returning", ["agency", "paper"])
def test_a_withdrawn_story_returns_under_its_id_with_either_source(database: Database, returning: str) -> None:
    first, second = story("agency"), story("paper")
    take(database, first)
    take(database, second)
    drop(database, first, second)

    take(database, story(returning), now=MUCH_LATER)

    assert ids(database) == [first.id]
    assert ids(database, returning) == [first.id]
    with database.read() as connection:
        assert not is_withdrawn(connection, first.id)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("The dollar costs 450 tenge today.", "The dollar costs 451 tenge today."),
        ("The match ended 2:1.", "The match ended 1:2."),
        ("It was minus 20 at night and 15 by day.", "It was minus 20 at night and 14 by day."),
    ],
    ids=["rates", "scores", "weather"],
)
def test_texts_with_other_numbers_never_merge(database: Database, mine: str, theirs: str) -> None:
    take(database, story("agency", mine + STORIES[0]))

    assert take(database, story("paper", theirs + STORIES[0])) is Saved.ADDED


def test_a_sentence_more_may_have_a_number_of_its_own(database: Database) -> None:
    take(database, story("agency", "It began at 9. " + STORIES[0]))

    assert take(database, story("paper", "It began at 9. " + STORIES[0] + "It ends at 18.")) is Saved.JOINED


@pytest.mark.parametrize(
    "other",
    [
        story("paper", STORIES[1]),
        story("paper", language="ru"),
        story("agency", name="two"),
        story("paper", published_at=NOW - timedelta(days=400)),
    ],
    ids=["another story", "another language", "the same source", "another year"],
)
def test_what_is_not_the_same_story_stays_apart(database: Database, other: Article) -> None:
    take(database, story("agency"))

    assert take(database, other, now=LATER) is Saved.ADDED


def test_a_short_text_merges_with_nothing(database: Database) -> None:
    take(database, story("agency", "The crew is well and sends its greetings."))

    assert take(database, story("paper", "The crew is well and sends its greetings.")) is Saved.ADDED


def test_a_source_has_a_story_once_also_where_it_came_second(database: Database) -> None:
    take(database, story("agency"))
    take(database, story("paper"))

    assert take(database, story("paper", name="two")) is Saved.ADDED


def test_nothing_merges_where_the_setting_says_so(database: Database) -> None:
    take(database, story("agency"), merges=False)

    assert take(database, story("paper"), merges=False) is Saved.ADDED


def test_undated_stories_are_near_when_they_are_seen(database: Database) -> None:
    take(database, story("agency", published_at=None))

    assert take(database, story("paper", published_at=None), now=LATER) is Saved.JOINED
    assert take(database, story("radio", published_at=None), now=NOW + timedelta(days=9)) is Saved.ADDED


def test_a_rebuilt_database_has_the_same_ids(tmp_path: Path) -> None:
    taken = [story("zeitung"), story("agency"), story("paper", STORIES[1]), story("agency", STORIES[1], name="two")]
    found = []
    for name in ("one.db", "two.db"):
        database = open_database(f"sqlite:///{tmp_path / name}")
        for article in taken:
            take(database, article)
        found.append(ids(database))
        database.close()

    assert found[0] == found[1] == sorted([taken[0].id, taken[2].id])


def test_the_words_of_a_parted_story_are_translated_anew(database: Database) -> None:
    first, second = story("agency"), story("paper")
    take(database, first)
    take(database, second)
    take(database, story("agency", STORIES[1]), now=LATER)

    assert shown(database, second.id, "kk").origin is None
    assert shown(database, second.id, "en").origin is Origin.ORIGINAL


SOURCES = ("agency", "paper", "radio")
NAMES = ("one", "two")


@cache
def empty_file() -> bytes:
    """A database with nothing but the schema."""
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/news.db")
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return (Path(folder) / "news.db").read_bytes()


class Newsroom(RuleBasedStateMachine):
    """Sources that publish, correct and withdraw stories in any order."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        (Path(self.folder.name) / "news.db").write_bytes(empty_file())
        self.database = open_database(f"sqlite:///{self.folder.name}/news.db")
        self.now = NOW
        self.has: dict[tuple[str, str], int] = {}  # what each source has now: the number of a story
        self.ever: set[tuple[str, str]] = set()

    @rule(
        source=st.sampled_from(SOURCES),
        name=st.sampled_from(NAMES),
        number=st.integers(0, len(STORIES) - 1),
        with_more=st.booleans(),
    )
    def publishes(self, source: str, name: str, number: int, with_more: bool) -> None:
        self.now += timedelta(minutes=1)
        joins = (source, name) not in self.ever and self.is_told_without(source, number)
        saved = take(self.database, story(source, STORIES[number] + MORE * with_more, name=name), now=self.now)
        if (source, name) not in self.ever:
            assert saved is (Saved.JOINED if joins else Saved.ADDED)
        self.has[source, name] = number
        self.ever.add((source, name))

    @rule(source=st.sampled_from(SOURCES), name=st.sampled_from(NAMES))
    def withdraws(self, source: str, name: str) -> None:
        self.now += timedelta(minutes=1)
        drop(self.database, story(source, name=name), now=self.now)
        self.has.pop((source, name), None)

    def is_told_without(self, source: str, number: int) -> bool:
        """Whether a live article tells the story that *source* never had a part in."""
        with self.database.read() as connection:
            return any(
                source not in {each.source for each in list_appearances(connection, article.id)}
                for article in list_articles(connection)
                if article.blocks[0].html.startswith(STORIES[number])
            )

    @invariant()
    def every_source_has_its_story_in_exactly_one_live_article(self) -> None:
        found = Counter[tuple[str, str]]()
        with self.database.read() as connection:
            for article in list_articles(connection):
                live = [each for each in list_appearances(connection, article.id) if not each.is_gone]
                assert live, "an article that nobody has"
                assert len({each.source for each in live}) == len(live), "a source merged with itself"
                for each in live:
                    found[each.source, each.external_id] += 1
                    told = STORIES[self.has[each.source, each.external_id]]
                    assert article.blocks[0].html.startswith(told), "a source's story is lost"
        assert found == Counter(self.has.keys())

    @invariant()
    def the_feed_of_a_source_has_as_many_entries_as_the_source(self) -> None:
        for source in SOURCES:
            assert len(ids(self.database, source)) == sum(each == source for each, _ in self.has)

    @invariant()
    def every_moment_of_update_is_free(self) -> None:
        with self.database.read() as connection:
            moments = connection.exec_driver_sql("SELECT updated_at FROM articles").scalars().all()
        assert len(set(moments)) == len(moments)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


Newsroom.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    suppress_health_check=[HealthCheck.too_slow],
)
TestNewsroom = Newsroom.TestCase


def test_a_text_taken_in_is_what_the_source_says_though_its_page_says_more(database: Database) -> None:
    article = story("agency")
    with database.write() as connection:
        save_named(connection, "agency", "Agency")
        intake = Intake(LANGUAGES, HOLD)
        assert intake.take(connection, article, now=NOW, sent_digest="teaser", page_tries=1) is Saved.ADDED
        assert intake.take(connection, article, now=NOW, sent_digest="teaser", page_tries=1) is Saved.UNCHANGED
        whole = replace(article, summary="Now with its page.")
        assert intake.take(connection, whole, now=NOW, sent_digest="teaser") is Saved.CHANGED
        assert intake.take(connection, whole, now=NOW, sent_digest="teaser") is Saved.UNCHANGED
        assert get_article(connection, article.id).summary == "Now with its page."
