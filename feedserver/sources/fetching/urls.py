"""Addresses of the web, taken apart: what of them is sent where."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from feedserver.sources.fetching.errors import RefusedAddressError

MAX_URL_CHARS = 4_000
_MAX_SHOWN_CHARS = 300
_CREDENTIALS = re.compile("//[^/?#]*@")
_PORTS = {"http": 80, "https": 443}

# Where a request would be taken for a command by a server that is none of the web: the ports that browsers refuse
# (WHATWG Fetch, "bad port"), and the well-known ones of databases and the like.
_REFUSED_PORT_ROWS = (
    "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123",
    "135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993",
    "995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080",
    "1433 1521 3306 5432 6379 11211 27017",
)
_REFUSED_PORTS = frozenset(int(port) for row in _REFUSED_PORT_ROWS for port in row.split())


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address.

    host: ASCII, lower case, IPv6 without brackets. netloc: host and port as in the header ``Host``. target: path
    and query. credentials: ``user:password`` as they stand in the URL, None if there are none. came_from: the
    address that was asked, if this is where it leads.
    """

    scheme: str
    host: str
    port: int
    netloc: str
    target: str
    credentials: str | None = None
    came_from: str = ""

    @property
    def url(self) -> str:
        """The address for everybody's eyes: without credentials and fragment."""
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def full_url(self) -> str:
        """The address with its credentials."""
        return (
            self.url if self.credentials is None else f"{self.scheme}://{self.credentials}@{self.netloc}{self.target}"
        )

    @property
    def shown(self) -> str:
        """The address for messages: no endless one."""
        return _shown(self.url, self.came_from)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Whom a request goes to."""
        return self.scheme, self.host, self.port

    @property
    def authorization(self) -> str | None:
        """The header that says the credentials (RFC 7617)."""
        if self.credentials is None:
            return None
        user, _, password = self.credentials.partition(":")
        return "Basic " + b64encode(unquote_to_bytes(user) + b":" + unquote_to_bytes(password)).decode("ascii")

    def join(self, location: str, came_from: str = "") -> WebAddress:
        """Where *location*, of a redirect or a link in this document, leads. Raises RefusedAddressError."""
        from urllib.parse import urljoin

        try:
            joined = urljoin(self.url, location.strip())
        except ValueError as error:
            raise RefusedAddressError(_shown(repr(location), came_from), "is no web address") from error
        return replace(parse_url(joined, came_from), credentials=None)


def parse_url(text: str, came_from: str = "") -> WebAddress:
    """The address *text*. Raises RefusedAddressError if it is none of the web."""
    import httpx

    shown = _shown(repr(text), came_from)
    if len(text) > MAX_URL_CHARS:
        raise RefusedAddressError(shown, f"is too long: {len(text)} characters, {MAX_URL_CHARS} are allowed")
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError) as error:
        shown = _shown(repr(text.rpartition("@")[2]), came_from)  # a password may stand anywhere before it
        raise RefusedAddressError(shown, "is no web address") from error
    if url.scheme not in _PORTS:
        raise RefusedAddressError(shown, "refused: only http and https addresses are fetched")
    host = url.raw_host.decode("ascii")
    if not _can_be_host(host):
        raise RefusedAddressError(shown, "is no web address: it names no host")
    port = _PORTS[url.scheme] if url.port is None else url.port
    if port in _REFUSED_PORTS or port > 65535:
        raise RefusedAddressError(shown, f"refused: port {port} is none of the web")
    return WebAddress(
        scheme=url.scheme,
        host=host,
        port=port,
        netloc=url.netloc.decode("ascii"),
        target=url.raw_path.decode("ascii"),
        credentials=url.userinfo.decode("ascii") or None,
        came_from=came_from,
    )


def _can_be_host(host: str) -> bool:
    """Whether a name server and a certificate can hold *host*: no empty label, none of more than 63 letters."""
    try:
        return bool(host.rstrip(".").encode("idna"))
    except UnicodeError:
        return False


def _shown(url: str, came_from: str) -> str:
    """*url* for messages, without credentials, and how one came there."""
    url = _cut(_CREDENTIALS.sub("//", url))
    return f"{_cut(came_from)} leads to {url}" if came_from else url


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_CHARS else text[:_MAX_SHOWN_CHARS] + "…"
