"""Polynomials in an inverse function over x and one root: from the top down."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.formulas import at_once
from symassist.propose.inverse_tower import integrate_in_tower
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, f, n = sympy.symbols("a b c d f n", positive=True)


@pytest.mark.parametrize(
    "integrand",
    [
        (d + f * x**2) * (a + b * sympy.acos(c * x)) ** 2,
        (d - c**2 * d * x**2) ** sympy.Rational(3, 2) * (a + b * sympy.asin(c * x)),
        x**2 * (a + b * sympy.asin(c * x)) ** 3 / sympy.sqrt(d - c**2 * d * x**2),
        (a + b * sympy.acosh(c * x)) * sympy.sqrt(c**2 * d * x**2 - d) * x**2,
        x**2 * sympy.acosh(a + b * x),
        x**3 * (a + b * sympy.atan(c * x)) ** 2,
        x * sympy.asec(a + b * x),
        x**2 * (a + b * sympy.acsch(c * x)),
        x**2 * sympy.log(c * (d + f * x) ** n) ** 2,
        x * sympy.atan(sympy.sqrt(a * x)),
        x * sympy.atan(x) / (x**2 - 1) ** 2,
        x * sympy.atanh(x) / sympy.sqrt(1 - x**2),
    ],
)
def test_whole_and_proved(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_in_tower(integrand, x), integrand, x, proved=True)


def test_powers_of_a_line_in_the_function_stay_together() -> None:
    answer = integrate_in_tower((a + b * sympy.asin(c * x)) ** 3, x)
    assert answer is not None
    assert (a + b * sympy.asin(c * x)) ** 3 in answer.atoms(sympy.Pow)


def test_no_answer_where_a_polylogarithm_is_needed() -> None:
    assert integrate_in_tower(sympy.atan(x) ** 2 * x**2, x) is None


def test_an_elementary_answer_comes_before_polylogarithms() -> None:
    found = at_once(x * sympy.atan(x) / (x**2 - 1) ** 2, x, 0.0)
    assert found is not None
    assert not found.answer.has(sympy.polylog)
