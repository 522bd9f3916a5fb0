"""Parts made by Ray: the same as on one machine, whatever dies meanwhile; and clusters that cannot be used.

Needs the extra `ray`. Where RAY_REQUIRED is set, as `make test-ray` does, its absence is a failure.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from scraper import cluster
from scraper.bulk import jobs_of
from scraper.cluster import here, on_ray
from scraper.errors import ClusterError
from scraper.options import BulkOptions
from scraper.writing.claims import sweep_claims
from scraper.writing.files import sweep_drafts
from tests.archives.made import answer, packed, page, pages, record

needs_ray = pytest.mark.skipif(
    find_spec("ray") is None and "RAY_REQUIRED" not in os.environ, reason="Ray is not installed"
)
LINES = BulkOptions("jsonl")
PARTS, PAGES = 4, 10

#: Read by every Python that starts with its folder on PYTHONPATH: pages may say what is to become of their worker.
HOOK = """
import os, signal, sys
from importlib.machinery import PathFinder

def hook(child):
    read = child.read_article
    def hooked(page, *rest):
        if page.url.endswith("/crash"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if page.url.endswith("/eat"):
            bytearray(8 << 30)
        return read(page, *rest)
    child.read_article = hooked

class Finder:
    def find_spec(name, path=None, target=None):
        if name != "scraper.worker.child":
            return None
        spec = PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (execute(module), hook(module))
        return spec

sys.meta_path.insert(0, Finder)
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Archives with pages, two of which break their worker."""
    folder = tmp_path_factory.mktemp("archives")
    broken = [record(answer(page()), f"https://lampnews.example/{each}") for each in ("crash", "eat")]
    for number in range(PARTS):
        (folder / f"{number}.warc.gz").write_bytes(packed([*pages(PAGES), *broken]))
    return [str(folder / f"{number}.warc.gz") for number in range(PARTS)]


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a cluster of one machine, and the file with its token."""
    folder = tmp_path_factory.mktemp("ray")
    (folder / "sitecustomize.py").write_text(HOOK)
    token = folder / "token"
    token.write_text("a" * 64)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token), "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "PYTHONPATH": str(folder),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", f"--port={port}", "--num-cpus=2",
        "--node-ip-address=127.0.0.1", "--include-dashboard=false", "--object-store-memory=80000000",
    ]  # fmt: skip
    cluster = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(port)
        yield f"127.0.0.1:{port}", token
    finally:
        cluster.terminate()
        cluster.wait(30)


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the cluster does not start")


@needs_ray
def test_a_cluster_makes_the_parts_whatever_dies(
    sources: list[str], head: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that kill their worker, and tasks that are killed, lose and double no record."""
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(head[1]))
    killed = 0
    for done in on_ray(head[0])(jobs_of(sources, str(tmp_path), LINES)):
        assert done.manifest is not None, done.error
        assert done.manifest["failed"] == {"parse.crash": 1, "parse.limit": 1}
        if killed < 2:
            killed += _kill_a_task()
    assert killed
    again = list(here(1)(jobs_of(sources, str(tmp_path), LINES)))
    assert [each.is_new for each in again] == [False] * PARTS
    sweep_drafts(tmp_path)  # as the command does at its start
    sweep_claims(tmp_path)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
    parts = [each for each in tmp_path.glob("*.jsonl") if each.stat().st_size and ".failures" not in each.name]
    assert len(parts) == PARTS
    for part in parts:
        urls = [json.loads(line)["url"] for line in part.read_text("utf-8").splitlines()]
        assert len(set(urls)) == len(urls) == PAGES


def _kill_a_task() -> int:
    """Kills the process of a task that runs; gives how many were killed."""
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if command.startswith(b"ray::_make"):
            os.kill(int(process.name), signal.SIGKILL)
            return 1
    return 0


@needs_ray
@pytest.mark.usefixtures("head")
def test_one_machine_needs_no_cluster(sources: list[str], tmp_path: Path) -> None:
    """Without an address Ray runs on this machine alone, also beside a cluster; the parts are those of no engine."""
    folders = [tmp_path / "ray", tmp_path / "here"]
    for folder in folders:
        words = ["-m", "scraper", "warc", sources[0], "-o", str(folder), "-f", "jsonl", "--match", "*/[0-9]"]
        command = [sys.executable, *words, "--workers", "2", "--engine", folder.name]
        subprocess.run(command, check=True, timeout=100, stderr=subprocess.DEVNULL)
    parts = [next(each for each in folder.glob("*.jsonl") if each.stat().st_size) for folder in folders]
    assert parts[0].read_bytes() == parts[1].read_bytes()


@needs_ray
def test_another_token_is_told_in_time(
    sources: list[str], head: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster with another token is a cluster.unusable that says so, within the time that we give it."""
    token = tmp_path / "token"
    token.write_text("b" * 64)
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(token))
    start = time.monotonic()
    with pytest.raises(ClusterError, match=r"[Tt]oken"):
        list(on_ray(head[0])(jobs_of(sources, str(tmp_path), LINES)))
    assert time.monotonic() - start < cluster.JOIN_S + 20


@needs_ray
def test_an_address_without_a_cluster_is_told_at_once(sources: list[str], tmp_path: Path) -> None:
    """Where nothing answers, and where no address is, one line says so."""
    for address in ("127.0.0.1:9", "ray://127.0.0.1:10001", "nowhere"):
        with pytest.raises(ClusterError):
            list(on_ray(address)(jobs_of(sources, str(tmp_path), LINES)))


def test_without_ray_the_extra_is_named(sources: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is one line that says how to install it."""
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(ClusterError, match="extra 'ray'"):
        list(on_ray()(jobs_of(sources, str(tmp_path), LINES)))


def test_a_task_of_another_version_makes_no_part(sources: list[str], tmp_path: Path) -> None:
    """A machine with another version of the program or of Python says so, and writes nothing."""
    (job,) = jobs_of(sources[:1], str(tmp_path), LINES)
    done = cluster._make(job, "article-scraper 0.0.1 on Python 3.9")
    assert isinstance(done.error, ClusterError)
    assert list(tmp_path.iterdir()) == []
