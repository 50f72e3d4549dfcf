"""Ctrl+S: where to write the session, and as what; in a browser it is a download and there is no path to choose."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, RadioButton, RadioSet, Static

SUFFIXES = {"notebook": ".ipynb", "markdown": ".md"}


class Choice(RadioButton):
    """A format; the chosen one is told by its mark, not by colour alone."""

    def __init__(self, label: str, value: bool = False) -> None:
        self.BUTTON_INNER = "●" if value else " "
        super().__init__(label, value, compact=True)

    def watch_value(self) -> None:
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()


@dataclass(frozen=True)
class Target:
    """A format, and the file; only its name counts in a browser."""

    format: str
    path: Path


class ExportScreen(ModalScreen[Target | None]):
    """Returns the target, or None. An existing file is overwritten only when asked for twice."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", id="export-close")]

    def __init__(self, stem: str, count: int, *, in_browser: bool) -> None:
        super().__init__()
        self._stem, self._count, self._in_browser = stem, count, in_browser
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="export-box", classes="box") as box:
            box.border_title = f"Export {self._count} integral{'' if self._count == 1 else 's'}"
            box.border_subtitle = "Enter writes, Esc closes"
            with RadioSet(id="export-format", compact=True):
                yield Choice("Notebook (.ipynb): its cells verify every answer again", value=True)
                yield Choice("Markdown (.md)")
            if not self._in_browser:
                yield Input(f"{self._stem}.ipynb", id="export-path", compact=True)
            yield Static(id="export-note")
            yield Button("Download" if self._in_browser else "Write", id="export-go", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#export-go" if self._in_browser else "#export-path").focus()

    @property
    def format(self) -> str:
        """The chosen format."""
        return tuple(SUFFIXES)[max(self.query_one(RadioSet).pressed_index, 0)]

    @on(RadioSet.Changed)
    def _swap_suffix(self) -> None:
        for field in self.query("#export-path").results(Input):
            if Path(field.value).suffix in SUFFIXES.values():
                field.value = str(Path(field.value).with_suffix(SUFFIXES[self.format]))

    @on(Button.Pressed)
    @on(Input.Submitted)
    def _go(self) -> None:
        suffix = SUFFIXES[self.format]
        if self._in_browser:
            self.dismiss(Target(self.format, Path(self._stem + suffix)))
            return
        text = self.query_one("#export-path", Input).value.strip()
        path = Path(os.path.expanduser(text))
        if not text or path.is_dir():
            self._note("Name a file.")
        elif not path.parent.is_dir():
            self._note(f"There is no folder {path.parent}.")
        elif path.exists() and self._confirmed != path:
            self._confirmed = path
            self._note(f"{path} exists. Enter again overwrites it.")
        else:
            self.dismiss(Target(self.format, path))

    def _note(self, message: str) -> None:
        self.query_one("#export-note", Static).update(Text(message, "bold"))
