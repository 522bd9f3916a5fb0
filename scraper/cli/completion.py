"""scrape completion SHELL: prints the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from scraper.cli.main import COMPLETE_VARIABLE, scrape
from scraper.cli.settings import CONTEXT
from scraper.cli.terminal import write_out

SHELLS = ("bash", "zsh", "fish")


@click.command(context_settings=CONTEXT)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print the completion script for a shell.

    bash: eval "$(scrape completion bash)" in ~/.bashrc; zsh: the same in ~/.zshrc; fish: scrape completion fish >
    ~/.config/fish/completions/scrape.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    maker = kind(scrape, {}, "scrape", COMPLETE_VARIABLE)
    write_out(maker.source_template % maker.source_vars() + "\n")  # `source` would start bash to ask its version
    return 0
