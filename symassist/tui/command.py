"""``symassist tui``."""

from __future__ import annotations

from functools import partial

import click

from symassist.commands.extras import needs_extra


@click.command(epilog="\b\nExamples:\n    symassist tui\n    symassist tui '1/sqrt(x^2 - 1)' --beam 20")
@click.argument("expression", required=False, default="", metavar="[EXPR]")
@click.option("--beam", type=int, help="Hypotheses of the network's beam search [default: 10].")
@click.option("--timeout", type=float, help="Seconds for one integral [default: 10].")
@click.option("--theme", help="A theme, e.g. textual-light, nord, gruvbox; Ctrl+P lists them.")
@click.option("--history/--no-history", default=True, help="Keep the questions for the next start.")
def tui(expression: str, beam: int | None, timeout: float | None, theme: str | None, history: bool) -> None:
    """Watch the network propose and mathematics judge, in the terminal.

    EXPR, if given, stands in the input line at the start. Keys may be set in the settings ([keys]; F1 lists the names).
    """
    from symassist.config import Settings
    from symassist.errors import SettingsError
    from symassist.workers import leave

    with needs_extra("tui", "the terminal interface", ("textual", "textual_plotext", "plotext", "platformdirs")):
        from symassist.tui.app import SymassistApp
        from symassist.tui.history import History, default_path
        from symassist.tui.preferences import Preferences, keep_theme, kept_theme
        from symassist.tui.solver import AssistantSolver, Options
    try:
        settings = Settings.load(beam_size=beam, timeout=timeout)
        options = Options(settings.beam_size, settings.timeout, settings.proposers)
    except (SettingsError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    theme_file = default_path().with_name("theme")
    app = SymassistApp(
        AssistantSolver(settings),
        options=options,
        history=History(default_path() if history else None),
        preferences=Preferences(settings.keys, theme or kept_theme(theme_file)),
        question=expression,
        on_theme=partial(keep_theme, theme_file),
    )
    app.run()
    leave(app.return_code or 0)
