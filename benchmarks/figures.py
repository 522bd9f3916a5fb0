"""Measures everything anew and writes it into docs/benchmarks.md, between the markers of each section.

    make figures                                      all sections of that document; about half an hour
    make figures FIGURES='quality ablation'           these only
    make figures FIGURES='batch soak'                 these, into docs/batch-benchmarks.md
    make figures FIGURES='hostile fetch'              these, into docs/reliability.md
    make figures FIGURES="ablation --more='--every 5'"    with more arguments for its script

A section is what one of the scripts here prints, under the command that prints it.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
#: For each section the command, the variable with its arguments, and what it runs.
SECTIONS: dict[str, tuple[str, str, str]] = {
    "compare": ("make compare", "COMPARE_ARGS", "compare.py"),
    "quality": ("make bench", "BENCH_ARGS", "bench.py --alone"),
    "kinds": ("make bench", "BENCH_ARGS", "bench.py --kinds"),
    "worst": ("make bench", "BENCH_ARGS", "bench.py --worst 20"),
    "ablation": ("make ablation", "ABLATION_ARGS", "ablation.py"),
    "speed": ("make speed", "SPEED_ARGS", "speed.py"),
    "slowest": ("make speed", "SPEED_ARGS", "speed.py --slowest"),
    "sizes": ("make speed", "SPEED_ARGS", "speed.py --sizes"),
    "memory": ("make speed", "SPEED_ARGS", "speed.py --memory 10000"),
}
#: The same for the other document; only measured where they are asked for.
BATCH_SECTIONS: dict[str, tuple[str, str, str]] = {
    "batch": ("make batch", "BATCH_ARGS", "batch.py"),
    "batch-memory": ("make batch", "BATCH_ARGS", "batch.py --memory"),
    "start": ("make start", "START_ARGS", "start.py"),
    "soak": ("make soak", "SOAK_ARGS", "soak.py"),
}
#: And for what is promised; `make hostile` sets up the clients that it measures.
RELIABILITY_SECTIONS: dict[str, tuple[str, str, str]] = {
    "hostile": ("make hostile", "HOSTILE_ARGS", "hostile.py"),
    "fetch": ("make fetch", "FETCH_ARGS", "fetch.py"),
}
DOCUMENTS = {
    "benchmarks.md": SECTIONS,
    "batch-benchmarks.md": BATCH_SECTIONS,
    "reliability.md": RELIABILITY_SECTIONS,
}
DOCUMENT_OF = {section: name for name, sections in DOCUMENTS.items() for section in sections}


def replaced(text: str, section: str, content: str) -> str:
    """The document with a section's content exchanged. Raises KeyError where it has no such section."""
    begin, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->"
    found = re.search(re.escape(begin) + "(.*?)" + re.escape(end), text, re.DOTALL)
    if found is None:
        raise KeyError(f"no section {section!r}")
    return f"{text[: found.start(1)]}{content}\n{text[found.end(1) :]}"


def run(section: str, more: str) -> str:
    """What the section's script prints, under its command. Ends the program where it fails."""
    command, variable, line = DOCUMENTS[DOCUMENT_OF[section]][section]
    script, *arguments = shlex.split(f"{line} {more}")
    shown = f"{command} {variable}={shlex.quote(shlex.join(arguments))}" if arguments else command
    done = subprocess.run([sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{shown} failed with status {done.returncode}")
    return f"`{shown}`\n\n{done.stdout.strip()}\n"


def main() -> None:
    """Run the sections one by one; the document is written after each, so that what is done stays."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("section", nargs="*", help=f"default: {', '.join(SECTIONS)}")
    arguments.add_argument("--more", default="", help="further arguments for the scripts of these sections")
    given = arguments.parse_args()
    for section in given.section or SECTIONS:
        if section not in DOCUMENT_OF:
            arguments.error(f"no section {section!r}")
        print(section, flush=True)
        content = run(section, given.more)
        document = DOCS / DOCUMENT_OF[section]
        document.write_text(replaced(document.read_text(encoding="utf-8"), section, content), encoding="utf-8")


if __name__ == "__main__":
    main()
