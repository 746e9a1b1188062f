"""A server on loopback that answers as it is told: well, or as badly as servers do.

with HostileServer() as server:
    server.serve("/feed.xml", answer(b"<rss/>", ("ETag", '"1"')))
    server.serve("/bomb", ATTACKS["a bomb of gzip"])
    Fetcher(user_agent="test", private_hosts=[server.netloc]).fetch(server.url("/feed.xml"))
    server.requests  # what was asked, in order
"""

from __future__ import annotations

import contextlib
import gzip
import io
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import parse_headers
from pathlib import Path
from types import TracebackType

TLS_DIR = Path(__file__).parent / "tls"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. headers: by name in lower case; of several the last."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks. stopping: set when the server closes; to wait on between two bytes."""

    socket: socket.socket
    request: Request
    stopping: threading.Event

    def wait_until_it_leaves(self) -> None:
        while self.socket.recv(65_536):
            pass


# Bytes to send, or what to do with the client; of several, the n-th to the n-th who asks, the last to all after.
Behaviour = bytes | Callable[[Client], None]


class HostileServer:
    """Serves on a free port of 127.0.0.1, to every client in a thread of its own. Nothing is kept alive."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self._routes: dict[str, list[Behaviour]] = {}
        self._tls = tls
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.netloc = f"127.0.0.1:{self.port}"
        self.requests: list[Request] = []
        self.most_at_once = 0  # connections
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def __enter__(self) -> HostileServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._stopping.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the one who accepts
        self._acceptor.join()
        self._listener.close()
        with self._lock:
            clients = list(self._open)
        for client in clients:
            _hang_up(client)
        for thread in self._threads:
            thread.join()

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of *path*; host: another name of this machine."""
        netloc = self.netloc if host is None else f"{host}:{self.port}"
        return f"{'https' if self._tls else 'http'}://{netloc}{path}"

    def serve(self, path: str, *behaviours: Behaviour) -> str:
        """Behave so when *path* is asked; its address. A query is not looked at."""
        self._routes[path] = list(behaviours)
        return self.url(path)

    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [request.target for request in self.requests]

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            if self._stopping.is_set():
                client.close()
                return
            thread = threading.Thread(target=self._attend, args=(client,), daemon=True)
            with self._lock:
                self._open.add(client)
                self._threads.append(thread)
            thread.start()

    def _attend(self, client: socket.socket) -> None:
        used = client
        try:
            if self._tls is not None:
                used = self._tls.wrap_socket(client, server_side=True)
                with self._lock:
                    self._open = self._open - {client} | {used}
            request = _read_request(used)
            if request is not None:
                self._behave(used, request)
        except OSError:
            pass  # the client left, or this server closes
        finally:
            with self._lock:
                self._open -= {client, used}
            used.close()

    def _behave(self, client: socket.socket, request: Request) -> None:
        with self._lock:
            self.requests.append(request)
            self.most_at_once = max(self.most_at_once, sum(map(_is_asking, self._open)))
            behaviours = self._routes.get(request.target.partition("?")[0], [answer(b"", status=404)])
            behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        if callable(behaviour):
            behaviour(Client(client, request, self._stopping))
        else:
            client.sendall(behaviour)


def _is_asking(client: socket.socket) -> bool:
    """Whether the other end has not closed; what is answered here may be closed there before this thread knows."""
    try:
        return client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except (BlockingIOError, ValueError):  # nothing more to read; TLS cannot be looked into
        return True
    except OSError:
        return False


def answer(body: bytes = b"", *headers: tuple[str, str], status: int = 200) -> bytes:
    """A whole answer as it should be, with its length unless *headers* say one."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    if "content-length" not in {name.lower() for name, _ in headers}:
        lines.append(f"Content-Length: {len(body)}")
    lines.extend(f"{name}: {value}" for name, value in headers)
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(b"elsewhere", ("Location", location), status=status)


def endless(head: bytes, rest: bytes) -> Callable[[Client], None]:
    """Send *head*, then *rest* until the client leaves."""

    def behave(client: Client) -> None:
        client.socket.sendall(head)
        while not client.stopping.is_set():
            client.socket.sendall(rest)

    return behave


def drip(data: bytes, pause_s: float = 0.02) -> Callable[[Client], None]:
    """Send *data* byte by byte, then nothing, until the client leaves."""

    def behave(client: Client) -> None:
        for byte in data:
            client.socket.sendall(bytes((byte,)))
            if client.stopping.wait(pause_s):
                return
        client.wait_until_it_leaves()

    return behave


def silence(client: Client) -> None:
    """Say nothing until the client leaves."""
    client.wait_until_it_leaves()


def hang_up(client: Client) -> None:
    """Leave without a word."""


def gzip_bomb(unpacked_bytes: int) -> bytes:
    """A small answer that unpacks to *unpacked_bytes*."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        for _ in range(unpacked_bytes // 1_000_000):
            file.write(bytes(1_000_000))
    return answer(packed.getvalue(), ("Content-Encoding", "gzip"))


def tls_context(name: str) -> ssl.SSLContext:
    """What a server encrypts with: ``trusted`` (for 127.0.0.1, localhost and feeds.example, signed by the authority in
    tls/authority.pem) or ``self-signed``. Made once with openssl for a hundred years; the keys guard nothing.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS_DIR / f"{name}.pem")
    return context


_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_PACKED = gzip.compress(b"a" * 10_000)

# Whatever of these a source is, fetching it ends with a FetchError. Those that never end by themselves end by a limit:
# give the Fetcher small ones.
ATTACKS: dict[str, Behaviour] = {
    "an endless body": endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65_536)),
    "an endless body in chunks": endless(_CHUNKED, b"400\r\n" + bytes(1024) + b"\r\n"),
    "endless headers": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"),
    "a header without end": endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65_536),
    "endless notices": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100),
    "an endless chunk size": endless(_CHUNKED, b"0" * 65_536),
    "endless trailers": endless(_CHUNKED + b"0\r\n", b"X-More: and more\r\n"),
    "more than is allowed, announced": answer(b"", ("Content-Length", "99999999999999")),
    "a bomb of gzip": gzip_bomb(50_000_000),
    "a slow drip": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000)),
    "silence": silence,
    "a body that never comes": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 0),
    "hanging up": hang_up,
    "fewer bytes than announced": answer(b"short", ("Content-Length", "500")),
    "two lengths": answer(b"short", ("Content-Length", "5"), ("Content-Length", "6")),
    "a length that is no number": answer(b"short", ("Content-Length", "many")),
    "a length of very many digits": answer(b"short", ("Content-Length", "9" * 5_000)),
    "a negative length": answer(b"short", ("Content-Length", "-1")),
    "chunks cut off": _CHUNKED + b"5\r\nshort\r\n",
    "a chunk size that is no number": _CHUNKED + b"zz\r\nshort\r\n0\r\n\r\n",
    "broken gzip": answer(_PACKED[:10] + b"\xff" * 20, ("Content-Encoding", "gzip")),
    "gzip cut off": answer(_PACKED[:-9], ("Content-Encoding", "gzip")),
    "no gzip at all": answer(b"<rss/>", ("Content-Encoding", "gzip")),
    "a coding nobody asked for": answer(b"<rss/>", ("Content-Encoding", "br")),
    "very many gzips": answer(gzip.compress(b"") * 4_000, ("Content-Encoding", "gzip")),
    "chunks of one byte": endless(_CHUNKED, b"1\r\nx\r\n" * 1_000),
    "gzip in gzip": answer(gzip.compress(_PACKED), ("Content-Encoding", "gzip, gzip")),
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "garbage": bytes(range(256)) * 40,
    "the answer of a radio": b"ICY 200 OK\r\n\r\nmusic",
    "a status that is no number": b"HTTP/1.1 OK 200\r\n\r\n",
    "a header without a name": b"HTTP/1.1 200 OK\r\n: x\r\n\r\nbody",
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "a part that was not asked for": answer(b"part", ("Content-Range", "bytes 0-3/10"), status=206),
    "unchanged, though nothing is known": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "a status of its own": b"HTTP/1.1 799 Whatever\r\n\r\n",
    "trouble": answer(b"oops", status=500),
    "too many requests": answer(b"", ("Retry-After", "120"), status=429),
    "gone": answer(b"", status=410),
    "a redirect to nowhere": answer(b"", status=302),
    "a redirect to itself": redirect("?"),
    "a redirect to a file": redirect("file:///etc/passwd"),
    "a redirect to a cloud's metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "a redirect to a private network": redirect("http://192.168.1.1/"),
    "a redirect to a database": redirect("http://127.0.0.1:6379/"),
    "a redirect to no address": redirect("http://[::1"),
    "a redirect to bytes": redirect("http://\xff\xfe\x80/"),
}


def _read_request(client: socket.socket) -> Request | None:
    with client.makefile("rb") as file:
        words = file.readline(65_536).decode("latin-1").split()
        if len(words) != 3:
            return None
        headers = {name.lower(): value for name, value in parse_headers(file).items()}
        body = file.read(int(headers.get("content-length", 0)))
    return Request(words[0], words[1], headers, body)


def _hang_up(opened: socket.socket) -> None:
    """Wake the thread that waits for *opened*; it closes it."""
    with contextlib.suppress(OSError):  # the other side was first
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
