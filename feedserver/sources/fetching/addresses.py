"""Which addresses may be connected to: those of the public internet, and the hosts that the operator names."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from feedserver.errors import SettingsError

# The registries of special-purpose addresses (RFC 6890 and what came after). Our own list: what ``is_global`` and
# ``is_private`` of the standard library mean has changed between patch releases.
_REFUSED_V4 = tuple(
    (IPv4Network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's inner network"),
        ("127.0.0.0/8", "this machine"),
        ("168.63.129.16/32", "a cloud's inner services"),  # Azure's, though the number is a public one
        ("169.254.0.0/16", "link-local: a cloud's metadata, for example"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "reserved for measurements"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_REFUSED_V6 = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("::/128", "this machine"),
        ("::1/128", "this machine"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "a private network"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved"),  # Teredo, benchmarks, ORCHID and others
        ("2001:db8::/32", "reserved for documentation"),
        ("2002::/16", "6to4, which may lead into a private network"),
        ("3fff::/20", "reserved for documentation"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_MAPPED_V4 = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")  # how machines without IPv4 reach the IPv4 address in its last 32 bits

_NAME = re.compile(r"(?:\[(?P<ip>[0-9a-fA-F:.]+)\]|(?P<host>(?:\*\.)?[^\[\]:/@*?#\s]+))(?::(?P<port>[0-9]{1,5}))?")


def find_refusal(address: IPv4Address | IPv6Address) -> str | None:
    """What *address* is, if it is none of the public internet; None if it may be connected to."""
    if isinstance(address, IPv6Address):
        if address in _MAPPED_V4 or address in _NAT64:
            return find_refusal(IPv4Address(int(address) & 0xFFFF_FFFF))
        for network, why in _REFUSED_V6:
            if address in network:
                return why
        return None if address in _GLOBAL_V6 else "reserved"
    return next((why for network, why in _REFUSED_V4 if address in network), None)


class PrivateHosts:
    """The hosts that may be asked whatever their addresses are."""

    def __init__(self, names: Collection[str]) -> None:
        """names: ``host``, ``*.suffix`` or an IP address, each also with ``:port`` (IPv6 then in brackets).

        Raises SettingsError if one is none of these.
        """
        self._names = frozenset(_parse_name(name) for name in names)

    def has(self, host: str, port: int) -> bool:
        """Whether *host*, as it stands in a URL, is named for *port*. A name without port stands for all ports."""
        host = _plain(host)
        labels = host.split(".")
        names = [host, *("*." + ".".join(labels[start:]) for start in range(1, len(labels)))]
        return any((name, number) in self._names for name in names for number in (port, None))


def _parse_name(text: str) -> tuple[str, int | None]:
    name = text.strip()
    match = _NAME.fullmatch(f"[{name}]" if name.count(":") > 1 and "[" not in name else name)
    if match is None or not 0 < int(match["port"] or 1) < 65536:
        raise SettingsError(
            f"private_hosts: {text!r} is no host: allowed are names (intranet.example), all under a name "
            "(*.example) and IP addresses, each with :port or without"
        )
    return _plain(match["ip"] or match["host"]), int(match["port"]) if match["port"] else None


def _plain(host: str) -> str:
    """*host* in the one way in which hosts are compared."""
    host = host.rstrip(".").lower()
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
