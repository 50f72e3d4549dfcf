"""The command ``symassist repl``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from symassist.commands.extras import needs_extra
from symassist.errors import SettingsError


@click.command(
    epilog="""\b
Examples:
    symassist repl --vi --timeout 30
    echo 'x*exp(x)' | symassist repl
    printf 'f := x*exp(-x^2)\\nf\\n' | symassist repl"""
)
@click.option("--beam", type=int, help="Hypotheses of the network's beam search [default: 10].")
@click.option("--timeout", type=float, help="Seconds for one integral [default: 10].")
@click.option("--vi/--emacs", "vi", default=None, help="Editing keys [default: emacs]; F4 changes them.")
@click.option("--history", type=click.Path(dir_okay=False, path_type=Path), help="File that keeps what was typed.")
@click.option("--no-history", is_flag=True, help="Keep nothing.")
@click.pass_context
def repl(
    ctx: click.Context, beam: int | None, timeout: float | None, vi: bool | None, history: Path | None, no_history: bool
) -> None:
    """Solve integrals one after another at a prompt, with definitions, plots and the check of each answer.

    Lines from a pipe are run without a prompt: answers on stdout, narration on stderr; exit status 0, 1 if one was not
    solved, 2 if one was misuse.
    """
    from symassist.config import Settings
    from symassist.repl.batch import run_lines
    from symassist.repl.interpreter import Interpreter, Screen
    from symassist.repl.options import Options
    from symassist.terminal import shows_unicode

    try:
        settings = Settings.load(beam_size=beam, timeout=timeout)
    except SettingsError as error:
        raise click.UsageError(str(error), ctx) from error
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    options = Options.of(settings, keys="vi" if vi else "emacs", output="pretty" if interactive else "plain")
    screen = Screen(unicode=shows_unicode(sys.stdout.encoding))
    interpreter = Interpreter(options, screen)
    if not interactive:
        ctx.exit(run_lines(interpreter, sys.stdin, sys.stdout, sys.stderr))
    with needs_extra("repl", "the prompt", ("prompt_toolkit",)):
        from symassist.repl.session import Session
    from symassist.workers import leave

    leave(Session(interpreter, None if no_history else history or _default_history()).loop())


def _default_history() -> Path:
    from platformdirs import user_state_path

    return user_state_path("symassist") / "repl-history"
