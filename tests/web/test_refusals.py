"""What cannot be answered: a plain text for readers' software, a page for people."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from lxml import html as markup
from werkzeug.test import TestResponse

from feedserver import create_app
from feedserver.errors import StoreError
from feedserver.web.services import EXTENSION
from tests.web.conftest import settings_in

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
LANGUAGES = ("en", "ru", "kk", "kk-Latn", "kk-Arab")


def browse(client: FlaskClient, path: str, *, method: str = "GET", **headers: str) -> TestResponse:
    named = {"Accept": BROWSER} | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.open(path, method=method, headers=named)


def page_of(answer: TestResponse) -> markup.HtmlElement:
    assert answer.content_type == "text/html; charset=utf-8"
    return markup.document_fromstring(answer.text)


def open_app(folder: Path) -> Flask:
    """A site without articles, its data in *folder*."""
    (folder / "articles").mkdir()
    return create_app(settings_in(folder, articles=str(folder / "articles")))


@pytest.fixture(scope="module")
def broken_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site with views that fail: of a mistake, and of its database."""
    app = open_app(tmp_path_factory.mktemp("broken"))

    @app.get("/<language>/mistake")
    def mistake(language: str) -> str:
        return str(1 / (len(language) - len(language)))

    @app.get("/<language>/without-database")
    def without_database(language: str) -> str:
        raise StoreError("database news.db: disk I/O error")

    @app.get("/status/<int:code>")
    def refuse(code: int) -> str:
        abort(code)

    return app


@pytest.fixture
def broken(broken_app: Flask) -> FlaskClient:
    return broken_app.test_client()


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/nowhere/at/all", "GET", 404),
        ("/xx/", "GET", 404),
        ("/en/categories/nothing/", "GET", 404),
        ("/en/articles/0", "GET", 404),
        ("/en/feed.atom?limit=x", "GET", 400),
        ("/en/", "DELETE", 405),
        ("/en/mistake", "GET", 500),
        ("/en/without-database", "GET", 503),
        ("/status/410", "GET", 410),
        ("/status/406", "GET", 406),
    ],
)
class TestEveryRefusal:
    def test_is_a_page_for_people(self, broken: FlaskClient, path: str, method: str, status: int) -> None:
        answer = browse(broken, path, method=method)

        assert answer.status_code == status
        page = page_of(answer)
        assert page.get("lang") == "en"
        assert page.xpath("string(//h1)")
        links = {link.get("href") for link in page.iter("a")}
        assert links >= {f"/{language}/" for language in LANGUAGES} | {"/en/search", "/en/subscribe"}
        assert page.xpath("//form[@role='search']")
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert "Traceback" not in answer.text

    @pytest.mark.parametrize("accept", ["", "*/*", "application/atom+xml, */*;q=0.5", "text/*"])
    def test_is_plain_text_for_feed_readers_and_scripts(
        self, broken: FlaskClient, path: str, method: str, status: int, accept: str
    ) -> None:
        answer = browse(broken, path, method=method, Accept=accept)

        assert answer.status_code == status
        assert answer.content_type == "text/plain; charset=utf-8"
        assert answer.text.startswith(f"{status} ")
        assert "Traceback" not in answer.text

    @pytest.mark.parametrize("accept", ["*/*", BROWSER])
    def test_is_kept_by_no_cache_and_safe(
        self, broken: FlaskClient, path: str, method: str, status: int, accept: str
    ) -> None:
        answer = browse(broken, path, method=method, Accept=accept)

        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Accept" in answer.vary
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if accept == BROWSER:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/html", True),
        ("text/html;q=0.5", True),
        ("text/html;q=0.5, text/plain;q=0.6", False),
        ("text/html, text/plain", False),
        ("text/html;q=0, */*", False),
        ("text/html, */*;q=0", True),
        ("application/rss+xml, application/xml;q=0.8, text/html;q=0.4, */*;q=0.1", False),
        ("image/avif,image/webp,image/*,*/*;q=0.8", False),
        ("nonsense;;q=x", False),
    ],
)
def test_a_page_is_for_those_who_like_it_best(client: FlaskClient, accept: str, is_page: bool) -> None:
    answer = browse(client, "/nowhere/at/all", Accept=accept)

    assert answer.content_type.startswith("text/html" if is_page else "text/plain")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_the_language_of_the_url(client: FlaskClient, language: str) -> None:
    answer = browse(client, f"/{language}/nowhere", Accept_Language="ru")

    page = page_of(answer)
    assert page.get("lang") == answer.headers["Content-Language"] == language
    assert page.get("dir") == ("rtl" if language == "kk-Arab" else None)
    assert "Accept-Language" not in answer.vary


@pytest.mark.parametrize("path", ["/xx/", "/nowhere/at/all", "/robots.html", "/xx/feed.atom"])
def test_where_the_url_names_no_language_of_ours_the_reader_chooses(client: FlaskClient, path: str) -> None:
    answer = browse(client, path, Accept_Language="kk-KZ,ru;q=0.8")

    assert page_of(answer).get("lang") == "kk"
    assert "Accept-Language" in answer.vary


def test_what_there_is_instead_is_said_in_english_marked_as_such(client: FlaskClient) -> None:
    page = page_of(browse(client, "/kk-Arab/categories/nothing/"))

    (details,) = page.xpath("//main//p[@lang='en']")
    assert details.get("dir") == "ltr"
    assert "There is no category “nothing” here. There are: " in details.text


def test_a_mistake_of_ours_is_logged_with_what_led_there(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = browse(broken, "/en/mistake")

    assert "ZeroDivision" not in answer.text
    assert any(record.exc_info and record.levelno == logging.ERROR for record in caplog.records)
    assert "ZeroDivisionError" in caplog.text


def test_a_page_that_cannot_be_made_is_replaced_by_text(broken_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(broken_app.jinja_env.globals, "_", None)

    answer = browse(broken_app.test_client(), "/ru/mistake")

    assert answer.status_code == 500
    assert answer.content_type == "text/plain; charset=utf-8"


def test_a_broken_database_is_a_reason_to_come_again(tmp_path: Path) -> None:
    app = open_app(tmp_path)
    database = app.extensions[EXTENSION].database
    Path(database.sqlite_path).write_bytes(b"\0" * 4096)

    for path in ("/ru/", "/ru/feed.atom"):
        for accept in ("*/*", BROWSER):
            answer = browse(app.test_client(), path, Accept=accept)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "60"
            assert answer.content_type.startswith("text/html" if accept == BROWSER else "text/plain")


@pytest.mark.parametrize("accept", ["*/*", BROWSER])
def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient, accept: str) -> None:
    answer = browse(client, "/en/", method="PUT", Accept=accept)

    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "GET, HEAD, OPTIONS" in answer.text


def test_the_head_of_a_refusal_has_no_body(client: FlaskClient) -> None:
    answer = browse(client, "/nowhere", method="HEAD")

    assert (answer.status_code, answer.data) == (404, b"")
