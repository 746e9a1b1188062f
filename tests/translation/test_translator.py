"""Jobs become editions: memory first, the real engine for what is missing, editors above all.

The fixture packages translate poorly; what is asked here is who is asked, what is kept and what is shown.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedserver.model import Article, Block, BlockKind, Edition, Origin
from feedserver.store.database import Database
from feedserver.store.editions import find_edition
from feedserver.store.memory import EDITORS, find_latest, save_translations
from feedserver.store.redo import redo_outdated, redo_passages, redo_sentences, resume_waiting
from feedserver.store.work import (
    Job,
    claim_jobs,
    get_work_state,
)
from feedserver.translation.argos import ArgosEngine
from feedserver.translation.glossary.terms import read_glossary
from feedserver.translation.texts import list_sentences
from feedserver.translation.translator import RETRY, RETRY_MOST, Translator
from tests.conftest import NOW, CountingEngine, make_article, save

LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
# No model repeats such numbers, so the checks refuse whatever comes back.
UNBELIEVABLE = "Between 48151 and 62342 of the 99173 people came on 30417 of the 58213 days."


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def story(believable: Sequence[str]) -> Article:
    """An article of four sentences that the packages translate well enough."""
    title, *rest = believable[:4]
    return make_article(title=title, summary="", blocks=(Block(BlockKind.PARAGRAPH, " ".join(rest)),))


def claim(database: Database, clock: Clock) -> list[Job]:
    with database.write() as connection:
        return claim_jobs(connection, "a:1", now=clock(), lease=LEASE, limit=99)


def work(database: Database, engine: ArgosEngine, clock: Clock, between: Callable[[], None] = lambda: None) -> int:
    return Translator(database, engine, clock, between).translate(claim(database, clock))


def texts_of(article: Article, language: str = "ru") -> list[str]:
    return [sentence.text for sentence in list_sentences(article, language)]


def shown(database: Database, article: Article, language: str = "ru") -> Edition:
    with database.read() as connection:
        found = find_edition(connection, article.id, language)
    assert found
    return found


def edit(database: Database, words: dict[str, str], now: datetime, language: str = "ru") -> None:
    with database.write() as connection:
        save_translations(connection, words, "en", language, engine=EDITORS, now=now)
        redo_sentences(connection, language, list(words))
        resume_waiting(connection, {language})


def redo_all(database: Database, article: Article, *languages: str) -> None:
    with database.write() as connection:
        for language in languages or ("ru", "kk"):
            redo_sentences(connection, language, texts_of(article))


def test_a_pending_article_is_translated_into_every_language(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)

    assert work(database, counting, clock) == 2

    for language in ("ru", "kk"):
        edition = shown(database, story, language)
        assert (edition.origin, edition.text_language, edition.untranslated) == (Origin.MACHINE, language, 0)
        assert edition.engine
        assert edition.engine.startswith(f"Argos Translate (translate-en_{language} ")
        assert edition.title != story.title
        assert len(edition.blocks) == len(story.blocks)


def test_the_sentences_of_all_articles_go_to_the_engine_together_and_each_once(
    database: Database, counting: CountingEngine, clock: Clock, believable: Sequence[str]
) -> None:
    articles = [make_article(f"{number}.txt", title=believable[0], summary=believable[number]) for number in range(4)]
    save(database, *articles)
    translator = Translator(database, counting, clock, lambda: None)
    translator.pace.sentences = 100  # a quick machine
    translator.translate(claim(database, clock))

    wanted = {sentence for article in articles for sentence in texts_of(article)}
    first_calls = [asked for asked in counting.asked if len(asked) == len(wanted)]
    assert len(first_calls) == 2  # one for each language
    assert all(set(asked) == wanted for asked in first_calls)


def test_what_is_remembered_is_not_asked_again(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)
    work(database, counting, clock)
    before = shown(database, story)
    counting.asked.clear()
    redo_all(database, story)

    assert work(database, counting, clock) == 2
    assert counting.asked == []
    assert shown(database, story) == before


def test_a_change_of_one_sentence_costs_one_sentence(
    database: Database, counting: CountingEngine, clock: Clock, story: Article, believable: Sequence[str]
) -> None:
    save(database, replace(story, title="Old words stand here."))
    work(database, counting, clock)
    counting.asked.clear()
    clock.now += MINUTE
    save(database, story, now=clock.now)

    assert work(database, counting, clock) == 2
    assert {sentence for asked in counting.asked for sentence in asked} == {story.title}


def test_an_editors_word_wins_whatever_is_run_again(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)
    work(database, counting, clock)
    before = shown(database, story)
    clock.now += MINUTE
    edit(database, {story.title: "Слово редактора"}, clock.now)
    counting.asked.clear()
    work(database, counting, clock)

    edited = shown(database, story)
    assert counting.asked == []
    assert edited.title == "Слово редактора"
    assert edited.blocks == before.blocks
    assert edited.origin is Origin.MACHINE  # the rest still is
    assert edited.updated_at == clock.now

    redo_all(database, story, "ru")
    better = CountingEngine(counting)
    better.beam_size = 2
    clock.now += MINUTE
    work(database, better, clock)
    assert story.title not in {sentence for asked in better.asked for sentence in asked}
    assert shown(database, story).title == "Слово редактора"
    assert shown(database, story).updated_at == edited.updated_at


def test_by_memory_alone_what_editors_have_translated_whole_is_finished_and_the_rest_given_back(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)
    edit(database, dict.fromkeys(texts_of(story), "Слова."), NOW)

    translator = Translator(database, counting, clock, lambda: None, by_memory_alone=True)
    assert translator.translate(claim(database, clock)) == 1
    assert counting.asked == []

    edition = shown(database, story)
    assert (edition.origin, edition.engine, edition.title) == (Origin.EDITED, None, "Слова.")
    assert [job.language for job in claim(database, clock)] == ["kk"]  # given back


@pytest.mark.parametrize("whole", [True, False])
def test_what_an_editor_writes_while_the_engine_works_is_not_lost(
    database: Database, counting: CountingEngine, clock: Clock, story: Article, whole: bool
) -> None:
    save(database, story)
    words = dict.fromkeys(texts_of(story) if whole else [story.title], "Слово редактора")

    work(database, counting, clock, between=lambda: edit(database, words, clock()))

    assert shown(database, story).title == "Слово редактора"
    assert shown(database, story).origin is (Origin.EDITED if whole else Origin.MACHINE)


def test_a_better_package_does_not_move_updated(
    database: Database, engine: ArgosEngine, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)
    work(database, counting, clock)
    before = shown(database, story)
    redo_all(database, story)
    clock.now += MINUTE
    better = CountingEngine(engine)
    better.beam_size = 3  # another key, as a new version would have
    work(database, better, clock)

    assert better.asked
    assert shown(database, story).updated_at == before.updated_at


def test_a_sentence_that_no_translation_fits_stays_in_the_original(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    article = replace(story, blocks=(*story.blocks, Block(BlockKind.PARAGRAPH, UNBELIEVABLE)))
    save(database, article)
    work(database, counting, clock)

    edition = shown(database, article)
    assert edition.untranslated == 1
    assert edition.blocks[-1].html == f'<span lang="en">{UNBELIEVABLE}</span>'
    assert sum(UNBELIEVABLE in asked for asked in counting.asked) == 4  # twice for each language, then no more
    with database.read() as connection:
        assert find_latest(connection, [UNBELIEVABLE], "en", "ru") == {}

    counting.asked.clear()
    redo_all(database, article)
    assert work(database, counting, clock) == 2
    assert counting.asked == []  # it would fail again


def test_what_an_older_package_made_is_better_than_the_original(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    article = replace(story, blocks=(*story.blocks, Block(BlockKind.PARAGRAPH, UNBELIEVABLE)))
    save(database, article)
    with database.write() as connection:
        save_translations(connection, {UNBELIEVABLE: "Давно переведено."}, "en", "ru", engine="older", now=NOW)
    work(database, counting, clock)

    assert shown(database, article).blocks[-1].html == "Давно переведено."
    assert shown(database, article).untranslated == 0


def test_an_article_of_which_nothing_could_be_translated_is_shown_as_it_is_until_something_changes(
    database: Database, counting: CountingEngine, clock: Clock
) -> None:
    article = make_article(title=UNBELIEVABLE, summary="", blocks=())
    save(database, article)

    assert work(database, counting, clock) == 0

    assert (shown(database, article).origin, shown(database, article).text_language) == (None, "en")
    clock.now += RETRY_MOST
    assert claim(database, clock) == []
    with database.read() as connection:
        assert get_work_state(connection, now=clock()).failure is None

    with database.write() as connection:
        assert redo_outdated(connection, "en", "kk", "another package") == 1
    edit(database, {UNBELIEVABLE: "Слово редактора."}, clock())
    assert work(database, counting, clock) == 1
    assert shown(database, article).title == "Слово редактора."


def test_a_better_package_is_taken_quietly_and_the_old_text_stays_until_it_is_done(
    database: Database, engine: ArgosEngine, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)
    work(database, counting, clock)
    edit(database, {story.title: "Слово редактора"}, clock())
    work(database, counting, clock)
    before = shown(database, story)
    clock.now += MINUTE
    with database.write() as connection:
        assert redo_outdated(connection, "en", "ru", "a newer package") == 1
        assert redo_outdated(connection, "ru", "kk", "a newer package") == 0
    assert shown(database, story) == before
    better = CountingEngine(engine)
    better.beam_size = 3
    newer = make_article("newer.txt", published_at=story.published_at)
    save(database, newer, now=clock())
    jobs = claim(database, clock)
    assert [job.article.id for job in jobs] == [newer.id, newer.id, story.id]  # what readers wait for comes first
    Translator(database, better, clock, lambda: None).translate(jobs)

    after = shown(database, story)
    assert any(set(texts_of(story)) & set(asked) for asked in better.asked)
    assert (after.article_id, after.updated_at, after.title) == (before.article_id, before.updated_at, before.title)


def test_a_term_of_the_glossary_concerns_the_sentences_that_have_it_and_no_other(
    database: Database, counting: CountingEngine, clock: Clock, story: Article, tmp_path: Path
) -> None:
    save(database, story)
    work(database, counting, clock)
    counting.asked.clear()
    redo_all(database, story)
    file = tmp_path / "glossary.csv"
    word = max(story.title.rstrip(".").split(), key=len)
    file.write_text(f"{word},Никогда\n", "utf-8")
    translator = Translator(database, counting, clock, lambda: None, glossaries={"ru": read_glossary(file)})
    assert translator.made_with("en", "ru") != translator.made_with("en", "kk")
    translator.translate(claim(database, clock))

    with_term = {text for text in texts_of(story) if word in text}
    assert counting.asked[0] == [story.title]
    assert len(with_term) == len(counting.asked[0])
    edition = shown(database, story)
    assert "Никогда" in edition.title or edition.title == story.title


def test_a_passage_in_a_language_without_a_package_stays_and_is_marked(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    article = replace(story, blocks=(*story.blocks, Block(BlockKind.PARAGRAPH, "Guten Tag.", "de")))
    save(database, article)

    assert work(database, counting, clock) == 2
    edition = shown(database, article)
    assert edition.blocks[-1].html == '<span lang="de">Guten Tag.</span>'
    assert edition.untranslated == 1

    with database.write() as connection:
        redo_passages(connection)
    assert len(claim(database, clock)) == 2  # when packages have come


@pytest.fixture
def broken(packages_dir: Path, tmp_path: Path) -> ArgosEngine:
    """An engine whose Russian package is damaged and whose Kazakh one works."""
    folder = tmp_path / "packages"
    shutil.copytree(packages_dir, folder)
    (russian,) = folder.glob("translate-en_ru-*")
    (russian / "model" / "model.bin").write_bytes(b"damaged")
    return ArgosEngine(folder, scratch_dir=tmp_path / "scratch", beam_size=1, threads=1)


def test_a_broken_package_is_tried_again_after_a_growing_pause_and_stops_no_other(
    database: Database, broken: ArgosEngine, clock: Clock, story: Article, caplog: pytest.LogCaptureFixture
) -> None:
    save(database, story)
    assert work(database, broken, clock) == 1

    assert shown(database, story, "kk").origin is Origin.MACHINE
    assert shown(database, story, "ru").origin is None
    assert "translating en → ru failed: package translate-en_ru" in caplog.text
    pauses = []
    for _ in range(9):
        began = clock.now
        while not (jobs := claim(database, clock)):
            clock.now += RETRY
        pauses.append(clock.now - began)
        Translator(database, broken, clock, lambda: None).translate(jobs)
    assert pauses == [min(RETRY * 2**number, RETRY_MOST) for number in range(9)]
    with database.read() as connection:
        failure = get_work_state(connection, now=clock()).failure
    assert failure
    assert failure.startswith("package translate-en_ru")


def test_a_broken_package_does_not_keep_back_what_needs_none(
    database: Database, broken: ArgosEngine, clock: Clock, story: Article
) -> None:
    other = make_article("other.txt", title="Another rocket.", summary="", blocks=())
    save(database, story, other)
    edit(database, {"Another rocket.": "Другая ракета."}, NOW)
    work(database, broken, clock)

    assert shown(database, other).title == "Другая ракета."
    assert shown(database, story).origin is None


def test_a_broken_package_does_not_keep_back_articles_in_other_languages(
    database: Database, broken: ArgosEngine, clock: Clock, story: Article
) -> None:
    other = make_article("other.txt", language="kk", title="Зымыран ұшты", summary="", blocks=())
    save(database, story, other)
    with database.write() as connection:
        save_translations(connection, {other.title: "Ракета взлетела"}, "kk", "ru", engine=EDITORS, now=NOW)
    work(database, broken, clock)

    assert shown(database, other).title == "Ракета взлетела"
    assert shown(database, story).origin is None


def test_what_no_package_translates_is_shown_in_the_original_until_one_comes(
    database: Database, packages_dir: Path, tmp_path: Path, clock: Clock, story: Article
) -> None:
    folder = tmp_path / "packages"
    engine = ArgosEngine(folder, scratch_dir=tmp_path / "scratch", beam_size=1, threads=1)
    save(database, story)
    assert work(database, engine, clock) == 0

    assert shown(database, story).text_language == "en"
    assert claim(database, clock) == []

    shutil.copytree(packages_dir, folder)
    engine.refresh()
    with database.write() as connection:
        resume_waiting(connection)
    assert work(database, engine, clock) == 2
    assert shown(database, story).origin is Origin.MACHINE


def test_what_is_stopped_in_the_middle_is_remembered_so_far(
    database: Database, counting: CountingEngine, clock: Clock, story: Article
) -> None:
    save(database, story)
    sentences = texts_of(story, "kk")
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt

    translator = Translator(database, counting, clock, stop)
    translator.pace.sentences = 2
    translator.pace.measured = lambda sentences: nullcontext()  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        translator.translate(claim(database, clock))
    with database.read() as connection:
        remembered = set(find_latest(connection, sentences, "en", "kk"))
    assert len(remembered) == 2
    assert shown(database, story, "kk").origin is None

    counting.asked.clear()
    clock.now += LEASE
    work(database, counting, clock)
    assert shown(database, story, "kk").origin is Origin.MACHINE
    kazakh_first = {sentence for asked in counting.asked[:1] for sentence in asked}
    assert kazakh_first.isdisjoint(remembered)
