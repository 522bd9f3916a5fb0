"""Hostile pages in a batch: each costs its own address and nothing else (P13, P25)."""

from __future__ import annotations

import json

import pytest

from tests.hostile.command import LOCAL, MIB, SHARED, run
from tests.hostile.shapes import SHAPES
from tests.hostile_server import HostileServer, answer
from tests.test_batch import story

LIMIT_S = 12.0


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
