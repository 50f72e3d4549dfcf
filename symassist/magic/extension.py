"""The magics, and how IPython gets and loses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments
from traitlets import Bool, Float, Int, default

from symassist import render
from symassist.api import assistant_of
from symassist.config import Settings
from symassist.errors import SymassistError
from symassist.magic import line as lines
from symassist.magic import namespace
from symassist.magic.completion import matcher
from symassist.magic.progress import Progress
from symassist.problem import Problem
from symassist.solution import Solution

NAME = "neural_integrate"
"""Of the magic."""


def _with_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The decorators of the magic, from the table of its options."""
    for option in reversed(lines.OPTIONS):
        if option.value is None:
            function = argument(option.flag, action="store_true", help=option.help)(function)
        else:
            function = argument(option.flag, metavar=option.value, type=option.kind, help=option.help)(function)
    expression = argument("expression", nargs="*", help="text, or the name of an expression; it may begin with '-'")
    decorated: Callable[..., Any] = magic_arguments()(expression(function))
    return decorated


@magics_class
class NeuralMagics(Magics):  # type: ignore[misc]
    """``%config NeuralMagics`` shows and sets what the magics do where no option says otherwise."""

    beam = Int(help="Hypotheses of the network's beam search.").tag(config=True)
    timeout = Float(help="Seconds for one integral.").tag(config=True)
    candidates = Bool(False, help="Judge every candidate, and show the table.").tag(config=True)

    @default("beam")  # type: ignore[untyped-decorator]
    def _beam(self) -> int:
        return Settings.load().beam_size

    @default("timeout")  # type: ignore[untyped-decorator]
    def _timeout(self) -> float:
        return Settings.load().timeout

    @no_var_expand  # type: ignore[untyped-decorator]
    @needs_local_scope  # type: ignore[untyped-decorator]
    @line_cell_magic  # type: ignore[untyped-decorator]
    @_with_options
    def neural_integrate(self, line: str, cell: str | None = None, local_ns: dict[str, Any] | None = None) -> Solution:
        """Integrate, and return a Solution: shown with its verdict, and usable as a SymPy expression.

        The expression is text (SymPy, common or LaTeX notation; it is never run as code), in which names of expressions
        and numbers stand for these, or it is the cell. ``answer = %neural_integrate ...`` keeps the Solution.

        ::

            %neural_integrate x*exp(x)
            %neural_integrate -x**2 --from -1 --to 2
            F = %neural_integrate f --var t
        """
        options, text = lines.split(line)
        given = self.neural_integrate.parser.parse_args(options)
        if cell is not None and text:
            raise UsageError(f"the expression stands in the cell; what is {text!r} on the first line?")
        text = (cell or text).strip()
        if not text:
            raise UsageError(f"what shall be integrated? %{NAME} x*exp(x)")
        limits = {"lower": getattr(given, "from"), "upper": given.to}
        names = {**self.shell.user_ns, **(local_ns or {})}
        try:
            settings = Settings.load(
                beam_size=self.beam if given.beam is None else given.beam,
                timeout=self.timeout if given.timeout is None else given.timeout,
            )
            problem = namespace.problem(text, names, variable=given.var, **limits)
            solution = self._solve(problem, settings, table=given.candidates or self.candidates)
        except SymassistError as error:
            raise UsageError(str(error)) from error
        if given.latex and (answer := solution.answer) is not None:
            print(render.latex(answer))
        if given.steps and solution.derivation is not None:
            print(solution.derivation.text())
        return solution

    def _solve(self, problem: Problem, settings: Settings, *, table: bool) -> Solution:
        assistant = assistant_of(settings, judge_all=table)
        progress = Progress(self.shell, problem, table=table)
        solution = None
        try:
            solution = assistant.solve(problem, on_candidate=progress.judged)
        except KeyboardInterrupt as error:
            raise UsageError("interrupted") from error  # one line instead of the workers' traceback
        finally:
            progress.finish(solution)
        return solution


def load(shell: InteractiveShell) -> None:
    """Registers the magics, their configuration and their completion; a second time it does nothing."""
    if NeuralMagics.__name__ in shell.magics_manager.registry:
        return
    magics = NeuralMagics(shell)
    shell.register_magics(magics)
    shell.Completer.custom_matchers.append(matcher)


def unload(shell: InteractiveShell) -> None:
    """Takes back what ``load`` has registered."""
    magics = shell.magics_manager.registry.pop(NeuralMagics.__name__, None)
    if magics is None:
        return
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(NAME, None)
    shell.configurables.remove(magics)
    shell.Completer.custom_matchers.remove(matcher)
