"""Encrypted connections: the name is checked, not the address that was connected to."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator, Sequence

import pytest

from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.fetching.connection import Found
from feedserver.sources.fetching.errors import FetchError, FetchStoppedError, RefusedAddressError
from tests.sources.fetching.conftest import MakeFetcher
from tests.sources.fetching.hostile_server import (
    TLS_DIR,
    HostileServer,
    answer,
    drip,
    hang_up,
    redirect,
    tls_context,
)

PUBLIC = "93.184.215.14"


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[HostileServer]:
    """A server whose certificate is signed by an authority that is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS_DIR / "authority.pem"))
    with HostileServer(tls=tls_context("trusted")) as server:
        yield server


def resolve_public(host: str, port: int) -> Sequence[Found]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, port))]


def leading_to(server: HostileServer) -> Fetcher:
    """A fetcher for which every name has one public address, where *server* listens."""

    def connect(opened: socket.socket, where: tuple[object, ...]) -> int:
        assert where[0] == PUBLIC
        return opened.connect_ex(("127.0.0.1", server.port))

    return Fetcher(user_agent="test", resolve=resolve_public, connect=connect)


def test_a_trusted_server_is_asked_by_its_name(trusted: HostileServer) -> None:
    trusted.serve("/feed", answer(b"hello" * 100_000))

    assert leading_to(trusted).fetch("https://feeds.example/feed").body == b"hello" * 100_000
    assert trusted.requests[0].headers["host"] == "feeds.example"


def test_a_certificate_for_another_name_is_not_trusted(trusted: HostileServer) -> None:
    with pytest.raises(FetchError, match="certificate cannot be trusted: Hostname mismatch"):
        leading_to(trusted).fetch("https://other.example/feed")

    assert not trusted.requests


def test_a_certificate_may_be_for_an_address(trusted: HostileServer, make_fetcher: MakeFetcher) -> None:
    trusted.serve("/", answer(b"hello"))

    assert make_fetcher(private_hosts=["127.0.0.1"]).fetch(trusted.url()).body == b"hello"


def test_a_self_signed_certificate_is_not_trusted(make_fetcher: MakeFetcher) -> None:
    with HostileServer(tls=tls_context("self-signed")) as server:
        with pytest.raises(FetchError, match="certificate cannot be trusted: self-signed"):
            make_fetcher(private_hosts=["127.0.0.1"]).fetch(server.url())
        assert not server.requests


def test_an_unencrypted_answer_is_told(make_fetcher: MakeFetcher) -> None:
    def answer() -> None:
        connection, _ = plain.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.recv(65_536)

    with socket.create_server(("127.0.0.1", 0)) as plain:
        netloc = f"127.0.0.1:{plain.getsockname()[1]}"
        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(FetchError, match=r"no encrypted connection|the connection broke off"):
            make_fetcher(private_hosts=[netloc]).fetch(f"https://{netloc}/")
        thread.join()


def test_a_handshake_that_never_ends_is_left(make_fetcher: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        netloc = f"127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(FetchError, match="too slow"):
            make_fetcher(private_hosts=[netloc], timeout_s=0.2).fetch(f"https://{netloc}/")


def test_a_handshake_is_left_when_told_to_stop(make_fetcher: MakeFetcher) -> None:
    answers = iter([False] * 4)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        netloc = f"127.0.0.1:{silent.getsockname()[1]}"
        fetcher = make_fetcher(private_hosts=[netloc], timeout_s=600.0, is_stopped=lambda: next(answers, True))

        with pytest.raises(FetchStoppedError):
            fetcher.fetch(f"https://{netloc}/")


def test_a_server_that_leaves_after_the_handshake_is_told(trusted: HostileServer, make_fetcher: MakeFetcher) -> None:
    url = trusted.serve("/", hang_up)

    with pytest.raises(FetchError, match=re.escape(url)):
        make_fetcher(private_hosts=["127.0.0.1"]).fetch(url)


def test_a_drip_through_tls_is_left(trusted: HostileServer, make_fetcher: MakeFetcher) -> None:
    url = trusted.serve("/", drip(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(100_000)))

    with pytest.raises(FetchError, match="too slow"):
        make_fetcher(private_hosts=["127.0.0.1"], timeout_s=0.4).fetch(url)


def test_a_redirect_to_an_unencrypted_page_is_followed_but_not_for_good(
    trusted: HostileServer, server: HostileServer, make_fetcher: MakeFetcher
) -> None:
    url = trusted.serve("/", redirect(server.serve("/plain", answer(b"hello")), 301))
    fetched = make_fetcher(private_hosts=["127.0.0.1"]).fetch(url)

    assert (fetched.body, fetched.final_url) == (b"hello", server.url("/plain"))
    assert fetched.permanent_url == url


def test_a_redirect_to_an_unencrypted_page_is_refused_where_a_password_is_used(
    trusted: HostileServer, server: HostileServer, make_fetcher: MakeFetcher
) -> None:
    url = trusted.serve("/", redirect(server.url("/plain"), 301))

    with pytest.raises(RefusedAddressError, match="from an encrypted connection to one that is not"):
        make_fetcher(private_hosts=["127.0.0.1"]).fetch(url.replace("//", "//me:secret@"))
    assert not server.requests
