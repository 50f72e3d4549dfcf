"""FriCAS itself, asked through the plugin; what needs it is skipped where it is not installed."""

from __future__ import annotations

import shutil

import pytest

from symassist import Assistant
from symassist.plugins import parse_problem
from symassist.plugins.testing import COMMON, CasContract


class TestFriCAS(CasContract):
    name = "fricas"
    program = "fricas"
    package = "fricas"
    hangs = "for i in 1..10^12 repeat i"
    solved = (*COMMON, ("log(1 - x)/x", ()))


@pytest.mark.skipif(shutil.which("fricas") is None, reason="fricas is not installed")
def test_a_list_of_answers_is_several_candidates() -> None:
    """For 1/(a*x**2 + b*x + c) FriCAS answers twice, for both signs of b**2 - 4*a*c."""
    problem = parse_problem("1/(a*x^2 + b*x + c)", variable="x")
    solution = Assistant(proposers=("fricas",), judge_all=True).solve(problem)
    assert len(solution.candidates) == 2
    assert all(judged.verdict.solved for judged in solution.candidates)
