"""The template as a user meets it: installed, listed, asked by name, judged."""

from __future__ import annotations

import pytest
import sympy
from symassist_template import PowerRule

from symassist import Assistant, VerificationStatus
from symassist.plugins import Budget, Proposer, installed, parse_problem


def test_it_is_installed_and_a_proposer() -> None:
    assert "template" in {plugin.name for plugin in installed()}
    assert isinstance(PowerRule(), Proposer)


@pytest.mark.parametrize(
    ("integrand", "expected"), [("3x^2 + 1", "x**3 + x"), ("sqrt(x)", "2*x**(3/2)/3"), ("a*x^n", "a*x**(n+1)/(n+1)")]
)
def test_it_is_asked_by_name_and_judged(integrand: str, expected: str) -> None:
    solution = Assistant(proposers=("template",)).solve(parse_problem(integrand, variable="x"))
    assert solution.verdict.status is VerificationStatus.PROVED
    assert solution.origin == "template"
    assert sympy.simplify(solution.antiderivative - sympy.sympify(expected)) == 0


def test_it_says_nothing_where_the_rule_does_not_apply() -> None:
    assert list(PowerRule().propose(parse_problem("1/x"), Budget.of(1))) == []
    assert list(PowerRule().propose(parse_problem("x*sin(x)"), Budget.of(1))) == []
