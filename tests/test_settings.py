"""Settings: every one parsed, the environment above the file, a wrong value refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedserver import __version__
from feedserver.errors import SettingsError
from feedserver.model import Source, SourceKind
from feedserver.settings import CONFIG_FILE, PREFIX, Settings, load_settings, table


def load(folder: Path, toml: str | None = None, **environ: str) -> Settings:
    """The settings of a folder with *toml* as its settings file, under *environ*, named without the prefix."""
    if toml is not None:
        (folder / CONFIG_FILE).write_text(toml, "utf-8")
    return load_settings({PREFIX + name.upper(): value for name, value in environ.items()}, folder)


GOOD = {
    "articles": ("/srv/news", Path("/srv/news")),
    "translations": ("words", Path("words")),
    "languages": ("kk, ru,pt_br", ("kk", "ru", "pt-BR")),
    "title": (" Жаңалықтар ", "Жаңалықтар"),
    "base_url": ("https://news.example/site/", "https://news.example/site"),
    "host": ("::", "::"),
    "port": ("80", 80),
    "data_dir": ("/var/lib/news", Path("/var/lib/news")),
    "database": ("sqlite:////var/lib/news.db", "sqlite:////var/lib/news.db"),
    "packages_dir": ("/srv/packages", Path("/srv/packages")),
    "authority": ("editors@news.example", "editors@news.example"),
    "authority_date": ("2025-12-31", "2025-12-31"),
    "hold_untranslated_s": ("0", 0),
    "feed_entries": ("500", 500),
    "max_age_s": ("0", 0),
    "scan_interval_s": ("1", 1),
    "index_url": ("https://models.example.org/index.json", "https://models.example.org/index.json"),
    "beam_size": ("fast", 2),
    "threads": ("4", 4),
    "device": ("auto", "auto"),
    "unload_after_s": ("60", 60),
    "contact": ("editors@news.example", "editors@news.example"),
    "poll_min_s": ("60", 60),
    "poll_max_s": ("2592000", 2592000),
    "fetch_max_bytes": ("10000", 10_000),
    "fetch_timeout_s": ("600", 600),
    "private_hosts": (
        " Intranet.Example.org, *.corp.example.org,127.0.0.1:8080,[::1] ",
        ("intranet.example.org", "*.corp.example.org", "127.0.0.1:8080", "[::1]"),
    ),
    "merge_stories": ("No", False),
    "hubs": ("https://hub.example/, http://b.example", ("https://hub.example/", "http://b.example")),
    "language_fallbacks": ("be:ru,ky:kk", (("be", "ru"), ("ky", "kk"))),
    "websub": ("true", True),
}

# For each setting what is wrong, and a word of what the message must say is allowed.
BAD = [
    ("articles", " ", "a path"),
    ("translations", "", "a path"),
    ("languages", "english language", "language tags"),
    ("languages", "", "language tags"),
    ("languages", "ru,ru", "each once"),
    ("title", " ", "text"),
    ("title", "two\nlines", "one line"),
    ("base_url", "news.example", "https://"),
    ("base_url", "ftp://news.example", "https://"),
    ("base_url", "https://news.example/?a=b", "https://"),
    ("base_url", "https://[news", "https://"),
    ("base_url", "https://news.example:99999", "https://"),
    ("base_url", "https://news example", "https://"),
    ("host", "", "text"),
    ("port", "0", "from 1 to 65535"),
    ("port", "65536", "from 1 to 65535"),
    ("port", "http", "from 1 to 65535"),
    ("port", "-1", "whole number"),
    ("port", "80.5", "whole number"),
    ("data_dir", "", "a path"),
    ("database", "mysql://news", "sqlite:///"),
    ("time_zone", "Mars/Olympus", "Asia/Almaty"),
    ("time_zone", "", "a time zone"),
    ("time_zone", "../etc/passwd", "a time zone"),
    ("authority", "News Example", "domain name"),
    ("authority_date", "yesterday", "2026-01-01"),
    ("authority_date", "2026-02-30", "a date"),
    ("hold_untranslated_s", "1h", "whole number"),
    ("feed_entries", "501", "from 1 to 500"),
    ("feed_entries", "0", "from 1 to 500"),
    ("max_age_s", "86401", "to 86400"),
    ("scan_interval_s", "0", "from 1"),
    ("index_url", "models.example.org", "an address such as"),
    ("beam_size", "17", "from 1 to 16"),
    ("beam_size", "slow", "fast or fastest"),
    ("threads", "many", "whole number"),
    ("device", "tpu", "one of cpu, cuda, auto"),
    ("unload_after_s", "soon", "whole number"),
    ("contact", "the editors", "an e-mail address or a web address"),
    ("contact", "a@b) Mozilla/5.0 (", "an e-mail address"),
    ("contact", "a@b\r\nX-Header: 1", "an e-mail address"),
    ("poll_min_s", "59", "from 60"),
    ("poll_max_s", "2592001", "to 2592000"),
    ("fetch_max_bytes", "9999", "from 10000"),
    ("fetch_max_bytes", "10MB", "whole number"),
    ("fetch_timeout_s", "0", "from 1"),
    ("private_hosts", "http://intranet.example.org", "host names"),
    ("private_hosts", "*", "host names"),
    ("private_hosts", "10.0.0.0/8", "host names"),
    ("merge_stories", "maybe", "yes or no"),
    ("merge_stories", "", "yes or no"),
    ("languages", "en,kk-Latn", "kk-Latn together with kk"),
    ("hubs", "hub.example", "web addresses separated by commas"),
    ("language_fallbacks", "be-ru", "be:ru,uk:ru"),
    ("language_fallbacks", "be:", "be:ru,uk:ru"),
    ("websub", "1", "yes or no"),
]


@pytest.mark.parametrize("name", GOOD)
def test_a_setting_is_read_from_the_environment(tmp_path: Path, name: str) -> None:
    text, value = GOOD[name]

    assert getattr(load(tmp_path, **{name: text}), name) == value


def test_the_time_zone_is_one_that_dates_can_be_read_in(tmp_path: Path) -> None:
    assert load(tmp_path, time_zone="Asia/Almaty").time_zone.key == "Asia/Almaty"


def test_every_setting_is_tested_with_good_and_bad_values() -> None:
    names = {name for name, _, _ in table()}

    assert {*GOOD, "time_zone"} == names
    assert names - {name for name, _, _ in BAD} == {"packages_dir"}  # which takes any path, or none


@pytest.mark.parametrize("name", GOOD)
def test_a_setting_is_read_from_the_file(tmp_path: Path, name: str) -> None:
    text, value = GOOD[name]

    assert getattr(load(tmp_path, f'{name} = "{text}"'), name) == value


def test_the_file_may_write_numbers_and_lists_as_such(tmp_path: Path) -> None:
    settings = load(tmp_path, 'port = 8080\nlanguages = ["kk", "en"]')

    assert settings.port == 8080
    assert settings.languages == ("kk", "en")


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, 'title = "File"\nport = 8080', title="Environment")

    assert settings.title == "Environment"
    assert settings.port == 8080


def test_without_anything_every_default_is_good(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert settings.languages == ("en", "ru", "kk")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url == "sqlite:///data/feedserver.db"


@pytest.mark.parametrize(("name", "value", "allowed"), BAD)
def test_a_wrong_value_is_refused_with_variable_value_and_what_is_allowed(
    tmp_path: Path, name: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, **{name: value})

    message = str(refused.value)
    assert message.startswith(f"{PREFIX}{name.upper()} is “{value}”")
    assert allowed in message


def test_a_wrong_value_in_the_file_is_refused_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"feedserver\.toml: port is “true”"):
        load(tmp_path, "port = true")


def test_an_unknown_variable_is_refused_and_the_known_ones_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"FEEDSERVER_PROT: .*FEEDSERVER_PORT"):
        load(tmp_path, prot="80")


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"feedserver\.toml: there is no setting “prot”; there are: .*port"):
        load(tmp_path, "prot = 80")


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"feedserver\.toml: not a settings file"):
        load(tmp_path, "port: 80")


def test_another_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('title = "Other"')

    assert load(tmp_path, 'title = "Ours"', config=str(tmp_path / "other.toml")).title == "Other"


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"FEEDSERVER_CONFIG: .*missing\.toml does not exist"):
        load(tmp_path, config=str(tmp_path / "missing.toml"))


def test_packages_lie_where_argos_translate_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert load(tmp_path).packages_dir == Path("/srv/data/argos-translate/packages")

    monkeypatch.setenv("ARGOS_PACKAGES_DIR", "/srv/argos")
    assert load(tmp_path).packages_dir == Path("/srv/argos")


def test_the_authority_of_ids_is_the_host_of_the_base_url(tmp_path: Path) -> None:
    assert load(tmp_path, base_url="https://News.example:8443/x").site.authority == "news.example"
    assert load(tmp_path, authority="old.example", base_url="https://new.example").site.authority == "old.example"


def test_an_address_of_ipv6_is_written_in_brackets_and_is_no_authority(tmp_path: Path) -> None:
    settings = load(tmp_path, host="::1")

    assert settings.public_url == "http://[::1]:8000"
    assert settings.site.authority == "localhost"


def test_without_a_folder_of_articles_there_is_none(tmp_path: Path) -> None:
    assert load(tmp_path, articles="").articles is None
    assert load(tmp_path, articles="").all_sources == ()


def test_a_flag_of_the_file_may_be_a_real_one(tmp_path: Path) -> None:
    settings = load(tmp_path, "merge_stories = false\nwebsub = true\nprivate_hosts = ['a.example', 'b.example']")

    assert (settings.merge_stories, settings.websub) == (False, True)
    assert settings.private_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"base_url": "https://news.example/"}, "https://news.example"),
        ({"base_url": "https://news.example", "contact": "editors@news.example"}, "editors@news.example"),
        ({"base_url": "https://қала.kz"}, "https://%D2%9B%D0%B0%D0%BB%D0%B0.kz"),
        ({"contact": "mailto:editors@news.example"}, "editors@news.example"),
        ({"contact": "https://news.example/(us)"}, "https://news.example/%28us%29"),
    ],
    ids=["nothing", "the site", "a mailbox", "not ASCII", "a mailto address", "brackets"],
)
def test_requests_say_who_asks_and_whom_to_write_to(tmp_path: Path, environ: dict[str, str], expected: str) -> None:
    assert load(tmp_path, **environ).user_agent == f"feedserver/{__version__} (+{expected})"


SOURCES = """
articles = "/srv/news"

[[sources]]
feed = "https://agency.example/rss.xml"
title = "Агенттік"
full_text = true

[[sources]]
folder = "/srv/notes"
by_folder = true
"""


def test_sources_are_declared_as_tables_beside_the_folder_of_articles(tmp_path: Path) -> None:
    settings = load(tmp_path, SOURCES)

    agency = Source(
        "agency-example-rss", SourceKind.FEED, "https://agency.example/rss.xml", title="Агенттік", full_text=True
    )
    notes = Source("notes", SourceKind.FOLDER, "/srv/notes", by_folder=True)
    assert settings.sources == (agency, notes)
    assert settings.all_sources == (Source("news", SourceKind.FOLDER, "/srv/news", title="news"), agency, notes)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('sources = "https://a.example/feed"', r"feedserver\.toml: sources are tables: \[\[sources\]\]"),
        ('sources = ["https://a.example/feed"]', r"sources are tables"),
        ("[sources]\nfeed = 'https://a.example/feed'", r"sources are tables"),
        (
            "[[sources]]\nfeed = 'https://a.example/feed'\n[[sources]]\nfeed = 'ftp://a.example'",
            r"feedserver\.toml: \[\[sources\]\] number 2: feed is “ftp://a\.example”; allowed is an address",
        ),
        ("[[sources]]\nurl = 'https://a.example/feed'", r"number 1: source is “url”; allowed is one of folder, feed"),
        (
            "articles = 'news'\n[[sources]]\nfolder = '/srv/news'",
            r"two sources have the slug “news”; give one another: slug = ",
        ),
        ("sorces = 1", r"there is no setting “sorces”; there are: .*, sources"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load(tmp_path, toml)


def test_sources_are_no_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FEEDSERVER_SOURCES: there is no such setting"):
        load(tmp_path, sources="https://a.example/feed")
