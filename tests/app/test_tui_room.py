"""Nothing is cut that can be wrapped, and what was asked for comes first, also at 80 columns."""

from __future__ import annotations

from dataclasses import replace

import sympy
from textual.pilot import Pilot

from symassist.findings import Judged
from symassist.problem import Problem
from symassist.solution import Solution
from symassist.tui.app import SymassistApp
from symassist.tui.history import Entry, History
from symassist.tui.selection import Selection
from symassist.tui.widgets.formula import formula_text
from symassist.tui.widgets.steps import steps_text
from tests.app.driving import LARGE, ask, drive, shows, text, until
from tests.app.scripted import PROVED, ScriptedSolver, X

LONG = replace(PROVED.verdict, assumptions=("a**2 + b**2 != 0", "n != -1"), method="a method with a long name")


def test_a_long_verdict_goes_on_below_and_loses_nothing() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        await shows(pilot, "on all of the real domain, for a**2 + b**2 != 0, n != -1,")
        shown = " ".join(text(app).replace("\N{NO-BREAK SPACE}", " ").split())
        assert "from network, 0.42 s #" in shown  # the heading of the table follows

    drive(flow, ScriptedSolver((Judged(PROVED.candidate, LONG),)))


def test_the_value_of_a_definite_integral_stands_above_the_antiderivative() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x from 0 to 1")
        await shows(pilot, "between the limits")
        lines = [line.strip() for line in text(app).splitlines()]
        place = lines.index("between the limits")
        assert lines[place + 1] == "1"
        assert lines[place + 3].startswith("antiderivative  ✓ PROVED")

    drive(flow, ScriptedSolver((PROVED,)))


def test_formulas_as_text_and_steps_are_wrapped_to_the_room_there_is() -> None:
    F = sympy.Add(*(sympy.sin(n * X) / n for n in range(1, 30)))
    problem = Problem(F.diff(X), X)
    judged = Judged(replace(PROVED.candidate, expression=F), PROVED.verdict)
    selection = Selection(problem, judged, Solution(problem, F, PROVED.verdict, (judged,)))
    lines = formula_text(selection, {}, 70).plain.splitlines()
    assert max(map(len, lines)) <= 70
    assert f"(too long to draw: {len(str(F))} characters)" in "\n".join(lines)  # no drawing several screens wide
    written = " ".join(line.strip() for line in lines[lines.index("") + 3 :])
    assert str(F) in written
    steps = steps_text(selection, f" 1. Put {F} back.", 70).plain.splitlines()
    assert max(map(len, steps)) <= 70
    assert all(line.startswith("    ") for line in steps[1:])


def test_a_narrow_terminal_gives_the_room_back_when_the_history_was_used() -> None:
    history = History(None)
    history.add(Entry("Piecewise((x, x > 0), (x^2, x < -1), (0, True))", status="PROVED"))
    history.add(Entry("x exp x", status="PROVED"))

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        panel = app.query_one("#history")
        await pilot.press("f3")
        await until(pilot, lambda: panel.display)
        await shows(pilot, "Piecewise((x, x > 0), (x^…│")  # a line an entry
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.session)
        assert not panel.display
        await pilot.press("f3")
        await until(pilot, lambda: panel.display)
        await pilot.press("escape")
        await until(pilot, lambda: not panel.display)

    drive(flow, ScriptedSolver(), history=history)


def test_the_palette_leads_to_the_options() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        for key in "options":
            await pilot.press(key)
        await shows(pilot, "Limits, beam, time, proposers")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.query_one("#lower"))

    drive(flow, ScriptedSolver(), size=LARGE)
