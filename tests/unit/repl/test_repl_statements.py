"""What a line of the REPL is, and when it goes on in the next."""

from __future__ import annotations

import pytest

from symassist.repl.batch import gathered
from symassist.repl.commands import COMMANDS
from symassist.repl.statements import Statement, is_open, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Statement("nothing")),
        ("  # f := x", Statement("nothing")),
        ("f := x^2", Statement("definition", "x^2", "f", 5)),
        ("  F_1 = ∫ x dx ", Statement("definition", "∫ x dx", "F_1", 8)),
        ("diff x^2, x", Statement("command", "x^2, x", "diff", 5)),
        ("diff(x^2)", Statement("command", "(x^2)", "diff", 4)),
        ("why", Statement("command", "", "why", 3)),
        ("? plot", Statement("command", "plot", "?", 2)),
        ("sin?", Statement("command", "sin", "info", 0)),
        ("sets*x", Statement("integral", "sets*x", "", 0)),
        (" x^2 dx", Statement("integral", "x^2 dx", "", 1)),
    ],
)
def test_what_a_line_is(text: str, expected: Statement) -> None:
    assert read(text, COMMANDS) == expected


def test_what_is_open_goes_on_until_an_empty_line() -> None:
    assert all(map(is_open, ["(x", "f :=", "x +", "{x", "x \\", "sin(x)*"]))
    assert not any(map(is_open, ["(x)", "x", "# (", "(x\n", "x)", ""]))
    assert list(gathered(["(x +", " 1)", "", "x", "(", "", "y"])) == ["(x +\n 1)", "x", "(\n", "y"]
