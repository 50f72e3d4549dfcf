"""Definite integrals: jumps of the antiderivative, poles, endpoint singularities, infinite and symbolic limits."""

from __future__ import annotations

import pytest
import sympy
from sympy import atan, cos, exp, log, pi, sin, sqrt, tan

from symassist.budget import Budget
from symassist.definite import Definite, evaluate_between
from symassist.problem import Problem
from symassist.verify.verifier import verify
from symassist.workers import default_pool

x, a, b = sympy.symbols("x a b")
oo = sympy.oo


def between(f: sympy.Expr, F: sympy.Expr | None, low: object, high: object) -> Definite:
    problem = Problem(sympy.sympify(f), x, (sympy.sympify(low), sympy.sympify(high)))
    verdict = verify(problem, sympy.Integer(0) if F is None else F, Budget.of(10))
    assert verdict.solved is (F is not None)
    return evaluate_between(problem, F, verdict, Budget.of(60), pool=default_pool())


@pytest.mark.parametrize(
    ("f", "F", "low", "high", "value"),
    [
        (sin(x), -cos(x), 0, pi, 2),
        (x**2, x**3 / 3, 1, 0, -sympy.Rational(1, 3)),
        (1 / (sqrt(2) + cos(x)), 2 * atan((sqrt(2) - 1) * tan(x / 2)), 0, 2 * pi, 2 * pi),
        (1 / (x**2 + 1), atan(2 * x / (1 - x**2)) / 2, -2, 2, pi - atan(sympy.Rational(4, 3))),
        (sqrt(1 - cos(x)), -2 * sin(x) / sqrt(1 - cos(x)), 0, 4 * pi, 8 * sqrt(2)),
        (exp(-x), -exp(-x), 0, oo, 1),
        (1 / (x**2 + 1), atan(x), -oo, oo, pi),
        (1 / sqrt(x), 2 * sqrt(x), 0, 1, 2),
        (log(x), x * log(x) - x, 0, 1, -1),
        (x, x**2 / 2, 3, 3, 0),
    ],
)
def test_values(f: sympy.Expr, F: sympy.Expr, low: object, high: object, value: object) -> None:
    found = between(f, F, low, high)
    assert sympy.simplify(found.value - value) == 0
    assert found.enclosure is not None
    assert found.enclosure[0] <= sympy.N(value) <= found.enclosure[1]


def test_compact_pieces_are_enclosed_and_the_rest_is_called_an_estimate() -> None:
    assert not between(sin(x), -cos(x), 0, pi).is_estimate
    assert between(exp(-x), -exp(-x), 0, oo).is_estimate
    assert between(log(x), x * log(x) - x, 0, 1).is_estimate


def test_a_pole_inside_is_divergence() -> None:
    found = between(1 / x, log(x), -1, 1)
    assert found.divergent
    assert found.value is None
    assert "pole at x = 0" in str(found.reason)


@pytest.mark.parametrize(
    ("f", "number"), [(sympy.Abs(sin(2 * x)), 4), (exp(exp(sympy.I * x)), 2 * sympy.pi), (exp(-(x**2)), None)]
)
def test_without_antiderivative_there_is_an_enclosure_alone(f: sympy.Expr, number: object) -> None:
    found = between(f, None, 0, 2 * pi)
    assert found.value is None
    assert found.enclosure is not None
    low, high = found.enclosure
    if number is not None:
        assert low <= sympy.N(number) <= high
    assert high - low < 1e-9


def test_symbolic_limits_and_parameters() -> None:
    assert sympy.expand(between(x, x**2 / 2, a, b).value - (b**2 - a**2) / 2) == 0
    found = between(exp(-a * x), -exp(-a * x) / a, 0, 1)
    assert sympy.simplify(found.value - (1 - exp(-a)) / a) == 0


def test_an_antiderivative_that_contradicts_quadrature_gives_no_value() -> None:
    problem = Problem(x**2, x, (sympy.Integer(0), sympy.Integer(1)))
    verdict = verify(problem, x**3 / 3, Budget.of(10))
    found = evaluate_between(problem, x**3 / 2, verdict, Budget.of(30), pool=default_pool())
    assert found.value is None
    assert "does not agree" in str(found.reason)
