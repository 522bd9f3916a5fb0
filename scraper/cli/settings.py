"""Options that several commands share, and where their values come from: flag, environment, TOML file, default."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from scraper.cli.meant import ENVIRONMENT, closest, unknown_variables
from scraper.cli.parameters import BYTES, SECONDS, SECONDS_OR_NONE, TEXT, Header
from scraper.cli.terminal import say
from scraper.options import ExtractOptions, FetchOptions, Options

F = TypeVar("F", bound=Callable[..., Any])

#: So that SCRAPE_FORMAT is the format of every command that has one.
CONTEXT: dict[str, Any] = {
    "auto_envvar_prefix": "SCRAPE",
    "help_option_names": ["-h", "--help"],
    "show_default": True,
}
CONFIG_FILE = "config.toml"
MAX_CONFIG_BYTES = 1_000_000
#: Parameters that no file may set.
NO_SETTINGS = frozenset({"config", "sources", "help"})
#: Where a context keeps the place of each setting that a file gave, the file, and whether variables were checked.
NAMED, FILE, TOLD = "scraper.settings", "scraper.config", "scraper.variables"

DEFAULT = {each.name: each.default for each in fields(FetchOptions) if each.default is not MISSING}


def _read_config(context: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Make the file's values the defaults of the command."""
    chosen = path or Path(click.get_app_dir("scrape")) / CONFIG_FILE
    context.meta[FILE] = chosen
    _tell_unknown_variables(context)
    settings = _load(context, chosen, is_needed=path is not None)
    if settings is None:
        return None
    values, named = _settings_of(context, settings, chosen)
    context.default_map = {**(context.default_map or {}), **values}
    context.meta[NAMED] = named
    return chosen


def config_path(context: click.Context) -> Path:
    """The configuration file of a command that has been parsed, whether it is there or not."""
    path = context.meta[FILE]
    assert isinstance(path, Path)
    return path


def _tell_unknown_variables(context: click.Context) -> None:
    """Says which `SCRAPE_…` variables of the environment set nothing; once for a command line."""
    if not any(name.startswith(ENVIRONMENT) for name in os.environ) or context.meta.get(TOLD):
        return
    context.meta[TOLD] = True
    for line in unknown_variables(sorted(_known(context))):
        say(f"warning: {line}")


def _known(context: click.Context) -> set[str]:
    """The parameter names of all commands."""
    from scraper.cli.main import COMMANDS

    names = {param.name for param in context.command.params}
    names |= {param.name for each in COMMANDS for param in _command(context, each).params}
    return {name for name in names if name and name not in NO_SETTINGS}


def _load(context: click.Context, path: Path, *, is_needed: bool) -> dict[str, Any] | None:
    """What a configuration file says; None for one that is not there and need not be. Raises UsageError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_CONFIG_BYTES + 1)
        if len(content) > MAX_CONFIG_BYTES:
            raise click.UsageError(f"{path}: longer than {MAX_CONFIG_BYTES} bytes", context)
        import tomllib  # here, for most users have no such file, and every command is to start soon

        return tomllib.loads(content.decode())
    except (FileNotFoundError, NotADirectoryError) as error:
        if is_needed:
            raise click.UsageError(f"{path}: {error.strerror}", context) from error
        return None
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}", context) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number too long, tables too deep
        raise click.UsageError(f"{path}: {error}", context) from error


def _settings_of(
    context: click.Context, settings: Mapping[str, Any], path: Path
) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings by parameter name, and where each stands; a table named like a command goes before the rest.

    Raises UsageError for what no command knows, and for what is no value of an option.
    """
    from scraper.cli.main import COMMANDS

    own = {param.name: param for param in context.command.params}
    known = _known(context)
    command = context.info_name or ""
    flat = {name: value for name, value in settings.items() if not (name in COMMANDS and isinstance(value, dict))}
    table = settings.get(command)
    tables = [("", flat), (f"[{command}] ", table if isinstance(table, dict) else {})]
    values: dict[str, Any] = {}
    named: dict[str, str] = {}
    for prefix, entries in tables:
        for name, value in entries.items():
            key = name.replace("-", "_")
            if key not in known:
                meant = closest(key, known)
                also = f"; did you mean {meant.replace('_', '-')!r}?" if meant else ""
                raise click.UsageError(f"{path}: unknown setting {name!r}{also}", context)
            if key in own:
                named[key] = f"{path}: {prefix}{name}"
                values[key] = _value_of(context, own[key], value, named[key])
    return values, named


def _value_of(context: click.Context, param: click.Parameter, value: Any, named: str) -> Any:
    """A value of the file as its option takes it: a list for an option that may be given several times.

    Raises UsageError for what is no value of the option.
    """
    values = value if isinstance(value, list) and param.multiple else [value]
    is_flag = getattr(param, "is_flag", False)
    for each in values:
        if isinstance(each, dict | list) or (isinstance(each, bool) and not is_flag):
            kind = "a table" if isinstance(each, dict) else "a list" if isinstance(each, list) else "true or false"
            raise click.UsageError(f"{named}: {kind} is no value of it", context)
        if "\0" in str(each):
            raise click.UsageError(f"{named}: no value may hold a NUL", context)
    texts = [each if isinstance(each, bool) else str(each) for each in values]
    return texts if param.multiple else texts[0]


def place_of(error: click.BadParameter) -> str | None:
    """Where a wrong value stands, if not on the command line: the setting of a file, or the environment's variable."""
    context, param = error.ctx, error.param
    if context is None or param is None or param.name is None:
        return None
    source = context.get_parameter_source(param.name)
    if source is ParameterSource.DEFAULT_MAP:
        return str(context.meta.get(NAMED, {}).get(param.name, param.name))
    if source is ParameterSource.ENVIRONMENT:
        return f"{context.auto_envvar_prefix}_{param.name.upper()}"
    return None


def _command(context: click.Context, name: str) -> click.Command:
    group = context.find_root().command
    command = group.get_command(context, name) if isinstance(group, click.Group) else None
    return command or context.command


def shared_options(command: F) -> F:
    """The options of fetching, reading and talking."""
    for option in reversed(SHARED):
        command = option(command)
    return command


def fetch_options(command: F) -> F:
    """The same but for --url, for a command that takes several pages."""
    for option in reversed(FETCHING):
        command = option(command)
    return command


def talk_options(command: F) -> F:
    """The options of talking, for a command that fetches nothing."""
    for option in reversed(TALK):
        command = option(command)
    return command


TALK: list[Callable[[Any], Any]] = [
    click.option("--log-format", type=click.Choice(["text", "json"]), default="text",
                 help="How failures and talk are written to stderr."),
    click.option("-v", "--verbose", count=True, show_default=False, help="Tell what is done, too."),
    click.option("-q", "--quiet", is_flag=True, help="Tell failures only."),
    click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), is_eager=True,
                 expose_value=False, callback=_read_config,
                 help="TOML file of options; else config.toml in the user's folder."),
]  # fmt: skip

FETCHING: list[Callable[[Any], Any]] = [
    click.option("--articles-only", is_flag=True, help="Refuse pages of another kind than article (exit 8)."),
    click.option("--prefer-api", is_flag=True,
                 help="Take the text from a WordPress site's own API, where it answers."),
    click.option("--profiles", type=click.Path(exists=True, file_okay=False), metavar="DIR",
                 help="Folder with your own site profiles; they go before those that are known."),
    click.option("--timeout-s", "--timeout", type=SECONDS, default=DEFAULT["timeout_s"], metavar="SECONDS",
                 help="Longest silence of a server, as 30, 30s or 2m; connecting takes 5 s at most."),
    click.option("--total-s", "--total", type=SECONDS, default=DEFAULT["total_s"], metavar="SECONDS",
                 help="The time of one address with its redirects and retries."),
    click.option("--max-bytes", type=BYTES, default=DEFAULT["max_bytes"], metavar="BYTES",
                 help="Largest page, on the wire and after decompression; also 500kB, 10MB."),
    click.option("--retries", type=click.IntRange(0, 100), default=DEFAULT["retries"], metavar="N",
                 help="Further tries after a failure that may pass."),
    click.option("--delay-s", "--delay", type=SECONDS_OR_NONE, default=DEFAULT["delay_s"], metavar="SECONDS",
                 help="Pause between two requests to one host; a longer Crawl-delay wins."),
    click.option("--no-robots", is_flag=True, help="Do not ask robots.txt."),
    click.option("--allow-private", is_flag=True,
                 help="Allow private, loopback and link-local addresses, and any port."),
    click.option("--user-agent", type=TEXT, default=DEFAULT["user_agent"], metavar="TEXT",
                 help="What we call ourselves."),
    click.option("--header", type=Header(), multiple=True, metavar="'NAME: VALUE'",
                 help="A request header; may be given several times."),
    click.option("--proxy", type=TEXT, metavar="URL",
                 help="The proxy that connects; then only schemes, names and literal addresses are checked."),
    click.option("--archive-fallback", is_flag=True,
                 help="Where a page is gone, take the newest Wayback capture of it."),
    click.option("--render", is_flag=True,
                 help="Run the page's scripts first, in a headless Chromium (extra `render`)."),
    click.option("--browser", type=TEXT, metavar="PATH", help="The Chromium that renders; else the one on PATH."),
    click.option("--no-sandbox", is_flag=True,
                 help="Render as root, whom the browser's sandbox does not work for; see docs/rendering.md."),
    *TALK,
]  # fmt: skip

SHARED: list[Callable[[Any], Any]] = [
    click.option("--url", metavar="URL", help="Where a saved file, or standard input, came from."),
    *FETCHING,
]


#: Of the commands that write records.
join_option: Callable[[Any], Any] = click.option(
    "--join-pages", is_flag=True, help="Make one record of an article on several pages; 20 of them at most."
)


def read_options(values: Mapping[str, Any], *, trace: bool = False, per_host: int = 1) -> Options:
    """The options of a run out of a command's values."""
    fetch = FetchOptions(
        timeout_s=values["timeout_s"],
        connect_timeout_s=min(values["timeout_s"], FetchOptions().connect_timeout_s),
        total_s=values["total_s"],
        max_bytes=values["max_bytes"],
        retries=values["retries"],
        delay_s=values["delay_s"],
        per_host=per_host,
        robots=not values["no_robots"],
        allow_private=values["allow_private"],
        user_agent=values["user_agent"],
        headers=tuple(values["header"]),
        proxy=values["proxy"],
        archive_fallback=values["archive_fallback"],
        render=values["render"],
        browser=values["browser"],
        no_sandbox=values["no_sandbox"],
    )
    extract = ExtractOptions(
        trace=trace,
        articles_only=values["articles_only"],
        join_pages=values.get("join_pages", False),
        prefer_api=values["prefer_api"],
        profiles=values["profiles"],
    )
    return Options(fetch, extract)


def check_url(url: str | None, sources: Sequence[str]) -> str | None:
    """The address that --url gives to the one saved file. Raises UsageError where it has no meaning."""
    if url is None:
        return None
    from scraper.normalize.urls import absolute_url, without_userinfo
    from scraper.pipeline import is_address

    if len(sources) > 1:
        raise click.UsageError("--url names where one file came from; there are several sources")
    if is_address(sources[0]):
        raise click.UsageError("--url names where a saved file came from; the source is an address itself")
    address = absolute_url(url, None)
    if address is None or not address.startswith("http"):
        raise click.UsageError(f"--url: {url!r} is no address")
    return without_userinfo(url.strip())


def verbosity(values: Mapping[str, Any]) -> int:
    """-1 quiet, 0 usual, 1 and more: how much is told."""
    return -1 if values["quiet"] else int(values["verbose"])
