"""Options shared by several commands, and their sources: flag, environment, TOML file, default."""

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

#: Makes SCRAPE_FORMAT the format of every command that has one.
CONTEXT: dict[str, Any] = {
    "auto_envvar_prefix": "SCRAPE",
    "help_option_names": ["-h", "--help"],
    "show_default": True,
}
CONFIG_FILE = "config.toml"
MAX_CONFIG_BYTES = 1_000_000
#: Parameters that a file cannot set.
NO_SETTINGS = frozenset({"config", "sources", "help"})
#: Keys in a context's meta: the place of each setting from a file, the file, and whether variables were checked.
NAMED, FILE, TOLD = "scraper.settings", "scraper.config", "scraper.variables"

DEFAULT = {each.name: each.default for each in fields(FetchOptions) if each.default is not MISSING}


def _read_config(context: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Makes the file's values the defaults of the command."""
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
    """The configuration file of a parsed command, whether it exists or not."""
    path = context.meta[FILE]
    assert isinstance(path, Path)
    return path


def _tell_unknown_variables(context: click.Context) -> None:
    """Reports which `SCRAPE_…` environment variables set nothing; once per command line."""
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
    """The contents of a configuration file; None if it is missing and optional. Raises UsageError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_CONFIG_BYTES + 1)
        if len(content) > MAX_CONFIG_BYTES:
            raise click.UsageError(f"{path}: longer than {MAX_CONFIG_BYTES} bytes", context)
        import tomllib  # imported here: most users have no such file, and commands should start fast

        return tomllib.loads(content.decode())
    except (FileNotFoundError, NotADirectoryError) as error:
        if is_needed:
            raise click.UsageError(f"{path}: {error.strerror}", context) from error
        return None
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}", context) from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, a number too long, tables nested too deep
        raise click.UsageError(f"{path}: {error}", context) from error


def _settings_of(
    context: click.Context, settings: Mapping[str, Any], path: Path
) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings by parameter name, and where each is set; a table named like a command overrides the rest.

    Raises UsageError for names that no command knows, and for invalid values.
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
    """A value from the file in the form that its option takes: a list for an option that may be repeated.

    Raises UsageError for an invalid value.
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
    """Where a wrong value was set, if not on the command line: the file's setting, or the environment variable."""
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
    """Adds the options for fetching, extraction and messages."""
    for option in reversed(SHARED):
        command = option(command)
    return command


def fetch_options(command: F) -> F:
    """Adds the same without --url, for a command that takes several pages."""
    for option in reversed(FETCHING):
        command = option(command)
    return command


def talk_options(command: F) -> F:
    """Adds the options for messages, for a command that fetches nothing."""
    for option in reversed(TALK):
        command = option(command)
    return command


TALK: list[Callable[[Any], Any]] = [
    click.option("--log-format", type=click.Choice(["text", "json"]), default="text",
                 help="The format of messages on stderr."),
    click.option("-v", "--verbose", count=True, show_default=False, help="Also report what is done."),
    click.option("-q", "--quiet", is_flag=True, help="Report failures only."),
    click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), is_eager=True,
                 expose_value=False, callback=_read_config,
                 help="TOML file of options; by default config.toml in the user's folder."),
]  # fmt: skip

FETCHING: list[Callable[[Any], Any]] = [
    click.option("--articles-only", is_flag=True, help="Refuse pages that are not articles (exit 8)."),
    click.option("--prefer-api", is_flag=True,
                 help="Prefer the text from a WordPress site's own API, if it responds."),
    click.option("--profiles", type=click.Path(exists=True, file_okay=False), metavar="DIR",
                 help="Folder with your own site profiles, which take precedence."),
    click.option("--timeout-s", "--timeout", type=SECONDS, default=DEFAULT["timeout_s"], metavar="SECONDS",
                 help="Longest silence of a server, as 30, 30s or 2m; connecting takes 5 s at most."),
    click.option("--total-s", "--total", type=SECONDS, default=DEFAULT["total_s"], metavar="SECONDS",
                 help="Time limit for one URL with its redirects and retries."),
    click.option("--max-bytes", type=BYTES, default=DEFAULT["max_bytes"], metavar="BYTES",
                 help="Largest page, on the wire and after decompression; also 500kB, 10MB."),
    click.option("--retries", type=click.IntRange(0, 100), default=DEFAULT["retries"], metavar="N",
                 help="Retries after a transient failure."),
    click.option("--delay-s", "--delay", type=SECONDS_OR_NONE, default=DEFAULT["delay_s"], metavar="SECONDS",
                 help="Pause between two requests to a host; a longer Crawl-delay wins."),
    click.option("--no-robots", is_flag=True, help="Ignore robots.txt."),
    click.option("--allow-private", is_flag=True,
                 help="Allow private, loopback and link-local addresses, and any port."),
    click.option("--user-agent", type=TEXT, default=DEFAULT["user_agent"], metavar="TEXT",
                 help="The User-Agent header."),
    click.option("--header", type=Header(), multiple=True, metavar="'NAME: VALUE'",
                 help="A request header; may be repeated."),
    click.option("--proxy", type=TEXT, metavar="URL",
                 help="Proxy for all requests; then only schemes, names and literal addresses are checked."),
    click.option("--archive-fallback", is_flag=True,
                 help="If a page is gone, take its newest Wayback capture."),
    click.option("--render", is_flag=True,
                 help="Run the page's scripts first, in headless Chromium (extra `render`)."),
    click.option("--browser", type=TEXT, metavar="PATH", help="The Chromium to render with; else the one on PATH."),
    click.option("--no-sandbox", is_flag=True,
                 help="Render without the browser's sandbox, as root must; see docs/rendering.md."),
    *TALK,
]  # fmt: skip

SHARED: list[Callable[[Any], Any]] = [
    click.option("--url", metavar="URL", help="Where a saved file, or standard input, came from."),
    *FETCHING,
]


#: For commands that write records.
join_option: Callable[[Any], Any] = click.option(
    "--join-pages", is_flag=True, help="Join an article on several pages into one record; at most 20 pages."
)


def read_options(values: Mapping[str, Any], *, trace: bool = False, per_host: int = 1) -> Options:
    """The Options of a run from a command's values."""
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
    """The URL that --url gives to the only saved file. Raises UsageError where it makes no sense."""
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
    """How much is reported: -1 quiet, 0 normal, 1 and more verbose."""
    return -1 if values["quiet"] else int(values["verbose"])
