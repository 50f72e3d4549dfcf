"""What the tabs of the details have in common: they show a selection when they are looked at, not before."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from symassist.tui.selection import Selection

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


def heading(text: str) -> Text:
    """A short title above a paragraph."""
    return Text(text, "bold underline")
