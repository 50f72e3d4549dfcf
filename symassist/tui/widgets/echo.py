"""The echo: the integral as understood, or the place where the text stops being one."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from symassist.tui.questions import Misread, Understood

_INVITATION = "The integral as understood appears here while you type. F1 helps."


class Echo(Static):
    """Two-dimensional where it fits, on one line else; an error with its caret.

    In a short terminal it folds to one line while nobody is asking, and leaves the room to the results.
    """

    def __init__(self) -> None:
        super().__init__(id="echo")
        self.echo: Understood | Misread | None = None
        self._folded = False

    def show(self, echo: Understood | Misread | None) -> None:
        """Shows an echo, or the invitation."""
        self.echo = echo
        self._draw()

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._fold)

    def _fold(self, focused: Widget | None) -> None:
        """Folds where the focus has left the input fields."""
        self._folded = focused is None or self.parent not in focused.ancestors
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self.set_class(isinstance(self.echo, Misread), "-misread")
        if self.echo is None:
            self.update(Text(_INVITATION, style="dim"))
        elif isinstance(self.echo, Misread):
            self.update(self._mistake(self.echo))
        else:
            self.update(self._formula(self.echo))

    def _formula(self, echo: Understood) -> Text:
        lines = echo.pretty.split("\n")
        limit = self.styles.max_height
        room = limit.cells if limit is not None and limit.cells is not None else 1
        if self._folded and self.screen.has_class("-short"):
            room = 1
        fits = len(lines) <= room and max(map(len, lines)) <= max(self.content_size.width, 20)
        return Text(echo.pretty if fits else echo.line, no_wrap=True, overflow="ellipsis")

    def _mistake(self, echo: Misread) -> Text:
        width = max(self.content_size.width, 20)
        start = max(0, len(echo.caret) - width)  # the caret's column is always in sight
        parts = [part for part in (echo.excerpt[start:], echo.caret[start:], echo.message) if part]
        return Text("\n".join(parts), no_wrap=True, overflow="ellipsis")
