"""Which addresses may be connected to, in whatever disguise they come."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.errors import SettingsError
from feedserver.sources.fetching.addresses import PrivateHosts, find_refusal
from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.fetching.errors import RefusedAddressError

NOT_PUBLIC_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
NOT_PUBLIC_V6 = [
    IPv6Network(network)
    for network in (
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
]


def addresses_of(network: IPv4Network | IPv6Network) -> st.SearchStrategy[int]:
    first, last = int(network.network_address), int(network.broadcast_address)
    return st.sampled_from((first, last)) | st.integers(first, last)


private_v4 = st.sampled_from(NOT_PUBLIC_V4).flatmap(addresses_of).map(IPv4Address)
private_v6 = st.sampled_from(NOT_PUBLIC_V6).flatmap(addresses_of).map(IPv6Address)


def disguises(address: IPv4Address) -> list[str]:
    """The ways of writing *address* that resolvers know."""
    number = int(address)
    a, b, c, d = address.packed
    return [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}",
        f"{a:#X}.{b}.0{c:o}.{d}",
        f"[::ffff:{address}]",
        f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
        f"[0:0:0:0:0:FFFF:{address}]",
        f"[64:ff9b::{address}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
        f"[::{number >> 16:x}:{number & 0xFFFF:x}]",
    ]


@settings(max_examples=60)
@given(private_v4)
def test_no_address_of_a_private_network_is_connected_to(address: IPv4Address) -> None:
    assert find_refusal(address)
    assert find_refusal(IPv6Address(f"::ffff:{address}"))
    assert find_refusal(IPv6Address(f"64:ff9b::{address}"))


@settings(max_examples=60)
@given(private_v6)
def test_no_address_beside_the_public_internet_of_ipv6_is_connected_to(address: IPv6Address) -> None:
    assert find_refusal(address)


@settings(max_examples=60)
@given(st.ip_addresses(v=4))
def test_what_the_standard_library_knows_as_not_global_is_refused_too(address: IPv4Address) -> None:
    assert find_refusal(address) or address.is_global


@settings(max_examples=15)
@given(private_v4, st.data())
def test_no_disguise_helps(address: IPv4Address, data: st.DataObject) -> None:
    host = data.draw(st.sampled_from(disguises(address)))
    connected: list[object] = []

    def connect(_: socket.socket, where: object) -> int:
        connected.append(where)
        return 0

    with Fetcher(user_agent="test", connect=connect) as fetcher, pytest.raises(RefusedAddressError):
        fetcher.fetch(f"http://{host}/")
    assert not connected


@settings(max_examples=25)
@given(private_v4)
def test_what_the_resolver_makes_of_a_disguise_is_refused(address: IPv4Address) -> None:
    for text in disguises(address):
        for *_, where in socket.getaddrinfo(text.strip("[]"), 80, type=socket.SOCK_STREAM):
            assert find_refusal(ip_address(where[0])), text


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "223.255.255.255"),
        *("2606:4700:4700::1111", "2a00:1450:4010::200e", "2400::1"),
        *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),  # the last: how a machine without IPv4 sees 8.8.8.8
    ],
)
def test_public_addresses_are_connected_to(address: str) -> None:
    assert find_refusal(ip_address(address)) is None


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16"])
def test_the_metadata_of_no_cloud_is_asked(address: str) -> None:
    assert find_refusal(ip_address(address))


@pytest.mark.parametrize(
    ("name", "host", "port"),
    [
        ("intranet.example", "intranet.example", 80),
        ("Intranet.Example.", "intranet.example", 8080),
        ("intranet.example", "INTRANET.example.", 443),
        ("intranet.example:8080", "intranet.example", 8080),
        ("*.corp.example", "feeds.news.corp.example", 80),
        ("*.corp.example:81", "feeds.corp.example", 81),
        ("10.1.2.3", "10.1.2.3", 80),
        ("::1", "::1", 80),
        ("[::1]", "0:0:0:0:0:0:0:1", 80),
        ("[::1]:8080", "::1", 8080),
        ("газета.қаз", "xn--80aahjj1e.xn--80ao21a", 80),
    ],
)
def test_a_named_host_may_be_private(name: str, host: str, port: int) -> None:
    assert PrivateHosts([name]).has(host, port)


@pytest.mark.parametrize(
    ("name", "host", "port"),
    [
        ("intranet.example:8080", "intranet.example", 80),
        ("intranet.example", "evil-intranet.example", 80),
        ("intranet.example", "feeds.intranet.example", 80),
        ("*.corp.example", "corp.example", 80),
        ("*.corp.example", "evilcorp.example", 80),
        ("10.1.2.3", "10.1.2.4", 80),
        ("10.1.2.3", "10.1.2.3.evil.example", 80),
        ("127.0.0.1", "2130706433", 80),  # the name counts, not what it means
    ],
)
def test_no_other_host_is_meant_by_a_name(name: str, host: str, port: int) -> None:
    assert not PrivateHosts([name]).has(host, port)


@pytest.mark.parametrize(
    "name",
    ["", "*", "*.", "http://intranet/", "10.0.0.0/8", "a b", "host:", "host:99999", "host:x", "[::1]x", "u@host"],
)
def test_a_name_that_is_no_host_is_told(name: str) -> None:
    with pytest.raises(SettingsError, match="private_hosts"):
        PrivateHosts([name])
