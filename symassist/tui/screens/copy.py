"""F4: in which form to copy the chosen candidate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from symassist.tui.copying import LABELS


class CopyScreen(ModalScreen[str | None]):
    """Returns the chosen form's name, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", id="copy-close"),
        Binding("j", "move('down')", show=False, id="copy-down"),
        Binding("k", "move('up')", show=False, id="copy-up"),
    ]

    def __init__(self, forms: Mapping[str, str]) -> None:
        """``forms``: name of the form to the text in it."""
        super().__init__()
        self._forms = dict(forms)

    def compose(self) -> ComposeResult:
        with Vertical(id="copy-box", classes="box") as box:
            box.border_title = "Copy as"
            box.border_subtitle = "Enter copies, Esc closes"
            yield OptionList(
                *(Option(_line(name, text), id=name) for name, text in self._forms.items()),
                id="copy-list",
                compact=True,
                markup=False,
            )

    def action_move(self, direction: str) -> None:
        """Moves the cursor."""
        forms = self.query_one(OptionList)
        if direction == "down":
            forms.action_cursor_down()
        else:
            forms.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


def _line(name: str, text: str) -> Text:
    first = text.strip().partition("\n")[0]
    line = Text(no_wrap=True, overflow="ellipsis").append(f"{LABELS.get(name, name):<9}", "bold")
    return line.append(first if first == text else f"{first.strip()} ...", "dim")
