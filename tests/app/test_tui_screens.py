"""How the interface looks: golden text of whole screens, small and large, and that colour never carries meaning alone.

Text rather than SVG: pytest-textual-snapshot pins a syrupy that this pytest does not take, and text differs readably.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from symassist.tui.app import SymassistApp
from symassist.tui.history import Entry, History
from symassist.tui.preferences import Preferences
from symassist.tui.widgets.candidates import CandidateTable
from tests.app.driving import LARGE, SMALL, ask, assert_golden, drive, shows, text, type_text, until
from tests.app.scripted import ScriptedSolver


def earlier() -> History:
    history = History(None)
    history.add(Entry("sin x / x", integral="∫ sin(x)/x dx", status="UNKNOWN"))
    history.add(Entry("sqrt(1 - x^2)", status="PROVED", answer="..."))
    return history


@pytest.mark.parametrize(("size", "name"), [(SMALL, "80x24"), (LARGE, "200x60")])
def test_every_screen(size: tuple[int, int], name: str) -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await assert_golden(pilot, app, f"start-{name}")
        await type_text(pilot, "x exp x +")
        await shows(pilot, "the text ends here")
        await assert_golden(pilot, app, f"mistake-{name}")
        await pilot.press("ctrl+n")
        await ask(pilot, "x exp x")
        await shows(pilot, "(x - 1)⋅ℯ")
        await assert_golden(pilot, app, f"formula-{name}")
        await pilot.press("3")
        await shows(pilot, "F' =")
        await assert_golden(pilot, app, f"check-{name}")
        await pilot.press("4")
        await shows(pilot, "< x <")
        await assert_golden(pilot, app, f"plot-{name}")
        await pilot.press("5")
        await shows(pilot, "answer in prefix notation")
        await assert_golden(pilot, app, f"tokens-{name}")
        await pilot.press("f4")
        await shows(pilot, "Copy as")
        await assert_golden(pilot, app, f"copy-{name}")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)  # the next dialog is drawn over a screen that is there
        await pilot.press("f1")
        await shows(pilot, "Asking")
        await assert_golden(pilot, app, f"help-{name}")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("f3")
        await until(pilot, lambda: app.focused is app.query_one("#history-search"))
        await assert_golden(pilot, app, f"history-{name}")

    drive(flow, ScriptedSolver(), size=size, history=earlier())


def colours(app: SymassistApp) -> dict[str, str]:
    """The foreground of each verdict's symbol in the table."""
    table = app.query_one(CandidateTable).region
    found = {}
    for strip in app.screen._compositor.render_strips()[table.y : table.bottom]:
        for segment in strip:
            for symbol in "✓≈✗?":
                if segment.text.strip().startswith(symbol) and segment.style and segment.style.color:
                    found[symbol] = segment.style.color.get_truecolor().hex
    return found


def test_themes_change_the_colours_and_not_the_text() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        await pilot.press("g")
        await until(pilot, lambda: app.query_one(CandidateTable).cursor_row == 0)
        dark, words = colours(app), text(app)
        assert set(dark) >= {"✓", "≈", "?"}
        assert len(set(dark.values())) == len(dark)
        app.theme = "textual-light"
        await until(pilot, lambda: colours(app) != dark)
        assert len(set(colours(app).values())) == len(dark)
        assert text(app) == words

    drive(flow, ScriptedSolver())


def test_without_colour_everything_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x exp x")
        assert app.no_color
        for word in ("✗ REFUTED", "✓ PROVED", "≈ CONSISTENT (part)", "? UNKNOWN", "▐X▌ network"):
            assert word in text(app)
        await pilot.click("#proposer-sympy")
        await shows(pilot, "▐ ▌ sympy")
        shades = [int(colour[i : i + 2], 16) for colour in colours(app).values() for i in (1, 3, 5)]
        assert all(len(set(shades[i : i + 3])) == 1 for i in range(0, len(shades), 3))  # grey

    drive(flow, ScriptedSolver(), size=LARGE)


def test_the_theme_of_the_preferences_is_used_and_an_unknown_one_told() -> None:
    chosen: list[str] = []

    async def light(pilot: Pilot[None], app: SymassistApp) -> None:
        assert app.theme == "textual-light"
        app.theme = "nord"
        await until(pilot, lambda: chosen == ["nord"])

    async def unknown(pilot: Pilot[None], app: SymassistApp) -> None:
        await shows(pilot, "There is no theme [/nope]")

    drive(light, ScriptedSolver(), preferences=Preferences(theme="textual-light"), on_theme=chosen.append)
    drive(unknown, ScriptedSolver(), preferences=Preferences(theme="[/nope]"))
