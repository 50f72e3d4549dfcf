"""Definite integrals that catch computer algebra systems, asked as a user asks them."""

from __future__ import annotations

import pytest
import sympy
from sympy import Abs, I, cos, exp, log, pi, sin, sqrt

from symassist import Assistant, Problem, integrate_neural
from symassist.render import verdict_line

x, y, n, a = sympy.symbols("x y n a")
p = sympy.Symbol("p", positive=True)
OPTIONS = {"proposers": ("ansatz", "sympy"), "timeout": 20.0}


@pytest.mark.parametrize(
    ("f", "low", "high", "value"),
    [
        (1 / (sqrt(2) + cos(x)), 0, 2 * pi, 2 * pi),
        (Abs(sin(2 * x)), 0, 2 * pi, 4),
        (1 / (x**2 + 1), -2, 2, 2 * sympy.atan(2)),
        (sqrt(1 - cos(x)), 0, 6 * pi, 12 * sqrt(2)),
        (exp(exp(I * x)), 0, 2 * pi, 2 * pi),
    ],
    ids=str,
)
def test_the_value_is_right(f: sympy.Expr, low: object, high: object, value: object) -> None:
    found = integrate_neural(f, (x, low, high), **OPTIONS)  # type: ignore[arg-type]
    assert not found.has(sympy.Integral), found
    assert abs(sympy.N(found - value)) < 1e-12


@pytest.mark.parametrize(("f", "low", "high"), [(1 / x, -1, 1), (1 / x**2, -1, 1), (exp(x), 0, sympy.oo)], ids=str)
def test_divergence_is_a_result(f: sympy.Expr, low: object, high: object) -> None:
    problem = Problem(f, x, (sympy.sympify(low), sympy.sympify(high)))
    solution = Assistant(**OPTIONS).solve(problem)  # type: ignore[arg-type]
    assert solution.divergent
    assert solution.value is None
    assert "the integral diverges" in verdict_line(solution)


def test_several_integrals_one_after_another() -> None:
    assert integrate_neural(x * y, (x, 0, 1), (y, 0, 2), **OPTIONS) == 1  # type: ignore[arg-type]
    assert integrate_neural(x * y, (x, 0, y), (y, 0, 1), **OPTIONS) == sympy.Rational(1, 8)  # type: ignore[arg-type]
    assert integrate_neural(exp(x), x, x, **OPTIONS) == exp(x)  # type: ignore[arg-type]


def test_the_condition_on_a_parameter_is_stated() -> None:
    solution = Assistant(**OPTIONS).solve(Problem(x**n, x))  # type: ignore[arg-type]
    assert solution.solved
    assert "n != -1" in solution.verdict.assumptions
    positive = Assistant(**OPTIONS).solve(Problem(x**p, x))  # type: ignore[arg-type]
    assert positive.verdict.assumptions == ()


@pytest.mark.parametrize(
    "f",
    [
        sin(1234567 * x),
        sympy.Float("3.7") * x ** sympy.Float("2.5"),
        x * Abs(x - 1),
        sympy.Heaviside(x - 1) * x**2,
        sympy.Max(x, x**2),
        sympy.Piecewise((sin(x), x < 1), (exp(x), True)),
        sympy.floor(x),
        exp(I * x) * sin(x),
        1 / (x**2 + I),
        exp(-(x**2)),
        log(Abs(x)),
    ],
    ids=str,
)
def test_what_people_ask_for_is_solved_everywhere(f: sympy.Expr) -> None:
    solution = Assistant(**OPTIONS).solve(Problem(f, x))  # type: ignore[arg-type]
    assert solution.solved
    assert solution.verdict.region is not None
    assert solution.verdict.region.whole
