"""The template as a user meets it: installed, listed, asked by name, judged."""

from __future__ import annotations

from symassist import Assistant, VerificationStatus
from symassist.plugins import parse_problem
from symassist.plugins.testing import ProposerContract


class TestTemplate(ProposerContract):
    name = "template"
    solved = (("3x^2 + 1", ()), ("sqrt(x)", ()), ("a*x^n", ()))
    unsolved = ("1/x", "x*sin(x)")


def test_it_is_asked_by_name_and_judged() -> None:
    solution = Assistant(proposers=("template",)).solve(parse_problem("3x^2 + 1"))
    assert solution.verdict.status is VerificationStatus.PROVED
    assert solution.origin == "template"
    assert str(solution.antiderivative) == "x**3 + x"
