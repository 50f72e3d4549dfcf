"""The app: puts the widgets together and turns keys and messages into work for threads."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Footer, Input, Label
from textual.worker import Worker, WorkerState

from symassist.errors import ParseError, ProblemError, SymassistError
from symassist.problem import Problem
from symassist.solution import Judged
from symassist.tui import export, keymap
from symassist.tui.clipboard import copy_natively, is_remote, native_tool
from symassist.tui.copying import forms
from symassist.tui.history import Entry, History
from symassist.tui.messages import Asked, CandidateJudged, CopyDone, Echoed, Recalled, SolveEnded, SolveFailed
from symassist.tui.preferences import Preferences
from symassist.tui.questions import Question, understand
from symassist.tui.screens.copy import CopyScreen
from symassist.tui.screens.export import ExportScreen, Target
from symassist.tui.screens.help import HelpScreen
from symassist.tui.selection import Selection
from symassist.tui.solver import Options, Solver
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.details import TABS, Details
from symassist.tui.widgets.echo import Echo
from symassist.tui.widgets.history_panel import HistoryPanel
from symassist.tui.widgets.plot import PlotView
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.settings import SettingsBar
from symassist.tui.widgets.status import Status

_TYPING_PAUSE = 0.06
"""Seconds without a key after which what is typed is read."""


_ORPHAN_CHECK = 2.0


class Run:
    """One solve: its number, its question, the event that ends it, and the problem once it is read."""

    def __init__(self, number: int, question: Question) -> None:
        self.number, self.question = number, question
        self.cancel = threading.Event()
        self.problem: Problem | None = None


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
        self._runs = 0
        self._run: Run | None = None
        self._shown: Run | None = None
        self.session: list[export.Solved] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="asking"):
            with Horizontal(id="asking-line"):
                yield Label("❯ ", id="prompt")
                yield QuestionInput(self._history)
            yield SettingsBar(self._options, self._solver.available)
            yield Echo()
        with Horizontal(id="work"):
            yield HistoryPanel(self._history)
            with Vertical(id="results"):
                yield Status()
                yield CandidateTable()
                yield Details(self._solver)
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

    def on_unmount(self) -> None:
        if self._run is not None:
            self._run.cancel.set()

    # --- asking -------------------------------------------------------------------------------------------------------

    @property
    def question(self) -> Question:
        """What stands in the input fields."""
        return self.query_one(SettingsBar).question(self.query_one(QuestionInput).value)

    @on(Input.Changed, "#question, #lower, #upper, #positive")
    def _typed(self) -> None:
        self._understand(self.question)

    @work(group="echo", exclusive=True)
    async def _understand(self, question: Question) -> None:
        await asyncio.sleep(_TYPING_PAUSE)
        if question.blank:
            self.query_one(Echo).show(None)
            return
        self.post_message(Echoed(await asyncio.to_thread(understand, question)))

    @on(Echoed)
    def _echo(self, message: Echoed) -> None:
        with suppress(NoMatches):  # the app is closing: its widgets may be gone before the thread has understood
            if not self.question.blank:
                self.query_one(Echo).show(message.echo)

    @on(Recalled)
    def _recall(self, message: Recalled) -> None:
        field = self.query_one(QuestionInput)
        field.value = message.question.text
        field.cursor_position = len(field.value)
        self.query_one(SettingsBar).show(message.question)
        if message.solve:
            self.action_solve()

    @on(Asked)
    def action_solve(self) -> None:
        """Starts to solve what stands in the input line; a solve that still runs is cancelled."""
        question, status = self.question, self.query_one(Status)
        if question.blank:
            status.say("Type an integral first.")
            return
        try:
            options = self.query_one(SettingsBar).options()
        except ValueError as error:
            status.say(f"{error}.", style="bold")
            return
        self._end_run()
        self._runs += 1
        self._run = self._shown = run = Run(self._runs, question)
        self.query_one(QuestionInput).forget_place()
        self.query_one(CandidateTable).empty()
        self.query_one(Details).empty()
        status.start(options.timeout)
        self.query_one(CandidateTable).focus()
        self.run_worker(lambda: self._solve(run, options), thread=True, group="solve", exit_on_error=False)

    def _solve(self, run: Run, options: Options) -> None:
        """The work of a solve, in a thread."""
        try:
            run.problem = run.question.problem()
            solution = self._solver.solve(
                run.problem,
                options,
                on_candidate=lambda judged: self._post_judged(run, judged),
                cancel=run.cancel,
            )
        except (ParseError, ProblemError) as error:
            self.post_message(SolveFailed(run.number, str(error)))
        except SymassistError as error:
            self.post_message(SolveFailed(run.number, f"{type(error).__name__}: {error}"))
        else:
            self.post_message(SolveEnded(run.number, solution))

    def _post_judged(self, run: Run, judged: Judged) -> None:
        if not run.cancel.is_set():
            self.post_message(CandidateJudged(run.number, judged))

    # --- a solve's messages -------------------------------------------------------------------------------------------

    def _current(self, number: int) -> Run | None:
        return self._run if self._run is not None and self._run.number == number else None

    @on(CandidateJudged)
    def _judged(self, message: CandidateJudged) -> None:
        if self._current(message.run) is not None:
            self.query_one(Status).count(message.judged)
            self.query_one(CandidateTable).add(message.judged)

    @on(SolveEnded)
    def _ended(self, message: SolveEnded) -> None:
        run = self._current(message.run)
        if run is None:
            return
        self._run = None
        solution = message.solution
        self.session.append(export.Solved(run.question, solution))
        self.query_one(Status).finish(solution)
        self._remember(run.question, self.session[-1])
        self.refresh_bindings()
        if note := self._solver.note():
            self.notify(note, severity="warning", markup=False)
        table = self.query_one(CandidateTable)
        table.settle(solution.antiderivative)
        if (chosen := table.chosen) is not None:
            self.query_one(Details).select(Selection(solution.problem, chosen, solution))

    @on(SolveFailed)
    def _failed(self, message: SolveFailed) -> None:
        if self._current(message.run) is not None:
            self._run = None
            self.query_one(Status).say(message.reason.partition("\n")[0], style="bold")
            self.query_one(QuestionInput).focus()

    @on(Worker.StateChanged)
    def _broken(self, event: Worker.StateChanged) -> None:
        """An error nobody foresaw ends the solve and is told; the session goes on."""
        if event.state is WorkerState.ERROR and event.worker.group == "solve" and self._run is not None:
            error = event.worker.error
            self._end_run()
            self.query_one(Status).say(f"unexpected {type(error).__name__}: {error}", style="bold")

    def _remember(self, question: Question, solved: export.Solved) -> None:
        entry = Entry(
            question.text, question.lower, question.upper, question.positive, *export.summary(solved.solution)
        )
        try:
            self._history.add(entry)
        except OSError as error:
            self.notify(f"The history cannot be kept: {error}", severity="warning", markup=False)
        self.query_one(HistoryPanel).reload()

    @on(CandidateTable.Selected)
    def _select(self, message: CandidateTable.Selected) -> None:
        run = self._shown
        if run is not None and run.problem is not None:
            solution = self.session[-1].solution if self._run is None and self.session else None
            if solution is not None and solution.problem is not run.problem:
                solution = None
            self.query_one(Details).select(Selection(run.problem, message.judged, solution))

    # --- actions ------------------------------------------------------------------------------------------------------

    def _end_run(self) -> bool:
        """Cancels the solve that runs; whether there was one."""
        run, self._run = self._run, None
        if run is not None:
            run.cancel.set()
        return run is not None

    def action_cancel(self) -> None:
        """Cancels the solve; without one goes back to the input line."""
        self.screen.remove_class("-enlarged")
        if self._end_run():
            self.query_one(Status).cancelled()
        self._take_keys()

    def action_interrupt(self) -> None:
        """Ctrl+C: cancels, else copies the selected text, else tells how to leave."""
        field = self.focused
        selected = self.screen.get_selected_text() or (field.selected_text if isinstance(field, Input) else "")
        if self._run is not None:
            self.action_cancel()
        elif selected:
            self._copy(selected, "selected text")
        else:
            self.notify("Ctrl+Q quits.", timeout=3)

    def action_new(self) -> None:
        """Empties the input fields."""
        self.query_one(QuestionInput).value = ""
        self.query_one(SettingsBar).show(Question(""))
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
        self.push_screen(CopyScreen(forms(selection)), self._copy_form)

    def action_copy_as(self, name: str) -> None:
        """Copies the chosen candidate."""
        self._copy_form(name)

    def _copy_form(self, name: str | None) -> None:
        selection = self.query_one(Details).selection
        if name is None or selection is None:
            return
        verdict = selection.judged.verdict
        self._copy(forms(selection)[name], f"{name}, {verdict.status.value}")

    def _copy(self, text: str, label: str) -> None:
        """Native tool, then OSC 52; over SSH, and in a browser, only the terminal reaches the user's clipboard."""
        tool = None if self.is_web or is_remote() else native_tool()

        def hand_over() -> None:
            taken = tool is not None and copy_natively(text, tool)
            self.post_message(CopyDone(text, label, Path(tool[0]).name if tool is not None and taken else None))

        self.run_worker(hand_over, thread=True, group="copy", exclusive=True)

    @on(CopyDone)
    def _copied(self, message: CopyDone) -> None:
        if message.tool is None:
            self.copy_to_clipboard(message.text)
        route = message.tool or "the terminal, OSC 52"
        self.notify(f"Copied {message.label} (by {route}).", timeout=3, markup=False)

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
        text = export.notebook(self.session) if target.format == "notebook" else export.markdown(self.session)
        if self.is_web:
            mime = "application/x-ipynb+json" if target.format == "notebook" else "text/markdown"
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
            yield SystemCommand(f"Copy as {name}", "The chosen candidate", lambda n=name: self.action_copy_as(n))
        yield SystemCommand("Export", "The session as a notebook or Markdown", self.action_export)
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
    "help",
    "settings",
    "history",
    "copy",
    "export",
    "new",
    "solve",
    "enlarge",
    "cancel",
    "tab",
    "plot",
    "copy_as",
}
