"""The derivation of the accepted answer."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from symassist.terminal import wrapped
from symassist.tui.background import background
from symassist.tui.selection import Selection
from symassist.tui.widgets.view import TextView


class StepsView(TextView):
    """The solution's derivation, or why there is none; in a thread, because it may be worked out only now."""

    class Ready(Message):
        """The derivation is there; empty where there is none."""

        def __init__(self, selection: Selection, derivation: str) -> None:
            self.selection, self.derivation = selection, derivation
            super().__init__()

    _selection: Selection | None = None

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        self._selection = selection
        self.write(Text("working out the steps...", "dim"))
        self.run_worker(background(self._work, selection), exclusive=True, exit_on_error=False)

    def _work(self, selection: Selection) -> None:
        derivation = selection.solution.derivation if selection.solution is not None else None
        if not get_current_worker().is_cancelled:
            self.post_message(self.Ready(selection, "" if derivation is None else str(derivation)))

    @on(Ready)
    def _show(self, event: Ready) -> None:
        if event.selection == self._selection:
            self.write(lambda columns: steps_text(event.selection, event.derivation, columns))


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
