"""Rational functions: outright, real, and right."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.rational import integrate_rational, real_factors
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x")
a, b, c = sympy.symbols("a b c", positive=True)


@pytest.mark.parametrize(
    "f",
    [
        1 / (x**4 + 1),
        (1 - x**4) / (x**4 * (x**8 - x**4 + 1)),
        1 / (x**5 + 1),
        (x**3 + 1) / ((x - 1) * (x**2 + x + 1) ** 2),
        (4 * x**5 - 1) / (x**5 + x + 1) ** 2,
        (x**4 - 3 * x**2 + 6) / (x**6 - 5 * x**4 + 5 * x**2 + 4),
        x**2 / (a + x**4),
        (x + sympy.sqrt(3)) / (x**2 - x * sympy.sqrt(3) + 1),
    ],
)
def test_real_and_right(f: sympy.Expr) -> None:
    answer = integrate_rational(f, x)
    assert answer is not None
    assert not answer.has(sympy.I, sympy.RootSum)
    assert_is_antiderivative(answer, f)


@pytest.mark.parametrize(
    "f",
    [
        (b + c * x + x**3) / (a + b * x**2 + c * x**4),
        (b * x**2 - 1) / (b**2 + 5 * b * x**2 + x**4),
        (1 + x) / (c * x**4 - b * x**2 - a),
        1 / (a + b * x**2 + c * x**4) ** 2,
    ],
    ids=str,
)
def test_quartics_in_x_squared_with_symbols_have_short_answers(f: sympy.Expr) -> None:
    answer = integrate_rational(f, x)
    assert answer is not None
    assert sympy.count_ops(answer) < 350
    assert_is_antiderivative(answer, f)


def test_what_has_no_splitting_or_is_not_rational_is_left() -> None:
    assert integrate_rational(1 / (x**5 - x - 1), x) is None
    assert integrate_rational(sympy.sin(x), x) is None


def test_real_factors_multiply_to_the_polynomial() -> None:
    for q in (x**8 - x**4 + 1, x**6 + 2, x**4 + x**3 + x**2 + x + 1, x**4 - 5 * x**2 + 6):
        factors = real_factors(q, x)
        assert factors is not None
        assert all(sympy.degree(p, x) <= 2 for p in factors)
        difference = sympy.prod(factors) - q
        assert abs(sympy.N(difference.subs(x, sympy.Rational(7, 5)), 30)) < 1e-25
