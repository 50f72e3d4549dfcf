"""The interface over the real assistant and the shipped network."""

from __future__ import annotations

from textual.pilot import Pilot

from symassist.config import Settings
from symassist.tui.app import SymassistApp
from symassist.tui.solver import AssistantSolver, Options
from tests.app.driving import LARGE, ask, drive, shows, text


def test_a_real_integral_from_keys_to_tokens() -> None:
    async def flow(pilot: Pilot[None], app: SymassistApp) -> None:
        await ask(pilot, "x^2 (tan(x)^2 + 1) + 2x tan(x) + 1")
        solution = app.session[0].solution
        assert solution.solved
        assert "✓ PROVED" in text(app)
        assert f"= {solution.antiderivative}" in text(app)
        assert sum(judged.candidate.origin == "network" for judged in solution.candidates) == 3
        await pilot.press("5", "g")
        await shows(pilot, "likeliest there")
        assert "<eos>" in text(app)

    solver = AssistantSolver(Settings(device="cpu", threads=1))
    drive(flow, solver, size=LARGE, options=Options(beam_size=3, timeout=60, proposers=("network",)))
