"""docs/cli.md: what `--help` of each command prints, in one page.

    python -m tests.cli_reference        writes it anew

tests/test_docs.py fails where the page and the help differ.
"""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.main import COMMANDS, scrape

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
WIDTH = 80
INTRODUCTION = """# The command line

What `--help` prints, command by command. `scrape URL` needs no command's name; every option can also be set by a
`SCRAPE_…` variable or in a TOML file (`scrape config` shows where each value comes from): a flag wins over the
environment, the environment over the file, the file over the default. Results go to stdout, everything else to stderr.

The [README](../README.md#exit-status-and-failures) explains exit statuses, [errors.md](errors.md) the error codes.
"""


def reference() -> str:
    """The whole page."""
    settings = scrape.context_settings  # as for a command line: a command keeps the help option it is first asked with
    with click.Context(
        scrape, info_name="scrape", terminal_width=WIDTH, max_content_width=WIDTH, **settings
    ) as context:
        parts = [INTRODUCTION, _block("scrape", scrape.get_help(context))]
        for name in COMMANDS:
            command = scrape.get_command(context, name)
            assert command is not None
            parts.append(f"\n## scrape {name}\n")
            parts.append(_block(f"scrape {name}", _help(command, name, context)))
    return "\n".join(parts)


def _help(command: click.Command, name: str, context: click.Context) -> str:
    with click.Context(
        command, info_name=name, parent=context, terminal_width=WIDTH, max_content_width=WIDTH, show_default=True
    ) as own:
        return command.get_help(own)


def _block(command: str, text: str) -> str:
    return f"```console\n$ {command} --help\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
