"""The derivation of the accepted answer."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from symassist.terminal import wrapped
from symassist.tui.selection import Selection
from symassist.tui.widgets.view import LateTextView


class StepsView(LateTextView[str]):
    """The solution's derivation, or why there is none; in a thread, because it may be worked out only now."""

    def meanwhile(self, selection: Selection) -> Text:
        """That it is being worked out."""
        return Text("working out the steps...", "dim")

    def find(self, selection: Selection) -> str:
        """The derivation; empty where there is none."""
        derivation = selection.solution.derivation if selection.solution is not None else None
        return "" if derivation is None else str(derivation)

    def told(self, selection: Selection, found: str) -> Callable[[int], Text]:
        """The steps, as wide as the view."""
        return lambda columns: steps_text(selection, found, columns)


def steps_text(selection: Selection, derivation: str, columns: int = 0) -> Text:
    """The text of this tab, its steps wrapped to ``columns`` if they are given."""
    solution = selection.solution
    if solution is None:
        return Text("The derivation is known when the solve is over.", "dim")
    if solution.antiderivative is None:
        return Text("Nothing was accepted, so there is nothing to derive.", "dim")
    if derivation:
        text = Text()
        if not selection.is_answer:
            text.append("Of the accepted answer, not of this candidate.\n\n", "dim")
        return text.append(wrapped(derivation, columns) if columns > 0 else derivation)
    return Text(
        f"{solution.antiderivative}\n\nwas proposed by {solution.origin} and verified afterwards, without steps.\n"
        "The Check tab shows why it is right.",
        "dim",
    )
