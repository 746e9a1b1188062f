"""Connections to addresses that were checked, which can be left at any moment: at the deadline, or when told to stop.

Sockets never block. What waits does so in short slices.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Any, TypeVar

from feedserver.sources.fetching.addresses import PrivateHosts, find_refusal
from feedserver.sources.fetching.errors import FetchError, RefusedAddressError
from feedserver.sources.fetching.urls import WebAddress

# As getaddrinfo answers: family, kind, protocol, name and the address to connect to, which begins with the IP address.
Found = tuple[Any, Any, int, str, tuple[Any, ...]]
Resolve = Callable[[str, int], Sequence[Found]]
Connect = Callable[[socket.socket, tuple[Any, ...]], int]
_T = TypeVar("_T")

_SLICE_S = 0.25
_CONNECT_S = 8.0  # for one of several addresses: a dead one must leave time for the next
_MAX_ADDRESSES = 8  # of a host
_READ_BYTES = 65_536


class Stopped(Exception):
    """This program was told to stop."""


class OutOfTime(Exception):
    """It takes too long."""


class Budget:
    """The time that a fetch may still take."""

    def __init__(self, seconds: float, is_stopped: Callable[[], bool]) -> None:
        self._deadline = time.monotonic() + seconds
        self._is_stopped = is_stopped

    def check_stopped(self) -> None:
        """Raise Stopped if told to stop."""
        if self._is_stopped():
            raise Stopped

    def slice_s(self) -> float:
        """How long to wait before looking again. Raises OutOfTime and Stopped."""
        self.check_stopped()
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return min(_SLICE_S, left)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Time that does not count: it is not the server's fault."""
        since = time.monotonic()
        try:
            yield
        finally:
            self._deadline += time.monotonic() - since

    def part(self, seconds: float) -> Budget:
        """*seconds* of this budget, or what is left of it."""
        return Budget(min(seconds, self._deadline - time.monotonic()), self._is_stopped)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides whom to connect to, and does. resolve, connect: the functions of that name below, or a test's."""

    private_hosts: PrivateHosts
    resolve: Resolve
    connect: Connect

    def open(self, address: WebAddress, budget: Budget) -> socket.socket:
        """A connection to the host of *address*: to one of the very IP addresses that were checked.

        Raises RefusedAddressError if none of them is allowed, FetchError if there is none or none answers,
        OutOfTime and Stopped.
        """
        *others, last = self._allowed(address, self._find(address, budget))
        for entry in others:
            try:
                return self._dial(entry, budget.part(_CONNECT_S))
            except (OSError, OutOfTime):
                continue
        try:
            return self._dial(last, budget)
        except OSError as error:
            reason = f"{last[4][0]} cannot be connected to: {error.strerror}"
            raise FetchError(address.shown, reason) from error

    def _find(self, address: WebAddress, budget: Budget) -> Sequence[Found]:
        """What is known of the host. The system's resolver cannot be interrupted: it runs, and may hang, aside."""
        answers: list[Sequence[Found] | Exception] = []
        done = threading.Event()

        def ask() -> None:
            try:
                answers.append(self.resolve(address.host, address.port))
            except Exception as error:
                answers.append(error)
            finally:
                done.set()

        threading.Thread(target=ask, daemon=True, name=f"resolve {address.host}").start()
        while not done.wait(budget.slice_s()):
            pass
        found = answers[0]
        if isinstance(found, Exception):
            reason = found.strerror if isinstance(found, OSError) else str(found)
            raise FetchError(address.shown, f"the host {address.host} cannot be found: {reason}") from found
        if not found:
            raise FetchError(address.shown, f"the host {address.host} has no address")
        return found[:_MAX_ADDRESSES]

    def _allowed(self, address: WebAddress, found: Sequence[Found]) -> list[Found]:
        """Those of *found* that may be connected to, at least one."""
        if self.private_hosts.has(address.host, address.port):
            return list(found)
        reasons: list[str] = []
        allowed: list[Found] = []
        for entry in found:
            ip = entry[4][0]
            why = find_refusal(ip_address(ip.partition("%")[0]))
            if why is None:
                allowed.append(entry)
            else:
                reasons.append(f"{ip} is {why}" if ip == address.host else f"{address.host} is {ip}, {why}")
        if not allowed:
            raise RefusedAddressError(
                address.shown, f"refused: {'; '.join(reasons)}. If it is meant, name the host in private_hosts"
            )
        return allowed

    def _dial(self, entry: Found, budget: Budget) -> socket.socket:
        family, kind, protocol, _, where = entry
        opened = socket.socket(family, kind, protocol)
        try:
            opened.setblocking(False)
            code = self.connect(opened, where)
            if code == errno.EINPROGRESS:
                _wait(opened, select.POLLOUT, budget)
                code = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise OSError(code, os.strerror(code))
        except BaseException:
            opened.close()
            raise
        return opened


class Stream:
    """An open connection, maybe through TLS. Its methods raise OSError, OutOfTime and Stopped."""

    def __init__(self, opened: socket.socket, budget: Budget) -> None:
        self._socket = opened
        self._budget = budget

    def start_tls(self, context: ssl.SSLContext, name: str) -> None:
        """Go on encrypted, with a server that shows that it is *name*."""
        wrapped = context.wrap_socket(self._socket, server_hostname=name.rstrip("."), do_handshake_on_connect=False)
        self._socket = wrapped
        self._try(wrapped.do_handshake, select.POLLIN)

    def write(self, data: bytes) -> None:
        """Send all of *data*."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._try(partial(self._socket.send, rest), select.POLLOUT) :]

    def read(self) -> bytes:
        """What has arrived; nothing at the end."""
        return self._try(partial(self._socket.recv, _READ_BYTES), select.POLLIN)

    def close(self) -> None:
        """Leave, without waiting for anything."""
        self._socket.close()

    def _try(self, action: Callable[[], _T], event: int) -> _T:
        while True:
            self._budget.slice_s()  # also when there is always something to read
            try:
                return action()
            except ssl.SSLWantReadError:
                _wait(self._socket, select.POLLIN, self._budget)
            except ssl.SSLWantWriteError:
                _wait(self._socket, select.POLLOUT, self._budget)
            except BlockingIOError:
                _wait(self._socket, event, self._budget)


def _wait(opened: socket.socket, event: int, budget: Budget) -> None:
    """Wait until *opened* can be read or written."""
    poller = select.poll()
    poller.register(opened, event)
    while not poller.poll(budget.slice_s() * 1000):
        pass


def resolve(host: str, port: int) -> Sequence[Found]:
    """What the system knows of *host*."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def connect(opened: socket.socket, where: tuple[Any, ...]) -> int:
    """Begin to connect; 0 or an error number."""
    return opened.connect_ex(where)
