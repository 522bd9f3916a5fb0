"""The command `scrape`: which command is meant, and how the process ends.

0  ok                        5  HTTP status      9    a batch in which some failed
1  a bug, with a traceback   6  policy           75   another run holds the lock
2  usage, configuration      7  a limit          130  SIGINT
3  output cannot be written  8  no article       143  SIGTERM
4  network
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from scraper import __about__
from scraper.cli.running import SIGINT_STATUS, SIGTERM_STATUS
from scraper.cli.terminal import hush_stdout, safe, say, say_table
from scraper.errors import ScraperError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Set by a shell that asks for completions, https://click.palletsprojects.com/en/stable/shell-completion/ .
COMPLETE_VARIABLE = "_SCRAPE_COMPLETE"

#: Command -> its place and its line in the help; imported when called, to keep `scrape --version` fast.
COMMANDS: dict[str, tuple[str, str]] = {
    "get": ("scraper.cli.get:get", "Fetch and print each article (the default command)."),
    "explain": ("scraper.cli.explain:explain", "Show why each line was kept or dropped, and where fields were found."),
    "batch": (
        "scraper.cli.batch:batch",
        "Import many URLs into a store, one outcome each.",
    ),
    "feed": ("scraper.cli.feed:feed", "Print the URLs of articles in feeds, sitemaps and front pages' feeds."),
    "links": ("scraper.cli.links:links", "Print the URLs of articles on a front or section page."),
    "warc": ("scraper.cli.warc:warc", "Extract the pages in WARC files: one part per file."),
    "show": ("scraper.cli.store:show", "Print the last good record of a URL in the store."),
    "search": ("scraper.cli.store:search", "Print the stored records that contain all the words."),
    "status": ("scraper.cli.store:status", "Print how many of the store's URLs have each outcome."),
    "history": ("scraper.cli.store:history", "Print when a stored record changed, and how."),
    "reread": ("scraper.cli.reread:reread", "Extract a store's kept pages again, and report what changed."),
    "export": ("scraper.cli.store:export", "Write the store's records to a file or folder."),
    "mirrors": ("scraper.cli.mirrors:mirrors", "Group copies of one article, and report what each changed."),
    "compare": ("scraper.cli.mirrors:compare", "The same report for two pages or records."),
    "profile": ("scraper.cli.profile:profile", "profile check [DIR]: run the tests inside site profiles."),
    "config": ("scraper.cli.config:config", "Show where each setting of a command comes from."),
    "completion": ("scraper.cli.completion:completion", "Print the completion script for bash, zsh or fish."),
}
DEFAULT_COMMAND = "get"


class Scrape(click.Group):
    """A group that imports its commands lazily and treats an unknown first word as a URL."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, without importing any."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports a command; None if the word is not one."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the default command before arguments that begin with none. Raises UsageError without arguments."""
        if not args and ctx.resilient_parsing:  # a shell asks what may come first
            return super().parse_args(ctx, args)
        if not args:
            raise click.UsageError("no source was given; scrape --help tells what may be one", ctx)
        own = {option for param in self.get_params(ctx) for option in param.opts}
        if args[0] not in COMMANDS and args[0] not in own:
            if not ctx.resilient_parsing:
                self._check_command(ctx, args[0])
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def _check_command(self, ctx: click.Context, word: str) -> None:
        """Raises UsageError for a first word that is a misspelt command, and neither a URL nor a file."""
        from scraper.cli.meant import command_meant

        meant = command_meant(word, COMMANDS)
        if meant:
            raise click.UsageError(f"{word!r} is neither a command, a URL nor a file. Did you mean {meant!r}?", ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands, and the options of the default command, whose name may be omitted."""
        command = self.get_command(ctx, DEFAULT_COMMAND)
        assert command is not None
        own = click.Context(command, parent=ctx, info_name=DEFAULT_COMMAND)
        found = super().shell_complete(ctx, incomplete)
        known = {item.value for item in found}
        return [*found, *(item for item in command.shell_complete(own, incomplete) if item.value not in known)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the two ways to call the command."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] SOURCE...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] ...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the group's options, those of the default command, and the commands."""
        command = self.get_command(ctx, DEFAULT_COMMAND)
        assert command is not None
        with click.Context(command, parent=ctx, info_name=DEFAULT_COMMAND, show_default=True) as own:
            options = [param for param in command.params if isinstance(param, click.Option)]
            records = [option.get_help_record(own) for option in options]
        records += [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record])
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])


@click.group(cls=Scrape, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__about__.VERSION, prog_name="scrape", message="%(prog)s %(version)s")
def scrape() -> None:
    """Turn article pages into clean records: a URL, a saved .html, .mhtml, .md or .txt file, or - for stdin.

    The result goes to stdout, messages to stderr; the exit status is 0 only if every page gave a record.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit status. A bug propagates as its exception."""
    signal.signal(signal.SIGTERM, _terminate)
    _keep_standard_streams()
    if args is None and (instruction := os.environ.get(COMPLETE_VARIABLE)):
        from click.shell_completion import shell_complete

        return shell_complete(scrape, {}, "scrape", COMPLETE_VARIABLE, instruction)
    try:
        return _run(list(sys.argv[1:] if args is None else args))
    except click.ClickException as error:
        _say_usage(error)
        return error.exit_code
    except ScraperError as error:
        say(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        return SIGINT_STATUS
    except OSError as error:
        status = hush_stdout(error)
        if status is None:
            raise
        return status


def _run(args: list[str]) -> int:
    try:
        with scrape.make_context("scrape", args) as context:
            status: Any = scrape.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return status if isinstance(status, int) else 0


def _say_usage(error: click.ClickException) -> None:
    context: click.Context | None = getattr(error, "ctx", None)
    if _is_help(error):  # a group without a command
        say_table(error.format_message().splitlines())
        return
    if context is not None:
        for line in context.get_usage().splitlines():
            say(line)
    told = error.format_message()
    if isinstance(error, click.BadParameter):
        from scraper.cli.settings import place_of

        place = place_of(error)
        told = f"{place}: {error.message}" if place else told
    for line in safe(f"Error: {told}").splitlines():
        say(line)


def _is_help(error: click.ClickException) -> bool:
    """Whether click's error only means that a group should print its help; click 8.1 prints it by itself."""
    kind = getattr(click.exceptions, "NoArgsIsHelpError", None)
    return kind is not None and isinstance(error, kind)


def _keep_standard_streams() -> None:
    """Reserves the numbers of closed standard streams, lest a file or connection of ours gets them.

    Writing to them fails, as it should: a result must not end up in a connection.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # the lowest free number


def _terminate(number: int, frame: FrameType | None) -> None:
    # As an exception, so that temporary files are removed.
    sys.exit(SIGTERM_STATUS)
