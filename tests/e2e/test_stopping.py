"""However the processes end, they end cleanly, leave nothing running, and what should live is started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.e2e.live_site import DEADLINE_S, LANGUAGES, LiveSite

pytestmark = pytest.mark.slow

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def ctrl_c(process: subprocess.Popen[bytes]) -> None:
    """As a terminal does it: the whole process group gets it."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [ctrl_c, subprocess.Popen.terminate], ids=["ctrl-c", "sigterm"])
def test_a_stopped_server_ends_cleanly_and_leaves_no_process(site: LiveSite, stop) -> None:  # type: ignore[no-untyped-def]
    process = site.serve()
    site.wait_until(lambda: "watching" in site.output, "the worker is up", process)
    stop(process)
    assert process.wait(DEADLINE_S) == 0
    assert site.processes() == {}
    assert "Traceback" not in site.output
    assert "ERROR" not in site.output
    assert "feedserver stopped" in site.output


@linux
def test_a_killed_parent_takes_its_children_along(site: LiveSite) -> None:
    process = site.serve()
    site.wait_until(lambda: len(site.processes()) >= 3, "server and worker are up", process)
    process.kill()
    process.wait()
    site.wait_until(lambda: not site.processes(), "no process is left")


@linux
def test_a_killed_worker_is_started_again_and_goes_on(site: LiveSite) -> None:
    process = site.serve()
    killed = site.process("feedserver worker")
    os.kill(killed, signal.SIGKILL)
    site.wait_until(lambda: site.process("feedserver worker") != killed, "another worker", process)
    title = "An article that came after the worker had died"
    site.write_article("005_later.txt", title, "The crew of the station returned to Earth.")
    for language in LANGUAGES:
        site.wait_until(lambda language=language: site.entry(language, title), f"the article in {language}", process)
    assert "the worker ended" in site.output


@linux
def test_a_killed_web_server_is_started_again_and_stops_with_the_rest(site: LiveSite) -> None:
    process = site.serve()
    running = site.processes()
    killed = site.process("granian")
    before = site.ask("/kk/feed.atom").headers["etag"]
    os.kill(killed, signal.SIGKILL)
    site.wait_until(
        lambda: any("granian" in command and pid not in running for pid, command in site.processes().items()),
        "another web server",
        process,
    )
    site.wait_until(lambda: answers(site), "it answers", process)
    assert site.ask("/kk/feed.atom").headers["etag"] == before
    assert not {pid for pid in running if "granian" in running[pid]} & set(site.processes())
    process.terminate()
    assert process.wait(DEADLINE_S) == 0
    assert site.processes() == {}


def answers(site: LiveSite) -> bool:
    try:
        return site.ask("/kk/feed.atom").status == 200
    except OSError:
        return False


def test_a_port_in_use_is_one_sentence(site: LiveSite) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        answer = site.run("serve", "--port", str(site.port))
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].startswith(f"Error: cannot listen on 127.0.0.1 port {site.port}")
    assert "Traceback" not in answer.stderr
