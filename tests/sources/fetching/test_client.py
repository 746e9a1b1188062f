"""Getting documents from servers that mean well: what is sent, what is followed, what is told."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from feedserver.errors import SettingsError
from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.fetching.errors import FetchError, RefusedAddressError
from tests.sources.fetching.conftest import MakeFetcher
from tests.sources.fetching.hostile_server import Client, HostileServer, answer, redirect

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "Қазақстан жаңалықтары. ".encode() * 500


def test_a_document_comes_with_what_the_server_says_of_it(server: HostileServer, fetcher: Fetcher) -> None:
    url = server.serve(
        "/feed.xml",
        answer(
            TEXT,
            ("Content-Type", "application/rss+xml; charset=windows-1251"),
            ("ETag", 'W/"abc"'),
            ("Last-Modified", "Sun, 01 Mar 2026 09:00:00 GMT"),
            ("Cache-Control", "public, max-age=1800"),
            ("Link", '<https://hub.example/>; rel="hub", </feed.xml>; rel="Self canonical"'),
            ("Link", "<https://hub2.example/>;title=x;rel=hub"),
        ),
    )

    fetched = fetcher.fetch(url)

    assert (fetched.url, fetched.final_url, fetched.permanent_url) == (url, url, url)
    assert (fetched.status, fetched.is_unchanged, fetched.body) == (200, False, TEXT)
    assert fetched.content_type == "application/rss+xml; charset=windows-1251"
    assert (fetched.etag, fetched.last_modified) == ('W/"abc"', "Sun, 01 Mar 2026 09:00:00 GMT")
    assert fetched.max_age_s == 1800
    assert fetched.links == {
        "hub": ("https://hub.example/", "https://hub2.example/"),
        "self": (url,),
        "canonical": (url,),
    }


def test_a_server_is_told_who_asks_and_nothing_else(server: HostileServer, fetcher: Fetcher) -> None:
    fetcher.fetch(server.serve("/a", answer(b"", ("Set-Cookie", "track=1"))) + "?q=ж#part")
    fetcher.fetch(server.url("/a"), accept="text/html")

    first, second = server.requests
    assert first.target == "/a?q=%D0%B6"
    assert first.headers == {
        "host": server.netloc,
        "user-agent": "feedserver/test (editor@news.example)",
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }
    assert second.headers == first.headers | {"accept": "text/html"}


def test_what_is_unchanged_is_not_sent_again(server: HostileServer, fetcher: Fetcher) -> None:
    def behave(client: Client) -> None:
        is_same = client.request.headers.get("if-none-match") == 'W/"1"'
        client.socket.sendall(answer(status=304) if is_same else answer(b"new", ("ETag", 'W/"1"')))

    url = server.serve("/", behave)

    first = fetcher.fetch(url)
    second = fetcher.fetch(url, etag=first.etag, last_modified="Sun, 01 Mar 2026 09:00:00 GMT")

    assert second.is_unchanged
    assert second.body == b""
    assert (second.etag, second.last_modified) == ('W/"1"', "Sun, 01 Mar 2026 09:00:00 GMT")
    assert server.requests[1].headers["if-modified-since"] == "Sun, 01 Mar 2026 09:00:00 GMT"


@pytest.mark.parametrize("etag", ['"ж"'.encode().decode("latin-1"), '"\x85\xa0\xff"', "no quotes"])
def test_whatever_etag_a_server_has_is_sent_back(etag: str, server: HostileServer, fetcher: Fetcher) -> None:
    url = server.serve("/", answer(b"", ("ETag", etag)))

    fetcher.fetch(url, etag=fetcher.fetch(url).etag)

    assert server.requests[1].headers["if-none-match"] == etag


@pytest.mark.parametrize("etag", ['"a"\r\nX: y', '"ж"', '"a" ', "\x00"])
def test_an_etag_that_no_server_sent_is_not_sent(etag: str, server: HostileServer, fetcher: Fetcher) -> None:
    fetcher.fetch(server.serve("/", answer(b"")), etag=etag)

    assert "if-none-match" not in server.requests[0].headers
    assert "x" not in server.requests[0].headers


def raw_deflate(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + bytes(512)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("identity", TEXT),
        ("UTF-8", TEXT),  # as some servers have it
    ],
)
def test_compressed_documents_are_unpacked(coding: str, body: bytes, server: HostileServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch(server.serve("/", answer(body, ("Content-Encoding", coding)))).body == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_an_empty_document_is_one_whatever_its_coding(coding: str, server: HostileServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch(server.serve("/", answer(b"", ("Content-Encoding", coding)))).body == b""


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX: y\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nabcde",
        b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde and more than was announced",
        b"HTTP/1.1 203 Non-Authoritative Information\r\nContent-Length: 5\r\n\r\nabcde",
    ],
)
def test_a_document_ends_where_the_server_says(sent: bytes, server: HostileServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch(server.serve("/", sent)).body == b"abcde"


def test_a_document_may_have_as_many_bytes_as_are_allowed(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    url = server.serve("/", answer(gzip.compress(bytes(5_000)), ("Content-Encoding", "gzip")))

    assert len(make_fetcher(max_bytes=5_000).fetch(url).body) == 5_000
    with pytest.raises(FetchError, match="more than the 4,999 bytes"):
        make_fetcher(max_bytes=4_999).fetch(url)


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((301, 302, 301), "/1"),
        ((302, 301), "/0"),
        ((307,), "/0"),
        ((303, 303), "/0"),
        ((301, 301, 301, 301, 301), "/5"),
    ],
)
def test_redirects_are_followed_and_the_permanent_ones_told(
    statuses: tuple[int, ...], permanent: str, server: HostileServer, fetcher: Fetcher
) -> None:
    for number, status in enumerate(statuses):
        server.serve(f"/{number}", redirect(f"{number + 1}", status))
    server.serve(f"/{len(statuses)}", answer(b"here"))

    fetched = fetcher.fetch(server.url("/0"))

    assert fetched.body == b"here"
    assert fetched.url == server.url("/0")
    assert fetched.final_url == server.url(f"/{len(statuses)}")
    assert fetched.permanent_url == server.url(permanent)


def test_more_than_five_redirects_are_not_followed(server: HostileServer, fetcher: Fetcher) -> None:
    for number in range(7):
        server.serve(f"/{number}", redirect(f"/{number + 1}", 301))

    with pytest.raises(FetchError, match="leads on more than 5 times") as raised:
        fetcher.fetch(server.url("/0"))

    assert raised.value.status == 301
    assert server.targets() == [f"/{number}" for number in range(6)]


def test_a_circle_is_told(server: HostileServer, fetcher: Fetcher) -> None:
    server.serve("/a", redirect("/b"))
    server.serve("/b", redirect("/a#again"))

    with pytest.raises(FetchError, match="in a circle"):
        fetcher.fetch(server.url("/a"))

    assert server.targets() == ["/a", "/b"]


def test_credentials_go_to_their_own_server_only(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    with HostileServer() as other:
        server.serve("/feed", redirect("/moved", 301))
        server.serve("/moved", redirect(other.url("/elsewhere"), 302))
        other.serve("/elsewhere", redirect(server.url("/back").replace("//", "//evil:evil@"), 302))
        server.serve("/back", answer(b"hello"))
        asked = server.url("/feed").replace("//", "//reader:p%40ss@")

        fetched = make_fetcher(private_hosts=["127.0.0.1"]).fetch(asked)

        sent = [request.headers.get("authorization") for request in server.requests]
        assert sent == ["Basic cmVhZGVyOnBAc3M="] * 3
        assert "authorization" not in other.requests[0].headers
        assert fetched.permanent_url == server.url("/moved").replace("//", "//reader:p%40ss@")
        assert fetched.final_url == server.url("/back")


def test_credentials_that_a_redirect_brings_are_not_used(server: HostileServer, fetcher: Fetcher) -> None:
    server.serve("/", redirect(server.url("/b").replace("//", "//a:b@"), 301))
    server.serve("/b", answer(b""))

    assert fetcher.fetch(server.url()).permanent_url == server.url("/b")
    assert "authorization" not in server.requests[1].headers


@pytest.mark.parametrize(
    "url", ["http://u:secret@127.0.0.1:22/", "ftp://u:secret@x/", "http://u:secret@127.0.0.1/", "http://u:secret/@x/"]
)
def test_no_message_has_a_password(url: str, fetcher: Fetcher) -> None:
    with pytest.raises(RefusedAddressError) as raised:
        fetcher.fetch(url)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("feeds.example/feed", "only http and https"),
        ("", "only http and https"),
        ("http:///feed", "names no host"),
        ("https://./feed", "names no host"),
        ("https://.example/feed", "names no host"),
        ("https://feeds..example/feed", "names no host"),
        (f"https://{'a' * 64}.example/feed", "names no host"),
        ("http://feeds.example:25/", "port 25 is none of the web"),
        ("http://feeds.example:70000/", "port 70000 is none of the web"),
        ("http://feeds.example:x/", "is no web address"),
        ("http://feeds.example/\r\nX: y", "is no web address"),
        ("http://[::1/", "is no web address"),
        ("http://feeds.example/" + "a" * 5_000, "is too long"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str, reason: str, fetcher: Fetcher) -> None:
    with pytest.raises(RefusedAddressError, match=reason):
        fetcher.fetch(url)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "user name and a password"),
        (403, "403 Forbidden"),
        (404, "check the address"),
        (410, "remove the source"),
        (429, "asked too often"),
        (500, "trouble of its own"),
        (503, "503 Service Unavailable"),
        (418, "that is no document"),
    ],
)
def test_a_status_that_is_no_success_is_told_with_what_to_do(
    status: int, reason: str, server: HostileServer, fetcher: Fetcher
) -> None:
    with pytest.raises(FetchError, match=reason) as raised:
        fetcher.fetch(server.serve("/", answer(b"no", status=status)))

    assert raised.value.status == status
    assert raised.value.is_gone == (status == 410)
    assert raised.value.retry_after_s is None


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ([("Retry-After", "120")], 120),
        ([("Retry-After", " 0 ")], 0),
        ([("Retry-After", "Sun, 01 Mar 2026 13:00:00 GMT")], 3600),
        ([("Retry-After", "Sun, 01 Mar 2026 13:00:00 GMT"), ("Date", "Sun, 01 Mar 2026 12:59:00 GMT")], 60),
        ([("Retry-After", "Sun, 01 Mar 2020 13:00:00 GMT")], 0),
        ([("Retry-After", "9" * 10_000)], 31_536_000),
        ([("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")], 31_536_000),
        ([("Retry-After", "soon")], None),
        ([("Retry-After", "-5")], None),
        ([("Retry-After", "Sun, 99 Mar 2026 13:00:00 GMT")], None),
    ],
)
def test_how_long_to_wait_is_told(
    headers: list[tuple[str, str]], wait_s: float | None, server: HostileServer, make_fetcher: MakeFetcher
) -> None:
    url = server.serve("/", answer(b"", *headers, status=503))

    with pytest.raises(FetchError) as raised:
        make_fetcher(clock=lambda: NOW).fetch(url)

    assert raised.value.retry_after_s == wait_s


DATE = ("Date", "Sun, 01 Mar 2026 12:00:00 GMT")


@pytest.mark.parametrize(
    ("headers", "age_s"),
    [
        ([], None),
        ([("Cache-Control", "private, MAX-AGE = 60")], 60),
        ([("Cache-Control", 'max-age="60"')], 60),
        ([("Cache-Control", "s-maxage=5, max-age=60"), ("Expires", "0"), DATE], 60),
        ([("Cache-Control", "public"), ("Cache-Control", "max-age=60"), ("Age", "20")], 40),
        ([("Cache-Control", "max-age=60"), ("Age", "100")], 0),
        ([("Cache-Control", "no-cache, max-age=60")], 0),
        ([("Cache-Control", "no-store")], 0),
        ([("Cache-Control", "max-age=soon")], None),
        ([DATE, ("Expires", "Sun, 01 Mar 2026 12:10:00 GMT")], 600),
        ([DATE, ("Expires", "Sun, 01 Mar 2026 11:10:00 GMT")], 0),
        ([DATE, ("Expires", "-1")], 0),
        ([DATE, ("Expires", "Fri, 31 Dec 9999 23:59:59 GMT")], 31_536_000),
        ([("Expires", "Sun, 01 Mar 2026 12:10:00 GMT")], None),
    ],
)
def test_for_how_long_it_stays_fresh_is_told(
    headers: list[tuple[str, str]], age_s: int | None, server: HostileServer, fetcher: Fetcher
) -> None:
    assert fetcher.fetch(server.serve("/", answer(b"", *headers))).max_age_s == age_s


def test_links_of_nonsense_are_left_out(server: HostileServer, fetcher: Fetcher) -> None:
    links = (
        '<javascript:x>; rel=hub, <http://[>; rel=hub, <>; rel="", <a; rel=b, nothing, <http://ok.example/>; rel=hub'
    )

    fetched = fetcher.fetch(server.serve("/", answer(b"", ("Link", links))))

    assert fetched.links == {"hub": ("http://ok.example/",)}


def test_a_host_is_asked_one_thing_at_a_time_and_others_meanwhile(make_fetcher: MakeFetcher) -> None:
    both_are_asked = threading.Barrier(2, timeout=10)

    def together(client: Client) -> None:
        both_are_asked.wait()
        client.socket.sendall(answer(b"ok"))

    with HostileServer() as one, HostileServer() as other:
        fetcher = make_fetcher(private_hosts=["127.0.0.1", "localhost"])
        for server in (one, other):
            server.serve("/", together)
        urls = [one.url(), other.url(host="localhost")] * 4
        with ThreadPoolExecutor(8) as pool:
            assert [fetched.body for fetched in pool.map(fetcher.fetch, urls)] == [b"ok"] * 8
        assert (one.most_at_once, other.most_at_once) == (1, 1)


def test_waiting_for_a_turn_takes_nothing_from_the_time_allowed(make_fetcher: MakeFetcher) -> None:
    with HostileServer() as server:
        fetcher = make_fetcher(private_hosts=["127.0.0.1"], timeout_s=1.0)

        def slowly(client: Client) -> None:
            client.stopping.wait(0.25)
            client.socket.sendall(answer(b"ok"))

        url = server.serve("/", slowly)
        with ThreadPoolExecutor(6) as pool:
            assert [fetched.body for fetched in pool.map(fetcher.fetch, [url] * 6)] == [b"ok"] * 6


def test_a_form_is_sent_to_a_hub(server: HostileServer, fetcher: Fetcher) -> None:
    fetcher.post(server.serve("/hub", answer(b"", status=202)), {"hub.mode": "subscribe", "hub.topic": "https://a/?ж"})

    (request,) = server.requests
    assert (request.method, request.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    assert request.body == b"hub.mode=subscribe&hub.topic=https%3A%2F%2Fa%2F%3F%D0%B6"


def test_a_hub_that_refuses_is_told(server: HostileServer, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="422"):
        fetcher.post(server.serve("/hub", answer(b"", status=422)), {"hub.mode": "subscribe"})
    with pytest.raises(FetchError, match="302"):
        fetcher.post(server.serve("/hub", redirect("/other")), {"hub.mode": "subscribe"})


@pytest.mark.parametrize("user_agent", ["", " ", "газета", "a\r\nX: y"])
def test_a_name_that_cannot_be_sent_is_told_at_once(user_agent: str) -> None:
    with pytest.raises(SettingsError, match="only ASCII"):
        Fetcher(user_agent=user_agent)


def test_proxies_of_the_environment_are_not_used(
    server: HostileServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostileServer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())

        assert fetcher.fetch(server.serve("/", answer(b"direct"))).body == b"direct"
        assert not proxy.requests


def test_the_client_is_imported_without_its_libraries() -> None:
    code = (
        "import sys, feedserver.sources.fetching.client\n"
        "print(sorted({'httpx', 'h11', 'httpcore', 'protego', 'certifi', 'idna'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert ran.stdout.strip() == "[]"
