"""``feedserver serve``: the web server and the worker as two processes, started, watched and stopped together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

from feedserver.errors import SettingsError
from feedserver.settings import Settings
from feedserver.stopping import Stop

RESTART_PAUSE_S = 2.0
STOP_TIMEOUT_S = 10.0
START_TIMEOUT_S = 60.0
_POLL_S = 0.1
_ANSWER_TIMEOUT_S = 5.0

log = logging.getLogger(__name__)


def serve(settings: Settings, *, meanwhile: Callable[[], None], ready: Callable[[], None], stop: Stop) -> None:
    """Run server and worker until *stop* is set; call *ready* once the server answers.

    meanwhile: called once while the server starts; what it raises stops everything. A process that dies is started
    again. Raises SettingsError if the address cannot be listened on.
    """
    _require_free_port(settings)
    server, worker = _Child("web server", server_command(settings)), _Child("worker", _python("feedserver", "worker"))
    children = [server]
    try:
        server.start()
        meanwhile()
        if _wait_for_server(settings, server, stop):
            ready()
        # Only now: what is in the database can be read before the worker has even been imported.
        children.append(worker)
        worker.start()
        while not stop.wait(_POLL_S):
            for child in children:
                child.keep_alive()
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait_to_stop()


class _Child:
    """A process that is kept alive, in a process group of its own with the processes that it starts itself."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self._name = name
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._died_at: float | None = None

    def start(self) -> None:
        # A group of its own: Ctrl-C in the terminal reaches the parent alone, which then stops both in order.
        self._process = subprocess.Popen(self._command, process_group=0, preexec_fn=_die_with_parent)
        self._died_at = None

    def keep_alive(self) -> None:
        """Start it again a moment after it died."""
        if self._process is None or self._process.poll() is None:
            return
        if self._died_at is None:
            self._died_at = time.monotonic()
            log.error("the %s ended with status %s; starting it again", self._name, self._process.returncode)
            self._kill_the_rest()
        elif time.monotonic() - self._died_at > RESTART_PAUSE_S:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait_to_stop(self) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            log.warning("the %s did not stop in %d s and is killed; nothing is lost", self._name, STOP_TIMEOUT_S)
            self._process.kill()
            self._process.wait()
        self._kill_the_rest()

    def _kill_the_rest(self) -> None:
        """End what a child that is dead has left: granian's own worker would go on listening on the port."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def server_command(settings: Settings, factory: str = "feedserver:create_app") -> list[str]:
    """The command that serves the application which *factory* makes, as ``serve`` runs it."""
    # One thread: with SQLite more only wait for each other. CTranslate2 never runs in this process.
    return _python(
        "granian",
        *("--interface", "wsgi", "--factory", factory),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", "1", "--blocking-threads", "1", "--runtime-mode", "st"),
        *("--respawn-failed-workers", "--no-access-log", "--log-level", "warning"),
    )


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _die_with_parent() -> None:
    """On Linux a child gets SIGTERM when its parent is gone, even after kill -9."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _require_free_port(settings: Settings) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; "
            "another port: FEEDSERVER_PORT=8001 (with make: PORT=8001 make serve)"
        ) from error


def _wait_for_server(settings: Settings, server: _Child, stop: Stop) -> bool:
    """Whether the server answers before it is to stop or START_TIMEOUT_S are over."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and not stop.wait(_POLL_S):
        server.keep_alive()
        connection = HTTPConnection(host, settings.port, timeout=_ANSWER_TIMEOUT_S)
        try:
            connection.request("HEAD", "/healthz")
            connection.getresponse()
        except (OSError, HTTPException):
            continue
        finally:
            connection.close()
        return True
    return False
