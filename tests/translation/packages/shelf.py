"""A web server on the loopback that answers as told, also badly; and real, tiny packages to put on it."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from tests.conftest import PACKAGE_FILES

Answer = Callable[[BaseHTTPRequestHandler], None]


class Shelf:
    """What lies on the server: path → answer. asked: path and headers (in lower case) of every request, in order."""

    def __init__(self, port: int) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self.port = port

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, answer: Answer | bytes) -> str:
        """Let *path* have *answer*; its address."""
        self.answers[path] = with_file(answer) if isinstance(answer, bytes) else answer
        return self.url(path)

    def ranges(self) -> list[str | None]:
        return [headers.get("range") for _, headers in self.asked]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lying.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            lying.answers.get(self.path, with_status(404))(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that had enough

    with Server(("127.0.0.1", 0), Handler) as server:
        lying = Shelf(server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield lying
        lying.closing.set()
        server.shutdown()
        thread.join()


def respond(handler: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def with_status(status: int, **headers: str) -> Answer:
    return lambda handler: respond(handler, status, {name.replace("_", "-"): value for name, value in headers.items()})


def with_file(data: bytes, *, etag: str | None = '"one"', cuts: list[int] | None = None) -> Answer:
    """As a good server has files (RFC 9110 §14). cuts: after how many bytes it breaks off, answer by answer."""
    cuts = cuts or []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start, status, headers = 0, 200, {"ETag": etag} if etag else {}
        wanted = handler.headers.get("Range")
        if wanted and handler.headers.get("If-Range") in (None, etag):
            start, status = int(wanted.removeprefix("bytes=").rstrip("-")), 206
            if start >= len(data):
                return respond(handler, 416, {"Content-Range": f"bytes */{len(data)}"})
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        end = cuts.pop(0) if cuts else len(data)
        return respond(handler, status, headers | {"Content-Length": str(len(data) - start)}, data[start:end])

    return answer


def repack(path: Path, fixture: Path = PACKAGE_FILES[1], **metadata: object) -> Path:
    """The package *fixture* in the file *path*, with other *metadata*."""
    with zipfile.ZipFile(fixture) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    (name,) = (name for name in files if name.endswith("/metadata.json"))
    files[name] = json.dumps(json.loads(files[name]) | metadata).encode()
    return pack(path, files)


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(written.getvalue())
    return path


def index_entry(source: str, target: str, version: str, *links: str) -> dict[str, object]:
    """An entry as Argos's index has them."""
    return {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "code": f"translate-{source}_{target}",
        "type": "translate",
        "links": list(links),
    }
