"""Bodies of one gibibyte in a few kilobytes: the command neither holds, writes nor fully reads them (P1, P2)."""

from __future__ import annotations

import gzip

import pytest

from tests.hostile.bombs import GIB, bombs
from tests.hostile.command import LOCAL, MIB, SHARED, run
from tests.hostile_server import LARGE_HEADS, HostileServer, answer, gzipped_zeros

STORY = b"""<!doctype html><html lang="en"><title>The lantern keeper</title><article><h1>The lantern keeper</h1>
<p>Nineteen boats were counted before the fog came in over the quay, and none was counted after it.</p>
<p>The keeper, who has kept the light for thirty years, said that he had never seen the water so still.</p></article>"""
CODES = {"gzip": "too_large", "gzip, gzip": "too_large", "br": "encoding", "zstd": "encoding"}


@pytest.fixture(scope="module")
def server():
    routes = {"/story": answer(STORY)}
    for name, body in bombs().items():
        path = name.replace(", ", "-")
        routes[f"/{path}"] = answer(body, content_encoding=name)
        routes[f"/to-story/{path}"] = answer(body, "302 Found", location="/story", content_encoding=name)
    routes["/many-encodings"] = answer(b"x", content_encoding="gzip," * 15_000)
    with HostileServer(routes | LARGE_HEADS) as running:
        yield running


def test_the_bombs_are_small():
    """What is sent is a megabyte at most, and would be a gibibyte, as the last bytes of the gzipped ones say."""
    sizes = {name: len(body) for name, body in bombs().items()}
    assert sizes == {"gzip": 1_061_908, "gzip, gzip": 2_495, "br": 841, "zstd": 32_774}
    gzipped = bombs()["gzip"]
    assert gzip.decompress(bombs()["gzip, gzip"]) == gzipped
    assert int.from_bytes(gzipped[-4:], "little") == GIB
    assert gzip.decompress(gzipped_zeros(3)) == bytes(3 * MIB)


@pytest.mark.parametrize("encoding", CODES)
def test_a_gibibyte_is_refused(server, tmp_path, encoding):
    """Exit 7 within three seconds, with less than 200 MB held and no file written."""
    path = encoding.replace(", ", "-")
    done = run(server.url(f"/{path}"), *LOCAL, "-o", str(tmp_path / "out.md"))
    assert done.status == 7
    assert done.err.startswith(f"fetch.{CODES[encoding]}: ")
    assert done.seconds < 3 * SHARED
    assert done.peak_bytes < 200 * MIB
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", CODES)
def test_a_gibibyte_in_a_redirects_body_is_left_there(server, encoding):
    """The page that it leads to is printed, with less than 100 MB held."""
    path = encoding.replace(", ", "-")
    done = run(server.url(f"/to-story/{path}"), *LOCAL, "-f", "text")
    assert (done.status, done.err) == (0, "")
    assert "Nineteen boats" in done.out
    assert done.peak_bytes < 100 * MIB


def test_thousands_of_encodings_are_refused(server):
    """More than two stacked encodings are exit 7, however many."""
    done = run(server.url("/many-encodings"), *LOCAL)
    assert (done.status, done.err.partition(":")[0]) == (7, "fetch.encoding")
    assert done.peak_bytes < 100 * MIB


@pytest.mark.parametrize("path", LARGE_HEADS)
def test_a_flood_of_headers_costs_no_memory(server, path):
    """A header of 200 KB, headers without end and a chunk extension of 9 MB: exit 4, and 20 MB more than a page."""
    usual = run(server.url("/story"), *LOCAL)
    done = run(server.url(path), *LOCAL)
    assert (done.status, done.err.partition(":")[0]) == (4, "fetch.protocol")
    assert done.seconds - usual.seconds < SHARED
    assert done.peak_bytes < usual.peak_bytes + 20 * MIB
