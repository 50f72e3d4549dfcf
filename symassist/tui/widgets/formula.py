"""The candidate as a formula, and in the forms that one copies."""

from __future__ import annotations

from rich.text import Text

from symassist import render
from symassist.tui import marks
from symassist.tui.selection import Selection
from symassist.tui.widgets.view import TextView


class FormulaView(TextView):
    """Two-dimensional, SymPy and LaTeX; the definite value, and what the verdict means for it."""

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        self.write(formula_text(selection, self.app.theme_variables))


def formula_text(selection: Selection, theme: dict[str, str]) -> Text:
    """The text of this tab."""
    expression, verdict = selection.judged.candidate.expression, selection.judged.verdict
    text = marks.badge(verdict, theme)
    text.append(_meaning(selection), "dim")
    text.append("\n\n" + render.pretty(expression), "bold" if verdict.solved else "")
    solution = selection.solution
    if solution is not None and selection.is_answer and solution.problem.limits is not None:
        text.append("\n\nbetween the limits\n", "dim")
        value = solution.value
        text.append(render.pretty(value) if value is not None else "no verified value", "bold" if value else "")
        if (enclosure := render.enclosure_line(solution)) is not None:
            text.append(f"\n{enclosure}", "dim")
    text.append("\n\nSymPy  ", "dim").append(render.plain(expression))
    text.append("\nLaTeX  ", "dim").append(render.latex(expression))
    return text


def _meaning(selection: Selection) -> str:
    verdict = selection.judged.verdict
    where = [] if verdict.region is None else [f"on {verdict.region}"]
    where += [f"for {', '.join(verdict.assumptions)}"] if verdict.assumptions else []
    lines = [" ".join(where), f"by {verdict.method}" if verdict.method else "", verdict.reason]
    return "\n".join(f"  {line}" for line in lines if line)
