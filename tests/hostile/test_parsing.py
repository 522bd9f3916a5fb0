"""Hostile pages in a batch: each harms its own URL only (P13, P25)."""

from __future__ import annotations

import json
import os
import signal
import subprocess

import pytest

from scraper.records import Page
from scraper.worker import Worker
from tests.hostile.command import COMMAND, ENVIRONMENT, LOCAL, MIB, SHARED, children_of, run, wait_for
from tests.hostile.shapes import SHAPES
from tests.hostile_server import HostileServer, answer
from tests.test_batch import story

LIMIT_S = 12.0
BUSY_S = 1.5  # of CPU time


def story_at(talk):
    """An article of its own for each path."""
    talk.say(answer(story(talk.seen.path.strip("/").replace("/", "-")), connection="close"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_hostile_shape_costs_its_own_address_only(tmp_path):
    """25 shapes at the default limits: an end of exit 0, 7 or 8 each within 12 s, and the address after it is stored.

    The process that runs the batch holds less than 300 MB.
    """
    routes = {f"/hostile/{name}": answer(make(), connection="close") for name, make in SHAPES.items()}
    with HostileServer({**routes, "/good/*": story_at}) as server:
        urls = [server.url(f"/{kind}/{name}") for name in SHAPES for kind in ("hostile", "good")]
        (tmp_path / "list.txt").write_text("\n".join(urls))
        options = [*LOCAL, "--per-host", "2", "--concurrency", "2", "-o", "all.jsonl", "--errors", "errors.jsonl"]
        done = run("batch", "list.txt", *options, cwd=tmp_path, timeout_s=800)
        seen = {each.path: each.at for each in server.requests}
    assert len(SHAPES) == 25
    assert done.status == 9
    assert "Traceback" not in done.err
    assert done.peak_bytes < 300 * MIB
    stored = {json.loads(line)["url"] for line in (tmp_path / "all.jsonl").read_text().splitlines()}
    assert {url for url in urls if "/good/" in url} <= stored
    failures = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text().splitlines()]
    assert {each["code"].split(".")[0] for each in failures} == {"parse", "extract"}
    assert "parse.crash" not in {each["code"] for each in failures}
    moments = sorted(seen.values())
    assert max(after - before for before, after in zip(moments, moments[2:], strict=False)) < LIMIT_S * SHARED


def test_a_parser_that_crashes_costs_its_address_only(tmp_path):
    """SIGSEGV to the process that reads a page, in the middle of a batch: parse.crash, and all others are stored."""
    routes = {"/hostile": answer(SHAPES["nested-div"](), connection="close"), "/good/*": story_at}
    with HostileServer(routes) as server:
        urls = [server.url("/good/1"), server.url("/hostile"), server.url("/good/2"), server.url("/good/3")]
        (tmp_path / "list.txt").write_text("\n".join(urls))
        options = [*LOCAL, "-o", "all.jsonl", "--errors", "errors.jsonl"]
        command = [*COMMAND, "batch", "list.txt", *options]
        with subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE) as process:
            wait_for(lambda: "/hostile" in server.paths)
            os.kill(busy_child(process.pid), signal.SIGSEGV)
            process.communicate(timeout=60)
    assert process.returncode == 9
    failures = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text().splitlines()]
    assert [(each["url"], each["code"]) for each in failures] == [(urls[1], "parse.crash")]
    stored = {json.loads(line)["url"] for line in (tmp_path / "all.jsonl").read_text().splitlines()}
    assert stored == {urls[0], urls[2], urls[3]}


def busy_child(pid: int) -> int:
    """The process that this one has started and that is busy from now on, for longer than its imports take."""
    busy: list[int] = []
    before = {child: cpu_s(child) for child in children_of(pid)}

    def look() -> list[int]:
        busy.extend(child for child in children_of(pid) if cpu_s(child) - before.setdefault(child, 0.0) > BUSY_S)
        return busy

    wait_for(look)
    return busy[0]


def cpu_s(pid: int) -> float:
    """CPU time of a process so far."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    "block",
    [b"[" * 100_000, b'{"@type": "NewsArticle", "position": ' + b"9" * 5_000 + b"}",
     b'{"@type": "NewsArticle", "articleBody": "' + b"x" * 9_500_000 + b'"}', b'{"headline": "\\ud800"}', b"{" * 3],
    ids=["deep", "long-number", "9.5-mb", "half-a-character", "no-json"],
)  # fmt: skip
def test_hostile_linked_data_costs_no_article(worker, block):
    """The block is left out, and the article beside it is read: all of it, within the limits of a page."""
    content = story("a").replace(b"</title>", b'</title><script type="application/ld+json">' + block + b"</script>")
    article, _ = worker.read_article(Page("https://quay.example/a", "https://quay.example/a", content))
    assert article.title == "Boat a"
    assert "nineteen boats" in article.text


@pytest.fixture(scope="module")
def worker():
    with Worker() as running:
        yield running
