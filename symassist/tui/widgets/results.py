"""The lower part of the screen: a solve's progress, its candidates as they are judged, and the chosen one's details."""

from __future__ import annotations

import threading

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.worker import Worker, WorkerState

from symassist.errors import ParseError, ProblemError, SymassistError
from symassist.findings import Judged
from symassist.problem import Problem
from symassist.solution import Solution
from symassist.tui.background import background
from symassist.tui.export import Solved
from symassist.tui.messages import CandidateJudged, SolveEnded, SolveFailed
from symassist.tui.questions import Question
from symassist.tui.selection import Selection
from symassist.tui.solver import Options, Solver
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.details import Details
from symassist.tui.widgets.status import Status


class Run:
    """One solve: its number, its question, the event that ends it, and the problem and solution once they are there."""

    def __init__(self, number: int, question: Question) -> None:
        self.number, self.question = number, question
        self.cancel = threading.Event()
        self.problem: Problem | None = None
        self.solution: Solution | None = None


class Results(Vertical):
    """Runs one solve at a time, in a thread. How it ended, ``SolveEnded`` or ``SolveFailed``, goes on to the app."""

    def __init__(self, solver: Solver) -> None:
        super().__init__(id="results")
        self._solver = solver
        self._runs = 0
        self._run: Run | None = None
        self._shown: Run | None = None

    def compose(self) -> ComposeResult:
        yield Status()
        yield CandidateTable()
        yield Details(self._solver)

    def on_unmount(self) -> None:
        self._end()

    @property
    def running(self) -> bool:
        """Whether a solve runs."""
        return self._run is not None

    def solve(self, question: Question, options: Options) -> None:
        """Starts to solve; a solve that still runs is cancelled."""
        self._end()
        self._runs += 1
        self._run = self._shown = run = Run(self._runs, question)
        self.query_one(CandidateTable).empty()
        self.query_one(Details).empty()
        self.query_one(Status).start(options.timeout)
        self.query_one(CandidateTable).focus()
        self.run_worker(background(self._solve, run, options), group="solve", exit_on_error=False)

    def cancel(self) -> None:
        """Cancels the solve if one runs."""
        if self._end():
            self.query_one(Status).cancelled()

    def _end(self) -> bool:
        """Tells the solve that runs to end; whether there was one."""
        run, self._run = self._run, None
        if run is not None:
            run.cancel.set()
        return run is not None

    # --- in the thread ------------------------------------------------------------------------------------------------

    def _solve(self, run: Run, options: Options) -> None:
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
            self.post_message(SolveEnded(run.number, Solved(run.question, solution)))

    def _post_judged(self, run: Run, judged: Judged) -> None:
        if not run.cancel.is_set():
            self.post_message(CandidateJudged(run.number, judged))

    # --- what the thread tells ----------------------------------------------------------------------------------------

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
            message.stop()
            return
        self._run = None
        run.solution = solution = message.solved.solution
        self.query_one(Status).finish(solution)
        table = self.query_one(CandidateTable)
        table.settle(solution.antiderivative)
        if (chosen := table.chosen) is not None:
            self.query_one(Details).select(Selection(solution.problem, chosen, solution))

    @on(SolveFailed)
    def _failed(self, message: SolveFailed) -> None:
        if self._current(message.run) is None:
            message.stop()
            return
        self._run = None
        self.query_one(Status).say(message.reason.partition("\n")[0], style="bold")

    @on(Worker.StateChanged)
    def _broken(self, event: Worker.StateChanged) -> None:
        """An error nobody foresaw ends the solve and is told; the session goes on."""
        if event.state is WorkerState.ERROR and event.worker.group == "solve" and self._run is not None:
            error = event.worker.error
            self._end()
            self.query_one(Status).say(f"unexpected {type(error).__name__}: {error}", style="bold")

    @on(CandidateTable.Selected)
    def _select(self, message: CandidateTable.Selected) -> None:
        run = self._shown
        if run is not None and run.problem is not None:
            self.query_one(Details).select(Selection(run.problem, message.judged, run.solution))
