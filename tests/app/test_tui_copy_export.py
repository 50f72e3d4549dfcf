"""What leaves the interface: the clipboard and exported files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from symassist.tui.app import SymassistApp
from tests.app.driving import LARGE, ask, drive, shows, text, until
from tests.app.scripted import ScriptedSolver


class TestCopy:
    """The clipboard's own tool, else the terminal."""

    def test_by_the_native_tool(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pasted = tmp_path / "clipboard"
        monkeypatch.setattr("symassist.tui.copying.is_remote", lambda: False)
        monkeypatch.setattr("symassist.tui.copying.native_tool", lambda: ["/bin/sh", "-c", f"cat > '{pasted}'"])
        forms = {"y": "(x - 1)*exp(x)", "l": r"\left(x - 1\right) e^{x}", "t": "         x\n(x - 1)⋅ℯ "}

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x")
            for key, wanted in forms.items():
                await pilot.press(key)
                await until(pilot, lambda wanted=wanted: pasted.exists() and pasted.read_text() == wanted)
            assert not app.clipboard

        drive(flow, ScriptedSolver(), size=LARGE)

    def test_by_the_terminal_where_no_tool_works(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("symassist.tui.copying.is_remote", lambda: False)
        monkeypatch.setattr("symassist.tui.copying.native_tool", lambda: ["/bin/false"])

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x")
            await pilot.press("f4")
            await shows(pilot, "Copy as")
            await pilot.press("j", "enter")
            await until(pilot, lambda: app.clipboard)
            assert app.clipboard == r"\left(x - 1\right) e^{x}"

        drive(flow, ScriptedSolver())

    def test_the_value_of_a_definite_integral_comes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("symassist.tui.copying.native_tool", lambda: None)

        async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
            await ask(pilot, "x exp x from 0 to 1")
            await pilot.press("f4")
            await shows(pilot, "LaTeX    \\left(x - 1\\right) e^{x}")
            await pilot.press("enter")
            await until(pilot, lambda: app.clipboard == "1")
            await shows(pilot, "Copied value, PROVED")

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
