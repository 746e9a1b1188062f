"""``feedserver sources …`` as an operator types it, with an upstream on the loopback."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from feedserver.cli import main
from feedserver.settings import PREFIX
from tests.sources.fetching.hostile_server import HostileServer, answer, redirect
from tests.sources.newsroom import STORY, atom, entry

Run = Callable[..., Result]

FEED = answer(atom(entry(2), entry(1)), ("Content-Type", "application/atom+xml"), ("ETag", '"1"'))
OPML = """<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Ғарыш"><outline type="rss" text="Agency" xmlUrl="{0}"/></outline>
<outline type="rss" text="Agency" xmlUrl="{1}"/><outline type="rss" text="Wrong" xmlUrl="gopher://x/"/></body></opml>"""


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as server:
        server.serve("/robots.txt", answer(b"", status=404))
        yield server


@pytest.fixture
def run(tmp_path: Path, server: HostileServer) -> Iterator[Run]:
    """Runs a command on a site of its own without a folder of articles."""

    def run(*arguments: str | Path, command: str = "sources", **environ: object) -> Result:
        values = {"articles": "", "data_dir": tmp_path / "data", "packages_dir": tmp_path / "packages"}
        values |= {"private_hosts": server.netloc} | environ
        os.environ.update({PREFIX + name.upper(): str(value) for name, value in values.items()})
        return CliRunner().invoke(main, [*command.split(), *map(str, arguments)])

    with patch.dict(os.environ):
        yield run


def page(number: int, head: str = "") -> bytes:
    text = STORY.format(number)
    html = (
        f"<html lang=en><head><title>Rocket {number}</title>{head}</head><body><article><h1>Rocket {number}</h1>{text}"
    )
    return answer(html.encode(), ("Content-Type", "text/html"))


def listed(run: Run) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("list", "--json").output)
    return found


def test_a_feed_is_asked_once_and_read_at_once(run: Run, server: HostileServer) -> None:
    result = run("add", server.serve("/feed.xml", FEED), "--slug", "agency")

    assert result.exit_code == 0, result.output
    assert f"added feed agency: {server.url('/feed.xml')}" in result.output
    assert "agency: added 2, changed 0, withdrawn 0" in result.output
    assert server.targets() == ["/feed.xml"]
    (row,) = listed(run)
    assert (row["slug"], row["title"], row["articles"], row["declared_by"]) == ("agency", "The Agency", 2, "command")


def test_a_page_is_read_once_and_the_next_of_its_site_joins_it(run: Run, server: HostileServer) -> None:
    link = '<link rel="alternate" type="application/atom+xml" href="/feed.xml">'
    result = run("add", server.serve("/1", page(1, link)))

    assert f"to follow it: feedserver sources add {server.url('/feed.xml')}" in result.output
    assert "127-0-0-1: added 1, changed 0, withdrawn 0" in result.output
    assert run("add", server.serve("/2", page(2))).exit_code == 0
    (row,) = listed(run)
    assert (row["kind"], row["articles"]) == ("pages", 2)


def test_a_folder_is_added_and_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "Our News"
    (folder / "Space").mkdir(parents=True)
    (folder / "Space" / "a.md").write_text("# A rocket rises\n\nThe crew of three is well and at work.\n")
    result = run("add", folder, "--by-folder", "--language", "en")

    assert result.exit_code == 0, result.output
    assert listed(run)[0]["slug"] == "our-news"
    assert run(command="ingest").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere is neither a web address nor a folder"),
        (["{url}/none"], "404 Not Found; nothing is there: check the address"),
        (["http://10.0.0.1/feed"], "private"),
        (["{url}/text"], "is no feed but other text"),
        (["{url}/feed.xml", "--slug", "Bad Slug"], "slug is “Bad Slug”; allowed is small letters and digits"),
        (["{url}/feed.xml", "--language", "kazakh language"], "language is “kazakh language”"),
        (["{url}/feed.xml", "--by-folder"], "by_folder is “True”; allowed is only for folders"),
    ],
)
def test_what_cannot_be_added_is_refused_with_the_reason(
    run: Run, server: HostileServer, arguments: list[str], message: str
) -> None:
    server.serve("/feed.xml", FEED)
    server.serve("/text", answer(b"hello", ("Content-Type", "text/plain")))
    result = run("add", *(argument.format(url=server.url("")) for argument in arguments))

    assert result.exit_code == 1
    assert message in result.output
    assert listed(run) == []


def test_a_second_feed_under_a_taken_slug_is_refused(run: Run, server: HostileServer) -> None:
    run("add", server.serve("/feed.xml", FEED), "--slug", "agency")
    result = run("add", server.serve("/other.xml", FEED), "--slug", "agency")

    assert result.exit_code == 1
    assert "there is a source agency already" in result.output


def test_a_source_that_is_removed_keeps_its_articles_unless_told_otherwise(run: Run, server: HostileServer) -> None:
    run("add", server.serve("/feed.xml", FEED), "--slug", "agency")
    assert run("remove", "agency").output == "removed agency; its articles stay\n"
    assert listed(run) == []
    assert run("remove", "agency", "--withdraw").output == "removed agency and withdrew 2 articles\n"
    result = run("remove", "agencies")
    assert result.exit_code == 1
    assert "there is no source “agencies”; there are: agency" in result.output


def test_what_the_settings_declare_only_they_can_take_back(run: Run, server: HostileServer, tmp_path: Path) -> None:
    config = tmp_path / "feedserver.toml"
    config.write_text(f'[[sources]]\nfeed = "{server.serve("/feed.xml", FEED)}"\nslug = "agency"\n')
    assert run(command="ingest", config=config).output == "added 2, changed 0, withdrawn 0\n"
    assert "agency is declared in the settings; take it out there" in run("remove", "agency", config=config).output
    config.write_text("")
    assert run("list", config=config).output.startswith("no sources")


def test_checking_tells_what_would_be_read_and_stores_nothing(run: Run, server: HostileServer) -> None:
    url = server.serve("/feed.xml", FEED)
    result = run("check", url)

    assert result.exit_code == 0, result.output
    assert "Atom 1.0, “The Agency”, 2 articles, 2 en" in result.output
    assert "can be asked whether it has changed: ETag" in result.output
    assert "en, 2026-02-02T08:00:00+00:00, 2 paragraphs, “Rocket 2 rises”" in result.output
    assert server.targets() == ["/feed.xml"]
    assert listed(run) == []


def test_checking_tells_every_refusal_with_its_reason(run: Run, server: HostileServer, tmp_path: Path) -> None:
    run("add", server.serve("/moved.xml", redirect(server.serve("/feed.xml", FEED), 301)), "--slug", "moved")
    run("add", "http://169.254.169.254/feed", "--as", "feed", "--slug", "metadata")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.txt").write_text("A rocket rises\n\nThe crew of three is well and at work on the station.\n")
    (folder / "bad.txt").write_bytes(b"\0")
    run("add", folder)
    result = run("check")

    assert result.exit_code == 1
    assert f"has moved for good to {server.url('/feed.xml')}" in result.output
    assert "refused: http://169.254.169.254/feed: " in result.output
    assert "refused: bad.txt: is binary" in result.output
    assert "good.txt: UTF-8, en, undated" in result.output


def test_fetching_reads_anew_though_nothing_is_due(run: Run, server: HostileServer) -> None:
    run("add", server.serve("/feed.xml", FEED, answer(atom(entry(3), entry(2)))), "--slug", "agency")
    result = run("fetch")

    assert result.output == "agency: added 1, changed 0, withdrawn 0\n"
    assert "if-none-match" not in server.requests[-1].headers


def test_a_feed_in_trouble_is_listed_with_it(run: Run, server: HostileServer) -> None:
    run("add", server.serve("/feed.xml", FEED, answer(b"", status=500)), "--slug", "agency")
    result = run("fetch", "agency")

    assert result.exit_code == 1
    assert "trouble: " in run("list").output
    assert "500 Internal Server Error" in run("list").output


def test_files_of_a_folder_that_cannot_be_read_are_listed_with_the_reason(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.txt", "b.docx"):
        (folder / name).write_bytes(b"\0")
    assert run("add", folder).exit_code == 1

    assert "trouble: a.txt: is binary, not text: it has the character NUL (byte 0) (and 1 more)" in run("list").output
    (folder / "a.txt").unlink()
    (folder / "b.docx").unlink()
    run("fetch")
    assert "trouble" not in run("list").output


def test_the_feeds_of_a_reader_are_imported_with_their_folders(run: Run, server: HostileServer, tmp_path: Path) -> None:
    file = tmp_path / "mine.opml"
    file.write_text(OPML.format(server.serve("/a", FEED), server.serve("/b", FEED)))
    result = run("import-opml", file)

    assert result.exit_code == 1
    assert "not added: feed is “gopher://x/”" in result.output
    assert "added 2 of 3 feeds" in result.output
    assert len({row["slug"] for row in listed(run)}) == 2
    assert "is there already" in run("import-opml", file).output
    assert run(command="ingest").output == "added 4, changed 0, withdrawn 0\n"  # two stories, each from two feeds


def test_a_list_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.opml"
    file.write_text("<html></html>")
    result = run("import-opml", file)

    assert result.exit_code == 1
    assert "is no list of feeds (OPML)" in result.output
