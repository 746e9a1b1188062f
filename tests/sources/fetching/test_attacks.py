"""Whatever a server does, a FetchError comes of it, and the next source goes on."""

from __future__ import annotations

import contextlib
import socket
import threading
import tracemalloc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.fetching.connection import Found
from feedserver.sources.fetching.errors import FetchError, FetchStoppedError, RefusedAddressError
from tests.sources.fetching.conftest import MakeFetcher
from tests.sources.fetching.hostile_server import (
    ATTACKS,
    Client,
    HostileServer,
    answer,
    endless,
    gzip_bomb,
    redirect,
    silence,
)

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_with_an_error_that_names_the_source(
    name: str, server: HostileServer, make_fetcher: MakeFetcher
) -> None:
    url = server.serve("/feed.xml", ATTACKS[name])
    fine = server.serve("/fine.xml", answer(b"<rss/>"))

    with pytest.raises(FetchError, match=url) as raised:
        make_fetcher(timeout_s=0.3).fetch(url)

    assert len(str(raised.value)) < 1_000
    assert make_fetcher().fetch(fine).body == b"<rss/>"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.sampled_from((b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 301 Moved\r\nLocation: "))
    | st.sampled_from((b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", b"HTTP/1.0 200\r\nLink: <")),
    st.binary(max_size=60),
    st.sampled_from((b"", b"\r\n\r\n", b"\r\nContent-Length: 3\r\nExpires: 0\r\n\r\nabc")),
)
def test_no_bytes_make_another_error(
    server: HostileServer, fetcher: Fetcher, start: bytes, middle: bytes, end: bytes
) -> None:
    url = server.serve("/", start + middle + end)
    with contextlib.suppress(FetchError):
        assert fetcher.fetch(url).status in (200, 203)


@settings(max_examples=80)
@given(st.text(max_size=30), st.sampled_from(("", "http://", "https://user:pass@", "http://[", "http://127.1:")))
def test_no_address_makes_another_error(text: str, start: str) -> None:
    def resolve(host: str, port: int) -> Sequence[Found]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    with Fetcher(user_agent="test", resolve=resolve) as fetcher, pytest.raises(FetchError):
        fetcher.fetch(start + text)


def test_a_bomb_is_not_unpacked_further_than_allowed(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    url = server.serve("/bomb", gzip_bomb(50_000_000))
    fetcher = make_fetcher(max_bytes=1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="too large"):
            fetcher.fetch(url)
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_a_name_that_changes_its_address_is_resolved_only_once(server: HostileServer) -> None:
    server.serve("/", answer(b"the real one"))
    resolved: list[str] = []
    connected: list[object] = []

    def resolve(host: str, port: int) -> Sequence[Found]:
        resolved.append(host)
        ip = PUBLIC if len(resolved) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    def connect(opened: socket.socket, where: tuple[object, ...]) -> int:
        connected.append(where)
        return opened.connect_ex(("127.0.0.1", server.port))  # where the public address leads in this test

    fetcher = Fetcher(user_agent="test", resolve=resolve, connect=connect)

    assert fetcher.fetch("http://rebinding.example/").body == b"the real one"
    with pytest.raises(RefusedAddressError, match=r"rebinding\.example is 127\.0\.0\.1"):
        fetcher.fetch("http://rebinding.example/")
    assert resolved == ["rebinding.example"] * 2
    assert connected == [(PUBLIC, 80)]
    assert len(server.requests) == 1


def test_of_several_addresses_only_a_public_one_is_connected_to(server: HostileServer) -> None:
    server.serve("/", answer(b"from the public one"))
    connected: list[object] = []

    def resolve(host: str, port: int) -> Sequence[Found]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("10.0.0.1", PUBLIC, "127.0.0.1")]

    def connect(opened: socket.socket, where: tuple[object, ...]) -> int:
        connected.append(where)
        return opened.connect_ex(("127.0.0.1", server.port))

    fetched = Fetcher(user_agent="test", resolve=resolve, connect=connect).fetch("http://mixed.example/")

    assert fetched.body == b"from the public one"
    assert connected == [(PUBLIC, 80)]


def test_a_dead_address_is_passed_over_for_the_next(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    server.serve("/", answer(b"alive"))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead_port = closed.getsockname()[1]

    def resolve(host: str, port: int) -> Sequence[Found]:
        ports = (dead_port, port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", number)) for number in ports]

    assert make_fetcher(resolve=resolve).fetch(server.url()).body == b"alive"


def test_a_host_that_is_not_there_is_told(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(FetchError, match="cannot be connected to: Connection refused"):
        make_fetcher(private_hosts=["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")


def test_this_machine_is_not_asked_unless_it_is_named(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    with pytest.raises(RefusedAddressError, match="private_hosts"):
        make_fetcher(private_hosts=()).fetch(server.url())
    with pytest.raises(RefusedAddressError, match="private_hosts"):
        make_fetcher(private_hosts=["127.0.0.1:1"]).fetch(server.url())

    assert not server.requests


def test_a_redirect_leads_into_no_private_network(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    with HostileServer() as inner:
        inner.serve("/secret", answer(b"secret"))
        url = server.serve("/", redirect(inner.url("/secret"), status=301))

        with pytest.raises(RefusedAddressError, match=f"{url} leads to {inner.url('/secret')}: refused: 127.0.0.1 is"):
            make_fetcher().fetch(url)
        assert not inner.requests


def test_a_resolver_that_hangs_does_not_hang_the_fetch(make_fetcher: MakeFetcher) -> None:
    let_go = threading.Event()

    def resolve(host: str, port: int) -> Sequence[Found]:
        let_go.wait()
        return []

    try:
        with pytest.raises(FetchError, match="too slow"):
            make_fetcher(resolve=resolve, timeout_s=0.1).fetch("http://slow.example/")
    finally:
        let_go.set()


@pytest.mark.parametrize("behaviour", [silence, endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000)])
def test_being_told_to_stop_ends_a_fetch(behaviour: object, server: HostileServer, make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(max_bytes=10**12, timeout_s=600.0)

    def then_stop(client: Client) -> None:
        fetcher.close()
        behaviour(client)  # type: ignore[operator]

    url = server.serve("/", then_stop)

    with pytest.raises(FetchStoppedError, match="told to stop"):
        fetcher.fetch(url)


def test_one_that_waits_for_its_turn_stops_too(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(timeout_s=600.0)
    url = server.serve("/", silence)

    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(fetcher.fetch, url) for _ in range(3)]
        fetcher.close()
        for future in running:
            assert isinstance(future.exception(), FetchStoppedError)


def test_a_flag_from_outside_stops_too(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    with pytest.raises(FetchStoppedError):
        make_fetcher(is_stopped=lambda: True).fetch(server.url())

    assert not server.requests
