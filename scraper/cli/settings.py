"""Options that several commands share, and where their values come from: flag, environment, TOML file, default."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

import click

from scraper.options import ExtractOptions, FetchOptions, Options

F = TypeVar("F", bound=Callable[..., Any])

#: So that SCRAPE_FORMAT is the format of every command that has one.
CONTEXT: dict[str, Any] = {
    "auto_envvar_prefix": "SCRAPE",
    "help_option_names": ["-h", "--help"],
    "show_default": True,
}
CONFIG_FILE = "config.toml"

DEFAULT = {each.name: each.default for each in fields(FetchOptions) if each.default is not MISSING}


class Header(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5 only
    """A request header, written `Name: value`."""

    name = "NAME: VALUE"
    envvar_list_splitter = "\n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return (str(value[0]), str(value[1]))
        name, colon, content = str(value).partition(":")
        if not colon or not name.strip() or not name.strip().isascii() or not name.strip().isprintable():
            self.fail(f"{value!r} is not of the form 'Name: value'", param, ctx)
        if not content.strip().isprintable():
            self.fail(f"{value!r} has characters that a header cannot hold", param, ctx)
        return (name.strip(), content.strip())


def _read_config(context: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Make the file's values the defaults of the command."""
    chosen = path or Path(click.get_app_dir("scrape")) / CONFIG_FILE
    if path is None and not chosen.is_file():
        return None
    import tomllib  # here, for most users have no such file, and every command is to start soon

    try:
        settings = tomllib.loads(chosen.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise click.UsageError(f"{chosen}: {error}", context) from error
    context.default_map = {**(context.default_map or {}), **_settings_of(context, settings, chosen)}
    return chosen


def _settings_of(context: click.Context, settings: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The settings by parameter name; a table named like a command goes before the rest.

    Raises UsageError for what no command knows.
    """
    from scraper.cli.main import COMMANDS

    own = {param.name for param in context.command.params}
    table = settings.get(context.info_name or "", {})
    flat = {name: value for name, value in settings.items() if not (name in COMMANDS and isinstance(value, dict))}
    known = own | {param.name for each in COMMANDS for param in _command(context, each).params}
    out: dict[str, Any] = {}
    for name, value in {**flat, **(table if isinstance(table, dict) else {})}.items():
        key = name.replace("-", "_")
        if key not in known or key in ("config", "sources", "help"):
            raise click.UsageError(f"{path}: unknown setting {name!r}", context)
        if key in own:
            out[key] = value
    return out


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


class Seconds(click.FloatRange):
    """A number of seconds; neither `nan` nor `inf`, by which no clock goes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = float(super().convert(value, param, ctx))
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        return seconds


SECONDS = Seconds(0, min_open=True)
SECONDS_OR_NONE = Seconds(0)

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
    click.option("--timeout-s", type=SECONDS, default=DEFAULT["timeout_s"], metavar="SECONDS",
                 help="Longest silence of a server; connecting takes 5 s at most."),
    click.option("--total-s", type=SECONDS, default=DEFAULT["total_s"], metavar="SECONDS",
                 help="The time of one address with its redirects and retries."),
    click.option("--max-bytes", type=click.IntRange(1), default=DEFAULT["max_bytes"], metavar="BYTES",
                 help="Largest page, on the wire and after decompression."),
    click.option("--retries", type=click.IntRange(0), default=DEFAULT["retries"], metavar="N",
                 help="Further tries after a failure that may pass."),
    click.option("--delay-s", type=SECONDS_OR_NONE, default=DEFAULT["delay_s"], metavar="SECONDS",
                 help="Pause between two requests to one host; a longer Crawl-delay wins."),
    click.option("--no-robots", is_flag=True, help="Do not ask robots.txt."),
    click.option("--allow-private", is_flag=True,
                 help="Allow private, loopback and link-local addresses, and any port."),
    click.option("--user-agent", default=DEFAULT["user_agent"], metavar="TEXT", help="What we call ourselves."),
    click.option("--header", type=Header(), multiple=True, metavar="'NAME: VALUE'",
                 help="A request header; may be given several times."),
    click.option("--proxy", metavar="URL",
                 help="The proxy that connects; then only schemes, names and literal addresses are checked."),
    click.option("--archive-fallback", is_flag=True,
                 help="Where a page is gone, take the newest Wayback capture of it."),
    click.option("--render", is_flag=True,
                 help="Run the page's scripts first, in a headless Chromium (extra `render`)."),
    click.option("--browser", metavar="PATH", help="The Chromium that renders; else the one on PATH."),
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
