"""Editors work while the server runs: what they change is in the feeds within seconds, without a restart."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from feedserver.model import article_id
from tests.e2e.live_site import FORMATS, LANGUAGES, PACKAGES, LiveSite, is_cyrillic, title_of_seed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A served copy of the seeds; each test changes an article of its own."""
    live = LiveSite(tmp_path_factory.mktemp("running"))
    try:
        live.serve()
        yield live
    finally:
        live.end()


def seed(site: LiveSite, number: int) -> Path:
    (path,) = site.articles.glob(f"{number:03}_*")
    return path


def test_a_changed_file_updates_its_entry(running: LiveSite) -> None:
    path = seed(running, 0)
    key = article_id("seeds", path.name)
    before = {language: running.entries(language)[key] for language in LANGUAGES}
    path.write_text(path.read_text("utf-8").replace("Kassym-Jomart Tokayev received", "Mr Tokayev received"), "utf-8")
    for language in LANGUAGES:
        # Without packages and without an editor's word, the new title is shown as it was written.
        entry = running.wait_until(
            lambda language=language: (
                (found := running.entries(language)[key]) and found["title"].startswith("Mr Tokayev") and found
            ),
            f"the changed title in {language}",
        )
        assert entry["id"] == before[language]["id"]
        assert entry["date_published"] == before[language]["date_published"]
        assert entry["date_modified"] > before[language]["date_modified"]


def test_a_removed_file_leaves_the_feeds(running: LiveSite) -> None:
    path = seed(running, 4)
    key = article_id("seeds", path.name)
    assert key in running.entries("kk")
    path.unlink()
    for language in LANGUAGES:
        running.wait_until(
            lambda language=language: key not in running.entries(language), f"the article is gone in {language}"
        )
        assert key not in running.ask(f"/{language}/feed.atom").text


def test_an_edited_catalogue_changes_the_entry(running: LiveSite) -> None:
    path = running.translations / "ru" / f"{seed(running, 1).stem}.po"
    key = article_id("seeds", seed(running, 1).name)
    before = running.entries("ru")[key]
    text = path.read_text("utf-8")
    assert "партнерские проекты" in text
    path.write_text(text.replace("партнерские проекты", "общие проекты"), "utf-8")
    entry = running.wait_until(
        lambda: (found := running.entries("ru")[key]) and "общие проекты" in found["title"] and found,
        "the editor's words in the feed",
    )
    assert entry["id"] == before["id"]
    assert entry["date_modified"] > before["date_modified"]


def test_a_sixth_article_is_shown_in_the_original_then_translated_when_packages_come(site: LiveSite) -> None:
    site.serve()
    title = "President of Kazakhstan supported the new space program"
    site.write_article(
        "005_sixth.txt",
        title,
        "The President of Kazakhstan discussed the new space program with the Government.",
        "The Government supported the agreement. The Prime Minister presented the report.",
    )
    for language in LANGUAGES:
        entry = site.wait_until(lambda language=language: site.entry(language, title), f"the article in {language}")
        assert entry.get("language", language) == "en"
        labelled = f'<p lang="{language}"><em>' in entry["content_html"]
        assert labelled == (language != "en")
    assert "no package translates en → kk" in site.output
    assert "feedserver models install kk" in site.output

    for package in sorted(PACKAGES.glob("*.argosmodel")):
        added = site.run("models", "add", str(package))
        assert added.returncode == 0, added.stderr
    key = article_id("seeds", "005_sixth.txt")
    for language in ("ru", "kk"):
        entry = site.wait_until(
            lambda language=language: (found := site.entries(language)[key]).get("language") != "en" and found,
            f"the translation in {language}",
        )
        assert is_cyrillic(entry["content_html"].rpartition("<p><em>")[0] + entry["title"])
        assert f"Argos Translate (translate-en_{language} " in entry["content_html"]
        for number in range(5):  # the machine touched nothing that editors had written
            assert site.entry(language, title_of_seed(language, number)) is not None


def test_a_sixth_article_is_translated_at_once_where_packages_are(site: LiveSite) -> None:
    for package in sorted(PACKAGES.glob("*.argosmodel")):
        assert site.run("models", "add", str(package)).returncode == 0
    site.serve()
    site.write_article("005_sixth.txt", "Kazakhstan supported the agreement", "The Government supported the agreement.")
    key = article_id("seeds", "005_sixth.txt")
    for language in ("ru", "kk"):
        entry = site.wait_until(
            lambda language=language: site.entries(language).get(key), f"the translation in {language}"
        )
        assert f"Argos Translate (translate-en_{language} " in entry["content_html"]
        assert entry.get("language", language) == language
    assert site.entry("en", "Kazakhstan supported the agreement") is not None
    assert "no package translates" not in site.output


def newer(package: Path, folder: Path) -> Path:
    """The same package as version 0.2."""
    copy = folder / "newer.argosmodel"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("metadata.json"):
                content = json.dumps(json.loads(content) | {"package_version": "0.2"}).encode()
            new.writestr(name, content)
    return copy


def test_a_newer_package_makes_translations_again_and_readers_software_sees_nothing_new(
    site: LiveSite, tmp_path: Path
) -> None:
    packages = sorted(PACKAGES.glob("*.argosmodel"))
    for package in packages:
        assert site.run("models", "add", str(package)).returncode == 0
    site.write_article("005_sixth.txt", "Kazakhstan supported the agreement", "The Government supported the agreement.")
    site.serve()
    key = article_id("seeds", "005_sixth.txt")
    for language in ("ru", "kk"):
        site.wait_until(
            lambda language=language: "0.1)" in site.entries(language).get(key, {}).get("content_html", ""),
            f"the translation in {language}",
        )
    (site.translations / "kk" / "sixth.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: kk\\n"\n\n'
        'msgid "Kazakhstan supported the agreement"\nmsgstr "Қазақстан келісімді қолдады"\n',
        "utf-8",
    )
    before = site.wait_until(
        lambda: (found := site.entries("kk")[key])["title"] == "Қазақстан келісімді қолдады" and found,
        "the editor's title",
    )
    others = {language: site.entries(language) for language in ("en", "ru")}

    kazakh = next(each for each in packages if "en_kk" in each.name)
    assert site.run("models", "add", str(newer(kazakh, tmp_path))).returncode == 0
    after = site.wait_until(
        lambda: (found := site.entries("kk")[key])["_feedserver"]["engine"].endswith("0.2)") and found,
        "the newer package at work",
    )
    for unchanged in ("id", "date_published", "date_modified", "title"):
        assert after[unchanged] == before[unchanged]
    assert {language: site.entries(language) for language in ("en", "ru")} == others


def test_bad_files_are_reported_by_name_and_stop_nothing(site: LiveSite) -> None:
    site.serve()
    bad = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 40,
        "one-line.txt": b"word " * 10_000_000,
        "not-utf8.txt": "Қазақстан ғарышы".encode("utf-16-le") + b"\xff\xfe\xff",
        "nul.txt": b"A title\n\nA sentence with a NUL \0 in it.\n",
        "forbidden.txt": "A title\n\nA sentence with the character \ufffe in it.\n".encode(),
        "no-letters.txt": b"12345\n\n67890 ... 42\n",
        "letter.docx": b"PK\x03\x04",
        "list.json": b"{",
    }
    for name, content in bad.items():
        (site.articles / name).write_bytes(content)
    (site.articles / "passwords.txt").symlink_to("/etc/passwd")
    title = "A good article beside the bad ones"
    site.write_article("good.txt", title, "The crew of the station returned to Earth.")
    for language in LANGUAGES:
        site.wait_until(lambda language=language: site.entry(language, title), f"the good article in {language}")
    for name in (*bad, "passwords.txt"):
        site.wait_until(lambda name=name: f"not read: {name}: " in site.output, f"a word about {name}")
    for language in LANGUAGES:
        assert len(site.entries(language)) == 6
        for extension in FORMATS:
            text = site.ask(f"/{language}/feed.{extension}").text
            assert extension == "json" or not feedparser.parse(text).bozo
            assert "root:" not in text
    assert "Traceback" not in site.output
    assert site.ask("/healthz").status == 200
