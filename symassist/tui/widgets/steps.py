"""The derivation of the accepted answer."""

from __future__ import annotations

from rich.text import Text

from symassist.tui.selection import Selection
from symassist.tui.widgets.view import TextView


class StepsView(TextView):
    """The solution's derivation, or why there is none."""

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        self.write(steps_text(selection))


def steps_text(selection: Selection) -> Text:
    """The text of this tab."""
    solution = selection.solution
    if solution is None:
        return Text("The derivation is known when the solve is over.", "dim")
    if solution.antiderivative is None:
        return Text("Nothing was accepted, so there is nothing to derive.", "dim")
    if solution.derivation:
        text = Text() if selection.is_answer else Text("Of the accepted answer, not of this candidate.\n\n", "dim")
        return text.append(str(solution.derivation))
    return Text(
        f"{solution.antiderivative}\n\nwas proposed by {solution.origin} and verified afterwards, without steps.\n"
        "The Check tab shows why it is right.",
        "dim",
    )
