"""Ctrl-C while a page is fetched, read and written (P14)."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from tests.hostile.command import COMMAND, ENVIRONMENT, LOCAL, SHARED, children_of, interrupt, wait_for
from tests.hostile.shapes import SHAPES
from tests.hostile_server import HostileServer, answer, is_silent
from tests.test_batch import story

#: A page whose record does not fit into a pipe that nobody reads.
LONG = story("long").replace(b"</article>", b"<p>The fog came in over the quay, boat by boat.</p>" * 8_000)
WHILE = ["fetching", "parsing", "writing"]


@pytest.fixture(scope="module")
def server():
    routes = {"/fetching": is_silent, "/parsing": answer(SHAPES["nested-div"]()), "/writing": answer(LONG)}
    with HostileServer(routes) as running:
        yield running


@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("doing", WHILE)
def test_ctrl_c_ends_the_command_whatever_it_does(server, doing, twice):
    """Exit 130 within two seconds of a SIGINT, and within 0.2 s of a second one; no process stays behind."""
    server.requests.clear()
    command = [*COMMAND, server.url(f"/{doing}"), *LOCAL, "--timeout-s", "30"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for(lambda: server.requests)
        if doing == "writing":
            wait_for(lambda: os.stat(process.stdout.fileno()).st_size > 0 or is_stuck(process.pid), 60)
        time.sleep(1.0)
        assert process.poll() is None
        children = children_of(process.pid)
        status, seconds = interrupt(process, twice=twice)
        assert process.stderr.read() == b""
    assert status in (130, -signal.SIGINT)  # the same to a shell; the latter where Python was about to end already
    assert seconds < (0.2 if twice else 2.0) * SHARED
    wait_for(lambda: not any(os.path.exists(f"/proc/{each}") for each in children))


def is_stuck(pid: int) -> bool:
    """Whether the process waits for somebody to read from its pipe."""
    with open(f"/proc/{pid}/wchan") as wait:
        return "pipe" in wait.read()
