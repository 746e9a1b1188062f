"""Where hubs reach us, and which hubs may. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from feedserver.sources.fetching.addresses import PrivateHosts, find_refusal
from feedserver.sources.fetching.errors import RefusedAddressError
from feedserver.sources.fetching.urls import parse_url


@dataclass(frozen=True, slots=True)
class Callbacks:
    """base_url: the site's address as others reach it; empty: no hub is to call. private_hosts: the operator's."""

    base_url: str
    private_hosts: PrivateHosts

    def address(self, token: str) -> str:
        """What a hub is to call."""
        return f"{self.base_url}/websub/{token}"

    def find_hub(self, hubs: tuple[str, ...], feed_url: str) -> str | None:
        """The first of *hubs* that may be asked. feed_url: where the feed that names them was found.

        The secret goes over https only, so that whoever listens cannot sign (§5.1); to a named host it may go over
        http, and such a one may call a site at a private address. But only a feed at a named host can make us post to
        one: hubs are no way into a private network.
        """
        if not self.base_url:
            return None
        return next((hub for hub in hubs if self._may_be_asked(hub, feed_url)), None)

    def _may_be_asked(self, hub: str, feed_url: str) -> bool:
        try:
            address, feed = parse_url(hub), parse_url(feed_url)
        except RefusedAddressError:
            return False
        if self.private_hosts.has(address.host, address.port):
            return self.private_hosts.has(feed.host, feed.port)
        return address.scheme == "https" and not _is_private(urlsplit(self.base_url).hostname or "")


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return find_refusal(ip_address(host)) is not None
    except ValueError:
        return False
