"""What every test may use: the golden pages, and the folder of development data where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

DATA_VARIABLE = "SCRAPER_DATA"

# Time says nothing on a machine that others use too: the tests' own timeout bounds it.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


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
