"""Batches whose files are read, whose pages stay unchanged, and whose process is killed (P11, P16, P18)."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter

import pytest

from tests.hostile.command import SHARED, wait_for
from tests.hostile_server import HostileServer, answer
from tests.test_batch import COMMAND, OPTIONS, command, stories, story, write_list


@pytest.fixture
def server():
    with HostileServer({"/*": stories}) as running:
        yield running


def test_a_page_that_has_not_changed_leaves_its_file_alone(tmp_path, server):
    """304: exit 0 and the file untouched; for a file that is missing all of the page is asked for again."""

    def conditional(talk):
        page = answer(story("etag"), etag='W/"one"', connection="close")
        unchanged = answer(b"", "304 Not Modified", connection="close")
        talk.say(unchanged if talk.seen.headers.get("if-none-match") == 'W/"one"' else page)

    def refresh() -> dict:
        done = command(tmp_path, "list.txt", "-o", "out/", "-f", "json", "--refresh", "--summary", "summary.json")
        assert done.returncode == 0
        return json.loads((tmp_path / "summary.json").read_text())["outcomes"]

    server.routes["/etag"] = conditional
    write_list(tmp_path, [server.url("/etag")])
    assert refresh() == {"new": 1}
    (path,) = (tmp_path / "out").iterdir()
    before = path.stat().st_mtime_ns
    assert refresh() == {"unchanged": 1}
    assert path.stat().st_mtime_ns == before
    path.unlink()
    assert refresh() == {"unchanged": 1}
    assert ["if-none-match" in seen.headers for seen in server.requests] == [False, True, False]
    assert json.loads(path.read_text())["title"] == "Boat etag"


def test_a_reader_sees_whole_files_only(tmp_path, server):
    """Who reads the folder again and again while a batch writes 500 files sees none that is not whole."""
    write_list(tmp_path, [server.url(f"/{number}") for number in range(500)])
    arguments = [*COMMAND, "list.txt", "-o", "out/", "-f", "json", *OPTIONS, "--per-host", "8"]
    seen = Counter()
    with subprocess.Popen(arguments, cwd=tmp_path, stdout=-3, stderr=-3) as process:
        while process.poll() is None:
            for path in (tmp_path / "out").glob("*.json"):
                assert json.loads(path.read_text())["kind"] == "article"
                seen[path.name] += 1
            time.sleep(0.01)
    assert process.returncode == 0
    assert len(list((tmp_path / "out").iterdir())) == 500
    assert max(seen.values()) > 3


def test_the_lock_of_a_run_that_was_killed_is_free(tmp_path, server):
    """A second run beside one at work exits with 75 within a second; once that is killed the next has the store."""
    server.routes["/slow"] = lambda talk: talk.stopped.wait(30)
    write_list(tmp_path, [server.url("/slow")])
    with subprocess.Popen([*COMMAND, "list.txt", *OPTIONS], cwd=tmp_path, stdout=-3, stderr=-3) as holder:
        wait_for(lambda: "/slow" in server.paths)
        start = time.monotonic()
        done = command(tmp_path, "list.txt")
        assert time.monotonic() - start < 1.0 * SHARED
        assert (done.returncode, str(holder.pid) in done.stderr) == (75, True)
        holder.kill()
    server.routes["/slow"] = answer(story("slow"))
    assert command(tmp_path, "list.txt").returncode == 0
