"""Definite values whose form depends on the signs of parameters: with all of them positive, and told so."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, exp, log, oo, pi, sqrt

from symassist import Assistant, Problem

x, a, b = sympy.symbols("x a b")


@pytest.mark.parametrize(
    ("f", "limits", "value", "assumed"),
    [
        (1 / (x**2 + a**2), (0, oo), pi / (2 * a), ("a > 0",)),
        (exp(-a * x) * cos(b * x), (0, oo), a / (a**2 + b**2), ("a > 0", "b > 0")),
        (exp(-a * x**2), (-oo, oo), sqrt(pi / a), ("a > 0",)),
    ],
    ids=str,
)
def test_a_value_that_needs_signs_states_them(
    f: sympy.Expr, limits: tuple[int, sympy.Expr], value: sympy.Expr, assumed: tuple[str, ...]
) -> None:
    problem = Problem(f, x, tuple(map(sympy.sympify, limits)))
    solution = Assistant(timeout=30).solve(problem)
    assert solution.value is not None
    assert solution.value.free_symbols <= {a, b}
    positive = {s: sympy.Symbol(s.name, positive=True) for s in (a, b)}
    assert sympy.simplify((solution.value - value).xreplace(positive)) == 0
    assert set(assumed) <= set(solution.verdict.assumptions)


def test_what_converges_for_no_value_of_the_parameter_has_none() -> None:
    solution = Assistant(timeout=20).solve(Problem(x**a, x, (sympy.Integer(0), oo)))
    assert solution.value is None


def test_a_logarithm_over_a_quadratic_by_inversion() -> None:
    p = sympy.Symbol("p", positive=True)
    solution = Assistant(timeout=30).solve(Problem(log(x) / (x**2 + p * x + p**2), x, (sympy.Integer(0), oo)))
    assert solution.value is not None
    for place in (0.5, 2):
        numeric = sympy.Integral((log(x) / (x**2 + p * x + p**2)).subs(p, place), (x, 0, oo)).evalf(15)
        assert abs(solution.value.subs(p, place).evalf() - numeric) < 1e-9
