"""A small hub on loopback, after the Recommendation: it takes requests, asks back whether they were meant, distributes.

with Hub() as hub:
    ...                                  # a subscriber asks at hub.url
    hub.settle()                         # the hub asks back at the callbacks, and keeps what is confirmed
    hub.distribute(topic, b"<feed/>")    # to all who are subscribed, signed
    ...                                  # a publisher says at hub.url that its feeds have changed
    hub.deliver()                        # the hub fetches those that somebody is subscribed to, and distributes them
"""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

CHALLENGE = "are-you-sure-4711"


@dataclass
class Hub:
    """asked: the forms that subscribers posted, in order. published: the topics that publishers did. subscribers: the
    form of each confirmed subscription, by topic and callback. status: what it answers a request. denies: why it takes
    none. is_hasty: asks back before it answers. lease_s: what it grants; None: what was asked for."""

    asked: list[dict[str, str]] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    subscribers: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    status: int = 202
    denies: str | None = None
    is_hasty: bool = False
    lease_s: int | None = None

    def __post_init__(self) -> None:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")))
                if form["hub.mode"] == "publish":
                    hub.published.append(form["hub.url"])
                    hub._undelivered.append(form["hub.url"])
                else:
                    hub.asked.append(form)
                    hub.take(form)
                self.send_response(hub.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._unsettled: list[dict[str, str]] = []
        self._undelivered: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.netloc = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.netloc}/hub"
        # Looked at often: a server that closes waits for that.
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def __enter__(self) -> Hub:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, form: dict[str, str]) -> None:
        """Take the request *form* of a subscriber, if it takes any."""
        if self.status == 202 and self.is_hasty:
            self.ask_back(form)
        elif self.status == 202:
            self._unsettled.append(form)

    def settle(self) -> list[int]:
        """Ask back about every request that was not asked about; what the callbacks answered."""
        forms, self._unsettled = self._unsettled, []
        return [self.ask_back(form)[0] for form in forms]

    def ask_back(self, form: dict[str, str], **changes: str) -> tuple[int, str]:
        """Deny the request *form*, or ask whether it was meant and do it if so; status and body of the answer.

        changes: of the question, by names such as ``topic``; then nothing is done.
        """
        if self.denies is not None:
            return self._get(form, {"mode": "denied", "topic": form["hub.topic"], "reason": self.denies})
        question = {name: form[f"hub.{name}"] for name in ("mode", "topic")} | {"challenge": CHALLENGE}
        if form["hub.mode"] == "subscribe":
            question["lease_seconds"] = str(self.lease_s or form["hub.lease_seconds"])
        status, answered = self._get(form, question | changes)
        if status == 200 and answered == CHALLENGE and not changes:
            key = form["hub.topic"], form["hub.callback"]
            if form["hub.mode"] == "subscribe":
                self.subscribers[key] = form
            else:
                self.subscribers.pop(key, None)
        return status, answered

    def deliver(self) -> list[int]:
        """Fetch what was published since and somebody is subscribed to, and distribute it; the callbacks' statuses."""
        topics, self._undelivered = dict.fromkeys(self._undelivered), []
        statuses = []
        for topic in topics:
            if any(key[0] == topic for key in self.subscribers):
                status, body = _exchange("GET", topic)
                assert status == 200, f"{topic}: {status}"
                statuses += self.distribute(topic, body.encode())
        return statuses

    def distribute(
        self, topic: str, body: bytes, *, method: str = "sha256", signature: str | None = None, signed: bool = True
    ) -> list[int]:
        """Send *body* to all who are subscribed to *topic*; the statuses. 410 ends a subscription.

        method: of the signature; signature: instead of the right one; signed: whether there is any.
        """
        statuses = []
        for key, form in list(self.subscribers.items()):
            if key[0] != topic:
                continue
            headers = {
                "Content-Type": "application/atom+xml",
                "Link": f'<{topic}>; rel="self", <{self.url}>; rel="hub"',
            }
            if signed:
                right = hmac.new(form["hub.secret"].encode(), body, method).hexdigest()
                headers["X-Hub-Signature"] = signature or f"{method}={right}"
            status, _ = _exchange("POST", key[1], body, headers)
            if status == 410:
                del self.subscribers[key]
            statuses.append(status)
        return statuses

    def _get(self, form: dict[str, str], question: dict[str, str]) -> tuple[int, str]:
        query = urlencode({f"hub.{name}": value for name, value in question.items()})
        return _exchange("GET", f"{form['hub.callback']}?{query}")


def _exchange(
    method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    """Status and body of the answer."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
