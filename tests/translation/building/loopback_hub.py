"""A Hugging Face hub on the loopback, with the checkpoints that a test has made, and the ways to fail of a real one."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REVISION = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_of_the_test"
_LARGE = (".safetensors", ".bin", ".spm", ".model")


class LoopbackHub(ThreadingHTTPServer):
    """What stands in *models* by its hub id, as of one revision.

    gated: ids that need TOKEN. cut: how many bytes of a file are sent before the connection breaks; taken away when
    done. corrupt: files sent with other bytes of the same length. asked: every request, as method, path, Range and
    Authorization.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.models: dict[str, Path] = {}
        self.gated: set[str] = set()
        self.cut: dict[str, int] = {}
        self.corrupt: set[str] = set()
        self.asked: list[tuple[str, str, str | None, str | None]] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked_for(self, name: str) -> list[str | None]:
        """The Range of each request for the large file *name*."""
        return [part for _, path, part, _ in self.asked if path.startswith("/cdn/") and path.endswith(f"/{name}")]


@contextmanager
def running_hub() -> Iterator[LoopbackHub]:
    with LoopbackHub() as hub:
        thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackHub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        authorization = self.headers.get("Authorization")
        self.server.asked.append((self.command, self.path, self.headers.get("Range"), authorization))
        parts = urlsplit(self.path).path.strip("/").split("/")
        is_api = parts[:2] == ["api", "models"]
        owner, name, *rest = parts[2:] if is_api else parts[1:] if parts[0] == "cdn" else parts
        hub_id = f"{owner}/{name}"
        folder = self.server.models.get(hub_id)
        allowed = parts[0] == "cdn" or hub_id not in self.server.gated or authorization == f"Bearer {TOKEN}"
        if folder is None:
            self._refuse(404, "RepoNotFound")
        elif is_api and not rest:
            self._send(json.dumps(_describe(hub_id, folder, hub_id in self.server.gated)).encode())
        elif not allowed:
            self._refuse(403 if authorization else 401, "GatedRepo")
        elif is_api:
            self._send(b"{}")
        elif not (file := folder / rest[-1]).is_file():
            self._refuse(404, "EntryNotFound")
        elif parts[0] != "cdn" and file.name.endswith(_LARGE):
            self._redirect(f"http://localhost:{self.server.server_port}/cdn/{hub_id}/{file.name}")
        else:
            self._send_file(file)

    def _send_file(self, file: Path) -> None:
        data = file.read_bytes()
        if file.name in self.server.corrupt:
            data = bytes(255 - byte for byte in data)
        etag = f'"{hashlib.sha256(data).hexdigest()}"'
        start = 0
        if (wanted := self.headers.get("Range")) and self.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if (cut := self.server.cut.pop(file.name, None)) is not None:
            self.wfile.write(data[start : start + cut])
            self.close_connection = True
        else:
            self.wfile.write(data[start:])

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _describe(hub_id: str, folder: Path, gated: bool) -> dict[str, Any]:
    files = [file for file in sorted(folder.iterdir()) if file.is_file()]
    siblings = [{"rfilename": file.name, **_describe_file(file)} for file in files]
    return {"id": hub_id, "sha": REVISION, "gated": "auto" if gated else False, "siblings": siblings}


def _describe_file(file: Path) -> dict[str, Any]:
    data = file.read_bytes()
    description: dict[str, Any] = {"size": len(data)}
    description["blobId"] = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    if file.name.endswith(_LARGE):
        description["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return description
