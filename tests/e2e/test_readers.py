"""Programs that people read feeds with: each reads every feed twice, sees nothing twice, and is told 304."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import feedparser
import feedparser_sgmllib
import pytest
from reader import make_reader

from tests.e2e.live_site import DEADLINE_S, FORMATS, LANGUAGES, LiveSite

# reader's own copy of feedparser wants this module by its old name, which nothing that it depends on brings.
sys.modules.setdefault("sgmllib", feedparser_sgmllib)

EVERY_FEED = [f"/{language}/feed.{extension}" for language in LANGUAGES for extension in FORMATS]


@pytest.mark.parametrize("path", [path for path in EVERY_FEED if not path.endswith("json")])
def test_feedparser_reads_a_feed_once(served_seeds: LiveSite, path: str) -> None:
    url = served_seeds.url + path
    first = feedparser.parse(url)
    assert (first.status, first.bozo, len(first.entries)) == (200, False, 5)
    for validators in ({"etag": first.etag}, {"modified": first.modified}):
        again = feedparser.parse(url, **validators)
        assert (again.status, len(again.entries)) == (304, 0)


def test_the_reader_library_finds_nothing_new_the_second_time(served_seeds: LiveSite, tmp_path: Path) -> None:
    with make_reader(str(tmp_path / "reader.sqlite")) as reader:
        for path in EVERY_FEED:
            reader.add_feed(served_seeds.url + path)
        for new in (5, 0):
            for feed, updated in reader.update_feeds_iter():
                assert not isinstance(updated, Exception), (feed, updated)
                assert ((updated.new, updated.modified) if updated else (0, 0)) == (new, 0), feed
            assert reader.get_entry_counts().total == 5 * len(EVERY_FEED)
        ids = {(entry.feed_url, entry.id) for entry in reader.get_entries()}
        assert len(ids) == 5 * len(EVERY_FEED)
        assert all(entry.published for entry in reader.get_entries())


@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed: apt install newsboat")
@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_newsboat_shows_every_article_once(served_seeds: LiveSite, tmp_path: Path, extension: str) -> None:
    (tmp_path / "urls").write_text("".join(f"{served_seeds.url}/{each}/feed.{extension}\n" for each in LANGUAGES))
    (tmp_path / "config").write_text("")
    files = [
        *("-u", str(tmp_path / "urls"), "-C", str(tmp_path / "config"), "-c", str(tmp_path / "cache.db")),
        *("-l", "4", "-d", str(tmp_path / "log.txt")),
    ]

    def newsboat(command: str) -> str:
        environment = {"HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            ["newsboat", *files, "-x", command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    for _ in range(2):
        newsboat("reload")
        assert re.search(r"\b15 unread articles", newsboat("print-unread"))
