"""Jobs in, finished editions out: memory first, the engine for what is missing, every answer checked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from feedserver.errors import TranslationError
from feedserver.model import Origin
from feedserver.store.database import Connection, Database
from feedserver.store.memory import (
    EDITORS,
    Remembered,
    find_failures,
    find_latest,
    find_translations,
    save_failures,
    save_translations,
)
from feedserver.store.redo import NO_PACKAGE
from feedserver.store.work import Job, finish_job, give_up, retry_later, return_jobs, wait_for_package
from feedserver.translation.argos import ArgosEngine, Route
from feedserver.translation.attempts import Attempts, Outcome
from feedserver.translation.checks import Fault
from feedserver.translation.glossary.terms import Glossary, key_of
from feedserver.translation.markup.marks import parse_tagged
from feedserver.translation.pace import Pace
from feedserver.translation.texts import Sentence, SentenceTranslation, list_sentences, put_together

RETRY = timedelta(seconds=30)  # doubled with every attempt, up to
RETRY_MOST = timedelta(hours=1)

_NO_TERMS = Glossary(())

log = logging.getLogger(__name__)

_Known = dict[Sentence, SentenceTranslation]


class Translator:
    """Makes editions out of claimed jobs.

    glossaries: by target language. clock: gives now, aware, UTC. between: called before every batch of sentences;
    what it raises ends the work, and what was translated so far is remembered. by_memory_alone: what would have to be
    translated is given back instead.
    """

    def __init__(
        self,
        database: Database,
        engine: ArgosEngine,
        clock: Callable[[], datetime],
        between: Callable[[], None],
        *,
        glossaries: Mapping[str, Glossary] | None = None,
        by_memory_alone: bool = False,
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock
        self._between = between
        self._glossaries = glossaries or {}
        self._by_memory_alone = by_memory_alone
        self.pace = Pace()  # of the machine, whatever the pair

    def made_with(self, source: str, target: str) -> str | None:
        """What a machine makes editions of this pair with: packages and glossary; None without a package."""
        route = self._engine.find_route(source, target)
        return f"{route.names} {self._glossary(target).digest}" if route else None

    def translate(self, jobs: Sequence[Job]) -> int:
        """Finish *jobs* in their order, with as many sentences in a batch as take a few seconds. Returns how many.

        A job that no package can do is set aside, one that fails is tried again later; neither stops the others.
        """
        return sum(self._translate_together(wave) for wave in self._waves(jobs))

    def _waves(self, jobs: Sequence[Job]) -> Iterator[dict[Job, list[Sentence]]]:
        """*jobs* with their sentences, as many at a time as fill large batches.

        The newest are finished before the next are begun.
        """
        wave: dict[Job, list[Sentence]] = {}
        for job in jobs:
            wave[job] = list_sentences(job.article, job.language)
            if sum(map(len, wave.values())) >= self.pace.wave:
                yield wave
                wave = {}
        if wave:
            yield wave

    def _translate_together(self, wave: Mapping[Job, list[Sentence]]) -> int:
        by_target: dict[str, dict[Job, list[Sentence]]] = {}
        for job, sentences in wave.items():
            by_target.setdefault(job.language, {})[job] = sentences
        return sum(self._translate_into(target, group) for target, group in by_target.items())

    def _translate_into(self, target: str, wanted: Mapping[Job, list[Sentence]]) -> int:
        by_language: dict[str, dict[str, None]] = {}
        for sentence in (each for sentences in wanted.values() for each in sentences):
            by_language.setdefault(sentence.language, {})[sentence.text] = None
        known: _Known = {}
        failed: list[Job] = []
        for source, texts in by_language.items():
            try:
                known |= self._translate_pair(list(texts), source, target)
            except TranslationError as error:
                log.error("translating %s → %s failed: %s", source, target, error)
                with self._database.read() as connection:
                    known |= self._recall(connection, list(texts), source, target)
                lacking = {Sentence(text, source) for text in texts} - known.keys()
                broken = [job for job in wanted if not lacking.isdisjoint(wanted[job])]
                self._fail([job for job in broken if job not in failed], str(error))
                failed += broken
        return sum(self._finish(job, sentences, known) for job, sentences in wanted.items() if job not in failed)

    def _translate_pair(self, texts: Sequence[str], source: str, target: str) -> _Known:
        """What there is to know of these sentences; without a package, or by memory alone, not of all."""
        with self._database.read() as connection:
            known = self._recall(connection, texts, source, target)
        missing = [text for text in texts if Sentence(text, source) not in known]
        route = self._engine.find_route(source, target)
        if not missing or self._by_memory_alone or route is None:
            return known
        attempts = Attempts(self._engine, route, source, target, self._glossary(target), self._between)
        missing.sort(key=dict(zip(missing, self._engine.count_tokens(route, missing), strict=True)).__getitem__)
        while missing:
            batch, missing = missing[: self.pace.sentences], missing[self.pace.sentences :]
            self._between()
            with self.pace.measured(len(batch)):
                outcome = attempts.translate(batch)
            known |= self._remember(outcome, source, target, route)
        return known

    def _remember(self, outcome: Outcome, source: str, target: str, route: Route) -> _Known:
        now = self._clock()
        good, faults = outcome.translations, outcome.faults
        engines = self._engines([*good, *faults], source, target, route)
        with self._database.write() as connection:
            # Where this package fails, what another one made before is better than the original, but not its names.
            without_names = [text for text, fault in faults.items() if fault is not Fault.TERMS]
            older = find_latest(connection, without_names, source, target)
            good = good | {text: each.translation for text, each in older.items() if each.origin is Origin.MACHINE}
            faults = {text: fault for text, fault in faults.items() if text not in good}
            save_translations(connection, good, source, target, engine=engines, now=now)
            save_failures(connection, faults, source, target, engines=engines, now=now)
        for text, fault in faults.items():
            log.debug("kept in the original (%s): %s", fault, text)
        return {
            Sentence(text, source): SentenceTranslation(good.get(text), Origin.MACHINE, now, faults.get(text))
            for text in engines
        }

    def _recall(self, connection: Connection, texts: Collection[str], source: str, target: str) -> _Known:
        """What the memory holds: editors' words, and what the packages of now have made or failed at."""
        route = self._engine.find_route(source, target)
        engines = self._engines(texts, source, target, route) if route else dict.fromkeys(texts, EDITORS)
        failed = find_failures(connection, engines, source, target) if route else {}
        found = find_translations(connection, engines, source, target)
        now = self._clock()
        known = {
            Sentence(text, source): SentenceTranslation(None, Origin.MACHINE, now, fault)
            for text, fault in failed.items()
        }
        return known | _remembered(found, source)

    def _engines(self, texts: Collection[str], source: str, target: str, route: Route) -> dict[str, str]:
        """What decides the translation of each sentence: the packages, how they search, the terms in the sentence."""
        glossary = self._glossary(target)
        if not glossary.terms:
            return dict.fromkeys(texts, route.key)
        keys = {text: key_of(glossary.find(parse_tagged(text).text, source)) for text in texts}
        return {text: f"{route.key} terms={key}" if key else route.key for text, key in keys.items()}

    def _finish(self, job: Job, sentences: Sequence[Sentence], known: _Known) -> bool:
        source, target = job.article.language, job.language
        route = self._engine.find_route(source, target)
        made_with = self.made_with(source, target)
        with self._database.write() as connection:
            # What editors have written since the engine was asked; from here on they wait for us.
            for language in {sentence.language for sentence in sentences}:
                texts = [sentence.text for sentence in sentences if sentence.language == language]
                known = known | self._recall_editors(connection, texts, language, target)
            missing = [sentence for sentence in sentences if sentence not in known]
            if missing and self._by_memory_alone and route:
                return_jobs(connection, [job])
                return False
            if any(sentence.language == source for sentence in missing):
                wait_for_package(connection, job, f"{source}-{target}", now=self._clock())
                return False
            for sentence in missing:  # a passage in a third language
                known[sentence] = SentenceTranslation(None, Origin.MACHINE, self._clock(), NO_PACKAGE)
            translation = put_together(job.article, target, known, route=route, made_with=made_with)
            if sentences and translation.untranslated == len(sentences):
                log.warning(
                    "nothing of “%s” could be translated into %s: it is shown as it is", job.article.title, target
                )
                give_up(connection, job, translation, now=self._clock())
                return False
            return finish_job(connection, job, translation, now=self._clock())

    def _recall_editors(self, connection: Connection, texts: Sequence[str], source: str, target: str) -> _Known:
        return _remembered(find_translations(connection, dict.fromkeys(texts, EDITORS), source, target), source)

    def _fail(self, jobs: Sequence[Job], reason: str) -> None:
        now = self._clock()
        with self._database.write() as connection:
            for job in jobs:
                pause = min(RETRY * 2 ** min(job.attempts - 1, 10), RETRY_MOST)
                retry_later(connection, job, reason, wait_until=now + pause)

    def _glossary(self, target: str) -> Glossary:
        return self._glossaries.get(target, _NO_TERMS)


def _remembered(found: Mapping[str, Remembered], source: str) -> _Known:
    return {
        Sentence(text, source): SentenceTranslation(each.translation, each.origin, each.updated_at)
        for text, each in found.items()
    }
