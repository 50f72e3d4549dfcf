"""``symassist completion``: click's scripts for the shells, printed."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

VARIABLE = "_SYMASSIST_COMPLETE"
"""The variable by which the script asks the program, as click derives it from the program's name."""


@click.command(
    epilog="""\b
Examples:
    eval "$(symassist completion bash)"                                  in ~/.bashrc
    eval "$(symassist completion zsh)"                                   in ~/.zshrc
    symassist completion fish > ~/.config/fish/completions/symassist.fish"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and names of solvers in SHELL."""
    script = get_completion_class(shell)
    assert script is not None  # click brings these three
    click.echo(script(ctx.find_root().command, {}, "symassist", VARIABLE).source())
