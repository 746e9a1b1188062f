"""The guarded HTTP client: whatever a server does, a document or a FetchError comes of it, and in time."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlencode

from feedserver.errors import SettingsError
from feedserver.settings import Settings
from feedserver.sources.fetching.addresses import PrivateHosts
from feedserver.sources.fetching.connection import Budget, Connect, Guard, OutOfTime, Resolve, Stopped, Stream
from feedserver.sources.fetching.connection import connect as system_connect
from feedserver.sources.fetching.connection import resolve as system_resolve
from feedserver.sources.fetching.errors import FetchError, FetchStoppedError, RefusedAddressError
from feedserver.sources.fetching.exchange import ACCEPT_ENCODING, Answer, BadAnswerError, ask
from feedserver.sources.fetching.headers import find_links, max_age_s, retry_after_s
from feedserver.sources.fetching.hosts import Hosts
from feedserver.sources.fetching.robots import Robots
from feedserver.sources.fetching.urls import WebAddress, parse_url
from feedserver.stopping import Stop

MAX_REDIRECTS = 5
MAX_BYTES = 10_000_000
TIMEOUT_S = 30.0

_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_DOCUMENTS = (200, 203)
_ADVICE = {
    401: "it wants a user name and a password: put them into the address, as in https://name:password@host/",
    403: "it does not let this program in: ask the site's operator",
    404: "nothing is there: check the address",
    410: "it is gone for good: remove the source",
    429: "it is asked too often: wait",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, or the news that it is the same as before.

    url: as asked. final_url: where it was found, without credentials; links in it are relative to this.
    permanent_url: where to ask from now on, credentials included: as far as the server says "moved permanently"
    (301, 308), *url* itself if it does not. status: 200 or 203, or 304 (then body is empty, and etag and
    last_modified are at least those given). body: unpacked. content_type, etag, last_modified: as the server wrote
    them. max_age_s: for how long it need not be asked again; None: the server does not say. links: of its Link
    headers, absolute, by relation in lower case, such as ``hub``.
    """

    url: str
    final_url: str
    permanent_url: str
    status: int
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age_s: int | None = None
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_unchanged(self) -> bool:
        """Whether the document is the one that *etag* or *last_modified* stand for."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: tuple[tuple[str, str], ...]
    content: bytes = b""


class Fetcher:
    """Gets documents, for several threads: one request at a time per host, each on a connection of its own.

    No cookies, no proxies of the environment, no address that is not public unless named. Names are resolved once,
    and the connection goes to what was resolved and checked.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        private_hosts: Collection[str] = (),
        max_bytes: int = MAX_BYTES,
        timeout_s: float = TIMEOUT_S,
        is_stopped: Callable[[], bool] = lambda: False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolve: Resolve = system_resolve,
        connect: Connect = system_connect,
    ) -> None:
        """user_agent: says who asks and how to reach them. private_hosts: as in PrivateHosts; what they answer may be
        published. max_bytes: of a document, packed and unpacked. timeout_s: for a document with all redirects, not
        counting the wait for other requests to its hosts nor robots.txt, which has the same time again. is_stopped:
        asked four times a second; True makes every fetch end with FetchStoppedError. clock: now, aware.

        Raises SettingsError if *user_agent* or *private_hosts* cannot be what they should.
        """
        if not (user_agent.isascii() and user_agent.isprintable() and user_agent.strip() == user_agent != ""):
            raise SettingsError(f"{user_agent!r} is no name to ask under: only ASCII letters and signs can be sent")
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        self._is_stopped = is_stopped
        self._is_closed = threading.Event()
        self._clock = clock
        self._guard = Guard(PrivateHosts(private_hosts), resolve, connect)
        self._hosts = Hosts()
        self._robots = Robots(lambda address: self.fetch(address.full_url).body, clock)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Fetch nothing any more: what other threads fetch now ends with FetchStoppedError."""
        self._is_closed.set()

    def check_stopped(self, url: str) -> None:
        """Raises FetchStoppedError if nothing is fetched any more: what was fetched from *url* is not to be read on."""
        if self._is_done():
            raise _stopped(parse_url(url))

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        obey_robots: bool = False,
        accept: str = "*/*",
    ) -> Fetched:
        """The document at *url*.

        etag, last_modified: of the copy that is there already, as a Fetched gave them; the answer may then be that it
        is unchanged. obey_robots: ask the robots.txt of every site on the way. At most MAX_REDIRECTS redirects are
        followed; one from https to http is, unless *url* has credentials. Credentials go to the server of *url* only.

        Raises FetchError, and nothing else whatever the server does: RefusedAddressError, RobotsError,
        FetchStoppedError, or itself (no answer, a broken, too large or too slow one, a status that is no success).
        """
        asked = parse_url(url)
        headers = [("Accept", accept), ("Accept-Encoding", ACCEPT_ENCODING)]
        if etag and _can_be_sent(etag):
            headers.append(("If-None-Match", etag))
        if last_modified and _can_be_sent(last_modified):
            headers.append(("If-Modified-Since", last_modified))
        answer, final, permanent = self._follow(asked, _Request("GET", tuple(headers)), obey_robots)
        is_unchanged = answer.status == 304 and bool(etag or last_modified)
        if answer.status not in _DOCUMENTS and not is_unchanged:
            raise self._refusal(final, answer)
        found = answer.headers.find
        return Fetched(
            url=url,
            final_url=final.url,
            permanent_url=url if permanent is asked else permanent.full_url,
            status=answer.status,
            body=answer.body,
            content_type=found("Content-Type"),
            etag=found("ETag") or (etag if is_unchanged else None),
            last_modified=found("Last-Modified") or (last_modified if is_unchanged else None),
            max_age_s=max_age_s(answer.headers),
            links=find_links(answer.headers, final),
        )

    def post(self, url: str, form: Mapping[str, str]) -> None:
        """Send *form* to *url*, as a subscriber does to a hub; what is answered beyond success is not read.

        Redirects that keep the method (307, 308) are followed, but not from https to http. Raises FetchError as
        ``fetch``.
        """
        asked = address = parse_url(url)
        content = urlencode(form).encode("ascii")
        headers = (("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(content))))
        budget = self._budget()
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(address, _Request("POST", headers, content), budget)
            if answer.status not in (307, 308):
                break
            there = self._redirect(asked, address, answer)
            if address.scheme == "https" and there.scheme == "http":
                raise RefusedAddressError(there.shown, "refused: from an encrypted connection to one that is not")
            address = there
        if not 200 <= answer.status < 300:
            raise self._refusal(address, answer)

    def _follow(self, asked: WebAddress, request: _Request, obey_robots: bool) -> tuple[Answer, WebAddress, WebAddress]:
        """The answer that is no redirect, where it was found, and where to ask from now on."""
        budget = self._budget()
        here = permanent = asked
        is_permanent = True
        seen = {asked.url}
        while True:
            if obey_robots:
                self._check_robots(here, budget)
            answer = self._ask(here, request, budget)
            if answer.status not in _REDIRECTS:
                return answer, here, permanent
            there = self._redirect(asked, here, answer)
            if there.url in seen:
                raise FetchError(there.shown, "leads in a circle; check the address in a browser", status=answer.status)
            seen.add(there.url)
            if len(seen) > MAX_REDIRECTS + 1:
                raise FetchError(asked.shown, f"leads on more than {MAX_REDIRECTS} times", status=answer.status)
            is_downgrade = here.scheme == "https" and there.scheme == "http"
            is_permanent = is_permanent and answer.status in _PERMANENT and not is_downgrade
            if is_permanent:
                permanent = there
            here = there

    def _redirect(self, asked: WebAddress, here: WebAddress, answer: Answer) -> WebAddress:
        """Where *answer* leads from *here*. What credentials it brings along are not used."""
        location = answer.headers.find("Location")
        if location is None:
            raise FetchError(
                here.shown, f"the server answers {answer.status} and does not say where to", status=answer.status
            )
        there = here.join(location, came_from=asked.url)
        if asked.credentials is not None:
            if here.scheme == "https" and there.scheme == "http":
                raise RefusedAddressError(there.shown, "refused: from an encrypted connection to one that is not")
            there = replace(there, credentials=asked.credentials if there.origin == asked.origin else None)
        return there

    def _check_robots(self, address: WebAddress, budget: Budget) -> None:
        try:
            with budget.paused():
                self._robots.check(address, budget.check_stopped)
        except Stopped:
            raise _stopped(address) from None

    def _ask(self, address: WebAddress, request: _Request, budget: Budget) -> Answer:
        """The answer to *request*, when it is the host's turn. Raises FetchError."""
        try:
            with ExitStack() as stack:
                with budget.paused():
                    stack.enter_context(self._hosts.turn(address.host, budget.check_stopped))
                return self._exchange(address, request, budget)
        except Stopped:
            raise _stopped(address) from None
        except OutOfTime:
            raise FetchError(address.shown, f"too slow: takes more than {self._timeout_s:g} seconds") from None
        except BadAnswerError as error:
            raise FetchError(address.shown, f"the answer {error}") from error
        except ssl.SSLCertVerificationError as error:
            reason = f"its certificate cannot be trusted: {error.verify_message}"
            raise FetchError(address.shown, reason) from error
        except ssl.SSLError as error:
            raise FetchError(
                address.shown, f"no encrypted connection: {(error.reason or str(error)).replace('_', ' ').lower()}"
            ) from error
        except OSError as error:
            raise FetchError(address.shown, f"the connection broke off: {error.strerror or error}") from error

    def _exchange(self, address: WebAddress, request: _Request, budget: Budget) -> Answer:
        import h11

        headers = [("Host", address.netloc), ("User-Agent", self._user_agent), ("Connection", "close")]
        if address.authorization is not None:
            headers.append(("Authorization", address.authorization))
        asked = h11.Request(
            method=request.method,
            target=address.target,
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in (*headers, *request.headers)],
        )
        with closing(Stream(self._guard.open(address, budget), budget)) as stream:
            if address.scheme == "https":
                stream.start_tls(self._tls, address.host)
            return ask(stream, asked, request.content, self._max_bytes)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Whom to trust: the usual authorities, or those that SSL_CERT_FILE names. Reading them takes a while."""
        import httpx

        context = httpx.create_ssl_context()
        context.set_alpn_protocols(["http/1.1"])
        return context

    def _budget(self) -> Budget:
        return Budget(self._timeout_s, self._is_done)

    def _is_done(self) -> bool:
        return self._is_closed.is_set() or self._is_stopped()

    def _refusal(self, address: WebAddress, answer: Answer) -> FetchError:
        try:
            phrase = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        except ValueError:
            phrase = str(answer.status)
        advice = _ADVICE.get(answer.status)
        if advice is None:
            advice = "it has trouble of its own: wait" if answer.status >= 500 else "that is no document"
        return FetchError(
            address.shown,
            f"the server answers {phrase}; {advice}",
            status=answer.status,
            retry_after_s=retry_after_s(answer.headers, self._clock()),
        )


def _stopped(address: WebAddress) -> FetchStoppedError:
    return FetchStoppedError(address.shown, "not fetched: this program was told to stop")


def _can_be_sent(value: str) -> bool:
    """Whether *value* can be a header: what a server sent can, what a database was made to hold may not."""
    return value.strip(" ") == value and all(" " <= char <= "\xff" and char != "\x7f" for char in value)


def make_fetcher(settings: Settings, stop: Stop, clock: Callable[[], datetime]) -> Fetcher:
    """The client that the *settings* describe; it leaves what it is at when told to *stop*.

    Raises SettingsError if we cannot call ourselves what the settings say.
    """
    return Fetcher(
        user_agent=settings.user_agent,
        private_hosts=settings.private_hosts,
        max_bytes=settings.fetch_max_bytes,
        timeout_s=settings.fetch_timeout_s,
        is_stopped=stop.is_set,
        clock=clock,
    )
