"""The benchmarks' output: Markdown tables, under a line that says where and when they were measured."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table, columns as wide as they must be: the first one to the left, all others to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(f"{cell:{'>' if at else '<'}{widths[at]}}" for at, cell in enumerate(row)) + " |"
        for row in cells
    ]
    rule = "|".join("-" * (width + 1) + (":" if at else "-") for at, width in enumerate(widths))
    return "\n".join((lines[0], f"|{rule}|", *lines[1:]))


def fixed(value: float | None, places: int = 3) -> str:
    """A figure with so many decimals; a dash where there is none."""
    return "–" if value is None else f"{value:.{places}f}"


def machine() -> str:
    """The day, the processor, and the versions of what does the work."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("article-scraper", "selectolax"))
    today = datetime.datetime.now(datetime.UTC).date()
    return (
        f"{today}; {processor()}, {os.cpu_count()} cores; {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, {versions}"
    )


def processor() -> str:
    """What the processor calls itself."""
    if CPU_INFO.exists():
        for line in CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
