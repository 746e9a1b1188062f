"""Where hubs reach us, and which hubs may. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from feedserver.sources.fetching.addresses import PrivateHosts, find_refusal
from feedserver.sources.fetching.errors import RefusedAddressError
from feedserver.sources.fetching.urls import parse_url


@dataclass(frozen=True, slots=True)
class Callbacks:
    """base_url: the site's address, as others reach it. private_hosts: those that the operator named."""

    base_url: str
    private_hosts: PrivateHosts

    def address(self, token: str) -> str:
        """What a hub is to call."""
        return f"{self.base_url}/websub/{token}"

    def find_hub(self, hubs: Sequence[str]) -> str | None:
        """The first of *hubs* that may be asked.

        The secret goes over https only, so that whoever listens cannot sign (§5.1): over http to named hosts alone. A
        site at a private address is reached by named hosts alone.
        """
        return next((hub for hub in hubs if self._may_be_asked(hub)), None)

    def _may_be_asked(self, hub: str) -> bool:
        try:
            address = parse_url(hub)
        except RefusedAddressError:
            return False
        if self.private_hosts.has(address.host, address.port):
            return True
        return address.scheme == "https" and not _is_private(urlsplit(self.base_url).hostname or "")


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return find_refusal(ip_address(host)) is not None
    except ValueError:
        return False
