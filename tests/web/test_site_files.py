"""robots.txt, the site map, security.txt and the icons, as the machines that ask for them read them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from protego import Protego

from feedserver import create_app
from feedserver.feeds.addresses import article_path
from feedserver.store.articles import withdraw_missing
from feedserver.web import site_files
from feedserver.web.services import EXTENSION, Services
from tests.conftest import make_article, save
from tests.web.conftest import FIRST_SEEN, settings_in

LANGUAGES = ("en", "ru", "kk", "kk-Latn", "kk-Arab")
BASE_URL = "https://news.example.org"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}

# What sitemaps.org 0.9 demands of a site map and of an index, without the optional elements that we do not write.
SCHEMA = etree.XMLSchema(
    etree.XML(
        """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9"
           xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
  <xs:simpleType name="loc">
    <xs:restriction base="xs:anyURI"><xs:minLength value="12"/><xs:maxLength value="2048"/></xs:restriction>
  </xs:simpleType>
  <xs:element name="urlset"><xs:complexType><xs:sequence>
    <xs:element name="url" maxOccurs="50000"><xs:complexType><xs:sequence>
      <xs:element name="loc" type="loc"/>
      <xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/>
      <xs:any namespace="##other" minOccurs="0" maxOccurs="unbounded" processContents="lax"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="sitemapindex"><xs:complexType><xs:sequence>
    <xs:element name="sitemap" maxOccurs="50000"><xs:complexType><xs:sequence>
      <xs:element name="loc" type="loc"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
    )
)


def read(client: FlaskClient, path: str) -> etree._Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/xml; charset=utf-8"
    root = etree.fromstring(answer.data)
    SCHEMA.assertValid(root)
    return root


def paths(root: etree._Element, xpath: str = "//s:loc/text()") -> list[str]:
    """The paths below the base URL that *root* names."""
    found = [str(url) for url in root.xpath(xpath, namespaces=NAMES)]
    assert all(url.startswith(BASE_URL + "/") for url in found)
    return [url.removeprefix(BASE_URL) for url in found]


def parts_of(client: FlaskClient) -> list[str]:
    index = read(client, "/sitemap.xml")
    assert etree.QName(index).localname == "sitemapindex"
    return paths(index)


def services_of(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


@contextmanager
def changed(app: Flask, **settings: object) -> Iterator[None]:
    """The app with other settings, for a while."""
    before = services_of(app)
    app.extensions[EXTENSION] = replace(before, settings=replace(before.settings, **settings))  # type: ignore[arg-type]
    yield
    app.extensions[EXTENSION] = before


def set_clock(app: Flask, now: datetime) -> None:
    app.extensions[EXTENSION] = replace(services_of(app), clock=lambda: now)


def ids_of(client: FlaskClient) -> list[str]:
    return [path.rsplit("/", 1)[1] for path in paths(read(client, "/sitemap.xml")) if path.startswith("/en/articles/")]


def test_every_page_that_the_site_map_names_is_there(client: FlaskClient) -> None:
    root = read(client, "/sitemap.xml")

    named = paths(root)
    assert len(named) == len(set(named))
    for path in named:
        assert client.get(path).status_code == 200, path
    kinds = [sum(kind in path for path in named) for kind in ("/articles/", "/categories/")]
    assert all(kinds)
    assert {path for path in named if path.count("/") == 2} == {f"/{language}/" for language in LANGUAGES}
    assert set(paths(root, "//x:link/@href")) == {*named, "/"}  # the front page leads to the reader's language


def test_each_page_names_itself_in_every_language(client: FlaskClient) -> None:
    for url in read(client, "/sitemap.xml").iterfind("s:url", NAMES):
        links = {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMES)}
        location = url.findtext("s:loc", namespaces=NAMES)
        language = str(location).removeprefix(BASE_URL).split("/")[1]
        assert list(links) == [*LANGUAGES, "x-default"]
        assert links[language] == location
        assert links["x-default"] == (BASE_URL + "/" if str(location).count("/") == 4 else links["en"])


def test_a_page_says_when_its_edition_last_changed(client: FlaskClient) -> None:
    for url in read(client, "/sitemap.xml").iterfind("s:url", NAMES):
        path = str(url.findtext("s:loc", namespaces=NAMES)).removeprefix(BASE_URL)
        if "/articles/" not in path:
            continue
        said = str(url.findtext("s:lastmod", namespaces=NAMES)).removesuffix("+00:00")
        assert f'"dateModified":"{said}' in client.get(path).text.replace('": "', '":"')


@pytest.fixture
def small_app(tmp_path: Path) -> Flask:
    """A site with an article of January and one of February, both in English, whose translations are held back."""
    (tmp_path / "articles").mkdir()
    app = create_app(settings_in(tmp_path, articles=str(tmp_path / "articles")))
    set_clock(app, FIRST_SEEN)
    for month in (1, 2):
        publish(app, f"{month}.txt", month)
    return app


def publish(app: Flask, name: str, month: int) -> str:
    """Publish an article in that month of 2026; its id."""
    article = make_article(name, published_at=datetime(2026, month, 5, tzinfo=UTC))
    save(services_of(app).database, article, now=FIRST_SEEN)
    return article.id


def test_what_is_withdrawn_is_in_no_site_map(small_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with services_of(small_app).database.write() as connection:
        withdraw_missing(connection, "agency", {"2.txt"}, now=FIRST_SEEN)
    client = small_app.test_client()

    assert len(ids_of(client)) == 1
    monkeypatch.setattr(site_files, "MOST_URLS", 3)
    assert parts_of(client) == ["/sitemap-pages.xml", "/sitemap-2026-02.xml"]


def test_an_edition_is_mapped_as_soon_as_it_is_shown(small_app: Flask) -> None:
    client = small_app.test_client()

    held = paths(read(client, "/sitemap.xml"))
    set_clock(small_app, FIRST_SEEN + timedelta(hours=1))
    shown = paths(read(client, "/sitemap.xml"))

    article_id = ids_of(client)[0]
    assert article_path("en", article_id) in held
    for language in LANGUAGES[1:]:
        assert article_path(language, article_id) not in held
        assert article_path(language, article_id) in shown


def test_a_large_site_has_an_index_of_parts_that_name_every_page_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = paths(read(client, "/sitemap.xml"))

    monkeypatch.setattr(site_files, "MOST_URLS", 6)
    parts = parts_of(client)

    assert parts[0] == "/sitemap-pages.xml"
    assert parts[1:] == sorted(parts[1:])
    maps = [paths(read(client, part)) for part in parts]
    assert sorted(path for named in maps for path in named) == sorted(whole)
    assert all(len(named) <= 6 for named in maps[1:])


def test_a_part_of_the_past_stays_as_it_is_when_there_is_news(
    small_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_files, "MOST_URLS", 5)  # one article
    client = small_app.test_client()
    january, february = parts_of(client)[1:]
    tag = client.get(january).headers["ETag"]

    publish(small_app, "3.txt", 2)
    publish(small_app, "4.txt", 3)

    more = ["/sitemap-2026-02-2.xml", "/sitemap-2026-03.xml"]
    assert parts_of(client) == ["/sitemap-pages.xml", january, february, *more]
    assert client.get(january, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("part", ["2026-13", "1999-01", "2026-11-1", "2026-11-99", "x", "pages-2"])
def test_a_part_that_there_is_not_is_not_found(client: FlaskClient, part: str) -> None:
    answer = client.get(f"/sitemap-{part}.xml")

    assert answer.status_code == 404
    assert f"{BASE_URL}/sitemap.xml" in answer.text


@pytest.mark.parametrize("agent", ["Googlebot", "Feedly/1.0"])
def test_robots_may_read_all_but_what_searches_find(client: FlaskClient, agent: str) -> None:
    answer = client.get("/robots.txt")

    assert answer.content_type == "text/plain; charset=utf-8"
    plain = RobotFileParser()
    plain.parse(answer.text.splitlines())
    rules = Protego.parse(answer.text)
    assert list(rules.sitemaps) == plain.site_maps() == [f"{BASE_URL}/sitemap.xml"]
    allowed = ["/", "/kk/", "/kk/feed.atom", "/kk/feed.atom?q=space", "/en/categories/search/feed.rss", "/status"]
    for path in allowed:
        assert rules.can_fetch(BASE_URL + path, agent), path
        assert plain.can_fetch(agent, BASE_URL + path), path
    for language in LANGUAGES:
        assert not rules.can_fetch(f"{BASE_URL}/{language}/search?q=space", agent)
        assert not plain.can_fetch(agent, f"{BASE_URL}/{language}/search?q=space")


def fields_of(client: FlaskClient) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


@pytest.mark.parametrize(
    ("contact", "uri"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("a&b@example.org", "mailto:a%26b@example.org"),
        ("https://example.org/security", "https://example.org/security"),
    ],
)
def test_security_txt_names_whom_to_tell(seeds_app: Flask, contact: str, uri: str) -> None:
    with changed(seeds_app, contact=contact):
        fields = fields_of(seeds_app.test_client())

    assert fields["Contact"] == uri
    assert fields["Canonical"] == f"{BASE_URL}/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "en, ru, kk"


def test_security_txt_ends_in_less_than_a_year_and_stays_the_same_for_days(seeds_app: Flask) -> None:
    with changed(seeds_app, contact="security@example.org"):
        client = seeds_app.test_client()
        moments = [datetime(2026, month, day, 12, tzinfo=UTC) for month in (1, 6, 7, 12) for day in (1, 28)]
        expires = []
        for now in moments:
            set_clock(seeds_app, now)
            expires.append(datetime.fromisoformat(fields_of(client)["Expires"]))
            assert timedelta(days=90) < expires[-1] - now < timedelta(days=365)

    assert expires[0::2] == expires[1::2]
    assert len(set(expires)) == 4


@pytest.mark.parametrize("contact", ["", "http://example.org/unsafe"])
def test_without_a_contact_there_is_no_security_txt(seeds_app: Flask, contact: str) -> None:
    with changed(seeds_app, contact=contact):
        answer = seeds_app.test_client().get("/.well-known/security.txt")

    assert answer.status_code == 404
    assert "contact" in answer.text


def test_the_icon_is_one_for_every_size(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")

    assert answer.content_type == "image/vnd.microsoft.icon"
    reserved, kind, count = (int.from_bytes(answer.data[at : at + 2], "little") for at in (0, 2, 4))
    assert (reserved, kind) == (0, 1)
    assert {answer.data[6 + 16 * at] for at in range(count)} == {16, 32, 48}


def test_telephones_get_an_icon_of_180_pixels(client: FlaskClient) -> None:
    answer = client.get("/apple-touch-icon.png")

    assert answer.content_type == "image/png"
    assert answer.data[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(answer.data[at : at + 4], "big") for at in (16, 20)] == [180, 180]


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/favicon.ico", "/apple-touch-icon.png"])
def test_what_a_machine_has_already_is_not_sent_again(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    head = client.head(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
