"""Leaving the interface in a real terminal while a solve runs that does not listen."""

from __future__ import annotations

import os
import sys

import pytest

pexpect = pytest.importorskip("pexpect")

_DEAF = """
import time
from symassist.tui import command, solver
from tests.app.scripted import ScriptedSolver

class Deaf(ScriptedSolver):
    def __init__(self, settings):
        super().__init__()

    def solve(self, *_, **__):
        time.sleep(600)

solver.AssistantSolver = Deaf
command.tui.main(["x exp x", "--no-history"])
"""


def test_ctrl_q_leaves_at_once_although_a_solve_does_not_end() -> None:
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    terminal = pexpect.spawn(
        sys.executable, ["-c", _DEAF], env=environment, dimensions=(30, 100), encoding="utf-8", timeout=60
    )
    try:
        terminal.expect("Type an integral")
        terminal.send("\r")
        terminal.expect("Esc cancels")
        terminal.send("\x11")
        terminal.expect(pexpect.EOF)
        terminal.wait()
        assert terminal.exitstatus == 0
    finally:
        terminal.close(force=True)
