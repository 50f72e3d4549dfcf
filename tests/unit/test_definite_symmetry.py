"""Definite integrals by symmetry: odd integrands, reflections, and what a reflection makes easier."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, exp, log, pi, sin, sqrt, tan

from symassist.assistant import Assistant
from symassist.definite.symmetry import by_symmetry, reflected
from symassist.problem import Problem

x = sympy.Symbol("x")


@pytest.mark.parametrize(
    ("f", "low", "high", "value"),
    [
        (x**3 * cos(x) ** 2, -2, 2, 0),
        (sin(x**3) * exp(-(x**2)), -3, 3, 0),
        (sqrt(sin(x)) / (sqrt(sin(x)) + sqrt(cos(x))), 0, pi / 2, pi / 4),
        (1 / (1 + tan(x) ** sqrt(2)), 0, pi / 2, pi / 4),
    ],
)
def test_symmetry(f: sympy.Expr, low: object, high: object, value: object) -> None:
    found = by_symmetry(f, x, (sympy.sympify(low), sympy.sympify(high)))
    assert found is not None
    assert found.proved
    assert sympy.simplify(found.value - value) == 0
    assert by_symmetry(f + x**2, x, (sympy.sympify(low), sympy.sympify(high))) is None


@pytest.mark.parametrize(
    ("f", "easier"),
    [
        (x / (1 + cos(x) ** 2), pi / (2 * (1 + cos(x) ** 2))),
        (x * log(sin(x)), pi * log(sin(x)) / 2),
        (x**2 * exp(x), None),  # exp is not symmetric
        (x * (pi - x) * sin(x), None),  # nothing is gained: of the same degree
        (sin(x), None),
    ],
)
def test_reflection_lowers_the_degree_of_a_polynomial_factor(f: sympy.Expr, easier: sympy.Expr | None) -> None:
    found = reflected(f, x, (sympy.Integer(0), pi))
    assert (found is None) is (easier is None)
    assert easier is None or sympy.simplify(found - easier) == 0


def test_a_reflected_integrand_gives_the_value_without_an_antiderivative() -> None:
    problem = Problem(x / (1 + cos(x) ** 2), x, (sympy.Integer(0), pi))
    found = Assistant(timeout=20.0, proposers=("ansatz", "search")).solve(problem)
    assert found.antiderivative is None
    assert sympy.simplify(found.value - pi**2 / sqrt(8)) == 0
    assert "symmetry" in found.verdict.method
    assert found.problem == problem
