"""The app: puts the widgets together and turns keys into what they do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from io import StringIO
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input

from symassist.tui import export, keymap
from symassist.tui.copying import LABELS, Copier, forms
from symassist.tui.history import Entry, History
from symassist.tui.messages import Asked, Recalled, SolveEnded, SolveFailed
from symassist.tui.preferences import Preferences
from symassist.tui.questions import Question
from symassist.tui.screens.copy import CopyScreen
from symassist.tui.screens.export import ExportScreen, Target
from symassist.tui.screens.help import HelpScreen
from symassist.tui.solver import Options, Solver
from symassist.tui.widgets.asking import Asking
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.details import TABS, Details
from symassist.tui.widgets.history_panel import HistoryPanel
from symassist.tui.widgets.plot import PlotView
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.results import Results
from symassist.tui.widgets.status import Status

_ORPHAN_CHECK = 2.0


class SymassistApp(App[None]):
    """The terminal interface over a ``Solver``."""

    TITLE = "symassist"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  no ClassVar in the base class
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="help"),
        Binding("f2", "settings", "Options", id="settings"),
        Binding("f3,ctrl+r", "history", "History", id="history"),
        Binding("f4", "copy", "Copy", id="copy"),
        Binding("ctrl+s", "export", "Save", id="export"),
        # Priority: done before the next key goes anywhere, so that nothing typed right after it is lost.
        Binding("ctrl+n", "new", "Empty the input fields", show=False, priority=True, id="new"),
        Binding("f6", "enlarge", "Zoom", id="enlarge"),
        Binding("f5", "solve", "Solve", show=False, id="solve"),
        Binding("plus,equals_sign", "plot('zoom', 0.5)", "Zoom into the plot", show=False, id="plot-zoom-in"),
        Binding("minus", "plot('zoom', 2.0)", "Zoom out of the plot", show=False, id="plot-zoom-out"),
        Binding("0", "plot('reset', 0)", "The plot as at first", show=False, id="plot-reset"),
        Binding("escape", "cancel", "Stop/edit", priority=True, id="cancel"),
        Binding("ctrl+c", "interrupt", "Cancel, copy the selected text", show=False, priority=True, id="interrupt"),
        *(
            Binding(str(n), f"tab('{name}')", f"Tab {name}", show=False, id=f"tab-{name}")
            for n, name in enumerate(TABS, 1)
        ),
    ]

    def __init__(
        self,
        solver: Solver,
        *,
        options: Options | None = None,
        history: History | None = None,
        preferences: Preferences | None = None,
        question: str = "",
        on_theme: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._solver = solver
        self._options = options or Options()
        self._history = history if history is not None else History(None)
        self._preferences = preferences or Preferences()
        self._first = question
        self._on_theme = on_theme
        self._copier = Copier(self)
        self.session: list[export.Solved] = []

    def compose(self) -> ComposeResult:
        yield Asking(self._history, self._options, self._solver.available)
        with Horizontal(id="work"):
            yield HistoryPanel(self._history)
            yield Results(self._solver)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        if self._preferences.theme in self.available_themes:
            self.theme = str(self._preferences.theme)
        elif self._preferences.theme is not None:
            self.notify(f"There is no theme {self._preferences.theme}.", severity="warning", markup=False)
        self._theme_so_far = self.theme
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        self.set_keymap(dict(self._preferences.keys))
        for name in keymap.unknown(self._preferences.keys, type(self)):
            self.notify(f"[keys] {name}: no such action. F1 lists them.", severity="warning", timeout=15, markup=False)
        if self.is_web:
            self._server = os.getppid()
            self.set_interval(_ORPHAN_CHECK, self._leave_with_server)
        self.query_one(Status).say("Type an integral and press Enter.")
        field = self.query_one(QuestionInput)
        field.focus()
        field.value = self._first

    def _keep_theme(self, name: str) -> None:
        """Tells of a theme that the user chose; the signal also comes for the first one."""
        if name != self._theme_so_far and self._on_theme is not None:
            self._on_theme(name)
        self._theme_so_far = name

    def _leave_with_server(self) -> None:
        """In a browser, ends with the server, also when that was killed and could not say so."""
        if os.getppid() != self._server:
            self.exit()

    # --- asking -------------------------------------------------------------------------------------------------------

    @on(Recalled)
    def _recall(self, message: Recalled) -> None:
        self.query_one(Asking).show(message.question)
        self.screen.remove_class("-history")  # it would take the room of the results in a narrow terminal
        if message.solve:
            self.action_solve()

    @on(Asked)
    def action_solve(self) -> None:
        """Starts to solve what stands in the input line; a solve that still runs is cancelled."""
        asking, status = self.query_one(Asking), self.query_one(Status)
        question = asking.question
        if question.blank:
            status.say("Type an integral first.")
            return
        try:
            options = asking.options()
        except ValueError as error:
            status.say(f"{error}.", style="bold")
            return
        self.query_one(QuestionInput).forget_place()
        self.query_one(Results).solve(question, options)

    @on(SolveEnded)
    def _ended(self, message: SolveEnded) -> None:
        self.session.append(message.solved)
        self._remember(message.solved)
        self.refresh_bindings()
        if note := self._solver.note():
            self.notify(note, severity="warning", markup=False)

    @on(SolveFailed)
    def _failed(self) -> None:
        self.query_one(QuestionInput).focus()

    def _remember(self, solved: export.Solved) -> None:
        question = solved.question
        entry = Entry(
            question.text, question.lower, question.upper, question.positive, *export.summary(solved.solution)
        )
        try:
            self._history.add(entry)
        except OSError as error:
            self.notify(f"The history cannot be kept: {error}", severity="warning", markup=False)
        self.query_one(HistoryPanel).reload()

    # --- actions ------------------------------------------------------------------------------------------------------

    def action_cancel(self) -> None:
        """Cancels the solve; without one goes back to the input line."""
        self.screen.remove_class("-enlarged", "-history")
        self.query_one(Results).cancel()
        self._take_keys()

    def action_interrupt(self) -> None:
        """Ctrl+C: cancels, else copies the selected text, else tells how to leave."""
        field = self.focused
        selected = self.screen.get_selected_text() or (field.selected_text if isinstance(field, Input) else "")
        if self.query_one(Results).running:
            self.action_cancel()
        elif selected:
            self._copier.copy(selected, "selected text")
        else:
            self.notify("Ctrl+Q quits.", timeout=3)

    def action_new(self) -> None:
        """Empties the input fields."""
        self.query_one(Asking).show(Question(""))
        self._take_keys()

    def _take_keys(self) -> None:
        """Gives the input line the focus at once: ``Widget.focus`` waits its turn, behind keys that come meanwhile."""
        self.screen.set_focus(self.query_one(QuestionInput))

    def action_settings(self) -> None:
        """Puts the focus into the settings."""
        self.query_one("#lower", Input).focus()

    def action_history(self) -> None:
        """Shows and searches the history; from within hides it."""
        panel = self.query_one(HistoryPanel)
        leaving = panel.has_focus_within
        self.screen.set_class(not leaving, "-history")
        self.screen.set_class(leaving, "-no-history")
        if leaving:
            self.query_one(QuestionInput).focus()
        else:
            self.call_after_refresh(panel.search)

    def action_tab(self, name: str) -> None:
        """Turns to a tab of the details."""
        self.query_one(Details).active = name

    def action_enlarge(self) -> None:
        """Gives the details all the room, or takes it back."""
        self.screen.toggle_class("-enlarged")
        if self.screen.has_class("-enlarged"):
            self.query_one(f"#{self.query_one(Details).active} View").focus()
        else:
            self.query_one(CandidateTable).focus()

    def action_plot(self, what: str, amount: float) -> None:
        """Zooms or moves the plot."""
        self.query_one(PlotView).change(what, amount)

    def action_help(self) -> None:
        """Explains."""
        self.push_screen(HelpScreen(keymap.listing(type(self), self._preferences.keys)))

    def action_copy(self) -> None:
        """Asks in which form to copy."""
        if (selection := self.query_one(Details).selection) is None:
            self.notify("There is no candidate to copy yet.")
            return
        self.push_screen(CopyScreen(forms(selection)), self.action_copy_as)

    def action_copy_as(self, name: str | None) -> None:
        """Copies the chosen candidate in a form; in none (the dialog was closed) nothing."""
        selection = self.query_one(Details).selection
        if name is None or selection is None:
            return
        verdict = selection.judged.verdict
        self._copier.copy(forms(selection)[name], f"{LABELS.get(name, name)}, {verdict.status.value}")

    def action_export(self) -> None:
        """Asks where to export the session."""
        if not self.session:
            self.notify("There is nothing to export yet.")
            return
        stem = f"symassist-{datetime.now():%Y%m%d-%H%M%S}"
        self.push_screen(ExportScreen(stem, len(self.session), in_browser=self.is_web), self._export)

    def _export(self, target: Target | None) -> None:
        if target is None:
            return
        text = export.document(self.session, target.format)
        if self.is_web:
            mime = export.MIME_TYPES[target.format]
            self.deliver_text(StringIO(text), save_filename=target.path.name, mime_type=mime)
            return
        try:
            target.path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.notify(f"Not written: {error}", severity="error", markup=False)
        else:
            self.notify(f"Written: {target.path}", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the app's own actions before Textual's."""
        yield SystemCommand("Solve", "Solve the integral in the input line", self.action_solve)
        yield SystemCommand("Cancel", "Cancel the solve", self.action_cancel)
        yield SystemCommand("New", "Empty the input fields", self.action_new)
        for name in ("sympy", "latex", "text"):
            label = f"Copy as {LABELS.get(name, name)}"
            yield SystemCommand(label, "The chosen candidate", lambda n=name: self.action_copy_as(n))
        yield SystemCommand("Export", "The session as a notebook or Markdown", self.action_export)
        yield SystemCommand("Options", "Limits, beam, time, proposers, positive parameters", self.action_settings)
        yield SystemCommand("Zoom", "Give the details all the room, or take it back", self.action_enlarge)
        yield SystemCommand("History", "Search the history", self.action_history)
        yield SystemCommand("Clear history", "Forget all earlier questions", self._clear_history)
        yield SystemCommand("Help", "How to ask, verdicts, keys", self.action_help)
        for command in super().get_system_commands(screen):
            if command.title not in ("Keys",):
                yield command

    def _clear_history(self) -> None:
        self._history.clear()
        self.query_one(HistoryPanel).reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Behind a dialog the app's own keys rest."""
        return not (len(self.screen_stack) > 1 and action in _BEHIND)


_BEHIND = {
    *("help", "settings", "history", "copy", "copy_as", "export"),
    *("new", "solve", "cancel", "enlarge", "tab", "plot"),
}
