"""``/healthz``: does the job get done? For load balancers and monitors. ``/status``: how it goes, for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, Response, jsonify, request

from feedserver.errors import StoreError
from feedserver.store.articles import count_articles
from feedserver.store.coverage import list_hopeless
from feedserver.store.editions import count_pending
from feedserver.store.sources import list_troubles
from feedserver.store.work import get_work_state
from feedserver.web.editions import negotiate_language
from feedserver.web.reporting import WORKER_SILENCE, Report, make_report
from feedserver.web.services import services
from feedserver.web.templating import answer_bytes, answer_page, register
from feedserver.web.translations import decimal, duration, percent, speak

status = Blueprint("status", __name__)
register(status)

FAILED_MOST = 3
_HTML, _JSON = "text/html", "application/json"


@status.get("/status")
def show_status() -> Response:
    """How far the translation is, what fails and why: as a page, or as JSON for those who ask for it (Accept)."""
    report = _report()
    if request.accept_mimetypes.best_match([_HTML, _JSON]) == _JSON:
        answer = _answer_json(report)
    else:
        languages = services().site.languages
        asked = request.args.get("lang")
        language = asked if asked in languages else negotiate_language()
        speak(language)
        answer = answer_page(
            "status.html",
            language,
            paths={other: f"/status?lang={other}" for other in languages},
            cache_control="no-store",
            report=report,
            duration=duration,
            decimal=decimal,
            percent=percent,
        )
    answer.vary.update(["Accept", "Accept-Language"])
    return answer


@status.get("/status.json")
def show_status_as_json() -> Response:
    """The same for programs. Times are in ISO 8601, UTC."""
    return _answer_json(_report())


def _report() -> Report:
    with services().database.read() as connection:
        return make_report(connection, services().settings, now=services().clock())


def _answer_json(report: Report) -> Response:
    text = json.dumps(asdict(report), ensure_ascii=False, default=_iso)
    return answer_bytes(text.encode(), _JSON, cache_control="no-store")


def _iso(moment: datetime) -> str:
    return moment.isoformat()


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
