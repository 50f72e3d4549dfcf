"""A solve: candidates as they come, which one is chosen, cancelling, and errors, over a scripted assistant."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from symassist.errors import BundleError
from symassist.tui.app import SymassistApp
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.status import Status
from tests.app.driving import ask, drive, shows, text, type_text, until
from tests.app.scripted import BEAM, OPEN, PARTIAL, PROVED, REFUTED, ScriptedSolver


def test_candidates_come_one_by_one_and_the_accepted_one_is_chosen() -> None:
    solver = ScriptedSolver(stepwise=True)

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        table = app.query_one(CandidateTable)
        await type_text(pilot, "x exp x")
        await pilot.press("enter")
        await until(pilot, lambda: solver.asked)
        assert app.query_one(Status).running
        solver.step()
        await shows(pilot, "✗ REFUTED")
        assert table.row_count == 1
        solver.step()
        await shows(pilot, "found: ✓ PROVED")
        assert table.chosen == PROVED
        solver.step()
        await shows(pilot, "≈ on a part")
        assert table.chosen == PROVED
        solver.step()
        solver.step()
        await until(pilot, lambda: not app.query_one(Status).running)
        assert "✓ = (x - 1)*exp(x)" in text(app)
        assert "PROVED by normal form, on all of the real domain, from network, 0.42 s" in text(app)

    drive(flow, solver)


def test_a_row_that_the_user_chose_stays_chosen() -> None:
    solver = ScriptedSolver((REFUTED, OPEN, PROVED), stepwise=True)

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        table = app.query_one(CandidateTable)
        await type_text(pilot, "x exp x")
        await pilot.press("enter")
        solver.step()
        solver.step()
        await until(pilot, lambda: table.row_count == 2)
        await pilot.press("j")
        assert table.chosen == OPEN
        solver.step()
        solver.step()
        await until(pilot, lambda: not app.query_one(Status).running)
        assert table.chosen == OPEN
        await pilot.press("G")
        assert table.chosen == PROVED
        await pilot.press("k", "k")
        assert table.chosen == REFUTED

    drive(flow, solver)


def test_a_whole_answer_that_comes_after_a_partial_one_is_chosen_in_the_end() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        assert app.query_one(CandidateTable).chosen == PROVED
        await shows(pilot, "✓ PROVED  on all of the real domain")

    drive(flow, ScriptedSolver((REFUTED, PARTIAL, PROVED)))


def test_messages_about_the_cursor_that_come_late_are_not_the_users_choice() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        table = app.query_one(CandidateTable)
        table.add(REFUTED)
        table.add(PARTIAL)  # before the message that the first row was highlighted is read
        await pilot.pause(0.2)
        assert table.chosen == PARTIAL
        table.add(PROVED)
        table.settle(PROVED.candidate.expression)
        await pilot.pause(0.2)
        assert table.chosen == PROVED

    drive(flow, ScriptedSolver())


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
def test_a_solve_is_cancelled_at_once_even_if_it_does_not_listen(key: str) -> None:
    solver = ScriptedSolver(stepwise=True)

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "x exp x")
        await pilot.press("enter")
        await until(pilot, lambda: solver.asked)
        solver.step()
        await shows(pilot, "1 judged")
        await pilot.press(key)
        assert not app.query_one(Status).running
        await shows(pilot, "cancelled after")
        assert solver.cancels[0].is_set()
        assert isinstance(app.focused, QuestionInput)
        for _ in BEAM:  # what comes late is not listened to
            solver.step()
        await pilot.pause(0.2)
        assert app.query_one(CandidateTable).row_count == 1
        assert not app.session

    drive(flow, solver)


def test_asking_again_cancels_the_solve_that_runs() -> None:
    solver = ScriptedSolver(stepwise=True)

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "x exp x")
        await pilot.press("enter")
        await until(pilot, lambda: solver.asked)
        await pilot.press("f5")
        await until(pilot, lambda: len(solver.asked) == 2)
        assert solver.cancels[0].is_set()
        assert not solver.cancels[1].is_set()
        for _ in range(2 * len(BEAM) + 2):
            solver.step()
        await until(pilot, lambda: not app.query_one(Status).running)
        assert app.query_one(CandidateTable).row_count == len(BEAM)

    drive(flow, solver)


def test_ctrl_c_without_a_solve_tells_how_to_leave_and_stays() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await pilot.press("ctrl+c")
        await shows(pilot, "Ctrl+Q quits")
        assert app.is_running

    drive(flow, ScriptedSolver())


@pytest.mark.parametrize("error", [BundleError("the weights [/are] damaged"), ZeroDivisionError("surprise [/x]")])
def test_an_error_of_the_solver_ends_the_solve_and_not_the_session(error: Exception) -> None:
    solver = ScriptedSolver(error=error)

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "x")
        await pilot.press("enter")
        await shows(pilot, str(error))
        solver.error = None
        await pilot.press("f5")
        await until(pilot, lambda: app.session)

    drive(flow, solver)
