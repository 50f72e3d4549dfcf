"""Maxima itself, asked through the plugin; what needs it is skipped where it is not installed."""

from __future__ import annotations

import shutil

import pytest
import sympy

from symassist import Assistant
from symassist.plugins import parse_problem
from symassist.plugins.testing import COMMON, CasContract


class TestMaxima(CasContract):
    name = "maxima"
    program = "maxima"
    package = "maxima maxima-share"
    hangs = "for i:1 thru 10^12 do 1$"
    solved = (*COMMON, ("log(x)/(x + 1)", ()), ("Abs(x)", ()))


@pytest.mark.skipif(shutil.which("maxima") is None, reason="maxima is not installed")
def test_its_question_about_a_sign_is_answered_both_ways() -> None:
    """For 1/(a*x**2 + b*x + c) Maxima asks whether 4*a*c - b**2 is positive or negative."""
    problem = parse_problem("1/(a*x^2 + b*x + c)", variable="x")
    solution = Assistant(proposers=("maxima",), judge_all=True).solve(problem)
    assert [judged.candidate.origin for judged in solution.candidates] == ["maxima", "maxima"]
    assert all(judged.verdict.solved for judged in solution.candidates)
    assert {True, False} == {judged.candidate.expression.has(sympy.atan) for judged in solution.candidates}
