"""The command ``symassist``: stdout is the answer, stderr the narration; exit 0 solved, 1 not solved, 2 misuse.

click rather than argparse: it costs 40 ms more at start but takes EXPR, A and B that begin with '-' (argparse takes
``-x`` for an option), and the bench commands use it too. Every command imports what it needs when it is called.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

import click
from click.shell_completion import CompletionItem

from symassist.completers import complete_proposers
from symassist.errors import ParseError, ProblemError, SettingsError, SolverUnavailableError, SymassistError

if TYPE_CHECKING:
    from symassist.assistant import Assistant
    from symassist.config import Settings
    from symassist.problem import Problem
    from symassist.solution import Solution

INTERRUPTED = 130

_LAZY: dict[str, tuple[str, str]] = {
    "bench": ("symassist.bench.cli:bench", "Run solvers over problem files and print the table."),
    "bench-speed": ("symassist.bench.cli:bench_speed", "Time the network, cold start and solving by stage."),
    "repl": ("symassist.repl.cli:repl", "Solve integrals one after another at a prompt."),
    "bench-report": ("symassist.bench.cli:bench_report", "Print the table of result files."),
    "serve": ("symassist.serve.command:serve", "The terminal interface in a browser."),
    "tui": ("symassist.tui.command:tui", "The terminal interface: candidates and verdicts as they come."),
    "completion": ("symassist.commands.completion:completion", "Print the script of shell completion."),
    "config": ("symassist.commands.config:config", "Settings: where they are written, and what holds here."),
    "plugins": ("symassist.commands.plugins:plugins", "List the installed plugins."),
}
"""Commands that live elsewhere: where, and a line for ``--help``, which should not import them."""


class Misuse(click.ClickException):
    """The question cannot be asked like this."""

    exit_code = 2


class LazyGroup(click.Group):
    """A group whose commands in ``_LAZY`` are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without importing any."""
        return sorted({*super().list_commands(ctx), *_LAZY})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported if need be; None for an unknown name."""
        if cmd_name not in _LAZY:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = _LAZY[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Completes names of commands without importing any, and options as click does."""
        if incomplete and not incomplete[0].isalnum():
            return super().shell_complete(ctx, incomplete)
        rows = {name: _LAZY[name][1] if name in _LAZY else "" for name in self.list_commands(ctx)}
        helps = {name: self.commands[name].get_short_help_str() for name in self.commands}
        return [CompletionItem(name, help={**rows, **helps}[name]) for name in rows if name.startswith(incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands with one line each."""
        rows = []
        for name in self.list_commands(ctx):
            own = self.commands.get(name)
            rows.append((name, own.get_short_help_str(90) if own is not None else _LAZY[name][1]))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from symassist.doctor import installed_version

        click.echo(f"symassist {installed_version('symassist') or '(not installed: running from a checkout)'}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    epilog="""\b
Examples:
    symassist integrate "x*exp(x)"
    symassist integrate "-1/x" --from -2 --to -1
    symassist integrate "∫ x² sin x dx" --latex
    symassist integrate "a*t^2" --var t --positive a --json""",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show it.")
def cli() -> None:
    """Integrals you can trust: a network proposes antiderivatives, mathematics verifies them."""


@cli.command(
    context_settings={"ignore_unknown_options": True},
    epilog="""\b
Examples:
    symassist integrate "x*exp(x)"
    symassist integrate "1/(sqrt(2) + cos x)" --from 0 --to 2pi
    symassist integrate "exp(-x^2) from -oo to oo"
    symassist integrate -x**2 --from -1 --to 2 --json
    symassist integrate "∫ x² sin x dx" --latex --candidates
    symassist integrate "exp(a*x)/(1 + x)" --proposers network,ansatz,sympy,maxima
    symassist integrate -f integrals.txt --json > answers.jsonl""",
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="EXPR")
@click.option("--var", "variable", help="Variable of integration [default: that of dx, else x, else the only symbol].")
@click.option("--from", "lower", metavar="A", help="Lower limit, e.g. 0, -pi/2, -oo.")
@click.option("--to", "upper", metavar="B", help="Upper limit.")
@click.option("--positive", multiple=True, metavar="NAME", help="Assume that this parameter is positive (repeatable).")
@click.option("--beam", type=int, help="Hypotheses of the network's beam search [default: 10].")
@click.option("--timeout", type=float, help="Seconds for the whole search [default: 10].")
@click.option("--patience", type=float, help="Share of it to spend where little hope is left [default: 0.45].")
@click.option(
    "--proposers",
    metavar="NAME,...",
    shell_complete=complete_proposers,
    help="Who proposes: retrieval, network, ansatz, search, sympy [default: these five], and installed plugins.",
)
@click.option(
    "-f", "--file", type=click.File(encoding="utf-8"), help="Integrate every line of this file; '-' is stdin."
)
@click.option("--latex", "form", flag_value="latex", help="Print the answer as LaTeX.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object, solved or not.")
@click.option("--steps", is_flag=True, help="Print the derivation after the answer, as text, or LaTeX with --latex.")
@click.option("--candidates", is_flag=True, help="Show every candidate with its verdict (on stderr).")
@click.pass_context
def integrate(
    ctx: click.Context,
    words: tuple[str, ...],
    variable: str | None,
    lower: str | None,
    upper: str | None,
    positive: tuple[str, ...],
    beam: int | None,
    timeout: float | None,
    patience: float | None,
    proposers: str | None,
    file: TextIO | None,
    form: str | None,
    steps: bool,
    candidates: bool,
) -> None:
    """Integrate EXPR and print a verified answer.

    EXPR is SymPy, common mathematical notation or LaTeX, with or without an integral sign; '-' reads it from stdin.
    EXPR, A and B may begin with '-'. Exit status: 0 solved, 1 not solved, 2 misuse.
    """
    from symassist import render
    from symassist.commands.batch import solve_lines
    from symassist.config import Settings
    from symassist.parsing import parse_problem

    def parse(text: str) -> Problem:
        return parse_problem(text, variable=variable, lower=lower, upper=upper, positive=positive)

    text = None if file is not None and not words else _expression(ctx, words)
    if file is not None and text is not None:
        raise click.UsageError("EXPR or --file, not both", ctx)
    names = None if proposers is None else tuple(filter(None, map(str.strip, proposers.split(","))))
    try:
        settings = Settings.load(beam_size=beam, timeout=timeout, patience=patience, proposers=names)
        if text is None:
            assert file is not None
            assistant = make_assistant(settings, judge_all=candidates)
            ctx.exit(solve_lines(file, file.name, assistant, parse, form))
        problem = parse(text)
        assistant = make_assistant(settings, judge_all=candidates)
    except (ParseError, ProblemError, SettingsError, SolverUnavailableError) as error:
        raise Misuse(str(error)) from error
    click.echo(render.integral(problem, unicode=_shows_unicode()), err=True)
    solution = assistant.solve(problem)
    _print(solution, form, candidates, steps)
    ctx.exit(0 if solution.solved else 1)


def make_assistant(settings: Settings, *, judge_all: bool) -> Assistant:
    """The assistant of these settings; the one place where the command line makes it."""
    from symassist.assistant import Assistant

    return Assistant.of(settings, judge_all=judge_all)


def _expression(ctx: click.Context, words: Sequence[str]) -> str:
    """The one expression among ``words``; what looks like a long option is a slip of the pen, not mathematics."""
    for word in words:
        if re.fullmatch(r"--[a-z][a-z-]+(=.*)?", word):
            known = [name for parameter in ctx.command.params for name in parameter.opts]
            raise click.NoSuchOption(word, possibilities=_similar(word, known), ctx=ctx)
    if len(words) != 1:
        several = f"One expression, please; put it in quotes: '{' '.join(words)}'"
        raise click.UsageError(several if words else "Missing argument 'EXPR'.", ctx)
    return sys.stdin.read().strip() if words[0] == "-" else words[0]


def _similar(word: str, known: list[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(word.partition("=")[0], known)


def _shows_unicode() -> bool:
    from symassist.terminal import shows_unicode

    return shows_unicode(sys.stderr.encoding)


def _print(solution: Solution, form: str | None, candidates: bool, steps: bool) -> None:
    from symassist import render
    from symassist.terminal import for_screen

    if candidates:
        table = render.candidate_table(solution.candidates) if solution.candidates else "no candidates"
        click.echo(table, err=True)
    answer = solution.answer
    if form == "json":
        import json

        fields = render.json_fields(solution)
        if steps:
            fields["derivation"] = render.derivation_lines(solution)
        click.echo(json.dumps(fields))
    elif answer is not None:
        click.echo(render.latex(answer) if form == "latex" else render.plain(answer))
    if steps and form != "json" and solution.derivation is not None:
        click.echo("")
        click.echo(solution.derivation.latex() if form == "latex" else solution.derivation.text())
    if answer is None and (enclosure := render.enclosure_line(solution)) is not None:
        click.echo(enclosure, err=True)
    click.echo(for_screen(render.verdict_line(solution), sys.stderr), err=True)
    open_signs = [p.name for p in solution.problem.parameters if p.is_positive is None]
    if not solution.solved and "parameters" in solution.verdict.reason and open_signs:
        click.echo(f"hint: {' '.join(f'--positive {name}' for name in open_signs)} may decide it", err=True)


@cli.command(epilog="\b\nExamples:\n    symassist doctor\n    symassist doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look for what is wrong with this installation, and name the cure.

    Exit status: 0 without a problem (warnings don't count), 1 with one.
    """
    from symassist.doctor import examine, report

    findings = examine()
    healthy = all(finding.level != "problem" for finding in findings)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps({"healthy": healthy, "findings": [asdict(finding) for finding in findings]}))
    else:
        click.echo(report(findings))
    ctx.exit(0 if healthy else 1)


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    """A warning as one line: where in the code it was raised is no news to a person at a prompt."""
    click.echo(f"warning: {message}", err=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status; no traceback for misuse or Ctrl-C."""
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            status = cli.main(args=arguments, prog_name="symassist", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            return INTERRUPTED
        except SymassistError as error:
            click.echo(f"Error: {error}", err=True)
            return 1
    return status if isinstance(status, int) else 0
