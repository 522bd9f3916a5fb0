"""Fixtures for every test: the golden pages, and the folder of development data if there is one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import warm

DATA_VARIABLE = "SCRAPER_DATA"

# Time says nothing on a machine that others use too: the tests' own timeout bounds it.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


#: Tests against servers, processes and clocks: on a machine that stalls for seconds one may fail for that alone, so it
#: is run once more, and what fails twice has failed.
TIMED = ("fetching", "hostile", "library", "test_batch.py", "test_cli_feed.py", "test_pages_joined.py",
         "test_worker.py", "test_feeds_bombs.py", "test_decode.py", "test_cli.py",
         "test_mirrors_changes.py")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the timed tests, and puts first what takes longest: what waits meanwhile leaves the time to others."""
    for item in items:
        if is_timed(item):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: (item.get_closest_marker("slow") is None, not is_timed(item)))


def is_timed(item: pytest.Item) -> bool:
    return not set(TIMED).isdisjoint(item.path.parts)


@pytest.fixture(autouse=True)
def _no_known_hosts() -> None:
    """Each test starts with no knowledge of hosts: its servers may have the ports of those before."""
    hosts = sys.modules.get("scraper.fetching.hosts")
    if hosts is not None:
        hosts.forget_hosts()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder with `seed/` and `bench/`; tests that need it skip where the variable does not name one."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        pytest.skip(f"{DATA_VARIABLE} does not name the folder with seed/ and bench/")
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"{DATA_VARIABLE} names {folder}, which is no folder")
    return path


@pytest.fixture(scope="session", autouse=True)
def warmed_parent() -> Iterator[None]:
    """Commands and workers are forked from a process that has imported everything, which warm.py explains."""
    warm.start()
    yield
    warm.stop()


@pytest.fixture
def real_start() -> Iterator[None]:
    """Has a test start its commands and workers as users do: for tests of the start itself."""
    with warm.switched_off():
        yield
