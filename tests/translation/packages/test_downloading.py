"""Downloads from servers of every kind: whole, or a sentence and nothing that could be taken for whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedserver.translation.packages.downloading import DownloadError, Patience, download, fetch_bytes
from tests.translation.packages.shelf import Answer, Shelf, respond, shelf, with_file, with_status

__all__ = ["shelf"]

DATA = bytes(range(256)) * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
ONCE = Patience(attempts=1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "downloads" / "translate-en_ru-1_9.argosmodel"


def get(
    url: str, place: Path, *more: str, sha256: str | None = None, max_bytes: int = 10**9, patience: Patience = ONCE
) -> list[tuple[int, int | None]]:
    seen: list[tuple[int, int | None]] = []
    links = (url, *more)
    download(
        links,
        place,
        max_bytes=max_bytes,
        sha256=sha256,
        patience=patience,
        progress=lambda there, total: seen.append((there, total)),
    )
    return seen


def names_beside(place: Path) -> list[str]:
    return sorted(path.name for path in place.parent.iterdir())


def test_a_file_arrives_whole_and_its_progress_is_told(shelf: Shelf, place: Path) -> None:
    seen = get(shelf.put("/a", DATA), place, sha256=SHA256)

    assert place.read_bytes() == DATA
    assert seen == sorted(seen)
    assert seen[-1] == (len(DATA), len(DATA))
    assert names_beside(place) == [place.name]


def test_a_half_downloaded_file_is_resumed_by_the_next_call(shelf: Shelf, place: Path) -> None:
    url = shelf.put("/a", with_file(DATA, cuts=[100_000]))
    with pytest.raises(DownloadError, match="/a: broke off: "):
        get(url, place)
    assert not place.exists()

    get(url, place, sha256=SHA256)

    assert place.read_bytes() == DATA
    assert shelf.ranges() == [None, "bytes=100000-"]
    assert shelf.asked[1][1]["if-range"] == '"one"'
    assert names_beside(place) == [place.name]


def test_a_download_that_breaks_off_goes_on_by_itself_as_long_as_it_gets_further(shelf: Shelf, place: Path) -> None:
    get(shelf.put("/a", with_file(DATA, cuts=[100, 70_000])), place, patience=Patience(attempts=3))

    assert place.read_bytes() == DATA
    assert shelf.ranges() == [None, "bytes=100-", "bytes=70000-"]


def test_a_download_that_gets_no_further_is_given_up(shelf: Shelf, place: Path) -> None:
    with pytest.raises(DownloadError, match="broke off"):
        get(shelf.put("/a", with_file(DATA, cuts=[50, 50, 50])), place, patience=Patience(attempts=9))

    assert shelf.ranges() == [None, "bytes=50-"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, len(DATA) - 1), max_size=4, unique=True).map(sorted))
def test_wherever_it_breaks_off_the_file_is_the_same(shelf: Shelf, place: Path, cuts: list[int]) -> None:
    place.unlink(missing_ok=True)
    get(shelf.put("/a", with_file(DATA, cuts=cuts)), place, patience=Patience(attempts=5))

    assert place.read_bytes() == DATA


def test_a_file_that_has_changed_meanwhile_is_taken_anew(shelf: Shelf, place: Path) -> None:
    url = shelf.put("/a", with_file(DATA[::-1], etag='"old"', cuts=[100_000]))
    with pytest.raises(DownloadError):
        get(url, place)
    shelf.put("/a", with_file(DATA, etag='"new"'))
    get(url, place)

    assert place.read_bytes() == DATA


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_nothing_is_resumed_that_the_server_does_not_vouch_for(shelf: Shelf, place: Path, etag: str | None) -> None:
    url = shelf.put("/a", with_file(DATA, etag=etag, cuts=[100_000]))
    with pytest.raises(DownloadError):
        get(url, place)
    get(url, place)

    assert place.read_bytes() == DATA
    assert shelf.ranges() == [None, None]


def test_a_server_that_knows_no_ranges_sends_it_all_again(shelf: Shelf, place: Path) -> None:
    url = shelf.put("/a", with_file(DATA, cuts=[100_000]))
    with pytest.raises(DownloadError):
        get(url, place)
    shelf.put("/a", lambda handler: respond(handler, 200, {"Content-Length": str(len(DATA))}, DATA))
    get(url, place)

    assert place.read_bytes() == DATA


BAD_RESUMPTIONS: dict[str, Answer] = {
    "another part": lambda handler: respond(handler, 206, {"Content-Range": f"bytes 7-99/{len(DATA)}"}, DATA[7:100]),
    "no range": lambda handler: respond(handler, 206, {"Content-Length": "9"}, DATA[:9]),
    "nothing left": with_status(416),
}


@pytest.mark.parametrize("what", BAD_RESUMPTIONS)
def test_after_a_wrong_answer_to_a_resumption_it_starts_over(shelf: Shelf, place: Path, what: str) -> None:
    good = with_file(DATA, cuts=[100_000])
    url = shelf.put("/a", good)
    with pytest.raises(DownloadError):
        get(url, place)

    def bad_if_resumed(handler: BaseHTTPRequestHandler) -> None:
        (BAD_RESUMPTIONS[what] if "Range" in handler.headers else good)(handler)

    shelf.put("/a", bad_if_resumed)
    get(url, place, patience=Patience(attempts=3))

    assert place.read_bytes() == DATA


def test_a_wrong_checksum_is_refused_and_leaves_nothing(shelf: Shelf, place: Path) -> None:
    with pytest.raises(DownloadError) as refused:
        get(shelf.put("/a", DATA[1:]), place, sha256=SHA256, patience=Patience())

    assert f"not {SHA256}" in str(refused.value)
    assert hashlib.sha256(DATA[1:]).hexdigest() in str(refused.value)
    assert names_beside(place) == []
    assert len(shelf.asked) == 1


def test_a_spoiled_beginning_is_thrown_away_and_taken_anew(shelf: Shelf, place: Path) -> None:
    url = shelf.put("/a", with_file(DATA, cuts=[100_000]))
    with pytest.raises(DownloadError):
        get(url, place)
    (part,) = place.parent.glob("*.part")
    part.write_bytes(bytes(100_000))
    get(url, place, sha256=SHA256, patience=Patience())

    assert place.read_bytes() == DATA
    assert shelf.ranges() == [None, "bytes=100000-", None]


def test_the_mirrors_are_tried_in_turn(shelf: Shelf, place: Path) -> None:
    links = [shelf.url("/missing"), shelf.put("/broken", DATA[:9]), shelf.put("/good", DATA)]
    get(*links[:1], place, *links[1:], sha256=SHA256)

    assert place.read_bytes() == DATA
    assert [path for path, _ in shelf.asked] == ["/missing", "/broken", "/good"]
    assert names_beside(place) == [place.name]


def test_if_no_mirror_has_it_each_is_named_with_its_reason(shelf: Shelf, place: Path) -> None:
    with pytest.raises(DownloadError) as failed:
        get(shelf.url("/missing"), place, shelf.put("/busy", with_status(503)))

    assert "/missing: the server answers 404 Not Found; " in str(failed.value)
    assert "/busy: the server answers 503 Service Unavailable" in str(failed.value)


def drips(shelf: Shelf) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        respond(handler, 200, {"Content-Length": "100000"})
        while not shelf.closing.wait(0.01):
            handler.wfile.write(b"x")

    return answer


def says_nothing(shelf: Shelf) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        respond(handler, 200, {"Content-Length": "100000"}, b"x")
        handler.wfile.flush()
        shelf.closing.wait(10)

    return answer


def test_a_server_that_drips_is_given_up(shelf: Shelf, place: Path) -> None:
    with pytest.raises(DownloadError, match=r"/a: too slow: \d+ bytes in \d seconds"):
        get(shelf.put("/a", drips(shelf)), place, patience=Patience(timeout_s=5, window_s=0.1, attempts=1))


def test_a_server_that_stops_sending_is_given_up(shelf: Shelf, place: Path) -> None:
    with pytest.raises(DownloadError, match=r"/a: nothing arrived for 0\.2 seconds"):
        get(shelf.put("/a", says_nothing(shelf)), place, patience=Patience(timeout_s=0.2, attempts=1))


def unbounded(data: bytes) -> Answer:
    return lambda handler: respond(handler, 200, {}, data)


def test_a_file_without_a_length_is_taken_until_it_ends(shelf: Shelf, place: Path) -> None:
    assert get(shelf.put("/a", unbounded(DATA)), place)[-1] == (len(DATA), None)
    assert place.read_bytes() == DATA


@pytest.mark.parametrize("answer", [with_file(DATA), unbounded(DATA)], ids=["declared", "undeclared"])
def test_more_than_is_allowed_is_refused(shelf: Shelf, place: Path, answer: Answer) -> None:
    with pytest.raises(DownloadError, match=r"/a: refused: it has (more than 1,000|256,000) bytes"):
        get(shelf.put("/a", answer), place, max_bytes=1000)

    assert names_beside(place) == []


def test_a_length_that_promises_too_much_is_no_whole_file(shelf: Shelf, place: Path) -> None:
    lie = {"Content-Length": str(len(DATA) + 1)}
    with pytest.raises(DownloadError, match="broke off"):
        get(shelf.put("/a", lambda handler: respond(handler, 200, lie, DATA)), place)

    assert not place.exists()


def test_what_is_sent_beyond_the_length_is_no_part_of_the_file(shelf: Shelf, place: Path) -> None:
    length = {"Content-Length": str(len(DATA))}
    get(shelf.put("/a", lambda handler: respond(handler, 200, length, DATA + b"more")), place)

    assert place.read_bytes() == DATA


def test_a_redirection_is_followed(shelf: Shelf, place: Path) -> None:
    get(shelf.put("/a", with_status(302, Location=shelf.put("/b", DATA))), place)

    assert place.read_bytes() == DATA


@pytest.mark.parametrize("location", ["file:///etc/passwd", "/a", "http://[", "ftp://example.org/x"])
def test_a_redirection_out_of_the_web_or_without_end_is_a_sentence(shelf: Shelf, place: Path, location: str) -> None:
    with pytest.raises(DownloadError, match="/a: "):
        get(shelf.put("/a", with_status(302, Location=location)), place)


def test_a_compressed_answer_is_refused(shelf: Shelf, place: Path) -> None:
    with pytest.raises(DownloadError, match="compresses"):
        get(shelf.put("/a", lambda handler: respond(handler, 200, {"Content-Encoding": "gzip"}, DATA)), place)


def test_without_a_network_there_is_a_sentence(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(
        DownloadError, match=rf"http://127\.0\.0\.1:{port}/a: cannot be reached: .*is this machine online"
    ):
        get(f"http://127.0.0.1:{port}/a", place)


def test_a_file_for_which_the_disk_has_no_room_is_not_begun(shelf: Shelf, place: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        respond(handler, 200, {"Content-Length": str(10**15)}, b"x")

    with pytest.raises(DownloadError, match=r"needs 1,000,000,001 MB more, but only [\d,]+ MB are free"):
        get(shelf.put("/a", answer), place, max_bytes=10**16)

    assert names_beside(place) == []


def test_a_disk_that_is_full_is_a_sentence_and_what_arrived_is_resumed_later(shelf: Shelf, place: Path) -> None:
    url = shelf.put("/a", DATA)
    script = """
import resource, sys
from pathlib import Path
from feedserver.translation.packages.downloading import DownloadError, download
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    download([sys.argv[1]], Path(sys.argv[2]), max_bytes=10**9, progress=lambda there, total: None)
except DownloadError as error:
    sys.exit(str(error))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, url, str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{place}: cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert not place.exists()

    get(url, place, sha256=SHA256)
    assert place.read_bytes() == DATA
    assert shelf.ranges()[1] is not None


def test_a_folder_that_cannot_be_written_is_a_sentence(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DownloadError, match="cannot be written"):
        get(shelf.put("/a", DATA), tmp_path / "file" / "a")


def test_two_processes_do_not_download_into_one_folder(shelf: Shelf, place: Path) -> None:
    place.parent.mkdir()
    other = os.open(place.parent, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        with pytest.raises(DownloadError, match="another process is downloading"):
            get(shelf.put("/a", DATA), place)
    finally:
        os.close(other)
    get(shelf.url("/a"), place)


def test_a_file_that_a_killed_process_had_whole_is_not_downloaded_again(shelf: Shelf, place: Path) -> None:
    url = shelf.put("/a", DATA)
    get(url, place)
    get(url, place, sha256=SHA256)
    assert len(shelf.asked) == 1

    place.write_bytes(b"something else")
    get(url, place, sha256=SHA256)
    assert place.read_bytes() == DATA


def test_a_small_file_is_fetched_into_memory_up_to_a_limit(shelf: Shelf) -> None:
    url = shelf.put("/a", DATA)

    assert fetch_bytes(url, len(DATA)) == DATA
    with pytest.raises(DownloadError, match="it has more than 255,999 bytes"):
        fetch_bytes(url, len(DATA) - 1)
    with pytest.raises(DownloadError, match="404"):
        fetch_bytes(shelf.url("/missing"), 1000)
