"""The tabs below the table: everything about the chosen candidate."""

from __future__ import annotations

from textual import on
from textual.widgets import TabbedContent, TabPane

from symassist.tui.selection import Selection
from symassist.tui.solver import Solver
from symassist.tui.widgets.check_view import CheckView
from symassist.tui.widgets.formula import FormulaView
from symassist.tui.widgets.plot import PlotView
from symassist.tui.widgets.steps import StepsView
from symassist.tui.widgets.tokens import TokensView
from symassist.tui.widgets.view import View

TABS = ("formula", "steps", "check", "graph", "tokens")


class Details(TabbedContent):
    """Only the tab that is looked at is made."""

    def __init__(self, solver: Solver) -> None:
        super().__init__(id="details")
        self.selection: Selection | None = None
        views: tuple[View, ...] = (FormulaView(), StepsView(), CheckView(), PlotView(), TokensView(solver))
        titles = ("1 Formula", "2 Steps", "3 Check", "4 Plot", "5 Tokens")
        for name, title, view in zip(TABS, titles, views, strict=True):
            self.compose_add_child(TabPane(title, view, id=name))

    def select(self, selection: Selection) -> None:
        """Shows a candidate."""
        if selection != self.selection:
            self.selection = selection
            self._present()

    def empty(self) -> None:
        """Shows nothing, while no candidate is there."""
        self.selection = None
        self.set_class(True, "-empty")

    @on(TabbedContent.TabActivated)
    def _turn(self, event: TabbedContent.TabActivated) -> None:
        event.stop()
        self._present()

    def on_mount(self) -> None:
        self.set_class(True, "-empty")
        self.app.theme_changed_signal.subscribe(self, lambda _: self._present())

    def _present(self) -> None:
        pane = self.active_pane
        self.set_class(self.selection is None, "-empty")
        if self.selection is not None and pane is not None:
            pane.query_one(View).present(self.selection)
