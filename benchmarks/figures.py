"""Measures everything anew and writes it into docs/benchmarks.md, between the markers of each section.

    make figures                                  all sections; about half an hour
    make figures FIGURES='quality ablation'       these only

A section is what one of the scripts here prints, under the command that prints it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
#: For each section the command that a reader would say, and what it runs.
SECTIONS: dict[str, tuple[str, list[str]]] = {
    "compare": ("make compare", ["compare.py"]),
    "quality": ("make bench BENCH_ARGS=--alone", ["bench.py", "--alone"]),
    "kinds": ("make bench BENCH_ARGS=--kinds", ["bench.py", "--kinds"]),
    "worst": ("make bench BENCH_ARGS='--worst 20'", ["bench.py", "--worst", "20"]),
    "ablation": ("make ablation", ["ablation.py"]),
    "speed": ("make speed", ["speed.py"]),
    "slowest": ("make speed SPEED_ARGS=--slowest", ["speed.py", "--slowest"]),
    "sizes": ("make speed SPEED_ARGS=--sizes", ["speed.py", "--sizes"]),
    "memory": ("make speed SPEED_ARGS='--memory 10000'", ["speed.py", "--memory", "10000"]),
}


def replaced(text: str, section: str, content: str) -> str:
    """The document with a section's content exchanged. Raises KeyError where it has no such section."""
    begin, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->"
    found = re.search(re.escape(begin) + "(.*?)" + re.escape(end), text, re.DOTALL)
    if found is None:
        raise KeyError(f"no section {section!r}")
    return f"{text[: found.start(1)]}{content}\n{text[found.end(1) :]}"


def run(section: str) -> str:
    """What the section's script prints, under its command. Ends the program where it fails."""
    command, (script, *arguments) = SECTIONS[section]
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, encoding="utf-8", env=os.environ
    )
    if done.returncode:
        sys.exit(f"{command} failed with status {done.returncode}")
    return f"`{command}`\n\n{done.stdout.strip()}\n"


def main() -> None:
    """Run the sections one by one; the document is written after each, so that what is done stays."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("section", nargs="*", choices=[*SECTIONS, []], help="default: all")
    for section in arguments.parse_args().section or SECTIONS:
        print(section, flush=True)
        content = run(section)
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(replaced(text, section, content), encoding="utf-8")


if __name__ == "__main__":
    main()
