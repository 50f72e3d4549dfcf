"""The candidate as a formula, and in the forms that one copies."""

from __future__ import annotations

import sympy
from rich.text import Text

from symassist import render
from symassist.terminal import wrapped
from symassist.tui import marks
from symassist.tui.selection import Selection
from symassist.tui.widgets.view import TextView

_LONGEST_PRETTY = 400
"""Characters of an expression up to which it is worth drawing in two dimensions."""


class FormulaView(TextView):
    """Two-dimensional, SymPy and LaTeX; of a definite integral the value first, and what the verdict means for it."""

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        self.write(lambda columns: formula_text(selection, self.app.theme_variables, columns))


def formula_text(selection: Selection, theme: dict[str, str], columns: int = 0) -> Text:
    """The text of this tab; what is one long line is wrapped to ``columns`` if they are given."""
    expression, verdict = selection.judged.candidate.expression, selection.judged.verdict
    text = Text()
    solution = selection.solution
    if solution is not None and solution.problem.limits is not None:
        text.append("between the limits\n", "dim")
        value = solution.value
        text.append(_drawn(value) if value is not None else "no verified value", "bold" if value is not None else "")
        if (enclosure := render.enclosure_line(solution)) is not None:
            text.append(f"\n{enclosure}", "dim")
        text.append("\n\nantiderivative  " if selection.is_answer else "\n\nthis candidate  ", "dim")
    text.append_text(marks.badge(verdict, theme)).append(_meaning(selection), "dim")
    text.append("\n\n" + _drawn(expression), "bold" if verdict.solved else "")
    for name, line in (("SymPy", render.plain(expression)), ("LaTeX", render.latex(expression))):
        shown = wrapped(f"       {line}", columns) if columns > 0 else f"       {line}"
        text.append(f"\n{'' if name == 'LaTeX' else chr(10)}{name}  ", "dim").append(shown.lstrip())
    return text


def _drawn(expression: sympy.Expr) -> str:
    """In two dimensions, unless that would be as wide as several screens."""
    length = len(render.plain(expression))
    return render.pretty(expression) if length <= _LONGEST_PRETTY else f"(too long to draw: {length} characters)"


def _meaning(selection: Selection) -> str:
    verdict = selection.judged.verdict
    where = [] if verdict.region is None else [f"on {verdict.region}"]
    where += [f"for {', '.join(verdict.assumptions)}"] if verdict.assumptions else []
    lines = [" ".join(where), f"by {verdict.method}" if verdict.method else "", verdict.reason]
    return "\n".join(f"  {line}" for line in lines if line)
