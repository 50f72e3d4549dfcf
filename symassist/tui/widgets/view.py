"""What the tabs of the details have in common: they show a selection when they are looked at, not before."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from symassist.tui.selection import Selection


class View(VerticalScroll):
    """A tab's content. ``present`` is called when its tab is active; what takes time belongs in a thread worker."""

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        raise NotImplementedError


class TextView(View):
    """A view that is one text; lines are not wrapped, because formulas are two-dimensional."""

    def compose(self) -> ComposeResult:
        yield Static(classes="text")

    def write(self, text: Text) -> None:
        """Replaces the text."""
        self.query_one(".text", Static).update(text)


def heading(text: str) -> Text:
    """A short title above a paragraph."""
    return Text(text, "bold underline")


def paragraphs(*parts: Text | str) -> Text:
    """The parts that are not empty, a blank line between them."""
    return Text("\n\n").join([part if isinstance(part, Text) else Text(part) for part in parts if part])
