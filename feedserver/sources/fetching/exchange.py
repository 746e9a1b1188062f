"""One request and its answer in HTTP/1.1, with bounds on everything that the server may send."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedserver.sources.fetching.headers import Headers

if TYPE_CHECKING:
    import h11

    from feedserver.sources.fetching.connection import Stream

ACCEPT_ENCODING = "gzip, deflate"
_MAX_HEAD_BYTES = 65_536
_MAX_FRAMING_BYTES = 500_000  # notices such as 103, the sizes of chunks: beyond as much as there is content
_MAX_MEMBERS = 100  # of a gzip file: each takes time, however short it is
_NO_CODINGS = ("", "identity", "none", "utf-8", "binary")  # servers write what is none
_MAX_REASON_CHARS = 200  # the library quotes what it does not understand
_WITH_DOCUMENT = (200, 203)


class BadAnswerError(Exception):
    """The answer is not as it should be; the message says how, in plain words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """status, headers, and the document as it was before compression; empty where the status promises none."""

    status: int
    headers: Headers
    body: bytes = b""


def ask(stream: Stream, request: h11.Request, content: bytes, max_bytes: int) -> Answer:
    """Send *request* with *content*, read the answer.

    Raises BadAnswerError if it is no HTTP, is cut off, or has more than *max_bytes* packed or unpacked; and what
    *stream* raises.
    """
    import h11

    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD_BYTES)
    parts = (request, h11.Data(data=content), h11.EndOfMessage()) if content else (request, h11.EndOfMessage())
    for part in parts:
        stream.write(connection.send(part) or b"")
    return _read_answer(_events(connection, stream), max_bytes)


def _events(connection: h11.Connection, stream: Stream) -> Iterator[h11.Event]:
    """What arrives, until the answer ends."""
    import h11

    arrived = content = 0
    while True:
        try:
            event = connection.next_event()
        except h11.RemoteProtocolError as error:
            if not arrived:
                raise BadAnswerError("never came: the server hung up") from error
            raise BadAnswerError(f"is broken or cut off: {str(error)[:_MAX_REASON_CHARS]}") from error
        if event is h11.NEED_DATA:
            data = stream.read()
            arrived += len(data)
            if arrived - content > content + _MAX_FRAMING_BYTES:
                raise BadAnswerError("has hardly any content")
            connection.receive_data(data)
        elif isinstance(event, h11.Data):
            content += len(event.data)
            yield event
        elif isinstance(event, h11.Response | h11.InformationalResponse):
            yield event
        else:
            return


def _read_answer(events: Iterator[h11.Event], max_bytes: int) -> Answer:
    import h11

    head = next((event for event in events if isinstance(event, h11.Response)), None)
    if head is None:
        raise BadAnswerError("never comes")
    headers = Headers(head.headers.raw_items())
    if head.status_code not in _WITH_DOCUMENT:
        return Answer(head.status_code, headers)
    announced = headers.find("Content-Length") or "0"  # h11 has checked that it is a number
    if int(announced) > max_bytes:
        raise BadAnswerError(f"is too large: {int(announced):,} bytes, {max_bytes:,} are allowed")
    body = bytearray()
    for event in events:
        assert isinstance(event, h11.Data)
        body += event.data
        if len(body) > max_bytes:
            raise BadAnswerError(f"is too large: more than the {max_bytes:,} bytes that are allowed")
    return Answer(head.status_code, headers, _unpack(bytes(body), headers.joined("Content-Encoding"), max_bytes))


def _unpack(body: bytes, coding: str, max_bytes: int) -> bytes:
    """*body* without its compression (RFC 9110 §8.4.1). Never makes more than *max_bytes* and a little."""
    coding = coding.strip().lower()
    if coding in _NO_CODINGS or not body:
        return body
    if coding in ("gzip", "x-gzip"):
        window = 31
    elif coding == "deflate":  # should have zlib's header, and often has none
        window = 15 if body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0 else -15
    else:
        raise BadAnswerError(f"is compressed in a way that was not asked for: {coding[:40]!r}")
    unpacked = bytearray()
    for _ in range(_MAX_MEMBERS):
        unpacking = zlib.decompressobj(window)
        try:
            unpacked += unpacking.decompress(body, max_bytes + 1 - len(unpacked))
        except zlib.error as error:
            raise BadAnswerError(f"is compressed, but broken: {error}") from error
        if len(unpacked) > max_bytes:
            raise BadAnswerError(f"is too large: more than the {max_bytes:,} bytes that are allowed, when unpacked")
        if not unpacking.eof:
            raise BadAnswerError("is compressed, but cut off")
        body = unpacking.unused_data
        if not body.startswith(b"\x1f\x8b"):  # gzip may go on with another member; other bytes are padding
            return bytes(unpacked)
    raise BadAnswerError(f"is compressed in more than {_MAX_MEMBERS} parts")
