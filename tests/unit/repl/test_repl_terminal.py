"""``symassist repl`` in a real pseudo-terminal and in a real pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
import sympy

from symassist import cli
from symassist.parsing import parse_expression

TIMEOUT = 60
COMMAND = [sys.executable, "-m", "symassist", "repl"]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[pexpect.spawn[str]]:
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], "--history", str(tmp_path / "history"), "--timeout", "30"],
        env=environment,
        encoding="utf-8",
        dimensions=(40, 120),
        timeout=TIMEOUT,
    )
    child.expect("Ctrl-D quits")
    child.expect("∫> ")
    yield child
    child.close(force=True)


def test_a_session_in_a_terminal(terminal: pexpect.spawn[str]) -> None:
    terminal.send("f := x*exp(-x^2)\r")
    terminal.expect(r"f := x\*exp\(-x\*\*2\)")
    terminal.send("set output plain\rf\r")
    terminal.expect(r"-exp\(-x\*\*2\)/2")
    terminal.expect("PROVED")
    terminal.send("why\r")
    terminal.expect("rewritten to zero")
    terminal.send("x^2 + )\r")
    terminal.expect("before")  # the toolbar tells what is wrong, nothing is sent off
    terminal.send("\x03")
    terminal.send("x*exp(x)*tan(x)^2/(x+log(x))\r")
    terminal.expect("Ctrl-C cancels")
    terminal.sendintr()
    terminal.expect("cancelled")
    terminal.send("show f + 1\r")  # the session goes on
    terminal.expect(r"x\*exp\(-x\*\*2\) \+ 1")
    terminal.send("\x04")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0


def test_a_pipe_has_no_prompt() -> None:
    lines = "f := x\n(f +\n1)\n1/x from -1 to 1\n"
    done = subprocess.run(COMMAND, input=lines, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    assert done.returncode == 1
    assert parse_expression(done.stdout).diff().expand() == sympy.Symbol("x") + 1
    assert "∫ (x + 1) dx" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_misuse_of_the_command_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["repl", "--beam", "0"]) == 2
    assert "beam_size" in capsys.readouterr().err
