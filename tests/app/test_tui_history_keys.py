"""The history of questions, remapped keys, help and palette."""

from __future__ import annotations

from pathlib import Path

import sympy
from textual.pilot import Pilot
from textual.widgets import OptionList

from symassist.tui.app import SymassistApp
from symassist.tui.history import History
from symassist.tui.preferences import Preferences
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.question import QuestionInput
from tests.app.driving import LARGE, ask, drive, shows, text, type_text, until
from tests.app.scripted import ScriptedSolver, X


class TestHistory:
    """Kept across starts, searched, asked again."""

    def test_it_is_kept_across_starts_and_searched(self, tmp_path: Path) -> None:
        path = tmp_path / "state" / "history.jsonl"

        async def first(pilot: Pilot[None], app: SymassistApp) -> None:
            for question in ("x exp x", "x sin x", "2 sin x", "exp(2x)"):
                await pilot.press("escape", "ctrl+n")
                await ask(pilot, question)

        drive(first, ScriptedSolver(), history=History(path))
        solver = ScriptedSolver()

        async def second(pilot: Pilot[None], app: SymassistApp) -> None:
            assert "✓ exp(2x)" in text(app)
            await pilot.press("f3")
            await until(pilot, lambda: app.focused is app.query_one("#history-search"))
            await type_text(pilot, "SIN x")
            entries = app.query_one("#history-list", OptionList)
            await until(pilot, lambda: entries.option_count == 2)
            await pilot.press("enter", "j", "enter")
            await until(pilot, lambda: solver.asked)
            assert solver.asked[0][0].integrand == X * sympy.sin(X)
            assert app.query_one(QuestionInput).value == "x sin x"

        drive(second, solver, history=History(path), size=LARGE)

    def test_up_and_down_walk_through_it_and_keep_the_draft(self) -> None:
        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            field = app.query_one(QuestionInput)
            await ask(pilot, "x exp x")
            await pilot.press("escape")
            field.value = "draft"
            await pilot.press("up")
            assert field.value == "x exp x"
            await pilot.press("up")
            assert field.value == "x exp x"
            await pilot.press("down")
            assert field.value == "draft"

        drive(flow, ScriptedSolver())

    def test_it_opens_and_closes_in_a_small_terminal(self) -> None:
        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            assert not app.query_one("#history").display
            await pilot.press("ctrl+r")
            await shows(pilot, "search history")
            await until(pilot, lambda: app.focused is app.query_one("#history-search"))
            await pilot.press("f3")
            await until(pilot, lambda: not app.query_one("#history").display)

        drive(flow, ScriptedSolver())


def test_keys_are_remapped_by_their_names_and_unknown_names_are_told() -> None:
    preferences = Preferences({"history": "f9", "candidate-next": "n", "nonsense": "x"})

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await shows(pilot, "nonsense: no such action")
        await pilot.press("f9")
        await until(pilot, lambda: app.focused is app.query_one("#history-search"))
        await pilot.press("escape")
        await ask(pilot, "x exp x")
        row = app.query_one(CandidateTable).cursor_row
        await pilot.press("n")
        assert app.query_one(CandidateTable).cursor_row == row + 1
        await pilot.press("f1")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await shows(pilot, "f9")

    drive(flow, ScriptedSolver(), preferences=preferences, size=LARGE)


def test_help_and_palette_open_and_close() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await pilot.press("f1")
        await shows(pilot, "F' - f was rewritten to zero")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("ctrl+p")
        await shows(pilot, "Search for commands")
        await type_text(pilot, "clear history")
        await shows(pilot, "Forget all earlier questions")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)

    drive(flow, ScriptedSolver())
