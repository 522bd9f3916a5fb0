"""scrape config [COMMAND]: the value of each setting and its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from scraper.cli.main import COMMANDS, DEFAULT_COMMAND
from scraper.cli.settings import CONTEXT, NAMED, NO_SETTINGS, config_path, talk_options
from scraper.cli.terminal import one_line, write_out

#: Settings that may be secrets: whether they are set is shown, their values are not.
SECRETS = frozenset({"header", "proxy"})
HIDDEN = "(set)"


@click.command(context_settings=CONTEXT)
@click.argument("command", type=click.Choice(sorted(set(COMMANDS) - {"config", "completion", "profile"})),
                default=DEFAULT_COMMAND)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@talk_options
@click.pass_context
def config(context: click.Context, /, command: str, as_json: bool, **values: Any) -> int:
    """Show where each setting of a command comes from: the command line, the environment, the file or the default.

    The values of --header and --proxy, which may be secrets, are not shown.
    """
    del values
    path = config_path(context)
    rows = _rows(context, command, path)
    if as_json:
        facts = {"file": str(path), "exists": path.is_file(), "command": command, "settings": rows}
        write_out(json.dumps(facts, indent=2, default=str) + "\n")
        return 0
    write_out(f"file: {one_line(str(path))}{'' if path.is_file() else ' (not there)'}\n")
    write_out(f"command: {command}\n\n")
    widths = [min(max(len(str(row[key])) for row in rows), 40) for key in ("setting", "value")]
    for row in rows:
        value = one_line(str(row["value"]))
        write_out(f"{row['setting']:<{widths[0]}}  {value:<{widths[1]}}  {one_line(row['source'])}\n")
    return 0


def _rows(context: click.Context, name: str, path: Path) -> list[dict[str, Any]]:
    """Each setting of a command: its name in the file, its value and its source. Raises UsageError for invalid ones."""
    group = context.find_root().command
    assert isinstance(group, click.Group)
    command = group.get_command(context, name)
    assert command is not None
    words = ["--config", str(path)] if path.is_file() else []
    with command.make_context(name, words, parent=context.find_root(), resilient_parsing=True) as own:
        return [
            {"setting": param.name.replace("_", "-"), "value": _shown(param, own), "source": _source(param, own)}
            for param in command.params
            if isinstance(param, click.Option) and param.name and param.name not in NO_SETTINGS
        ]


def _shown(param: click.Parameter, own: click.Context) -> Any:
    value = own.params.get(param.name or "")
    if param.name in SECRETS:
        return HIDDEN if value else None
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value


def _source(param: click.Parameter, own: click.Context) -> str:
    name = param.name or ""
    source = own.get_parameter_source(name)
    if source is ParameterSource.DEFAULT_MAP:
        return str(own.meta.get(NAMED, {}).get(name, "file"))
    if source is ParameterSource.ENVIRONMENT:
        return f"{own.auto_envvar_prefix}_{name.upper()}"
    return "default"
