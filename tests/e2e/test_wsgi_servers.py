"""Any WSGI server on ``wsgi:app``, without a worker beside it, serves the seeds at once."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.e2e.live_site import LANGUAGES, REPOSITORY, LiveSite, spaced, title_of_seed

SERVERS = {
    "granian": ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "wsgi:app"],
    "gunicorn": ["gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "2", "wsgi:app"],
    "gunicorn, loaded before it forks": [
        *("gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--preload", "wsgi:app")
    ],
    "waitress": ["waitress", "--listen", "127.0.0.1:{port}", "wsgi:app"],
}


@pytest.mark.parametrize("server", SERVERS)
def test_a_wsgi_server_serves_the_seeds_in_three_languages_at_once(site: LiveSite, server: str) -> None:
    shutil.copy(REPOSITORY / "wsgi.py", site.root)
    process = site.start(sys.executable, "-m", *(part.format(port=site.port) for part in SERVERS[server]))

    def answers() -> bool:
        try:
            return site.ask("/healthz").status == 200
        except OSError:
            return False

    site.wait_until(answers, f"{server} answers", process)
    for language in LANGUAGES:
        titles = {spaced(entry["title"]) for entry in site.entries(language).values()}
        assert titles == {title_of_seed(language, number) for number in range(5)}
        assert site.ask(f"/{language}/").status == 200
    assert "Traceback" not in site.output
