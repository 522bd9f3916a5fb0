"""Prints the lowest version that pyproject.toml allows of each run-time dependency, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
LOWER_BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9][0-9.]*)")


def lowest(requirement: str) -> str:
    """`name==version` for a requirement. Raises ValueError where it has no lower bound."""
    found = LOWER_BOUND.match(requirement)
    if found is None:
        raise ValueError(f"{requirement} has no lower bound")
    return f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    for requirement in tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]:
        print(lowest(requirement))
