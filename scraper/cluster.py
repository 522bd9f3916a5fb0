"""Where parts are made: in this process with its workers, or, by an engine, on the machines of a cluster.

An engine is a function that takes jobs and gives what each came to, in any order. It gets names and gives counts; pages
and records never pass through it. Two are known: `here`, and `on_ray`, which hands each job to a task of Ray Core.

    jobs --names--> task: write_part, with a worker of its own --counts--> what each came to
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from scraper import __about__
from scraper.bulk import PartDone, PartJob, write_part
from scraper.bulk.outcomes import Readers
from scraper.errors import ClusterError, ResourcesError, ScraperError

#: Takes jobs, and gives each with what it came to.
Engine = Callable[[Sequence[PartJob]], Iterator[PartDone]]

NO_RAY = "the engine needs the extra 'ray': pip install 'article-scraper[ray]'"
RETRIES = 2  # of a task whose process or machine is gone; what an archive is like is no reason for one
UNDER_WAY = 1_000  # tasks that are handed over at once: more than any cluster has cores for long
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
CONNECT_S = 5.0  # to the head of a cluster
JOIN_S = 60.0  # for an answer whether we may join: 6 s where we may, 22 s where the token is another one
STORE_BYTES = 80 * 1024 * 1024  # of shared memory, of which names and counts need next to nothing; Ray's least
MAX_REASON = 300  # characters of what Ray says
#: Asks in a process of its own, since Ray ends the process, or waits for ever, where it may not join.
PROBE = """
import sys, ray
ray.init(address=sys.argv[1], log_to_driver=False, configure_logging=False, logging_level="error")
print("joined", flush=True)
"""


def here(workers: int) -> Engine:
    """The engine of one machine: part after part, its pages read by so many worker processes."""

    def run(jobs: Sequence[PartJob]) -> Iterator[PartDone]:
        with Readers(workers) as readers:
            for job in jobs:
                yield write_part(job, readers)

    return run


def on_ray(address: str | None = None, workers: int | None = None) -> Engine:
    """The engine that hands each job to a Ray task, with one core each.

    `address` is that of the head of a cluster, `host:port` or `auto`; None starts Ray on this machine alone, with so
    many cores. Its token is found where Ray looks for it (RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, ~/.ray/auth_token).
    The engine raises ClusterError where the cluster cannot be used.
    """

    def run(jobs: Sequence[PartJob]) -> Iterator[PartDone]:
        ray = _joined(address, workers)
        try:
            yield from _done(ray, jobs)
        finally:
            ray.shutdown()

    return run


def _joined(address: str | None, workers: int | None) -> Any:
    """Ray, joined to a cluster. Raises ClusterError."""
    if find_spec("ray") is None:
        raise ClusterError(address, NO_RAY)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    if address is None or address.rpartition(":")[0] in LOOPBACK:
        # Named for the systems on which it is the default: all of Ray listens on the loopback address, and asks there.
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    if address is None:
        # Without `local`, Ray joins whatever cluster this machine has.
        where: dict[str, Any] = {
            "address": "local",
            "num_cpus": workers,
            "include_dashboard": False,
            "object_store_memory": STORE_BYTES,
        }
    else:
        _check(address)
        where = {"address": address}
    import ray

    try:
        ray.init(**where, log_to_driver=False, configure_logging=False, logging_level="error")
        if ray.cluster_resources().get("CPU", 0) < 1:
            raise ClusterError(address, "the cluster has no core to run a task on")
    except ScraperError:
        raise
    except Exception as error:  # of Ray's own, of gRPC's, of the system's
        raise ClusterError(address, f"Ray cannot be started: {_first_line(error)}") from error
    return ray


def _check(address: str) -> None:
    """Raises ClusterError, within JOIN_S seconds, where a cluster cannot be joined."""
    if address != "auto":
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit() or "/" in address:
            raise ClusterError(address, "the address of a cluster is that of its head: host:port, or auto")
        try:
            socket.create_connection((host.strip("[]"), int(port)), CONNECT_S).close()
        except (OSError, OverflowError) as error:
            raise ClusterError(address, f"nothing answers there: {error}") from error
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", PROBE, address], capture_output=True, text=True, errors="replace",
            timeout=JOIN_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        said = error.stderr.decode("utf-8", "replace") if isinstance(error.stderr, bytes) else error.stderr or ""
        raise ClusterError(address, f"it does not let us join within {JOIN_S:g} s: {_reason(said)}") from error
    if "joined" not in done.stdout.split():
        raise ClusterError(address, f"it does not let us join: {_reason(done.stderr)}")


def _reason(said: str) -> str:
    """The line in which Ray says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for mark in ("Unauthenticated", "token", "version"):
        named = [line for line in lines if mark in line]
        if named:
            return named[-1].rpartition("server: ")[2][:MAX_REASON]
    return (lines or ["it says nothing"])[-1][:MAX_REASON]


def _done(ray: Any, jobs: Sequence[PartJob]) -> Iterator[PartDone]:
    """What each job came to, as they end."""
    task = ray.remote(num_cpus=1, max_retries=RETRIES, retry_exceptions=False)(_make)
    waiting = iter(jobs)
    under_way: dict[Any, PartJob] = {}
    while True:
        while len(under_way) < UNDER_WAY and (job := next(waiting, None)) is not None:
            under_way[task.remote(job, _versions())] = job
        if not under_way:
            return
        (ended, *_), _ = ray.wait(list(under_way), num_returns=1)
        job = under_way.pop(ended)
        try:
            done: PartDone = ray.get(ended)
        except ray.exceptions.RayError as error:
            reason = f"the cluster has lost the task, {RETRIES + 1} times at most: {_first_line(error)}"
            done = PartDone(job.source, error=ResourcesError(job.source, reason))
        yield done


def _make(job: PartJob, versions: str) -> PartDone:
    """The task: runs on some machine of the cluster."""
    if versions != _versions():
        reason = f"the machine {socket.gethostname()} has {_versions()}, and not {versions}"
        return PartDone(job.source, error=ClusterError(job.source, reason))
    with Readers(1) as readers:
        return write_part(job, readers)


def _versions() -> str:
    return f"article-scraper {__about__.VERSION} on Python {sys.version_info.major}.{sys.version_info.minor}"


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:MAX_REASON]
