"""Copying: the forms in which a candidate is copied, and the way of a text to the user's clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App

from symassist import render
from symassist.tui.background import in_background
from symassist.tui.clipboard import copy_natively, is_remote, native_tool
from symassist.tui.selection import Selection

LABELS = {"sympy": "SymPy", "latex": "LaTeX"}
"""How the forms are called where their names are not."""


def forms(selection: Selection) -> dict[str, str]:
    """Name of the form to the text in it; first the value of a definite integral where it was verified."""
    expression = selection.judged.candidate.expression
    found = {
        "sympy": render.plain(expression),
        "latex": render.latex(expression),
        "text": render.pretty(expression),
        "integral": str(selection.problem.integral),
    }
    value = selection.solution.value if selection.solution is not None else None
    return found if value is None else {"value": render.plain(value), **found}


class Copier:
    """Copies for an app, and tells which way the text took."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    def copy(self, text: str, label: str) -> None:
        """Native tool, then OSC 52; over SSH, and in a browser, only the terminal reaches the user's clipboard."""
        tool = None if self._app.is_web or is_remote() else native_tool()
        self._app.run_worker(self._hand_over(text, label, tool), group="copy")

    async def _hand_over(self, text: str, label: str, tool: list[str] | None) -> None:
        if tool is not None and await in_background(copy_natively, text, tool):
            route = Path(tool[0]).name
        else:
            self._app.copy_to_clipboard(text)
            route = "the terminal, OSC 52"
        self._app.notify(f"Copied {label} (by {route}).", timeout=3, markup=False)
