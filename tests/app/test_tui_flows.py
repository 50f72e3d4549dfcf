"""Each flow of the terminal interface, driven by keys and mouse over a scripted assistant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sympy
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from symassist.errors import BundleError
from symassist.tui.app import SymassistApp
from symassist.tui.history import History
from symassist.tui.preferences import Preferences
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.details import Details
from symassist.tui.widgets.plot import PlotView
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.settings import Proposer
from symassist.tui.widgets.status import Status
from tests.app.driving import LARGE, ask, drive, shows, text, type_text, until
from tests.app.scripted import BEAM, OPEN, PARTIAL, PROVED, REFUTED, ScriptedSolver, X


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


def test_what_is_no_integral_is_told_and_the_input_is_back() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await pilot.press("enter")
        await shows(pilot, "Type an integral first")
        await type_text(pilot, "y z")
        await pilot.press("enter")
        await shows(pilot, "over which variable?")
        await until(pilot, lambda: isinstance(app.focused, QuestionInput))

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


class TestCopy:
    """The clipboard's own tool, else the terminal."""

    def test_by_the_native_tool(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pasted = tmp_path / "clipboard"
        monkeypatch.setattr("symassist.tui.app.is_remote", lambda: False)
        monkeypatch.setattr("symassist.tui.app.native_tool", lambda: ["/bin/sh", "-c", f"cat > '{pasted}'"])
        forms = {"y": "(x - 1)*exp(x)", "l": r"\left(x - 1\right) e^{x}", "t": "         x\n(x - 1)⋅ℯ "}

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x")
            for key, wanted in forms.items():
                await pilot.press(key)
                await until(pilot, lambda wanted=wanted: pasted.exists() and pasted.read_text() == wanted)
            assert not app.clipboard

        drive(flow, ScriptedSolver(), size=LARGE)

    def test_by_the_terminal_where_no_tool_works(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("symassist.tui.app.is_remote", lambda: False)
        monkeypatch.setattr("symassist.tui.app.native_tool", lambda: ["/bin/false"])

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x")
            await pilot.press("f4")
            await shows(pilot, "Copy as")
            await pilot.press("j", "enter")
            await until(pilot, lambda: app.clipboard)
            assert app.clipboard == r"\left(x - 1\right) e^{x}"

        drive(flow, ScriptedSolver())

    def test_nothing_to_copy_is_told(self) -> None:
        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await pilot.press("f4")
            await shows(pilot, "no candidate to copy")

        drive(flow, ScriptedSolver())


class TestExport:
    """A file is written where the user says, and overwritten only on purpose."""

    def test_notebook_then_markdown(self, tmp_path: Path) -> None:
        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await pilot.press("ctrl+s")
            await shows(pilot, "nothing to export")
            await ask(pilot, "x exp x")
            await pilot.press("ctrl+s")
            await shows(pilot, "Export 1 integral")
            app.screen.query_one("#export-path", Input).value = str(tmp_path / "mine.ipynb")
            await pilot.press("enter")
            await until(pilot, lambda: (tmp_path / "mine.ipynb").exists())
            await pilot.press("ctrl+s")
            await shows(pilot, "Export 1 integral")
            path = app.screen.query_one("#export-path", Input)
            path.value = str(tmp_path / "mine.ipynb")
            await pilot.press("shift+tab", "down", "enter")
            await until(pilot, lambda: path.value.endswith("mine.md"))
            assert "▐ ▌ Notebook" in text(app)
            assert "▐●▌ Markdown" in text(app)
            path.focus()
            await pilot.press("enter")
            await until(pilot, lambda: (tmp_path / "mine.md").exists())

        drive(flow, ScriptedSolver())
        assert json.loads((tmp_path / "mine.ipynb").read_text())["nbformat"] == 4
        assert "PROVED" in (tmp_path / "mine.md").read_text()

    def test_an_existing_file_and_a_missing_folder(self, tmp_path: Path) -> None:
        mine = tmp_path / "mine.md"
        mine.write_text("dear to me")

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x")
            await pilot.press("ctrl+s")
            await shows(pilot, "Export 1 integral")
            path = app.screen.query_one("#export-path", Input)
            path.value = str(tmp_path / "nowhere" / "a.md")
            await pilot.press("enter")
            await shows(pilot, "There is no folder")
            path.value = str(mine)
            await pilot.press("enter")
            await shows(pilot, "overwrites it")
            assert mine.read_text() == "dear to me"
            await pilot.press("escape")
            assert mine.read_text() == "dear to me"

        drive(flow, ScriptedSolver(), size=LARGE)

    def test_in_a_browser_it_is_a_download_and_there_is_no_path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(SymassistApp, "is_web", True)
        delivered: list[tuple[str, dict[str, Any]]] = []
        monkeypatch.setattr(SymassistApp, "deliver_text", lambda _, file, **how: delivered.append((file.read(), how)))

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x")
            await pilot.press("ctrl+s")
            await shows(pilot, "Download")
            assert not app.screen.query(Input)
            await pilot.press("enter")
            await until(pilot, lambda: delivered)

        drive(flow, ScriptedSolver())
        content, how = delivered[0]
        assert json.loads(content)["nbformat"] == 4
        assert "/" not in how["save_filename"]


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


def test_what_is_typed_ahead_is_not_lost() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        for key in ("escape", "ctrl+n", "s", "i", "n", "space", "x"):
            app.post_message(events.Key(key, " " if key == "space" else key if len(key) == 1 else None))
        await until(pilot, lambda: app.query_one(QuestionInput).value == "sin x")

    drive(flow, ScriptedSolver())


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
