"""Feeds over HTTP: what every reader's software may rely on (RFC 9110)."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from feedserver.model import article_id
from feedserver.store.articles import withdraw_missing
from feedserver.web.services import EXTENSION, Services
from tests.web.conftest import FIRST_SEEN, SiteMaker

FEED = "/kk/feed.atom"


def test_a_second_request_with_the_etag_is_answered_304_without_a_body(client: FlaskClient) -> None:
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert again.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    assert "Content-Length" not in again.headers


@pytest.mark.parametrize("tags", ["W/{}", '"other", {}', '"other",W/{} , "third"', "*"])
def test_the_etag_is_found_in_every_form_of_if_none_match(client: FlaskClient, tags: str) -> None:
    etag = client.get(FEED).headers["ETag"]
    assert client.get(FEED, headers={"If-None-Match": tags.format(etag)}).status_code == 304


def test_another_etag_gets_the_feed_even_if_it_has_not_been_modified_since(client: FlaskClient) -> None:
    since = client.get(FEED).headers["Last-Modified"]
    answer = client.get(FEED, headers={"If-None-Match": '"other"', "If-Modified-Since": since})
    assert answer.status_code == 200


def test_a_request_since_the_last_modification_is_answered_304(client: FlaskClient) -> None:
    since = client.get(FEED).headers["Last-Modified"]
    assert client.get(FEED, headers={"If-Modified-Since": since}).status_code == 304
    earlier = "Thu, 01 Jan 1970 00:00:00 GMT"
    assert client.get(FEED, headers={"If-Modified-Since": earlier}).status_code == 200


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 99 Foo 2026 00:00:00 GMT", "9" * 400])
def test_a_date_that_is_none_does_not_count(client: FlaskClient, date: str) -> None:
    assert client.get(FEED, headers={"If-Modified-Since": date}).status_code == 200


def test_gzip_is_the_same_feed_under_another_etag(client: FlaskClient) -> None:
    plain, zipped = client.get(FEED), client.get(FEED, headers={"Accept-Encoding": "deflate, gzip;q=0.9"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(plain.data) / 3


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd;q=0.9, br;q=0.8", "gzip"),
        ("br;q=0, *", "zstd"),
        ("gzip;q=0", None),
        ("gzip; q=0.000", None),
        ("*;q=0.5, gzip;q=0", "br"),
        ("*;q=0, identity;q=0.1", None),
        ("identity", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("deflate, br;q=0", None),
        ("gzip;q=nonsense", None),
        ("", None),
    ],
)
def test_the_encoding_is_the_one_the_client_likes(client: FlaskClient, accepted: str, encoding: str | None) -> None:
    answer = client.get(FEED, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding


@pytest.mark.parametrize("accepted", ["*;q=0", "identity;q=0", "identity;q=0, deflate"])
def test_a_client_that_takes_no_coding_of_ours_is_told_which_there_are(client: FlaskClient, accepted: str) -> None:
    answer = client.get(FEED, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 406
    assert "br, zstd, gzip, identity" in answer.text


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("If-Match", "{}", 200),
        ("If-Match", '"a", {}', 200),
        ("If-Match", "*", 200),
        ("If-Match", "W/{}", 412),
        ("If-Match", 'W/"a", "b"', 412),
        ("If-Unmodified-Since", "Thu, 01 Jan 2099 00:00:00 GMT", 200),
        ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 412),
        ("If-Unmodified-Since", "never", 200),
        ("Range", "bytes=0-9", 200),
    ],
)
def test_conditions_and_ranges_are_those_of_http(client: FlaskClient, header: str, value: str, status: int) -> None:
    etag = client.get(FEED).headers["ETag"]
    assert client.get(FEED, headers={header: value.format(etag)}).status_code == status


def test_head_answers_as_get_without_the_body(client: FlaskClient) -> None:
    client.get("/ru/feed.rss?limit=3")
    for path in (FEED, "/ru/feed.rss?limit=3", "/ru/feed.rss?limit=4"):  # the last one is not kept yet
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.data) == (200, b"")
        wanted = {name: value for name, value in get.headers.items() if name != "Date"}
        assert {name: value for name, value in head.headers.items() if name != "Date"} == wanted


def test_the_kept_rendering_and_the_first_answer_are_the_same(make_app: SiteMaker) -> None:
    client = make_app().test_client()
    first, kept = client.get(FEED), client.get(FEED)
    assert first.data == kept.data
    assert sorted(first.headers.items()) == sorted(kept.headers.items())


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("atom", "application/atom+xml; charset=utf-8"),
        ("rss", "application/rss+xml; charset=utf-8"),
        ("json", "application/feed+json; charset=utf-8"),
    ],
)
def test_every_format_has_its_content_type(client: FlaskClient, extension: str, content_type: str) -> None:
    assert client.get(f"/ru/feed.{extension}").headers["Content-Type"] == content_type


def test_limit_shortens_the_feed_to_the_newest(client: FlaskClient) -> None:
    entries = client.get("/ru/feed.json").get_json(force=True)["items"]
    shorter = client.get("/ru/feed.json?limit=2").get_json(force=True)
    assert shorter["items"] == entries[:2]
    assert shorter["feed_url"] == "https://news.example.org/ru/feed.json?limit=2"
    assert len(client.get("/ru/feed.json?limit=500").get_json(force=True)["items"]) == 5


def test_the_setting_feed_entries_is_the_limit_without_one(make_app: SiteMaker) -> None:
    client = make_app(feed_entries="3").test_client()
    assert len(client.get("/ru/feed.json").get_json(force=True)["items"]) == 3


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=-1", "limit=abc", "limit=", "limit=1&limit=2", "limit=٣"]
)
def test_a_bad_limit_is_a_400_that_names_it(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{FEED}?{query}")
    assert answer.status_code == 400
    assert "limit" in answer.text
    assert "1 to 500" in answer.text or "allowed is once" in answer.text


def test_an_unknown_parameter_is_a_400_that_names_it(client: FlaskClient) -> None:
    answer = client.get(f"{FEED}?lang=xx")
    assert answer.status_code == 400
    assert "“lang”" in answer.text


@pytest.mark.parametrize(
    ("path", "there_is"),
    [
        ("/de/feed.atom", "en, ru, kk"),
        ("/kk/categories/sport/feed.rss", "president, roscosmos, space"),
        ("/categories/sport/feed.rss", "president, roscosmos, space"),
        ("/kk/sources/reuters/feed.json", "seeds"),
    ],
)
def test_what_is_not_there_is_a_404_that_says_what_there_is(client: FlaskClient, path: str, there_is: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert there_is in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_a_405_that_names_those_allowed(client: FlaskClient, method: str) -> None:
    client.get(FEED)
    answer = client.open(FEED, method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))
    assert "GET" in answer.text


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ({}, "/en/feed.atom"),
        ({"Accept-Language": "kk-KZ, ru;q=0.8"}, "/kk/feed.atom"),
        ({"Accept-Language": "de", "Accept": "application/rss+xml"}, "/en/feed.rss"),
        ({"Accept-Language": "ru", "Accept": "application/feed+json"}, "/ru/feed.json"),
        ({"Accept": "application/json"}, "/en/feed.json"),
        ({"Accept": "text/html,*/*;q=0.8"}, "/en/feed.atom"),
        ({"Accept": "image/png"}, "/en/feed.atom"),
    ],
)
def test_feed_leads_to_the_readers_feed(client: FlaskClient, headers: dict[str, str], place: str) -> None:
    answer = client.get("/feed", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert answer.headers["Vary"] == "Accept-Language, Accept"


def test_below_a_prefix_the_feed_is_found_and_redirects_stay_below_it(client: FlaskClient) -> None:
    prefix = {"SCRIPT_NAME": "/news"}
    assert client.get(FEED, environ_overrides=prefix).status_code == 200
    assert client.get("/feed", environ_overrides=prefix).headers["Location"] == "/news/en/feed.atom"


def test_a_withdrawn_article_leaves_the_kept_feed_at_once(make_app: SiteMaker) -> None:
    app = make_app()
    client = app.test_client()
    before = client.get("/ru/feed.json")
    services: Services = app.extensions[EXTENSION]
    gone = "004_8fda87e54f7d6c9f.txt"
    later = FIRST_SEEN + timedelta(hours=1)
    with services.database.write() as connection:
        rest = {file.name for file in services.settings.articles.iterdir()} - {gone}
        assert withdraw_missing(connection, "seeds", rest, now=later) == [gone]
    after = client.get("/ru/feed.json", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert not any(article_id("seeds", gone) in item["id"] for item in after.get_json(force=True)["items"])
    assert (
        client.get("/ru/feed.json", headers={"If-Modified-Since": before.headers["Last-Modified"]}).status_code == 200
    )


def test_an_untranslated_entry_is_held_back_and_then_shown_in_its_own_language(
    make_app: SiteMaker, packages_dir: Path
) -> None:
    app = make_app(translations="no-catalogues", packages_dir=str(packages_dir))

    def feed_after(minutes: int) -> TestResponse:
        clock = FIRST_SEEN + timedelta(minutes=minutes)
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], clock=lambda: clock)
        return app.test_client().get("/ru/feed.json")

    held, shown = feed_after(minutes=59), feed_after(minutes=60)
    assert held.get_json(force=True)["items"] == []
    items = shown.get_json(force=True)["items"]
    assert [item["language"] for item in items] == ["en"] * 5
    assert {item["_feedserver"]["origin"] for item in items} == {"pending"}
    assert shown.headers["Last-Modified"] != held.headers["Last-Modified"]


def test_healthz_is_ok_when_nothing_is_left_to_translate(make_app: SiteMaker) -> None:
    assert make_app().test_client().get("/healthz").get_json()["status"] == "ok"


def test_with_no_package_the_original_is_shown_at_once(make_app: SiteMaker) -> None:
    items = make_app(translations="no-catalogues").test_client().get("/ru/feed.json").get_json(force=True)["items"]
    assert [(item["language"], item["_feedserver"]["origin"]) for item in items] == [("en", "pending")] * 5


def test_healthz_is_a_503_while_work_is_left_lying(make_app: SiteMaker, packages_dir: Path) -> None:
    answer = make_app(translations="no-catalogues", packages_dir=str(packages_dir)).test_client().get("/healthz")
    assert answer.status_code == 503
    assert "10 editions" in answer.get_json()["problems"][0]
    assert answer.get_json()["pending"] == {"kk": 5, "ru": 5}


def test_healthz_is_a_503_where_nothing_that_a_package_translates_passes_the_checks(make_app: SiteMaker) -> None:
    app = make_app()
    services: Services = app.extensions[EXTENSION]
    with services.database.write() as connection:
        connection.exec_driver_sql("UPDATE editions SET origin = NULL, made_with = 'x', todo = 0 WHERE language = 'kk'")
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["problems"] == [
        "nothing translated into kk passes the checks: feedserver translations status"
    ]


def test_a_database_that_is_broken_is_a_503_and_no_500(make_app: SiteMaker) -> None:
    app = make_app()
    services: Services = app.extensions[EXTENSION]
    services.database.close()
    with Path(services.database.sqlite_path).open("r+b") as file:
        file.truncate(4096)
    app.testing = False
    assert app.test_client().get("/ru/feed.atom?limit=7").status_code == 503
    assert app.test_client().get("/healthz").status_code == 503


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.one_of(
        st.text(max_size=30),
        st.builds(
            "/{}/categories/{}/feed.{}".format,
            st.sampled_from(["ru", "kk", "xx"]),
            st.text(max_size=10),
            st.sampled_from(["atom", "rss", "json"]),
        ),
    ),
    query=st.text(alphabet=st.characters(codec="utf-8"), max_size=20),
    headers=st.dictionaries(
        st.sampled_from(
            ["If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept-Language", "Accept", "Range"]
        ),
        st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
        max_size=4,
    ),
)
def test_nothing_a_client_sends_makes_a_500(
    client: FlaskClient, path: str, query: str, headers: dict[str, str]
) -> None:
    client.application.testing = False
    try:
        for base in (f"/{path.lstrip('/')}", FEED):
            environ = {
                "PATH_INFO": base.encode("utf-8", "replace").decode("latin-1"),
                "QUERY_STRING": query.encode().decode("latin-1"),
            }
            answer = client.open("/", environ_overrides=environ, headers=headers)
            assert answer.status_code < 500
    finally:
        client.application.testing = True


@pytest.mark.parametrize("path", [FEED, "/kk/feed.json?limit=3", "/kk/categories/ғарыш-айлағы/feed.rss"])
def test_a_warm_feed_never_reaches_flask(make_app: SiteMaker, tmp_path: Path, path: str) -> None:
    articles = tmp_path / "seeds"
    articles.mkdir()
    page = "April 5, 2026\nCategories: Ғарыш айлағы\n\nБайқоңыр ғарыш айлағынан бүгін жаңа зымыран ұшырылды.\n"
    (articles / "launch.txt").write_text(page, "utf-8")
    app = make_app(articles=str(articles))
    asked: list[None] = []
    app.before_request(lambda: asked.append(None))

    cold = app.test_client().get(path)
    assert (cold.status_code, len(asked)) == (200, 1)
    warm = app.test_client().get(path)
    assert (warm.data, len(asked)) == (cold.data, 1)
