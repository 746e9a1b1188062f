"""Jobs in, finished editions out: memory first, the engine for what is missing, every answer checked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from feedserver.errors import TranslationError
from feedserver.model import Origin
from feedserver.store.database import Connection, Database
from feedserver.store.memory import EDITORS, find_translations, save_translations
from feedserver.store.work import Job, finish_job, retry_later, return_jobs, wait_for_package
from feedserver.translation.argos import ArgosEngine, Route
from feedserver.translation.checks import find_fault
from feedserver.translation.texts import SentenceTranslation, list_sentences, put_together

BATCH_SENTENCES = 256  # remembered at once: what a killed worker loses at most
RETRY = timedelta(seconds=30)  # doubled with every attempt, up to
RETRY_MOST = timedelta(hours=1)

log = logging.getLogger(__name__)


class Translator:
    """Makes editions out of claimed jobs.

    clock: gives now, aware, UTC. saved: called after every batch of sentences that is remembered. by_memory_alone: what
    would have to be translated is given back instead.
    """

    def __init__(
        self,
        database: Database,
        engine: ArgosEngine,
        clock: Callable[[], datetime],
        saved: Callable[[], None],
        *,
        by_memory_alone: bool = False,
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock
        self._saved = saved
        self._by_memory_alone = by_memory_alone

    def translate(self, jobs: Iterable[Job]) -> int:
        """Finish *jobs*: all sentences of one pair of languages go to the engine together. Returns how many.

        A job that no package can do is set aside, one that fails is tried again later; neither stops the others.
        """
        pairs: dict[tuple[str, str], list[Job]] = {}
        for job in jobs:
            pairs.setdefault((job.article.language, job.language), []).append(job)
        return sum(self._translate_pair(source, target, group) for (source, target), group in pairs.items())

    def _translate_pair(self, source: str, target: str, jobs: Sequence[Job]) -> int:
        sentences = {job: list_sentences(job.article) for job in jobs}
        wanted = list(dict.fromkeys(sentence for each in sentences.values() for sentence in each))
        route = self._engine.find_route(source, target)
        with self._database.read() as connection:
            known = _recall(connection, wanted, source, target, route.key if route else EDITORS)
        missing = [sentence for sentence in wanted if sentence not in known]
        if missing and route and not self._by_memory_alone:
            try:
                for start in range(0, len(missing), BATCH_SENTENCES):
                    batch = missing[start : start + BATCH_SENTENCES]
                    known |= self._ask_engine(batch, source, target, route)
            except TranslationError as error:
                log.error("translating %s → %s failed: %s", source, target, error)
                unfinished = [job for job in jobs if any(each not in known for each in sentences[job])]
                self._fail(unfinished, str(error))
                jobs = [job for job in jobs if job not in unfinished]
        return sum(self._finish(job, sentences[job], known, route) for job in jobs)

    def _ask_engine(
        self, sentences: Sequence[str], source: str, target: str, route: Route
    ) -> dict[str, SentenceTranslation]:
        """Translate, check, try what fails once more in the careful way, and remember what is good."""
        good = self._checked(sentences, source, target, route, careful=False)
        bad = [sentence for sentence in sentences if sentence not in good]
        if bad:
            good |= self._checked(bad, source, target, route, careful=True)
        now = self._clock()
        with self._database.write() as connection:
            save_translations(connection, good, source, target, engine=route.key, now=now)
        self._saved()
        return {sentence: SentenceTranslation(good.get(sentence), Origin.MACHINE, now) for sentence in sentences}

    def _checked(
        self, sentences: Sequence[str], source: str, target: str, route: Route, *, careful: bool
    ) -> dict[str, str]:
        good = {}
        answers = self._engine.translate(route, sentences, careful=careful)
        for sentence, answer in zip(sentences, answers, strict=True):
            fault = find_fault(sentence, answer, source, target)
            if fault is None:
                good[sentence] = answer
            elif careful:
                log.info("kept in the original (%s): %s", fault.value, sentence)
        return good

    def _finish(
        self,
        job: Job,
        sentences: Sequence[str],
        known: dict[str, SentenceTranslation],
        route: Route | None,
    ) -> bool:
        source, target = job.article.language, job.language
        with self._database.write() as connection:
            # What editors have written since the engine was asked; from here on they wait for us.
            known = known | _recall(connection, sentences, source, target, EDITORS)
            if any(sentence not in known for sentence in sentences):
                if route:
                    return_jobs(connection, [job])
                else:
                    wait_for_package(connection, job, f"{source}-{target}", now=self._clock())
                return False
            if any(known[sentence].text is not None for sentence in sentences) or not sentences:
                translation = put_together(job.article, known, engine=route.label if route else None)
                return finish_job(connection, job, translation, now=self._clock())
        self._fail([job], "no sentence of the translation passed the checks")
        return False

    def _fail(self, jobs: Sequence[Job], reason: str) -> None:
        now = self._clock()
        with self._database.write() as connection:
            for job in jobs:
                pause = min(RETRY * 2 ** min(job.attempts - 1, 10), RETRY_MOST)
                retry_later(connection, job, reason, wait_until=now + pause)


def _recall(
    connection: Connection, sentences: Sequence[str], source: str, target: str, engine: str
) -> dict[str, SentenceTranslation]:
    found = find_translations(connection, sentences, source, target, engine)
    return {
        sentence: SentenceTranslation(each.translation, each.origin, each.updated_at)
        for sentence, each in found.items()
    }
