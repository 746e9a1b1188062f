"""The commands for those who correct translations, as an editor or an operator types them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from feedserver.cli import main
from feedserver.settings import PREFIX, Settings
from tests.conftest import CATALOGUES

SEED = "004_8fda87e54f7d6c9f"


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def run(settings: Settings) -> Iterator[Callable[..., Result]]:
    """Runs a command on a site of its own, which has read the seeds and their catalogues."""

    def run(*arguments: str | Path) -> Result:
        values = {name: getattr(settings, name) for name in ("articles", "translations", "data_dir", "packages_dir")}
        os.environ.update({PREFIX + name.upper(): str(value) for name, value in values.items()})
        os.environ[PREFIX + "TIME_ZONE"] = "Asia/Almaty"
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    with patch.dict(os.environ):
        assert run("ingest").exit_code == 0
        yield run


def correct(path: Path, before: str, after: str, *, editor: str = "") -> None:
    """An editor changes words in a file and saves it."""
    text = path.read_text("utf-8")
    assert before in text
    if editor:
        text = text.replace("feedserver editors", editor).replace("2026-11-21", "2026-11-23")
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_catalogues_are_exported_and_imported(run: Callable[..., Result], tmp_path: Path) -> None:
    folder = tmp_path / "exported"

    assert run("translations", "export", folder).stdout == f"wrote 10 catalogues into {folder}\n"
    assert run("translations", "import", folder).stdout.endswith("\n0 translations are new or changed\n")
    correct(folder / "kk" / f"{SEED}.po", 'msgstr "Ғарыш"', 'msgstr "Ғарыш әлемі"')

    result = run("translations", "import", "-v", folder)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"kk/{SEED}.po: 1 changed, ")
    assert lines[1].endswith(": Space")
    assert lines[2:] == ["    - Ғарыш", "    + Ғарыш әлемі", "1 translations are new or changed"]


def test_one_file_is_imported_wherever_it_lies(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "mail.po"
    path.write_bytes((CATALOGUES / "kk" / f"{SEED}.po").read_bytes())
    correct(path, 'msgstr "Ғарыш"', 'msgstr "Ғарыш әлемі"')

    result = run("translations", "import", path)

    assert result.stdout.startswith(f"{path}: 1 changed, ")


def test_what_does_not_belong_is_refused_by_line_with_exit_status_1(
    run: Callable[..., Result], settings: Settings
) -> None:
    correct(settings.translations / "ru" / f"{SEED}.po", 'msgstr "Космос"', 'msgstr "Кос<b1>мос"')
    (settings.translations / "ru" / "bad.po").write_text("no catalogue")

    result = run("translations", "import")

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"not imported: ru/{SEED}.po: line 19: the tag <b1> is never closed",
        "not imported: ru/bad.po: is not a catalogue: it has no msgid",
    ]


def test_an_export_overwrites_nothing_of_an_editors(run: Callable[..., Result], settings: Settings) -> None:
    path = settings.translations / "kk" / f"{SEED}.po"
    correct(path, 'msgstr "Ғарыш"', 'msgstr "Ғарыш әлемі"')

    assert run("translations", "export").exit_code == 0
    assert 'msgstr "Ғарыш әлемі"' in path.read_text("utf-8")


def test_nothing_is_exported_over_a_catalogue_that_cannot_be_read(
    run: Callable[..., Result], settings: Settings
) -> None:
    path = settings.translations / "kk" / f"{SEED}.po"
    path.write_text("half a catalogue")

    result = run("translations", "export")

    assert result.exit_code == 1
    assert f"nothing is exported over catalogues that cannot be read: kk/{SEED}.po" in result.stderr
    assert path.read_text() == "half a catalogue"


@pytest.mark.parametrize(
    ("file_format", "names"),
    [
        ("tmx", ["kk.tmx", "ru.tmx"]),
        ("xliff", ["kk.xlf", "ru.xlf"]),
        ("xliff2", ["en-kk.xlf", "en-ru.xlf"]),
    ],
)
def test_other_formats_have_a_file_for_each_language(
    run: Callable[..., Result], tmp_path: Path, file_format: str, names: list[str]
) -> None:
    result = run("translations", "export", tmp_path / "out", "--format", file_format)

    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    for name in names:
        correct(tmp_path / "out" / name, ">Ғарыш<" if "kk" in name else ">Космос<", ">ҒАРЫШ<")
    again = run("translations", "import", tmp_path / "out")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "2 translations are new or changed")


def test_one_language_is_exported_into_one_file(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "for-agency.tmx"

    result = run("translations", "export", file, "--format", "tmx", "--language", "kk")

    assert (result.exit_code, result.stdout) == (0, f"wrote {file}\n")
    many = run("translations", "export", file, "--format", "tmx")
    assert many.exit_code == 1
    assert "is one file, and there would be 2 (ru.tmx, kk.tmx)" in many.stderr
    strange = run("translations", "export", "--language", "tr")
    assert "tr is not a language that this site translates into (en, ru, kk)" in strange.stderr


def test_status_tells_how_far_each_language_is(run: Callable[..., Result], settings: Settings) -> None:
    run("translate")

    result = run("translations", "status")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["language", "articles", "original", "edited", "machine", "failed", "pending"]
    assert [line.split() for line in lines[1:4]] == [
        ["en", "5", "5", "0", "0", "0", "0"],
        ["ru", "5", "0", "5", "0", "0", "0"],
        ["kk", "5", "0", "5", "0", "0", "0"],
    ]
    assert lines[4] == "en: 0 sentences edited, 0 by machine, 0 kept in the original"
    as_json = {each["language"]: each for each in json.loads(run("translations", "status", "--json").stdout)}
    assert as_json["kk"]["edited"] == 5
    assert lines[6].startswith(f"kk: {as_json['kk']['sentences_edited']} sentences edited, ")


def test_the_log_tells_who_translated_an_article_and_when(run: Callable[..., Result], settings: Settings) -> None:
    path = settings.translations / "kk" / f"{SEED}.po"
    correct(path, 'msgstr "Ғарыш"', 'msgstr "Ғарыш әлемі"', editor="Әсел Б. <asel@news.example>")
    run("translations", "import")

    for name in (SEED, f"{SEED}.txt", "china IS interested"):
        result = run("translations", "log", name, "--language", "kk")
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        at = lines.index("kk  category: Space")
        assert lines[at + 1] == f"    2026-11-21 17:00  feedserver editors (kk/{SEED}.po): Ғарыш"
        assert lines[at + 2].endswith(f"  Әсел Б. (kk/{SEED}.po): Ғарыш әлемі")
    assert "ru  category: Space" in run("translations", "log", SEED).stdout


def test_the_log_asks_which_article_is_meant(run: Callable[..., Result]) -> None:
    nothing = run("translations", "log", "no such thing")
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith("Error: no article is called “no such thing”")
    several = run("translations", "log", "R")
    assert several.exit_code == 1
    assert "Error: “R” could be 2 articles: " in several.stderr


def test_the_log_of_an_article_that_nobody_translated_says_so(run: Callable[..., Result], settings: Settings) -> None:
    (settings.articles / "new.txt").write_text(
        "A rocket rises\n\nThe crew is well and the journalists are waiting for the bus.\n", "utf-8"
    )
    run("ingest")

    assert run("translations", "log", "new.txt").stdout == "no editor has translated anything of it\n"
