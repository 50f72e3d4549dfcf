"""What is shown of a candidate: the tabs, the plot, the room that they get, by keys and mouse."""

from __future__ import annotations

from textual.pilot import Pilot

from symassist.tui.app import SymassistApp
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.details import Details
from symassist.tui.widgets.plot import PlotView
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.settings import Proposer
from tests.app.driving import LARGE, ask, drive, shows, text, type_text, until
from tests.app.scripted import REFUTED, ScriptedSolver


def test_number_keys_turn_to_the_tabs() -> None:
    tabs = {
        "3": "14 points agree to 71 digits",
        "4": "F' numerically",
        "5": "answer in prefix notation  mul x exp x",
        "1": "(x - 1)⋅ℯ",
    }

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        for key, wanted in tabs.items():
            await pilot.press(key)
            await shows(pilot, wanted)
        await pilot.press("2")
        await until(pilot, lambda: app.query_one(Details).active == "steps" and "working out" not in text(app))
        await pilot.press("5", "j")
        await shows(pilot, "comes from ansatz: no tokens")

    drive(flow, ScriptedSolver())


def test_the_check_shows_derivative_difference_and_samples() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        await pilot.press("3")
        await shows(pilot, "F' - f")
        await shows(pilot, "F′ - f")
        shown = text(app)
        assert "(-∞, ∞)" in shown
        assert shown.split("F' - f =")[1].splitlines()[1].strip(" │") == "0"
        await pilot.press("k")
        await shows(pilot, "x = 0.5")
        await until(pilot, lambda: text(app).count("ℯ") >= 2)

    drive(flow, ScriptedSolver(), size=LARGE)


def test_the_plot_zooms_and_moves() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        await pilot.press("4")
        await shows(pilot, "-6 < x < 6")
        await pilot.press("plus")
        await shows(pilot, "-3 < x < 3")
        app.query_one(PlotView).focus()
        await pilot.press("right")
        await shows(pilot, "-1.5 < x < 4.5")
        await pilot.press("0")
        await shows(pilot, "-6 < x < 6")
        assert any("\u2801" <= character <= "\u28ff" for character in text(app))

    drive(flow, ScriptedSolver(), size=LARGE)


def test_the_details_can_have_all_the_room() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        before = app.query_one(Details).size.height
        await pilot.press("f6")
        await until(pilot, lambda: app.query_one(Details).size.height > before + 8)
        await pilot.press("escape")
        await until(pilot, lambda: app.query_one(Details).size.height < before)  # the echo is two-dimensional again
        app.query_one(CandidateTable).focus()
        await until(pilot, lambda: app.query_one(Details).size.height == before)


def test_a_short_terminal_gives_the_room_to_what_is_looked_at() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await type_text(pilot, "x exp x")
        await shows(pilot, "⎮ x⋅ℯ  dx")
        assert "network" not in text(app)
        await pilot.press("enter")
        await shows(pilot, "∫ x*exp(x) dx")
        await until(pilot, lambda: app.session and app.query_one(Details).size.height >= 12)
        await pilot.press("f2")
        await shows(pilot, "▐X▌ network")
        app.query_one("#proposer-sympy", Proposer).focus()
        await pilot.pause()
        assert "▐X▌ sympy" in text(app)
        await pilot.press("escape")
        await shows(pilot, "⎮ x⋅ℯ  dx")
        assert "▐X▌" not in text(app)

    drive(flow, ScriptedSolver())


def test_the_mouse_chooses_rows_and_tabs() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        await pilot.click("#candidates", offset=(6, 1))
        await until(pilot, lambda: app.query_one(CandidateTable).chosen == REFUTED)
        await pilot.click("#--content-tab-check")
        await shows(pilot, "disjoint enclosures")
        await pilot.click("#question")
        assert isinstance(app.focused, QuestionInput)

    drive(flow, ScriptedSolver())
