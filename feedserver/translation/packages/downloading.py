"""Downloading: resumed where it broke off, checked, with limits on time, speed and size."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from feedserver.errors import TranslationError

if TYPE_CHECKING:
    import httpx

# Called with how many bytes are there, and how many there will be (None: the server does not say).
Progress = Callable[[int, int | None], None]


class DownloadError(TranslationError):
    """Something cannot be downloaded; the message names the address and the reason."""


class _BrokenOffError(DownloadError):
    """The download broke off on the way; going on where it did may help."""


class _CorruptError(DownloadError):
    """What arrived cannot be what was published."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give up: no byte for timeout_s, fewer than least_bytes in window_s, or attempts at one address."""

    timeout_s: float = 30.0
    window_s: float = 60.0
    least_bytes: int = 60_000
    attempts: int = 3


PATIENCE = Patience()


def fetch_bytes(url: str, max_bytes: int, patience: Patience = PATIENCE) -> bytes:
    """What *url* (http or https) has. Raises DownloadError, also if it is more than *max_bytes*."""
    body = bytearray()
    with _ask(url, {}, patience) as response:
        if response.status_code != 200:
            raise _refusal(url, response)
        for chunk in _chunks(url, response, patience):
            body += chunk
            if len(body) > max_bytes:
                raise DownloadError(f"{url}: refused: it has more than {max_bytes:,} bytes")
    return bytes(body)


def download(
    links: Sequence[str],
    place: Path,
    *,
    max_bytes: int,
    progress: Progress,
    sha256: str | None = None,
    patience: Patience = PATIENCE,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Download from the first of *links* that has it whole to the file *place*.

    sha256: of the file, in hexadecimal, where it is known. headers: to send, such as a token. What arrived before the
    connection or this process broke off stays beside *place*, and a later call goes on there. Raises DownloadError
    that says of every link what was wrong.
    """
    failures = []
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(place.parent):
            if place.is_file() and sha256 in (None, _sha256_of(place)):
                return  # a process that was to install it was killed
            for link in links:
                part = place.with_name(f"{place.name}.{hashlib.sha256(link.encode()).hexdigest()[:8]}.part")
                try:
                    _download_from(link, headers, part, max_bytes, sha256, patience, progress)
                except DownloadError as error:
                    failures.append(str(error))
                    continue
                part.replace(place)
                for left in place.parent.glob(f"{place.name}.*.part*"):
                    left.unlink()
                return
    except OSError as error:
        raise DownloadError(f"{place}: cannot be written: {error}") from error
    raise DownloadError("; ".join(failures))


def _download_from(
    url: str,
    headers: Mapping[str, str],
    part: Path,
    max_bytes: int,
    sha256: str | None,
    patience: Patience,
    progress: Progress,
) -> None:
    """Download *url* whole to the file *part*, in several attempts as long as they bring it further."""
    attempt = 0
    while True:
        attempt += 1
        before = _size_of(part)
        try:
            _fetch(url, headers, part, max_bytes, patience, progress)
            _check(url, part, sha256)
            return
        except _BrokenOffError:
            if attempt == patience.attempts or _size_of(part) == before:
                raise
        except _CorruptError:
            _forget(part)
            if attempt == patience.attempts or not before:  # not before: all of it came from there just now
                raise


def _fetch(
    url: str, headers: Mapping[str, str], part: Path, max_bytes: int, patience: Patience, progress: Progress
) -> None:
    """One attempt, which goes on where *part* ends. RFC 9110 §13.1.5 and §14: If-Range, Range."""
    start, validator = _size_of(part), _validator_of(part)
    resuming = bool(start and validator)
    if resuming:
        headers = {**headers, "Range": f"bytes={start}-", "If-Range": str(validator)}
    with _ask(url, headers, patience) as response:
        if response.status_code == 206 and resuming:
            match = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
            if not match or int(match[1]) != start:
                _forget(part)
                raise _BrokenOffError(f"{url}: the server sent another part than it was asked for")
            total: int | None = int(match[2])
        elif response.status_code == 200:
            start = 0
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
        elif response.status_code == 416 and resuming:
            _forget(part)
            raise _BrokenOffError(f"{url}: the server has no more of it; run it again to start over")
        else:
            raise _refusal(url, response)
        _check_size(url, part, start, total, max_bytes)
        _keep_validator(part, response)
        there = _append(url, part, start, _chunks(url, response, patience), max_bytes, lambda at: progress(at, total))
    if total is not None and there != total:
        raise _BrokenOffError(f"{url}: {there:,} of {total:,} bytes arrived")


def _append(
    url: str, part: Path, start: int, chunks: Iterator[bytes], max_bytes: int, progress: Callable[[int], None]
) -> int:
    """Write *chunks* into *part* from byte *start* on; how many bytes it has then."""
    there = start
    with part.open("r+b" if part.exists() else "w+b") as file:
        file.truncate(start)
        file.seek(start)
        for chunk in chunks:
            there += len(chunk)
            if there > max_bytes:
                raise _CorruptError(f"{url}: refused: it has more than {max_bytes:,} bytes")
            file.write(chunk)
            progress(there)
    return there


def _check_size(url: str, part: Path, start: int, total: int | None, max_bytes: int) -> None:
    if total is None:
        return
    if total > max_bytes:
        raise DownloadError(f"{url}: refused: it has {total:,} bytes, more than {max_bytes:,}")
    free = shutil.disk_usage(part.parent).free
    if total - start > free:
        raise DownloadError(
            f"{url}: needs {(total - start) // 1_000_000 + 1:,} MB more, but only {free // 1_000_000:,} MB are free "
            f"on the disk of {part.parent}"
        )


def _check(url: str, part: Path, sha256: str | None) -> None:
    if sha256 and (found := _sha256_of(part)) != sha256:
        raise _CorruptError(f"{url}: refused: its SHA-256 is {found}, not {sha256}")


def _sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _ask(url: str, headers: Mapping[str, str], patience: Patience) -> Iterator[httpx.Response]:
    """The answer to a GET of *url*, not yet read. Every error of the library becomes a DownloadError."""
    import httpx

    # A compressed answer would have other bytes than those that are counted and checked.
    headers = {**headers, "Accept-Encoding": "identity", "User-Agent": "feedserver"}
    try:
        with (
            httpx.Client(
                follow_redirects=True, max_redirects=5, timeout=patience.timeout_s, verify=_certificates()
            ) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if url.startswith("https:") and response.url.scheme != "https":
                raise DownloadError(f"{url}: refused: leads to {response.url}, where it could be tampered with")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise DownloadError(f"{url}: refused: the server compresses what it was asked for as it is")
            yield response
    except httpx.TimeoutException as error:
        raise _BrokenOffError(f"{url}: nothing arrived for {patience.timeout_s:g} seconds") from error
    except (httpx.ConnectError, httpx.ProxyError) as error:
        raise DownloadError(f"{url}: cannot be reached: {error}; is this machine online?") from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise _BrokenOffError(f"{url}: broke off: {error}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DownloadError(f"{url}: {error}") from error


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities to trust: to read them takes longer than most requests."""
    import httpx

    return httpx.create_ssl_context()


def _refusal(url: str, response: httpx.Response) -> DownloadError:
    return DownloadError(f"{url}: the server answers {response.status_code} {response.reason_phrase}".rstrip())


def _chunks(url: str, response: httpx.Response, patience: Patience) -> Iterator[bytes]:
    """The body as it arrives, as long as it does so fast enough: a server that drips is no server."""
    since, arrived = time.monotonic(), 0
    for chunk in response.iter_raw():
        yield chunk
        arrived += len(chunk)
        now = time.monotonic()
        if now - since >= patience.window_s:
            if arrived < patience.least_bytes:
                raise _BrokenOffError(f"{url}: too slow: {arrived:,} bytes in {now - since:.0f} seconds")
            since, arrived = now, 0


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes from downloading into *folder* meanwhile. The lock ends with the process."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DownloadError(f"another process is downloading into {folder}; run it again after that") from error
        yield
    finally:
        os.close(opened)


def _size_of(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _note_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _validator_of(part: Path) -> str | None:
    """What tells whether the server still has the file that *part* is the beginning of."""
    try:
        validator = json.loads(_note_of(part).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return validator if isinstance(validator, str) else None


def _keep_validator(part: Path, response: httpx.Response) -> None:
    etag = response.headers.get("ETag")
    if etag is None or etag.startswith("W/"):  # only a strong one vouches for every byte
        etag = response.headers.get("Last-Modified")
    _note_of(part).write_text(json.dumps(etag), "utf-8")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note_of(part).unlink(missing_ok=True)
