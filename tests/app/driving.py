"""Driving the interface: an app in a terminal of some size, its text, and waiting for what threads do."""

from __future__ import annotations

import asyncio
import difflib
import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from symassist.tui.app import SymassistApp
from symassist.tui.history import History
from symassist.tui.preferences import Preferences
from symassist.tui.solver import Options, Solver
from symassist.tui.widgets.status import Status

GOLDEN = Path(__file__).parents[1] / "golden" / "tui"
SMALL, LARGE = (80, 24), (200, 60)
Flow = Callable[[Pilot[None], Any], Coroutine[Any, Any, None]]


def drive(
    flow: Flow,
    solver: Solver,
    *,
    size: tuple[int, int] = SMALL,
    history: History | None = None,
    preferences: Preferences | None = None,
    options: Options | None = None,
    on_theme: Callable[[str], None] | None = None,
) -> SymassistApp:
    """Runs ``flow(pilot, app)`` in a headless terminal and returns the app."""
    app = SymassistApp(solver, history=history, preferences=preferences, options=options, on_theme=on_theme)

    async def run() -> None:
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await flow(pilot, app)

    asyncio.run(run())
    return app


def text(app: SymassistApp) -> str:
    """What the terminal shows."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits for what a thread brings about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not come about; the screen:\n{text(pilot.app)}"  # type: ignore[arg-type]
        await asyncio.sleep(0.05)
    await pilot.pause()


async def shows(pilot: Pilot[None], wanted: str) -> None:
    """Waits until the terminal shows a text."""
    await until(pilot, lambda: wanted in text(pilot.app))  # type: ignore[arg-type]


async def type_text(pilot: Pilot[None], words: str) -> None:
    """Types into the focused input, as a paste of each character."""
    field = pilot.app.focused
    assert isinstance(field, Input)
    for character in words:
        field.insert_text_at_cursor(character)
    await pilot.pause()


async def ask(pilot: Pilot[None], words: str) -> None:
    """Types an integral, presses Enter and waits for the end of the solve."""
    await type_text(pilot, words)
    await shows(pilot, "d")
    await pilot.press("enter")
    await until(pilot, lambda: not pilot.app.query_one(Status).running)


async def assert_golden(pilot: Pilot[None], app: SymassistApp, name: str) -> None:
    """Waits until the screen is the golden one; ``UPDATE_GOLDEN=1`` writes it instead, to be looked at."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        await asyncio.sleep(1.0)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(app) + "\n", encoding="utf-8")
    golden = path.read_text(encoding="utf-8").rstrip("\n").splitlines()
    deadline = time.monotonic() + 10.0
    while (shown := text(app).rstrip("\n").splitlines()) != golden:
        if time.monotonic() > deadline:
            difference = "\n".join(difflib.unified_diff(golden, shown, str(path), "the screen", lineterm="", n=1))
            raise AssertionError(f"the screen differs from its golden text:\n{difference}")
        await asyncio.sleep(0.1)
    await pilot.pause()
