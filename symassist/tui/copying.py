"""The forms in which a candidate is copied."""

from __future__ import annotations

from symassist import render
from symassist.tui.questions import unevaluated
from symassist.tui.selection import Selection


def forms(selection: Selection) -> dict[str, str]:
    """Name of the form to the text in it; the value of a definite integral too where it was verified."""
    expression = selection.judged.candidate.expression
    found = {
        "sympy": render.plain(expression),
        "latex": render.latex(expression),
        "text": render.pretty(expression),
        "integral": str(unevaluated(selection.problem)),
    }
    value = selection.solution.value if selection.solution is not None else None
    return found if value is None else {**found, "value": render.plain(value)}
