"""The input line: an integral in any of the spellings that the parser takes."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from symassist.tui.history import Entry, History, texts
from symassist.tui.messages import Asked, Recalled


class FromHistory(Suggester):
    """Completes what is typed to the newest question that begins so."""

    def __init__(self, history: History) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._history = history

    async def get_suggestion(self, value: str) -> str | None:
        """The rest in grey; the right arrow takes it."""
        return next((text for text in texts(self._history.search()) if text.startswith(value)), None)


class QuestionInput(Input):
    """Enter asks; up and down walk through the history."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "Older question", show=False, id="question-older"),
        Binding("down", "newer", "Newer question", show=False, id="question-newer"),
    ]

    def __init__(self, history: History) -> None:
        super().__init__(
            placeholder="an integral:  x^2 sin x   or   ∫_0^π x sin x dx   or LaTeX",
            suggester=FromHistory(history),
            id="question",
            compact=True,
            select_on_focus=False,
        )
        self._history = history
        self._at = -1
        self._draft = ""

    def forget_place(self) -> None:
        """The next walk through the history starts at its newest entry."""
        self._at = -1

    def action_older(self) -> None:
        """Shows the question before."""
        self._walk(1)

    def action_newer(self) -> None:
        """Shows the question after; after the newest the unfinished one comes back."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        entries = self._history.search()
        at = min(max(self._at + step, -1), len(entries) - 1)
        if at == self._at:
            return
        if self._at == -1:
            self._draft = self.value
        self._at = at
        entry = entries[at] if at >= 0 else Entry(self._draft)
        self.post_message(Recalled(entry.question, solve=False))

    async def action_submit(self) -> None:
        """Asks."""
        self.post_message(Asked())
