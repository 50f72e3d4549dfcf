"""The history at the left: a search line over the questions of this and earlier sessions."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from symassist.tui import marks
from symassist.tui.history import Entry, History
from symassist.tui.messages import Recalled
from symassist.verify.verdict import VerificationStatus


class HistoryList(OptionList):
    """The entries that match, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Next entry", show=False, id="history-next"),
        Binding("k", "cursor_up", "Previous entry", show=False, id="history-previous"),
    ]


class HistoryPanel(Vertical):
    """Enter in the search line goes to the list; Enter in the list asks again."""

    def __init__(self, history: History) -> None:
        super().__init__(id="history")
        self._history = history
        self._shown: list[Entry] = []

    def compose(self) -> ComposeResult:
        yield Input(placeholder="search history", id="history-search", compact=True)
        yield HistoryList(id="history-list", compact=True, markup=False)

    def on_mount(self) -> None:
        self.border_title = "History"
        self.app.theme_changed_signal.subscribe(self, lambda _: self.reload())
        self.reload()

    def reload(self) -> None:
        """Reads the entries anew."""
        self._shown = self._history.search(self.query_one("#history-search", Input).value)
        entries = self.query_one(HistoryList)
        entries.clear_options()
        entries.add_options([Option(self._line(entry)) for entry in self._shown])

    def search(self) -> None:
        """Puts the focus into the search line."""
        self.query_one("#history-search", Input).focus()

    @on(Input.Changed, "#history-search")
    def _filter(self) -> None:
        self.reload()

    @on(Input.Submitted, "#history-search")
    def _go_to_list(self) -> None:
        entries = self.query_one(HistoryList)
        if self._shown:
            entries.highlighted = 0
            entries.focus()

    @on(OptionList.OptionSelected, "#history-list")
    def _recall(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(Recalled(self._shown[event.option_index].question, solve=True))

    def _line(self, entry: Entry) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        if entry.status in VerificationStatus.__members__:
            status = VerificationStatus[entry.status]
            line.append(f"{marks.SYMBOLS[status]} ", marks.style(status, self.app.theme_variables))
        else:
            line.append("  ")
        line.append(entry.text)
        if entry.lower or entry.upper:
            line.append(f"  [{entry.lower}, {entry.upper}]", "dim")
        return line
