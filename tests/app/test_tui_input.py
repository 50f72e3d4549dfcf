"""What is asked: the input line with its echo, the limits and the settings, by keys over a scripted assistant."""

from __future__ import annotations

import sympy
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from symassist.tui.app import SymassistApp
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.settings import Proposer
from symassist.tui.widgets.status import Status
from tests.app.driving import LARGE, ask, drive, shows, text, type_text, until
from tests.app.scripted import ScriptedSolver


def test_typing_echoes_the_integral_and_points_at_mistakes() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "x^2 sin")
        await shows(pilot, "expected the argument of sin")
        lines = text(app).splitlines()
        row = next(i for i, line in enumerate(lines) if line.strip() == "^")
        assert lines[row].index("^") == lines[row - 1].index("x^2 sin") + len("x^2 sin")
        await type_text(pilot, " x")
        await shows(pilot, "⎮ x ⋅sin(x) dx")
        assert "expected" not in text(app)

    drive(flow, ScriptedSolver())


HOSTILE = ("[/x]", "[bold]x[/bold]", "x]][[", "$x @click=app.quit()", "\x1b[31mx")


def test_what_is_typed_is_never_markup() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        for hostile in HOSTILE:
            await pilot.press("escape", "ctrl+n")
            await type_text(pilot, hostile)
            await pilot.press("enter")
            await until(pilot, lambda: not app.query_one(Status).running)
        assert app.is_running

    drive(flow, ScriptedSolver())


def test_what_is_typed_ahead_is_not_lost() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        for key in ("escape", "ctrl+n", "s", "i", "n", "space", "x"):
            app.post_message(events.Key(key, " " if key == "space" else key if len(key) == 1 else None))
        await until(pilot, lambda: app.query_one(QuestionInput).value == "sin x")

    drive(flow, ScriptedSolver())


def test_what_is_no_integral_is_told_and_the_input_is_back() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await pilot.press("enter")
        await shows(pilot, "Type an integral first")
        await type_text(pilot, "y z")
        await pilot.press("enter")
        await shows(pilot, "over which variable?")
        await until(pilot, lambda: isinstance(app.focused, QuestionInput))

    drive(flow, ScriptedSolver())


def test_settings_and_limits_are_used_as_they_stand() -> None:
    solver = ScriptedSolver()

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "a x exp x")
        for name, value in (("lower", "-1"), ("upper", "pi"), ("beam", "3"), ("timeout", "2.5"), ("positive", "a")):
            app.query_one(f"#{name}", Input).value = value
        await pilot.press("f2")
        assert app.focused is app.query_one("#lower")
        app.query_one("#proposer-sympy", Proposer).focus()
        await pilot.press("space")
        app.query_one("#beam", Input).focus()
        await pilot.press("enter")
        await until(pilot, lambda: app.session)
        problem, options = solver.asked[0]
        assert problem.limits == (-1, sympy.pi)
        assert [p.is_positive for p in problem.parameters] == [True]
        assert (options.beam_size, options.timeout, options.proposers) == (
            3,
            2.5,
            ("retrieval", "network", "ansatz", "search"),
        )
        assert "✓ = 1" in text(app)
        await shows(pilot, "between the limits")

    drive(flow, solver, size=LARGE)


def test_settings_without_sense_are_named_and_nothing_is_asked() -> None:
    solver = ScriptedSolver()
    bad = (
        ("beam", "ten", "whole number"),
        ("beam", "0", "1 to 100"),
        ("timeout", "-1", "600 s"),
        ("timeout", "", "number"),
    )

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "x")
        for name, value, told in bad:
            field = app.query_one(f"#{name}", Input)
            good, field.value = field.value, value
            await pilot.press("enter")
            await shows(pilot, told)
            field.value = good
        assert not solver.asked

    drive(flow, solver)
