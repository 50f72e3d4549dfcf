"""What the tabs of the details have in common: they show a selection when they are looked at, not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from symassist.tui.background import background
from symassist.tui.selection import Selection

Found = TypeVar("Found")

_MARGINS = 3
"""Columns of a view that are no text: one at each side, and the scrollbar."""


class View(VerticalScroll):
    """A tab's content. ``present`` is called when its tab is active; what takes time belongs in a thread worker."""

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        raise NotImplementedError


class TextView(View):
    """A view that is one text; lines are not wrapped by themselves, because formulas are two-dimensional."""

    _text: Callable[[int], Text] | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="text")

    def write(self, text: Text | Callable[[int], Text]) -> None:
        """Replaces the text; one that is made for a number of columns is made anew when that changes."""
        self._text = text if callable(text) else lambda _: text
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        if self._text is not None:
            self.query_one(".text", Static).update(self._text(self.outer_size.width - _MARGINS))


class LateTextView(TextView, Generic[Found]):
    """A text view whose content a thread takes some time to find; what comes for an earlier selection is dropped."""

    class Ready(Message):
        """It is found."""

        def __init__(self, selection: Selection, found: Any) -> None:
            self.selection, self.found = selection, found
            super().__init__()

    _selection: Selection | None = None

    def meanwhile(self, selection: Selection) -> Text:
        """What stands there until then."""
        raise NotImplementedError

    def find(self, selection: Selection) -> Found:
        """What is to be shown; called in a thread."""
        raise NotImplementedError

    def told(self, selection: Selection, found: Found) -> Text | Callable[[int], Text]:
        """What was found as text, which may depend on the number of columns."""
        raise NotImplementedError

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        self._selection = selection
        self.write(self.meanwhile(selection))
        self.run_worker(background(self._work, selection), exclusive=True, exit_on_error=False)

    def _work(self, selection: Selection) -> None:
        found = self.find(selection)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Ready(selection, found))

    @on(Ready)
    def _show(self, event: Ready) -> None:
        if event.selection == self._selection:
            self.write(self.told(event.selection, event.found))


def heading(text: str) -> Text:
    """A short title above a paragraph."""
    return Text(text, "bold underline")
