"""The table of candidates, filled as each gets its verdict."""

from __future__ import annotations

import re
from typing import ClassVar

import sympy
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import DataTable

from symassist.findings import Judged
from symassist.tui import marks

_FIXED = {"#": 3, "verdict": 19, "log p": 7, "origin": 17, "time": 8}
_NARROW = {"#": 2, "verdict": 12, "log p": 6, "origin": 9, "time": 6}
_PADDING = 2
_SHORT = re.compile(r"[:,]")
"""What parts an origin from its details: ``sympy:risch``, ``network, tidied``."""


class CandidateTable(DataTable[Text]):
    """A row a candidate; the accepted one is selected until the user selects another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Next candidate", show=False, id="candidate-next"),
        Binding("k", "cursor_up", "Previous candidate", show=False, id="candidate-previous"),
        Binding("g", "scroll_top", "First candidate", show=False, id="candidate-first"),
        Binding("G", "scroll_bottom", "Last candidate", show=False, id="candidate-last"),
        Binding("y", "app.copy_as('sympy')", "Copy as SymPy", show=False, id="candidate-copy-sympy"),
        Binding("l", "app.copy_as('latex')", "Copy as LaTeX", show=False, id="candidate-copy-latex"),
        Binding("t", "app.copy_as('text')", "Copy as text", show=False, id="candidate-copy-text"),
    ]

    class Selected(Message):
        """Another candidate is the chosen one."""

        def __init__(self, judged: Judged) -> None:
            self.judged = judged
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="candidates", cursor_type="row", zebra_stripes=True)
        self.judged: list[Judged] = []
        self._placed = 0  # the row that the program chose last: a cursor elsewhere is the user's choice

    @property
    def chosen(self) -> Judged | None:
        """The candidate under the cursor."""
        return self.judged[self.cursor_row] if self.cursor_row < len(self.judged) else None

    def on_mount(self) -> None:
        self._lay_out()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._lay_out())

    def on_resize(self, _: events.Resize) -> None:
        self._lay_out()

    def empty(self) -> None:
        """Removes all candidates, for a new solve."""
        self.judged.clear()
        self._placed = 0
        self.clear()

    def add(self, judged: Judged) -> None:
        """Appends a candidate."""
        first_answer = judged.verdict.solved and not any(each.verdict.solved for each in self.judged)
        self.judged.append(judged)
        self.add_row(*self._cells(judged))
        if first_answer:
            self._follow(len(self.judged) - 1)

    def settle(self, answer: sympy.Expr | None) -> None:
        """Chooses the accepted answer, which a partial one may have preceded, unless the user chose a row."""
        rows = [row for row, each in enumerate(self.judged) if each.candidate.expression == answer]
        if rows and self.cursor_row not in rows:
            self._follow(rows[0])

    def choose(self, row: int) -> None:
        """Puts the cursor on a row."""
        self.move_cursor(row=row)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Tells which candidate is chosen."""
        event.stop()
        if event.cursor_row < len(self.judged):
            self.post_message(self.Selected(self.judged[event.cursor_row]))

    def _follow(self, row: int) -> None:
        """Puts the cursor on an answer, unless the user moved it. The cursor's row is compared, which changes at once:
        messages about it come late and tell nothing of who moved it."""
        if self.cursor_row == self._placed:
            self._placed = row
            self.move_cursor(row=row)

    @property
    def _is_narrow(self) -> bool:
        return self.size.width < 100

    def _lay_out(self) -> None:
        """Columns as wide as the table allows: the expression takes what the others leave."""
        row = self.cursor_row
        widths = _NARROW if self._is_narrow else _FIXED
        rest = self.size.width - sum(widths.values()) - _PADDING * (len(widths) + 1) - 2
        self.clear(columns=True)
        for name in ("#", "verdict"):
            self.add_column(name, width=widths[name])
        self.add_column("expression", width=max(rest, 12))
        for name in ("log p", "origin", "time"):
            self.add_column(name, width=widths[name])
        for judged in self.judged:
            self.add_row(*self._cells(judged))
        if self.judged:
            self.move_cursor(row=row)

    def _cells(self, judged: Judged) -> tuple[Text, ...]:
        candidate, verdict = judged.candidate, judged.verdict
        log_prob = "" if candidate.log_prob is None else f"{candidate.log_prob:.2f}"
        expression = Text(str(candidate.expression), "bold" if verdict.solved else "", overflow="ellipsis")
        expression.no_wrap = True
        return (
            Text(str(candidate.rank + 1), justify="right"),
            marks.badge(verdict, self.app.theme_variables, short=self._is_narrow),
            expression,
            Text(log_prob, justify="right"),
            Text(_SHORT.split(candidate.origin)[0] if self._is_narrow else candidate.origin),
            Text(_duration(verdict.seconds), justify="right"),
        )


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
