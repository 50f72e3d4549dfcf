"""What needs no worker and no search: a pole between the limits, an easy value; and what only looks like one."""

from __future__ import annotations

import pytest
import sympy
from sympy import atan, cos, exp, pi, sin, sqrt, tan

from symassist.assistant import Assistant
from symassist.budget import Budget
from symassist.definite import divergence_at_a_glance, evaluate_between
from symassist.problem import Problem
from symassist.verify.verifier import verify
from symassist.workers import WorkerPool

x, a = sympy.symbols("x a")
p = sympy.Symbol("p", positive=True)


@pytest.mark.parametrize(
    ("f", "low", "high", "place"),
    [
        (1 / x, -1, 1, "pole at x = 0"),
        (1 / x, 1, 0, "pole at x = 0"),
        (tan(x), 0, pi, "pole at x = pi/2"),
        (1 / (x**2 - 2), 0, 3, "pole at x = sqrt(2)"),
        (sin(x) / x**2, 0, 1, "pole at x = 0"),
        (sin(x) / x, -1, 1, None),
        (1 / sqrt(x), 0, 1, None),
        (x / (x**2 + exp(-1000)), -1, 1, None),  # looks like 1/x even at 2**-160, and its integral is 0
        (1 / (x - a), -1, 1, None),
        (1 / x, -1, a, None),
    ],
)
def test_a_pole_is_seen_at_a_glance(f: sympy.Expr, low: object, high: object, place: str | None) -> None:
    problem = Problem(f, x, (sympy.sympify(low), sympy.sympify(high)))
    assert divergence_at_a_glance(problem, Budget.of(20)) == place


@pytest.mark.parametrize(
    ("f", "F", "low", "high", "value"),
    [
        (x * sin(x), sin(x) - x * cos(x), 0, pi, pi),
        (x**2, x**3 / 3, 1, 0, -sympy.Rational(1, 3)),
        (1 / (sqrt(2) + cos(x)), 2 * atan((sqrt(2) - 1) * tan(x / 2)), 0, 2 * pi, 2 * pi),
        (exp(p * x), exp(p * x) / p, 0, 1, (exp(p) - 1) / p),
    ],
)
def test_easy_values_need_no_worker(f: sympy.Expr, F: sympy.Expr, low: object, high: object, value: sympy.Expr) -> None:
    problem = Problem(f, x, (sympy.sympify(low), sympy.sympify(high)))
    closed = WorkerPool(1)
    closed.close()  # a task would be misuse
    found = evaluate_between(problem, F, verify(problem, F, Budget.of(20)), Budget.of(20), pool=closed)
    assert sympy.simplify(found.value - value) == 0
    assert not found.is_estimate


def test_a_pole_is_told_without_a_search() -> None:
    solution = Assistant(proposers=("search", "sympy")).solve(Problem(1 / x, x, (sympy.Integer(-1), sympy.Integer(1))))
    assert solution.divergent
    assert solution.verdict.reason == "the integral diverges: pole at x = 0"
    assert not solution.candidates
