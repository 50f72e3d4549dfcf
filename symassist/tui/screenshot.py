"""``python -m symassist.tui.screenshot``: the interface after a real solve, as an SVG picture for documents."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import click
from textual.pilot import Pilot

from symassist.config import Settings
from symassist.tui.app import SymassistApp
from symassist.tui.history import Entry, History
from symassist.tui.preferences import Preferences
from symassist.tui.solver import AssistantSolver, Options
from symassist.tui.widgets.candidates import CandidateTable
from symassist.tui.widgets.details import TABS
from symassist.tui.widgets.status import Status

TIMEOUT = 60.0
_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)


def to_svg(app: SymassistApp) -> str:
    """The screen as SVG without the fonts that it would load from elsewhere."""
    return _FONT_FACE.sub("", app.export_screenshot(title="symassist tui"))


async def solved(pilot: Pilot[None]) -> None:
    """Waits until the solve that runs is over and its consequences are drawn.

    Raises:
        TimeoutError: it did not end.
    """
    deadline = time.monotonic() + TIMEOUT
    while pilot.app.query_one(Status).running:
        if time.monotonic() > deadline:
            raise TimeoutError(f"the solve did not end within {TIMEOUT:g} s")
        await pilot.pause(0.05)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def _picture(text: str, earlier: tuple[str, ...], size: tuple[int, int], tab: str, row: int, theme: str) -> str:
    history = History(None)
    for question in earlier:
        history.add(Entry(question, status="PROVED"))
    options = Options(timeout=TIMEOUT)
    solver = AssistantSolver(Settings.load())
    app = SymassistApp(solver, options=options, history=history, preferences=Preferences(theme=theme), question=text)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.5)
        app.action_solve()
        await solved(pilot)
        if row:
            app.query_one(CandidateTable).choose(row - 1)
        app.action_tab(tab)
        await pilot.pause(0.5)
        await solved(pilot)
        return to_svg(app)


@click.command()
@click.argument("expression", default="x^2 (tan(x)^2 + 1) + 2x tan(x) + 1")
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/images/tui.svg"), show_default=True)
@click.option("--size", default="120x40", show_default=True, help="Columns x rows.")
@click.option("--tab", type=click.Choice(TABS), default="formula", show_default=True)
@click.option("--row", default=0, help="The candidate to choose [default: the accepted one].")
@click.option("--theme", default="textual-dark", show_default=True)
@click.option("--earlier", multiple=True, help="A question that stands in the history (repeatable).")
def main(expression: str, out: Path, size: str, tab: str, row: int, theme: str, earlier: tuple[str, ...]) -> None:
    """Solves EXPRESSION in the interface and writes a picture of it."""
    columns, _, rows = size.partition("x")
    svg = asyncio.run(_picture(expression, earlier, (int(columns), int(rows)), tab, row, theme))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(svg, encoding="utf-8")
    click.echo(out)


if __name__ == "__main__":
    main()
