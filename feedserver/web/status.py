"""``/healthz``: does the job get done? For load balancers and monitors."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from feedserver.errors import StoreError
from feedserver.store.articles import count_articles
from feedserver.store.coverage import list_hopeless
from feedserver.store.editions import count_pending
from feedserver.store.sources import list_troubles
from feedserver.store.work import get_work_state
from feedserver.web.services import services

status = Blueprint("status", __name__)

FAILED_MOST = 3
WORKER_SILENCE = timedelta(minutes=2)  # a worker says that it lives every few seconds


@status.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 if feeds can be served and nothing that could be translated is left lying; else 503 with the problems.

    What is wrong with sources is told; the site does its job all the same.
    """
    now = services().clock()
    try:
        with services().database.read() as connection:
            work = get_work_state(connection, now=now)
            # One article may be beyond a package; where nothing ever passes, the package is.
            hopeless = list_hopeless(connection, services().settings.translated_languages, least=FAILED_MOST)
            report = {
                "articles": count_articles(connection),
                "pending": count_pending(connection),
                "sources": list_troubles(connection),
            }
    except StoreError as error:
        return _answer({}, [str(error)])
    problems = []
    silent = work.worker_seen_at is None or now - work.worker_seen_at > WORKER_SILENCE
    if work.todo and silent:
        problems.append(f"{work.todo} editions are to be translated, but no worker is running: feedserver worker")
    if work.failure:
        problems.append(f"translating fails again and again: {work.failure}")
    for language in hopeless:
        problems.append(f"nothing translated into {language} passes the checks: feedserver translations status")
    seen_at = work.worker_seen_at.isoformat() if work.worker_seen_at else None
    return _answer(report | {"worker_seen_at": seen_at}, problems)


def _answer(report: dict[str, object], problems: list[str]) -> tuple[Response, int]:
    answer = jsonify({"status": "failing" if problems else "ok", **report, "problems": problems})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 503 if problems else 200
